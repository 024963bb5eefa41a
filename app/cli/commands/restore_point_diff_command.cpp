#include "app/cli/commands/commands.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

/// Regions printed; -o json has more.
constexpr std::size_t kMostRegionsShown = 20;

class RestorePointDiffCommand final : public VerbCommand {
public:
    RestorePointDiffCommand()
        : VerbCommand({.words = "backup diff",
                       .verb = "restore_point_diff",
                       .summary = "Say what changed on the disk between two restore points of a phone",
                       .details = "",
                       .parameters = {place("FROM", "id of the older one"), place("TO", "id of the newer one")},
                       .example = "twinset backup diff rp-3f9d2k7m1x5c8v4b rp-8k2m4x6c1v9b3f5d"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"from", arguments.text("FROM")}, {"to", arguments.text("TO")}};
    }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        FactSheet facts;
        facts.add("Other content", sizeAt(answer, "bytesChanged"));
        facts.add("Written where zeros were", sizeAt(answer, "bytesWritten"));
        facts.add("Zeros where content was", sizeAt(answer, "bytesCleared"));
        facts.add("Regions", std::to_string(numberAt(answer, "regionCount")));
        context.print(facts);
        Table table({{"OFFSET", Table::Align::Right}, {"LENGTH", Table::Align::Right}});
        const base::Json& regions = at(answer, "regions");
        for (std::size_t i = 0; i < std::min(regions.size(), kMostRegionsShown); ++i)
            table.add({std::to_string(numberAt(regions[i], "offset")), sizeAt(regions[i], "length")});
        if (!regions.empty()) context.print(table);
        if (regions.size() > kMostRegionsShown) context.note("'-o json' lists more regions");
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointDiffCommand() { return std::make_unique<RestorePointDiffCommand>(); }

}  // namespace cli
