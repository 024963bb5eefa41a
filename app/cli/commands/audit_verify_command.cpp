#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class AuditVerifyCommand final : public Command {
public:
    AuditVerifyCommand()
        : Command({.words = "audit verify",
                   .verb = "audit_verify",
                   .summary = "Check the audit record's chain of hashes",
                   .details = "The exit code is 8 when an event was changed or removed.",
                   .parameters = {},
                   .example = "twinset audit verify"}) {}

    base::Result<int> run(const Arguments&, Context& context) override {
        TWINSET_ASSIGN(const base::Json answer, context.call(shape().verb, base::Json::object()));
        const bool intact = trueAt(answer, "intact");
        if (context.json())
            context.printJson(answer);
        else if (intact)
            context.say("The audit record is intact: " + textAt(answer, "events") + " events.");
        if (!intact)
            context.complain("the audit record is broken at event " + textAt(answer, "firstBroken") + " of " +
                             textAt(answer, "events") +
                             ": it, or one before it, was changed. Keep the catalog as it is and compare "
                             "it with a copy.");
        return intact ? kSuccess : kCorrupt;
    }
};

}  // namespace

std::unique_ptr<Command> makeAuditVerifyCommand() { return std::make_unique<AuditVerifyCommand>(); }

}  // namespace cli
