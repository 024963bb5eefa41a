// BulkConnection: the HTTPS connection of a bulk client. Kept alive between requests; a request that fails on a connection
// that was kept is sent once more on a new one, which is harmless because every request may arrive twice. A gateway that has
// too much to do says when to come back: then the call waits and asks again, for up to two minutes, if it is still wanted.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPSClientSession.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace fleet {

class BulkConnection {
public:
    BulkConnection(std::string host, std::uint16_t port, const Poco::Net::Context::Ptr& context);

    void waitOnlyWhile(std::function<bool()> wanted) { m_wanted = std::move(wanted); }

    /// The body of a 2xx answer, at most `mostBytes`. Denied when the server's certificate is not accepted; Unavailable
    /// when it cannot be reached or is no gateway; Cancelled when it was busy and nobody wants the answer any more; otherwise the error the gateway answered.
    base::Result<base::Bytes> post(const std::string& path, const std::string& contentType, base::BytesView body,
                                   std::size_t mostBytes);

private:
    struct Attempt {
        base::Result<base::Bytes> answer;
        bool broke = false;                            // the connection
        std::optional<std::chrono::seconds> comeBack;  // the gateway is busy
    };
    Attempt attempt(const std::string& path, const std::string& contentType, base::BytesView body, std::size_t mostBytes);
    Attempt read(std::size_t mostBytes);
    Attempt broken(base::Error error);
    Attempt attemptTwice(const std::string& path, const std::string& contentType, base::BytesView body, std::size_t mostBytes);
    [[nodiscard]] bool waitFor(std::chrono::milliseconds pause) const;
    [[nodiscard]] std::string where() const;

    const std::string m_host;
    const std::uint16_t m_port;
    Poco::Net::HTTPSClientSession m_session;
    std::function<bool()> m_wanted = [] { return true; };
    bool m_used = false;  // the connection has served a request
};

}  // namespace fleet
