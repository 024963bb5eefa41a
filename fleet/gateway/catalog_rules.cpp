#include "fleet/gateway/catalog_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/rule_object_table.h"
#include "policy/rule_book_json.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RuleKind;
using catalog::Transaction;

base::Result<policy::Policy> policyOf(const catalog::PolicyRow& row) {
    policy::Policy policy{row.name, row.description, {}, row.condition};
    TWINSET_ASSIGN(const auto settings, base::parseJson(row.settings));
    if (!settings.is_object()) return {ErrorCode::Corrupt, "its settings are not an object"};
    for (const auto& [name, json] : settings.items()) {
        TWINSET_ASSIGN(policy.settings[name], policy::valueFromJson(json));
    }
    return policy;
}

base::Result<policy::Assignment> assignmentOf(const catalog::AssignmentRow& row) {
    const auto level = policy::levelFromName(row.level);
    if (!level) return {ErrorCode::Corrupt, "'" + row.level.substr(0, 64) + "' is not a level"};
    TWINSET_ASSIGN(const auto target, policy::targetFromText(row.target));
    return policy::Assignment{row.policy, target, *level};
}

template <typename Object>
base::Result<Object> objectOf(const catalog::RuleObjectRow& row, base::Result<Object> (*fromJson)(const base::Json&)) {
    TWINSET_ASSIGN(const auto json, base::parseJson(row.body));
    return fromJson(json);
}

/// How the objects of a kind begin in a BookProblem, and which verbs mend them.
struct KindOfProblem {
    std::string_view prefix, changed, set, remove;
};
constexpr KindOfProblem kKinds[] = {{"policy ", "policy", "policy_set", "policy_delete"},
                                    {"group ", "policy_group", "group_set", "group_delete"},
                                    {"exception ", "policy_exception", "exception_set", "exception_delete"},
                                    {"compliance ", "compliance_rule", "compliance_rule_set", "compliance_rule_delete"},
                                    {"assignment of ", "policy", "policy_assign", "policy_unassign"}};

class RuleReader {
public:
    explicit RuleReader(Transaction& transaction) : m_transaction(transaction) {}

    CatalogRules read() {
        for (const auto& row : catalog::PolicyTable(m_transaction).list())
            if (auto policy = noted("policy " + row.name, policyOf(row))) m_rules.book.policies.emplace(row.name, std::move(*policy));
        for (const auto& row : catalog::AssignmentTable(m_transaction).list())
            if (auto assignment = noted("assignment of " + row.policy + " to " + row.target, assignmentOf(row)))
                m_rules.book.assignments.push_back(std::move(*assignment));
        readObjects(RuleKind::Group, "group ", m_rules.book.groups, policy::groupFromJson);
        readObjects(RuleKind::Exception, "exception ", m_rules.book.exceptions, policy::exceptionFromJson);
        readObjects(RuleKind::ComplianceRule, "compliance ", m_rules.book.complianceRules, policy::complianceRuleFromJson);
        return std::move(m_rules);
    }

private:
    template <typename Object>
    base::Result<Object> noted(const std::string& object, base::Result<Object> read) {
        if (!read) m_rules.unread.push_back({object, read.error().message});
        return read;
    }

    template <typename Object>
    void readObjects(RuleKind kind, const std::string& prefix, std::map<std::string, Object>& into,
                     base::Result<Object> (*fromJson)(const base::Json&)) {
        for (const auto& row : catalog::RuleObjectTable(m_transaction, kind).list())
            if (auto object = noted(prefix + row.name, objectOf(row, fromJson))) into.emplace(row.name, std::move(*object));
    }

    Transaction& m_transaction;
    CatalogRules m_rules;
};

bool isAbout(const policy::BookProblem& problem, std::string_view changedKind, const std::string& id) {
    return std::any_of(std::begin(kKinds), std::end(kKinds), [&](const KindOfProblem& kind) {
        const std::string object = std::string(kind.prefix) + id;
        return kind.changed == changedKind && (problem.object == object || problem.object.starts_with(object + " to "));
    });
}

}  // namespace

CatalogRules readCatalogRules(Transaction& transaction) { return RuleReader(transaction).read(); }

base::Result<policy::RuleBook> readRuleBook(Transaction& transaction) {
    auto rules = readCatalogRules(transaction);
    if (!rules.unread.empty()) return {ErrorCode::Corrupt, unreadableText(rules.unread)};
    return std::move(rules.book);
}

CompiledRules compileCatalogRules(Transaction& transaction, const policy::CompiledBook* previous) {
    auto rules = readCatalogRules(transaction);
    if (rules.unread.empty()) {
        if (auto compiled = policy::CompiledBook::compile(std::move(rules.book), previous)) return {std::move(*compiled), {}};
        rules = readCatalogRules(transaction);
    }
    CompiledRules found{nullptr, std::move(rules.unread)};
    for (auto& problem : policy::CompiledBook::problems(rules.book, previous)) found.problems.push_back(std::move(problem));
    return found;
}

std::string problemsText(const std::vector<policy::BookProblem>& problems) {
    std::string text;
    for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem.object + ": " + problem.message;
    return text;
}

std::string unreadableText(const std::vector<policy::BookProblem>& problems) {
    std::string text = "the catalog holds rules that this version of the gateway does not understand. Handsets keep the documents they have, and none is "
                       "written until this is mended:";
    for (const auto& problem : problems) {
        text += "\n" + problem.object + ": " + problem.message;
        for (const auto& kind : kKinds)
            if (problem.object.starts_with(kind.prefix))
                text += "\n  Mend it with " + std::string(kind.set) + ", or take it away with " + std::string(kind.remove) + ".";
    }
    return text;
}

bool leadsOut(const std::vector<policy::BookProblem>& before, const std::vector<policy::BookProblem>& after, const Transaction& transaction) {
    const auto isOld = [&](const policy::BookProblem& problem) { return std::find(before.begin(), before.end(), problem) != before.end(); };
    if (!std::all_of(after.begin(), after.end(), isOld)) return false;
    if (after.size() < before.size()) return true;
    const auto& changes = transaction.changes();
    return std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
        return std::any_of(before.begin(), before.end(), [&](const auto& problem) { return isAbout(problem, change.first, change.second); });
    });
}

}  // namespace fleet
