#include "fleet/catalog/virtual_phone_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_PHONE_COLUMNS                                                                                         \
    "id, name, persona, handset, person, created_at, present, running, image, version, memory_mib, cpus, data_size, " \
    "origin_restore_point, desired_version, agreement"
#define TWINSET_PHONES "SELECT " TWINSET_PHONE_COLUMNS " FROM virtual_phone WHERE deleted_at IS NULL AND "

VirtualPhoneRow takeVirtualPhone(Statement& statement) {
    VirtualPhoneRow row;
    statement >> row.id >> row.name >> row.persona >> row.handset >> row.person >> row.createdAt >> row.present >>
        row.running >> row.image >> row.version >> row.memoryMiB >> row.cpus >> row.dataSize >>
        row.originRestorePoint >> row.desiredVersion >> row.agreement;
    return row;
}

}  // namespace

void VirtualPhoneTable::insert(const VirtualPhoneRow& row) {
    m_transaction
        .prepare("INSERT INTO virtual_phone (" TWINSET_PHONE_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.id, row.name, row.persona, row.handset, row.person, row.createdAt, row.present, row.running,
              row.image, row.version, row.memoryMiB, row.cpus, row.dataSize, row.originRestorePoint, row.desiredVersion,
              row.agreement)
        .run();
    m_transaction.changed("virtual_phone", row.id.text());
    m_transaction.changed("handset", row.handset.text());
    if (row.person) m_transaction.changed("person", row.person->text());
}

void VirtualPhoneTable::update(const VirtualPhoneRow& row) {
    m_transaction
        .prepare(
            "UPDATE virtual_phone SET name = ?, persona = ?, handset = ?, person = ?, present = ?, running = ?, image "
            "= ?, "
            "version = ?, memory_mib = ?, cpus = ?, data_size = ?, origin_restore_point = ?, desired_version = ?, "
            "agreement = ? "
            "WHERE id = ?")
        .with(row.name, row.persona, row.handset, row.person, row.present, row.running, row.image, row.version,
              row.memoryMiB, row.cpus, row.dataSize, row.originRestorePoint, row.desiredVersion, row.agreement, row.id)
        .run();
    m_transaction.changed("virtual_phone", row.id.text());
}

void VirtualPhoneTable::markDeleted(const base::PhoneId& id) {
    m_transaction.prepare("UPDATE virtual_phone SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL")
        .with(m_transaction.now(), id)
        .run();
    m_transaction.changed("virtual_phone", id.text());
}

std::optional<VirtualPhoneRow> VirtualPhoneTable::find(const base::PhoneId& id) {
    return firstRow(m_transaction.prepare(TWINSET_PHONES "id = ?").with(id), takeVirtualPhone);
}

std::vector<VirtualPhoneRow> VirtualPhoneTable::findByName(std::string_view name) {
    return allRows(m_transaction.prepare(TWINSET_PHONES "name = ? LIMIT 10").with(name), takeVirtualPhone);
}

std::vector<VirtualPhoneRow> VirtualPhoneTable::onHandset(const base::HandsetId& handset) {
    return allRows(m_transaction.prepare(TWINSET_PHONES "handset = ? ORDER BY id").with(handset), takeVirtualPhone);
}

std::vector<VirtualPhoneRow> VirtualPhoneTable::ofPerson(const base::PersonId& person) {
    return allRows(m_transaction.prepare(TWINSET_PHONES "person = ? ORDER BY id").with(person), takeVirtualPhone);
}

std::vector<base::PhoneId> VirtualPhoneTable::ids(std::string_view persona) {
    auto statement =
        m_transaction
            .prepare("SELECT id FROM virtual_phone WHERE deleted_at IS NULL AND (?1 = '' OR persona = ?1) ORDER BY id")
            .with(persona);
    std::vector<base::PhoneId> ids;
    while (statement.next()) statement >> ids.emplace_back();
    return ids;
}

base::Result<Page<VirtualPhoneRow>> VirtualPhoneTable::page(const PageRequest& request,
                                                            const std::optional<base::HandsetId>& handset,
                                                            const std::optional<base::PersonId>& person) {
    TWINSET_ASSIGN(const auto after, readCursor(request.after));
    auto rows =
        allRows(m_transaction
                    .prepare(TWINSET_PHONES
                             "(name, id) > (?1, ?2) AND name LIKE ?3 ESCAPE '\\' AND (?4 IS NULL OR handset = ?4) "
                             "AND (?5 IS NULL OR person = ?5) ORDER BY name, id LIMIT ?6")
                    .with(after.first, after.second, likePattern(request.search), handset, person, request.limit + 1),
                takeVirtualPhone);
    return cutPage(std::move(rows), request.limit,
                   [](const VirtualPhoneRow& row) { return writeCursor(row.name, row.id.text()); });
}

}  // namespace fleet::catalog
