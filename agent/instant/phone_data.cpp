#include "agent/instant/phone_data.h"

#include "agent/owner/phone_keys.h"
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

}  // namespace

base::Result<std::shared_ptr<RestorePointSource>> openPhoneData(const StepWork& work, const base::PhoneId& phone, const images::ChunkId& root,
                                                                const std::filesystem::path& cache) {
    auto& services = work.services;
    TWINSET_ASSIGN(const auto bulk, work.bulk());
    TWINSET_ASSIGN(auto keys, chunkKeysOf(services, work.record, *bulk));
    TWINSET_ASSIGN(auto kept, ChunkCache::create(services.files, cache, kMostCached));
    auto connect = [connectBulk = services.bulk,
                    phone](const std::function<bool()>& wanted) -> base::Result<std::unique_ptr<images::ChunkSource>> {
        TWINSET_ASSIGN(auto client, connectBulk());
        client->waitOnlyWhile(wanted);
        return std::unique_ptr<images::ChunkSource>(std::make_unique<OwnConnection>(std::move(client), phone));
    };
    auto codec = std::make_shared<const images::ChunkCodec>(std::move(keys));
    auto fetcher = std::make_unique<ChunkFetcher>(std::move(codec), std::move(connect), std::move(kept), services.timing.fetching);
    return RestorePointSource::open(root, std::move(fetcher));
}

}  // namespace agent
