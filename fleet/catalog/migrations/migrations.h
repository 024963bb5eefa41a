// The SQL of each migration; one file each.
#pragma once

namespace fleet::catalog {

extern const char* const kFoundationSql;
extern const char* const kPolicyEngineSql;
extern const char* const kPolicyEnvelopeSql;
extern const char* const kRetentionSql;
extern const char* const kBackupScheduleSql;
extern const char* const kFullReadReasonSql;
extern const char* const kBootListSql;
extern const char* const kOwnerBackupSql;

}  // namespace fleet::catalog
