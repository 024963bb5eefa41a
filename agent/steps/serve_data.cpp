// Connects a phone whose data is not all here to the restore point it comes from: before it starts, and again when the
// agent was restarted, while the guest's reads wait. Opening the source takes the network; the driver then serves it to
// the machine for as long as the machine's handle is open. Before the first boot, what the last boot from a restore point of the phone
// read is fetched already while the machine starts.
#include "agent/instant/phone_data.h"
#include "agent/steps/steps.h"
#include "base/log.h"
#include "fleet/transfer/bulk_client.h"

namespace agent {
namespace {

/// Without the list the guest boots as well, only later.
images::ChunkNumbers lastBootOf(const BulkFactory& connect, const base::PhoneId& phone, const std::function<bool()>& wanted) {
    const auto fetched = [&]() -> base::Result<images::ChunkNumbers> {
        TWINSET_ASSIGN(const auto bulk, connect());
        bulk->waitOnlyWhile(wanted);
        return bulk->fetchBootList(phone);
    }();
    if (!fetched) base::logWarning(phone.text() + ": nothing is fetched ahead of its boot: " + fetched.error().message);
    return fetched.valueOr({});
}

class ServeData final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "serve_data"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "connecting to the data that is still with the fleet"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.defined && facts.record.remoteRoot && !facts.remoteServed;
    }

    /// A guest that read before this agent came is not seen booting.
    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        if (!record.bootListDue || facts.stopped()) return false;
        record.bootListDue = false;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        auto& services = work.services;
        const auto& phone = work.record.phone;
        auto source = openPhoneData(work, phone, *work.record.remoteRoot, services.layout.chunkCache(phone));
        if (!source) return source.error().withContext("the data that is still with the fleet");
        TWINSET_TRY(work.machine->remoteData().attach(*source));
        if (work.record.bootListDue)
            (*source)->prefetchBoot([bulk = services.bulk, phone](const auto& wanted) { return lastBootOf(bulk, phone, wanted); });
        work.source->set(std::move(*source));
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createServeData() { return std::make_unique<ServeData>(); }

}  // namespace agent
