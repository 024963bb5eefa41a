#include "fleet/catalog/change_feed.h"

namespace fleet::catalog {

void Transaction::changed(std::string_view kind, std::string_view id) {
    std::pair<std::string, std::string> entry(kind, id);
    if (m_known.insert(entry).second) m_changes.push_back(std::move(entry));
}

std::int64_t ChangeFeed::append(const std::vector<std::pair<std::string, std::string>>& changes) {
    for (const auto& [kind, id] : changes)
        m_transaction.prepare("INSERT INTO change (kind, id) VALUES (?, ?)").with(kind, id).run();
    const auto newest = newestRevision();
    m_transaction.prepare("DELETE FROM change WHERE revision <= ?").with(newest - kKept).run();
    return newest;
}

std::int64_t ChangeFeed::newestRevision() {
    auto statement = m_transaction.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'change'");
    std::int64_t revision = 0;
    if (statement.next()) statement >> revision;
    return revision;
}

FeedPage ChangeFeed::after(std::int64_t revision) {
    FeedPage page;
    const auto newest = newestRevision();
    // A revision from the future is one of another catalog, or of this one before it was put back from a copy.
    page.complete = revision <= newest && revision >= newest - kKept;
    page.revision = newest;
    if (!page.complete) return page;
    auto statement =
        m_transaction.prepare("SELECT revision, kind, id FROM change WHERE revision > ? ORDER BY revision LIMIT ?")
            .with(revision, kPage);
    while (statement.next()) {
        FeedEntry entry;
        statement >> entry.revision >> entry.kind >> entry.id;
        page.entries.push_back(std::move(entry));
    }
    if (page.entries.size() == static_cast<std::size_t>(kPage)) page.revision = page.entries.back().revision;
    return page;
}

}  // namespace fleet::catalog
