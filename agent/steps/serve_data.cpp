// Connects a phone whose data is not all here to the restore point it comes from: before it starts, and again when the
// agent was restarted, while the guest's reads wait. Opening the source takes the network; the driver then serves it to
// the machine for as long as the machine's handle is open. Before the first boot, what the last boot from a restore point of the phone
// read is fetched already while the machine starts.
#include "agent/steps/steps.h"
#include "base/log.h"
#include "fleet/transfer/bulk_client.h"

namespace agent {
namespace {

constexpr auto kMostCached = base::mebibytes(256);

/// A connection of a fetching thread.
class OwnConnection final : public images::ChunkSource {
public:
    OwnConnection(std::unique_ptr<fleet::BulkClient> client, const base::PhoneId& phone)
        : m_client(std::move(client)), m_chunks(m_client->phoneChunks(phone)) {}
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override { return m_chunks->fetch(ids); }

private:
    std::unique_ptr<fleet::BulkClient> m_client;
    std::unique_ptr<images::ChunkSource> m_chunks;
};

base::Result<std::shared_ptr<RestorePointSource>> openSource(const StepWork& work) {
    const auto& phone = work.record.phone;
    auto& services = work.services;
    TWINSET_ASSIGN(const auto bulk, work.bulk());
    TWINSET_ASSIGN(auto keys, bulk->fetchPhoneKeys(phone));
    TWINSET_ASSIGN(auto cache, ChunkCache::create(services.files, services.layout.chunkCache(phone), kMostCached));
    auto connect = [connectBulk = services.bulk,
                    phone](const std::function<bool()>& wanted) -> base::Result<std::unique_ptr<images::ChunkSource>> {
        TWINSET_ASSIGN(auto client, connectBulk());
        client->waitOnlyWhile(wanted);
        return std::unique_ptr<images::ChunkSource>(std::make_unique<OwnConnection>(std::move(client), phone));
    };
    auto codec = std::make_shared<const images::ChunkCodec>(std::move(keys));
    auto fetcher = std::make_unique<ChunkFetcher>(std::move(codec), std::move(connect), std::move(cache), services.timing.fetching);
    return RestorePointSource::open(*work.record.remoteRoot, std::move(fetcher));
}

/// Without the list the guest boots as well, only later.
images::ChunkNumbers lastBootOf(const BulkFactory& connect, const base::PhoneId& phone) {
    const auto fetched = [&]() -> base::Result<images::ChunkNumbers> {
        TWINSET_ASSIGN(const auto bulk, connect());
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
        auto source = openSource(work);
        if (!source) return source.error().withContext("the data that is still with the fleet");
        TWINSET_TRY(work.machine->remoteData().attach(*source));
        if (work.record.bootListDue) (*source)->prefetchBoot([bulk = work.services.bulk, phone = work.record.phone] { return lastBootOf(bulk, phone); });
        work.source->set(std::move(*source));
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createServeData() { return std::make_unique<ServeData>(); }

}  // namespace agent
