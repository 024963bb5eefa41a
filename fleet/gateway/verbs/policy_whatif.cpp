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

namespace fleet::verbs {
namespace {

using catalog::Transaction;

constexpr std::int64_t kMostListed = 1'000;

base::Result<policy::RuleBook> editedBook(Transaction& transaction, const policy::RuleBook& present, base::Json edit) {
    // Names of handsets and phones become ids, as they do when the change is made.
    for (const char* part : {"put", "remove"})
        for (const char* list : {"assignments", "groups", "exceptions"}) {
            if (!edit.is_object() || !edit.contains(part) || !edit[part].is_object()) continue;
            if (!edit[part].contains(list) || !edit[part][list].is_array()) continue;
            for (auto& object : edit[part][list]) {
                TWINSET_ASSIGN(object, resolveNames(transaction, std::move(object)));
            }
        }
    return editRuleBook(present, edit);
}

base::Json groupJson(const GroupWhatIf& group) {
    const auto orNull = [](const std::optional<std::size_t>& phones) { return phones ? base::Json(*phones) : base::Json(); };
    return {{"group", group.name}, {"before", orNull(group.before)}, {"after", orNull(group.after)}};
}

base::Json phoneJson(Transaction& transaction, const policy::PhoneWhatIf& changed) {
    const base::PhoneId id(changed.phone);
    const auto row = catalog::VirtualPhoneTable(transaction).find(id);
    auto json = policy::phoneWhatIfToJson(changed);
    json["phone"] = phoneReference(transaction, id);
    json["handset"] = row ? handsetReference(transaction, row->handset) : base::Json();
    return json;
}

}  // namespace

TWINSET_VERB(policyWhatif) {
    base::ObjectReader reader(arguments, "policy_whatif");
    const auto& edit = reader.any("edit");
    const auto most = static_cast<std::size_t>(reader.integerOr("limit", 0, kMostListed, 100));
    const auto afterId = reader.textOr("after", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_TRY(fleet.policy.readable());
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto present = fleet.policy.book();
        TWINSET_ASSIGN(auto rules, editedBook(transaction, present->book(), edit));
        auto changes = policy::bookDiffToJson(policy::compareBooks(present->book(), rules)).at("changes");
        TWINSET_ASSIGN(const auto after, policy::CompiledBook::compile(std::move(rules), present.get()));
        TWINSET_ASSIGN(const auto found, fleet.policy.whatIf(after, afterId, most));
        auto answer = policy::whatIfTotalsToJson(found.totals);
        answer["rules"] = std::move(changes);
        answer["changedPhones"] = found.totals.changed;
        answer["groups"] = base::Json::array();
        for (const auto& group : found.groups) answer["groups"].push_back(groupJson(group));
        answer["phones"] = base::Json::array();
        for (const auto& phone : found.phones) answer["phones"].push_back(phoneJson(transaction, phone));
        answer["more"] = found.more;
        answer["next"] = found.more == 0 || found.phones.empty() ? base::Json() : base::Json(found.phones.back().phone);
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
