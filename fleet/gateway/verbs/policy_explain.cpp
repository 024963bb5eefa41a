// policy_explain: for each setting the value, who contributed, who lost, where it is enforced and what was observed.
#include <nlohmann/json.hpp>

#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/effective_policy.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/setting.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// What the handset reports of the controls that enforce a setting, the handset's part and the guest's, in words; null when it reports none.
base::Json observedOf(const PhoneState& state, const policy::Setting* setting) {
    if (!state.report || setting == nullptr) return nullptr;
    std::string observed;
    const auto guests = policy::guestControl(*setting);
    for (const auto& control : state.report->controls) {
        if (control.control.empty() || (control.control != setting->control && control.control != guests)) continue;
        if (!observed.empty()) observed += "; by the guest ";
        observed += control.outcome + (control.readBack.empty() ? "" : ": " + control.readBack);
    }
    return observed.empty() ? base::Json() : base::Json(observed);
}

base::Json explained(const std::string& name, const policy::EffectiveSetting& effective, const PhoneState& state) {
    base::Json contributors = base::Json::array();
    for (const auto& one : effective.contributions)
        contributors.push_back({{"policy", one.policy},
                                {"level", policy::levelName(one.level)},
                                {"value", policy::valueToJson(one.value)},
                                {"won", one.won}});
    const auto* setting = policy::findSetting(name);
    const auto observed = observedOf(state, setting);
    return {{"name", name},
            {"value", policy::valueToJson(effective.value)},
            {"operator", setting == nullptr ? "" : policy::mergeOperatorName(setting->merge)},
            {"enforcedAt", setting == nullptr ? "" : policy::enforcementName(setting->enforcement)},
            {"contributors", std::move(contributors)},
            {"observed", observed},
            {"observedAt", observed.is_null() ? base::Json() : base::Json(base::formatTimestamp(*state.reportedAt))}};
}

}  // namespace

TWINSET_VERB(policyExplain) {
    base::ObjectReader reader(arguments, "policy_explain");
    const auto named = reader.text("phone");
    const auto only = reader.textOr("setting", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    if (!only.empty() && policy::findSetting(only) == nullptr)
        return {ErrorCode::NotFound, "there is no setting '" + only + "'"};
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
        TWINSET_ASSIGN(const auto effective, effectivePolicyOf(transaction, row));
        TWINSET_ASSIGN(const auto state, readPhoneState(transaction, row));
        base::Json settings = base::Json::array();
        for (const auto& [name, value] : effective)
            if (only.empty() || only == name) settings.push_back(explained(name, value, state));
        return base::Json{{"settings", std::move(settings)}};
    });
}

}  // namespace fleet::verbs
