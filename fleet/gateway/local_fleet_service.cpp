#include <nlohmann/json.hpp>

#include "fleet/gateway/checked_chunk_store.h"
#include "fleet/gateway/gateway.h"
#include "fleet/gateway/verb.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {
namespace {

/// The store, for chunks of releases, and for those who may publish.
class GuardedChunks final : public images::ChunkSink {
public:
    GuardedChunks(images::ChunkStore& store, const Caller& caller)
        : m_sink(store, images::ChunkCodec(images::ChunkKeys{})), m_caller(caller) {}
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        TWINSET_TRY(mayStoreChunks(m_caller));
        return m_sink.missing(ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        TWINSET_TRY(mayStoreChunks(m_caller));
        return m_sink.store(chunks);
    }

private:
    CheckedChunkStore m_sink;
    const Caller& m_caller;
};

class LocalFleetService final : public FleetService {
public:
    LocalFleetService(Gateway& gateway, Caller caller)
        : m_fleet(gateway.context()), m_caller(std::move(caller)), m_chunks(m_fleet.store, m_caller) {}

    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) override {
        if (verb == "operator_login") return verbs::operatorLogin(m_fleet, m_caller, arguments);
        return runVerb(m_fleet, m_caller, verb, arguments);
    }
    base::Result<FeedPage> feed(std::int64_t revision, base::Duration wait) override {
        return m_fleet.catalog.feed(revision, wait);
    }
    images::ChunkSink& chunks() override { return m_chunks; }

private:
    FleetContext& m_fleet;
    const Caller m_caller;
    GuardedChunks m_chunks;
};

}  // namespace

std::unique_ptr<FleetService> createLocalFleetService(Gateway& gateway, const std::string& actor) {
    return createLocalFleetService(gateway, Caller{actor, kAdministrator, false, {}, std::nullopt});
}

std::unique_ptr<FleetService> createLocalFleetService(Gateway& gateway, const Caller& caller) {
    return std::make_unique<LocalFleetService>(gateway, caller);
}

}  // namespace fleet
