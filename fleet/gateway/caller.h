// Who asks, and what their role lets them do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/ids.h"

namespace fleet {

/// Bits, so that a verb names the roles that may use it.
enum Role : unsigned { kAdministrator = 1, kHelpDesk = 2, kAuditor = 4, kAutomation = 8 };
inline constexpr unsigned kAdministratorOnly = kAdministrator;
inline constexpr unsigned kEveryRole = kAdministrator | kHelpDesk | kAuditor | kAutomation;

/// "administrator", "help_desk", "auditor", "automation".
std::string_view roleName(Role role);
std::optional<Role> roleFromName(std::string_view name);

struct Caller {
    std::string actor;  // stands in the audit record
    Role role = kAuditor;
    bool mustChangePassword = false;
    base::OperatorId operatorId;          // empty: an API token, or the gateway's own process
    std::optional<base::Digest> session;  // digest of the session token
};

}  // namespace fleet
