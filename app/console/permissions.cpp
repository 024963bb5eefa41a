#include "app/console/permissions.h"

#include <algorithm>
#include <array>

namespace console {
namespace {

/// A verb that not every role may use.
struct Restricted {
    std::string_view verb;
    std::array<std::string_view, 2> others;  // the roles that may, besides the administrator
};

constexpr std::array<std::string_view, 2> kNobodyElse{}, kAuditor{"auditor"}, kAutomation{"automation"}, kHelpDesk{"help_desk"},
    kHelpDeskAndAuditor{"help_desk", "auditor"};

/// All of them, also those that the console does not use yet: permissions_test compares with the gateway's own table.
constexpr std::array kRestricted{
    Restricted{"api_token_create", kNobodyElse},
    Restricted{"audit_list", kAuditor},
    Restricted{"audit_verify", kAuditor},
    Restricted{"backup_schedule_clear", kAutomation},
    Restricted{"backup_schedule_set", kAutomation},
    Restricted{"compliance_rule_delete", kAutomation},
    Restricted{"compliance_rule_set", kAutomation},
    Restricted{"enrolment_token_create", kNobodyElse},
    Restricted{"enrolment_token_list", kAuditor},
    Restricted{"enrolment_token_revoke", kNobodyElse},
    Restricted{"exception_delete", kAutomation},
    Restricted{"exception_set", kAutomation},
    Restricted{"group_delete", kAutomation},
    Restricted{"group_set", kAutomation},
    Restricted{"handset_accept", kNobodyElse},
    Restricted{"handset_label", kAutomation},
    Restricted{"handset_rename", kNobodyElse},
    Restricted{"operation_cancel", kNobodyElse},
    Restricted{"operator_create", kNobodyElse},
    Restricted{"operator_list", kAuditor},
    Restricted{"person_create", kNobodyElse},
    Restricted{"person_update", kAutomation},
    Restricted{"policy_assign", kAutomation},
    Restricted{"policy_delete", kAutomation},
    Restricted{"policy_set", kAutomation},
    Restricted{"policy_unassign", kAutomation},
    Restricted{"release_key_trust", kNobodyElse},
    Restricted{"release_publish", kAutomation},
    Restricted{"release_withdraw", kAutomation},
    Restricted{"restore_point_file_list", kNobodyElse},
    Restricted{"restore_point_file_read", kNobodyElse},
    Restricted{"restore_point_prove", kAutomation},
    Restricted{"restore_point_prune", kNobodyElse},
    Restricted{"restore_point_verify", kAutomation},
    Restricted{"retention_set", kAutomation},
    Restricted{"store_check", kAutomation},
    Restricted{"store_copy", kNobodyElse},
    Restricted{"store_repair", kNobodyElse},
    Restricted{"virtual_phone_backup", kHelpDesk},
    Restricted{"virtual_phone_create", kNobodyElse},
    Restricted{"virtual_phone_delete", kNobodyElse},
    Restricted{"virtual_phone_exec", kNobodyElse},
    Restricted{"virtual_phone_export", kNobodyElse},
    Restricted{"virtual_phone_export_finish", kNobodyElse},
    Restricted{"virtual_phone_export_read", kNobodyElse},
    Restricted{"virtual_phone_import", kNobodyElse},
    Restricted{"virtual_phone_import_finish", kNobodyElse},
    Restricted{"virtual_phone_import_write", kNobodyElse},
    Restricted{"virtual_phone_receipt", kHelpDeskAndAuditor},
    Restricted{"virtual_phone_restart", kHelpDesk},
    Restricted{"virtual_phone_restore", kHelpDesk},
    Restricted{"virtual_phone_screenshot", kNobodyElse},
    Restricted{"virtual_phone_start", kNobodyElse},
    Restricted{"virtual_phone_stop", kNobodyElse},
    Restricted{"virtual_phone_update", kAutomation},
};

}  // namespace

bool Permissions::allows(std::string_view verb) const {
    if (m_role.isEmpty() || m_role == "administrator") return true;
    const auto found = std::find_if(kRestricted.begin(), kRestricted.end(), [&](const Restricted& each) { return each.verb == verb; });
    if (found == kRestricted.end()) return true;
    return std::find(found->others.begin(), found->others.end(), m_role.toStdString()) != found->others.end();
}

}  // namespace console
