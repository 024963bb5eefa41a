// virtual_phone_screenshot: what a work phone shows. Whether it may be seen is the policy's to say, and the agent refuses when it may not.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(virtualPhoneScreenshot) {
    base::ObjectReader reader(arguments, "virtual_phone_screenshot");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "look at"));
        TWINSET_ASSIGN(const auto operation,
                       fleet.operations.order(transaction,
                                              {"virtual_phone_screenshot", row.handset, row.id, "{}", std::chrono::minutes(10)},
                                              caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_screenshot", row.id.text(), {{"operation", operation.id.text()}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
