#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ReleaseKeyListCommand final : public VerbCommand {
public:
    ReleaseKeyListCommand()
        : VerbCommand({.words = "release key list",
                       .verb = "release_key_list",
                       .summary = "List the keys whose releases the fleet runs",
                       .details = "",
                       .parameters = {},
                       .example = "twinset release key list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME", Table::Align::Left, 10}, {"ADDED"}, {"PUBLIC KEY"}});
        for (const base::Json& key : at(answer, "keys"))
            table.add({textAt(key, "name"), ageAt(key, "addedAt", context.now()), textAt(key, "publicKey")});
        if (table.empty())
            context.note("The fleet trusts no release key yet. 'twinset release key create' makes one.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseKeyListCommand() { return std::make_unique<ReleaseKeyListCommand>(); }

}  // namespace cli
