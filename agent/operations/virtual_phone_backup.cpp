// virtual_phone_backup: a restore point of a running phone's data disk. It compares with the checkpoint of the last
// backup where the driver still vouches for that one, and reads everything, saying why, where it does not. The new
// checkpoint is kept only when the restore point exists in the store and the journal says so. Of a personal phone it is under
// its owner's keys, and a list of its chunks' ids goes with it for the gateway, which cannot read the restore point.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/operations/backup_conditions.h"
#include "agent/operations/phone_operation.h"
#include "agent/owner/phone_keys.h"
#include "agent/patience.h"
#include "agent/rate_limit.h"
#include "images/chunk_list.h"
#include "images/restore_point.h"

namespace agent {
namespace {

using base::ErrorCode;

struct Reading {
    images::BackupOutcome outcome;
    std::string parentProblem;
    std::optional<images::ChunkId> list;  // of a phone that is its owner's
};

/// What the fleet lets this backup build upon, and when it may go on.
struct BackupOrder {
    bool any = true;  // the fleet did not say
    std::optional<images::ChunkId> root;
    std::string problem;
    BackupConditions conditions;
};

base::Result<BackupOrder> readOrder(const OperationRecord& record) {
    TWINSET_ASSIGN(const auto json, base::parseJson(record.request.arguments));
    base::ObjectReader reader(json, "virtual_phone_backup");
    BackupOrder allowed;
    reader.textOr("restorePoint", "");
    if (reader.has("conditions")) {
        TWINSET_ASSIGN(allowed.conditions, readBackupConditions(reader.any("conditions")));
    }
    allowed.problem = reader.textOr("parentProblem", "");
    allowed.any = !json.contains("parent");
    if (reader.has("parent")) {  // and is not null
        base::ObjectReader inner(reader.any("parent"), "parent");
        inner.text("restorePoint");
        allowed.root = inner.digest("root");
        TWINSET_TRY(inner.finish());
    }
    TWINSET_TRY(reader.finish());
    return allowed;
}

/// Ends the upload when the handset leaves the Wi-Fi or the charger that it waited for.
class ConditionalSink final : public images::ChunkSink {
public:
    ConditionalSink(const BackupConditions& conditions, HandsetFacts* facts, bool& putOff, std::unique_ptr<images::ChunkSink> sink)
        : m_conditions(conditions), m_facts(facts), m_putOff(putOff), m_sink(std::move(sink)) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        return m_sink->missing(ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        const auto waits = unmetConditions(m_conditions, m_facts);
        m_putOff = !waits.empty();
        if (m_putOff) return {ErrorCode::Cancelled, "it " + waits};
        return m_sink->store(chunks);
    }

private:
    const BackupConditions& m_conditions;
    HandsetFacts* m_facts;
    bool& m_putOff;
    std::unique_ptr<images::ChunkSink> m_sink;
};

std::unique_ptr<images::ChunkSink> sinkOf(const OperationWork& work, fleet::BulkClient& bulk, const BackupConditions& conditions,
                                          bool& putOff) {
    auto sink = patientSink(work.phone, bulk.phoneSink(work.phone.record.phone));
    sink = std::make_unique<ConditionalSink>(conditions, work.phone.services.facts, putOff, std::move(sink));
    if (conditions.kilobitsPerSecond == 0) return sink;
    return limitedSink(work.phone.services.clock, [&work](base::Duration pause) { return rest(work.phone, pause); },
                       conditions.kilobitsPerSecond, std::move(sink));
}

base::Result<Reading> readDisk(OperationWork& work, hypervisor::Checkpoint& checkpoint, bool& putOff) {
    TWINSET_ASSIGN(const auto bulk, work.phone.bulk());
    const auto& phone = work.phone.record.phone;
    TWINSET_ASSIGN(auto keys, patiently(work.phone, [&] { return chunkKeysOf(work.phone.services, work.phone.record, *bulk); }));
    const images::ChunkCodec codec(std::move(keys));
    const auto source = patientSource(work.phone, bulk->phoneChunks(phone));
    TWINSET_ASSIGN(const auto allowed, readOrder(work.record));
    const auto sink = sinkOf(work, *bulk, allowed.conditions, putOff);
    if (allowed.conditions.kilobitsPerSecond > 0) work.phone.state->step = "reading and uploading, within the schedule's limit";
    const auto& last = work.phone.record.checkpoint;
    const bool mayBuildUpon = last && (allowed.any || allowed.root == last->root);
    const auto parent = mayBuildUpon && checkpoint.parentValid() ? std::optional(last->root) : std::nullopt;
    TWINSET_ASSIGN(const auto outcome,
                   images::backUpDisk(checkpoint.disk(), parent, codec, *source, *sink, work.phone.progress()));
    std::string problem = last ? checkpoint.parentProblem() : "there is no backup before this one";
    if (last && !mayBuildUpon)
        problem = allowed.problem.empty() ? "the fleet's newest restore point is not the last one that was taken here"
                                          : allowed.problem;
    if (outcome.incremental) problem.clear();
    if (parent && !outcome.incremental) problem = "the store no longer has the whole restore point before this one";
    Reading reading{outcome, problem, std::nullopt};
    if (work.phone.record.persona == kWorkPersona) return reading;
    TWINSET_ASSIGN(auto ids, images::restorePointChunks(outcome.root, codec, *source));
    TWINSET_ASSIGN(reading.list, images::storeChunkList(std::move(ids), *sink));
    return reading;
}

base::Json describe(const OperationWork& work, const hypervisor::Checkpoint& checkpoint, const Reading& reading,
                    base::Timestamp takenAt) {
    const auto& outcome = reading.outcome;
    const auto* release = work.phone.record.content(work.phone.record.active);
    base::Json json{{"root", outcome.root.hex()},
                    {"takenAt", base::formatTimestamp(takenAt)},
                    {"diskSize", outcome.diskSize.value},
                    {"bytesUploaded", outcome.bytesUploaded.value},
                    {"incremental", outcome.incremental},
                    {"parentProblem", reading.parentProblem},
                    {"consistency", checkpoint.consistency() == hypervisor::Consistency::Application ? "frozen" : "crash"},
                    {"guestPauseMs", checkpoint.guestPause().count()},
                    {"release", release == nullptr ? "" : release->version}};
    if (reading.list) {
        json["list"] = reading.list->hex();
        return json;
    }
    // How much a person writes is not the fleet's to know.
    json["bytesRead"] = outcome.bytesRead.value;
    json["bytesChanged"] = outcome.bytesChanged.value;
    return json;
}

std::string text(const base::Json& json) { return json.dump(-1, ' ', false, base::Json::error_handler_t::replace); }

OperationAnswer keptAnswer(const Promise& promise) {
    return {promise.result, promise.message,
            [kept = promise.checkpoint](PhoneRecord& record) { record.checkpoint = kept; }};
}

class VirtualPhoneBackup final : public PhoneOperation {
public:
    [[nodiscard]] std::string_view kind() const override { return "virtual_phone_backup"; }
    [[nodiscard]] bool needsMachine() const override { return false; }
    [[nodiscard]] bool needsWholeData() const override { return true; }
    [[nodiscard]] bool servesOwners() const override { return true; }

