// The settings in words, made from the table: the page docs/policy-reference.md, and the facts of one setting for the
// command line.
#pragma once

#include <string>
#include <vector>

#include "policy/setting.h"

namespace policy {

struct SettingFact {
    std::string title;  // "Value", "Merged by"
    std::string text;
};

/// What there is to know of one setting besides its name and description.
std::vector<SettingFact> settingFacts(const Setting& setting);

/// "Work and personal phone": an area for headings.
std::string_view areaTitle(Area area);

/// docs/policy-reference.md, whole.
std::string settingReference();

}  // namespace policy
