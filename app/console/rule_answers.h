// What the verbs of groups, exceptions, compliance rules and assignments answer, as rows (docs/admin-api.md). Reading is thread-free; Corrupt when an
// answer is not as the admin API says.
#pragma once

#include "app/console/rows.h"
#include "base/json.h"
#include "base/result.h"
#include "policy/rule_book.h"

namespace console {

struct GroupRow {
    QString id;  // the name
    policy::Group group;
    std::int64_t matches = 0;  // phones that are in it now
};

struct ExceptionRow {
    QString id;  // the name
    policy::PolicyException exception;
};

struct ComplianceRuleRow {
    QString id;  // the name
    policy::ComplianceRule rule;
};

/// A phone that breaks a rule now.
struct ViolationRow {
    QString id;  // phone and rule
    QString phoneId, phone, handset, rule;
    Stamp since;
    bool byError = false;        // the rule's condition fails for this phone
    QString inForce, next;       // actions: "warn", "block", "wipe"; empty: none
    Stamp inForceAt, nextAt;
};

struct AssignmentRow {
    QString id;  // the target
    QString level;
    bool operator==(const AssignmentRow&) const = default;
};

/// A rule without what the gateway adds to it.
base::Result<policy::Group> readWholeGroup(const base::Json& json);
base::Result<policy::PolicyException> readWholeException(const base::Json& json);
base::Result<policy::ComplianceRule> readWholeComplianceRule(const base::Json& json);
/// Of a policy.
base::Result<std::vector<AssignmentRow>> readAssignments(const base::Json& policy);

base::Result<KeysetPage<GroupRow>> readGroupPage(const base::Json& json);
base::Result<KeysetPage<ExceptionRow>> readExceptionPage(const base::Json& json);
base::Result<KeysetPage<ComplianceRuleRow>> readComplianceRulePage(const base::Json& json);
base::Result<KeysetPage<ViolationRow>> readViolationPage(const base::Json& json);

}  // namespace console
