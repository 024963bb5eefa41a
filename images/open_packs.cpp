#include "images/open_packs.h"

#include <algorithm>

#include "images/pack_codec.h"

namespace images {

base::Result<std::shared_ptr<base::File>> OpenPacks::get(std::uint32_t number) {
    const std::lock_guard guard(m_mutex);
    if (const auto found = m_open.find(number); found != m_open.end()) {
        found->second.lastUse = ++m_uses;
        return found->second.file;
    }
    TWINSET_ASSIGN(auto file, m_files.open(m_directory / packName(number), base::OpenMode::Read));
    if (m_open.size() >= kMostOpen)
        m_open.erase(std::min_element(m_open.begin(), m_open.end(), [](const auto& a, const auto& b) {
            return a.second.lastUse < b.second.lastUse;
        }));
    return (m_open[number] = {std::move(file), ++m_uses}).file;
}

void OpenPacks::close(std::uint32_t number) {
    const std::lock_guard guard(m_mutex);
    m_open.erase(number);
}

}  // namespace images
