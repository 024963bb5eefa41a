#include "agent/state/identity.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace agent {
namespace {

constexpr std::size_t kIdentityKeySize = 32;

base::Result<void> checkKey(const base::Bytes& key, std::string_view what) {
    if (key.size() == kIdentityKeySize) return {};
    return {base::ErrorCode::Corrupt,
            std::string(what) + " in identity.json does not have 32 bytes; enrol this handset again"};
}

base::Result<void> readReleaseKeys(base::ObjectReader& reader, Identity& identity) {
    for (const auto& text : reader.texts("releaseKeys")) {
        TWINSET_ASSIGN(auto key, base::fromBase64Url(text));
        TWINSET_TRY(checkKey(key, "a release key"));
        identity.releaseKeys.push_back(std::move(key));
    }
    return {};
}

}  // namespace

bool isEnrolled(base::FileSystem& files, const StateLayout& layout) { return files.exists(layout.identityFile()); }

base::Result<void> saveIdentity(base::FileSystem& files, const StateLayout& layout, const Identity& identity) {
    base::Json json{{"format", 1},
                    {"handset", identity.handset.text()},
                    {"name", identity.name},
                    {"fleet", identity.fleet},
                    {"gateway",
                     {{"host", identity.gateway.host},
                      {"bulkPort", identity.gateway.bulkPort},
                      {"linkPort", identity.gateway.linkPort}}},
                    {"fleetKey", base::toBase64Url(identity.fleetKey)},
                    {"releaseKeys", base::Json::array()}};
    for (const auto& key : identity.releaseKeys) json["releaseKeys"].push_back(base::toBase64Url(key));
    TWINSET_TRY(files.writeFileAtomically(layout.privateKeyFile(), identity.privateKeyPem.reveal(), 0600));
    TWINSET_TRY(files.writeFileAtomically(layout.certificateFile(), identity.certificatePem, 0644));
    TWINSET_TRY(files.writeFileAtomically(layout.authorityFile(), identity.authorityPem, 0644));
    return files.writeFileAtomically(layout.identityFile(), json.dump(2) + "\n", 0644);
}

base::Result<Identity> loadIdentity(base::FileSystem& files, const StateLayout& layout) {
    if (!isEnrolled(files, layout))
        return {base::ErrorCode::NotFound,
                "this handset is not enrolled: run 'twinset-agent enrol --token TOKEN --state " +
                    layout.root().string() + "'"};
    TWINSET_ASSIGN(const auto text, files.readFile(layout.identityFile()));
    TWINSET_ASSIGN(const auto json, base::parseJson(text).withContext("identity.json"));
    Identity identity;
    base::ObjectReader reader(json, "identity");
    reader.integer("format", 1, 1);
    identity.handset = reader.id<base::HandsetId>("handset");
    identity.name = reader.text("name");
    identity.fleet = reader.text("fleet");
    identity.fleetKey = reader.base64("fleetKey");
    base::ObjectReader gateway(reader.any("gateway"), "identity.gateway");
    identity.gateway.host = gateway.text("host");
    identity.gateway.bulkPort = static_cast<std::uint16_t>(gateway.integer("bulkPort", 1, 65535));
    identity.gateway.linkPort = static_cast<std::uint16_t>(gateway.integer("linkPort", 1, 65535));
    TWINSET_TRY(readReleaseKeys(reader, identity));
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(gateway.finish());
    TWINSET_TRY(checkKey(identity.fleetKey, "the fleet key"));
    TWINSET_ASSIGN(identity.certificatePem, files.readFile(layout.certificateFile()));
    TWINSET_ASSIGN(identity.authorityPem, files.readFile(layout.authorityFile()));
    TWINSET_ASSIGN(auto privateKey, files.readFile(layout.privateKeyFile()));
    identity.privateKeyPem = base::Secret(std::move(privateKey));
    return identity;
}

}  // namespace agent
