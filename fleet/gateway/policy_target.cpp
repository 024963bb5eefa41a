#include "fleet/gateway/policy_target.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/rule_object_table.h"
#include "fleet/gateway/names.h"
#include "policy/rule_book.h"

namespace fleet {

base::Result<std::string> canonicalTarget(catalog::Transaction& transaction, const std::string& written) {
    if (written.starts_with("handset:")) {
        TWINSET_ASSIGN(const auto row, findHandset(transaction, written.substr(8)));
        return "handset:" + row.id.text();
    }
    if (written.starts_with("phone:")) {
        TWINSET_ASSIGN(const auto row, findPhone(transaction, written.substr(6)));
        return "phone:" + row.id.text();
    }
    TWINSET_ASSIGN(const auto target, policy::targetFromText(written));
    const bool known = target.kind != policy::TargetKind::Group ||
                       catalog::RuleObjectTable(transaction, catalog::RuleKind::Group).find(target.id).has_value();
    if (!known) return {base::ErrorCode::NotFound, "there is no group '" + target.id + "': set it first (twinset group set)"};
    return policy::targetText(target);
}

base::Result<base::Json> resolveNames(catalog::Transaction& transaction, base::Json object) {
    const auto isNamed = [](const base::Json& value) {
        const auto text = value.is_string() ? value.get<std::string>() : std::string();
        return text.starts_with("handset:") || text.starts_with("phone:");
    };
    if (!object.is_object()) return object;
    if (object.contains("target") && isNamed(object["target"])) {
        TWINSET_ASSIGN(object["target"], canonicalTarget(transaction, object["target"].get<std::string>()));
    }
    if (!object.contains("members") || !object["members"].is_array()) return object;
    for (auto& member : object["members"]) {
        if (!isNamed(member)) continue;
        TWINSET_ASSIGN(const auto target, canonicalTarget(transaction, member.get<std::string>()));
        member = target.substr(target.find(':') + 1);
    }
    return object;
}

}  // namespace fleet
