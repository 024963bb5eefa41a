// TZif, RFC 8536: a header with six counts, a block with 32-bit times for old readers, then the same with 64-bit times, then the rule for the future
// between two line ends.
#include "base/time_zone.h"

#include <algorithm>

namespace base {

namespace {

constexpr std::size_t kMostZones = 1024;  // known names; Debian has about 600
constexpr std::size_t kMostNameBytes = 64;

/// Big-endian numbers from the front of some bytes. After reading beyond the end, ok() is false.
class NumberReader {
public:
    explicit NumberReader(BytesView bytes) : m_bytes(bytes) {}
    [[nodiscard]] bool ok() const { return m_ok; }
    std::uint64_t number(std::size_t size) {
        std::uint64_t value = 0;
        for (const char c : take(size))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    BytesView take(std::uint64_t size) {
        if (size > m_bytes.size()) {
            m_ok = false;
            return {};
        }
        const auto taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }
    [[nodiscard]] BytesView rest() const { return m_bytes; }

private:
    BytesView m_bytes;
    bool m_ok = true;
};

struct Counts {
    std::uint64_t utcMarks, standardMarks, leaps, times, types, letters;
};

bool readHeader(NumberReader& reader, Counts& counts) {
    if (reader.take(4) != "TZif")
        return false;
    const auto version = reader.take(1);
    reader.take(15);
    for (auto* count : {&counts.utcMarks, &counts.standardMarks, &counts.leaps, &counts.times, &counts.types, &counts.letters})
        *count = reader.number(4);
    return reader.ok() && version >= "2";
}

Error corrupt(std::string_view what) { return {ErrorCode::Corrupt, "this is no time zone file: " + std::string(what)}; }

bool isZoneName(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
    };
    return !name.empty() && name.size() <= kMostNameBytes && name.front() != '/' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

Result<TimeZone> TimeZone::parse(BytesView bytes) {
    NumberReader reader(bytes);
    Counts counts{};
    if (!readHeader(reader, counts))
        return corrupt("it has no header of version 2");
    reader.take(counts.times * 5 + counts.types * 6 + counts.letters + counts.leaps * 8 + counts.standardMarks + counts.utcMarks);
    if (!reader.ok() || !readHeader(reader, counts))
        return corrupt("it has no second header");
    NumberReader times(reader.take(counts.times * 8)), indices(reader.take(counts.times)),
        types(reader.take(counts.types * 6));
    reader.take(counts.letters + counts.leaps * 12 + counts.standardMarks + counts.utcMarks);
    if (!reader.ok() || counts.types == 0)
        return corrupt("it ends too early");
    std::vector<std::int32_t> offsets;
    for (std::uint64_t i = 0; i < counts.types; ++i) {
        offsets.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(types.number(4))));
        types.take(2);
    }
    TimeZone zone;
    zone.m_before = offsets.front();
    for (std::uint64_t i = 0; i < counts.times; ++i) {
        const auto index = indices.number(1);
        const auto time = static_cast<std::int64_t>(times.number(8));
        if (index >= offsets.size() || (!zone.m_transitions.empty() && time <= zone.m_transitions.back()))
            return corrupt("its changes are out of order");
        zone.m_transitions.push_back(time);
        zone.m_offsets.push_back(offsets[index]);
    }
    auto footer = reader.rest();
    if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n')
        return corrupt("it ends too early");
    footer = footer.substr(1, footer.size() - 2);
    zone.m_after = parseTimeRule(footer);
    if (!footer.empty() && !zone.m_after)
        return corrupt("its rule for the future is none");
    return zone;
}

std::int32_t TimeZone::offsetAt(std::int64_t seconds) const {
    const auto next = std::upper_bound(m_transitions.begin(), m_transitions.end(), seconds);
    if (next == m_transitions.end() && m_after)
        return m_after->offsetAt(seconds);
    return next == m_transitions.begin() ? m_before : m_offsets[static_cast<std::size_t>(next - m_transitions.begin()) - 1];
}

TimeZones::TimeZones(FileSystem& fileSystem, std::filesystem::path directory) : m_fileSystem(fileSystem), m_directory(std::move(directory)) {}

std::optional<std::int32_t> TimeZones::offsetAt(std::string_view name, std::int64_t seconds) const {
    const auto found = zone(name);
    return found ? std::optional(found->offsetAt(seconds)) : std::nullopt;
}

std::shared_ptr<const TimeZone> TimeZones::zone(std::string_view name) const {
    if (!isZoneName(name))
        return nullptr;
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_known.find(name); known != m_known.end())
        return known->second;
    std::shared_ptr<const TimeZone> zone;
    if (const auto bytes = m_fileSystem.readFile(m_directory / name); bytes.ok())
        if (auto parsed = TimeZone::parse(*bytes); parsed.ok())
            zone = std::make_shared<const TimeZone>(std::move(*parsed));
    if (m_known.size() < kMostZones)
        m_known.emplace(name, zone);
    return zone;
}

}  // namespace base