    base::Result<std::string> waitsFor(const OperationRecord& record, const Services& services) const override {
        TWINSET_ASSIGN(const auto order, readOrder(record));
        const auto waits = unmetConditions(order.conditions, services.facts);
        if (!waits.empty() && order.conditions.beginBefore && services.clock.now() >= *order.conditions.beginBefore)
            return {ErrorCode::Timeout, "the time for it is over: it " + waits};
        return waits;
    }

    base::Result<OperationAnswer> run(OperationWork& work) const override {
        auto& machine = *work.phone.machine;
        TWINSET_ASSIGN(const auto seen, machine.observe());
        if (seen.state != hypervisor::RunState::Running)
            return {ErrorCode::Unavailable, "the virtual phone is not running; start it, then back it up"};
        const auto& promise = work.record.promise;
        const auto& kept = seen.checkpoints;
        if (promise && std::find(kept.begin(), kept.end(), promise->checkpoint.name) != kept.end())
            return keptAnswer(*promise);

        const auto& last = work.phone.record.checkpoint;
        const auto name = work.record.request.operation.text() + "-" + std::to_string(work.record.attempts);
        work.phone.state->step = "marking the moment";
        TWINSET_ASSIGN(const auto checkpoint,
                       machine.backup().begin({name, last ? std::optional(last->name) : std::nullopt}));
        const auto takenAt = work.phone.services.clock.now();
        work.phone.state->step = "reading and uploading";
        bool putOff = false;
        const auto reading = readDisk(work, *checkpoint, putOff);
        if (!reading && ended(machine, seen))
            return {ErrorCode::Unavailable,
                    "the virtual phone ended while its disk was read; back it up again once it runs (" +
                        reading.error().message + ")"};
        if (!reading) {
            TWINSET_TRY(checkpoint->end(false).withContext(reading.error().message));
            if (putOff) return OperationAnswer{{}, {}, {}, true};
            return reading.error();
        }
        Promise made{{name, reading->outcome.root},
                     text(describe(work, *checkpoint, *reading, takenAt)),
                     "only changes were read"};
        if (!reading->outcome.incremental) made.message = "the whole disk was read: " + reading->parentProblem;
        return keep(work, *checkpoint, std::move(made));
    }

private:
    static bool ended(hypervisor::Machine& machine, const hypervisor::MachineObservation& before) {
        const auto now = machine.observe();
        return now && (now->state == hypervisor::RunState::Stopped || now->startedAt != before.startedAt);
    }

    static base::Result<OperationAnswer> keep(OperationWork& work, hypervisor::Checkpoint& checkpoint, Promise made) {
        work.record.promise = std::move(made);
        if (const auto saved = work.save(); !saved) {
            TWINSET_TRY(checkpoint.end(false).withContext(saved.error().message));
            return saved.error();
        }
        if (const auto ended = checkpoint.end(true); !ended) {
            // The restore point is whole; only the next backup has to read everything again.
            return OperationAnswer{
                work.record.promise->result,
                work.record.promise->message + "; the next one reads everything, too: " + ended.error().message,
                [](PhoneRecord& record) { record.checkpoint.reset(); }};
        }
        return keptAnswer(*work.record.promise);
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createVirtualPhoneBackup() { return std::make_unique<VirtualPhoneBackup>(); }

}  // namespace agent
