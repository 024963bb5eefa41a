// From a policy of the Android Management API (the JSON of enterprises.policies) to a policy of ours, with an account
// of every field: what it became, or why it became nothing. Fields are taken as the API means them, which includes what
// it does where the file says nothing.
//
// Rejected: taking over what has a direct equivalent and passing over the rest in silence. Somebody who moves a fleet
// needs to know what is lost.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "policy/compliance.h"
#include "policy/policy.h"

namespace policy {

enum class ImportOutcome {
    Became,         // settings or a compliance rule
    Holds,          // what it asks for holds anyway
    Superseded,     // another field of the file overrides it
    NoEquivalent,   // known, and `why` says why nothing came of it
    Unknown,        // no field of the Android Management API that we know
    NotUnderstood,  // the value is none that the field has, or none that the setting takes
};

struct ImportLine {
    std::string field;                // "passwordPolicies[0].passwordQuality"
    std::string value;                // JSON, cut to a readable length; empty: the file does not say it
    ImportOutcome outcome = ImportOutcome::Unknown;
    std::vector<std::string> became;  // "camera.allowed = false", "compliance rule amapi-password-policies"
    std::string why;                  // a remark, or the reason
    bool operator==(const ImportLine&) const = default;
};

struct AmapiImport {
    Policy policy;
    std::vector<ComplianceRule> complianceRules;  // one for each of policyEnforcementRules whose field became something
    std::vector<ImportLine> lines;                // by field
};

struct AmapiImportOptions {
    std::string name;           // of the policy; empty: from the file's `name`, or "imported"
    bool withDefaults = true;  // take over what the Android Management API does where the file says nothing
};

/// InvalidInput when `json` is no object or the name is none. The policy passes checkPolicy, the rules pass
/// checkComplianceRule.
base::Result<AmapiImport> importAmapi(const base::Json& json, const AmapiImportOptions& options);

/// "became", "holds", "superseded", "no-equivalent", "unknown", "not-understood".
std::string_view importOutcomeName(ImportOutcome outcome);

}  // namespace policy
