// Who this handset is: what enrolment left behind.
//
// identity.json: {"format": 1, "handset": ID, "name": TEXT, "fleet": TEXT, "gateway": {"host", "bulkPort", "linkPort"},
// "fleetKey": BASE64URL, "releaseKeys": [BASE64URL...]}. It is written last, so a handset is enrolled when it is there.
// The private key and the certificates are PEM files of their own beside it, so that other tools can read them; the key
// has mode 0600.
#pragma once

#include <string>
#include <vector>

#include "agent/state/layout.h"
#include "base/bytes.h"
#include "base/file_system.h"
#include "base/ids.h"
#include "base/secret.h"

namespace agent {

struct GatewayAddress {
    std::string host;
    std::uint16_t bulkPort = 0;
    std::uint16_t linkPort = 0;
};

struct Identity {
    base::HandsetId handset;
    std::string name;
    std::string fleet;
    GatewayAddress gateway;
    base::Bytes fleetKey;                  // Ed25519: desired states and orders
    std::vector<base::Bytes> releaseKeys;  // Ed25519: releases
    std::string certificatePem;
    std::string authorityPem;
    base::Secret privateKeyPem;
};

[[nodiscard]] bool isEnrolled(base::FileSystem& files, const StateLayout& layout);
/// Durable on return.
base::Result<void> saveIdentity(base::FileSystem& files, const StateLayout& layout, const Identity& identity);
/// NotFound, saying how to enrol, when there is none.
base::Result<Identity> loadIdentity(base::FileSystem& files, const StateLayout& layout);

}  // namespace agent
