// policy_explain: for each setting of a phone, or of every phone of a handset, the value, who contributed, who lost, which
// conditions held, which exceptions apply, where it is enforced and what was observed.
#include <nlohmann/json.hpp>

#include "fleet/catalog/compliance_violation_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/explanation.h"
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

base::Result<base::Json> explainPhone(FleetContext& fleet, Transaction& transaction, const catalog::VirtualPhoneRow& row,
                                      const std::string& only) {
    TWINSET_ASSIGN(const auto policy, fleet.policy.evaluate(transaction, row));
    TWINSET_ASSIGN(const auto state, readPhoneState(transaction, row));
    auto settings = policy::explanationToJson(
                        policy::explain(*policy.book, policy.evaluation, policy.facts, transaction.now(), only))
                        .at("settings");
    for (auto& setting : settings) {
        const auto observed = observedOf(state, policy::findSetting(setting.at("name").get_ref<const std::string&>()));
        setting["observed"] = observed;
        setting["observedAt"] = observed.is_null() ? base::Json() : timeJson(state.reportedAt);
    }
    base::Json violations = base::Json::array();
    for (const auto& violation : catalog::ComplianceViolationTable(transaction).ofPhone(row.id))
        violations.push_back({{"rule", violation.rule}, {"since", base::formatTimestamp(violation.since)}});
    return base::Json{{"phone", phoneReference(transaction, row.id)},
                      {"handset", handsetReference(transaction, row.handset)},
                      {"persona", row.persona},
                      {"settings", std::move(settings)},
                      {"violations", std::move(violations)}};
}

/// The phones that were named: one, or those of a handset.
base::Result<std::vector<catalog::VirtualPhoneRow>> phonesNamed(Transaction& transaction, const std::string& named) {
    auto phone = findPhone(transaction, named);
    if (phone) return std::vector{std::move(*phone)};
    if (phone.error().code != ErrorCode::NotFound) return phone.error();
    const auto handset = findHandset(transaction, named);
    if (!handset)
        return {ErrorCode::NotFound, "there is no virtual phone and no handset '" + named +
                                         "': 'twinset phone list' and 'twinset handset list' show those there are"};
    return catalog::VirtualPhoneTable(transaction).onHandset(handset->id);
}

}  // namespace

TWINSET_VERB(policyExplain) {
    base::ObjectReader reader(arguments, "policy_explain");
    const auto named = reader.text("phone");
    const auto only = reader.textOr("setting", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    if (!only.empty()) TWINSET_TRY(policy::checkSettingName(only));
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto rows, phonesNamed(transaction, named));
        base::Json phones = base::Json::array();
        for (const auto& row : rows) {
            TWINSET_ASSIGN(auto phone, explainPhone(fleet, transaction, row, only));
            phones.push_back(std::move(phone));
        }
        return base::Json{{"phones", std::move(phones)}};
    });
}

}  // namespace fleet::verbs
