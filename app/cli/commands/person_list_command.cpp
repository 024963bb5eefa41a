#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class PersonListCommand final : public ListCommand {
public:
    PersonListCommand()
        : ListCommand({.words = "person list",
                       .verb = "person_list",
                       .summary = "List the people who use phones",
                       .details = "",
                       .parameters = {option("--search", "TEXT", "only those whose name or address has this text")},
                       .example = "twinset person list --search ada"},
                      "persons") {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "search", "--search");
        return asked;
    }
    std::string nothing(const Arguments& arguments) const override {
        return arguments.has("--search") ? "No person fits."
                                         : "There is nobody yet. 'twinset person create NAME' adds a person.";
    }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"NAME", Table::Align::Left, 12},
                     {"E-MAIL", Table::Align::Left, 12},
                     {"PHONES", Table::Align::Left, 10},
                     {"ID"}});
        for (const base::Json& person : objects) {
            std::string phones;
            for (const base::Json& phone : at(person, "phones"))
                phones += (phones.empty() ? "" : ", ") + textAt(phone, "persona");
            table.add({textAt(person, "name"), textAt(person, "email"), phones, textAt(person, "id")});
        }
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makePersonListCommand() { return std::make_unique<PersonListCommand>(); }

}  // namespace cli
