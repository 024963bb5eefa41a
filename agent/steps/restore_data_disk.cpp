// A data disk with the content of a restore point. At once: an empty disk over the restore point, which the phone runs on
// while steps serve_data and hydrate_data bring the content. Or whole, when the fleet says so, when the phone is not to
// run now, or when the driver cannot do the other: then, until all of it is written and the journal says Ready, the disk
// counts for nothing, and an interrupted restore begins again with a new one.
#include "agent/owner/phone_keys.h"
#include "agent/patience.h"
#include "agent/steps/steps.h"
#include "images/restore_point.h"

namespace agent {
namespace {

class RestoreDataDisk final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "restore_data_disk"; }
    [[nodiscard]] std::string_view phase() const override { return "restoring"; }
    [[nodiscard]] std::string_view doing() const override { return "restoring the data disk"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        if (!facts.alive() || !facts.defined || !facts.stopped()) return false;
        const bool absent = facts.record.data == DataState::None || facts.record.data == DataState::Preparing;
        if (facts.record.ownerRestore) return absent || facts.record.data == DataState::Ready;
        return absent && facts.desired.origin && !facts.waitsForOwner;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        record.data = DataState::Preparing;
        record.checkpoint.reset();
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_ASSIGN(const auto bulk, work.bulk());
        TWINSET_ASSIGN(auto chunkKeys, patiently(work, [&] { return chunkKeysOf(work.services, work.record, *bulk); }));
        const images::ChunkCodec codec(std::move(chunkKeys));
        const auto source = patientSource(work, bulk->phoneChunks(work.record.phone));
        const auto root = work.record.ownerRestore ? work.record.ownerRestore->root : work.desired.origin->root;
        TWINSET_ASSIGN(const auto size, images::restorePointDiskSize(root, codec, *source));
        TWINSET_ASSIGN(const auto key, work.services.keys.openOrCreate(work.record.phone));
        const auto diskSize = std::max(size, work.desired.dataSize);
        if (atOnce(work)) {
            TWINSET_TRY(work.machine->remoteData().create(diskSize, key));
            work.source->filled = 0;
            return StepOutcome{[root](PhoneRecord& record) {
                record.data = DataState::Ready;
                record.remoteRoot = root;
                record.bootListDue = record.persona == kWorkPersona;  // what another one reads is its owner's to know
            }};
        }
        auto& disk = work.machine->dataDisk();
        TWINSET_TRY(disk.create(diskSize, key));
        TWINSET_ASSIGN(const auto import, disk.openImport(key));
        TWINSET_TRY(images::restoreDisk(root, codec, *source, import->disk(), work.progress()));
        TWINSET_TRY(import->commit());
        return StepOutcome{[](PhoneRecord& record) {
            record.data = DataState::Ready;
            record.ownerRestore.reset();
        }};
    }

private:
    static bool atOnce(const StepWork& work) {
        if (work.record.ownerRestore || work.desired.origin->whole || !work.desired.running) return false;
        const auto probe = work.services.driver.probe();
        return probe && probe->has(hypervisor::Capability::RemoteData);
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createRestoreDataDisk() { return std::make_unique<RestoreDataDisk>(); }

}  // namespace agent
