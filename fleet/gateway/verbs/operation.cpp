// operation_list, operation_show, operation_cancel.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/restore_flow.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(operationList) {
    base::ObjectReader reader(arguments, "operation_list");
    const auto request = readPlainPageRequest(reader);
    const auto phoneNamed = reader.textOr("phone", "");
    const auto handsetNamed = reader.textOr("handset", "");
    catalog::OperationFilter filter;
    filter.state = reader.textOr("state", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        if (!phoneNamed.empty()) {
            TWINSET_ASSIGN(const auto row, findPhone(transaction, phoneNamed));
            filter.phone = row.id;
        }
        if (!handsetNamed.empty()) {
            TWINSET_ASSIGN(const auto row, findHandset(transaction, handsetNamed));
            filter.handset = row.id;
        }
        TWINSET_ASSIGN(const auto page, catalog::OperationTable(transaction).page(request, filter));
        return pageJson("operations", page, [&](const auto& row) { return operationJson(transaction, row); });
    });
}

TWINSET_VERB(operationShow) {
    base::ObjectReader reader(arguments, "operation_show");
    const auto id = reader.id<base::OperationId>("operation");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto row = catalog::OperationTable(transaction).find(id);
        if (!row) return {ErrorCode::NotFound, "there is no operation '" + id.text() + "'"};
        return operationJson(transaction, *row);
    });
}

TWINSET_VERB(operationCancel) {
    base::ObjectReader reader(arguments, "operation_cancel");
    const auto id = reader.id<base::OperationId>("operation");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, fleet.operations.cancel(transaction, id));
        catalog::AuditEventTable(transaction).append(caller.actor, "operation_cancel", id.text(), {{"kind", row.kind}});
        if (row.kind == kRestoreKind) {
            TWINSET_ASSIGN(const auto job, RestoreJob::read(row.arguments));
            fleet.restores.ended(transaction, job);
        }
        return operationJson(transaction, row);
    });
}

}  // namespace fleet::verbs
