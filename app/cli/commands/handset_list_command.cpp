#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class HandsetListCommand final : public ListCommand {
public:
    HandsetListCommand()
        : ListCommand(
              {.words = "handset list",
               .verb = "handset_list",
               .summary = "List the handsets of the fleet",
               .details = "",
               .parameters = {option("--search", "TEXT", "only those whose name, model or serial has this text"),
                              option("--state", "STATE", "only those in this state")
                                  .oneOf({"pending", "enrolled", "lost", "retired"})},
               .example = "twinset handset list --state pending"},
              "handsets") {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "search", "--search");
        arguments.copyText(asked, "state", "--state");
        return asked;
    }
    std::string nothing(const Arguments& arguments) const override {
        if (arguments.has("--search") || arguments.has("--state")) return "No handset fits.";
        return "There are no handsets yet. 'twinset token create' makes a token to enrol one with.";
    }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"NAME", Table::Align::Left, 12},
                     {"STATE"},
                     {"CONNECTED"},
                     {"PHONES", Table::Align::Right},
                     {"MODEL", Table::Align::Left, 8},
                     {"AGENT", Table::Align::Left, 0, true},
                     {"ID"}});
        for (const base::Json& handset : objects) {
            const std::string seen = ageAt(handset, "lastSeenAt", context.now());
            table.add({textAt(handset, "name"), textAt(handset, "state"),
                       trueAt(handset, "online") ? "online"
                       : seen.empty()            ? "never"
                                                 : "seen " + seen,
                       std::to_string(at(handset, "phones").size()), textAt(handset, "model"),
                       textAt(handset, "agentVersion"), textAt(handset, "id")});
        }
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeHandsetListCommand() { return std::make_unique<HandsetListCommand>(); }

}  // namespace cli
