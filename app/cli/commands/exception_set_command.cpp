#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"
#include "policy/setting.h"

namespace cli {
namespace {

class ExceptionSetCommand final : public Command {
public:
    ExceptionSetCommand()
        : Command({.words = "exception set",
                   .verb = "exception_set",
                   .summary = "Let some phones off a setting for a time",
                   .details = "The only thing that loosens a setting; what a policy of level floor says holds all the same.",
                   .parameters = {place("EXCEPTION", "its name"),
                                  option("--setting", "NAME", "the setting, as in 'twinset policy settings'").must(),
                                  option("--value", "VALUE", "the strictest value that is left; for block lists what is taken "
                                                             "out, for allow lists what is let in (with commas)").must(),
                                  option("--target", "TARGET", "all, persona:NAME, handset:NAME, phone:NAME or group:NAME").must(),
                                  duration("--for", "how long, such as 8h or 7d").must(),
                                  option("--reason", "TEXT", "why; it stands in explanations and in the audit record").must(),
                                  option("--owner", "PERSON", "who answers for it").must(),
                                  option("--when", "CONDITION", "only while this holds")},
                   .example = "twinset exception set camera-for-audit --setting camera.allowed --value true --target "
                              "phone:ada-work --for 8h --reason \"site audit\" --owner ada@example.org"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const auto name = arguments.text("--setting");
        TWINSET_TRY(policy::checkSettingName(name));
        TWINSET_ASSIGN(const base::Json value, valueOf(*policy::findSetting(name), arguments.text("--value")));
        base::Json asked{{"name", arguments.text("EXCEPTION")},
                         {"setting", name},
                         {"value", value},
                         {"target", arguments.text("--target")},
                         {"owner", arguments.text("--owner")},
                         {"reason", arguments.text("--reason")},
                         {"expiresAt", base::formatTimestamp(context.now() + *arguments.duration("--for"))}};
        arguments.copyText(asked, "when", "--when");
        TWINSET_ASSIGN(const base::Json exception, context.call(shape().verb, asked));
        if (context.json())
            context.printJson(exception);
        else
            context.say("Exception " + textAt(exception, "name") + " is in force until " +
                        momentAt(exception, "expiresAt", context.now()) + "; it changed " +
                        textAt(exception, "changedPhones") + " phones.");
        return kSuccess;
    }

private:
    static base::Result<base::Json> valueOf(const policy::Setting& setting, const std::string& typed) {
        switch (setting.type) {
            case policy::ValueType::Text:
            case policy::ValueType::Choice: return base::Json(typed);
            case policy::ValueType::Texts: return listOf(typed);
            case policy::ValueType::Boolean:
            case policy::ValueType::Integer: break;
        }
        auto json = base::parseJson(typed);
        if (!json) return {base::ErrorCode::InvalidInput, "--value: '" + typed + "' is no value of " + std::string(setting.name)};
        return std::move(*json);
    }

    static base::Json listOf(const std::string& typed) {
        base::Json list = base::Json::array();
        for (std::size_t from = 0; from <= typed.size();) {
            const auto comma = std::min(typed.find(',', from), typed.size());
            if (comma > from) list.push_back(typed.substr(from, comma - from));
            from = comma + 1;
        }
        return list;
    }
};

}  // namespace

std::unique_ptr<Command> makeExceptionSetCommand() { return std::make_unique<ExceptionSetCommand>(); }

}  // namespace cli
