#include "app/cli/command_table.h"

#include <array>

#include "app/cli/commands/commands.h"

namespace cli {
namespace {

using Factory = std::unique_ptr<Command> (*)();

constexpr std::array kFactories{
    Factory(makeHandsetListCommand),
    Factory(makeHandsetShowCommand),
    Factory(makeHandsetAcceptCommand),
    Factory(makeHandsetRenameCommand),
    Factory(makeHandsetLabelCommand),
    Factory(makeVirtualPhoneCreateCommand),
    Factory(makeVirtualPhoneListCommand),
    Factory(makeVirtualPhoneShowCommand),
    Factory(makeVirtualPhoneStartCommand),
    Factory(makeVirtualPhoneStopCommand),
    Factory(makeVirtualPhoneRestartCommand),
    Factory(makeVirtualPhoneUpdateCommand),
    Factory(makeVirtualPhoneRestoreCommand),
    Factory(makeVirtualPhoneReceiptCommand),
    Factory(makeVirtualPhoneExecCommand),
    Factory(makeVirtualPhoneExportCommand),
    Factory(makeVirtualPhoneImportCommand),
    Factory(makeVirtualPhoneScreenshotCommand),
    Factory(makeVirtualPhoneDeleteCommand),
    Factory(makeVirtualPhoneBackupCommand),
    Factory(makeRestorePointListCommand),
    Factory(makeRestorePointShowCommand),
    Factory(makeRestorePointDiffCommand),
    Factory(makeRestorePointVerifyCommand),
    Factory(makeRestorePointProveCommand),
    Factory(makeBackupScheduleSetCommand),
    Factory(makeBackupScheduleShowCommand),
    Factory(makeBackupScheduleListCommand),
    Factory(makeBackupScheduleClearCommand),
    Factory(makeRetentionSetCommand),
    Factory(makeRestorePointPruneCommand),
    Factory(makeOwnerBackupListCommand),
    Factory(makeRestorePointFileListCommand),
    Factory(makeRestorePointFileReadCommand),
    Factory(makeStoreStatsCommand),
    Factory(makeStoreCheckCommand),
    Factory(makeStoreRepairCommand),
    Factory(makeStoreCopyCommand),
    Factory(makePersonCreateCommand),
    Factory(makePersonListCommand),
    Factory(makePersonShowCommand),
    Factory(makePersonUpdateCommand),
    Factory(makePolicySetCommand),
    Factory(makePolicyListCommand),
    Factory(makePolicyShowCommand),
    Factory(makePolicyDeleteCommand),
    Factory(makePolicyAssignCommand),
    Factory(makePolicyUnassignCommand),
    Factory(makePolicyExplainCommand),
    Factory(makePolicyReceiptsCommand),
    Factory(makePolicyWhatifCommand),
    Factory(makePolicyDiffCommand),
    Factory(makePolicyLintCommand),
    Factory(makePolicyExportCommand),
    Factory(makeGroupSetCommand),
    Factory(makeGroupListCommand),
    Factory(makeGroupDeleteCommand),
    Factory(makeExceptionSetCommand),
    Factory(makeExceptionListCommand),
    Factory(makeExceptionDeleteCommand),
    Factory(makeComplianceRuleSetCommand),
    Factory(makeComplianceRuleListCommand),
    Factory(makeComplianceRuleDeleteCommand),
    Factory(makeComplianceListCommand),
    Factory(makePolicySettingsCommand),
    Factory(makePolicySchemaCommand),
    Factory(makePolicyImportCommand),
    Factory(makeImageBuildCommand),
    Factory(makeReleaseKeyCreateCommand),
    Factory(makeReleaseKeyTrustCommand),
    Factory(makeReleaseKeyListCommand),
    Factory(makeReleasePublishCommand),
    Factory(makeReleaseListCommand),
    Factory(makeReleaseShowCommand),
    Factory(makeReleaseWithdrawCommand),
    Factory(makeOperationListCommand),
    Factory(makeOperationShowCommand),
    Factory(makeOperationWaitCommand),
    Factory(makeOperationCancelCommand),
    Factory(makeEnrolmentTokenCreateCommand),
    Factory(makeEnrolmentTokenListCommand),
    Factory(makeEnrolmentTokenRevokeCommand),
    Factory(makeAuditListCommand),
    Factory(makeAuditVerifyCommand),
    Factory(makeAlertListCommand),
    Factory(makeOperatorCreateCommand),
    Factory(makeOperatorListCommand),
    Factory(makeApiTokenCreateCommand),
    Factory(makeOperatorPasswordChangeCommand),
    Factory(makeOperatorLoginCommand),
    Factory(makeOperatorLogoutCommand),
    Factory(makeFleetStatusCommand),
    Factory(makeCompletionCommand),
    Factory(makeHelpCommand),
};

struct NounTitle {
    std::string_view noun, title;
};

constexpr std::array kTitles{
    NounTitle{"handset", "Handsets"},
    NounTitle{"phone", "Virtual phones"},
    NounTitle{"backup", "Backups"},
    NounTitle{"backup schedule", "Backup schedules"},
    NounTitle{"files", "Files in restore points"},
    NounTitle{"store", "Chunk store"},
    NounTitle{"person", "People"},
    NounTitle{"policy", "Policies"},
    NounTitle{"group", "Groups"},
    NounTitle{"exception", "Exceptions"},
    NounTitle{"compliance", "Compliance"},
    NounTitle{"compliance rule", "Compliance rules"},
    NounTitle{"image", "Images"},
    NounTitle{"release", "Releases"},
    NounTitle{"operation", "Operations"},
    NounTitle{"token", "Enrolment tokens"},
    NounTitle{"audit", "Audit record"},
    NounTitle{"alert", "Alerts"},
    NounTitle{"operator", "Operators"},
    NounTitle{"api-token", "Tokens for scripts"},
    NounTitle{"password", "Your password"},
};

}  // namespace

std::vector<std::unique_ptr<Command>> makeCommands() {
    std::vector<std::unique_ptr<Command>> commands;
    for (const Factory make : kFactories) commands.push_back(make());
    return commands;
}

std::string nounTitle(std::string_view noun) {
    for (const NounTitle& each : kTitles)
        if (each.noun == noun) return std::string(each.title);
    return std::string(noun);
}

}  // namespace cli
