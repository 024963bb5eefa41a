#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/release_key_file.h"

namespace cli {
namespace {

class ReleaseKeyCreateCommand final : public Command {
public:
    ReleaseKeyCreateCommand()
        : Command({.words = "release key create",
                   .verb = "",
                   .summary = "Make a key to sign releases with",
                   .details =
                       "Writes FILE, which only you can read, and FILE.pub. The private key never goes to the gateway.",
                   .parameters = {option("--output", "FILE", "where the private key goes").must()},
                   .example = "twinset release key create --output release.key"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const images::SigningKeyPair pair = createReleaseKey();
        const std::string file = arguments.text("--output");
        TWINSET_TRY(writeReleaseKey(context.files(), file, pair));
        if (context.json()) {
            context.printJson({{"publicKey", base::toBase64Url(pair.publicKey)}, {"file", file}});
            return kSuccess;
        }
        context.say("Wrote " + file + " (keep it secret) and " + file + ".pub.");
        context.say("Next: twinset release key trust " + file + ".pub --name NAME");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseKeyCreateCommand() { return std::make_unique<ReleaseKeyCreateCommand>(); }

}  // namespace cli
