#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/counting_chunk_sink.h"
#include "app/cli/progress.h"
#include "app/cli/release_key_file.h"
#include "app/cli/words.h"
#include "images/release.h"

namespace cli {
namespace {

/// Distinct chunks of a release that are not zeros.
std::size_t chunkCount(const images::ReleaseManifest& manifest) {
    std::set<images::ChunkId> ids;
    for (const images::ReleasePart& part : manifest.parts)
        for (const auto& chunk : part.chunks)
            if (chunk) ids.insert(*chunk);
    return ids.size();
}

base::ByteCount totalSize(const images::ReleaseManifest& manifest) {
    base::ByteCount total;
    for (const images::ReleasePart& part : manifest.parts) total.value += part.size.value;
    return total;
}

class ReleasePublishCommand final : public Command {
public:
    ReleasePublishCommand()
        : Command({.words = "release publish", .verb = "release_publish", .summary = "Sign an image and publish it as a release",
                   .details = "Only chunks that the gateway lacks travel. The version is the one the image was built with; a "
                              "published version never changes.",
                   .parameters = {place("DIRECTORY", "what 'twinset image build' made"),
                                  option("--key", "FILE", "the private key to sign with").must()},
                   .example = "twinset release publish build/work-1.0.0 --key release.key"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const images::SigningKeyPair key, readPrivateReleaseKey(context.files(), arguments.text("--key")));
        TWINSET_ASSIGN(fleet::FleetService* const fleet, context.service());
        CountingChunkSink sink(fleet->chunks());
        TWINSET_ASSIGN(const images::ReleaseManifest manifest, pack(arguments.text("DIRECTORY"), sink, context));
        const base::Bytes bytes = images::writeManifest(manifest);
        const base::Bytes signature = images::sign(key.privateKey, images::kReleaseContext, bytes);
        TWINSET_ASSIGN(const base::Json release,
                       fleet->call(shape().verb, {{"manifest", base::toBase64Url(bytes)}, {"signature", base::toBase64Url(signature)}}));
        if (context.json()) {
            context.printJson(release);
            return kSuccess;
        }
        const std::size_t chunks = chunkCount(manifest), sent = static_cast<std::size_t>(sink.chunks());
        context.say("Published " + releaseText(release) + ", manifest " + textAt(release, "manifest") + ".");
        context.say("Total " + base::humanSize(totalSize(manifest)) + " in " + std::to_string(chunks) + " chunks; sent " +
                    std::to_string(sent) + " (" + base::humanSize(sink.bytes()) + " compressed); reused " +
                    std::to_string(chunks > sent ? chunks - sent : 0) + ".");
        return kSuccess;
    }

private:
    static base::Result<images::ReleaseManifest> pack(const std::string& directory, images::ChunkSink& sink, Context& context) {
        Progress progress(context.terminal(), context.bars(), "publishing " + directory);
        progress.update(0, "cutting and sending chunks");
        return images::packRelease(directory, sink, context.now(), [&](std::uint64_t done, std::uint64_t total) {
            if (total > 0) progress.update(static_cast<double>(done) / static_cast<double>(total), "cutting and sending chunks");
            return true;
        });
    }
};

}  // namespace

std::unique_ptr<Command> makeReleasePublishCommand() { return std::make_unique<ReleasePublishCommand>(); }

}  // namespace cli
