#include "fleet/gateway/scheduled_backups.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/desired_document_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/gateway/backup_order.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/proof_order.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/protocol/desired_state.h"
#include "fleet/protocol/messages.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::BackedUpPhone;
using catalog::Transaction;

constexpr base::Duration kBetweenLooks = std::chrono::seconds(15);
constexpr base::Duration kRetry = std::chrono::hours(1);
/// One that has begun is given this long, interruptions included.
constexpr base::Duration kLongestBackup = std::chrono::days(7);
/// Proofs that did not succeed are tried again after this; each boots a machine.
constexpr base::Duration kProofRetry = std::chrono::hours(24);
constexpr std::size_t kMostProofsAtOnce = 50;
/// Backups that a schedule has begun at the same time; more are asked for when some of these have ended.
constexpr std::size_t kMostAtOnce = 200;

std::vector<std::string> membersOf(const FleetContext& fleet, const std::string& group) {
    const auto book = fleet.policy.book();
    std::vector<std::string> members;
    if (const auto* condition = book->ofGroup(group)) {
        for (const auto& phone : fleet.policy.matching(*condition)) members.push_back(phone.text());
    } else if (const auto found = book->book().groups.find(group); found != book->book().groups.end()) {
        members = found->second.members;
    }
    std::sort(members.begin(), members.end());
    return members;
}

/// Phones' own first, then groups, those that back up most often first, then the fleet's.
auto precedence(const ScheduleInForce& one) {
    const int kind = one.target.starts_with("phone:") ? 0 : one.target.starts_with("group:") ? 1 : 2;
    const auto interval = one.schedule.everyHours > 0 ? one.schedule.everyHours : !one.schedule.daily.empty() ? 24U : ~0U;
    return std::tuple(kind, interval, one.target);
}

/// What keeps the handset from a backup now, for people; empty: nothing that the gateway knows of.
base::Result<std::string> obstacle(const FleetContext& fleet, Transaction& transaction, const BackedUpPhone& phone) {
    if (!fleet.links.online(phone.handset)) return std::string("waits for the handset, which is offline");
    const auto desired = catalog::DesiredDocumentTable(transaction).find(phone.id, phone.handset);
    if (!desired) return std::string("waits for the phone to be set up");
    TWINSET_ASSIGN(const auto state, protocol::readDesiredState(desired->document));
    const auto allowed = state.settings.find("backup.allowed");
    if (allowed != state.settings.end() && allowed->second == policy::Value(false))
        return std::string("is not allowed: the policy's backup.allowed is false");
    const auto row = catalog::PhoneReportTable(transaction).find(phone.id);
    if (!row) return std::string("waits for the phone to run");
    TWINSET_ASSIGN(const auto json, base::parseJson(row->body));
    TWINSET_ASSIGN(const auto report, protocol::phoneReportFromJson(json));
    return std::string(report.phase == "running" ? "" : "waits for the phone to run");
}

std::string underWay(const catalog::OperationRow& live) {
    if (live.state == "running") return "is under way as operation " + live.id.text();
    return live.step.empty() ? "waits for the handset to begin" : live.step;
}

}  // namespace

base::Result<ScheduleBook> ScheduleBook::read(const FleetContext& fleet, Transaction& transaction) {
    ScheduleBook book;
    for (const auto& row : catalog::BackupScheduleTable(transaction).list()) {
        TWINSET_ASSIGN(const auto json, base::parseJson(row.schedule));
        TWINSET_ASSIGN(auto schedule, readBackupSchedule(json, knownZones()));
        book.m_schedules.push_back({std::move(schedule), row.target, row.setAt});
    }
    std::sort(book.m_schedules.begin(), book.m_schedules.end(),
              [](const auto& one, const auto& other) { return precedence(one) < precedence(other); });
    for (const auto& one : book.m_schedules) {
        const bool group = one.target.starts_with("group:");
        book.m_members.push_back(group ? membersOf(fleet, one.target.substr(6)) : std::vector<std::string>());
    }
    return book;
}

