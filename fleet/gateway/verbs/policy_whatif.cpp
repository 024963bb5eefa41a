// policy_whatif: what a change of the rules would do to every phone, before anybody makes it; policy_diff: how two rule
// books differ; policy_book: the present one. Nothing is changed by any of them.
#include <nlohmann/json.hpp>

#include "fleet/gateway/catalog_rules.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/policy_target.h"
#include "fleet/gateway/rule_book_edit.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/policy_diff.h"
#include "policy/rule_book_json.h"
#include "policy/whatif.h"

namespace fleet::verbs {
namespace {

using catalog::Transaction;

/// Phones that are looked into one by one; how many change at all is always counted in full.
constexpr std::size_t kMostExamined = 5'000, kMostExplained = 1'000;

base::Result<policy::RuleBook> editedBook(Transaction& transaction, const policy::RuleBook& present, base::Json edit) {
    // Names of handsets and phones become ids, as they do when the change is made.
    const auto resolve = [&](base::Json& object) -> base::Result<void> {
        if (!object.is_object() || !object.contains("target") || !object["target"].is_string()) return {};
        TWINSET_ASSIGN(const auto target, policy::targetFromText(object["target"].get<std::string>()));
        if (target.kind == policy::TargetKind::Handset || target.kind == policy::TargetKind::Phone) {
            TWINSET_ASSIGN(object["target"], canonicalTarget(transaction, object["target"].get<std::string>()));
        }
        return {};
    };
    for (const char* part : {"put", "remove"})
        for (const char* list : {"assignments", "exceptions"})
            if (edit.is_object() && edit.contains(part) && edit[part].is_object() && edit[part].contains(list) && edit[part][list].is_array())
                for (auto& object : edit[part][list]) TWINSET_TRY(resolve(object));
    return editRuleBook(present, edit);
}

base::Result<void> examine(FleetContext& fleet, Transaction& transaction, const base::PhoneId& id,
                           const policy::CompiledBook& after, policy::WhatIf& whatIf) {
    const auto row = catalog::VirtualPhoneTable(transaction).find(id);
    if (!row) return {};
    TWINSET_ASSIGN(const auto before, fleet.policy.evaluate(transaction, *row));
    TWINSET_ASSIGN(const auto then, policy::evaluatePhone(after, before.facts, transaction.now()));
    whatIf.add(policy::comparePhone(id.text(), before.evaluation, then, after.book()));
    return {};
}

void nameThePhones(Transaction& transaction, base::Json& answer) {
    for (auto& phone : answer.at("phones")) {
        const base::PhoneId id(phone.at("phone").get<std::string>());
        const auto row = catalog::VirtualPhoneTable(transaction).find(id);
        phone["phone"] = phoneReference(transaction, id);
        phone["handset"] = row ? handsetReference(transaction, row->handset) : base::Json();
    }
}

}  // namespace

TWINSET_VERB(policyWhatif) {
    base::ObjectReader reader(arguments, "policy_whatif");
    const auto& edit = reader.any("edit");
    const auto most = static_cast<std::size_t>(reader.integerOr("limit", 0, kMostExplained, 100));
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_TRY(fleet.policy.readable());
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto present = fleet.policy.book();
        TWINSET_ASSIGN(auto rules, editedBook(transaction, present->book(), edit));
        auto changes = policy::bookDiffToJson(policy::compareBooks(present->book(), rules)).at("changes");
        TWINSET_ASSIGN(const auto after, policy::CompiledBook::compile(std::move(rules), present.get()));
        const auto changed = fleet.policy.wouldChange(after);
        policy::WhatIf whatIf;
        for (std::size_t i = 0; i < std::min(changed.size(), kMostExamined); ++i)
            TWINSET_TRY(examine(fleet, transaction, changed[i], *after, whatIf));
        auto answer = policy::whatIfToJson(whatIf, most);
        nameThePhones(transaction, answer);
        answer["rules"] = std::move(changes);
        answer["changedPhones"] = changed.size();
        answer["examinedPhones"] = std::min(changed.size(), kMostExamined);
        return answer;
    });
}

TWINSET_VERB(policyDiff) {
    base::ObjectReader reader(arguments, "policy_diff");
    const auto& edit = reader.any("edit");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto present, readRuleBook(transaction));
        TWINSET_ASSIGN(const auto after, editedBook(transaction, present, edit));
        return policy::bookDiffToJson(policy::compareBooks(present, after));
    });
}

TWINSET_VERB(policyBook) {
    base::ObjectReader reader(arguments, "policy_book");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto book, readRuleBook(transaction));
        return policy::ruleBookToJson(book);
    });
}

}  // namespace fleet::verbs
