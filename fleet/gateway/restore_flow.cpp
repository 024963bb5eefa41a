#include "fleet/gateway/restore_flow.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/receipt.h"
#include "fleet/gateway/restore_steps.h"

namespace fleet {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::OperationStepRow;
using catalog::Transaction;

namespace {

std::optional<catalog::RestorePointRow> rowOf(std::optional<AnyRestorePoint> point) {
    return point ? std::optional(std::move(point->row)) : std::nullopt;
}

}  // namespace

std::string RestoreJob::write() const {
    base::Json json{{"phone", phone.text()},
                    {"oldHandset", oldHandset.text()},
                    {"newHandset", newHandset.text()},
                    {"restorePoint", restorePoint.text()},
                    {"lost", lost},
                    {"boundVersion", boundVersion}};
    if (whole) json["whole"] = true;
    if (dataSize.value > 0) json["dataSize"] = dataSize.value;
    if (emptiedVersion > 0) json["emptiedVersion"] = emptiedVersion;
    if (failingSince) json["failingSince"] = base::formatTimestamp(*failingSince);
    if (failedLast) json["failedLast"] = base::formatTimestamp(*failedLast);
    return json.dump();
}

base::Result<RestoreJob> RestoreJob::read(const std::string& text) {
    TWINSET_ASSIGN(const auto json, base::parseJson(text));
    base::ObjectReader reader(json, "restore");
    RestoreJob job;
    job.phone = reader.id<base::PhoneId>("phone");
    job.oldHandset = reader.id<base::HandsetId>("oldHandset");
    job.newHandset = reader.id<base::HandsetId>("newHandset");
    job.restorePoint = reader.id<base::RestorePointId>("restorePoint");
    job.lost = reader.boolean("lost");
    job.boundVersion = reader.integer("boundVersion", 0, INT64_MAX);
    if (reader.has("whole")) job.whole = reader.boolean("whole");
    job.dataSize.value = static_cast<std::uint64_t>(reader.integerOr("dataSize", 0, INT64_MAX, 0));
    job.emptiedVersion = reader.integerOr("emptiedVersion", 0, INT64_MAX, 0);
    if (reader.has("failingSince")) job.failingSince = reader.time("failingSince");
    if (reader.has("failedLast")) job.failedLast = reader.time("failedLast");
    if (job.failingSince && !job.failedLast) reader.fail("failedLast", "is missing");
    TWINSET_TRY(reader.finish());
    return job;
}

base::Result<OperationRow> RestoreFlow::start(const RestoreRequest& request, const Caller& caller) {
    TWINSET_ASSIGN(const auto created, m_catalog.write([&](Transaction& transaction) -> base::Result<OperationRow> {
        TWINSET_ASSIGN(auto live, underWay(transaction, request));
        if (live) return std::move(*live);
        TWINSET_ASSIGN(const auto job, plan(transaction, request));
        return create(transaction, job, caller);
    }));
    advance(created.id);
    return m_catalog.read([&](Transaction& transaction) -> base::Result<OperationRow> {
        return *catalog::OperationTable(transaction).find(created.id);
    });
}

base::Result<OperationRow> RestoreFlow::create(Transaction& transaction, const RestoreJob& job, const Caller& caller) {
    OperationRow row;
    row.id = base::OperationId::create();
    row.kind = kRestoreKind;
    row.handset = job.newHandset;
    row.phone = job.phone;
    row.state = "running";
    row.priority = 10;
    row.createdAt = transaction.now();
    row.startedAt = transaction.now();
    row.createdBy = caller.actor;
    row.expiresAt = transaction.now() + std::chrono::days(365);  // a lost phone is not given up; it can be cancelled
    row.arguments = job.write();
    catalog::OperationTable(transaction).insert(row);
    std::int64_t ordinal = 0;
    for (const auto& step : RestoreSteps::all())
        if (job.inPlace() || step.name != kEmptyHandset)
            catalog::OperationStepTable(transaction)
                .put(row.id, ordinal++, {std::string(step.name), "waiting", std::nullopt, ""});
    catalog::AuditEventTable(transaction)
        .append(caller.actor, kRestoreKind, job.phone.text(),
                {{"operation", row.id.text()},
                 {"from", job.oldHandset.text()},
                 {"onto", job.newHandset.text()},
                 {"restorePoint", job.restorePoint.text()},
                 {"lost", job.lost}});
    return row;
}

namespace {

base::Result<catalog::HandsetRow> targetOf(Transaction& transaction, const RestoreRequest& request,
                                           const catalog::VirtualPhoneRow& phone) {
    return findHandset(transaction, request.onto.empty() ? phone.handset.text() : request.onto);
}

}  // namespace

/// The restore of that phone that has not ended, when it is what is asked for; Conflict when it is not.
base::Result<std::optional<OperationRow>> RestoreFlow::underWay(Transaction& transaction,
                                                                const RestoreRequest& request) {
    TWINSET_ASSIGN(const auto phone, findBackedUpPhone(transaction, request.phone, "restore"));
    auto former = catalog::OperationTable(transaction).newestOf(phone.id, kRestoreKind);
    if (!former || !former->live()) return std::optional<OperationRow>();
    TWINSET_ASSIGN(const auto onto, targetOf(transaction, request, phone));
    TWINSET_ASSIGN(const auto job, RestoreJob::read(former->arguments));
    const bool samePoint = request.restorePoint.empty() || request.restorePoint == job.restorePoint.text();
    const bool sameDisk = job.whole == request.whole && job.dataSize == request.dataSize;
    if (job.newHandset == onto.id && samePoint && job.lost == request.lost && sameDisk) return former;
    const auto target = catalog::HandsetTable(transaction).find(job.newHandset);
    return {ErrorCode::Conflict, "'" + phone.name + "' is being restored already, onto the handset '" +
                                     (target ? target->name : job.newHandset.text()) + "', as operation " +
                                     former->id.text() + ": wait for it or cancel it"};
}

base::Result<RestoreJob> RestoreFlow::plan(Transaction& transaction, const RestoreRequest& request) {
    TWINSET_ASSIGN(const auto phone, findBackedUpPhone(transaction, request.phone, "restore"));
    TWINSET_ASSIGN(const auto onto, targetOf(transaction, request, phone));
    if (!phone.present) return {ErrorCode::Conflict, "the virtual phone '" + phone.name + "' is being deleted"};
    const auto former = catalog::OperationTable(transaction).newestOf(phone.id, kRestoreKind);
    if (onto.state != "enrolled")
        return {ErrorCode::Conflict, "the handset '" + onto.name + "' is " + onto.state +
                                         (onto.state == "pending" ? ": accept it first" : ": name another one")};
    const auto newest = newestPointOf(transaction, phone.id);
    const auto point = !request.restorePoint.empty() ? rowOf(findAnyPoint(transaction, base::RestorePointId(request.restorePoint)))
                       : request.proved ? catalog::RestorePointTable(transaction).newestProvedOf(phone.id)
                                        : rowOf(newest);
    if (!point && request.proved && newest && newest->ownerKey)
        return {ErrorCode::InvalidInput, "the restore points of '" + phone.name + "' are under its owner's key, so nobody proves them: name one of "
                                         "them, or take the newest"};
    if (!point && request.proved && newest)
        return {ErrorCode::NotFound, "no restore point of '" + phone.name +
                                         "' was proved yet: restore the newest one, or prove one first ('twinset backup prove')"};
    if (!point || point->phone != phone.id)
        return {
            ErrorCode::NotFound,
            request.restorePoint.empty()
                ? "'" + phone.name +
                      "' was never backed up: there is nothing to restore. Back it up first ('twinset backup now')"
                : "there is no restore point '" + request.restorePoint + "' of '" + phone.name + "'"};
    if (request.dataSize.value > 0 && request.dataSize < point->diskSize)
        return {ErrorCode::InvalidInput, "the disk in that restore point has " + base::humanSize(point->diskSize) +
                                             ", and what is on it does not fit a smaller one: name that size or more"};
    RestoreJob job{phone.id, phone.handset, onto.id, point->id, request.lost, 0, request.whole, request.dataSize, 0, {}, {}};
    if (request.onto.empty()) return planInPlace(transaction, phone, std::move(job));
    if (phone.handset == onto.id) {
        // A restore that had bound the replacement and then failed is taken up again.
        const auto failed =
            former ? RestoreJob::read(former->arguments) : base::Result<RestoreJob>(ErrorCode::NotFound, "");
        if (failed && former->state == "succeeded" && failed->newHandset == onto.id)
            return {ErrorCode::Conflict, "'" + phone.name + "' was restored onto the handset '" + onto.name +
                                             "' already, by operation " + former->id.text() +
                                             ", which has the receipt"};
        if (!failed || failed->newHandset != onto.id)
            return {ErrorCode::Conflict,
                    "'" + phone.name + "' is on the handset '" + onto.name +
                        "' already: name another handset, or restore it in place, which replaces what it holds"};
        job.oldHandset = failed->oldHandset;
        job.lost = job.lost || failed->lost;
    } else if (!request.lost) {
        TWINSET_TRY(checkPlainMove(transaction, phone));
    }
    return job;
}

base::Result<void> RestoreFlow::checkPlainMove(Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    const auto handset = catalog::HandsetTable(transaction).find(phone.handset);
    if (handset && (handset->state == "lost" || handset->state == "retired")) return {};
    TWINSET_ASSIGN(const auto state, readPhoneState(transaction, phone));
    const bool stopped = !phone.running && state.report && state.report->phase == "stopped";
    if (stopped) return {};
    return {ErrorCode::Conflict,
            "'" + phone.name + "' is not stopped on the handset '" + (handset ? handset->name : phone.handset.text()) +
                "', and what it wrote since its last backup would be lost: stop it and back it up first, or "
                "declare that handset lost"};
}

void RestoreFlow::resumeAll() {
    const auto live = m_catalog.read([](Transaction& transaction) -> base::Result<std::vector<OperationRow>> {
        return catalog::OperationTable(transaction).live({}, kRestoreKind);
    });
    if (!live) return base::logError("cannot resume restores: " + live.error().message);
    for (const auto& row : *live) advance(row.id);
}

void RestoreFlow::tick() {
    const auto due = m_catalog.read([](Transaction& transaction) -> base::Result<std::vector<base::OperationId>> {
        std::vector<base::OperationId> failing;
        for (const auto& row : catalog::OperationTable(transaction).live({}, kRestoreKind)) {
            const auto job = RestoreJob::read(row.arguments);
            if (job && job->failingSince && transaction.now() - *job->failingSince >= kFailurePatience)
                failing.push_back(row.id);
        }
        return failing;
    });
    if (!due) return base::logError("cannot look for restores that fail: " + due.error().message);
    for (const auto& operation : *due) advance(operation);
}

void RestoreFlow::phoneReported(const base::PhoneId& phone) {
    const auto live = m_catalog.read([&](Transaction& transaction) -> base::Result<std::vector<OperationRow>> {
        return catalog::OperationTable(transaction).live({phone, std::nullopt, {}}, kRestoreKind);
    });
    if (!live) return base::logError("cannot go on with a restore: " + live.error().message);
    for (const auto& row : *live) advance(row.id);
}

void RestoreFlow::advance(const base::OperationId& operation) {
    for (;;) {
        const auto more =
            m_catalog.write([&](Transaction& transaction) { return advanceOnce(transaction, operation); });
        if (!more) return base::logError("the restore " + operation.text() + " waits: " + more.error().message);
        if (!*more) return;
    }
}

base::Result<bool> RestoreFlow::advanceOnce(Transaction& transaction, const base::OperationId& operation) {
    auto row = catalog::OperationTable(transaction).find(operation);
    if (!row || !row->live()) return false;
    const auto steps = catalog::OperationStepTable(transaction).list(operation);
    for (std::size_t ordinal = 0; ordinal < steps.size(); ++ordinal) {
        auto step = steps[ordinal];
        if (step.state == "done") continue;
        if (m_interruption && !m_interruption(step.name + " " + step.state)) return false;
        if (step.state == "running") return act(transaction, *row, ordinal, step);
        step.state = "running";
        step.at = transaction.now();
        catalog::OperationStepTable(transaction).put(operation, static_cast<std::int64_t>(ordinal), step);
        row->step = step.name;
        row->progress = static_cast<double>(ordinal) / static_cast<double>(steps.size());
        catalog::OperationTable(transaction).update(*row);
        return true;
    }
    return false;
}

base::Result<bool> RestoreFlow::act(Transaction& transaction, OperationRow& row, std::size_t ordinal,
                                    OperationStepRow step) {
    TWINSET_ASSIGN(auto job, RestoreJob::read(row.arguments));
    catalog::OperationStepTable steps(transaction);
    const auto count = steps.list(row.id).size();
    const auto total = static_cast<double>(count);
    const auto outcome = RestoreSteps::named(step.name).act(*this, transaction, job);
    const auto position = static_cast<std::int64_t>(ordinal);
    if (!outcome) {
        steps.put(row.id, position, {step.name, "failed", transaction.now(), outcome.error().message});
        catalog::AlertTable(transaction)
            .raise("restore_failed", job.phone.text(), "a restore failed: " + outcome.error().message);
        m_operations.fail(transaction, row, outcome.error().withContext(step.name));
        ended(transaction, job);
        return false;
    }
    const auto progress = (static_cast<double>(ordinal) + (outcome->done ? 1 : outcome->fraction)) / total;
    const bool changed = step.detail != outcome->detail || row.progress != progress || row.arguments != job.write();
    if (!outcome->done && !changed) return false;
    row.arguments = job.write();
    row.progress = progress;
    steps.put(row.id, position, {step.name, outcome->done ? "done" : "running", transaction.now(), outcome->detail});
    if (outcome->done && ordinal + 1 == count) {
        finish(transaction, row, job);
        return false;
    }
    catalog::OperationTable(transaction).update(row);
    return outcome->done;
}

void RestoreFlow::finish(Transaction& transaction, OperationRow& row, const RestoreJob& job) {
    row.finishedAt = transaction.now();
    const auto receipt = restoreReceipt(transaction, row, job);
    m_operations.finish(transaction, row,
                        base::Json{{"receipt", receipt}}.dump(-1, ' ', false, base::Json::error_handler_t::replace));
    catalog::AuditEventTable(transaction)
        .append("gateway", "virtual_phone_receipt", job.phone.text(), {{"operation", row.id.text()}});
}

}  // namespace fleet
