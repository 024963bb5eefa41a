// A FleetService whose verbs a test answers by handlers, with a change feed the test writes and a connection it can cut.
// Safe from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fleet/client/fleet_service.h"
#include "tests/fakes/memory_chunks.h"

namespace fakes {

class ScriptedFleetService final : public fleet::FleetService {
public:
    using Handler = std::function<base::Result<base::Json>(const base::Json& arguments)>;

    /// A verb without a handler is NotFound.
    void on(const std::string& verb, Handler handler);
    /// Writes an entry of the feed.
    void change(const std::string& kind, const std::string& id);
    /// The entries so far are gone: the next reader has to read everything anew.
    void forgetFeed();
    void setReachable(bool reachable);
    /// While held, calls wait.
    void hold(bool held);
    /// The arguments of every call of a verb so far.
    std::vector<base::Json> callsOf(const std::string& verb);

    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) override;
    base::Result<fleet::FeedPage> feed(std::int64_t revision, base::Duration wait) override;
    images::ChunkSink& chunks() override { return m_chunks; }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<std::string, Handler, std::less<>> m_handlers;
    std::map<std::string, std::vector<base::Json>, std::less<>> m_calls;
    std::vector<fleet::FeedEntry> m_entries;
    std::int64_t m_revision = 1, m_oldest = 0;
    bool m_reachable = true, m_held = false;
    MemoryChunks m_chunks;
};

}  // namespace fakes
