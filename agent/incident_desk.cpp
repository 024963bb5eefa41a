#include "agent/incident_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"

namespace agent {
namespace {

using fleet::protocol::Incident;

constexpr std::size_t kMostWaitingIncidents = 32;

base::Json incidentToJson(const Incident& incident) {
    base::Json json{
        {"at", base::formatTimestamp(incident.at)}, {"code", incident.code}, {"detail", incident.detail}};
    if (incident.phone) json["phone"] = incident.phone->text();
    return json;
}

base::Result<Incident> readIncident(const base::Json& json) {
    base::ObjectReader reader(json, "incident");
    Incident incident{reader.time("at"), reader.text("code"), std::nullopt, reader.text("detail")};
    if (reader.has("phone")) incident.phone = reader.id<base::PhoneId>("phone");
    TWINSET_TRY(reader.finish());
    return incident;
}

}  // namespace

base::Result<void> IncidentDesk::load() {
    const auto path = m_services.layout.incidentsFile();
    if (!m_services.files.exists(path)) return {};
    TWINSET_ASSIGN(const auto bytes, m_services.files.readFile(path));
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes).withContext(path.string()));
    base::ObjectReader reader(json, "incidents");
    reader.array("waiting", [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(auto incident, readIncident(element));
        m_waiting.push_back(std::move(incident));
        return {};
    });
    return reader.finish().withContext(path.string());
}

base::Result<void> IncidentDesk::save() const {
    auto waiting = base::Json::array();
    for (const auto& incident : m_waiting) waiting.push_back(incidentToJson(incident));
    return m_services.files.writeFileAtomically(
        m_services.layout.incidentsFile(),
        base::Json{{"waiting", std::move(waiting)}}.dump(-1, ' ', false, base::Json::error_handler_t::replace), 0600);
}

void IncidentDesk::note(Incident incident) {
    base::logWarning(incident.code + (incident.phone ? " (" + incident.phone->text() + ")" : "") + ": " +
                     incident.detail);
    const bool known = std::any_of(m_waiting.begin(), m_waiting.end(), [&](const Incident& other) {
        return other.code == incident.code && other.phone == incident.phone && other.detail == incident.detail;
    });
    if (known || m_waiting.size() >= kMostWaitingIncidents) return;
    m_waiting.push_back(std::move(incident));
    if (const auto saved = save(); !saved)
        base::logWarning("an incident is told to the fleet, but not kept over a restart: " + saved.error().message);
}

void IncidentDesk::linkDown() {
    m_up = false;
    m_sent.reset();
}

void IncidentDesk::acknowledged(const std::string& message) {
    if (!m_sent || m_sent->message != message) return;
    m_sent.reset();
    m_waiting.pop_front();
    if (const auto saved = save(); !saved)
        base::logWarning("an incident may be told to the fleet twice: " + saved.error().message);
}

void IncidentDesk::turn() {
    const auto now = m_services.clock.monotonic();
    if (!m_up || m_waiting.empty()) return;
    if (m_sent && now - m_sent->at < m_services.timing.repeatInterval) return;
    const auto id = m_sent ? m_sent->message : base::newIdText("ms");
    if (m_services.link.send({id, m_waiting.front()})) m_sent = Sent{id, now};
}

}  // namespace agent
