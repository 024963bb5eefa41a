// Gateway: one fleet, opened from its data directory. It owns the parts and knows nothing of the network; servers are
// put around it by running_gateway.h, and tests use it as it is.
//
//   DATA/lock              held while the gateway is open
//   DATA/catalog.sqlite    the catalog
//   DATA/keys/             the fleet's secrets (fleet_keys.h)
//   DATA/ca/               the certificate authority
//   DATA/store/            chunks
//   DATA/owner/            what owners of personal phones keep here (owner_stores.h)
//   DATA/uploads/          what each phone stored since its last restore point (upload_ledger.h)
//   DATA/imports/          what imports of virtual phones have brought so far (import_ids.h)
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/client/fleet_service.h"
#include "fleet/gateway/caller.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/gateway/sign_in.h"
#include "fleet/link/handset_gate.h"

namespace fleet {

inline constexpr base::ByteCount kDefaultOwnerQuota = base::mebibytes(64 * 1024);

struct GatewayOptions {
    std::filesystem::path dataDirectory;
    std::string publicHost = "127.0.0.1";  // where handsets find it; stands in enrolment tokens
    PasswordCost passwordCost;
    /// What the backups of one personal phone may take on disk; 0: none are kept.
    base::ByteCount ownerQuota = kDefaultOwnerQuota;
};

class Gateway {
public:
    /// Opens or creates. `fileSystem` and `clock` must outlive the gateway. Conflict when another process has the
    /// directory open or a newer program made it; Corrupt for damaged keys. Restores that were under way go on.
    static base::Result<std::unique_ptr<Gateway>> open(base::FileSystem& fileSystem, const base::Clock& clock,
                                                       const GatewayOptions& options);
    ~Gateway();

    /// The password of the first administrator, "admin", until passwordWasShown(); empty afterwards.
    [[nodiscard]] const base::Secret& oneTimePassword() const;
    base::Result<void> passwordWasShown();

    [[nodiscard]] HandsetGate& gate();
    [[nodiscard]] FleetContext& context();
    /// Enrolment tokens name these ports.
    void setHandsetPorts(std::uint16_t linkPort, std::uint16_t bulkPort);
    /// What time alone brings about: operations that expire. To be called about once a second.
    void tick();

private:
    struct Parts;
    explicit Gateway(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// A FleetService that runs verbs in this process, as `caller` (or as an administrator of that name). The gateway must
/// outlive it.
std::unique_ptr<FleetService> createLocalFleetService(Gateway& gateway, const std::string& actor);
std::unique_ptr<FleetService> createLocalFleetService(Gateway& gateway, const Caller& caller);

}  // namespace fleet
