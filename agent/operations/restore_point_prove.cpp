// restore_point_prove: boots a restore point in a machine of its own, without a network, asks the guest as after every start,
// and removes the machine with its disk, whatever came of it. The virtual phone itself is not touched; it need not even be
// on this handset. All of the restore point is fetched and checked: proving is reading it, and what was never read is not proved.
// Then it boots as an instant restore does, so that it takes no space, and what booting reads is told to the fleet for the day on which the
// phone is lost. A driver that cannot run on remote data boots from a disk that was restored whole.
#include <nlohmann/json.hpp>

#include "agent/guest_health.h"
#include "agent/instant/phone_data.h"
#include "agent/operations/backup_conditions.h"
#include "agent/operations/phone_operation.h"
#include "agent/patience.h"
#include "agent/proofs/proof_machine.h"
#include "agent/release_staging.h"
#include "base/log.h"
#include "images/restore_point.h"

namespace agent {
namespace {

using base::ErrorCode;

/// Besides the guest's own memory, for the hypervisor and everything else on the handset.
constexpr base::ByteCount kSpareMemory = base::mebibytes(96);

struct ProofOrder {
    images::ChunkId root;
    fleet::protocol::DesiredRelease release;
    unsigned memoryMiB = 0, cpus = 0;
    BackupConditions conditions;
};

base::Result<ProofOrder> readProofOrder(const OperationRecord& record) {
    TWINSET_ASSIGN(const auto json, base::parseJson(record.request.arguments));
    base::ObjectReader reader(json, "restore_point_prove");
    ProofOrder order;
    reader.id<base::RestorePointId>("restorePoint");
    order.root = reader.digest("root");
    order.memoryMiB = static_cast<unsigned>(reader.integer("memoryMiB", 1, 1'048'576));
    order.cpus = static_cast<unsigned>(reader.integer("cpus", 1, 256));
    if (reader.has("conditions")) {
        TWINSET_ASSIGN(order.conditions, readBackupConditions(reader.any("conditions")));
    }
    base::ObjectReader release(reader.any("release"), "release");
    order.release = {release.text("image"), release.text("version"), release.digest("manifest")};
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(release.finish());
    return order;
}

base::Result<void> needMemory(const Services& services, const ProofOrder& order) {
    const auto free = services.facts != nullptr ? services.facts->freeMemory() : std::nullopt;
    const base::ByteCount wanted{base::mebibytes(order.memoryMiB).value + kSpareMemory.value};
    if (!free || free->value >= wanted.value) return {};
    return {ErrorCode::Unavailable, "the handset has not the memory for a second machine just now: it takes " + base::humanSize(wanted) +
                                        ", and " + base::humanSize(*free) + " are free. Prove it on another handset (--on)"};
}

hypervisor::MachineSpec planProof(const StateLayout& layout, const ProofOrder& order, const std::string& commandLine,
                                  const base::OperationId& operation) {
    const auto directory = layout.release(order.release.manifest);
    hypervisor::MachineSpec spec;
    spec.displayName = "proof";
    spec.persona = kWorkPersona;
    spec.memoryMiB = order.memoryMiB;
    spec.cpus = order.cpus;
    spec.system = {directory / "kernel", directory / "initrd", directory / "system.img", {}, commandLine};
    spec.phoneInformation = base::Json{{"phone", "prove-" + operation.text()}, {"persona", kWorkPersona}, {"name", "proof"}}.dump();
    return spec;
}

/// A disk that nobody will read.
class Unkept final : public base::BlockWriter {
public:
    explicit Unkept(base::ByteCount size) : m_size(size.value) {}
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    base::Result<void> write(std::uint64_t, base::BytesView) override { return {}; }
    base::Result<void> writeZeros(std::uint64_t, std::uint64_t) override { return {}; }
    base::Result<void> flush() override { return {}; }

private:
    const std::uint64_t m_size;
};

/// Reads all of the restore point, and gives the machine its disk; what serves it, unless all of it was written there.
base::Result<std::shared_ptr<RestorePointSource>> readInto(ProofMachine& proof, const OperationWork& work, const ProofOrder& order) {
    auto& services = work.phone.services;
    const auto& phone = work.record.request.phone;
    TWINSET_ASSIGN(const auto bulk, work.phone.bulk());
    TWINSET_ASSIGN(auto keys, patiently(work.phone, [&] { return bulk->fetchPhoneKeys(phone); }));
    const images::ChunkCodec codec(std::move(keys));
    const auto source = patientSource(work.phone, bulk->phoneChunks(phone));
    TWINSET_ASSIGN(const auto size, images::restorePointDiskSize(order.root, codec, *source));
    TWINSET_ASSIGN(const auto probe, services.driver.probe());
    if (probe.has(hypervisor::Capability::RemoteData)) {
        Unkept nowhere(size);
        TWINSET_TRY(images::restoreDisk(order.root, codec, *source, nowhere, work.phone.progress()));
        TWINSET_TRY(proof.machine().remoteData().create(size, proof.key()));
        const auto cache = services.layout.proof(proof.machine().spec().id) / "chunks.cache";
        TWINSET_ASSIGN(auto served, patiently(work.phone, [&] { return openPhoneData(work.phone, phone, order.root, cache); }));
        TWINSET_TRY(proof.machine().remoteData().attach(served));
        return served;
    }
    auto& disk = proof.machine().dataDisk();
    TWINSET_TRY(disk.create(size, proof.key()));
    TWINSET_ASSIGN(const auto import, disk.openImport(proof.key()));
    TWINSET_TRY(images::restoreDisk(order.root, codec, *source, import->disk(), work.phone.progress()));
    TWINSET_TRY(import->commit());
    return std::shared_ptr<RestorePointSource>();
}

/// The proof stands without it.
void tellBootList(const OperationWork& work, const ProofOrder& order, RestorePointSource& source) {
    const auto chunks = source.endBoot();
    if (chunks.empty()) return;
    const auto told = patiently(work.phone, [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto bulk, work.phone.bulk());
        return bulk->storeBootList(work.record.request.phone, order.root, chunks);
    });
    if (!told) base::logWarning(work.record.request.operation.text() + ": what booting read is not kept: " + told.error().message);
}

/// The guest's answer, once it has one. Timeout when it has none in the time that a phone has to boot.
base::Result<GuestHealth> askGuest(ProofMachine& proof, const OperationWork& work, const std::string& release,
                                   const RestorePointSource* served) {
    const auto& services = work.phone.services;
    const auto deadline = services.clock.monotonic() + services.timing.bootDeadline;
    std::string last = "its guest agent does not answer";
    while (services.clock.monotonic() < deadline) {
        if (!rest(work.phone, std::chrono::milliseconds(100))) return {ErrorCode::Cancelled, "the proving was cancelled"};
        TWINSET_ASSIGN(const auto seen, proof.machine().observe());
        const bool ended = seen.state == hypervisor::RunState::Failed || seen.state == hypervisor::RunState::Stopped;
        if (const auto away = served == nullptr ? std::string() : served->statistics().problem; ended && !away.empty())
            return {ErrorCode::Unavailable, "the gateway could not be reached while the restore point booted (" + away + "): prove it again"};
        if (ended)
            return {ErrorCode::InvalidInput, "the restore point does not boot: its machine ended" +
                                                 (seen.reason.empty() ? std::string() : " (" + seen.reason + ")")};
        if (!proof.machine().guest().ping(services.timing.pingTimeout)) continue;
        const auto answer = proof.machine().guest().exec({kHealthProgram}, {}, services.timing.guestTimeout);
        if (!answer) continue;
        auto health = judgeHealth(*answer, proof.machine().spec().id, release);
        if (health || health.error().code != ErrorCode::Unavailable) return health;
        last = health.error().message;
    }
    return {ErrorCode::Timeout, "the restore point was not well within " + base::humanDuration(services.timing.bootDeadline) +
                                    " after its start: " + last};
}

class RestorePointProve final : public PhoneOperation {
public:
    [[nodiscard]] std::string_view kind() const override { return "restore_point_prove"; }
    [[nodiscard]] bool needsMachine() const override { return false; }
    [[nodiscard]] bool needsPhone() const override { return false; }

