// virtual_phone_start, virtual_phone_stop, virtual_phone_restart.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<base::Json> setRunning(FleetContext& fleet, const Caller& caller, const base::Json& arguments,
                                    const char* verb, bool running) {
    base::ObjectReader reader(arguments, verb);
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::VirtualPhoneTable phones(transaction);
        TWINSET_ASSIGN(auto row, findPhone(transaction, named));
        if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        if (row.running != running) {
            row.running = running;
            phones.update(row);
            TWINSET_TRY(fleet.desired.refresh(transaction, row.id, Rewrite::WhenChanged));
            catalog::AuditEventTable(transaction).append(caller.actor, verb, row.id.text(), base::Json::object());
        }
        return virtualPhoneJson(fleet, transaction, *phones.find(row.id));
    });
}

}  // namespace

TWINSET_VERB(virtualPhoneStart) { return setRunning(fleet, caller, arguments, "virtual_phone_start", true); }
TWINSET_VERB(virtualPhoneStop) { return setRunning(fleet, caller, arguments, "virtual_phone_stop", false); }

TWINSET_VERB(virtualPhoneRestart) {
    base::ObjectReader reader(arguments, "virtual_phone_restart");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
        if (!row.running || !row.present)
            return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is not meant to run: start it instead"};
        TWINSET_ASSIGN(const auto operation,
                       fleet.operations.order(
                           transaction, {"virtual_phone_restart", row.handset, row.id, "{}", std::chrono::hours(1)},
                           caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_restart", row.id.text(), {{"operation", operation.id.text()}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
