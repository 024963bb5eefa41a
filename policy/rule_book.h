// RuleBook: everything that people wrote about policy in one fleet, as they wrote it. policy/compiled_book.h checks it
// as a whole.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/compliance.h"
#include "policy/policy.h"

namespace policy {

/// Exactly one of the two is used: a dynamic group has an expression, a static one has members.
struct Group {
    std::string name;  // [a-z0-9-]
    std::string description;
    std::string expression;            // CEL, bool
    std::vector<std::string> members;  // ids of virtual phones and handsets (all phones of the handset)
    bool operator==(const Group&) const = default;
};

enum class TargetKind { All, Persona, Handset, Phone, Group };

struct Target {
    TargetKind kind = TargetKind::All;
    std::string id;  // empty for All
    auto operator<=>(const Target&) const = default;
};
/// "all", "persona:work", "handset:ID", "phone:ID", "group:NAME".
std::string targetText(const Target& target);
/// InvalidInput for anything else.
base::Result<Target> targetFromText(std::string_view text);

struct Assignment {
    std::string policy;
    Target target;
    Level level = Level::Group;
    auto operator<=>(const Assignment&) const = default;
};

/// The only thing that loosens, and never below what level floor says. For an ordered setting, `value` is the strictest
/// that is left in force; for a union set, the elements taken out; for an intersect set, the elements let in.
/// Exclusives and atomic groups have no exceptions.
struct PolicyException {
    std::string name;  // [a-z0-9-]
    std::string setting;
    Value value;
    Target target;
    std::string when;  // CEL, bool; empty: always
    std::string owner, reason;
    base::Timestamp expiresAt;
    bool operator==(const PolicyException&) const = default;
};

struct RuleBook {
    std::map<std::string, Policy> policies;
    std::map<std::string, Group> groups;
    std::vector<Assignment> assignments;
    std::map<std::string, PolicyException> exceptions;
    std::map<std::string, ComplianceRule> complianceRules;
    bool operator==(const RuleBook&) const = default;
};

}  // namespace policy