const ScheduleInForce* ScheduleBook::of(const base::PhoneId& phone, const base::HandsetId& handset) const {
    for (std::size_t i = 0; i < m_schedules.size(); ++i) {
        const auto& one = m_schedules[i];
        const auto has = [&](const std::string& id) {
            return std::binary_search(m_members[i].begin(), m_members[i].end(), id);
        };
        if (one.target == "all" || one.target == "phone:" + phone.text() || has(phone.text()) || has(handset.text()))
            return &one;
    }
    return nullptr;
}

const ScheduleInForce& ownersSchedule() {
    static const ScheduleInForce schedule = [] {
        ScheduleInForce daily;
        daily.schedule.everyHours = 24;
        daily.schedule.onlyOnWifi = true;
        daily.schedule.onlyWhileCharging = true;
        daily.target = "owner";
        return daily;
    }();
    return schedule;
}

base::Result<PlannedBackup> planBackup(const FleetContext& fleet, Transaction& transaction, const ScheduleBook& book,
                                       const BackedUpPhone& phone) {
    PlannedBackup planned{phone, book.of(phone.id, phone.handset), {}, {}, false};
    if (planned.inForce == nullptr && phone.owners) planned.inForce = &ownersSchedule();
    if (planned.inForce == nullptr || !planned.inForce->schedule.backsUp()) return planned;
    const auto& schedule = planned.inForce->schedule;
    const auto now = transaction.now();
    BackupTimes times{phone.id, std::max(planned.inForce->setAt, phone.createdAt), phone.lastBackupAt};
    planned.dueAt = nextBackup(schedule, times, now, knownZones());
    if (!planned.dueAt || *planned.dueAt > now) return planned;
    if (const auto newest = catalog::OperationTable(transaction).newestOf(phone.id, kBackupKind)) {
        if (newest->live()) {
            planned.waits = underWay(*newest);
            return planned;
        }
        const bool ours = newest->createdBy == kScheduleActor && newest->finishedAt &&
                          newest->createdAt > phone.lastBackupAt.value_or(base::Timestamp());
        if (ours && newest->state == "cancelled") {
            times.last = *newest->finishedAt;  // somebody did not want it: the next one is due in the next slot
            planned.dueAt = nextBackup(schedule, times, now, knownZones());
            if (*planned.dueAt > now) return planned;
        } else if (ours && newest->state != "succeeded" && now < *newest->finishedAt + kRetry) {
            planned.waits = "tries again at " + base::formatTimestamp(*newest->finishedAt + kRetry) + ": " + newest->errorMessage;
            return planned;
        }
    }
    TWINSET_ASSIGN(planned.waits, obstacle(fleet, transaction, phone));
    planned.begins = planned.waits.empty();
    return planned;
}

base::Result<base::Json> conditionsByHand(const FleetContext& fleet, Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    TWINSET_ASSIGN(const auto book, ScheduleBook::read(fleet, transaction));
    const auto* inForce = book.of(phone.id, phone.handset);
    if (inForce == nullptr || inForce->schedule.kilobitsPerSecond == 0) return base::Json();
    return base::Json{{"kilobitsPerSecond", inForce->schedule.kilobitsPerSecond}};
}

base::Result<void> ScheduledBackups::tick() {
    const auto now = m_fleet.clock.now();
    if (now >= m_lookedAt && now < m_lookedAt + kBetweenLooks) return {};
    m_lookedAt = now;
    ScheduleBook book;
    TWINSET_ASSIGN(const auto planned, due(book));
    for (const auto& one : planned)
        if (const auto ordered = order(one); !ordered)
            base::logWarning("the backup of " + one.phone.id.text() + " that is due: " + ordered.error().message);
    TWINSET_ASSIGN(const auto phones, unproved(book));
    for (const auto& phone : phones)
        if (const auto ordered = orderProof(book, phone); !ordered)
            base::logWarning("the proof of " + phone.text() + " that is due: " + ordered.error().message);
    return {};
}

