// UploadLedger: which chunks each phone has stored since its last restore point. A handset is told of these, and of those
// of its phone's restore points, that they need not be sent, and of no others: that the store has a chunk of somebody
// else must not be learned by asking for it. The ledger is also the proof that a phone once had a chunk, without which
// its restore point may not name it.
//
// Durable, one file a phone (upload_ledger_file.h), so that an upload goes on where it was after the death of either end.
// Entries are given up after a week. Safe from any thread; calls block for the disk.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/ids.h"
#include "images/chunk.h"

namespace fleet {

class UploadLedger {
public:
    static constexpr base::Duration kKeptFor = std::chrono::hours(7 * 24);

    /// `directory` is made when it is needed.
    UploadLedger(base::FileSystem& files, const base::Clock& clock, std::filesystem::path directory);
    ~UploadLedger();

    /// Durable on return. To be called before the chunks are stored, so that a collection that runs meanwhile sees them.
    base::Result<void> add(const base::PhoneId& phone, const std::vector<images::ChunkId>& ids);
    /// Those of `ids` that are not entered for the phone, in their order.
    base::Result<std::vector<images::ChunkId>> withoutKnown(const base::PhoneId& phone,
                                                            const std::vector<images::ChunkId>& ids);
    /// How far the phone's entries reach now, for clear().
    base::Result<std::uint64_t> position(const base::PhoneId& phone);
    /// Gives up the entries up to `position`: a restore point that holds them is committed.
    base::Result<void> clear(const base::PhoneId& phone, std::uint64_t position);
    /// Every entry of every phone that is not too old: chunks that a collection must keep.
    base::Result<std::vector<images::ChunkId>> everything();
    /// Gives up old entries, and the memory of phones that have been quiet for a while.
    base::Result<void> expire();
    /// expire(), every ten minutes.
    base::Result<void> tick();

private:
    struct Phone;
    std::shared_ptr<Phone> phone(const base::PhoneId& id);
    base::Result<void> load(Phone& phone) const;
    base::Result<void> rewrite(Phone& phone, std::uint64_t from) const;

    base::FileSystem& m_files;
    const base::Clock& m_clock;
    const std::filesystem::path m_directory;
    base::Timestamp m_expiredAt;  // tick() only
    std::mutex m_mutex;  // guards m_phones
    std::map<base::PhoneId, std::shared_ptr<Phone>> m_phones;
};

}  // namespace fleet
