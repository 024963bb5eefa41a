#include "fleet/gateway/rule_book_edit.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policy/rule_book_json.h"

namespace fleet {
namespace {

using base::ErrorCode;

template <typename Object>
base::Result<void> removeNamed(base::ObjectReader& reader, std::string_view member, std::string_view spoken,
                               std::map<std::string, Object>& from) {
    if (!reader.has(member)) return {};
    for (const auto& name : reader.texts(member))
        if (from.erase(name) == 0)
            return {ErrorCode::NotFound, "there is no " + std::string(spoken) + " '" + name + "' to remove"};
    return {};
}

base::Result<void> removeAssignment(policy::RuleBook& book, const base::Json& json) {
    base::ObjectReader reader(json, "remove.assignments");
    const auto name = reader.text("policy");
    const auto text = reader.text("target");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto target, policy::targetFromText(text));
    const auto removed = std::erase_if(book.assignments, [&](const auto& one) { return one.policy == name && one.target == target; });
    if (removed == 0) return {ErrorCode::NotFound, "policy '" + name + "' is not assigned to " + text};
    return {};
}

base::Result<void> removeFrom(policy::RuleBook& book, const base::Json& json) {
    base::ObjectReader reader(json, "remove");
    TWINSET_TRY(removeNamed(reader, "policies", "policy", book.policies));
    TWINSET_TRY(removeNamed(reader, "groups", "group", book.groups));
    TWINSET_TRY(removeNamed(reader, "exceptions", "exception", book.exceptions));
    TWINSET_TRY(removeNamed(reader, "complianceRules", "compliance rule", book.complianceRules));
    if (reader.has("assignments"))
        reader.array("assignments", [&](const base::Json& one) { return removeAssignment(book, one); });
    TWINSET_TRY(reader.finish());
    std::erase_if(book.assignments, [&](const auto& one) { return !book.policies.contains(one.policy); });
    return {};
}

template <typename Object>
void overlay(std::map<std::string, Object>& book, std::map<std::string, Object> put) {
    for (auto& [name, object] : put) book.insert_or_assign(name, std::move(object));
}

void overlay(std::vector<policy::Assignment>& book, std::vector<policy::Assignment> put) {
    for (auto& one : put) {
        // A policy has one level at one target.
        std::erase_if(book, [&](const auto& other) { return other.policy == one.policy && other.target == one.target; });
        book.push_back(std::move(one));
    }
    std::sort(book.begin(), book.end());
}

}  // namespace

base::Result<policy::RuleBook> editRuleBook(policy::RuleBook book, const base::Json& edit) {
    base::ObjectReader reader(edit, "edit");
    const bool replace = reader.booleanOr("replace", false);
    policy::RuleBook put;
    if (reader.has("put")) {
        TWINSET_ASSIGN(put, policy::ruleBookFromJson(reader.any("put")));
    }
    const base::Json* remove = reader.has("remove") ? &reader.any("remove") : nullptr;
    TWINSET_TRY(reader.finish());
    if (replace) return put;
    if (remove != nullptr) TWINSET_TRY(removeFrom(book, *remove));
    overlay(book.policies, std::move(put.policies));
    overlay(book.groups, std::move(put.groups));
    overlay(book.exceptions, std::move(put.exceptions));
    overlay(book.complianceRules, std::move(put.complianceRules));
    overlay(book.assignments, std::move(put.assignments));
    return book;
}

}  // namespace fleet
