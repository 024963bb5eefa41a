// Every verb's handler; the files beside this one define them. docs/admin-api.md says what each takes and answers.
#pragma once

#include "fleet/gateway/verb.h"

namespace fleet::verbs {

#define TWINSET_VERB(name) \
    base::Result<base::Json> name(FleetContext& fleet, const Caller& caller, const base::Json& arguments)

TWINSET_VERB(operatorLogin);
TWINSET_VERB(operatorLogout);
TWINSET_VERB(operatorPasswordChange);
TWINSET_VERB(operatorCreate);
TWINSET_VERB(operatorList);
TWINSET_VERB(apiTokenCreate);
TWINSET_VERB(fleetStatus);
TWINSET_VERB(enrolmentTokenCreate);
TWINSET_VERB(enrolmentTokenList);
TWINSET_VERB(enrolmentTokenRevoke);
TWINSET_VERB(handsetList);
TWINSET_VERB(handsetShow);
TWINSET_VERB(handsetAccept);
TWINSET_VERB(handsetRename);
TWINSET_VERB(handsetLabel);
TWINSET_VERB(personCreate);
TWINSET_VERB(personList);
TWINSET_VERB(personShow);
TWINSET_VERB(personUpdate);
TWINSET_VERB(ownerBackupList);
TWINSET_VERB(storeCheck);
TWINSET_VERB(storeCopy);
TWINSET_VERB(storeRepair);
TWINSET_VERB(storeStats);
TWINSET_VERB(virtualPhoneCreate);
TWINSET_VERB(virtualPhoneList);
TWINSET_VERB(virtualPhoneShow);
TWINSET_VERB(virtualPhoneStart);
TWINSET_VERB(virtualPhoneStop);
TWINSET_VERB(virtualPhoneRestart);
TWINSET_VERB(virtualPhoneUpdate);
TWINSET_VERB(virtualPhoneDelete);
TWINSET_VERB(virtualPhoneBackup);
TWINSET_VERB(virtualPhoneExec);
TWINSET_VERB(virtualPhoneExport);
TWINSET_VERB(virtualPhoneExportRead);
TWINSET_VERB(virtualPhoneExportFinish);
TWINSET_VERB(virtualPhoneImport);
TWINSET_VERB(virtualPhoneImportWrite);
TWINSET_VERB(virtualPhoneImportFinish);
TWINSET_VERB(virtualPhoneScreenshot);
TWINSET_VERB(virtualPhoneRestore);
TWINSET_VERB(virtualPhoneReceipt);
TWINSET_VERB(releasePublish);
TWINSET_VERB(releaseList);
TWINSET_VERB(releaseShow);
TWINSET_VERB(releaseWithdraw);
TWINSET_VERB(releaseKeyTrust);
TWINSET_VERB(releaseKeyList);
TWINSET_VERB(policySet);
TWINSET_VERB(policyList);
TWINSET_VERB(policyShow);
TWINSET_VERB(policyDelete);
TWINSET_VERB(policyAssign);
TWINSET_VERB(policyUnassign);
TWINSET_VERB(policyExplain);
TWINSET_VERB(policyReceipts);
TWINSET_VERB(policyWhatif);
TWINSET_VERB(policyDiff);
TWINSET_VERB(policyLint);
TWINSET_VERB(policyBook);
TWINSET_VERB(groupSet);
TWINSET_VERB(groupList);
TWINSET_VERB(groupShow);
TWINSET_VERB(groupDelete);
TWINSET_VERB(exceptionSet);
TWINSET_VERB(exceptionList);
TWINSET_VERB(exceptionShow);
TWINSET_VERB(exceptionDelete);
TWINSET_VERB(complianceRuleSet);
TWINSET_VERB(complianceRuleList);
TWINSET_VERB(complianceRuleShow);
TWINSET_VERB(complianceRuleDelete);
TWINSET_VERB(complianceList);
TWINSET_VERB(restorePointFileList);
TWINSET_VERB(restorePointFileRead);
TWINSET_VERB(restorePointList);
TWINSET_VERB(restorePointShow);
TWINSET_VERB(restorePointVerify);
TWINSET_VERB(backupScheduleClear);
TWINSET_VERB(backupScheduleList);
TWINSET_VERB(backupScheduleSet);
TWINSET_VERB(backupScheduleShow);
TWINSET_VERB(restorePointDiff);
TWINSET_VERB(restorePointProve);
TWINSET_VERB(restorePointPrune);
TWINSET_VERB(retentionSet);
TWINSET_VERB(retentionShow);
TWINSET_VERB(retentionWhatif);
TWINSET_VERB(operationList);
TWINSET_VERB(operationShow);
TWINSET_VERB(operationCancel);
TWINSET_VERB(auditList);
TWINSET_VERB(auditVerify);
TWINSET_VERB(alertList);

}  // namespace fleet::verbs
