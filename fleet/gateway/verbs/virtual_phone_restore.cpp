// virtual_phone_restore, virtual_phone_receipt.
#include <nlohmann/json.hpp>

#include "fleet/gateway/receipt.h"
#include "fleet/gateway/restore_flow.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneRestore) {
    base::ObjectReader reader(arguments, "virtual_phone_restore");
    RestoreRequest request{reader.text("phone"),   reader.textOr("onto", ""),
                           reader.textOr("restorePoint", ""), reader.boolean("lost"),
                           reader.booleanOr("proved", false), reader.booleanOr("whole", false), {}};
    request.dataSize = base::mebibytes(static_cast<std::uint64_t>(reader.integerOr("dataSizeMiB", 16, 1 << 20, 0)));
    if (reader.booleanOr("inPlace", false) != request.onto.empty())
        reader.fail("onto", "name a handset, or say inPlace, and not both");
    if (request.proved && !request.restorePoint.empty()) reader.fail("proved", "a restore point is named already");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto operation, fleet.restores.start(request, caller));
    return fleet.catalog.read(
        [&](Transaction& transaction) -> base::Result<base::Json> { return operationJson(transaction, operation); });
}

TWINSET_VERB(virtualPhoneReceipt) {
    base::ObjectReader reader(arguments, "virtual_phone_receipt");
    const auto id = reader.id<base::OperationId>("operation");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto operation = catalog::OperationTable(transaction).find(id);
        if (!operation || operation->kind != kRestoreKind)
            return {ErrorCode::NotFound, "there is no restore '" + id.text() + "'"};
        if (operation->state != "succeeded")
            return {ErrorCode::Conflict,
                    "the restore has no receipt: it is " + operation->state +
                        (operation->errorMessage.empty() ? "" : " (" + operation->errorMessage + ")")};
        TWINSET_ASSIGN(const auto job, RestoreJob::read(operation->arguments));
        return base::Json{{"receipt", restoreReceipt(transaction, *operation, job)}};
    });
}

}  // namespace fleet::verbs
