// backup_schedule_set, _clear, _list, _show: when phones are backed up by themselves.
#include <map>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/policy_target.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/gateway/scheduled_backups.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::BackupScheduleTable;
using catalog::Transaction;

/// What a list names of the phones that are due; the counts count all.
constexpr std::size_t kMostWaiting = 1000;

base::Result<std::string> scheduleTarget(Transaction& transaction, const std::string& written) {
    TWINSET_ASSIGN(auto target, canonicalTarget(transaction, written));
    if (target == "all" || target.starts_with("group:") || target.starts_with("phone:")) return target;
    return {ErrorCode::InvalidInput, "a schedule is for all, group:NAME or phone:NAME: make a group for '" + written + "'"};
}

base::Json scheduleJson(const ScheduleInForce& one) {
    return {{"target", one.target},
            {"schedule", backupScheduleJson(one.schedule)},
            {"setAt", base::formatTimestamp(one.setAt)}};
}

}  // namespace

base::Result<base::Json> phoneBackupJson(const FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone) {
    TWINSET_ASSIGN(const auto book, ScheduleBook::read(fleet, transaction));
    const auto found = BackupScheduleTable(transaction).phones(phone);
    if (found.empty()) return base::Json();  // not a work phone, or not to be there
    TWINSET_ASSIGN(const auto planned, planBackup(fleet, transaction, book, found.front()));
    const auto* inForce = planned.inForce;
    return base::Json{{"from", inForce != nullptr ? base::Json(inForce->target) : base::Json()},
                      {"schedule", inForce != nullptr ? backupScheduleJson(inForce->schedule) : base::Json()},
                      {"dueAt", timeJson(planned.dueAt)},
                      {"waits", planned.waits},
                      {"lastBackupAt", timeJson(planned.phone.lastBackupAt)},
                      {"lastProvedAt", timeJson(planned.phone.lastProvedAt)}};
}

TWINSET_VERB(verbs::backupScheduleSet) {
    base::ObjectReader reader(arguments, "backup_schedule_set");
    const auto written = reader.textOr("target", "all");
    TWINSET_ASSIGN(const auto schedule, readBackupSchedule(reader.any("schedule"), knownZones()));
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto target, scheduleTarget(transaction, written));
        const auto json = backupScheduleJson(schedule);
        BackupScheduleTable table(transaction);
        const auto former = table.find(target);
        // The same again changes nothing: phones that were never backed up would begin to wait anew.
        if (!former || former->schedule != json.dump()) {
            table.put(target, json.dump());
            catalog::AuditEventTable(transaction)
                .append(caller.actor, "backup_schedule_set", target, {{"schedule", json}});
        }
        return scheduleJson({schedule, target, table.find(target)->setAt});
    });
}

TWINSET_VERB(verbs::backupScheduleClear) {
    base::ObjectReader reader(arguments, "backup_schedule_clear");
    const auto written = reader.textOr("target", "all");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        BackupScheduleTable table(transaction);
        // Also that of a group that was deleted.
        auto target = written;
        if (!table.find(target)) {
            TWINSET_ASSIGN(target, scheduleTarget(transaction, written));
        }
        if (!table.remove(target)) return {ErrorCode::NotFound, "there is no backup schedule for " + written};
        catalog::AuditEventTable(transaction).append(caller.actor, "backup_schedule_clear", target, base::Json::object());
        return base::Json::object();
    });
}

TWINSET_VERB(verbs::backupScheduleShow) {
    base::ObjectReader reader(arguments, "backup_schedule_show");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findBackedUpPhone(transaction, named, "back up"));
        TWINSET_ASSIGN(auto json, phoneBackupJson(fleet, transaction, row.id));
        if (json.is_null()) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        json["phone"] = phoneReference(transaction, row.id);
        return json;
    });
}

TWINSET_VERB(verbs::backupScheduleList) {
    base::ObjectReader reader(arguments, "backup_schedule_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto book, ScheduleBook::read(fleet, transaction));
        std::map<const ScheduleInForce*, std::int64_t> inForce;
        base::Json waiting = base::Json::array();
        std::int64_t overdue = 0;
        for (const auto& phone : BackupScheduleTable(transaction).phones(std::nullopt)) {
            TWINSET_ASSIGN(const auto planned, planBackup(fleet, transaction, book, phone));
            ++inForce[planned.inForce];
            if (!planned.dueAt || *planned.dueAt > transaction.now()) continue;
            if (++overdue <= static_cast<std::int64_t>(kMostWaiting))
                waiting.push_back({{"phone", phoneReference(transaction, phone.id)},
                                   {"dueAt", timeJson(planned.dueAt)},
                                   {"waits", planned.waits}});
        }
        base::Json schedules = base::Json::array();
        for (const auto& one : book.all()) {
            auto json = scheduleJson(one);
            json["phones"] = inForce[&one];
            schedules.push_back(std::move(json));
        }
        return base::Json{{"schedules", std::move(schedules)},
                          {"unscheduled", inForce[nullptr]},
                          {"overdue", overdue},
                          {"waiting", std::move(waiting)}};
    });
}

}  // namespace fleet
