#include "fleet/catalog/handset_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_HANDSET_COLUMNS                                                                        \
    "id, name, model, serial, state, enrolled_at, agent_version, driver, acceleration, capabilities, " \
    "enrolment_request, labels"

HandsetRow takeHandset(Statement& statement) {
    HandsetRow row;
    statement >> row.id >> row.name >> row.model >> row.serial >> row.state >> row.enrolledAt >> row.agentVersion >>
        row.driver >> row.acceleration >> row.capabilities >> row.enrolmentRequest >>
        row.labels;
    return row;
}

}  // namespace

void HandsetTable::insert(const HandsetRow& row) {
    m_transaction.prepare("INSERT INTO handset (" TWINSET_HANDSET_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.id, row.name, row.model, row.serial, row.state, row.enrolledAt, row.agentVersion, row.driver,
              row.acceleration, row.capabilities, row.enrolmentRequest, row.labels)
        .run();
    m_transaction.changed("handset", row.id.text());
}

void HandsetTable::update(const HandsetRow& row) {
    m_transaction
        .prepare(
            "UPDATE handset SET name = ?, model = ?, serial = ?, state = ?, agent_version = ?, driver = ?, "
            "acceleration = ?, capabilities = ?, labels = ? WHERE id = ?")
        .with(row.name, row.model, row.serial, row.state, row.agentVersion, row.driver, row.acceleration,
              row.capabilities, row.labels, row.id)
        .run();
    m_transaction.changed("handset", row.id.text());
}

std::optional<HandsetRow> HandsetTable::find(const base::HandsetId& id) {
    return firstRow(m_transaction.prepare("SELECT " TWINSET_HANDSET_COLUMNS " FROM handset WHERE id = ?").with(id),
                    takeHandset);
}

std::optional<HandsetRow> HandsetTable::findByName(std::string_view name) {
    return firstRow(m_transaction.prepare("SELECT " TWINSET_HANDSET_COLUMNS " FROM handset WHERE name = ?").with(name),
                    takeHandset);
}

std::optional<HandsetRow> HandsetTable::findByEnrolmentRequest(std::string_view digest) {
    return firstRow(m_transaction.prepare("SELECT " TWINSET_HANDSET_COLUMNS " FROM handset WHERE enrolment_request = ?")
                        .with(digest),
                    takeHandset);
}

std::vector<HandsetRow> HandsetTable::labelled(std::string_view label, std::string_view value) {
    return allRows(m_transaction
                       .prepare("SELECT " TWINSET_HANDSET_COLUMNS
                                " FROM handset WHERE json_extract(labels, '$.\"' || ? || '\"') = ? ORDER BY name")
                       .with(label, value),
                   takeHandset);
}

base::Result<Page<HandsetRow>> HandsetTable::page(const PageRequest& request, std::string_view state) {
    TWINSET_ASSIGN(const auto after, readCursor(request.after));
    auto statement =
        m_transaction
            .prepare("SELECT " TWINSET_HANDSET_COLUMNS
                     " FROM handset WHERE name > ?1 AND name LIKE ?2 ESCAPE '\\' AND (?3 = '' OR state = ?3) "
                     "ORDER BY name LIMIT ?4")
            .with(after.first, likePattern(request.search), state, request.limit + 1);
    std::vector<HandsetRow> rows;
    while (statement.next()) rows.push_back(takeHandset(statement));
    return cutPage(std::move(rows), request.limit,
                   [](const HandsetRow& row) { return writeCursor(row.name, row.id.text()); });
}

void HandsetTable::seen(const base::HandsetId& id, base::Timestamp at) {
    m_transaction
        .prepare(
            "INSERT INTO handset_presence VALUES (?, ?) ON CONFLICT (handset) DO UPDATE SET last_seen_at = "
            "excluded.last_seen_at")
        .with(id, at)
        .run();
}

std::optional<base::Timestamp> HandsetTable::lastSeenAt(const base::HandsetId& id) {
    auto statement = m_transaction.prepare("SELECT last_seen_at FROM handset_presence WHERE handset = ?").with(id);
    std::optional<base::Timestamp> at;
    if (statement.next()) statement >> at;
    return at;
}

}  // namespace fleet::catalog
