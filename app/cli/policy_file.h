// A policy as a file, kept in version control:
//     {"name": "field-staff", "description": "...", "when": CONDITION, "settings": {"camera.allowed": false},
//      "assignments": [{"target": "persona:work", "level": "group"}]}
// `description`, `when` and `assignments` may be left out. "$schema" may say where the editor finds what `twinset policy
// schema` printed, and is not kept. Settings are checked here, against the same table that the gateway has, so that a
// spelling mistake is told before anything is sent.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "policy/policy.h"

namespace cli {

struct PolicyAssignment {
    std::string target;
    policy::Level level = policy::Level::Group;
};

struct PolicyFile {
    policy::Policy policy;
    std::vector<PolicyAssignment> assignments;
};

/// InvalidInput naming the member, the setting and what was probably meant.
base::Result<PolicyFile> readPolicyFile(base::BytesView text);

/// `all`, `persona:NAME`, `handset:ID`, `phone:ID`, `group:NAME`.
base::Result<void> checkPolicyTarget(const std::string& target);
base::Result<policy::Level> parseLevel(const std::string& name);

}  // namespace cli
