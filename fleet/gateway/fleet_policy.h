// FleetPolicy: the gateway's mind about policy. The rule book that the catalog holds, compiled; every phone's facts in a
// policy::FleetEngine, so that a change of rules or facts tells at once which phones it concerns.
//
// The catalog is the truth. What is in memory follows it inside the same write transaction (followChanges), and is read
// anew when a transaction is rolled back. One phone's effective policy is computed from the transaction's rows, so that
// a reader sees its own snapshot whatever a writer does meanwhile.
//
// Safe from any thread; never blocks on anything but its own mutex.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/link_table.h"
#include "policy/engine/fleet_engine.h"
#include "policy/phone_evaluation.h"
#include "policy/whatif.h"

namespace fleet {

/// An evaluation and the book that its pointers point into.
struct PhonePolicy {
    std::shared_ptr<const policy::CompiledBook> book;
    policy::PhoneFacts facts;
    policy::PhoneEvaluation evaluation;
};

/// A group that would be new, another one or gone: how many phones are in it now, and how many would be. nullopt where there is no such group.
struct GroupWhatIf {
    std::string name;
    std::optional<std::size_t> before, after;
};

struct PolicyWhatIf {
    policy::WhatIfTotals totals;
    std::vector<policy::PhoneWhatIf> phones;
    std::size_t more = 0;  // phones that would change and come after these
    std::vector<GroupWhatIf> groups;  // by name
};

class FleetPolicy {
public:
    explicit FleetPolicy(const LinkTable& links) : m_links(links) {}

    /// Reads the whole catalog. Rules that do not compile are no error: see readable().
    base::Result<void> load(catalog::Transaction& transaction);
    /// Unavailable when the catalog holds rules that this version does not understand: which, where, and how to mend them. As long as that is so no
    /// phone is evaluated, so that no document is written and the handsets keep what they have; rules may change only towards what is understood
    /// (leadsOut), and the first change after which all is understood reads everything anew.
    [[nodiscard]] base::Result<void> readable() const;
    /// An alert when they are not readable.
    void raiseUnreadable(catalog::Transaction& transaction) const;

    /// Follows a change of policies, groups, assignments, exceptions or compliance rules in `transaction`. The phones whose
    /// effective policy or compliance it changes. InvalidInput with every problem when the rules do not compile: the
    /// transaction must fail then.
    base::Result<std::vector<base::PhoneId>> followRules(catalog::Transaction& transaction);
    /// Follows a change of a phone's facts (or its removal). True when its effective policy or compliance changed.
    base::Result<bool> followPhone(catalog::Transaction& transaction, const base::PhoneId& phone);
    /// Follows when handsets were last seen, as the transaction says; costs less than followPhone. The phones that it changed.
    base::Result<std::vector<base::PhoneId>> followSeen(catalog::Transaction& transaction, const std::vector<base::HandsetId>& handsets);
    /// What time alone changed.
    base::Result<std::vector<base::PhoneId>> advance(catalog::Transaction& transaction);
    /// True when a condition asks for the time or there are exceptions, which expire.
    [[nodiscard]] bool dependsOnTime() const;
    /// True when advance() would have something to look at.
    [[nodiscard]] bool isDue(base::Timestamp now) const;

    /// Unavailable as readable().
    base::Result<PhonePolicy> evaluate(catalog::Transaction& transaction, const catalog::VirtualPhoneRow& phone) const;

    /// Without any rule when they are not readable.
    [[nodiscard]] std::shared_ptr<const policy::CompiledBook> book() const;
    /// What `book` instead of the present one would do: over the whole fleet, and the first `most` of the phones that it would change after the id
    /// `after`, by id. Writers wait meanwhile. Unavailable as readable().
    base::Result<PolicyWhatIf> whatIf(const std::shared_ptr<const policy::CompiledBook>& book, const std::string& after, std::size_t most) const;
    /// The phones a condition matches now.
    std::vector<base::PhoneId> matching(const policy::CompiledCondition& condition) const;
    /// How many phones are in a group now: its condition holds on them, or they or their handsets are in its list. nullopt when the rules are not
    /// readable.
    [[nodiscard]] std::optional<std::size_t> phonesIn(std::string_view group) const;

private:
    base::Result<void> read(catalog::Transaction& transaction);
    base::Result<void> reread(catalog::Transaction& transaction);
    void forgetOnRollback(catalog::Transaction& transaction);
    [[nodiscard]] std::vector<base::PhoneId> allPhones() const;
    [[nodiscard]] std::vector<GroupWhatIf> compareGroups(const policy::CompiledBook& after) const;
    [[nodiscard]] std::vector<base::PhoneId> names(const std::vector<policy::PhoneIndex>& indices) const;

    const LinkTable& m_links;
    mutable std::mutex m_mutex;  // guards what follows
    std::shared_ptr<const policy::CompiledBook> m_book;
    std::unique_ptr<policy::FleetEngine> m_engine;  // null when the rules are not readable
    std::vector<policy::BookProblem> m_problems;
    bool m_stale = false;  // a transaction that changed what is here was rolled back
};

}  // namespace fleet
