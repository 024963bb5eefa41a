#include "fleet/gateway/second_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace fleet {
namespace {

using base::ErrorCode;

constexpr std::int64_t kCopyFormat = 1;
constexpr std::size_t kMostDescriptionBytes = 4096;

bool liesWithin(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    std::error_code ignored;
    const auto one = std::filesystem::weakly_canonical(inner, ignored);
    const auto other = std::filesystem::weakly_canonical(outer, ignored);
    return std::mismatch(other.begin(), other.end(), one.begin(), one.end()).first == other.end();
}

}  // namespace

base::Result<std::filesystem::path> secondStorePath(base::FileSystem& files, const std::string& text,
                                                    const std::filesystem::path& dataDirectory) {
    std::filesystem::path path(text);
    if (!path.is_absolute() || text.find('\0') != std::string::npos)
        return {ErrorCode::InvalidInput, "'" + text + "' is not an absolute path; it is one on the gateway's machine"};
    if (liesWithin(path, dataDirectory) || liesWithin(dataDirectory, path))
        return {ErrorCode::InvalidInput, text + " shares its place with the gateway's own data: name another directory, "
                                                "on another disk"};
    if (!files.list(path))
        return {ErrorCode::NotFound, "the gateway's machine has no directory " + text +
                                         " that the gateway may read: make it, or mount what belongs there"};
    return path;
}

base::Result<CopyDescription> readCopyDescription(base::FileSystem& files, const std::filesystem::path& directory) {
    const auto path = SecondStorePaths(directory).description;
    if (!files.exists(path)) return {ErrorCode::NotFound, directory.string() + " holds no copy of a store"};
    TWINSET_ASSIGN(const auto bytes, files.readFile(path));
    const auto read = [&]() -> base::Result<CopyDescription> {
        TWINSET_ASSIGN(const auto json, base::parseJson(bytes, kMostDescriptionBytes));
        base::ObjectReader reader(json, "copy.json");
        reader.integer("format", kCopyFormat, kCopyFormat);
        CopyDescription description;
        description.fleet = reader.text("fleet");
        if (reader.has("copiedAt")) description.copiedAt = reader.time("copiedAt");
        description.revision = reader.integer("revision", 0, std::numeric_limits<std::int64_t>::max());
        TWINSET_TRY(reader.finish());
        return description;
    }();
    if (!read) return {ErrorCode::Corrupt, path.string() + " cannot be read: " + read.error().message};
    return read;
}

base::Result<void> writeCopyDescription(base::FileSystem& files, const std::filesystem::path& directory,
                                        const CopyDescription& description) {
    const base::Json json{
        {"format", kCopyFormat},
        {"fleet", description.fleet},
        {"copiedAt", description.copiedAt ? base::Json(base::formatTimestamp(*description.copiedAt)) : base::Json()},
        {"revision", description.revision}};
    return files.writeFileAtomically(SecondStorePaths(directory).description, json.dump() + "\n", 0600);
}

base::Result<CopyDescription> claimCopy(base::FileSystem& files, const std::filesystem::path& directory,
                                        const std::string& fleetId) {
    const auto known = readCopyDescription(files, directory);
    if (known && known->fleet != fleetId)
        return {ErrorCode::Conflict, directory.string() + " holds the copy of another fleet: name another directory"};
    if (known || known.error().code != ErrorCode::NotFound) return known;
    TWINSET_ASSIGN(const auto names, files.list(directory));
    const auto leftByDeath = SecondStorePaths(directory).description.filename().string() + ".new.";  // of its first write
    const auto isStrange = [&](const std::string& name) { return name != "lost+found" && !name.starts_with(leftByDeath); };
    if (std::any_of(names.begin(), names.end(), isStrange))
        return {ErrorCode::Conflict, directory.string() + " has other files in it: name an empty directory for the copy"};
    const CopyDescription fresh{fleetId, std::nullopt, 0};
    TWINSET_TRY(writeCopyDescription(files, directory, fresh));
    return fresh;
}

base::Result<std::unique_ptr<images::ChunkStore>> openSecondStore(base::FileSystem& files,
                                                                  const std::filesystem::path& directory) {
    const auto chunks = SecondStorePaths(directory).chunks;
    if (!files.exists(chunks))
        return {ErrorCode::NotFound, directory.string() + " has no chunk store: name a copy that 'twinset store copy' "
                                                          "made, or the data directory of a gateway that does not run"};
    return images::openChunkStore(files, chunks).withContext("cannot open the second store");
}

}  // namespace fleet
