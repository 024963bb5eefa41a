#include "app/cli/session.h"

#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

bool isHostText(std::string_view host, bool bracketed) {
    if (host.empty() || host.size() > 253) return false;
    const std::string_view more = bracketed ? ":%.-" : ".-_";
    for (const char c : host) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alphanumeric && more.find(c) == std::string_view::npos) return false;
    }
    return true;
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

}  // namespace

Result<GatewayAddress> parseGatewayAddress(std::string_view text) {
    const Error wrong{ErrorCode::InvalidInput,
                      "'" + std::string(text.substr(0, 200)) +
                          "' is not a gateway's address; write https://HOST:PORT (the port is " +
                          std::to_string(kDefaultAdminPort) + " unless it was configured)"};
    std::string_view rest = text;
    if (rest.starts_with("http://"))
        return Error{ErrorCode::InvalidInput, "the gateway speaks HTTPS only; write https:// instead of http://"};
    if (rest.starts_with("https://")) rest.remove_prefix(8);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const bool bracketed = rest.starts_with('[');
    const std::size_t hostEnd = bracketed ? rest.find(']') : rest.find(':');
    if (bracketed && hostEnd == std::string_view::npos) return wrong;
    GatewayAddress address;
    address.host = bracketed ? rest.substr(1, hostEnd - 1) : rest.substr(0, hostEnd);
    if (!isHostText(address.host, bracketed)) return wrong;
    std::string_view port =
        hostEnd == std::string_view::npos ? std::string_view() : rest.substr(hostEnd + (bracketed ? 1 : 0));
    if (port.empty()) return address;
    if (port.front() != ':') return wrong;
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size() || address.port == 0) return wrong;
    return address;
}

Result<Session> readSession(base::FileSystem& files, const std::filesystem::path& path) {
    auto bytes = files.readFile(path);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return Error{ErrorCode::Denied, "you are not logged in; run 'twinset login https://HOST:PORT' first"};
    if (!bytes) return bytes.error();
    const auto damaged = [&](const Error& why) {
        return Error{ErrorCode::Corrupt, "the session file " + path.string() + " is damaged (" + why.message +
                                             "); run 'twinset login https://HOST:PORT' to make it anew"};
    };
    auto json = base::parseJson(*bytes, 64 * 1024);
    if (!json) return damaged(json.error());
    base::ObjectReader reader(*json, "session");
    Session session;
    session.host = reader.text("host");
    session.port = static_cast<std::uint16_t>(reader.integer("port", 1, 65'535));
    session.fingerprint = reader.digest("fingerprint").hex();
    session.operatorName = reader.text("operator");
    session.token = reader.text("token");
    if (auto finished = reader.finish(); !finished) return damaged(finished.error());
    return session;
}

Result<void> writeSession(base::FileSystem& files, const std::filesystem::path& path, const Session& session) {
    const base::Json json{{"host", session.host},
                          {"port", session.port},
                          {"fingerprint", session.fingerprint},
                          {"operator", session.operatorName},
                          {"token", session.token}};
    if (path.has_parent_path()) TWINSET_TRY(files.createDirectories(path.parent_path()));
    return files.writeFileAtomically(path, json.dump(2) + "\n", 0600);
}

std::filesystem::path sessionPath(const std::string& option) {
    if (!option.empty()) return option;
    if (const std::string named = environment("TWINSET_SESSION"); !named.empty()) return named;
    std::filesystem::path configuration = environment("XDG_CONFIG_HOME");
    if (!configuration.is_absolute()) configuration = std::filesystem::path(environment("HOME")) / ".config";
    return configuration / "twinset" / "session.json";
}

}  // namespace cli
