// OpenPacks: pack files that are open for reading, a bounded number of them. Safe from any thread; the file that get()
// answered stays usable after it was closed here, and after the pack was removed.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/file_system.h"

namespace images {

class OpenPacks {
public:
    OpenPacks(base::FileSystem& files, std::filesystem::path directory)
        : m_files(files), m_directory(std::move(directory)) {}
    /// NotFound when the pack is gone.
    base::Result<std::shared_ptr<base::File>> get(std::uint32_t number);
    void close(std::uint32_t number);

private:
    static constexpr std::size_t kMostOpen = 64;
    struct Open {
        std::shared_ptr<base::File> file;
        std::uint64_t lastUse = 0;
    };
    base::FileSystem& m_files;
    const std::filesystem::path m_directory;
    std::mutex m_mutex;  // guards what follows
    std::unordered_map<std::uint32_t, Open> m_open;
    std::uint64_t m_uses = 0;
};

}  // namespace images
