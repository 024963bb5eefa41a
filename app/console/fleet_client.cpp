#include "app/console/fleet_client.h"

#include <nlohmann/json.hpp>

namespace console {

FleetClient::FleetClient(std::shared_ptr<fleet::FleetService> service, QObject* parent)
    : QObject(parent), m_service(std::move(service)), m_calls(std::make_unique<CallThread>()) {}

FleetClient::~FleetClient() {
    if (m_feed) m_feed->stop();
    m_calls.reset();
    m_feed.reset();
}

void FleetClient::start() {
    if (m_feed) return;
    m_feed = std::make_unique<FeedThread>(m_service);
    connect(m_feed.get(), &FeedThread::changed, this, &FleetClient::changed);
    connect(m_feed.get(), &FeedThread::placed, this, [this] {
        m_placed = true;
        emit readAnew();
    });
    connect(m_feed.get(), &FeedThread::failed, this, [this](const QString& reason) {
        m_connected = false;
        emit connectionLost(reason);
    });
    connect(m_feed.get(), &FeedThread::recovered, this, [this] {
        m_connected = true;
        emit connectionRestored();
        if (m_placed) emit readAnew();
    });
    m_feed->start();
}

base::Result<void> FleetClient::callRaw(const std::string& verb, const Arguments& arguments,
                                        const std::function<base::Result<void>(const base::Json&)>& read) {
    base::Json object = base::Json::object();
    for (const auto& [name, value] : arguments) {
        if (const auto* json = std::get_if<JsonArgument>(&value)) object[name] = **json;
        else if (const auto* text = std::get_if<std::string>(&value)) object[name] = *text;
        else if (const auto* flag = std::get_if<bool>(&value)) object[name] = *flag;
        else object[name] = std::get<std::int64_t>(value);
    }
    auto answer = m_service->call(verb, object);
    if (!answer) return answer.error();
    return read(*answer);
}

}  // namespace console
