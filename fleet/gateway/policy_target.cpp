#include "fleet/gateway/policy_target.h"

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

}  // namespace fleet
