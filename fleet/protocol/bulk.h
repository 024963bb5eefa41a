// The HTTPS interface beside the agent link ("bulk"): what is too large for a message. Every request but /v1/enrol needs
// the handset's client certificate; a revoked certificate is good for /v1/orders/receipt only. Errors are JSON
// {"code": ..., "message": ...} with status 400 (invalid_input), 403 (denied), 404, 409, 503 (unavailable), 500.
//
//   POST /v1/enrol             EnrolmentRequest → EnrolmentReply
//   POST /v1/releases/fetch    {"manifest": HEX} → {"manifest": B64, "signature": B64, "releaseKeys": [B64...]}
//   POST /v1/phones/keys       {"phone": ID} → {"idKey": B64, "encryptionKey": B64}   the phone must be bound to the handset
//   POST /v1/chunks/missing    {"phone": ID, "ids": [HEX...]} (≤ 4096) → {"missing": [HEX...]}, what the phone has to send
//   POST /v1/chunks/store      phone, frames → 204, durable
//   POST /v1/chunks/fetch      {"scope": {"release": HEX} | {"phone": ID}, "ids": [HEX...]} (≤ 256) → frames, in order
//   POST /v1/orders/receipt    WipeReceipt → 204
//
// A frame is: 32 bytes id, 4 bytes length (little endian), the blob. A request has at most 4 MiB of frames. Before the
// frames to store stands the phone they are of: 1 byte length, its id. When the connection breaks inside such a request,
// the frames that arrived whole are stored all the same: nobody hears of it, but what was sent is not sent again.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"

namespace fleet::protocol {

struct Frame {
    base::Digest id;
    base::Bytes blob;
};

inline constexpr std::size_t kMostFrameBytes = 4 * 1024 * 1024 + 256 * 1024;

void appendFrame(base::Bytes& to, const base::Digest& id, base::BytesView blob);
/// InvalidInput when the bytes end inside a frame.
base::Result<std::vector<Frame>> readFrames(base::BytesView bytes);
/// The frames that are whole, of bytes that may end anywhere.
std::vector<Frame> readWholeFrames(base::BytesView bytes);

/// The phone that a request to store begins with.
void appendPhone(base::Bytes& to, const base::PhoneId& phone);
/// Takes it from the beginning of `bytes`. InvalidInput when there is none.
base::Result<base::PhoneId> takePhone(base::BytesView& bytes);

/// The error body of both HTTP interfaces, and the error it stands for.
std::string writeHttpError(const base::Error& error);
int httpStatusFor(base::ErrorCode code);
/// Turns a non-2xx answer into an Error; a body that is not ours becomes Unavailable with the status in words.
base::Error readHttpError(int status, std::string_view body);

}  // namespace fleet::protocol
