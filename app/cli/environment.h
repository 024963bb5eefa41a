// Environment: everything the command line gets from outside. twinset_main.cpp makes the real one, tests make fakes.
#pragma once

#include <memory>
#include <string>

#include "app/cli/session.h"
#include "app/cli/terminal.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "fleet/client/fleet_service.h"

namespace cli {

/// How a session becomes a connection.
class GatewayDoor {
public:
    virtual ~GatewayDoor() = default;
    /// The session's token may be empty (before a login). Denied when the gateway's authority is not the session's.
    virtual base::Result<std::unique_ptr<fleet::FleetService>> open(const Session& session) = 0;
    /// The fingerprint of the authority that the gateway at this address shows. Nothing is trusted by asking.
    virtual base::Result<std::string> fingerprint(const GatewayAddress& address) = 0;
};

struct Environment {
    Terminal& terminal;
    base::FileSystem& files;
    const base::Clock& clock;
    GatewayDoor& door;
};

}  // namespace cli
