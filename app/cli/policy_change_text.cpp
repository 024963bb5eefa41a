#include "app/cli/policy_change_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

std::string valueOrUnset(const base::Json& value) { return value.is_null() ? "not set" : joinedText(value); }

std::string sign(const std::string& change) { return change == "added" ? "+ " : change == "removed" ? "- " : "~ "; }

}  // namespace

std::string settingChangeText(const base::Json& change) {
    return textAt(change, "setting") + ": " + valueOrUnset(at(change, "before")) + " -> " + valueOrUnset(at(change, "after")) +
           " (" + textAt(change, "change") + ")";
}

std::string ruleChangesText(const base::Json& changes) {
    std::string text;
    for (const auto& object : changes) {
        text += sign(textAt(object, "change")) + textAt(object, "object") + "\n";
        for (const auto& member : at(object, "members"))
            text += "    " + textAt(member, "member") + ": " + textAt(member, "before") + " -> " + textAt(member, "after") + "\n";
        for (const auto& setting : at(object, "settings")) text += "    " + settingChangeText(setting) + "\n";
    }
    return text;
}

}  // namespace cli
