#include "app/cli/policy_file.h"

#include <nlohmann/json.hpp>

#include "app/cli/nearest.h"
#include "base/ids.h"
#include "base/json.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;

base::Result<void> readSettings(const Json& json, policy::Policy& into) {
    if (!json.is_object()) return {ErrorCode::InvalidInput, "settings: expected an object of names and values"};
    for (const auto& [name, value] : json.items()) {
        auto read = policy::valueFromJson(value);
        if (!read) return read.error().withContext("settings." + name);
        into.settings.emplace(name, std::move(*read));
    }
    return {};
}

base::Result<PolicyAssignment> readAssignment(const Json& json) {
    base::ObjectReader reader(json, "assignment");
    PolicyAssignment assignment;
    assignment.target = reader.text("target");
    const std::string level = reader.textOr("level", "group");
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(checkPolicyTarget(assignment.target));
    TWINSET_ASSIGN(assignment.level, parseLevel(level));
    return assignment;
}

}  // namespace

base::Result<void> checkPolicyTarget(const std::string& target) {
    if (target == "all") return {};
    for (const std::string kind : {"persona:", "handset:", "phone:", "group:"})
        if (target.starts_with(kind) && base::isIdText(target.substr(kind.size()))) return {};
    const std::string guess = nearest(target.substr(0, target.find(':')), {"all", "persona", "handset", "phone", "group"});
    return {ErrorCode::InvalidInput,
            "'" + target + "' is no target; use all, persona:NAME, handset:ID, phone:ID or group:NAME" +
                (guess.empty() ? "" : " (did you mean " + guess + (guess == "all" ? "" : ":") + "?)")};
}

base::Result<policy::Level> parseLevel(const std::string& name) {
    if (const auto level = policy::levelFromName(name)) return *level;
    return {ErrorCode::InvalidInput, "'" + name + "' is no level; use floor, org, group, device or default"};
}

base::Result<PolicyFile> readPolicyFile(base::BytesView text) {
    TWINSET_ASSIGN(const Json json, base::parseJson(text, 1024 * 1024));
    PolicyFile file;
    base::ObjectReader reader(json, "policy");
    (void)reader.textOr("$schema", "");
    file.policy.name = reader.text("name");
    file.policy.description = reader.textOr("description", "");
    file.policy.when = reader.textOr("when", "");
    const Json& settings = reader.any("settings");
    if (reader.has("assignments"))
        reader.array("assignments", [&](const Json& each) -> base::Result<void> {
            TWINSET_ASSIGN(PolicyAssignment assignment, readAssignment(each));
            file.assignments.push_back(std::move(assignment));
            return {};
        });
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(readSettings(settings, file.policy));
    TWINSET_TRY(policy::checkPolicy(file.policy));
    return file;
}

}  // namespace cli
