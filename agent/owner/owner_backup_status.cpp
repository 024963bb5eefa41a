// owner-backup status: what is stored of her phone, and whether this handset has the key.
#include <nlohmann/json.hpp>
#include <ostream>

#include "agent/owner/owner_desk.h"

namespace agent {
namespace {

using fleet::protocol::OwnerBackupAnswer;

base::Json statusJson(const PhoneRecord& record, const OwnerBackupAnswer& answer, bool unlocked) {
    base::Json points = base::Json::array();
    for (const auto& point : answer.points)
        points.push_back({{"restorePoint", point.id.text()},
                          {"takenAt", base::formatTimestamp(point.takenAt)},
                          {"diskSize", point.diskSize.value}});
    return {{"phone", record.phone.text()},
            {"enabled", answer.enabled},
            {"unlocked", unlocked},
            {"enabledAt", answer.enabledAt ? base::Json(base::formatTimestamp(*answer.enabledAt)) : base::Json()},
            {"storedBytes", answer.stored.value},
            {"quota", answer.quota.value},
            {"restorePoints", std::move(points)}};
}

void printStatus(std::ostream& out, const PhoneRecord& record, const OwnerBackupAnswer& answer, bool unlocked) {
    if (!answer.enabled) {
        out << record.phone.text() << "  no backups: nothing of it is sent or stored ('owner-backup enable' begins them)\n";
        return;
    }
    out << record.phone.text() << "  backups since " << base::formatTimestamp(*answer.enabledAt) << ", " << base::humanSize(answer.stored)
        << " of at most " << base::humanSize(answer.quota) << "\n";
    if (!unlocked) out << "    this handset does not have the key: 'owner-backup unlock' gives it, and nothing is sent before\n";
    for (const auto& point : answer.points)
        out << "    " << point.id.text() << "  " << base::formatTimestamp(point.takenAt) << "  disk of " << base::humanSize(point.diskSize) << "\n";
    if (answer.points.empty()) out << "    none was made yet\n";
}

}  // namespace

base::Result<void> ownerBackupStatus(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    TWINSET_ASSIGN(const auto answer, askGateway(desk, record.phone, fleet::protocol::OwnerBackupAsk::Show));
    const auto keys = keyFileOf(desk).open(record.phone);
    const bool unlocked = keys && answer.keyName && keys->name == *answer.keyName;
    if (desk.json)
        desk.out << statusJson(record, answer, unlocked).dump(2) << "\n";
    else
        printStatus(desk.out, record, answer, unlocked);
    return {};
}

}  // namespace agent
