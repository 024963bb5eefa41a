#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/counting_chunk_sink.h"
#include "app/cli/progress.h"
#include "app/cli/words.h"
#include "images/release.h"
#include "images/signing_key_file.h"

namespace cli {
namespace {

/// Where the bytes of a release went. Zeros are neither sent nor stored.
struct PublishCost {
    base::ByteCount total, sent, reused;
};

PublishCost costOf(const images::ReleaseManifest& manifest, const std::set<images::ChunkId>& sent) {
    PublishCost cost;
    for (const images::ReleasePart& part : manifest.parts) {
        cost.total.value += part.size.value;
        std::uint64_t left = part.size.value;
        for (const auto& chunk : part.chunks) {
            const std::uint64_t size = std::min<std::uint64_t>(left, images::kChunkSize);
            left -= size;
            if (chunk) (sent.contains(*chunk) ? cost.sent : cost.reused).value += size;
        }
    }
    return cost;
}

class ReleasePublishCommand final : public Command {
public:
    ReleasePublishCommand()
        : Command({.words = "release publish",
                   .verb = "release_publish",
                   .summary = "Sign an image and publish it as a release",
                   .details =
                       "Only chunks that the gateway lacks travel. The version is the one the image was built with; a "
                       "published version never changes. JSON has bytesTotal, bytesSent and bytesReused besides.",
                   .parameters = {place("DIRECTORY", "what 'twinset image build' made"),
                                  option("--key", "FILE", "the private key to sign with").must()},
                   .example = "twinset release publish build/work-1.0.0 --key release.key"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const images::SigningKeyPair key,
                       images::readPrivateKey(context.files(), arguments.text("--key")));
        TWINSET_ASSIGN(fleet::FleetService* const fleet, context.service());
        CountingChunkSink sink(fleet->chunks());
        TWINSET_ASSIGN(const images::ReleaseManifest manifest, pack(arguments.text("DIRECTORY"), sink, context));
        const base::Bytes bytes = images::writeManifest(manifest);
        const base::Bytes signature = images::sign(key.privateKey, images::kReleaseContext, bytes);
        TWINSET_ASSIGN(base::Json release, fleet->call(shape().verb, {{"manifest", base::toBase64Url(bytes)},
                                                                      {"signature", base::toBase64Url(signature)}}));
        const PublishCost cost = costOf(manifest, sink.sent());
        if (context.json()) {
            release["bytesTotal"] = cost.total.value;
            release["bytesSent"] = cost.sent.value;
            release["bytesReused"] = cost.reused.value;
            context.printJson(release);
            return kSuccess;
        }
        context.say("Published " + releaseText(release) + ", manifest " + textAt(release, "manifest") + ".");
        context.say("Total " + base::humanSize(cost.total) + ": sent " + base::humanSize(cost.sent) + " (" +
                    base::humanSize(sink.encoded()) + " compressed), reused " + base::humanSize(cost.reused) +
                    "; the rest is zeros, which take no room.");
        return kSuccess;
    }

private:
    static base::Result<images::ReleaseManifest> pack(const std::string& directory, images::ChunkSink& sink,
                                                      Context& context) {
        Progress progress(context.terminal(), context.bars(), "publishing " + directory);
        progress.update(0, "cutting and sending chunks");
        return images::packRelease(directory, sink, context.now(), [&](std::uint64_t done, std::uint64_t total) {
            if (total > 0)
                progress.update(static_cast<double>(done) / static_cast<double>(total), "cutting and sending chunks");
            return true;
        });
    }
};

}  // namespace

std::unique_ptr<Command> makeReleasePublishCommand() { return std::make_unique<ReleasePublishCommand>(); }

}  // namespace cli
