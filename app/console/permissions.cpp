#include "app/console/permissions.h"

#include <algorithm>
#include <array>

namespace console {
namespace {

bool isReading(std::string_view verb) {
    return verb.ends_with("_list") || verb.ends_with("_show") || verb == "fleet_status" || verb == "virtual_phone_receipt" ||
           verb == "policy_explain" || verb == "policy_whatif";
}

}  // namespace

bool Permissions::allows(std::string_view verb) const {
    if (m_role.isEmpty() || m_role == "administrator" || isReading(verb)) return true;
    if (m_role == "help_desk") {
        constexpr std::array<std::string_view, 3> kVerbs{"virtual_phone_restore", "virtual_phone_backup", "virtual_phone_restart"};
        return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
    }
    if (m_role == "automation") return verb == "virtual_phone_update" || verb == "policy_set" || verb == "policy_delete";
    return false;
}

}  // namespace console
