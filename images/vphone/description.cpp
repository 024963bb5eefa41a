#include "images/vphone/description.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "images/restore_point_codec.h"

namespace images {
namespace {

constexpr std::size_t kMostDescribedParts = 16;
constexpr std::int64_t kMostPartSize = 64LL * 1024 * 1024 * 1024;
constexpr std::size_t kMostNameBytes = 128;

/// As the names of phones are: they stand in the OVF descriptor, too.
bool isShownName(std::string_view name) {
    return !name.empty() && name.size() <= kMostNameBytes && std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '/';
    });
}

base::Result<DescribedPart> readDescribedPart(const base::Json& json) {
    base::ObjectReader reader(json, "part");
    DescribedPart part{reader.text("name"),
                       {static_cast<std::uint64_t>(reader.integer("size", 1, kMostPartSize))},
                       reader.digest("digest")};
    if (!isPartName(part.name)) reader.fail("name", "is no name of a part");
    TWINSET_TRY(reader.finish());
    return part;
}

void readPhone(base::ObjectReader& from, PhoneDescription& into) {
    into.phone = from.id<base::PhoneId>("id");
    into.name = from.text("name");
    if (!isShownName(into.name)) from.fail("name", "expected 1 to 128 bytes without control characters or '/'");
    into.persona = from.text("persona");
    if (!base::isIdText(into.persona)) from.fail("persona", "is no persona");
    into.memoryMiB = static_cast<unsigned>(from.integer("memoryMiB", 64, 1 << 18));
    into.cpus = static_cast<unsigned>(from.integer("cpus", 1, 64));
}

void readRelease(base::ObjectReader& from, PhoneDescription& into) {
    into.image = from.text("image");
    if (!base::isIdText(into.image)) from.fail("image", "is no name of an image");
    into.version = from.text("version");
    if (!Version::parse(into.version)) from.fail("version", "is not a version like 1.4.0");
    from.array("parts", [&](const base::Json& element) -> base::Result<void> {
        if (into.parts.size() == kMostDescribedParts)
            return {base::ErrorCode::InvalidInput, "there are too many parts"};
        TWINSET_ASSIGN(into.parts.emplace_back(), readDescribedPart(element));
        return {};
    });
}

}  // namespace

base::Json descriptionJson(const PhoneDescription& description) {
    base::Json parts = base::Json::array();
    for (const auto& part : description.parts)
        parts.push_back({{"name", part.name}, {"size", part.size.value}, {"digest", part.digest.hex()}});
    return {{"restorePoint", description.restorePoint.text()},
            {"takenAt", base::formatTimestamp(description.takenAt)},
            {"consistency", description.consistency},
            {"phone",
             {{"id", description.phone.text()},
              {"name", description.name},
              {"persona", description.persona},
              {"memoryMiB", description.memoryMiB},
              {"cpus", description.cpus}}},
            {"release", {{"image", description.image}, {"version", description.version}, {"parts", std::move(parts)}}},
            {"diskSize", description.diskSize.value}};
}

base::Result<PhoneDescription> readDescription(const base::Json& json) {
    base::ObjectReader reader(json, "virtual phone");
    PhoneDescription description;
    description.restorePoint = reader.id<base::RestorePointId>("restorePoint");
    description.takenAt = reader.time("takenAt");
    description.consistency = reader.text("consistency");
    if (!base::isIdText(description.consistency)) reader.fail("consistency", "is not known");
    description.diskSize.value =
        static_cast<std::uint64_t>(reader.integer("diskSize", 1, static_cast<std::int64_t>(kMostDiskSize)));
    const auto& phone = reader.any("phone");
    const auto& release = reader.any("release");
    TWINSET_TRY(reader.finish());
    base::ObjectReader phoneReader(phone, "phone");
    readPhone(phoneReader, description);
    TWINSET_TRY(phoneReader.finish());
    base::ObjectReader releaseReader(release, "release");
    readRelease(releaseReader, description);
    TWINSET_TRY(releaseReader.finish());
    return description;
}

std::vector<DescribedPart> partsOf(const ReleaseManifest& manifest) {
    std::vector<DescribedPart> parts;
    for (const auto& part : manifest.parts) parts.push_back({part.name, part.size, part.digest});
    return parts;
}

}  // namespace images
