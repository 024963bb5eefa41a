// FaultyFileSystem: a file system in memory that fails on command and forgets, in a power cut, what was never synced.
//
// What it promises after a power cut is what POSIX promises and no more: the content of a file as of its last sync(),
// and the names in a directory as of the last operation that is documented to be durable in that directory (remove,
// rename, writeFileAtomically, createDirectories). Of unsynced writes each 512-byte sector survives or not, as the seed
// decides.
//
// Every operation that changes something counts as one step. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>

#include "base/file_system.h"

namespace fakes {

class FaultyFileSystem final : public base::FileSystem {
public:
    FaultyFileSystem();
    ~FaultyFileSystem() override;

    /// The step that comes after `steps` more ones fails, with nothing done, and so do the next ones: `times` together.
    void failAfter(std::uint64_t steps, base::Error error, std::uint64_t times = 1);
    /// That step does part of its work, and it and everything after it fails, until restart().
    void cutPowerAfter(std::uint64_t steps);
    /// Ends a power cut, or makes one: what was not synced is gone (or partly there, if `seed` is given). Open files
    /// fail.
    void restart(std::optional<unsigned> seed);
    /// Writes that would make the files larger than this together fail as on a full disk, after writing what fits.
    void setCapacity(std::uint64_t bytes);
    /// Flips bits of one byte of a file, on the medium.
    void damage(const std::filesystem::path& path, std::uint64_t offset, unsigned char flips);
    [[nodiscard]] std::uint64_t steps() const;
    [[nodiscard]] bool powerIsOut() const;
    [[nodiscard]] unsigned modeOf(const std::filesystem::path& path) const;
    /// Steps by kind, for tests that bound the number of syncs.
    [[nodiscard]] std::uint64_t syncs() const;

    base::Result<std::unique_ptr<base::File>> open(const std::filesystem::path& path, base::OpenMode mode) override;
    base::Result<base::Bytes> readFile(const std::filesystem::path& path) override;
    base::Result<void> writeFileAtomically(const std::filesystem::path& path, base::BytesView bytes,
                                           unsigned mode) override;
    base::Result<void> remove(const std::filesystem::path& path) override;
    base::Result<void> removeTree(const std::filesystem::path& path) override;
    base::Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    base::Result<void> createDirectories(const std::filesystem::path& path) override;
    base::Result<void> makeReadOnly(const std::filesystem::path& path) override;
    base::Result<std::vector<std::string>> list(const std::filesystem::path& path) override;
    bool exists(const std::filesystem::path& path) override;
    base::Result<std::uint64_t> freeSpace(const std::filesystem::path& path) override;
    base::Result<std::unique_ptr<base::FileLock>> lock(const std::filesystem::path& path) override;

private:
    friend class FaultyFile;
    friend class FaultyLock;

    /// A file, or a directory (then without content).
    struct Node {
        bool isDirectory = false;
        unsigned mode = 0600;
        base::Bytes content;
        base::Bytes durable;
        std::set<std::uint64_t> unsyncedSectors;
    };
    using Tree = std::map<std::filesystem::path, std::shared_ptr<Node>>;

    base::Result<void> step();
    base::Result<void> checkPower() const;
    base::Result<std::shared_ptr<Node>> find(const std::filesystem::path& path) const;
    void syncNames(const std::filesystem::path& directory);
    [[nodiscard]] std::uint64_t used() const;
    base::Result<void> write(Node& node, const std::filesystem::path& path, std::uint64_t offset,
                             base::BytesView bytes);

    mutable std::mutex m_mutex;
    Tree m_tree;
    Tree m_durableTree;
    std::set<std::filesystem::path> m_locks;
    std::uint64_t m_steps = 0;
    std::uint64_t m_syncs = 0;
    std::uint64_t m_generation = 0;  // of power; files opened before a restart are dead
    std::optional<std::uint64_t> m_failAt;
    std::uint64_t m_failUntil = 0;
    base::Error m_failure;
    std::optional<std::uint64_t> m_cutAt;
    bool m_powerOut = false;
    std::optional<std::uint64_t> m_capacity;
};

}  // namespace fakes
