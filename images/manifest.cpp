// The manifest of a release, JSON in UTF-8:
//
//   {"format": "twinset-release-1", "image": "work", "version": "1.0.0", "createdAt": "2026-11-22T11:11:50.123Z",
//    "commandLine": "console=hvc0 quiet", "memoryMiB": 256,
//    "parts": [{"name": "system.img", "size": 268435456, "digest": "<64 hex digits>", "chunks": "<base64url>"}, ...]}
//
// `chunks` is the ids of the part's chunks, 32 bytes each, one after the other; 32 zero bytes stand for a chunk of
// zeros. Unknown members are refused. What is signed and named is the text as it was written, never a text written
// again.
//
// Rejected: an array of hex strings (half as long again, and a JSON value for each chunk); a tree of chunks as restore
// points have it (a release is staged whole, so that nothing is saved by fetching its list in pieces).
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "base/ids.h"
#include "base/json.h"
#include "images/release.h"

namespace images {
namespace {

constexpr std::string_view kFormat = "twinset-release-1";
constexpr std::size_t kMostParts = 16;
constexpr std::uint64_t kMostPartBytes = 64ULL * 1024 * 1024 * 1024;
constexpr std::size_t kMostManifestBytes = 64 * 1024 * 1024;
constexpr std::size_t kMostCommandLine = 2048;
constexpr unsigned kLeastMemoryMiB = 16;
constexpr unsigned kMostMemoryMiB = 65536;

bool isPrintable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

base::Bytes joinedIds(const std::vector<std::optional<ChunkId>>& chunks) {
    base::Bytes ids;
    ids.reserve(chunks.size() * ChunkId::kSize);
    for (const auto& chunk : chunks) ids += chunk.value_or(ChunkId()).bytes();
    return ids;
}

base::Result<std::vector<std::optional<ChunkId>>> splitIds(base::BytesView ids, std::uint64_t partSize) {
    if (ids.size() != (partSize + kChunkSize - 1) / kChunkSize * ChunkId::kSize)
        return {base::ErrorCode::InvalidInput, "the number of chunks does not fit the size"};
    std::vector<std::optional<ChunkId>> chunks;
    for (std::size_t at = 0; at < ids.size(); at += ChunkId::kSize) {
        TWINSET_ASSIGN(const auto id, ChunkId::fromBytes(ids.substr(at, ChunkId::kSize)));
        chunks.push_back(id.isZero() ? std::nullopt : std::optional(id));
    }
    return chunks;
}

base::Result<ReleasePart> readPart(const base::Json& json) {
    base::ObjectReader reader(json, "part");
    ReleasePart part;
    part.name = reader.text("name");
    part.size.value = static_cast<std::uint64_t>(reader.integer("size", 1, static_cast<std::int64_t>(kMostPartBytes)));
    part.digest = reader.digest("digest");
    const auto ids = reader.base64("chunks");
    if (!isPartName(part.name)) reader.fail("name", "is no name of a part");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(part.chunks, splitIds(ids, part.size.value));
    return part;
}

}  // namespace

bool isPartName(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= 64 && name.front() != '.' && name != kPartsFileName &&
           std::all_of(name.begin(), name.end(), allowed);
}

base::Result<Version> Version::parse(std::string_view text) {
    const base::Error wrong{base::ErrorCode::InvalidInput,
                            "'" + std::string(text.substr(0, 40)) + "' is not a version like 1.4.0"};
    Version version;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (unsigned* number : {&version.major, &version.minor, &version.patch}) {
        if (number != &version.major && (at == end || *at++ != '.')) return wrong;
        const auto [next, error] = std::from_chars(at, end, *number);
        if (error != std::errc() || (*at == '0' && next != at + 1)) return wrong;
        at = next;
    }
    if (at != end) return wrong;
    return version;
}

std::string Version::text() const {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

const ReleasePart* ReleaseManifest::part(std::string_view name) const {
    const auto found =
        std::find_if(parts.begin(), parts.end(), [name](const auto& candidate) { return candidate.name == name; });
    return found == parts.end() ? nullptr : &*found;
}

base::Bytes writeManifest(const ReleaseManifest& manifest) {
    auto parts = base::Json::array();
    for (const auto& part : manifest.parts)
        parts.push_back({{"name", part.name},
                         {"size", part.size.value},
                         {"digest", part.digest.hex()},
                         {"chunks", base::toBase64Url(joinedIds(part.chunks))}});
    return base::Json{{"format", kFormat},
                      {"image", manifest.image},
                      {"version", manifest.version.text()},
                      {"createdAt", base::formatTimestamp(manifest.createdAt)},
                      {"commandLine", manifest.commandLine},
                      {"memoryMiB", manifest.memoryMiB},
                      {"parts", std::move(parts)}}
        .dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

base::Result<ReleaseManifest> readManifest(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes, kMostManifestBytes));
    base::ObjectReader reader(json, "manifest");
    ReleaseManifest manifest;
    if (const auto format = reader.text("format"); format != kFormat)
        reader.fail("format", "'" + format.substr(0, 40) + "' is not one that this version knows");
    manifest.image = reader.text("image");
    if (!base::isIdText(manifest.image)) reader.fail("image", "is no name of an image");
    const auto version = Version::parse(reader.text("version"));
    if (!version) reader.fail("version", version.error().message);
    manifest.createdAt = reader.time("createdAt");
    manifest.commandLine = reader.text("commandLine");
    if (manifest.commandLine.size() > kMostCommandLine || !isPrintable(manifest.commandLine))
        reader.fail("commandLine", "is too long or not printable");
    manifest.memoryMiB = static_cast<unsigned>(reader.integer("memoryMiB", kLeastMemoryMiB, kMostMemoryMiB));
    std::set<std::string> names;
    reader.array("parts", [&](const base::Json& element) -> base::Result<void> {
        if (manifest.parts.size() == kMostParts) return {base::ErrorCode::InvalidInput, "there are too many parts"};
        TWINSET_ASSIGN(auto part, readPart(element));
        if (!names.insert(part.name).second) return {base::ErrorCode::InvalidInput, "there are two parts of that name"};
        manifest.parts.push_back(std::move(part));
        return {};
    });
    TWINSET_TRY(reader.finish());
    manifest.version = *version;
    return manifest;
}

base::Result<ReleaseManifest> openManifest(const SignedManifest& manifest,
                                           const std::vector<base::Bytes>& trustedKeys) {
    for (const auto& key : trustedKeys)
        if (verifySignature(key, kReleaseContext, manifest.bytes, manifest.signature))
            return readManifest(manifest.bytes);
    return {base::ErrorCode::Denied,
            "the release manifest " + manifest.digest().hex() + " is not signed by a key that is trusted here"};
}

}  // namespace images
