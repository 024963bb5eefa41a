// HttpsExchange: one request and its JSON answer, over a new TLS connection to a pinned gateway. Any thread; blocks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/client/authority_pin.h"

namespace fleet {

class HttpsExchange {
public:
    static base::Result<std::unique_ptr<HttpsExchange>> create(const std::string& host, std::uint16_t port,
                                                               const base::Digest& authority, base::Secret token);
    virtual ~HttpsExchange() = default;
    virtual base::Result<base::Json> post(const std::string& path, const base::Bytes& body) = 0;
    virtual base::Result<base::Json> get(const std::string& pathAndQuery) = 0;
};

}  // namespace fleet
