// Reading the gateway's answers into rows (docs/admin-api.md). Thread-free; Corrupt when an answer is not as the admin
// API says.
#pragma once

#include "app/console/rows.h"
#include "base/json.h"
#include "base/result.h"

namespace console {

base::Result<HandsetRow> readHandset(const base::Json& json);
base::Result<PhoneRow> readPhone(const base::Json& json);
base::Result<PersonRow> readPerson(const base::Json& json);
base::Result<OperationRow> readOperation(const base::Json& json);
base::Result<RestorePointRow> readRestorePoint(const base::Json& json);
base::Result<ReleaseRow> readRelease(const base::Json& json);
base::Result<PolicyRow> readPolicy(const base::Json& json);
base::Result<AuditRow> readAuditEvent(const base::Json& json);
base::Result<AlertRow> readAlert(const base::Json& json);
base::Result<FleetStatus> readFleetStatus(const base::Json& json);
base::Result<ReceiptRow> readReceiptAnswer(const base::Json& json);
/// For verbs whose answer nobody looks at.
base::Result<bool> readNothing(const base::Json& json);

base::Result<KeysetPage<HandsetRow>> readHandsetPage(const base::Json& json);
base::Result<KeysetPage<PhoneRow>> readPhonePage(const base::Json& json);
base::Result<KeysetPage<PersonRow>> readPersonPage(const base::Json& json);
base::Result<KeysetPage<OperationRow>> readOperationPage(const base::Json& json);
base::Result<KeysetPage<RestorePointRow>> readRestorePointPage(const base::Json& json);
base::Result<KeysetPage<ReleaseRow>> readReleasePage(const base::Json& json);
base::Result<KeysetPage<PolicyRow>> readPolicyPage(const base::Json& json);
base::Result<KeysetPage<AuditRow>> readAuditPage(const base::Json& json);
base::Result<KeysetPage<AlertRow>> readAlertPage(const base::Json& json);

}  // namespace console
