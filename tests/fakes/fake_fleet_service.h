// FakeFleetService: answers verbs as a test programmed them and records what was asked. A verb nobody programmed is an
// Internal error, so that a test notices. Safe from any thread.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "fleet/client/fleet_service.h"
#include "tests/fakes/memory_chunks.h"

namespace fakes {

struct RecordedCall {
    std::string verb;
    std::string arguments;  // JSON text, members sorted
};

class FakeFleetService final : public fleet::FleetService {
public:
    /// Answers of one verb, in order; the last one is given again and again.
    void answer(const std::string& verb, base::Json reply);
    void fail(const std::string& verb, base::ErrorCode code, const std::string& message);
    /// Pages that feed() gives, in order; then empty ones.
    void addFeedPage(fleet::FeedPage page);

    [[nodiscard]] std::vector<RecordedCall> calls() const;
    /// Arguments of the last call of a verb; empty when there was none.
    [[nodiscard]] std::string lastArguments(const std::string& verb) const;
    [[nodiscard]] int countOf(const std::string& verb) const;

    MemoryChunks store;

    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) override;
    base::Result<fleet::FeedPage> feed(std::int64_t revision, base::Duration wait) override;
    images::ChunkSink& chunks() override { return store; }

private:
    mutable std::mutex m_mutex;
    std::map<std::string, std::deque<base::Result<std::string>>> m_replies;  // JSON texts
    std::deque<fleet::FeedPage> m_pages;
    std::vector<RecordedCall> m_calls;
};

}  // namespace fakes
