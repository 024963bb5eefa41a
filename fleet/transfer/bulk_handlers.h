// The endpoints of the bulk interface, each in a file of its own. A handler gets a request that is allowed in and gives the
// body of its answer; an empty one is HTTP 204. Called on the server's threads.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fleet/link/handset_gate.h"
#include "fleet/protocol/bulk.h"
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
    bool broken = false;  // the connection broke inside the body
};

struct BulkAnswer {
    std::string contentType;
    base::Bytes body;
};

inline BulkAnswer jsonAnswer(std::string body) { return {"application/json", std::move(body)}; }

base::Result<BulkAnswer> handleEnrol(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleReleaseFetch(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handlePhoneKeys(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleChunksMissing(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleChunksStore(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleChunksFetch(const BulkRequest& request, BulkServices& services);
base::Result<BulkAnswer> handleOrderReceipt(const BulkRequest& request, BulkServices& services);

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
    base::Result<BulkAnswer> (*handle)(const BulkRequest&, BulkServices&);
    bool takesBroken = false;  // makes something of a part of its body, too
};

inline constexpr std::array kBulkEndpoints{
    BulkEndpoint{"/v1/enrol", BulkAccess::Anyone, 64 * 1024, handleEnrol},
    BulkEndpoint{"/v1/releases/fetch", BulkAccess::AdmittedHandset, kMostJsonBytes, handleReleaseFetch},
    BulkEndpoint{"/v1/phones/keys", BulkAccess::AdmittedHandset, kMostJsonBytes, handlePhoneKeys},
    BulkEndpoint{"/v1/chunks/missing", BulkAccess::AdmittedHandset, kMostJsonBytes, handleChunksMissing},
    BulkEndpoint{"/v1/chunks/store", BulkAccess::AdmittedHandset, protocol::kMostFrameBytes, handleChunksStore, true},
    BulkEndpoint{"/v1/chunks/fetch", BulkAccess::AdmittedHandset, kMostJsonBytes, handleChunksFetch},
    BulkEndpoint{"/v1/orders/receipt", BulkAccess::CertificateHolder, kMostJsonBytes, handleOrderReceipt},
};

/// The ids of a JSON array member, at most `most`.
std::vector<images::ChunkId> readChunkIds(base::ObjectReader& reader, std::string_view name, std::size_t most);

}  // namespace fleet
