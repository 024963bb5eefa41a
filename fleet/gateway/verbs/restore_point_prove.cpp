// restore_point_prove: has a handset boot a restore point by itself, and records that it was well. Its result is committed by
// operation_result.cpp.
#include <nlohmann/json.hpp>

#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/proof_order.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using catalog::Transaction;

/// The one that was named, or the newest of the phone that was.
base::Result<RestorePointRow> pointToProve(Transaction& transaction, const std::string& id, const std::string& phone) {
    catalog::RestorePointTable table(transaction);
    std::optional<RestorePointRow> row;
    if (!id.empty()) {
        TWINSET_ASSIGN(const auto parsed, base::RestorePointId::parse(id));
        return readablePoint(transaction, parsed, "prove");
    }
    TWINSET_ASSIGN(const auto named, findWorkPhone(transaction, phone, "prove a restore point of"));
    row = table.newestOf(named.id);
    if (!row) return {ErrorCode::NotFound, "there is no restore point of '" + named.name + "': back it up first"};
    return std::move(*row);
}

}  // namespace

TWINSET_VERB(restorePointProve) {
    base::ObjectReader reader(arguments, "restore_point_prove");
    const auto id = reader.textOr("restorePoint", ""), phoneNamed = reader.textOr("phone", ""), on = reader.textOr("on", "");
    if (id.empty() == phoneNamed.empty()) reader.fail("restorePoint", "name either a restore point or a phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto point, pointToProve(transaction, id, phoneNamed));
        TWINSET_ASSIGN(const auto phone, findWorkPhone(transaction, point.phone.text(), "prove a restore point of"));
        ProofWish wish{caller.actor, {}, nullptr, std::chrono::hours(24)};
        if (!on.empty()) {
            TWINSET_ASSIGN(const auto handset, findHandset(transaction, on));
            wish.on = handset.id;
        }
        TWINSET_ASSIGN(const auto operation, orderProof(fleet, transaction, phone, point, wish));
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
