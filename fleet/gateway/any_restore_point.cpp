#include "fleet/gateway/any_restore_point.h"

#include "fleet/gateway/names.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

std::optional<AnyRestorePoint> ofOwner(Transaction& transaction, std::optional<catalog::OwnerRestorePointRow> row) {
    if (!row) return std::nullopt;
    const auto backup = catalog::OwnerBackupTable(transaction).find(row->point.phone);
    if (!backup) return std::nullopt;
    return AnyRestorePoint{std::move(row->point), backup->keyName, row->list};
}

std::optional<AnyRestorePoint> ofFleet(std::optional<catalog::RestorePointRow> row) {
    if (!row) return std::nullopt;
    return AnyRestorePoint{std::move(*row), std::nullopt, std::nullopt};
}

}  // namespace

std::optional<AnyRestorePoint> findAnyPoint(Transaction& transaction, const base::RestorePointId& id) {
    if (auto point = ofFleet(catalog::RestorePointTable(transaction).find(id))) return point;
    return ofOwner(transaction, catalog::OwnerBackupTable(transaction).findPoint(id));
}

std::optional<AnyRestorePoint> newestPointOf(Transaction& transaction, const base::PhoneId& phone) {
    catalog::OwnerBackupTable owners(transaction);
    if (owners.find(phone)) return ofOwner(transaction, owners.newestPointOf(phone));
    return ofFleet(catalog::RestorePointTable(transaction).newestOf(phone));
}

void markAnyProved(Transaction& transaction, const base::RestorePointId& id, base::Timestamp at) {
    catalog::RestorePointTable(transaction).markProved(id, at);
    catalog::OwnerBackupTable(transaction).markProved(id, at);
}

base::Result<catalog::RestorePointRow> readablePoint(Transaction& transaction, const base::RestorePointId& id, std::string_view doing) {
    auto point = findAnyPoint(transaction, id);
    if (!point) return {ErrorCode::NotFound, "there is no restore point '" + id.text() + "'"};
    if (point->ownerKey)
        return {ErrorCode::Denied, "the restore point '" + id.text() + "' is under a key that only the phone's owner has: nobody here can " +
                                       std::string(doing) + " it"};
    return std::move(point->row);
}

base::Result<catalog::VirtualPhoneRow> findBackedUpPhone(Transaction& transaction, std::string_view named, std::string_view doing) {
    TWINSET_ASSIGN(auto row, findPhone(transaction, named));
    if (row.persona == "work" || catalog::OwnerBackupTable(transaction).find(row.id)) return row;
    return {ErrorCode::Denied, "the virtual phone '" + row.name + "' is " + row.persona + ", not work: the fleet does not " +
                                   std::string(doing) + " it unless its owner asks for that at the handset ('twinset-agent owner-backup enable')"};
}

}  // namespace fleet
