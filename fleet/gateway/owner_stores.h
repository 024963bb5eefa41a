// OwnerStores: what owners of personal phones keep at this gateway, a chunk store for each phone, apart from the fleet's
// and from each other: DATA/owner/PHONE. So one phone can neither learn of nor use up what is another's, and ending a backup
// is removing a directory. The gateway has no key to any of them: it knows ids, lengths and checksums.
//
// Stores are opened when they are asked for, and closed again by closeQuiet(). Any thread; calls block for the disk.
//
// Rejected: one store for all owners (whose chunk is whose, and how much of the disk, would be bookkeeping that can be wrong,
// and equal chunks do not exist between phones, because each has keys of its own).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/ids.h"
#include "images/chunk_store.h"

namespace fleet {

class OwnerStores {
public:
    /// `quota` is what one phone may take; 0: owners are not served.
    OwnerStores(base::FileSystem& files, const base::Clock& clock, std::filesystem::path directory, base::ByteCount quota)
        : m_files(files), m_clock(clock), m_directory(std::move(directory)), m_quota(quota) {}

    [[nodiscard]] base::ByteCount quota() const { return m_quota; }
    /// The phone's store; a new one when there is none. Whoever holds it keeps it open.
    base::Result<std::shared_ptr<images::ChunkStore>> of(const base::PhoneId& phone);
    /// With all it holds; success when there is none. Who still has it open finds nothing in it any more.
    base::Result<void> destroy(const base::PhoneId& phone);
    /// Removes stores that belong to none of `kept`: what a death between the catalog's change and the disk's left.
    base::Result<void> destroyOthers(const std::vector<base::PhoneId>& kept);
    [[nodiscard]] bool exists(const base::PhoneId& phone) const { return m_files.exists(m_directory / phone.text()); }
    void closeQuiet();

private:
    struct Entry {
        std::shared_ptr<images::ChunkStore> store;
        base::Duration usedAt{0};
    };

    base::FileSystem& m_files;
    const base::Clock& m_clock;
    const std::filesystem::path m_directory;
    const base::ByteCount m_quota;
    std::mutex m_mutex;  // guards m_open, and opening
    std::map<base::PhoneId, Entry> m_open;
};

}  // namespace fleet
