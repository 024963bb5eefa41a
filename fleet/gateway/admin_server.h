// AdminServer: the gateway's HTTPS interface for operators (docs/admin-api.md), on Poco's HTTP server.
//
// Threads: `threads` workers, one a connection, each connection one request. What could hold a worker for long is
// bounded: every read has a deadline, a request has 60 s, at most `longPolls` readers wait for the change feed at a
// time (one more is answered Unavailable), and at most four logins are checked at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/gateway/gateway.h"

namespace fleet {

struct AdminServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    int threads = 32;
    int longPolls = 20;
};

class AdminServer {
public:
    virtual ~AdminServer() = default;  // stops and joins; waiting readers of the feed are answered
    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

/// Conflict when the port is taken. The gateway must outlive the server.
base::Result<std::unique_ptr<AdminServer>> startAdminServer(const AdminServerOptions& options,
                                                            const ServerIdentity& identity, Gateway& gateway);

}  // namespace fleet
