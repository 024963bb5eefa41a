#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class PersonShowCommand final : public VerbCommand {
public:
    PersonShowCommand()
        : VerbCommand({.words = "person show",
                       .verb = "person_show",
                       .summary = "Show a person and their phones",
                       .details = "",
                       .parameters = {place("PERSON", "the person's id or name")},
                       .example = "twinset person show \"Ada Lovelace\""}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"person", arguments.text("PERSON")}}; }
    void show(const base::Json& person, const Arguments&, Context& context) const override {
        FactSheet facts;
        facts.add("Name", textAt(person, "name"));
        facts.add("Id", textAt(person, "id"));
        facts.add("E-mail", textAt(person, "email"));
        for (const base::Json& phone : at(person, "phones"))
            facts.add("Phone",
                      textAt(phone, "persona") + " on " + namedText(at(phone, "handset")) + ": " + textAt(phone, "id"));
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makePersonShowCommand() { return std::make_unique<PersonShowCommand>(); }

}  // namespace cli
