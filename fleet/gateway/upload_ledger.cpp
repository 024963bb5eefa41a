#include "fleet/gateway/upload_ledger.h"

#include <algorithm>

#include "fleet/gateway/chunk_set.h"
#include "fleet/gateway/upload_ledger_file.h"

namespace fleet {
namespace {

constexpr std::string_view kLedgerSuffix = ".ledger";
constexpr base::Duration kQuiet = std::chrono::minutes(10);

}  // namespace

struct UploadLedger::Phone {
    std::filesystem::path path;
    std::mutex mutex;  // guards all below
    bool loaded = false;
    ChunkSet known;
    std::unique_ptr<base::File> file;  // null until it is written to
    std::uint64_t end = 0;             // of the last whole batch
    std::uint64_t removed = 0;         // bytes that stood before it since this was loaded
    bool torn = false;                 // something unfinished may stand behind `end`
    base::Timestamp usedAt;
};

UploadLedger::UploadLedger(base::FileSystem& files, const base::Clock& clock, std::filesystem::path directory)
    : m_files(files), m_clock(clock), m_directory(std::move(directory)) {}
UploadLedger::~UploadLedger() = default;

std::shared_ptr<UploadLedger::Phone> UploadLedger::phone(const base::PhoneId& id) {
    const std::lock_guard lock(m_mutex);
    auto& entry = m_phones[id];
    if (!entry) {
        entry = std::make_shared<Phone>();
        entry->path = m_directory / (id.text() + std::string(kLedgerSuffix));
    }
    return entry;
}

base::Result<void> UploadLedger::load(Phone& phone) const {
    phone.usedAt = m_clock.now();
    if (phone.loaded) return {};
    if (m_files.exists(phone.path)) {
        TWINSET_ASSIGN(const auto bytes, m_files.readFile(phone.path));
        for (const auto& batch : readLedger(bytes)) {
            phone.end = batch.end;
            if (batch.at + kKeptFor < m_clock.now()) continue;
            for (const auto& id : batch.ids) phone.known.insert(id);
        }
        phone.torn = phone.end < bytes.size();
    }
    phone.loaded = true;
    return {};
}

base::Result<void> UploadLedger::add(const base::PhoneId& id, const std::vector<images::ChunkId>& ids) {
    if (ids.empty()) return {};
    const auto entry = phone(id);
    const std::lock_guard lock(entry->mutex);
    TWINSET_TRY(load(*entry));
    const auto batch = writeLedgerBatch(m_clock.now(), ids);
    if (entry->end == 0) {
        TWINSET_TRY(m_files.createDirectories(m_directory));
        entry->file.reset();
        TWINSET_TRY(m_files.writeFileAtomically(entry->path, batch, 0600));
        entry->torn = false;
    } else {
        if (!entry->file) {
            TWINSET_ASSIGN(entry->file, m_files.open(entry->path, base::OpenMode::ReadWrite));
        }
        if (entry->torn) TWINSET_TRY(entry->file->truncate(entry->end));
        entry->torn = true;
        TWINSET_TRY(entry->file->writeAt(entry->end, batch));
        TWINSET_TRY(entry->file->sync());
        entry->torn = false;
    }
    entry->end += batch.size();
    for (const auto& one : ids) entry->known.insert(one);
    return {};
}

base::Result<std::vector<images::ChunkId>> UploadLedger::withoutKnown(const base::PhoneId& id,
                                                                      const std::vector<images::ChunkId>& ids) {
    const auto entry = phone(id);
    const std::lock_guard lock(entry->mutex);
    TWINSET_TRY(load(*entry));
    std::vector<images::ChunkId> unknown;
    for (const auto& one : ids)
        if (!entry->known.contains(one)) unknown.push_back(one);
    return unknown;
}

base::Result<std::uint64_t> UploadLedger::position(const base::PhoneId& id) {
    const auto entry = phone(id);
    const std::lock_guard lock(entry->mutex);
    TWINSET_TRY(load(*entry));
    return entry->removed + entry->end;
}

base::Result<void> UploadLedger::clear(const base::PhoneId& id, std::uint64_t position) {
    const auto entry = phone(id);
    const std::lock_guard lock(entry->mutex);
    TWINSET_TRY(load(*entry));
    return entry->end == 0 ? base::Result<void>() : rewrite(*entry, position - std::min(position, entry->removed));
}

/// Leaves the batches that end after `from` and are young enough.
base::Result<void> UploadLedger::rewrite(Phone& phone, std::uint64_t from) const {
    TWINSET_ASSIGN(const auto bytes, m_files.readFile(phone.path));
    base::Bytes kept;
    for (const auto& batch : readLedger(bytes))
        if (batch.end > from && batch.at + kKeptFor >= m_clock.now()) kept += writeLedgerBatch(batch.at, batch.ids);
    const auto length = phone.end;
    phone.file.reset();
    phone.known = ChunkSet();
    phone.end = 0;
    phone.loaded = false;
    if (kept.empty()) {
        TWINSET_TRY(m_files.remove(phone.path));
    } else {
        TWINSET_TRY(m_files.writeFileAtomically(phone.path, kept, 0600));
    }
    TWINSET_TRY(load(phone));
    phone.removed += length - std::min(length, phone.end);
    return {};
}

base::Result<std::vector<images::ChunkId>> UploadLedger::everything() {
    std::vector<images::ChunkId> all;
    if (!m_files.exists(m_directory)) return all;
    TWINSET_ASSIGN(const auto names, m_files.list(m_directory));
    for (const auto& name : names) {
        if (!name.ends_with(kLedgerSuffix)) continue;
        const auto entry = phone(base::PhoneId(name.substr(0, name.size() - kLedgerSuffix.size())));
        const std::lock_guard lock(entry->mutex);
        if (!m_files.exists(entry->path)) continue;
        TWINSET_ASSIGN(const auto bytes, m_files.readFile(entry->path));
        for (const auto& batch : readLedger(bytes))
            if (batch.at + kKeptFor >= m_clock.now()) all.insert(all.end(), batch.ids.begin(), batch.ids.end());
    }
    return all;
}

base::Result<void> UploadLedger::expire() {
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_phones, [&](const auto& entry) {
            if (entry.second.use_count() > 1) return false;
            const std::lock_guard used(entry.second->mutex);
            return entry.second->usedAt + kQuiet < m_clock.now();
        });
    }
    if (!m_files.exists(m_directory)) return {};
    TWINSET_ASSIGN(const auto names, m_files.list(m_directory));
    for (const auto& name : names) {
        if (!name.ends_with(kLedgerSuffix)) continue;
        const auto entry = phone(base::PhoneId(name.substr(0, name.size() - kLedgerSuffix.size())));
        const std::lock_guard lock(entry->mutex);
        if (!m_files.exists(entry->path)) continue;
        TWINSET_ASSIGN(const auto bytes, m_files.readFile(entry->path));
        const auto batches = readLedger(bytes);
        const bool old = batches.empty() || batches.front().at + kKeptFor < m_clock.now();
        if (old) TWINSET_TRY(rewrite(*entry, 0));
    }
    return {};
}

base::Result<void> UploadLedger::tick() {
    if (m_clock.now() < m_expiredAt + kQuiet) return {};
    m_expiredAt = m_clock.now();
    return expire();
}

}  // namespace fleet