base::Result<std::vector<base::PhoneId>> ScheduledBackups::unproved(const ScheduleBook& book) {
    const auto& all = book.all();
    if (std::none_of(all.begin(), all.end(), [](const auto& one) { return one.schedule.proveEveryDays > 0; }))
        return std::vector<base::PhoneId>();
    return m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::vector<base::PhoneId>> {
        const auto now = transaction.now();
        catalog::OperationTable operations(transaction);
        auto room = kMostProofsAtOnce - std::min(kMostProofsAtOnce, operations.live({}, kProveKind).size());
        std::vector<base::PhoneId> phones;
        for (const auto& phone : catalog::BackupScheduleTable(transaction).phones(std::nullopt)) {
            if (phones.size() >= room) break;
            const auto* inForce = book.of(phone.id, phone.handset);
            if (inForce == nullptr || phone.owners || !phone.lastBackupAt || !m_fleet.links.online(phone.handset)) continue;
            const auto due = nextProof(inForce->schedule, phone.id, std::max(inForce->setAt, phone.createdAt), phone.lastProvedAt);
            if (!due || *due > now) continue;
            const auto newest = operations.newestOf(phone.id, kProveKind);
            const bool tried = newest && (newest->live() || newest->createdAt + kProofRetry > now);
            if (!tried) phones.push_back(phone.id);
        }
        return phones;
    });
}

base::Result<void> ScheduledBackups::orderProof(const ScheduleBook& book, const base::PhoneId& phone) {
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
        const auto point = catalog::RestorePointTable(transaction).newestOf(phone);
        if (!row || !row->present || !point) return {};
        const auto* inForce = book.of(phone, row->handset);
        if (inForce == nullptr) return {};
        const base::Json conditions{{"unmetered", inForce->schedule.onlyOnWifi}, {"charging", inForce->schedule.onlyWhileCharging}};
        const auto ordered =
            fleet::orderProof(m_fleet, transaction, *row, *point, {kScheduleActor, {}, conditions, std::chrono::hours(24 * 7)});
        if (!ordered && ordered.error().code != ErrorCode::Conflict) return ordered.error();
        return {};
    });
}

base::Result<std::vector<PlannedBackup>> ScheduledBackups::due(ScheduleBook& book) {
    return m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::vector<PlannedBackup>> {
        std::vector<PlannedBackup> begin;
        TWINSET_ASSIGN(book, ScheduleBook::read(m_fleet, transaction));
        if (book.empty() && catalog::OwnerBackupTable(transaction).all().empty()) return begin;
        const auto live = catalog::OperationTable(transaction).live({}, kBackupKind);
        const auto busy = static_cast<std::size_t>(std::count_if(live.begin(), live.end(), [](const auto& row) {
            return row.createdBy == kScheduleActor && (row.state == "running" || row.step.empty());
        }));
        for (const auto& phone : catalog::BackupScheduleTable(transaction).phones(std::nullopt)) {
            if (busy + begin.size() >= kMostAtOnce) break;
            TWINSET_ASSIGN(auto planned, planBackup(m_fleet, transaction, book, phone));
            if (planned.begins) begin.push_back(std::move(planned));
        }
        return begin;
    });
}

base::Result<void> ScheduledBackups::order(const PlannedBackup& planned) {
    const auto& schedule = planned.inForce->schedule;
    TWINSET_ASSIGN(const auto damaged, findDamagedBase(m_fleet, planned.phone.id));
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto row = catalog::VirtualPhoneTable(transaction).find(planned.phone.id);
        if (!row || !row->present || row->handset != planned.phone.handset) return {};
        const auto patience = patienceOf(schedule, transaction.now(), knownZones());
        base::Json conditions{{"unmetered", schedule.onlyOnWifi},
                              {"charging", schedule.onlyWhileCharging},
                              {"kilobitsPerSecond", schedule.kilobitsPerSecond},
                              {"beginBefore", base::formatTimestamp(transaction.now() + patience)}};
        const auto ordered = orderBackup(m_fleet, transaction, *row, damaged,
                                         {kScheduleActor, patience + kLongestBackup, std::move(conditions)});
        // Somebody asked for one meanwhile.
        if (!ordered && ordered.error().code != ErrorCode::Conflict) return ordered.error();
        return {};
    });
}

}  // namespace fleet
