// Asking a handset to prove a restore point: which handset, with what, and what that lets it fetch meanwhile.
#pragma once

#include <optional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

inline constexpr std::string_view kProveKind = "restore_point_prove";
/// A handset with this label proves for all others: `twinset handset label NAME proving=yes`.
inline constexpr const char* kProvingLabel = "proving";
inline constexpr const char* kProvingLabelValue = "yes";

struct ProofWish {
    std::string actor;
    std::optional<base::HandsetId> on;  // nobody said: one with the label that is online, else the phone's own
    base::Json conditions;              // as of a backup; null: at once
    base::Duration validFor = std::chrono::hours(24);
};

/// Conflict when the phone's release is not known, the handset is not enrolled, or one of the phone's is being proved already.
base::Result<catalog::OperationRow> orderProof(FleetContext& fleet, catalog::Transaction& transaction,
                                               const catalog::VirtualPhoneRow& phone,
                                               const catalog::RestorePointRow& point, const ProofWish& wish);

/// What a handset is asked to prove of a phone just now, and with which release.
struct ProofUnderWay {
    base::Digest root, manifest;
};
std::optional<ProofUnderWay> proofOn(catalog::Transaction& transaction, const base::HandsetId& handset,
                                     const base::PhoneId& phone);
/// True while the handset is asked to prove something with that release.
bool provesWith(catalog::Transaction& transaction, const base::HandsetId& handset, const base::Digest& manifest);

/// When the handset saw the guest well; InvalidInput for anything but what restore_point_prove answers.
base::Result<base::Timestamp> readProofResult(const base::Json& result);
/// The restore point that a proving operation is about.
base::Result<base::RestorePointId> pointOfProof(const catalog::OperationRow& operation);

}  // namespace fleet
