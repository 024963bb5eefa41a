#include "fleet/gateway/fleet_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/rule_object_table.h"
#include "fleet/gateway/phone_facts.h"
#include "policy/rule_book_json.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RuleKind;
using catalog::Transaction;

base::Result<policy::Policy> policyOf(const catalog::PolicyRow& row) {
    policy::Policy policy{row.name, row.description, {}, row.condition};
    TWINSET_ASSIGN(const auto settings, base::parseJson(row.settings));
    for (const auto& [name, json] : settings.items()) {
        TWINSET_ASSIGN(policy.settings[name], policy::valueFromJson(json));
    }
    return policy;
}

template <typename Object>
base::Result<void> readObjects(Transaction& transaction, RuleKind kind, std::map<std::string, Object>& into,
                               base::Result<Object> (*fromJson)(const base::Json&)) {
    for (const auto& row : catalog::RuleObjectTable(transaction, kind).list()) {
        TWINSET_ASSIGN(const auto json, base::parseJson(row.body));
        TWINSET_ASSIGN(auto object, fromJson(json));
        into.emplace(row.name, std::move(object));
    }
    return {};
}

}  // namespace

base::Result<policy::RuleBook> readRuleBook(Transaction& transaction) {
    policy::RuleBook book;
    for (const auto& row : catalog::PolicyTable(transaction).list()) {
        TWINSET_ASSIGN(auto policy, policyOf(row));
        book.policies.emplace(row.name, std::move(policy));
    }
    for (const auto& row : catalog::AssignmentTable(transaction).list()) {
        const auto level = policy::levelFromName(row.level);
        TWINSET_ASSIGN(const auto target, policy::targetFromText(row.target));
        if (!level) return {ErrorCode::Corrupt, "the assignment of policy '" + row.policy + "' is damaged"};
        book.assignments.push_back({row.policy, target, *level});
    }
    TWINSET_TRY(readObjects(transaction, RuleKind::Group, book.groups, policy::groupFromJson));
    TWINSET_TRY(readObjects(transaction, RuleKind::Exception, book.exceptions, policy::exceptionFromJson));
    TWINSET_TRY(readObjects(transaction, RuleKind::ComplianceRule, book.complianceRules, policy::complianceRuleFromJson));
    return book;
}

base::Result<void> FleetPolicy::load(Transaction& transaction) {
    const std::lock_guard lock(m_mutex);
    return read(transaction).withContext("the policies of the catalog");
}

base::Result<void> FleetPolicy::read(Transaction& transaction) {
    TWINSET_ASSIGN(auto rules, readRuleBook(transaction));
    TWINSET_ASSIGN(auto book, policy::CompiledBook::compile(std::move(rules), m_book.get()));
    auto engine = std::make_unique<policy::FleetEngine>(book, transaction.now());
    std::vector<policy::PhoneFacts> all;
    catalog::VirtualPhoneTable phones(transaction);
    for (const auto& id : phones.ids("")) {
        const auto row = phones.find(id);
        if (!row) continue;
        TWINSET_ASSIGN(auto facts, phoneFacts(transaction, m_links, *row));
        all.push_back(std::move(facts));
    }
    engine->putAll(all);
    m_book = std::move(book);
    m_engine = std::move(engine);
    m_stale = false;
    return {};
}

base::Result<void> FleetPolicy::reread(Transaction& transaction) {
    if (!m_stale && m_engine) return {};
    return read(transaction);
}

void FleetPolicy::forgetOnRollback(Transaction& transaction) {
    transaction.afterRollback([this] {
        const std::lock_guard lock(m_mutex);
        m_stale = true;
    });
}

std::vector<base::PhoneId> FleetPolicy::names(const std::vector<policy::PhoneIndex>& indices) const {
    std::vector<base::PhoneId> ids;
    ids.reserve(indices.size());
    for (const auto index : indices) ids.emplace_back(std::string(m_engine->phoneAt(index)));
    return ids;
}

std::vector<base::PhoneId> FleetPolicy::allPhones() const { return m_engine ? names(m_engine->phones()) : std::vector<base::PhoneId>(); }

