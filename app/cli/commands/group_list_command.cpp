#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class GroupListCommand final : public VerbCommand {
public:
    GroupListCommand()
        : VerbCommand({.words = "group list",
                       .verb = "group_list",
                       .summary = "List the groups and how many phones are in each",
                       .details = "",
                       .parameters = {},
                       .example = "twinset group list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME"}, {"PHONES", Table::Align::Right}, {"WHO", Table::Align::Left, 20}, {"DESCRIPTION", Table::Align::Left, 12, true}});
        for (const base::Json& group : at(answer, "groups"))
            table.add({textAt(group, "name"), textAt(group, "matches"),
                       hasAt(group, "expression") ? textAt(group, "expression") : joinedText(at(group, "members")),
                       textAt(group, "description")});
        if (table.empty())
            context.note("There are no groups. 'twinset group set' writes one.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeGroupListCommand() { return std::make_unique<GroupListCommand>(); }

}  // namespace cli
