// What a phone's guest reads when it boots, told by who saw it boot and given to who is to boot it. A list has numbers of places
// on the phone's own disk, so that a handset which lies about it can make that phone's next boot slower, and nothing else:
// what is fetched is the restore point's, and is asked for like everything else.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/boot_list_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/chunk_ownership.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/proof_order.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// The size of the disk that the handset booted.
base::Result<base::ByteCount> bootedDisk(Transaction& transaction, const base::HandsetId& handset, const base::PhoneId& phone,
                                         const images::ChunkId& root) {
    if (const auto own = phoneOn(transaction, handset, phone); !own) {
        const auto proof = proofOn(transaction, handset, phone);
        if (!proof || proof->root != root) return own.error();
    }
    const auto points = catalog::RestorePointTable(transaction).allOf(phone);
    const auto point = std::find_if(points.begin(), points.end(), [&](const auto& one) { return one.root == root; });
    if (point == points.end()) return {ErrorCode::Denied, "this is none of the phone's restore points"};
    return point->diskSize;
}

}  // namespace

base::Result<void> GatewayGate::keepBootList(const base::HandsetId& handset, const base::PhoneId& phone, const images::ChunkId& root,
                                             const images::ChunkNumbers& chunks) {
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        TWINSET_ASSIGN(const auto size, bootedDisk(transaction, handset, phone, root));
        TWINSET_TRY(images::checkBootList(chunks, size.value));
        catalog::BootListTable(transaction).put(phone, images::bootListJson(chunks).dump());
        return {};
    });
}

base::Result<images::ChunkNumbers> GatewayGate::bootList(const base::HandsetId& handset, const base::PhoneId& phone) {
    return m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<images::ChunkNumbers> {
        if (const auto own = phoneOn(transaction, handset, phone); !own) return own.error();
        const auto row = catalog::BootListTable(transaction).find(phone);
        if (!row) return images::ChunkNumbers();
        TWINSET_ASSIGN(auto chunks, base::parseJson(row->chunks));
        const base::Json kept{{"chunks", std::move(chunks)}};
        base::ObjectReader reader(kept, "boot list");
        auto list = images::readBootList(reader, "chunks");
        TWINSET_TRY(reader.finish());
        return list;
    });
}

}  // namespace fleet
