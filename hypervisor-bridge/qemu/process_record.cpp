#include "hypervisor-bridge/qemu/process_record.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/log.h"

namespace hypervisor {
namespace {

std::filesystem::path fileIn(const std::filesystem::path& directory) { return directory / "process.json"; }

}  // namespace

base::Result<void> writeProcessRecord(base::FileSystem& files, const std::filesystem::path& directory, const ProcessRecord& record) {
    const nlohmann::json json{{"pid", record.identity.pid},
                              {"startTicks", record.identity.startTicks},
                              {"startedAt", base::formatTimestamp(record.startedAt)},
                              {"started", record.started},
                              {"networkLink", record.networkLink}};
    return files.writeFileAtomically(fileIn(directory), json.dump() + "\n", 0600);
}

std::optional<ProcessRecord> readProcessRecord(base::FileSystem& files, const std::filesystem::path& directory) {
    const auto text = files.readFile(fileIn(directory));
    if (!text) return std::nullopt;
    const auto json = base::parseJson(*text);
    if (!json) return std::nullopt;
    base::ObjectReader reader(*json, "process record");
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    ProcessRecord record;
    record.identity.pid = static_cast<pid_t>(reader.integer("pid", 1, std::numeric_limits<pid_t>::max()));
    record.identity.startTicks = static_cast<std::uint64_t>(reader.integer("startTicks", 0, kMost));
    record.startedAt = reader.time("startedAt");
    record.started = reader.boolean("started");
    record.networkLink = reader.boolean("networkLink");
    if (const auto read = reader.finish(); !read) {
        base::logWarning(fileIn(directory).string() + " is damaged and was ignored: " + read.error().message);
        return std::nullopt;
    }
    return record;
}

void removeProcessRecord(base::FileSystem& files, const std::filesystem::path& directory) {
    if (const auto removed = files.remove(fileIn(directory)); !removed) base::logWarning(removed.error().message);
}

}  // namespace hypervisor
