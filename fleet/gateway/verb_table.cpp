// Every verb with the roles that may use it.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fleet/gateway/verb.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {
namespace {

constexpr unsigned kHelpDeskToo = kAdministrator | kHelpDesk;
constexpr unsigned kAuditorToo = kAdministrator | kAuditor;
constexpr unsigned kAutomationToo = kAdministrator | kAutomation;

constexpr std::array kVerbs{
    Verb{"alert_list", kEveryRole, verbs::alertList},
    Verb{"api_token_create", kAdministratorOnly, verbs::apiTokenCreate},
    Verb{"audit_list", kAuditorToo, verbs::auditList},
    Verb{"audit_verify", kAuditorToo, verbs::auditVerify},
    Verb{"backup_schedule_clear", kAutomationToo, verbs::backupScheduleClear},
    Verb{"backup_schedule_list", kEveryRole, verbs::backupScheduleList},
    Verb{"backup_schedule_set", kAutomationToo, verbs::backupScheduleSet},
    Verb{"backup_schedule_show", kEveryRole, verbs::backupScheduleShow},
    Verb{"compliance_list", kEveryRole, verbs::complianceList},
    Verb{"compliance_rule_delete", kAutomationToo, verbs::complianceRuleDelete},
    Verb{"compliance_rule_list", kEveryRole, verbs::complianceRuleList},
    Verb{"compliance_rule_set", kAutomationToo, verbs::complianceRuleSet},
    Verb{"compliance_rule_show", kEveryRole, verbs::complianceRuleShow},
    Verb{"enrolment_token_create", kAdministratorOnly, verbs::enrolmentTokenCreate},
    Verb{"enrolment_token_list", kAuditorToo, verbs::enrolmentTokenList},
    Verb{"enrolment_token_revoke", kAdministratorOnly, verbs::enrolmentTokenRevoke},
    Verb{"exception_delete", kAutomationToo, verbs::exceptionDelete},
    Verb{"exception_list", kEveryRole, verbs::exceptionList},
    Verb{"exception_set", kAutomationToo, verbs::exceptionSet},
    Verb{"exception_show", kEveryRole, verbs::exceptionShow},
    Verb{"fleet_status", kEveryRole, verbs::fleetStatus},
    Verb{"group_delete", kAutomationToo, verbs::groupDelete},
    Verb{"group_list", kEveryRole, verbs::groupList},
    Verb{"group_set", kAutomationToo, verbs::groupSet},
    Verb{"group_show", kEveryRole, verbs::groupShow},
    Verb{"handset_accept", kAdministratorOnly, verbs::handsetAccept},
    Verb{"handset_label", kAutomationToo, verbs::handsetLabel},
    Verb{"handset_list", kEveryRole, verbs::handsetList},
    Verb{"handset_rename", kAdministratorOnly, verbs::handsetRename},
    Verb{"handset_show", kEveryRole, verbs::handsetShow},
    Verb{"operation_cancel", kAdministratorOnly, verbs::operationCancel},
    Verb{"operation_list", kEveryRole, verbs::operationList},
    Verb{"operation_show", kEveryRole, verbs::operationShow},
    Verb{"operator_create", kAdministratorOnly, verbs::operatorCreate},
    Verb{"operator_list", kAuditorToo, verbs::operatorList},
    Verb{"operator_logout", kEveryRole, verbs::operatorLogout, true},
    Verb{"operator_password_change", kEveryRole, verbs::operatorPasswordChange, true},
    Verb{"owner_backup_list", kEveryRole, verbs::ownerBackupList},
    Verb{"person_create", kAdministratorOnly, verbs::personCreate},
    Verb{"person_list", kEveryRole, verbs::personList},
    Verb{"person_show", kEveryRole, verbs::personShow},
    Verb{"person_update", kAutomationToo, verbs::personUpdate},
    Verb{"policy_assign", kAutomationToo, verbs::policyAssign},
    Verb{"policy_book", kEveryRole, verbs::policyBook},
    Verb{"policy_delete", kAutomationToo, verbs::policyDelete},
    Verb{"policy_diff", kEveryRole, verbs::policyDiff},
    Verb{"policy_explain", kEveryRole, verbs::policyExplain},
    Verb{"policy_lint", kEveryRole, verbs::policyLint},
    Verb{"policy_list", kEveryRole, verbs::policyList},
    Verb{"policy_receipts", kEveryRole, verbs::policyReceipts},
    Verb{"policy_set", kAutomationToo, verbs::policySet},
    Verb{"policy_show", kEveryRole, verbs::policyShow},
    Verb{"policy_unassign", kAutomationToo, verbs::policyUnassign},
    Verb{"policy_whatif", kEveryRole, verbs::policyWhatif},
    Verb{"release_key_list", kEveryRole, verbs::releaseKeyList},
    Verb{"release_key_trust", kAdministratorOnly, verbs::releaseKeyTrust},
    Verb{"release_list", kEveryRole, verbs::releaseList},
    Verb{"release_publish", kAutomationToo, verbs::releasePublish},
    Verb{"release_show", kEveryRole, verbs::releaseShow},
    Verb{"release_withdraw", kAutomationToo, verbs::releaseWithdraw},
    Verb{"restore_point_file_list", kAdministratorOnly, verbs::restorePointFileList},
    Verb{"restore_point_file_read", kAdministratorOnly, verbs::restorePointFileRead},
    Verb{"restore_point_diff", kEveryRole, verbs::restorePointDiff},
    Verb{"restore_point_list", kEveryRole, verbs::restorePointList},
    Verb{"restore_point_prove", kAutomationToo, verbs::restorePointProve},
    Verb{"restore_point_prune", kAdministratorOnly, verbs::restorePointPrune},
    Verb{"restore_point_show", kEveryRole, verbs::restorePointShow},
    Verb{"restore_point_verify", kAutomationToo, verbs::restorePointVerify},
    Verb{"retention_set", kAutomationToo, verbs::retentionSet},
    Verb{"retention_show", kEveryRole, verbs::retentionShow},
    Verb{"retention_whatif", kEveryRole, verbs::retentionWhatif},
    Verb{"store_check", kAutomationToo, verbs::storeCheck},
    Verb{"store_copy", kAdministratorOnly, verbs::storeCopy},
    Verb{"store_repair", kAdministratorOnly, verbs::storeRepair},
    Verb{"store_stats", kEveryRole, verbs::storeStats},
    Verb{"virtual_phone_backup", kHelpDeskToo, verbs::virtualPhoneBackup},
    Verb{"virtual_phone_create", kAdministratorOnly, verbs::virtualPhoneCreate},
    Verb{"virtual_phone_delete", kAdministratorOnly, verbs::virtualPhoneDelete},
    Verb{"virtual_phone_exec", kAdministratorOnly, verbs::virtualPhoneExec},
    Verb{"virtual_phone_export", kAdministratorOnly, verbs::virtualPhoneExport},
    Verb{"virtual_phone_export_finish", kAdministratorOnly, verbs::virtualPhoneExportFinish},
    Verb{"virtual_phone_export_read", kAdministratorOnly, verbs::virtualPhoneExportRead},
    Verb{"virtual_phone_import", kAdministratorOnly, verbs::virtualPhoneImport},
    Verb{"virtual_phone_import_finish", kAdministratorOnly, verbs::virtualPhoneImportFinish},
    Verb{"virtual_phone_import_write", kAdministratorOnly, verbs::virtualPhoneImportWrite},
    Verb{"virtual_phone_list", kEveryRole, verbs::virtualPhoneList},
    Verb{"virtual_phone_receipt", kHelpDeskToo | kAuditor, verbs::virtualPhoneReceipt},
    Verb{"virtual_phone_restart", kHelpDeskToo, verbs::virtualPhoneRestart},
    Verb{"virtual_phone_restore", kHelpDeskToo, verbs::virtualPhoneRestore},
    Verb{"virtual_phone_screenshot", kAdministratorOnly, verbs::virtualPhoneScreenshot},
    Verb{"virtual_phone_show", kEveryRole, verbs::virtualPhoneShow},
    Verb{"virtual_phone_start", kAdministratorOnly, verbs::virtualPhoneStart},
    Verb{"virtual_phone_stop", kAdministratorOnly, verbs::virtualPhoneStop},
    Verb{"virtual_phone_update", kAutomationToo, verbs::virtualPhoneUpdate},
};

std::string quotedStart(std::string_view text) { return "'" + std::string(text.substr(0, 64)) + "'"; }

}  // namespace

std::span<const Verb> allVerbs() { return kVerbs; }

base::Result<base::Json> runVerb(FleetContext& fleet, const Caller& caller, std::string_view name,
                                 const base::Json& arguments) {
    const auto verb = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Verb& one) { return one.name == name; });
    if (verb == kVerbs.end()) return {base::ErrorCode::NotFound, "there is no verb " + quotedStart(name)};
    if ((verb->roles & caller.role) == 0)
        return {base::ErrorCode::Denied, quotedStart(name) + " is not for the role " + std::string(roleName(caller.role))};
    if (caller.mustChangePassword && !verb->withOneTimePassword)
        return {base::ErrorCode::Denied, "change the one-time password first (operator_password_change)"};
    return verb->handler(fleet, caller, arguments);
}

base::Result<void> mayStoreChunks(const Caller& caller) {
    if ((kAutomationToo & caller.role) == 0 || caller.mustChangePassword)
        return {base::ErrorCode::Denied,
                "storing chunks of releases is not for the role " + std::string(roleName(caller.role))};
    return {};
}

}  // namespace fleet
