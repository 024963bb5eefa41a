#include "fleet/gateway/effective_policy.h"

#include <deque>
#include <nlohmann/json.hpp>

#include "fleet/gateway/names.h"

namespace fleet {

using base::ErrorCode;

base::Result<policy::Policy> policyFromRow(const catalog::PolicyRow& row) {
    policy::Policy policy{row.name, row.description, {}};
    TWINSET_ASSIGN(const auto settings, base::parseJson(row.settings));
    for (const auto& [name, json] : settings.items()) {
        TWINSET_ASSIGN(policy.settings[name], policy::valueFromJson(json));
    }
    return policy;
}

base::Result<policy::EffectivePolicy> effectivePolicyOf(catalog::Transaction& transaction,
                                                        const catalog::VirtualPhoneRow& phone) {
    std::deque<policy::Policy> policies;
    std::vector<policy::MatchedPolicy> matched;
    for (const auto& target : {std::string("all"), "persona:" + phone.persona, "handset:" + phone.handset.text(),
                               "phone:" + phone.id.text()}) {
        for (const auto& assignment : catalog::AssignmentTable(transaction).toTarget(target)) {
            const auto row = catalog::PolicyTable(transaction).find(assignment.policy);
            const auto level = policy::levelFromName(assignment.level);
            if (!row || !level)
                return {ErrorCode::Corrupt, "the assignment of policy '" + assignment.policy + "' is damaged"};
            TWINSET_ASSIGN(auto policy, policyFromRow(*row));
            policies.push_back(std::move(policy));
            matched.push_back({&policies.back(), *level, {}});
        }
    }
    return policy::mergePolicies(matched, {});
}

base::Result<std::vector<base::PhoneId>> phonesOfTarget(catalog::Transaction& transaction, std::string_view target) {
    catalog::VirtualPhoneTable phones(transaction);
    if (target == "all") return phones.ids("");
    const auto colon = target.find(':');
    const auto kind = target.substr(0, colon);
    const auto id = colon == std::string_view::npos ? std::string_view() : target.substr(colon + 1);
    if (kind == "persona" && base::isIdText(id)) return phones.ids(id);
    if (kind == "phone") {
        const auto phone = phones.find(base::PhoneId(std::string(id)));
        if (!phone) return {ErrorCode::NotFound, "there is no virtual phone '" + std::string(id) + "'"};
        return std::vector{phone->id};
    }
    if (kind == "handset") {
        if (!catalog::HandsetTable(transaction).find(base::HandsetId(std::string(id))))
            return {ErrorCode::NotFound, "there is no handset '" + std::string(id) + "'"};
        std::vector<base::PhoneId> ids;
        for (const auto& row : phones.onHandset(base::HandsetId(std::string(id)))) ids.push_back(row.id);
        return ids;
    }
    return {ErrorCode::InvalidInput,
            "'" + std::string(target) + "' is no target: write all, persona:NAME, handset:ID or phone:ID"};
}

}  // namespace fleet
