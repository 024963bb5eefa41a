#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands/commands.h"
#include "policy/setting_reference.h"
#include "policy/setting_schema.h"

namespace cli {
namespace {

using policy::Setting;

/// The one of that name, or else all that the text occurs in.
std::vector<const Setting*> settingsNamed(const std::string& text) {
    if (const Setting* exact = policy::findSetting(text)) return {exact};
    std::vector<const Setting*> found;
    for (const Setting& setting : policy::allSettings())
        if (setting.name.find(text) != std::string_view::npos || policy::areaName(setting.area) == text) found.push_back(&setting);
    return found;
}

class PolicySettingsCommand final : public Command {
public:
    PolicySettingsCommand()
        : Command({.words = "policy settings",
                   .verb = "",
                   .summary = "List the settings there are, or explain one",
                   .details = "Needs no gateway. docs/policy-reference.md has the same.",
                   .parameters = {optionalPlace("SETTING", "a setting's name, a part of some names, or an area such as 'network'")},
                   .example = "twinset policy settings camera.allowed"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const std::string text = arguments.text("SETTING");
        const auto found = settingsNamed(text);
        if (found.empty()) return policy::checkSetting(text, policy::Value()).error();
        if (context.json()) {
            base::Json all = base::Json::array();
            for (const Setting* each : found) all.push_back(policy::settingToJson(*each));
            context.printJson({{"settings", std::move(all)}});
        } else if (found.size() == 1) {
            show(*found.front(), context);
        } else {
            list(found, context);
        }
        return kSuccess;
    }

private:
    static void show(const Setting& setting, Context& context) {
        FactSheet facts;
        facts.add("Setting", std::string(setting.name));
        facts.add("What it means", std::string(setting.description));
        for (auto& [title, text] : policy::settingFacts(setting)) {
            std::string plain = text;
            plain.erase(std::remove(plain.begin(), plain.end(), '`'), plain.end());
            facts.add(title, plain);
        }
        context.print(facts);
    }

    static void list(const std::vector<const Setting*>& settings, Context& context) {
        Table table({{"SETTING"},
                     {"VALUE"},
                     {"NOT NAMED", Table::Align::Left, 0, true},
                     {"ENFORCED BY"},
                     {"WHAT IT MEANS", Table::Align::Left, 20}});
        for (const Setting* each : settings)
            table.add({std::string(each->name), std::string(policy::valueTypeName(each->type)), std::string(policy::looseText(*each)),
                       std::string(policy::enforcementName(each->enforcement)), std::string(each->description)});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makePolicySettingsCommand() { return std::make_unique<PolicySettingsCommand>(); }

}  // namespace cli