base::Result<std::vector<base::PhoneId>> FleetPolicy::followRules(Transaction& transaction) {
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    // Nobody may be answered, or sent a document, by rules that were never committed.
    transaction.afterRollback([this, former = m_book] {
        const std::lock_guard again(m_mutex);
        m_book = former;
    });
    TWINSET_ASSIGN(auto rules, readRuleBook(transaction));
    TWINSET_ASSIGN(auto book, policy::CompiledBook::compile(std::move(rules), m_book.get()));
    if (m_stale) {
        // What the engine held is not what the catalog held before: everything may be different.
        TWINSET_TRY(read(transaction));
        return names(m_engine->phones());
    }
    auto changed = m_engine->setBook(book);
    m_book = std::move(book);
    return names(changed);
}

base::Result<bool> FleetPolicy::followPhone(Transaction& transaction, const base::PhoneId& phone) {
    const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    // What was read anew has the new facts already: nobody knows what they were, so the phone counts as changed.
    const bool unknown = m_stale;
    TWINSET_TRY(reread(transaction));
    if (!row) {
        m_engine->remove(phone.text());
        return false;
    }
    TWINSET_ASSIGN(const auto facts, phoneFacts(transaction, m_links, *row));
    return m_engine->put(facts) || unknown;
}

base::Result<std::vector<base::PhoneId>> FleetPolicy::followSeen(Transaction& transaction, const std::vector<base::HandsetId>& handsets) {
    static const std::size_t kLastSeen = *policy::attributeIndex("device.lastSeenAt");
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    const bool unknown = m_stale;
    TWINSET_TRY(reread(transaction));
    if (unknown || !m_engine) return allPhones();
    std::vector<base::PhoneId> changed;
    for (const auto& handset : handsets) {
        const auto seen = m_links.lastSeen(catalog::HandsetTable(transaction).lastSeenAt(handset));
        if (!seen) continue;
        for (const auto& phone : catalog::VirtualPhoneTable(transaction).onHandset(handset)) {
            const auto index = m_engine->find(phone.id.text());
            if (!index) continue;
            auto facts = m_engine->factsOf(*index);
            facts.values[kLastSeen] = *seen;
            if (m_engine->put(facts)) changed.push_back(phone.id);
        }
    }
    return changed;
}

base::Result<std::vector<base::PhoneId>> FleetPolicy::advance(Transaction& transaction) {
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    const bool unknown = m_stale;
    TWINSET_TRY(reread(transaction));
    if (unknown) return names(m_engine->phones());
    return names(m_engine->advance(transaction.now()));
}

bool FleetPolicy::dependsOnTime() const {
    const auto current = book();
    const auto& rules = current->book();
    const auto asks = [](const policy::CompiledCondition* condition) { return condition != nullptr && condition->readsNow; };
    const auto any = [](const auto& objects, auto test) { return std::any_of(objects.begin(), objects.end(), test); };
    return !rules.exceptions.empty() || any(rules.policies, [&](const auto& one) { return asks(current->ofPolicy(one.first)); }) ||
           any(rules.groups, [&](const auto& one) { return asks(current->ofGroup(one.first)); }) ||
           any(rules.complianceRules, [&](const auto& one) { return asks(current->ofComplianceRule(one.first)); });
}

bool FleetPolicy::isDue(base::Timestamp now) const {
    const std::lock_guard lock(m_mutex);
    if (m_stale || !m_engine) return true;
    const auto flip = m_engine->nextFlip();
    return flip && *flip <= now;
}

base::Result<PhonePolicy> FleetPolicy::evaluate(Transaction& transaction, const catalog::VirtualPhoneRow& phone) const {
    PhonePolicy found;
    found.book = book();
    TWINSET_ASSIGN(found.facts, phoneFacts(transaction, m_links, phone));
    TWINSET_ASSIGN(found.evaluation, policy::evaluatePhone(*found.book, found.facts, transaction.now()));
    return found;
}

std::shared_ptr<const policy::CompiledBook> FleetPolicy::book() const {
    const std::lock_guard lock(m_mutex);
    return m_book;
}

std::vector<base::PhoneId> FleetPolicy::wouldChange(const std::shared_ptr<const policy::CompiledBook>& book) const {
    const std::lock_guard lock(m_mutex);
    return names(m_engine->wouldChange(book));
}

std::vector<base::PhoneId> FleetPolicy::matching(const policy::CompiledCondition& condition) const {
    const std::lock_guard lock(m_mutex);
    return names(m_engine->matching(condition));
}

}  // namespace fleet
