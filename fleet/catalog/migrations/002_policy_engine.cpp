// Schema 2: what the policy engine needs. Conditions of policies; groups, exceptions and compliance rules, each a JSON
// object as policy/rule_book_json.h writes it; what people say of handsets and persons for conditions to ask about;
// since when a phone breaks a compliance rule.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kPolicyEngineSql = R"sql(
ALTER TABLE policy ADD COLUMN condition TEXT NOT NULL DEFAULT '';
ALTER TABLE handset ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
ALTER TABLE person ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
ALTER TABLE person ADD COLUMN groups TEXT NOT NULL DEFAULT '[]';
CREATE TABLE rule_object (
    kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE compliance_violation (
    phone TEXT NOT NULL REFERENCES virtual_phone(id), rule TEXT NOT NULL, since INTEGER NOT NULL,
    by_error INTEGER NOT NULL, PRIMARY KEY (phone, rule)) WITHOUT ROWID;
CREATE INDEX compliance_violation_by_rule ON compliance_violation(rule, since);
)sql";

}  // namespace fleet::catalog
