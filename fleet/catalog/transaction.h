// Transaction: what the tables of the catalog work in. Given out by Catalog::read and Catalog::write only.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "fleet/catalog/database.h"

namespace fleet::catalog {

class Transaction {
public:
    Transaction(Database& database, base::Timestamp now) : m_database(database), m_now(now) {}

    [[nodiscard]] Database& database() { return m_database; }
    Statement prepare(std::string_view sql) { return m_database.prepare(sql); }
    /// The one time this transaction happens at.
    [[nodiscard]] base::Timestamp now() const { return m_now; }

    /// Puts an entry into the change feed, in this transaction; the same one twice counts once.
    void changed(std::string_view kind, std::string_view id);
    /// What changed() was told so far, in that order.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& changes() const { return m_changes; }
    /// Runs after the commit (not after a rollback), in the order of the commits, with the writer still held: it must
    /// neither block nor use the catalog.
    void afterCommit(std::function<void()> action) { m_afterCommit.push_back(std::move(action)); }
    /// Runs after a rollback, and only then: for what was kept in memory beside the catalog. Same rules.
    void afterRollback(std::function<void()> action) { m_afterRollback.push_back(std::move(action)); }

private:
    friend class Catalog;
    Database& m_database;
    base::Timestamp m_now;
    std::vector<std::pair<std::string, std::string>> m_changes;
    std::set<std::pair<std::string, std::string>> m_known;  // what is in m_changes
    std::vector<std::function<void()>> m_afterCommit, m_afterRollback;
};

}  // namespace fleet::catalog