    base::Result<std::string> waitsFor(const OperationRecord& record, const Services& services) const override {
        TWINSET_ASSIGN(const auto order, readProofOrder(record));
        return unmetConditions(order.conditions, services.facts);
    }

    base::Result<OperationAnswer> run(OperationWork& work) const override {
        auto& services = work.phone.services;
        TWINSET_ASSIGN(const auto order, readProofOrder(work.record));
        TWINSET_TRY(needMemory(services, order));
        work.phone.state->step = "fetching the release";
        TWINSET_ASSIGN(const auto manifest, stageWanted(work.phone, order.release));
        const auto& operation = work.record.request.operation;
        TWINSET_ASSIGN(const auto proof, ProofMachine::define(services, operation,
                                                              planProof(services.layout, order, manifest.commandLine, operation)));
        work.phone.state->step = "reading all of it";
        TWINSET_ASSIGN(const auto served, readInto(*proof, work, order));
        work.phone.state->step = "booting it without a network";
        hypervisor::StartOptions options;
        options.controls.networkLink = false;
        options.controls.networkRestricted = true;
        TWINSET_TRY(proof->machine().start(options, proof->key()));
        TWINSET_ASSIGN(const auto health, askGuest(*proof, work, order.release.version, served.get()));
        const auto at = services.clock.now();
        if (served) tellBootList(work, order, *served);
        // Before anybody is told: a proof that is reported has left nothing behind.
        TWINSET_TRY(proof->destroy());
        const base::Json result{{"provedAt", base::formatTimestamp(at)}, {"release", health.release}, {"health", health.text}};
        return OperationAnswer{result.dump(-1, ' ', false, base::Json::error_handler_t::replace), "it booted and is well", {}};
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createRestorePointProve() { return std::make_unique<RestorePointProve>(); }

}  // namespace agent
