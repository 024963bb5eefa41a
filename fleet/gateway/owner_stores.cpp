#include "fleet/gateway/owner_stores.h"

#include <algorithm>

namespace fleet {
namespace {

constexpr base::Duration kStoreQuietFor = std::chrono::minutes(10);

}  // namespace

base::Result<std::shared_ptr<images::ChunkStore>> OwnerStores::of(const base::PhoneId& phone) {
    const std::lock_guard lock(m_mutex);
    auto& entry = m_open[phone];
    if (!entry.store) {
        auto opened = images::openChunkStore(m_files, m_directory / phone.text());
        if (!opened) {
            m_open.erase(phone);
            return opened.error().withContext("the store of the owner's backup of " + phone.text());
        }
        entry.store = std::move(*opened);
    }
    entry.usedAt = m_clock.monotonic();
    return entry.store;
}

base::Result<void> OwnerStores::destroy(const base::PhoneId& phone) {
    const std::lock_guard lock(m_mutex);
    m_open.erase(phone);
    return m_files.removeTree(m_directory / phone.text());
}

base::Result<void> OwnerStores::destroyOthers(const std::vector<base::PhoneId>& kept) {
    if (!m_files.exists(m_directory)) return {};
    TWINSET_ASSIGN(const auto names, m_files.list(m_directory));
    for (const auto& name : names)
        if (std::none_of(kept.begin(), kept.end(), [&](const auto& phone) { return phone.text() == name; }))
            TWINSET_TRY(destroy(base::PhoneId(name)));
    return {};
}

void OwnerStores::closeQuiet() {
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.monotonic();
    std::erase_if(m_open, [&](const auto& one) {
        return one.second.store.use_count() == 1 && now - one.second.usedAt >= kStoreQuietFor;
    });
}

}  // namespace fleet
