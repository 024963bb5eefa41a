// Staging works in DIRECTORY.partial. Its files have their full size from the start, with holes where chunks are
// missing. There is no journal of what was fetched: a run that takes up an interrupted one reads each chunk that is
// there and compares it with its id, which costs less than a second for a GiB and cannot be wrong about what a crash
// left behind.
#include <algorithm>
#include <deque>

#include "images/byte_order.h"
#include "images/release.h"
#include "images/staged_chunks.h"
#include "images/two_threads.h"

namespace images {
namespace {

// 4 MiB in memory, and an answer for the progress several times a second on a slow line.
constexpr std::size_t kFetchBatch = 16;
constexpr std::size_t kDigestRead = 1024 * 1024;

class Staging {
public:
    Staging(base::FileSystem& fileSystem, const ReleaseManifest& manifest, std::filesystem::path partial,
            ChunkSource& source, const Progress& progress)
        : m_fileSystem(fileSystem),
          m_manifest(manifest),
          m_partial(std::move(partial)),
          m_staged(fileSystem),
          m_source(source),
          m_progress(progress) {
        for (const auto& part : manifest.parts) m_outcome.total.value += part.size.value;
    }

    base::Result<StageOutcome> run(const std::vector<std::filesystem::path>& staged) {
        for (const auto& directory : staged) m_staged.add(directory);
        TWINSET_TRY(m_fileSystem.createDirectories(m_partial));
        TWINSET_TRY(removeStrangers());
        for (const auto& part : m_manifest.parts) TWINSET_TRY(openPart(part));
        for (std::size_t i = 0; i < m_files.size(); ++i) TWINSET_TRY(fillPart(i));
        TWINSET_TRY(fetchWanted());
        for (std::size_t i = 0; i < m_files.size(); ++i) TWINSET_TRY(finishPart(i));
        // Last, because it makes the names of all parts durable, too.
        TWINSET_TRY(m_fileSystem.writeFileAtomically(m_partial / kPartsFileName, writeManifest(m_manifest), 0400));
        return m_outcome;
    }

private:
    struct Wanted {
        std::size_t part = 0;
        std::size_t chunk = 0;
    };

    /// What an interrupted run for another manifest may have left.
    base::Result<void> removeStrangers() {
        TWINSET_ASSIGN(const auto names, m_fileSystem.list(m_partial));
        for (const auto& name : names)
            if (m_manifest.part(name) == nullptr) TWINSET_TRY(m_fileSystem.remove(m_partial / name));
        return {};
    }

    base::Result<void> openPart(const ReleasePart& part) {
        TWINSET_ASSIGN(auto file, m_fileSystem.open(m_partial / part.name, base::OpenMode::CreateOrOpen));
        TWINSET_ASSIGN(const auto size, file->size());
        if (size != part.size.value) TWINSET_TRY(file->truncate(part.size.value));
        m_files.push_back(std::move(file));
        return {};
    }

    [[nodiscard]] std::size_t lengthOf(const Wanted& at) const {
        const auto left = m_manifest.parts[at.part].size.value - std::uint64_t{at.chunk} * kChunkSize;
        return static_cast<std::size_t>(std::min<std::uint64_t>(kChunkSize, left));
    }
    [[nodiscard]] const ChunkId& idOf(const Wanted& at) const { return *m_manifest.parts[at.part].chunks[at.chunk]; }

    /// Settles the chunks that need not travel; the others are put into m_wanted.
    base::Result<void> fillPart(std::size_t index) {
        const auto& part = m_manifest.parts[index];
        for (std::size_t i = 0; i < part.chunks.size(); ++i) {
            const Wanted at{index, i};
            const std::uint64_t offset = std::uint64_t{i} * kChunkSize;
            TWINSET_ASSIGN(const auto present, m_files[index]->readAt(offset, lengthOf(at)));
            const bool empty = allZero(present);
            if (!part.chunks[i]) {
                if (!empty) TWINSET_TRY(m_files[index]->writeAt(offset, base::Bytes(lengthOf(at), '\0')));
            } else if (empty || m_codec.idOf(present) != *part.chunks[i]) {
                const auto reused = m_staged.read(*part.chunks[i], m_codec);
                if (!reused || reused->size() != lengthOf(at)) {
                    m_wanted.push_back(at);
                    continue;
                }
                TWINSET_TRY(m_files[index]->writeAt(offset, *reused));
                m_outcome.reused.value += reused->size();
            }
            TWINSET_TRY(advance(lengthOf(at)));
        }
        return {};
    }

