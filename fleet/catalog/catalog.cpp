#include "fleet/catalog/catalog.h"

#include <sys/stat.h>

#include "fleet/catalog/change_feed.h"

namespace fleet::catalog {

base::Result<std::unique_ptr<Catalog>> Catalog::open(const std::filesystem::path& path, const base::Clock& clock) {
    return open(path, clock, allMigrations());
}

base::Result<std::unique_ptr<Catalog>> Catalog::open(const std::filesystem::path& path, const base::Clock& clock,
                                                     std::span<const Migration> migrations) {
    std::unique_ptr<Catalog> catalog(new Catalog(path, clock));
    TWINSET_ASSIGN(catalog->m_writer, Database::open(path, Database::Access::ReadWrite));
    ::chmod(path.c_str(), 0600);
    TWINSET_TRY(migrate(*catalog->m_writer, path, migrations));
    Transaction transaction(*catalog->m_writer, clock.now());
    catalog->m_revision = ChangeFeed(transaction).newestRevision();
    if (auto error = catalog->m_writer->takeError()) return *error;
    return catalog;
}

base::Result<void> Catalog::writeErased(const std::function<base::Result<void>(Transaction&)>& work) {
    const std::lock_guard lock(m_writerMutex);
    Transaction transaction(*m_writer, m_clock.now());
    m_writer->execute("BEGIN IMMEDIATE");
    auto outcome = m_writer->failed() ? base::Result<void>() : work(transaction);
    if (outcome && m_follow && !transaction.changes().empty()) outcome = m_follow(transaction);
    std::int64_t revision = 0;
    if (outcome && !transaction.m_changes.empty()) revision = ChangeFeed(transaction).append(transaction.m_changes);
    if (outcome) m_writer->execute("COMMIT");
    // What the storage says comes first: a handler that read nothing because the disk failed must not answer "not
    // found".
    const auto storage = m_writer->takeError();
    if (storage || !outcome) {
        m_writer->execute("ROLLBACK");
        m_writer->takeError();
        for (const auto& action : transaction.m_afterRollback) action();
        if (storage) return *storage;
        return outcome;
    }
    if (revision > 0) announce(revision);
    for (const auto& action : transaction.m_afterCommit) action();
    return {};
}

base::Result<std::unique_ptr<Database>> Catalog::takeReader() {
    {
        const std::lock_guard lock(m_readersMutex);
        if (!m_idleReaders.empty()) {
            auto reader = std::move(m_idleReaders.back());
            m_idleReaders.pop_back();
            return reader;
        }
    }
    return Database::open(m_path, Database::Access::ReadOnly);
}

base::Result<void> Catalog::readErased(const std::function<base::Result<void>(Transaction&)>& work) {
    TWINSET_ASSIGN(auto reader, takeReader());
    Transaction transaction(*reader, m_clock.now());
    reader->execute("BEGIN");
    auto outcome = reader->failed() ? base::Result<void>() : work(transaction);
    const auto storage = reader->takeError();
    reader->execute("COMMIT");
    const bool usable = !reader->takeError();
    if (usable) {
        const std::lock_guard lock(m_readersMutex);
        m_idleReaders.push_back(std::move(reader));
    }
    if (storage) return *storage;
    return outcome;
}

base::Result<void> Catalog::copyTo(const std::filesystem::path& path) {
    // A reader may not write, and so not make another file either. The catalog itself is only read.
    TWINSET_ASSIGN(const auto reader, Database::open(m_path, Database::Access::ReadWrite));
    reader->prepare("VACUUM INTO ?").with(path.string()).run();
    if (auto error = reader->takeError()) return error->withContext("cannot copy the catalog");
    ::chmod(path.c_str(), 0600);
    return {};
}

void Catalog::announce(std::int64_t revision) {
    const std::lock_guard lock(m_revisionMutex);
    m_revision = revision;
    m_revisionRose.notify_all();
}

base::Result<FeedPage> Catalog::feed(std::int64_t revision, base::Duration wait) {
    if (revision < 0) return {base::ErrorCode::InvalidInput, "a revision is never negative"};
    {
        std::unique_lock lock(m_revisionMutex);
        m_revisionRose.wait_for(lock, wait, [&] { return m_stopped || m_revision > revision; });
    }
    return read(
        [&](Transaction& transaction) -> base::Result<FeedPage> { return ChangeFeed(transaction).after(revision); });
}

std::int64_t Catalog::revision() {
    const std::lock_guard lock(m_revisionMutex);
    return m_revision;
}

void Catalog::stopWaiting() {
    const std::lock_guard lock(m_revisionMutex);
    m_stopped = true;
    m_revisionRose.notify_all();
}

}  // namespace fleet::catalog
