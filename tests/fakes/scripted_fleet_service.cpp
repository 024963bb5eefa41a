#include "tests/fakes/scripted_fleet_service.h"

namespace fakes {

void ScriptedFleetService::on(const std::string& verb, Handler handler) {
    std::lock_guard lock(m_mutex);
    m_handlers[verb] = std::move(handler);
}

void ScriptedFleetService::change(const std::string& kind, const std::string& id) {
    {
        std::lock_guard lock(m_mutex);
        m_entries.push_back({++m_revision, kind, id});
    }
    m_wake.notify_all();
}

void ScriptedFleetService::forgetFeed() {
    {
        std::lock_guard lock(m_mutex);
        m_entries.clear();
        m_oldest = ++m_revision;
    }
    m_wake.notify_all();
}

void ScriptedFleetService::setReachable(bool reachable) {
    {
        std::lock_guard lock(m_mutex);
        m_reachable = reachable;
    }
    m_wake.notify_all();
}

void ScriptedFleetService::hold(bool held) {
    {
        std::lock_guard lock(m_mutex);
        m_held = held;
    }
    m_wake.notify_all();
}

std::vector<base::Json> ScriptedFleetService::callsOf(const std::string& verb) {
    std::lock_guard lock(m_mutex);
    return m_calls[verb];
}

base::Result<base::Json> ScriptedFleetService::call(std::string_view verb, const base::Json& arguments) {
    Handler handler;
    {
        std::unique_lock lock(m_mutex);
        m_calls[std::string(verb)].push_back(arguments);
        m_wake.wait(lock, [this] { return !m_held; });
        if (!m_reachable) return {base::ErrorCode::Unavailable, "connection refused"};
        const auto found = m_handlers.find(verb);
        if (found == m_handlers.end()) {
            if (verb == "fleet_status") return base::Json{{"revision", m_revision}};
            return {base::ErrorCode::NotFound, "no verb " + std::string(verb)};
        }
        handler = found->second;
    }
    auto answer = handler(arguments);
    if (answer && verb == "fleet_status") {
        std::lock_guard lock(m_mutex);
        (*answer)["revision"] = m_revision;
    }
    return answer;
}

base::Result<fleet::FeedPage> ScriptedFleetService::feed(std::int64_t revision, base::Duration wait) {
    std::unique_lock lock(m_mutex);
    const bool wasReachable = m_reachable;
    m_wake.wait_for(lock, wait, [&] { return m_revision > revision || m_reachable != wasReachable || !m_reachable; });
    if (!m_reachable) return {base::ErrorCode::Unavailable, "connection refused"};
    fleet::FeedPage page{m_revision, revision >= m_oldest, {}};
    for (const auto& entry : m_entries)
        if (entry.revision > revision) page.entries.push_back(entry);
    return page;
}

}  // namespace fakes
