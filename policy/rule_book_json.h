// The JSON of what people write about policy: one document per object, the same in files, in the catalog and in the
// admin API.
//
//     policy           {"name": "field-staff", "description": "...", "when": "phone.persona == \"work\"",
//                       "settings": {"camera.allowed": false}}
//     group            {"name": "sales", "description": "...", "expression": "\"sales\" in user.groups"}
//                      {"name": "pilots", "members": ["hs-...", "vp-..."]}
//     exception        {"name": "camera-for-audit", "setting": "camera.allowed", "value": true,
//                       "target": "group:sales", "when": "...", "owner": "ada", "reason": "...",
//                       "expiresAt": "2026-12-31T00:00:00.000Z"}
//     compliance rule  {"name": "encrypted", "violation": "...", "grace": "1h",
//                       "ladder": [{"action": "warn", "after": "1h"}], "message": "..."}
//                      {"name": "silent", "offline": true, "ladder": [{"action": "block", "after": "7d"}]}
//     assignment       {"policy": "field-staff", "target": "group:sales", "level": "group"}
//     rule book        {"policies": [...], "groups": [...], "assignments": [...], "exceptions": [...],
//                       "complianceRules": [...]}
//
// Optional: description, when, grace, message, and each list of a book; an assignment's level is "group" when it says
// none. A policy and a book may name their JSON Schema in "$schema", for editors; it is not kept. Any other unknown
// member is an error. Only form is checked here; whether settings, expressions and targets mean something is
// CompiledBook's question, which sees the whole book.
//
// Rejected: objects keyed by name ({"policies": {"a": {...}}}): a document would then not carry its own name, and
// the same object would have two forms.
#pragma once

#include "base/json.h"
#include "policy/rule_book.h"

namespace policy {

base::Json policyToJson(const Policy& policy);
base::Json groupToJson(const Group& group);
base::Json exceptionToJson(const PolicyException& exception);
base::Json complianceRuleToJson(const ComplianceRule& rule);
base::Json assignmentToJson(const Assignment& assignment);
base::Json ruleBookToJson(const RuleBook& book);

// InvalidInput, with the path to the member that is wrong.
base::Result<Policy> policyFromJson(const base::Json& json);
base::Result<Group> groupFromJson(const base::Json& json);
base::Result<PolicyException> exceptionFromJson(const base::Json& json);
base::Result<ComplianceRule> complianceRuleFromJson(const base::Json& json);
base::Result<Assignment> assignmentFromJson(const base::Json& json);
/// InvalidInput also for two objects of one kind with the same name.
base::Result<RuleBook> ruleBookFromJson(const base::Json& json);

}  // namespace policy
