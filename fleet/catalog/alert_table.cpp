#include "fleet/catalog/alert_table.h"

namespace fleet::catalog {

void AlertTable::raise(std::string_view kind, std::string_view subject, std::string_view message) {
    {
        auto recent =
            m_transaction
                .prepare("SELECT 1 FROM alert WHERE kind = ? AND subject = ? AND at > ? AND message = ? LIMIT 1")
                .with(kind, subject, m_transaction.now() - std::chrono::minutes(10), message)
                .next();
        if (recent) return;
    }
    m_transaction.prepare("INSERT INTO alert (at, kind, subject, message) VALUES (?, ?, ?, ?)")
        .with(m_transaction.now(), kind, subject, message)
        .run();
    m_transaction.changed("alert", subject);
}

std::vector<AlertRow> AlertTable::list(std::int64_t limit) {
    auto statement =
        m_transaction.prepare("SELECT sequence, at, kind, subject, message FROM alert ORDER BY sequence DESC LIMIT ?")
            .with(limit);
    std::vector<AlertRow> rows;
    while (statement.next()) {
        AlertRow row;
        statement >> row.sequence >> row.at >> row.kind >> row.subject >> row.message;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace fleet::catalog
