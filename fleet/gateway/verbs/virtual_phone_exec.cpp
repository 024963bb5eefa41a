// virtual_phone_exec: one command inside a work phone, through its guest agent.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneExec) {
    base::ObjectReader reader(arguments, "virtual_phone_exec");
    const auto named = reader.text("phone");
    const auto command = reader.texts("command");
    const auto input = reader.textOr("input", "");
    if (command.empty() || command.front().empty()) reader.fail("command", "expected a program and its arguments");
    TWINSET_TRY(reader.finish());
    const auto order =
        base::Json{{"command", command}, {"input", input}}.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    if (order.size() > 16 * 1024) return {ErrorCode::InvalidInput, "command and input together are longer than 16 KiB"};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "run commands in"));
        TWINSET_ASSIGN(const auto operation,
                       fleet.operations.order(
                           transaction, {"virtual_phone_exec", row.handset, row.id, order, std::chrono::minutes(10)},
                           caller.actor));
        // The input may hold secrets; the record says what was run.
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_exec", row.id.text(),
                    {{"operation", operation.id.text()}, {"command", command}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
