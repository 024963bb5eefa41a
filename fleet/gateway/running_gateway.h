// RunningGateway: a gateway with its three servers, as twinsetd runs it and as the console hosts it in its own process.
//
// Threads: the servers' own, and one that ticks the gateway every second. After the start, DATA/gateway.json says where
// it listens: {"adminPort", "linkPort", "bulkPort", "authorityFingerprint", "pid"}. The catalog remembers the ports,
// because enrolled handsets know them: 0 asks for those of last time, or for any when there are none or they are taken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/gateway/gateway.h"

namespace fleet {

class RunningGateway;

struct RunningGatewayOptions {
    GatewayOptions gateway;
    std::string address = "127.0.0.1";
    std::uint16_t adminPort = 0, linkPort = 0, bulkPort = 0;
    /// Called when everything listens, before gateway.json says so: what has to be printed is printed by then.
    std::function<base::Result<void>(RunningGateway&)> beforeAnnounced;
};

class RunningGateway {
public:
    virtual ~RunningGateway() = default;  // stops the servers, then closes the gateway
    [[nodiscard]] virtual Gateway& gateway() = 0;
    [[nodiscard]] virtual std::uint16_t adminPort() const = 0;
    [[nodiscard]] virtual std::uint16_t linkPort() const = 0;
    [[nodiscard]] virtual std::uint16_t bulkPort() const = 0;
    [[nodiscard]] virtual std::string authorityFingerprint() const = 0;
};

/// Errors: Gateway::open's; Conflict, saying which option to change, when a port that was asked for is taken.
base::Result<std::unique_ptr<RunningGateway>> startGateway(base::FileSystem& fileSystem, const base::Clock& clock,
                                                           const RunningGatewayOptions& options);

}  // namespace fleet
