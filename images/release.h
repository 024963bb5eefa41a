// A release: a signed, versioned edition of an image. The manifest is a JSON text; its exact bytes are what is signed
// and what its digest names.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "images/chunk.h"
#include "images/signature.h"

namespace images {

/// Semantic version, MAJOR.MINOR.PATCH (semver.org 2.0.0; pre-release and build parts are not used for releases).
struct Version {
    unsigned major = 0, minor = 0, patch = 0;
    static base::Result<Version> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    auto operator<=>(const Version&) const = default;
};

struct ReleasePart {
    std::string name;  // "kernel", "initrd", "system.img"
    base::ByteCount size;
    base::Digest digest;                         // of the whole part
    std::vector<std::optional<ChunkId>> chunks;  // nullopt: a chunk of zeros
};

struct ReleaseManifest {
    std::string image;
    Version version;
    base::Timestamp createdAt;
    std::string commandLine;
    unsigned memoryMiB = 256;
    std::vector<ReleasePart> parts;
    [[nodiscard]] const ReleasePart* part(std::string_view name) const;
};

/// A manifest as it travels: exact bytes and their signature. `digest()` names the release everywhere.
struct SignedManifest {
    base::Bytes bytes;
    base::Bytes signature;
    [[nodiscard]] base::Digest digest() const { return base::Digest::of(bytes); }
};

/// Beside the parts of a staged release: the manifest it was staged from, unsigned, so that later ones find its chunks.
inline constexpr std::string_view kPartsFileName = "parts.json";
/// 1 to 64 characters of [a-z0-9._-], not beginning with '.', and not kPartsFileName.
bool isPartName(std::string_view name);

base::Bytes writeManifest(const ReleaseManifest& manifest);
/// InvalidInput for anything that is not a well-formed manifest, with bounds (at most 16 parts, 64 GiB each).
base::Result<ReleaseManifest> readManifest(base::BytesView bytes);
/// Checks the signature against the trusted keys, then reads. Denied when no key signed it.
base::Result<ReleaseManifest> openManifest(const SignedManifest& manifest, const std::vector<base::Bytes>& trustedKeys);

/// Cuts the parts of a built image (the directory that the image builder made, with its image.json) into chunks, stores
/// those that `sink` lacks, and returns the manifest, not yet signed. InvalidInput when the directory holds no such
/// image; Cancelled when `progress` said so. Blocks; reads every part once.
base::Result<ReleaseManifest> packRelease(const std::filesystem::path& imageDirectory, ChunkSink& sink,
                                          base::Timestamp now, const Progress& progress);

struct StageOutcome {
    base::ByteCount total;    // of the parts
    base::ByteCount fetched;  // plain bytes of chunks that travelled
    base::ByteCount reused;   // taken from releases staged before
};

/// Puts a release's parts into `directory` (kernel, initrd, system.img), sparse, taking chunks from the `staged`
/// release directories where they have them and from `source` otherwise. Atomic: the directory appears whole, verified
/// against the manifest's digests, or not at all; what an interrupted run fetched is used again. Nothing to do when it
/// is there. The parts are read-only afterwards. An interrupted run leaves `directory` + ".partial", which the next one
/// takes up. Corrupt when `source` delivers something else than the manifest names; Conflict when `directory` holds
/// another release; Cancelled when `progress` said so. One caller at a time for one directory.
base::Result<StageOutcome> stageRelease(base::FileSystem& fileSystem, const ReleaseManifest& manifest,
                                        const std::filesystem::path& directory,
                                        const std::vector<std::filesystem::path>& staged, ChunkSource& source,
                                        const Progress& progress);

}  // namespace images
