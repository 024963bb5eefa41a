// Time zones: what clocks show in a place. Reads the TZif files (RFC 8536) that Debian's tzdata installs; g++ 12 has no time zone database of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/time_rule.h"
#include "base/zone_offsets.h"

namespace base {

/// The history of one zone's offset, and the rule that goes on where the history ends. Immutable.
class TimeZone {
public:
    /// Corrupt, when the bytes are no TZif file of version 2 or later.
    static Result<TimeZone> parse(BytesView bytes);
    /// Seconds east of UTC at an instant (seconds since 1970).
    [[nodiscard]] std::int32_t offsetAt(std::int64_t seconds) const;

private:
    std::vector<std::int64_t> m_transitions;  // rising
    std::vector<std::int32_t> m_offsets;      // from each transition on
    std::int32_t m_before = 0;                // before the first
    std::optional<TimeRule> m_after;          // after the last
};

/// The zones of a directory, read when first asked for and kept. Any thread.
class TimeZones final : public ZoneOffsets {
public:
    /// `fileSystem` must outlive it.
    explicit TimeZones(FileSystem& fileSystem, std::filesystem::path directory = "/usr/share/zoneinfo");
    /// nullopt also when the zone's file cannot be read. Blocks when a zone is asked for the first time.
    [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t seconds) const override;

private:
    [[nodiscard]] std::shared_ptr<const TimeZone> zone(std::string_view name) const;

    FileSystem& m_fileSystem;
    std::filesystem::path m_directory;
    mutable std::mutex m_mutex;
    mutable std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> m_known;  // null: there is none. Guarded by m_mutex
};

}  // namespace base
