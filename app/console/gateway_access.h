// GatewayAccess: how the console comes to a gateway, as the connect dialog sees it. console_main.cpp makes the real one,
// tests make fakes. All methods block; they are called on one call thread.
#pragma once

#include <QString>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "fleet/client/fleet_service.h"

namespace console {

inline constexpr std::uint16_t kDefaultAdminPort = 7443;

struct GatewayTarget {
    std::string host;
    std::uint16_t port = kDefaultAdminPort;
    std::string fingerprint;  // of the gateway's certificate authority, hexadecimal; empty: not known yet
};

/// "gw.example", "gw.example:7443", "[::1]:7443", each also after "https://". InvalidInput otherwise.
base::Result<GatewayTarget> parseTarget(const QString& text);
QString targetText(const GatewayTarget& target);

/// An operator's way into a fleet.
struct Connection {
    std::shared_ptr<fleet::FleetService> service;
    std::shared_ptr<void> host;  // keeps a gateway in this process alive; may be null
    QString gateway, operatorName, role;
    bool mustChangePassword = false;
};

/// A gateway running in this process.
struct HostedGateway {
    GatewayTarget target;
    std::shared_ptr<void> life;
    std::string firstOperator;                   // set with the one-time password
    std::optional<base::Secret> oneTimePassword;  // there until it has been changed
    std::function<base::Result<void>()> passwordChanged;  // forgets the one-time password; blocks; may be empty
};

class GatewayAccess {
public:
    virtual ~GatewayAccess() = default;
    /// What the gateway at this address shows. Nothing is trusted by asking.
    virtual base::Result<std::string> fingerprint(const GatewayTarget& target) = 0;
    /// Denied for a wrong name or password, or another fingerprint than the target's.
    virtual base::Result<Connection> logIn(const GatewayTarget& target, const std::string& name, const base::Secret& password) = 0;
    virtual base::Result<HostedGateway> host(const std::filesystem::path& directory) = 0;
};

}  // namespace console
