#include "fleet/gateway/chunk_ownership.h"

#include "base/log.h"
#include "fleet/gateway/chunk_membership.h"

namespace fleet {

using base::ErrorCode;

base::Result<catalog::VirtualPhoneRow> phoneOn(catalog::Transaction& transaction, const base::HandsetId& handset,
                                               const base::PhoneId& phone) {
    auto row = catalog::VirtualPhoneTable(transaction).find(phone);
    if (!row || row->handset != handset)
        return {ErrorCode::Denied, "the virtual phone " + phone.text() + " is not on this handset"};
    return std::move(*row);
}

base::Result<catalog::VirtualPhoneRow> backedUpPhoneOn(catalog::Transaction& transaction,
                                                       const base::HandsetId& handset, const base::PhoneId& phone) {
    TWINSET_ASSIGN(auto row, phoneOn(transaction, handset, phone));
    if (row.persona != "work")
        return {ErrorCode::Denied, "the virtual phone '" + row.name + "' is " + row.persona +
                                       ": the fleet's store holds work phones only, its owner has not asked for backups of her own, and nothing of it was stored"};
    return row;
}

std::vector<images::ChunkId> withoutThoseOf(FleetContext& fleet, const std::vector<images::ChunkId>& roots,
                                            std::vector<images::ChunkId> ids) {
    for (const auto& root : roots) {
        if (ids.empty()) break;
        const auto set = fleet.chunks.ofRestorePoint(root);
        if (set)
            std::erase_if(ids, [&](const auto& id) { return (*set)->contains(id); });
        else
            base::logWarning("restore point " + root.hex() + " cannot be read: " + set.error().message);
    }
    return ids;
}

}  // namespace fleet
