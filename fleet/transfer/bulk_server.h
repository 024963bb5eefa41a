// BulkServer: the gateway's HTTPS interface for handsets (fleet/protocol/bulk.h), on Poco's HTTP server with a bounded
// number of threads and a deadline on every read. Who may do what is the HandsetGate's to say.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fleet/authority/certificate_authority.h"
#include "fleet/link/handset_gate.h"
#include "images/chunk.h"

namespace fleet {

struct BulkServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    unsigned threads = 16;
};

class BulkServer {
public:
    virtual ~BulkServer() = default;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

/// `chunks` is what handsets are given from. Conflict when the port is taken.
base::Result<std::unique_ptr<BulkServer>> startBulkServer(const BulkServerOptions& options, const ServerIdentity& identity,
                                                          const std::string& authorityPem, HandsetGate& gate,
                                                          images::ChunkSource& chunks);

}  // namespace fleet
