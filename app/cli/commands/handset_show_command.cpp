#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class HandsetShowCommand final : public VerbCommand {
public:
    HandsetShowCommand()
        : VerbCommand({.words = "handset show",
                       .verb = "handset_show",
                       .summary = "Show one handset",
                       .details = "",
                       .parameters = {place("HANDSET", "the handset's id or name")},
                       .example = "twinset handset show pixel-01"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"handset", arguments.text("HANDSET")}}; }
    void show(const base::Json& handset, const Arguments&, Context& context) const override {
        const base::Timestamp now = context.now();
        FactSheet facts;
        facts.add("Name", textAt(handset, "name"));
        facts.add("Id", textAt(handset, "id"));
        facts.add("State", textAt(handset, "state"));
        const std::string seen = momentAt(handset, "lastSeenAt", now);
        facts.add("Connected", trueAt(handset, "online") ? "online" : seen.empty() ? "never" : "no; last seen " + seen);
        facts.add("Model, serial", textAt(handset, "model") + ", " + textAt(handset, "serial"));
        facts.add("Enrolled", momentAt(handset, "enrolledAt", now));
        facts.add("Agent", textAt(handset, "agentVersion"));
        const std::string acceleration = textAt(handset, "acceleration");
        facts.add("Hypervisor", textAt(handset, "driver") + (acceleration.empty() ? "" : ", " + acceleration));
        facts.add("Can", joinedText(at(handset, "capabilities")));
        facts.add("Certificate", textAt(handset, "certificate.fingerprint"));
        if (hasAt(handset, "certificate.revokedAt"))
            facts.add("  revoked",
                      momentAt(handset, "certificate.revokedAt", now) + ": " + textAt(handset, "certificate.reason"));
        else
            facts.add("  valid until", momentAt(handset, "certificate.notAfter", now));
        facts.add("Phones", joinedText(at(handset, "phones")));
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makeHandsetShowCommand() { return std::make_unique<HandsetShowCommand>(); }

}  // namespace cli
