#include "app/console/policy_answers.h"

#include <nlohmann/json.hpp>

#include "app/console/answer_reader.h"
#include "policy/rule_book_json.h"

namespace console {
namespace {

QString nameWithin(AnswerReader& reader, std::string_view member) {
    QString name;
    reader.object(member, [&](AnswerReader& object) { name = object.textOr("name"); });
    return name;
}

base::Result<void> readEffects(const base::Json& json, std::vector<PolicyEffectRow>& effects) {
    AnswerReader reader(json, "whatif.phone");
    PolicyEffectRow row;
    row.phone = nameWithin(reader, "phone");
    row.handset = nameWithin(reader, "handset");
    const auto add = [&](const QString& subject, const QString& change, const QString& before, const QString& after) {
        row.id = QString::number(effects.size());
        row.subject = subject;
        row.change = change;
        row.before = before;
        row.after = after;
        effects.push_back(row);
    };
    reader.array("settings", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader setting(element, "whatif.setting");
        const QString name = setting.text("setting"), change = setting.text("change");
        add(name, change, setting.displayText("before"), setting.displayText("after"));
        return setting.finish();
    });
    reader.array("newlyViolated", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader rule(element, "whatif.rule");
        add(rule.text("rule"), "violated", {}, rule.textOr("strongest"));
        return rule.finish();
    });
    for (const auto& rule : reader.textsOr("noLongerViolated")) add(rule, "complied", {}, {});
    reader.array("rulesChanged", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader rule(element, "whatif.rule");
        add(rule.text("rule"), "rule-changed", rule.textOr("before"), rule.textOr("after"));
        return rule.finish();
    });
    return reader.finish();
}

ContributorRow readContributor(AnswerReader& reader, std::string_view name, std::string_view counts) {
    ContributorRow row;
    row.name = reader.text(name);
    row.level = reader.textOr("level");
    row.target = reader.textOr("target");
    row.value = reader.displayText("value");
    row.condition = reader.textOr("condition");
    row.state = reader.textOr("state", "held");
    row.error = reader.textOr("error");
    row.why = reader.textOr("why");
    row.owner = reader.textOr("owner");
    row.reason = reader.textOr("reason");
    row.expiresAt = reader.optionalTime("expiresAt");
    row.counts = reader.booleanOr(counts, false);
    return row;
}

void readContributors(AnswerReader& reader, std::string_view list, std::string_view name, std::string_view counts,
                      std::vector<ContributorRow>& rows) {
    reader.array(list, [&](const base::Json& element) -> base::Result<void> {
        AnswerReader contributor(element, "explanation." + std::string(list));
        rows.push_back(readContributor(contributor, name, counts));
        return contributor.finish();
    });
}

base::Result<ExplainedSettingRow> readExplainedSetting(const base::Json& json) {
    AnswerReader reader(json, "explanation.setting");
    ExplainedSettingRow row;
    row.id = reader.text("name");
    row.value = reader.displayText("value");
    row.isSet = json.contains("value") && !json["value"].is_null();
    row.unset = reader.displayText("unset");
    row.mergeOperator = reader.textOr("operator");
    row.enforcedAt = reader.textOr("enforcedAt");
    row.observed = reader.textOr("observed");
    row.observedAt = reader.optionalTime("observedAt");
    readContributors(reader, "contributors", "policy", "won", row.contributors);
    readContributors(reader, "exceptions", "exception", "applied", row.exceptions);
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<ExplainedPhone> readExplainedPhone(const base::Json& json) {
    AnswerReader reader(json, "explanation");
    ExplainedPhone phone;
    phone.phone = nameWithin(reader, "phone");
    phone.handset = nameWithin(reader, "handset");
    reader.array("violations", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader violation(element, "explanation.violation");
        phone.violations.emplace_back(violation.text("rule"), violation.optionalTime("since"));
        return violation.finish();
    });
    reader.array("settings", [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(auto setting, readExplainedSetting(element));
        phone.settings.push_back(std::move(setting));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return phone;
}

}  // namespace

base::Result<policy::Policy> readWholePolicy(const base::Json& json) {
    if (!json.is_object()) return {base::ErrorCode::Corrupt, "the gateway's answer cannot be read: a policy is not an object"};
    base::Json own = base::Json::object();  // the policy without what the gateway adds to it
    for (const char* member : {"name", "description", "when", "settings"})
        if (json.contains(member) && !json[member].is_null()) own[member] = json[member];
    return policy::policyFromJson(own);
}

base::Result<PolicyWhatIf> readPolicyWhatIf(const base::Json& json) {
    AnswerReader reader(json, "whatif");
    PolicyWhatIf answer;
    answer.changed = reader.integer("changedPhones");
    answer.notListed = reader.integerOr("more", 0);
    reader.object("totals", [&](AnswerReader& totals) {
        answer.tightened = totals.integerOr("tightened", 0);
        answer.loosened = totals.integerOr("loosened", 0);
        answer.otherwise = totals.integerOr("otherwiseChanged", 0);
        answer.newlySet = totals.integerOr("newlySet", 0);
        answer.noLongerSet = totals.integerOr("noLongerSet", 0);
        answer.newlyNonCompliant = totals.integerOr("newlyNonCompliant", 0);
        answer.wouldBeBlocked = totals.integerOr("wouldBeBlocked", 0);
        answer.wouldBeWiped = totals.integerOr("wouldBeWiped", 0);
    });
    reader.array("groups", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader group(element, "group");
        const auto count = [&](const char* member) {
            const auto phones = group.integerOr(member, -1);
            return phones < 0 ? std::nullopt : std::optional(phones);
        };
        answer.groups.push_back({group.text("group"), count("before"), count("after")});
        return group.finish();
    });
    reader.array("phones", [&](const base::Json& element) { return readEffects(element, answer.effects); });
    TWINSET_TRY(reader.finish());
    return answer;
}

base::Result<ExplainedPhone> readPolicyExplanation(const base::Json& json) {
    if (!json.is_object() || !json.contains("phones") || !json["phones"].is_array() || json["phones"].empty())
        return {base::ErrorCode::Corrupt, "the gateway's answer explains no phone; check that gateway and console have the same version"};
    return readExplainedPhone(json["phones"].front());
}

}  // namespace console
