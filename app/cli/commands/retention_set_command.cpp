#include "app/cli/commands/commands.h"

#include <array>
#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

constexpr std::array<const char*, 6> kKinds{"last", "hourly", "daily", "weekly", "monthly", "yearly"};

class RetentionSetCommand final : public Command {
public:
    RetentionSetCommand()
        : Command({.words = "backup keep",
                   .verb = "retention_set",
                   .summary = "Say how many restore points are kept; without a number, show it",
                   .details = "A restore point stays as long as one of the numbers keeps it. Of an hour, day, week (from "
                              "Monday), month or year the newest one is kept. The newest restore point of a phone, the newest "
                              "one that was proved, and the one that its data still comes from always stay. Without a rule "
                              "everything is kept. What a rule does not keep goes when it is pruned next: --dry-run says what.",
                   .parameters = {option("--phone", "PHONE", "a rule for this phone, in the place of the fleet's"),
                                  kept("last", "the newest ones"), kept("hourly", "of so many hours"),
                                  kept("daily", "of so many days"), kept("weekly", "of so many weeks"),
                                  kept("monthly", "of so many months"), kept("yearly", "of so many years"),
                                  option("--time-zone", "ZONE", "whose clocks count, such as Europe/Berlin").otherwise("UTC"),
                                  flag("--all", "take the rule away"),
                                  flag("--dry-run", "say what the rule would remove, and save nothing")},
                   .example = "twinset backup keep --daily 7 --weekly 4 --monthly 12 --time-zone Europe/Berlin"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        base::Json asked = base::Json::object(), keep = base::Json::object();
        arguments.copyText(asked, "phone", "--phone");
        for (const std::string kind : kKinds) arguments.copyNumber(keep, kind, "--" + kind);
        const bool changes = !keep.empty() || arguments.has("--all");
        if (!keep.empty() && arguments.has("--all"))
            return {base::ErrorCode::InvalidInput, "--all keeps everything: leave the numbers away"};
        if (!keep.empty()) {
            arguments.copyText(keep, "timeZone", "--time-zone");
            asked["keep"] = keep;
        } else if (changes) {
            asked["keep"] = nullptr;
        }
        const bool dry = arguments.has("--dry-run");
        if (dry && !changes) return {base::ErrorCode::InvalidInput, "nothing to try: say how many are kept, or --all"};
        TWINSET_ASSIGN(const base::Json answer, context.call(dry ? "retention_whatif" : changes ? "retention_set" : "retention_show", asked));
        if (context.json())
            context.printJson(answer);
        else if (dry)
            showDraft(answer, context);
        else
            show(answer, context);
        return kSuccess;
    }

private:
    static Parameter kept(const std::string& kind, std::string help) {
        return number("--" + kind, "N", 0, 10'000, std::move(help));
    }

    static void showDraft(const base::Json& answer, Context& context) {
        const auto counted = [](std::int64_t count, const std::string& what) { return std::to_string(count) + " " + what + (count == 1 ? "" : "s"); };
        Table table({{"TAKEN"}, {"PHONE", Table::Align::Left, 10}, {"ID"}});
        for (const base::Json& point : at(answer, "restorePoints"))
            table.add({ageAt(point, "takenAt", context.now()), phoneText(at(point, "phone")), textAt(point, "id")});
        if (!table.empty()) context.print(table);
        const auto removed = numberAt(answer, "removed"), now = numberAt(answer, "removedNow");
        if (removed == 0) context.say("The rule would remove nothing.");
        else context.say("The rule would remove " + counted(removed, "restore point") + " of " + counted(numberAt(answer, "phones"), "phone") + "; " +
                         std::to_string(numberAt(answer, "kept")) + " would stay.");
        if (now > 0) context.note("As things are, " + counted(now, "restore point") + " will go when it is pruned next.");
        if (const auto more = numberAt(answer, "more"); more > 0) context.note(std::to_string(more) + " more are not listed.");
    }

    static void show(const base::Json& answer, Context& context) {
        if (!hasAt(answer, "keep")) return context.say("Every restore point is kept: there is no rule.");
        FactSheet facts;
        for (const std::string kind : kKinds) facts.add("Keep " + kind, std::to_string(numberAt(answer, "keep." + kind)));
        facts.add("Time zone", textAt(answer, "keep.timeZone"));
        facts.add("Rule of", textAt(answer, "from") == "phone" ? "this phone" : "the fleet");
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makeRetentionSetCommand() { return std::make_unique<RetentionSetCommand>(); }

}  // namespace cli
