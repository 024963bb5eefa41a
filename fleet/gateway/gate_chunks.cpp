// What a handset may fetch: releases that its phones run, and the data of its own phones.
#include <algorithm>

#include "base/log.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/chunk_ownership.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/owner_backup.h"
#include "fleet/gateway/proof_order.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// A release of an image that one of the handset's phones runs.
base::Result<catalog::ReleaseRow> releaseFor(FleetContext& fleet, const base::HandsetId& handset,
                                             const base::Digest& manifest) {
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<catalog::ReleaseRow> {
        auto release = catalog::ReleaseTable(transaction).findByManifest(manifest);
        if (!release) return {ErrorCode::NotFound, "there is no release " + manifest.hex()};
        const auto phones = catalog::VirtualPhoneTable(transaction).onHandset(handset);
        const auto uses = [&](const auto& phone) {
            return phone.image == release->image && (!release->withdrawnAt || phone.version == release->version);
        };
        if (std::none_of(phones.begin(), phones.end(), uses) && !provesWith(transaction, handset, manifest))
            return {ErrorCode::Denied, "no virtual phone of this handset runs release " + release->version +
                                           " of image '" + release->image + "'"};
        return std::move(*release);
    });
}

}  // namespace

base::Result<images::SignedManifest> GatewayGate::releaseManifest(const base::HandsetId& handset,
                                                                  const base::Digest& manifest) {
    TWINSET_ASSIGN(auto release, releaseFor(m_fleet, handset, manifest));
    return images::SignedManifest{std::move(release.manifest), std::move(release.signature)};
}

std::vector<base::Bytes> GatewayGate::releaseKeys() {
    auto keys = m_fleet.catalog.read([](Transaction& transaction) -> base::Result<std::vector<base::Bytes>> {
        std::vector<base::Bytes> all;
        for (auto& row : catalog::ReleaseKeyTable(transaction).list()) all.push_back(std::move(row.publicKey));
        return all;
    });
    if (!keys) base::logError("cannot read the release keys: " + keys.error().message);
    return keys.valueOr({});
}

base::Result<PhoneKeys> GatewayGate::phoneKeys(const base::HandsetId& handset, const base::PhoneId& phone) {
    TWINSET_TRY(m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<void> {
        if (proofOn(transaction, handset, phone)) return {};
        const auto own = backedUpPhoneOn(transaction, handset, phone);
        if (!own) return own.error();
        return {};
    }));
    return PhoneKeys{m_fleet.keys.store.idKey, m_fleet.keys.store.encryptionKey};
}

base::Result<void> GatewayGate::mayFetchRelease(const base::HandsetId& handset, const base::Digest& manifest,
                                                const std::vector<images::ChunkId>& ids) {
    TWINSET_ASSIGN(const auto release, releaseFor(m_fleet, handset, manifest));
    TWINSET_ASSIGN(const auto set, m_fleet.chunks.ofRelease(manifest, release.manifest));
    for (const auto& id : ids)
        if (!set->contains(id)) return {ErrorCode::Denied, "chunk " + id.hex() + " is not of that release"};
    return {};
}

base::Result<protocol::OwnerBackupAnswer> GatewayGate::ownerBackup(const base::HandsetId& handset,
                                                                   const protocol::OwnerBackupRequest& request) {
    return answerOwner(m_fleet, handset, request);
}

base::Result<std::shared_ptr<images::ChunkSource>> GatewayGate::mayFetchPhone(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                              const std::vector<images::ChunkId>& ids) {
    // All that lies there is that phone's.
    TWINSET_ASSIGN(const auto owners, ownerStoreOf(m_fleet, handset, phone));
    if (owners) return std::shared_ptr<images::ChunkSource>(owners);
    TWINSET_ASSIGN(const auto roots,
                   m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::vector<images::ChunkId>> {
                       const auto own = phoneOn(transaction, handset, phone);
                       if (own) return catalog::RestorePointTable(transaction).rootsOf(phone);
                       // A handset that proves one restore point of a phone gets that one, for as long as it is asked to.
                       const auto proof = proofOn(transaction, handset, phone);
                       if (!proof) return own.error();
                       return std::vector<images::ChunkId>{proof->root};
                   }));
    const auto foreign = withoutThoseOf(m_fleet, roots, ids);
    if (!foreign.empty())
        return {ErrorCode::Denied, "chunk " + foreign.front().hex() + " is of none of this phone's restore points"};
    return std::shared_ptr<images::ChunkSource>();
}

}  // namespace fleet
