// The endpoints of the bulk interface, each in a file of its own. A handler gets a request that is allowed in and gives the
// body of its answer; an empty one is HTTP 204. What carries chunks is a class instead, which takes or gives a piece at a
// time. All are called on the workers' threads, and block.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fleet/link/handset_gate.h"
#include "fleet/protocol/bulk.h"
#include "fleet/transfer/bulk_limits.h"
#include "fleet/transfer/bulk_workers.h"
#include "images/chunk.h"

namespace fleet {

struct BulkServices {
    HandsetGate& gate;
    images::ChunkSource& chunks;
};

struct BulkRequest {
    std::string fingerprint;  // of the certificate that was shown; empty for none
    base::HandsetId handset;  // empty unless the endpoint is for admitted handsets
    base::Bytes body;
};

struct BulkAnswer {
    std::string contentType;
    base::Bytes body;
};

inline BulkAnswer jsonAnswer(std::string body) { return {"application/json", std::move(body)}; }

base::Result<BulkAnswer> handleEnrol(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleReleaseFetch(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handlePhoneKeys(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleBootListStore(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleBootListFetch(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleChunksMissing(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleOwnerBackup(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleOrderReceipt(const BulkRequest& request, BulkServices& services);

/// A request to store chunks. What was stored stays stored, whatever comes after.
class ChunkUpload {
public:
    ChunkUpload(base::HandsetId handset, HandsetGate& gate) : m_gate(gate), m_handset(std::move(handset)) {}
    base::Bytes piece;  // what came and is not stored yet
    /// Stores and takes away the frames of `piece` that are whole.
    base::Result<void> storeWhole();
    /// The same at the end of the body, which must be the end of a frame.
    base::Result<void> finish();

private:
    base::Result<void> store(std::vector<protocol::Frame> frames);
    HandsetGate& m_gate;
    const base::HandsetId m_handset;
    std::optional<base::PhoneId> m_phone;
    std::size_t m_stored = 0;
};

/// A request for chunks.
class ChunkDownload {
public:
    explicit ChunkDownload(BulkServices& services) : m_services(services) {}
    base::Result<void> begin(const BulkRequest& request);
    /// The next frames; empty at the end. Only the first call says of a chunk that it is missing or damaged.
    base::Result<base::Bytes> next();

private:
    base::Result<base::Bytes> frameOf(const images::ChunkId& id);
    [[nodiscard]] images::ChunkSource& source() { return m_source ? *m_source : m_services.chunks; }
    BulkServices& m_services;
    std::shared_ptr<images::ChunkSource> m_source;  // null: m_services.chunks
    std::vector<images::ChunkId> m_ids;
    std::size_t m_given = 0;
};

enum class BulkAccess {
    Anyone,
    CertificateHolder,  // also one that the gate refuses
    AdmittedHandset,
};

inline constexpr std::size_t kMostJsonBytes = 512 * 1024;

struct BulkEndpoint {
    std::string_view path;
    BulkAccess access;
    std::size_t mostBytes;
    base::Result<BulkAnswer> (*handle)(const BulkRequest&, BulkServices&);  // null: carries chunks
    BulkLane lane = BulkLane::Other;
};

inline constexpr std::string_view kStorePath = "/v1/chunks/store", kFetchPath = "/v1/chunks/fetch";

inline constexpr std::array kBulkEndpoints{
    BulkEndpoint{"/v1/enrol", BulkAccess::Anyone, 64 * 1024, handleEnrol},
    BulkEndpoint{"/v1/releases/fetch", BulkAccess::AdmittedHandset, kMostJsonBytes, handleReleaseFetch},
    BulkEndpoint{"/v1/phones/keys", BulkAccess::AdmittedHandset, kMostJsonBytes, handlePhoneKeys},
    BulkEndpoint{"/v1/phones/boot-list/store", BulkAccess::AdmittedHandset, kMostJsonBytes, handleBootListStore},
    BulkEndpoint{"/v1/phones/boot-list/fetch", BulkAccess::AdmittedHandset, kMostJsonBytes, handleBootListFetch},
    // After what the handset sent before, also on a connection that broke: so it hears of that.
    BulkEndpoint{"/v1/chunks/missing", BulkAccess::AdmittedHandset, kMostJsonBytes, handleChunksMissing, BulkLane::Upload},
    BulkEndpoint{kStorePath, BulkAccess::AdmittedHandset, protocol::kMostFrameBytes, nullptr, BulkLane::Upload},
    BulkEndpoint{kFetchPath, BulkAccess::AdmittedHandset, kMostJsonBytes, nullptr},
    BulkEndpoint{"/v1/owner-backup", BulkAccess::AdmittedHandset, kMostJsonBytes, handleOwnerBackup},
    BulkEndpoint{"/v1/orders/receipt", BulkAccess::CertificateHolder, kMostJsonBytes, handleOrderReceipt},
};

/// The ids of a JSON array member, at most `most`.
std::vector<images::ChunkId> readChunkIds(base::ObjectReader& reader, std::string_view name, std::size_t most);

}  // namespace fleet
