#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class FleetStatusCommand final : public VerbCommand {
public:
    FleetStatusCommand()
        : VerbCommand({.words = "status",
                       .verb = "fleet_status",
                       .summary = "Show how the fleet is, at a glance",
                       .details = "",
                       .parameters = {},
                       .example = "twinset status"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& status, const Arguments&, Context& context) const override {
        const auto count = [&](const char* name) { return textAt(at(status, "counts"), name); };
        FactSheet facts;
        facts.add("Fleet", textAt(status, "fleet"));
        facts.add("Gateway", "version " + textAt(status, "version") + ", revision " + textAt(status, "revision"));
        facts.add("Handsets", count("handsets") + ", " + count("online") + " online");
        facts.add("Phones", count("phones") + ": " + count("agree") + " agree, " + count("differ") + " differ");
        facts.add("Operations", count("operationsRunning") + " running");
        facts.add("Alerts", count("alerts"));
        facts.add("Chunk store", textAt(status, "store.chunks") + " chunks, " + sizeAt(status, "store.storedBytes"));
        context.print(facts);
        if (numberAt(status, "counts.alerts") > 0) context.note("'twinset alert list' shows the alerts.");
    }
};

}  // namespace

std::unique_ptr<Command> makeFleetStatusCommand() { return std::make_unique<FleetStatusCommand>(); }

}  // namespace cli
