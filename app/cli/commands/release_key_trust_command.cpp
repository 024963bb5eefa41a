#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/release_key_file.h"

namespace cli {
namespace {

class ReleaseKeyTrustCommand final : public Command {
public:
    ReleaseKeyTrustCommand()
        : Command({.words = "release key trust",
                   .verb = "release_key_trust",
                   .summary = "Let the fleet run releases that a key signed",
                   .details = "",
                   .parameters = {place("KEY", "the file that ends in .pub, or the public key as text"),
                                  option("--name", "NAME", "whose key it is, for people").must()},
                   .example = "twinset release key trust release.key.pub --name \"Build server\""}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const base::Bytes key, readPublicReleaseKey(context.files(), arguments.text("KEY")));
        const std::string text = base::toBase64Url(key);
        TWINSET_ASSIGN(const base::Json answer,
                       context.call(shape().verb, {{"publicKey", text}, {"name", arguments.text("--name")}}));
        if (context.json())
            context.printJson(answer);
        else
            context.say("The fleet trusts releases signed by " + arguments.text("--name") + " (" + text + ").");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseKeyTrustCommand() { return std::make_unique<ReleaseKeyTrustCommand>(); }

}  // namespace cli
