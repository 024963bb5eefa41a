#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class EnrolmentTokenListCommand final : public VerbCommand {
public:
    EnrolmentTokenListCommand()
        : VerbCommand({.words = "token list",
                       .verb = "enrolment_token_list",
                       .summary = "List the enrolment tokens",
                       .details = "",
                       .parameters = {},
                       .example = "twinset token list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table(
            {{"ID"}, {"USES LEFT", Table::Align::Right}, {"CREATED"}, {"EXPIRES"}, {"BY", Table::Align::Left, 8}});
        for (const base::Json& token : at(answer, "tokens"))
            table.add({textAt(token, "id"), textAt(token, "usesLeft"), ageAt(token, "createdAt", context.now()),
                       ageAt(token, "expiresAt", context.now()), textAt(token, "createdBy")});
        if (table.empty())
            context.note("There are no enrolment tokens. 'twinset token create' makes one.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeEnrolmentTokenListCommand() { return std::make_unique<EnrolmentTokenListCommand>(); }

}  // namespace cli
