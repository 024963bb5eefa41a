// One operation of the chunk store a process, as backup programs run, so that wall time, processor time and peak memory
// compare with theirs. bench/backup_bench.py runs it beside them.
//
//   backup_bench backup IMAGE STORE [--parent ROOT --dirty FILE]    prints the root
//   backup_bench together STORE IMAGE...                            backs them up at the same time; prints the roots
//   backup_bench restore STORE ROOT IMAGE [--durable]
//   backup_bench verify STORE                                       decrypts, unpacks and compares every chunk
//   backup_bench prune STORE ROOT... [--writing IMAGE]              removes what these restore points do not need; with
//                                                                   IMAGE, backs it up and restores the last of them
//                                                                   meanwhile, and says how long each took
//   backup_bench limit IMAGE FILE                                   what the machine allows
//
// IMAGE is a raw disk, with holes. A line of figures goes to standard error. The keys are fixed: nothing is kept
// secret.
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "bench/busy_prune.h"
#include "bench/machine_limit.h"
#include "bench/raw_disk.h"
#include "images/chunk_store.h"
#include "images/restore_point.h"

namespace {

images::ChunkKeys keys() { return {base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))}; }

struct Arguments {
    std::vector<std::string> words;
    std::optional<std::string> parent;
    std::optional<std::string> dirty;
    std::optional<std::string> writing;
    bool durable = false;
};

base::Result<void> backUp(const Arguments& arguments) {
    std::optional<std::vector<bench::DirtyRange>> dirty;
    std::optional<images::ChunkId> parent;
    if (arguments.parent) {
        TWINSET_ASSIGN(parent, images::ChunkId::fromHex(*arguments.parent));
    }
    if (arguments.dirty) {
        TWINSET_ASSIGN(dirty, bench::readDirtyFile(*arguments.dirty));
    }
    TWINSET_ASSIGN(const auto disk, bench::RawDiskReader::open(arguments.words[1], std::move(dirty)));
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto store, images::openChunkStore(*files, arguments.words[2]));
    const images::ChunkCodec codec(keys());
    TWINSET_ASSIGN(const auto outcome, images::backUpDisk(*disk, parent, codec, *store, *store, {}));
    std::printf("%s\n", outcome.root.hex().c_str());
    std::fprintf(stderr, "read %s, changed %s, stored %s in %llu chunks%s\n",
                 base::humanSize(outcome.bytesRead).c_str(), base::humanSize(outcome.bytesChanged).c_str(),
                 base::humanSize(outcome.bytesUploaded).c_str(),
                 static_cast<unsigned long long>(outcome.chunksUploaded), outcome.incremental ? ", incremental" : "");
    return {};
}

base::Result<void> together(const Arguments& arguments) {
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto store, images::openChunkStore(*files, arguments.words[1]));
    const images::ChunkCodec codec(keys());
    const std::vector<std::string> paths(arguments.words.begin() + 2, arguments.words.end());
    TWINSET_ASSIGN(const auto roots, bench::backUpTogether(*store, codec, paths));
    for (const auto& root : roots) std::printf("%s\n", root.hex().c_str());
    return {};
}

base::Result<void> restore(const Arguments& arguments) {
    TWINSET_ASSIGN(const auto root, images::ChunkId::fromHex(arguments.words[2]));
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto store, images::openChunkStore(*files, arguments.words[1]));
    const images::ChunkCodec codec(keys());
    TWINSET_ASSIGN(const auto size, images::restorePointDiskSize(root, codec, *store));
    TWINSET_ASSIGN(const auto disk, bench::RawDiskWriter::create(arguments.words[3], size.value, arguments.durable));
    TWINSET_ASSIGN(const auto outcome, images::restoreDisk(root, codec, *store, *disk, {}));
    std::fprintf(stderr, "fetched %s, wrote %s\n", base::humanSize(outcome.bytesFetched).c_str(),
                 base::humanSize(outcome.bytesWritten).c_str());
    return {};
}

base::Result<void> verify(const Arguments& arguments) {
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto store, images::openChunkStore(*files, arguments.words[1]));
    TWINSET_ASSIGN(const auto problems, store->verify({images::authenticateWith({images::ChunkCodec(keys())}), {}}));
    for (const auto& problem : problems) std::printf("%s: %s\n", problem.id.hex().c_str(), problem.what.c_str());
    return problems.empty() ? base::success()
                            : base::Result<void>(base::ErrorCode::Corrupt, "the store is damaged; see above");
}

base::Result<void> prune(const Arguments& arguments) {
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto store, images::openChunkStore(*files, arguments.words[1]));
    std::vector<images::ChunkId> kept;
    for (std::size_t i = 2; i < arguments.words.size(); ++i) {
        TWINSET_ASSIGN(const auto root, images::ChunkId::fromHex(arguments.words[i]));
        kept.push_back(root);
    }
    return bench::pruneStore(*store, images::ChunkCodec(keys()), kept, arguments.writing);
}

base::Result<void> limit(const Arguments& arguments) {
    return bench::measureMachineLimit(arguments.words[1], arguments.words[2]);
}

struct Operation {
    const char* name;
    std::size_t fewestWords;
    bool more;
    base::Result<void> (*run)(const Arguments&);
};

constexpr Operation kOperations[] = {{"backup", 3, false, backUp},
                                     {"together", 3, true, together},
                                     {"restore", 4, false, restore},
                                     {"verify", 2, false, verify},
                                     {"prune", 3, true, prune},
                                     {"limit", 3, false, limit}};

std::optional<Arguments> parse(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const bool valued = i + 1 < argc;
        if (valued && std::strcmp(argv[i], "--parent") == 0)
            arguments.parent = argv[++i];
        else if (valued && std::strcmp(argv[i], "--dirty") == 0)
            arguments.dirty = argv[++i];
        else if (valued && std::strcmp(argv[i], "--writing") == 0)
            arguments.writing = argv[++i];
        else if (std::strcmp(argv[i], "--durable") == 0)
            arguments.durable = true;
        else
            arguments.words.emplace_back(argv[i]);
    }
    if (arguments.words.empty() || arguments.dirty.has_value() != arguments.parent.has_value()) return std::nullopt;
    return arguments;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse(argc, argv);
    for (const auto& operation : kOperations) {
        if (!arguments || arguments->words[0] != operation.name) continue;
        const auto words = arguments->words.size();
        if (words < operation.fewestWords || (words > operation.fewestWords && !operation.more)) break;
        const auto done = operation.run(*arguments);
        if (done) return 0;
        std::fprintf(stderr, "%s: %s\n", operation.name, done.error().message.c_str());
        return 1;
    }
    std::fprintf(stderr,
                 "usage: backup_bench backup IMAGE STORE [--parent ROOT --dirty FILE] | together STORE IMAGE... | "
                 "restore STORE ROOT IMAGE [--durable] | verify STORE | prune STORE ROOT... [--writing IMAGE] | limit IMAGE FILE\n");
    return 2;
}
