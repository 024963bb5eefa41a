#include <nlohmann/json.hpp>

#include "base/json.h"
#include "images/byte_order.h"
#include "images/chunk_upload.h"
#include "images/release.h"

namespace images {
namespace {

constexpr std::size_t kMostDescription = 64 * 1024;

/// image.json as the image builder writes it, into a manifest whose parts have names only.
base::Result<ReleaseManifest> readDescription(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes, kMostDescription));
    base::ObjectReader reader(json, "image");
    ReleaseManifest manifest;
    reader.integer("format", 1, 1);
    manifest.image = reader.text("image");
    const auto version = Version::parse(reader.text("version"));
    if (!version) reader.fail("version", version.error().message);
    manifest.commandLine = reader.text("commandLine");
    manifest.memoryMiB = static_cast<unsigned>(reader.integer("memoryMiB", 16, 65536));
    for (auto& name : reader.texts("parts")) {
        if (!isPartName(name)) reader.fail("parts", "'" + name.substr(0, 40) + "' is no name of a part");
        manifest.parts.push_back({std::move(name), {}, {}, {}});
    }
    TWINSET_TRY(reader.finish());
    manifest.version = *version;
    return manifest;
}

class Packing {
public:
    Packing(ChunkSink& sink, const Progress& progress, std::uint64_t total)
        : m_sink(sink), m_progress(progress), m_total(total) {}

    base::Result<void> pack(base::File& file, ReleasePart& part) {
        base::DigestStream digest;
        for (std::uint64_t offset = 0; offset < part.size.value;) {
            TWINSET_ASSIGN(const auto bytes, file.readAt(offset, kMostChunksStored * kChunkSize));
            if (bytes.empty() || bytes.size() > part.size.value - offset)
                return {base::ErrorCode::Conflict, part.name + " changed while it was read; build the image again"};
            digest.update(bytes);
            TWINSET_TRY(upload(bytes, part));
            offset += bytes.size();
            m_done += bytes.size();
            if (m_progress && !m_progress(m_done, m_total))
                return {base::ErrorCode::Cancelled,
                        "packing was cancelled; what is stored already will not be sent again"};
        }
        part.digest = digest.finish();
        return {};
    }

private:
    base::Result<void> upload(base::BytesView bytes, ReleasePart& part) {
        std::vector<base::BytesView> plains;
        std::vector<std::size_t> positions;
        for (std::size_t at = 0; at < bytes.size(); at += kChunkSize) {
            const auto plain = bytes.substr(at, kChunkSize);
            part.chunks.emplace_back();
            if (allZero(plain)) continue;
            plains.push_back(plain);
            positions.push_back(part.chunks.size() - 1);
        }
        TWINSET_ASSIGN(const auto uploaded, uploadChunks(plains, m_codec, m_sink));
        for (std::size_t i = 0; i < positions.size(); ++i) part.chunks[positions[i]] = uploaded.ids[i];
        return {};
    }

    const ChunkCodec m_codec{ChunkKeys()};
    ChunkSink& m_sink;
    const Progress& m_progress;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
};

}  // namespace

base::Result<ReleaseManifest> packRelease(const std::filesystem::path& imageDirectory, ChunkSink& sink,
                                          base::Timestamp now, const Progress& progress) {
    const auto fileSystem = base::createPosixFileSystem();
    const auto description = fileSystem->readFile(imageDirectory / "image.json");
    if (!description)
        return {base::ErrorCode::InvalidInput, imageDirectory.string() + " is not a built image (" +
                                                   description.error().message +
                                                   "): name the directory that 'twinset image build' made"};
    auto manifest = readDescription(*description);
    if (!manifest) return manifest.error().withContext((imageDirectory / "image.json").string());
    manifest->createdAt = now;
    std::vector<std::unique_ptr<base::File>> files;
    std::uint64_t total = 0;
    for (auto& part : manifest->parts) {
        TWINSET_ASSIGN(auto file, fileSystem->open(imageDirectory / part.name, base::OpenMode::Read));
        TWINSET_ASSIGN(part.size.value, file->size());
        total += part.size.value;
        files.push_back(std::move(file));
    }
    // Refused before anything is sent: a size or name that no handset would accept.
    for (auto& part : manifest->parts) part.chunks.resize((part.size.value + kChunkSize - 1) / kChunkSize);
    TWINSET_TRY(readManifest(writeManifest(*manifest)).withContext(imageDirectory.string()));
    Packing packing(sink, progress, total);
    for (std::size_t i = 0; i < files.size(); ++i) {
        manifest->parts[i].chunks.clear();
        TWINSET_TRY(packing.pack(*files[i], manifest->parts[i]));
    }
    return manifest;
}

}  // namespace images
