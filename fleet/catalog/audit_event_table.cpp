#include "fleet/catalog/audit_event_table.h"

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "fleet/catalog/setting_table.h"

namespace fleet::catalog {
namespace {

/// The last event's "sequence hash" is kept here too, so that events cut off the end are missed.
constexpr auto kNewest = "audit.newest";

std::string hashOf(const AuditEvent& event) {
    const auto canonical = base::Json::array(
        {event.sequence, event.at.time_since_epoch().count(), event.actor, event.verb, event.subject, event.detail});
    return base::Digest::of(event.previous + canonical.dump(-1, ' ', false, base::Json::error_handler_t::replace))
        .hex();
}

std::string markOf(const AuditEvent& event) { return std::to_string(event.sequence) + " " + event.hash; }

AuditEvent takeAuditEvent(Statement& statement) {
    AuditEvent event;
    statement >> event.sequence >> event.at >> event.actor >> event.verb >> event.subject >> event.detail >>
        event.previous >> event.hash;
    return event;
}

}  // namespace

void AuditEventTable::append(std::string_view actor, std::string_view verb, std::string_view subject,
                             const base::Json& detail) {
    AuditEvent event{0, m_transaction.now(), std::string(actor), std::string(verb), std::string(subject), {}, {}, {}};
    event.detail = detail.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    {
        auto last = m_transaction.prepare("SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1");
        if (last.next()) last >> event.sequence >> event.previous;
    }
    ++event.sequence;
    event.hash = hashOf(event);
    m_transaction.prepare("INSERT INTO audit_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(event.sequence, event.at, event.actor, event.verb, event.subject, event.detail, event.previous,
              event.hash)
        .run();
    SettingTable(m_transaction).put(kNewest, markOf(event));
}

std::vector<AuditEvent> AuditEventTable::page(std::int64_t after, std::int64_t limit) {
    auto statement = m_transaction.prepare("SELECT * FROM audit_event WHERE sequence > ? ORDER BY sequence LIMIT ?")
                         .with(after, limit);
    std::vector<AuditEvent> events;
    while (statement.next()) events.push_back(takeAuditEvent(statement));
    return events;
}

AuditVerdict AuditEventTable::verify() {
    AuditVerdict verdict;
    AuditEvent last;
    auto statement = m_transaction.prepare("SELECT * FROM audit_event ORDER BY sequence");
    while (statement.next()) {
        auto event = takeAuditEvent(statement);
        ++verdict.events;
        const bool sound =
            event.sequence == last.sequence + 1 && event.previous == last.hash && event.hash == hashOf(event);
        if (!sound && !verdict.firstBroken) verdict.firstBroken = event.sequence;
        last = std::move(event);
    }
    const auto newest = SettingTable(m_transaction).find(kNewest).value_or("");
    if (!verdict.firstBroken && newest != (verdict.events == 0 ? std::string() : markOf(last)))
        verdict.firstBroken = last.sequence + 1;
    return verdict;
}

}  // namespace fleet::catalog
