#include "hypervisor-bridge/simulator/simulated_files.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace hypervisor {
namespace {

constexpr std::string_view kMagic = "twinset-simulated-files-1\n";
constexpr auto kBlock = SimulatedDisk::kBlockSize;

struct Entry {
    std::uint64_t block = 0;
    std::uint64_t length = 0;
    [[nodiscard]] std::uint64_t blocks() const { return std::max<std::uint64_t>(1, (length + kBlock - 1) / kBlock); }
};
using Directory = std::map<std::string, Entry>;

base::Result<Directory> readDirectory(const SimulatedDisk& disk) {
    TWINSET_ASSIGN(const auto bytes, disk.read(0, std::min<std::uint64_t>(kBlock, disk.size())));
    if (bytes.find_first_not_of('\0') == base::Bytes::npos) return Directory{};
    if (!bytes.starts_with(kMagic)) return {base::ErrorCode::Corrupt, "the data disk holds no file system"};
    const auto end = bytes.find('\0', kMagic.size());
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes.substr(kMagic.size(), end - kMagic.size())));
    Directory directory;
    for (const auto& [path, value] : json.items()) {
        base::ObjectReader reader(value, "file " + path);
        const auto most = static_cast<std::int64_t>(disk.size());
        directory[path] = Entry{static_cast<std::uint64_t>(reader.integer("block", 1, most)),
                                static_cast<std::uint64_t>(reader.integer("length", 0, most))};
        TWINSET_TRY(reader.finish());
    }
    return directory;
}

base::Result<void> writeDirectory(SimulatedDisk& disk, const Directory& directory) {
    auto json = nlohmann::json::object();
    for (const auto& [path, entry] : directory) json[path] = {{"block", entry.block}, {"length", entry.length}};
    auto bytes = std::string(kMagic) + json.dump();
    if (bytes.size() >= kBlock) return {base::ErrorCode::Unavailable, "the data disk has too many files"};
    bytes.resize(kBlock, '\0');
    return disk.write(0, bytes);
}

std::uint64_t firstFreeRun(const Directory& directory, std::uint64_t count) {
    std::map<std::uint64_t, std::uint64_t> used;
    for (const auto& [path, entry] : directory) used[entry.block] = entry.blocks();
    std::uint64_t candidate = 1;
    for (const auto& [block, length] : used) {
        if (block >= candidate + count) break;
        candidate = block + length;
    }
    return candidate;
}

}  // namespace

base::Result<base::Bytes> readSimulatedFile(const SimulatedDisk& disk, const std::string& path) {
    TWINSET_ASSIGN(const auto directory, readDirectory(disk));
    const auto found = directory.find(path);
    if (found == directory.end()) return {base::ErrorCode::NotFound, path + ": no such file"};
    return disk.read(found->second.block * kBlock, found->second.length);
}

base::Result<void> writeSimulatedFile(SimulatedDisk& disk, const std::string& path, base::BytesView content) {
    TWINSET_ASSIGN(auto directory, readDirectory(disk));
    Entry entry{0, content.size()};
    const auto found = directory.find(path);
    if (found != directory.end() && found->second.blocks() >= entry.blocks()) entry.block = found->second.block;
    directory.erase(path);
    if (entry.block == 0) entry.block = firstFreeRun(directory, entry.blocks());
    if ((entry.block + entry.blocks()) * kBlock > disk.size()) return {base::ErrorCode::Unavailable, "the data disk is full"};
    directory[path] = entry;
    TWINSET_TRY(disk.write(entry.block * kBlock, content));
    return writeDirectory(disk, directory);
}

base::Result<void> removeSimulatedFile(SimulatedDisk& disk, const std::string& path) {
    TWINSET_ASSIGN(auto directory, readDirectory(disk));
    const auto found = directory.find(path);
    if (found == directory.end()) return {base::ErrorCode::NotFound, path + ": no such file"};
    TWINSET_TRY(disk.writeZeros(found->second.block * kBlock, found->second.blocks() * kBlock));
    directory.erase(found);
    return writeDirectory(disk, directory);
}

base::Result<std::vector<std::string>> listSimulatedFiles(const SimulatedDisk& disk) {
    TWINSET_ASSIGN(const auto directory, readDirectory(disk));
    std::vector<std::string> paths;
    for (const auto& [path, entry] : directory) paths.push_back(path);
    return paths;
}

}  // namespace hypervisor
