// FleetContext: what verbs and the handset gate work with. References to parts that Gateway owns; nothing but data.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/catalog/catalog.h"
#include "fleet/gateway/fleet_keys.h"
#include "images/chunk_store.h"

namespace fleet {

class ChunkMembership;
class DesiredStateWriter;
class FleetPolicy;
class ImportIds;
class LinkTable;
class OperationQueue;
class OwnerStores;
class RestoreFlow;
class SignIn;
class StoreWork;
class UploadLedger;

/// Where handsets find this gateway; set once its servers have their ports.
struct PublicAddress {
    std::string host = "127.0.0.1";
    std::atomic<std::uint16_t> linkPort = 0, bulkPort = 0;
};

struct FleetContext {
    const std::string& fleetId;
    const base::Clock& clock;
    base::FileSystem& files;
    const std::filesystem::path& dataDirectory;
    catalog::Catalog& catalog;
    images::ChunkStore& store;
    CertificateAuthority& authority;
    const FleetKeys& keys;
    const PublicAddress& address;
    LinkTable& links;
    ChunkMembership& chunks;
    UploadLedger& uploads;
    ImportIds& imports;
    FleetPolicy& policy;
    DesiredStateWriter& desired;
    OperationQueue& operations;
    RestoreFlow& restores;
    SignIn& signIn;
    StoreWork& storeWork;
    OwnerStores& owners;
};

}  // namespace fleet
