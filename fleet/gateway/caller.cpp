#include "fleet/gateway/caller.h"

namespace fleet {

std::string_view roleName(Role role) {
    switch (role) {
        case kAdministrator:
            return "administrator";
        case kHelpDesk:
            return "help_desk";
        case kAuditor:
            return "auditor";
        case kAutomation:
            return "automation";
    }
    return "auditor";
}

std::optional<Role> roleFromName(std::string_view name) {
    for (const auto role : {kAdministrator, kHelpDesk, kAuditor, kAutomation})
        if (roleName(role) == name) return role;
    return std::nullopt;
}

}  // namespace fleet
