#include "tests/fakes/fake_fleet_service.h"

#include <nlohmann/json.hpp>

namespace fakes {

void FakeFleetService::answer(const std::string& verb, base::Json reply) {
    const std::lock_guard lock(m_mutex);
    m_replies[verb].emplace_back(reply.dump());
}

void FakeFleetService::fail(const std::string& verb, base::ErrorCode code, const std::string& message) {
    const std::lock_guard lock(m_mutex);
    m_replies[verb].emplace_back(code, message);
}

void FakeFleetService::addFeedPage(fleet::FeedPage page) {
    const std::lock_guard lock(m_mutex);
    m_pages.push_back(std::move(page));
}

std::vector<RecordedCall> FakeFleetService::calls() const {
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

std::string FakeFleetService::lastArguments(const std::string& verb) const {
    const std::lock_guard lock(m_mutex);
    for (auto it = m_calls.rbegin(); it != m_calls.rend(); ++it)
        if (it->verb == verb) return it->arguments;
    return {};
}

int FakeFleetService::countOf(const std::string& verb) const {
    const std::lock_guard lock(m_mutex);
    int count = 0;
    for (const auto& each : m_calls) count += each.verb == verb ? 1 : 0;
    return count;
}

base::Result<base::Json> FakeFleetService::call(std::string_view verb, const base::Json& arguments) {
    const std::lock_guard lock(m_mutex);
    m_calls.push_back({std::string(verb), arguments.dump()});
    const auto replies = m_replies.find(std::string(verb));
    if (replies == m_replies.end() || replies->second.empty())
        return {base::ErrorCode::Internal, "no answer was programmed for " + std::string(verb)};
    const base::Result<std::string> reply = replies->second.front();
    if (replies->second.size() > 1) replies->second.pop_front();
    if (!reply) return reply.error();
    return base::Json::parse(*reply);
}

base::Result<fleet::FeedPage> FakeFleetService::feed(std::int64_t revision, base::Duration) {
    const std::lock_guard lock(m_mutex);
    if (m_pages.empty()) return fleet::FeedPage{revision, true, {}};
    fleet::FeedPage page = std::move(m_pages.front());
    m_pages.pop_front();
    return page;
}

}  // namespace fakes
