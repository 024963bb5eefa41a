#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneListCommand final : public ListCommand {
public:
    VirtualPhoneListCommand()
        : ListCommand(
              {.words = "phone list",
               .verb = "virtual_phone_list",
               .summary = "List virtual phones",
               .details = "DESIRED is what the fleet wants, REPORTED what the handset says, PROVED what was observed "
                          "inside the phone.",
               .parameters = {option("--handset", "HANDSET", "only those on this handset"),
                              option("--person", "PERSON", "only those of this person"),
                              option("--search", "TEXT", "only those whose name, handset or person has this text")},
               .example = "twinset phone list --handset pixel-01"},
              "phones") {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "handset", "--handset");
        arguments.copyText(asked, "person", "--person");
        arguments.copyText(asked, "search", "--search");
        return asked;
    }
    std::string nothing(const Arguments& arguments) const override {
        if (arguments.has("--handset") || arguments.has("--person") || arguments.has("--search"))
            return "No phone fits.";
        return "There are no phones yet. 'twinset phone create' makes one.";
    }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"PHONE", Table::Align::Left, 14},
                     {"PERSON", Table::Align::Left, 8},
                     {"DESIRED"},
                     {"REPORTED", Table::Align::Left, 10},
                     {"PROVED", Table::Align::Left, 8},
                     {"STATES"},
                     {"ID", Table::Align::Left, 0, true}});
        for (const base::Json& phone : objects)
            table.add({phoneText(phone), textAt(phone, "person.name"), desiredInShort(phone), reportedInShort(phone),
                       provedInShort(phone, context.now()), textAt(phone, "agreement"), textAt(phone, "id")});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneListCommand() { return std::make_unique<VirtualPhoneListCommand>(); }

}  // namespace cli
