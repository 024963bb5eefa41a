#include "fleet/gateway/fleet_policy.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "base/log.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/gateway/catalog_rules.h"
#include "fleet/gateway/phone_facts.h"
#include "policy/engine/fleet_comparison.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr auto kUnreadableAlert = "policy_unreadable", kReadableAlert = "policy_readable";

std::shared_ptr<const policy::CompiledBook> noRules() {
    auto compiled = policy::CompiledBook::compile({});
    assert(compiled);
    return std::move(*compiled);
}

}  // namespace

base::Result<void> FleetPolicy::load(Transaction& transaction) {
    const std::lock_guard lock(m_mutex);
    return read(transaction).withContext("the policies of the catalog");
}

base::Result<void> FleetPolicy::read(Transaction& transaction) {
    auto rules = compileCatalogRules(transaction, m_book.get());
    if (!rules.book) {
        m_book = noRules();
        m_engine.reset();
        m_problems = std::move(rules.problems);
        m_stale = false;
        return {};
    }
    auto engine = std::make_unique<policy::FleetEngine>(rules.book, transaction.now());
    std::vector<policy::PhoneFacts> all;
    catalog::VirtualPhoneTable phones(transaction);
    for (const auto& id : phones.ids("")) {
        const auto row = phones.find(id);
        if (!row) continue;
        TWINSET_ASSIGN(auto facts, phoneFacts(transaction, m_links, *row));
        all.push_back(std::move(facts));
    }
    engine->putAll(all);
    m_book = std::move(rules.book);
    m_engine = std::move(engine);
    m_problems.clear();
    m_stale = false;
    return {};
}

base::Result<void> FleetPolicy::reread(Transaction& transaction) { return m_stale ? read(transaction) : base::Result<void>(); }

base::Result<void> FleetPolicy::readable() const {
    const std::lock_guard lock(m_mutex);
    if (m_problems.empty()) return {};
    return {ErrorCode::Unavailable, unreadableText(m_problems)};
}

void FleetPolicy::raiseUnreadable(Transaction& transaction) const {
    const auto known = readable();
    if (known) return;
    base::logError(known.error().message);
    catalog::AlertTable(transaction).raise(kUnreadableAlert, "policy", known.error().message);
}

std::vector<base::PhoneId> FleetPolicy::allPhones() const { return m_engine ? names(m_engine->phones()) : std::vector<base::PhoneId>(); }

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

base::Result<std::vector<base::PhoneId>> FleetPolicy::followRules(Transaction& transaction) {
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    // Nobody may be answered, or sent a document, by rules that were never committed.
    transaction.afterRollback([this, former = m_book, problems = m_problems] {
        const std::lock_guard again(m_mutex);
        m_book = former;
        m_problems = problems;
    });
    auto rules = compileCatalogRules(transaction, m_book.get());
    if (!rules.book) {
        if (m_problems.empty()) return {ErrorCode::InvalidInput, problemsText(rules.problems)};
        if (!leadsOut(m_problems, rules.problems, transaction)) return {ErrorCode::InvalidInput, unreadableText(rules.problems)};
        m_problems = std::move(rules.problems);
        return std::vector<base::PhoneId>();
    }
    if (m_stale || !m_engine) {
        // What the engine held is not what the catalog held before: everything may be different.
        if (!m_problems.empty())
            catalog::AlertTable(transaction).raise(kReadableAlert, "policy", "the rules of the catalog can be read again, and are in force");
        TWINSET_TRY(read(transaction));
        return allPhones();
    }
    auto changed = m_engine->setBook(rules.book);
    m_book = std::move(rules.book);
    return names(changed);
}

base::Result<bool> FleetPolicy::followPhone(Transaction& transaction, const base::PhoneId& phone) {
    const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
    const std::lock_guard lock(m_mutex);
    forgetOnRollback(transaction);
    // What was read anew has the new facts already: nobody knows what they were, so the phone counts as changed.
    const bool unknown = m_stale;
    TWINSET_TRY(reread(transaction));
    if (!m_engine) return false;
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
    if (unknown || !m_engine) return allPhones();
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
    if (m_stale || !m_engine) return m_stale;
    const auto flip = m_engine->nextFlip();
    return flip && *flip <= now;
}

base::Result<PhonePolicy> FleetPolicy::evaluate(Transaction& transaction, const catalog::VirtualPhoneRow& phone) const {
    TWINSET_TRY(readable());
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

base::Result<PolicyWhatIf> FleetPolicy::whatIf(const std::shared_ptr<const policy::CompiledBook>& book, const std::string& after,
                                              std::size_t most) const {
    TWINSET_TRY(readable());
    const std::lock_guard lock(m_mutex);
    const auto comparison = m_engine->compare(book);
    PolicyWhatIf found{comparison->totals(), {}, 0, compareGroups(*book)};
    // The first `most` by id: of all others no name is kept.
    using Named = std::pair<std::string_view, policy::PhoneIndex>;
    std::vector<Named> first;  // a heap, the last one in front
    std::size_t behind = 0;
    for (const auto index : comparison->changed()) {
        const Named one{m_engine->phoneAt(index), index};
        if (one.first <= after) continue;
        ++behind;
        if (first.size() == most && (most == 0 || first.front() < one)) continue;
        if (first.size() == most) std::pop_heap(first.begin(), first.end()), first.pop_back();
        first.push_back(one);
        std::push_heap(first.begin(), first.end());
    }
    std::sort_heap(first.begin(), first.end());
    for (const auto& [name, index] : first) found.phones.push_back(comparison->phone(index));
    found.more = behind - first.size();
    return found;
}

std::vector<GroupWhatIf> FleetPolicy::compareGroups(const policy::CompiledBook& after) const {
    const auto& groupsNow = m_book->book().groups;
    const auto& groupsThen = after.book().groups;
    std::map<std::string, GroupWhatIf> different;
    const auto count = [&](const policy::CompiledBook& book, const std::string& group) { return m_engine->membersOf(book, group).size(); };
    const auto isSame = [](const auto& groups, const auto& named) {
        const auto other = groups.find(named.first);
        return other != groups.end() && other->second == named.second;
    };
    for (const auto& named : groupsNow)
        if (!isSame(groupsThen, named)) different[named.first].before = count(*m_book, named.first);
    for (const auto& named : groupsThen)
        if (!isSame(groupsNow, named)) different[named.first].after = count(after, named.first);
    std::vector<GroupWhatIf> groups;
    for (auto& [name, group] : different) groups.push_back({name, group.before, group.after});
    return groups;
}

std::vector<base::PhoneId> FleetPolicy::matching(const policy::CompiledCondition& condition) const {
    const std::lock_guard lock(m_mutex);
    return m_engine ? names(m_engine->matching(condition)) : std::vector<base::PhoneId>();
}

std::optional<std::size_t> FleetPolicy::phonesIn(std::string_view group) const {
    const std::lock_guard lock(m_mutex);
    if (!m_engine) return std::nullopt;
    return m_engine->membersOf(*m_book, group).size();
}

}  // namespace fleet
