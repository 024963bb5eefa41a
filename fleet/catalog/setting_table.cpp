#include "fleet/catalog/setting_table.h"

namespace fleet::catalog {

std::optional<std::string> SettingTable::find(std::string_view name) {
    auto statement = m_transaction.prepare("SELECT value FROM setting WHERE name = ?").with(name);
    std::optional<std::string> value;
    if (statement.next()) statement >> value;
    return value;
}

void SettingTable::put(std::string_view name, std::string_view value) {
    m_transaction.prepare("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .with(name, value)
        .run();
}

std::int64_t CounterTable::sum(std::string_view prefix) {
    auto statement =
        m_transaction.prepare("SELECT coalesce(sum(value), 0) FROM counter WHERE substr(name, 1, length(?1)) = ?1")
            .with(prefix);
    std::int64_t value = 0;
    if (statement.next()) statement >> value;
    return value;
}

}  // namespace fleet::catalog