    base::Result<void> fetchWanted() {
        while (!m_wanted.empty()) {
            const auto count = static_cast<std::ptrdiff_t>(std::min(m_wanted.size(), kFetchBatch));
            const std::vector<Wanted> batch(m_wanted.begin(), m_wanted.begin() + count);
            m_wanted.erase(m_wanted.begin(), m_wanted.begin() + count);
            TWINSET_TRY(fetch(batch));
        }
        return {};
    }

    base::Result<void> fetch(const std::vector<Wanted>& batch) {
        std::vector<ChunkId> ids;
        for (const auto& at : batch) ids.push_back(idOf(at));
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        TWINSET_ASSIGN(const auto blobs, m_source.fetch(ids).withContext(title()));
        if (blobs.size() != ids.size())
            return {base::ErrorCode::Corrupt, title() + ": the source sent another number of chunks"};
        std::vector<std::optional<base::Result<base::Bytes>>> plains(ids.size());
        onTwoThreads(ids.size(), [&](std::size_t i) { plains[i] = m_codec.decode(ids[i], blobs[i]); });
        std::vector<bool> counted(ids.size());
        for (const auto& at : batch) {
            const auto i = static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), idOf(at)) - ids.begin());
            const auto& plain = *plains[i];
            if (!plain) return plain.error().withContext(title() + " was delivered damaged and is not used; try again");
            if (plain->size() != lengthOf(at))
                return {base::ErrorCode::Corrupt,
                        title() + ": chunk " + ids[i].hex() + " does not fit where the manifest puts it"};
            TWINSET_TRY(m_files[at.part]->writeAt(std::uint64_t{at.chunk} * kChunkSize, *plain));
            if (!counted[i]) m_outcome.fetched.value += plain->size();
            counted[i] = true;
            TWINSET_TRY(advance(plain->size()));
        }
        return {};
    }

    base::Result<void> finishPart(std::size_t index) {
        const auto& part = m_manifest.parts[index];
        base::DigestStream digest;
        for (std::uint64_t offset = 0; offset < part.size.value; offset += kDigestRead) {
            TWINSET_ASSIGN(const auto bytes, m_files[index]->readAt(offset, kDigestRead));
            digest.update(bytes);
        }
        if (digest.finish() != part.digest)
            return {base::ErrorCode::Corrupt, title() + ": " + part.name +
                                                  " does not have the digest that the manifest names; " +
                                                  "the release was published damaged: publish it again"};
        return m_files[index]->sync();
    }

    base::Result<void> advance(std::uint64_t bytes) {
        m_done += bytes;
        if (!m_progress || m_progress(m_done, m_outcome.total.value)) return {};
        return {base::ErrorCode::Cancelled, title() + ": staging was cancelled; what was fetched will be used again"};
    }

    [[nodiscard]] std::string title() const { return "release " + m_manifest.image + " " + m_manifest.version.text(); }

    base::FileSystem& m_fileSystem;
    const ReleaseManifest& m_manifest;
    const std::filesystem::path m_partial;
    const ChunkCodec m_codec{ChunkKeys()};
    StagedChunks m_staged;
    ChunkSource& m_source;
    const Progress& m_progress;
    std::vector<std::unique_ptr<base::File>> m_files;
    std::deque<Wanted> m_wanted;
    StageOutcome m_outcome;
    std::uint64_t m_done = 0;
};

/// After the rename and not before, so that an interrupted run can still write to what it left.
base::Result<void> protectParts(base::FileSystem& fileSystem, const ReleaseManifest& manifest,
                                const std::filesystem::path& directory) {
    for (const auto& part : manifest.parts) TWINSET_TRY(fileSystem.makeReadOnly(directory / part.name));
    return {};
}

}  // namespace

base::Result<StageOutcome> stageRelease(base::FileSystem& fileSystem, const ReleaseManifest& manifest,
                                        const std::filesystem::path& directory,
                                        const std::vector<std::filesystem::path>& staged, ChunkSource& source,
                                        const Progress& progress) {
    if (fileSystem.exists(directory)) {
        const auto present = fileSystem.readFile(directory / kPartsFileName);
        if (!present || *present != writeManifest(manifest))
            return {base::ErrorCode::Conflict,
                    directory.string() + " holds something else than this release; remove it, or stage elsewhere"};
        TWINSET_TRY(protectParts(fileSystem, manifest, directory));
        StageOutcome outcome;
        for (const auto& part : manifest.parts) outcome.total.value += part.size.value;
        return outcome;
    }
    auto partial = directory;
    partial += ".partial";
    Staging staging(fileSystem, manifest, partial, source, progress);
    TWINSET_ASSIGN(const auto outcome, staging.run(staged));
    TWINSET_TRY(fileSystem.rename(partial, directory));
    TWINSET_TRY(protectParts(fileSystem, manifest, directory));
    return outcome;
}

}  // namespace images
