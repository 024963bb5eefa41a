// virtual_phone_backup: asks the handset for a restore point at once. Its result is committed by backup_result.cpp.
// What the phone's schedule says of when (Wi-Fi, the charger, the hour) does not hold for it: a person wants it now. Its limit of bandwidth
// does, because it protects the network that others use, unless that is waived.
#include <nlohmann/json.hpp>

#include "fleet/gateway/backup_order.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/scheduled_backups.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

namespace {

/// One that the schedule asked for and that still waits, for Wi-Fi or the handset, gives way to what a person wants now.
base::Result<void> dropWaiting(FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone) {
    for (const auto& live : catalog::OperationTable(transaction).live({phone, std::nullopt, {}}, kBackupKind))
        if (live.createdBy == kScheduleActor && live.state != "running") {
            const auto cancelled = fleet.operations.cancel(transaction, live.id);
            if (!cancelled) return cancelled.error();
        }
    return {};
}

base::Result<base::Json> limitOf(const FleetContext& fleet, Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    TWINSET_ASSIGN(const auto book, ScheduleBook::read(fleet, transaction));
    const auto* inForce = book.of(phone.id, phone.handset);
    if (inForce == nullptr || inForce->schedule.kilobitsPerSecond == 0) return base::Json();
    return base::Json{{"kilobitsPerSecond", inForce->schedule.kilobitsPerSecond}};
}

}  // namespace

TWINSET_VERB(virtualPhoneBackup) {
    base::ObjectReader reader(arguments, "virtual_phone_backup");
    const auto named = reader.text("phone");
    const bool unlimited = reader.booleanOr("unlimited", false);
    TWINSET_TRY(reader.finish());
    base::Json conditions;
    TWINSET_ASSIGN(const auto phone, fleet.catalog.read([&](Transaction& transaction) -> base::Result<catalog::VirtualPhoneRow> {
        TWINSET_ASSIGN(auto row, findWorkPhone(transaction, named, "back up"));
        if (!unlimited) {
            TWINSET_ASSIGN(conditions, limitOf(fleet, transaction, row));
        }
        return row;
    }));
    TWINSET_ASSIGN(const auto damaged, findDamagedBase(fleet, phone.id));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "back up"));
        if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        TWINSET_TRY(dropWaiting(fleet, transaction, row.id));
        TWINSET_ASSIGN(const auto operation,
                       orderBackup(fleet, transaction, row, damaged, {caller.actor, std::chrono::hours(24), conditions}));
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
