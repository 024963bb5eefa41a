#include "fleet/gateway/policy_application.h"

#include <set>

#include "fleet/catalog/virtual_phone_table.h"

namespace fleet {
namespace {

using catalog::Transaction;

base::Result<void> refreshAll(DesiredStateWriter& desired, Transaction& transaction, const std::vector<base::PhoneId>& phones) {
    for (const auto& phone : phones) TWINSET_TRY(desired.refresh(transaction, phone, Rewrite::WhenChanged));
    return {};
}

std::set<base::PhoneId> concernedPhones(Transaction& transaction) {
    catalog::VirtualPhoneTable table(transaction);
    std::set<base::PhoneId> phones;
    for (const auto& [kind, id] : transaction.changes()) {
        std::vector<catalog::VirtualPhoneRow> rows;
        if (kind == "virtual_phone") phones.insert(base::PhoneId(id));
        if (kind == "handset") rows = table.onHandset(base::HandsetId(id));
        if (kind == "person") rows = table.ofPerson(base::PersonId(id));
        for (const auto& row : rows) phones.insert(row.id);
    }
    return phones;
}

}  // namespace

base::Result<std::size_t> applyRules(FleetPolicy& policy, DesiredStateWriter& desired, Transaction& transaction) {
    TWINSET_ASSIGN(const auto changed, policy.followRules(transaction));
    TWINSET_TRY(refreshAll(desired, transaction, changed));
    return changed.size();
}

base::Result<void> followFacts(FleetPolicy& policy, DesiredStateWriter& desired, Transaction& transaction) {
    for (const auto& phone : concernedPhones(transaction)) {
        TWINSET_ASSIGN(const bool changed, policy.followPhone(transaction, phone));
        if (!changed) continue;
        TWINSET_TRY(desired.refresh(transaction, phone, Rewrite::WhenChanged));
        // A new document is itself a fact: the phone does not agree with it yet.
        TWINSET_TRY(policy.followPhone(transaction, phone));
    }
    return {};
}

base::Result<void> applySeen(FleetPolicy& policy, DesiredStateWriter& desired, Transaction& transaction,
                             const std::vector<base::HandsetId>& handsets) {
    TWINSET_ASSIGN(const auto changed, policy.followSeen(transaction, handsets));
    return refreshAll(desired, transaction, changed);
}

base::Result<void> applyTime(FleetPolicy& policy, DesiredStateWriter& desired, Transaction& transaction) {
    TWINSET_ASSIGN(const auto changed, policy.advance(transaction));
    return refreshAll(desired, transaction, changed);
}

}  // namespace fleet
