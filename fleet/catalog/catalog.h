// Catalog: the fleet's truth, one SQLite file (WAL, synchronous=FULL). One writer at a time, any number of readers.
// What a write changes, its change-feed entries and its audit events are one transaction: after a crash all of it is
// there or none, and once write() returned success it is durable.
//
// Safe from any thread; all calls block. write() inside write() is a broken invariant.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "fleet/catalog/database.h"
#include "fleet/catalog/migration.h"
#include "fleet/catalog/transaction.h"
#include "fleet/client/fleet_service.h"

namespace fleet::catalog {

class Catalog {
public:
    /// Opens or creates `path` and migrates it. `clock` must outlive the catalog. Errors: migrate()'s, and Denied or
    /// Unavailable with words when the file cannot be used.
    static base::Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& path, const base::Clock& clock);
    static base::Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& path, const base::Clock& clock,
                                                       std::span<const Migration> migrations);

    /// Runs `work` in a write transaction; commits when it succeeds, rolls back when it fails.
    template <typename Work>
    auto write(Work&& work) -> std::invoke_result_t<Work, Transaction&> {
        using Outcome = std::invoke_result_t<Work, Transaction&>;
        std::optional<Outcome> outcome;
        const auto written = writeErased([&](Transaction& transaction) -> base::Result<void> {
            outcome.emplace(work(transaction));
            if (!outcome->ok()) return outcome->error();
            return {};
        });
        if (!written) return written.error();
        return std::move(*outcome);
    }

    /// Runs `work` over one snapshot of the catalog.
    template <typename Work>
    auto read(Work&& work) -> std::invoke_result_t<Work, Transaction&> {
        using Outcome = std::invoke_result_t<Work, Transaction&>;
        std::optional<Outcome> outcome;
        const auto done = readErased([&](Transaction& transaction) -> base::Result<void> {
            outcome.emplace(work(transaction));
            if (!outcome->ok()) return outcome->error();
            return {};
        });
        if (!done) return done.error();
        return std::move(*outcome);
    }

    /// A copy of the whole catalog as it is now, a file of its own. Others go on reading and writing meanwhile. `path` must
    /// not be there; it is not synced.
    base::Result<void> copyTo(const std::filesystem::path& path);

    /// `follow` runs at the end of every write that changed something, in its transaction: for what is derived from the rows
    /// (it may change more, and fails the write by failing). To be set before the first write that needs it.
    void followChanges(std::function<base::Result<void>(Transaction&)> follow) { m_follow = std::move(follow); }

    /// Entries after `revision`; waits up to `wait` (of real time) for one.
    base::Result<FeedPage> feed(std::int64_t revision, base::Duration wait);
    [[nodiscard]] std::int64_t revision();
    /// Ends every wait in feed() now and for ever; for shutting down.
    void stopWaiting();

private:
    Catalog(std::filesystem::path path, const base::Clock& clock) : m_path(std::move(path)), m_clock(clock) {}
    base::Result<void> writeErased(const std::function<base::Result<void>(Transaction&)>& work);
    base::Result<void> readErased(const std::function<base::Result<void>(Transaction&)>& work);
    base::Result<std::unique_ptr<Database>> takeReader();
    void announce(std::int64_t revision);

    std::filesystem::path m_path;
    const base::Clock& m_clock;
    std::mutex m_writerMutex;  // guards m_writer and the order of commits
    std::unique_ptr<Database> m_writer;
    std::function<base::Result<void>(Transaction&)> m_follow;
    std::mutex m_readersMutex;  // guards m_idleReaders
    std::vector<std::unique_ptr<Database>> m_idleReaders;
    std::mutex m_revisionMutex;  // guards m_revision and m_stopped
    std::condition_variable m_revisionRose;
    std::int64_t m_revision = 0;
    bool m_stopped = false;
};

}  // namespace fleet::catalog
