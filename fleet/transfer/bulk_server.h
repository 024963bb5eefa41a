// BulkServer: the gateway's HTTPS interface for handsets (fleet/protocol/bulk.h), on Boost.Beast over the TLS stream of the
// agent link. Who may do what is the HandsetGate's to say.
//
// Threads: one for the network, which does TLS and never blocks for the store (it asks HandsetGate::admit, as the link
// does), and `workers` that carry out what is asked for. Memory is bounded however many connect (bulk_limits.h): a
// connection holds a piece of 512 KiB at most, and is not read from while that is stored. So a disk that is slow slows
// the handsets down, through TCP, and nothing piles up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fleet/authority/certificate_authority.h"
#include "fleet/link/handset_gate.h"
#include "fleet/transfer/bulk_limits.h"
#include "images/chunk.h"

namespace fleet {

struct BulkServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    unsigned workers = 4;
    BulkTimes times{};
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
