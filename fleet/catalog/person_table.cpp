#include "fleet/catalog/person_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

PersonRow takePerson(Statement& statement) {
    PersonRow row;
    statement >> row.id >> row.name >> row.email >> row.createdAt >> row.labels >> row.groups;
    return row;
}

}  // namespace

void PersonTable::insert(const PersonRow& row) {
    m_transaction.prepare("INSERT INTO person (id, name, email, created_at, labels, groups) VALUES (?, ?, ?, ?, ?, ?)")
        .with(row.id, row.name, row.email, row.createdAt, row.labels, row.groups)
        .run();
    m_transaction.changed("person", row.id.text());
}

void PersonTable::update(const PersonRow& row) {
    m_transaction.prepare("UPDATE person SET name = ?, email = ?, labels = ?, groups = ? WHERE id = ?")
        .with(row.name, row.email, row.labels, row.groups, row.id)
        .run();
    m_transaction.changed("person", row.id.text());
}

std::optional<PersonRow> PersonTable::find(const base::PersonId& id) {
    return firstRow(
        m_transaction.prepare("SELECT id, name, email, created_at, labels, groups FROM person WHERE id = ?").with(id),
        takePerson);
}

std::vector<PersonRow> PersonTable::findByName(std::string_view name) {
    return allRows(
        m_transaction
            .prepare(
                "SELECT id, name, email, created_at, labels, groups FROM person WHERE name = ?1 OR (email = ?1 AND "
                "email <> '') LIMIT 10")
            .with(name),
        takePerson);
}

base::Result<Page<PersonRow>> PersonTable::page(const PageRequest& request) {
    TWINSET_ASSIGN(const auto after, readCursor(request.after));
    auto rows = allRows(m_transaction
                            .prepare("SELECT id, name, email, created_at, labels, groups FROM person WHERE (name, id) "
                                     "> (?1, ?2) AND (name LIKE ?3 "
                                     "ESCAPE '\\' OR email LIKE ?3 ESCAPE '\\') ORDER BY name, id LIMIT ?4")
                            .with(after.first, after.second, likePattern(request.search), request.limit + 1),
                        takePerson);
    return cutPage(std::move(rows), request.limit,
                   [](const PersonRow& row) { return writeCursor(row.name, row.id.text()); });
}

}  // namespace fleet::catalog
