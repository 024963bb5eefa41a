// How each command is made. One file a command; the file is named like the verb of the admin API.
#pragma once

#include <memory>

#include "app/cli/command.h"

namespace cli {

std::unique_ptr<Command> makeHandsetListCommand();
std::unique_ptr<Command> makeHandsetShowCommand();
std::unique_ptr<Command> makeHandsetAcceptCommand();
std::unique_ptr<Command> makeHandsetRenameCommand();
std::unique_ptr<Command> makeHandsetLabelCommand();
std::unique_ptr<Command> makeVirtualPhoneCreateCommand();
std::unique_ptr<Command> makeVirtualPhoneListCommand();
std::unique_ptr<Command> makeVirtualPhoneShowCommand();
std::unique_ptr<Command> makeVirtualPhoneStartCommand();
std::unique_ptr<Command> makeVirtualPhoneStopCommand();
std::unique_ptr<Command> makeVirtualPhoneRestartCommand();
std::unique_ptr<Command> makeVirtualPhoneUpdateCommand();
std::unique_ptr<Command> makeVirtualPhoneBackupCommand();
std::unique_ptr<Command> makeVirtualPhoneRestoreCommand();
std::unique_ptr<Command> makeVirtualPhoneReceiptCommand();
std::unique_ptr<Command> makeVirtualPhoneExecCommand();
std::unique_ptr<Command> makeVirtualPhoneScreenshotCommand();
std::unique_ptr<Command> makeVirtualPhoneDeleteCommand();
std::unique_ptr<Command> makeRestorePointListCommand();
std::unique_ptr<Command> makeRestorePointShowCommand();
std::unique_ptr<Command> makePersonCreateCommand();
std::unique_ptr<Command> makePersonListCommand();
std::unique_ptr<Command> makePersonShowCommand();
std::unique_ptr<Command> makePersonUpdateCommand();
std::unique_ptr<Command> makePolicySetCommand();
std::unique_ptr<Command> makePolicyListCommand();
std::unique_ptr<Command> makePolicyShowCommand();
std::unique_ptr<Command> makePolicyDeleteCommand();
std::unique_ptr<Command> makePolicyAssignCommand();
std::unique_ptr<Command> makePolicyUnassignCommand();
std::unique_ptr<Command> makePolicyExplainCommand();
std::unique_ptr<Command> makePolicyReceiptsCommand();
std::unique_ptr<Command> makePolicyWhatifCommand();
std::unique_ptr<Command> makePolicyDiffCommand();
std::unique_ptr<Command> makePolicyLintCommand();
std::unique_ptr<Command> makePolicyExportCommand();
std::unique_ptr<Command> makeGroupSetCommand();
std::unique_ptr<Command> makeGroupListCommand();
std::unique_ptr<Command> makeGroupDeleteCommand();
std::unique_ptr<Command> makeExceptionSetCommand();
std::unique_ptr<Command> makeExceptionListCommand();
std::unique_ptr<Command> makeExceptionDeleteCommand();
std::unique_ptr<Command> makeComplianceRuleSetCommand();
std::unique_ptr<Command> makeComplianceRuleListCommand();
std::unique_ptr<Command> makeComplianceRuleDeleteCommand();
std::unique_ptr<Command> makeComplianceListCommand();
std::unique_ptr<Command> makePolicySettingsCommand();
std::unique_ptr<Command> makePolicySchemaCommand();
std::unique_ptr<Command> makePolicyImportCommand();
std::unique_ptr<Command> makeImageBuildCommand();
std::unique_ptr<Command> makeReleaseKeyCreateCommand();
std::unique_ptr<Command> makeReleaseKeyTrustCommand();
std::unique_ptr<Command> makeReleaseKeyListCommand();
std::unique_ptr<Command> makeReleasePublishCommand();
std::unique_ptr<Command> makeReleaseListCommand();
std::unique_ptr<Command> makeReleaseShowCommand();
std::unique_ptr<Command> makeReleaseWithdrawCommand();
std::unique_ptr<Command> makeOperationListCommand();
std::unique_ptr<Command> makeOperationShowCommand();
std::unique_ptr<Command> makeOperationWaitCommand();
std::unique_ptr<Command> makeOperationCancelCommand();
std::unique_ptr<Command> makeEnrolmentTokenCreateCommand();
std::unique_ptr<Command> makeEnrolmentTokenListCommand();
std::unique_ptr<Command> makeEnrolmentTokenRevokeCommand();
std::unique_ptr<Command> makeAuditListCommand();
std::unique_ptr<Command> makeAuditVerifyCommand();
std::unique_ptr<Command> makeAlertListCommand();
std::unique_ptr<Command> makeOperatorCreateCommand();
std::unique_ptr<Command> makeOperatorListCommand();
std::unique_ptr<Command> makeApiTokenCreateCommand();
std::unique_ptr<Command> makeOperatorPasswordChangeCommand();
std::unique_ptr<Command> makeOperatorLoginCommand();
std::unique_ptr<Command> makeOperatorLogoutCommand();
std::unique_ptr<Command> makeFleetStatusCommand();
std::unique_ptr<Command> makeCompletionCommand();
std::unique_ptr<Command> makeHelpCommand();

}  // namespace cli
