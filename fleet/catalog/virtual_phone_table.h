// Virtual phones: what the fleet wants of them. What handsets report of them is in phone_report_table.h, the signed
// documents are in desired_document_table.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/page.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct VirtualPhoneRow {
    base::PhoneId id;
    std::string name, persona;
    base::HandsetId handset;
    std::optional<base::PersonId> person;
    base::Timestamp createdAt;
    bool present = true, running = true;
    std::string image, version;  // the desired release
    unsigned memoryMiB = 256, cpus = 1;
    base::ByteCount dataSize;
    std::optional<base::RestorePointId> originRestorePoint;
    std::int64_t desiredVersion = 0;  // of the newest document, on whichever handset
    std::string agreement = "unknown";
};

class VirtualPhoneTable {
public:
    explicit VirtualPhoneTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const VirtualPhoneRow& row);
    void update(const VirtualPhoneRow& row);
    /// The phone is gone from its handset: it is no longer found or listed.
    void markDeleted(const base::PhoneId& id);
    std::optional<VirtualPhoneRow> find(const base::PhoneId& id);
    std::vector<VirtualPhoneRow> findByName(std::string_view name);
    std::vector<VirtualPhoneRow> onHandset(const base::HandsetId& handset);
    std::vector<VirtualPhoneRow> ofPerson(const base::PersonId& person);
    /// Every id, for what concerns the whole fleet; `persona` empty: all.
    std::vector<base::PhoneId> ids(std::string_view persona);
    base::Result<Page<VirtualPhoneRow>> page(const PageRequest& request, const std::optional<base::HandsetId>& handset,
                                             const std::optional<base::PersonId>& person);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
