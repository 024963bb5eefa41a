// Session: which gateway the command line talks to, and as whom. Kept in a JSON file of mode 0600:
//     {"host": "gw.example", "port": 7443, "fingerprint": HEX, "operator": "ada", "token": TEXT}
// The file holds a token that expires and can be revoked, never a password. The fingerprint is of the gateway's
// certificate authority (BLAKE2b of the DER); a gateway that shows another one is refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace cli {

inline constexpr std::uint16_t kDefaultAdminPort = 7443;

struct Session {
    std::string host;
    std::uint16_t port = kDefaultAdminPort;
    std::string fingerprint;  // 64 hexadecimal digits, lower case
    std::string operatorName;
    std::string token;
};

struct GatewayAddress {
    std::string host;
    std::uint16_t port = kDefaultAdminPort;
};

/// "https://gw.example:7443", "gw.example:7443", "gw.example", "[::1]:7443". InvalidInput for anything else.
base::Result<GatewayAddress> parseGatewayAddress(std::string_view text);

/// Denied, saying how to log in, when there is no file; Corrupt when it cannot be read as a session.
base::Result<Session> readSession(base::FileSystem& files, const std::filesystem::path& path);
/// Durable on return.
base::Result<void> writeSession(base::FileSystem& files, const std::filesystem::path& path, const Session& session);

/// --session, else $TWINSET_SESSION, else $XDG_CONFIG_HOME/twinset/session.json, else the one below $HOME/.config.
std::filesystem::path sessionPath(const std::string& option);

}  // namespace cli
