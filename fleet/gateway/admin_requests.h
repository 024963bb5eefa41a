// AdminRequests: what an admin request means, apart from the socket it came on. Any thread.
#pragma once

#include <atomic>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "fleet/gateway/gateway.h"

namespace fleet {

struct AdminRequest {
    std::string method, path;
    std::string token;             // of the Authorization header; empty: none
    std::string revision, waitMs;  // of the query
    base::Bytes body;
};

struct AdminAnswer {
    int status = 200;
    std::string body;  // JSON
};

class AdminRequests {
public:
    AdminRequests(Gateway& gateway, int longPolls) : m_gateway(gateway), m_mostLongPolls(longPolls) {}
    AdminAnswer answer(const AdminRequest& request);
    /// How long a body may be for this path.
    static std::size_t bodyLimit(const std::string& path);

private:
    base::Result<base::Json> route(const AdminRequest& request, const Caller& caller);
    base::Result<base::Json> feed(const AdminRequest& request);
    base::Result<base::Json> missingChunks(const AdminRequest& request, const Caller& caller);
    base::Result<base::Json> storeChunks(const AdminRequest& request, const Caller& caller);

    Gateway& m_gateway;
    const int m_mostLongPolls;
    std::atomic<int> m_longPolls = 0;
};

}  // namespace fleet
