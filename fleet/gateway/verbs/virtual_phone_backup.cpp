// virtual_phone_backup: asks the handset for a restore point at once. Its result is committed by backup_result.cpp.
// What the phone's schedule says of when (Wi-Fi, the charger, the hour) does not hold for it: a person wants it now. Its limit of bandwidth
// does, because it protects the network that others use, unless that is waived.
#include <nlohmann/json.hpp>

#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/backup_order.h"
#include "fleet/gateway/scheduled_backups.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneBackup) {
    base::ObjectReader reader(arguments, "virtual_phone_backup");
    const auto named = reader.text("phone");
    const bool unlimited = reader.booleanOr("unlimited", false);
    TWINSET_TRY(reader.finish());
    base::Json conditions;
    TWINSET_ASSIGN(const auto phone, fleet.catalog.read([&](Transaction& transaction) -> base::Result<catalog::VirtualPhoneRow> {
        TWINSET_ASSIGN(auto row, findBackedUpPhone(transaction, named, "back up"));
        if (!unlimited) {
            TWINSET_ASSIGN(conditions, conditionsByHand(fleet, transaction, row));
        }
        return row;
    }));
    TWINSET_ASSIGN(const auto damaged, findDamagedBase(fleet, phone.id));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findBackedUpPhone(transaction, named, "back up"));
        if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        TWINSET_TRY(dropWaitingBackups(fleet, transaction, row.id));
        TWINSET_ASSIGN(const auto operation,
                       orderBackup(fleet, transaction, row, damaged, {caller.actor, std::chrono::hours(24), conditions}));
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
