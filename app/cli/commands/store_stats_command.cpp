#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class StoreStatsCommand final : public VerbCommand {
public:
    StoreStatsCommand()
        : VerbCommand({.words = "store stats",
                       .verb = "store_stats",
                       .summary = "Show how large the chunk store is",
                       .details = "",
                       .parameters = {},
                       .example = "twinset store stats"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& stats, const Arguments&, Context& context) const override {
        FactSheet facts;
        facts.add("Chunks", textAt(stats, "chunks") + ", " + sizeAt(stats, "storedBytes"));
        facts.add("Of no use any more", sizeAt(stats, "deadBytes"));
        facts.add("Packs", textAt(stats, "packs"));
        facts.add("Damaged chunks", textAt(stats, "damagedChunks"));
        facts.add("Restore points", textAt(stats, "restorePoints"));
        facts.add("Releases", textAt(stats, "releases"));
        facts.add("Index in memory", sizeAt(stats, "indexMemory"));
        facts.add("Free on the disk", sizeAt(stats, "freeBytes"));
        context.print(facts);
        if (numberAt(stats, "damagedChunks") > 0) context.note("'twinset store check' names what they touch.");
    }
};

}  // namespace

std::unique_ptr<Command> makeStoreStatsCommand() { return std::make_unique<StoreStatsCommand>(); }

}  // namespace cli
