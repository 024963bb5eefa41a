#include "fleet/catalog/retention_table.h"

namespace fleet::catalog {
namespace {

std::string retentionKey(const std::optional<base::PhoneId>& phone) { return phone ? phone->text() : std::string(); }

}  // namespace

std::optional<std::string> RetentionTable::find(const std::optional<base::PhoneId>& phone) {
    auto statement = m_transaction.prepare("SELECT rule FROM retention WHERE phone = ?").with(retentionKey(phone));
    std::optional<std::string> rule;
    if (statement.next()) statement >> rule;
    return rule;
}

void RetentionTable::put(const std::optional<base::PhoneId>& phone, std::string_view rule) {
    m_transaction
        .prepare("INSERT INTO retention VALUES (?, ?) ON CONFLICT (phone) DO UPDATE SET rule = excluded.rule")
        .with(retentionKey(phone), rule)
        .run();
    m_transaction.changed("retention", retentionKey(phone));
}

void RetentionTable::remove(const std::optional<base::PhoneId>& phone) {
    m_transaction.prepare("DELETE FROM retention WHERE phone = ?").with(retentionKey(phone)).run();
    m_transaction.changed("retention", retentionKey(phone));
}

bool RetentionTable::any() { return m_transaction.prepare("SELECT 1 FROM retention LIMIT 1").next(); }

}  // namespace fleet::catalog
