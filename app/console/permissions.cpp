#include "app/console/permissions.h"

#include <algorithm>
#include <array>

namespace console {
namespace {

/// What a person wrote on a phone is not the fleet's to look at.
bool readsFiles(std::string_view verb) { return verb.starts_with("restore_point_file_"); }

bool isReading(std::string_view verb) {
    if (readsFiles(verb)) return false;
    return verb.ends_with("_list") || verb.ends_with("_show") || verb == "fleet_status" || verb == "virtual_phone_receipt" ||
           verb == "policy_explain" || verb.ends_with("_whatif");
}

}  // namespace

bool Permissions::allows(std::string_view verb) const {
    if (m_role.isEmpty() || m_role == "administrator" || isReading(verb)) return true;
    if (m_role == "help_desk") {
        constexpr std::array<std::string_view, 3> kVerbs{"virtual_phone_restore", "virtual_phone_backup", "virtual_phone_restart"};
        return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
    }
    if (m_role == "automation") {
        constexpr std::array<std::string_view, 11> kVerbs{"virtual_phone_update", "policy_set", "policy_delete", "policy_assign", "policy_unassign",
                                                          "group_set", "group_delete", "exception_set", "exception_delete", "compliance_rule_set",
                                                          "compliance_rule_delete"};
        return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
    }
    return false;
}

}  // namespace console
