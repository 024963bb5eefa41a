// The HTTPS interface beside the agent link ("bulk"): what is too large for a message. Every request but /v1/enrol needs
// the handset's client certificate; a revoked certificate is good for /v1/orders/receipt only. Errors are JSON
// {"code": ..., "message": ...} with status 400 (invalid_input), 403 (denied), 404, 409, 503 (unavailable), 500.
//
//   POST /v1/enrol             EnrolmentRequest → EnrolmentReply
//   POST /v1/releases/fetch    {"manifest": HEX} → {"manifest": B64, "signature": B64, "releaseKeys": [B64...]}
//   POST /v1/phones/keys       {"phone": ID} → {"idKey": B64, "encryptionKey": B64}   the phone must be bound to the handset
//   POST /v1/phones/boot-list/store   {"phone": ID, "root": HEX, "chunks": [N...]} (≤ 1000) → 204   what booting that restore point read
//   POST /v1/phones/boot-list/fetch   {"phone": ID} → {"chunks": [N...]}, empty when nobody told
//   POST /v1/chunks/missing    {"phone": ID, "ids": [HEX...]} (≤ 4096) → {"missing": [HEX...]}, what the phone has to send
//   POST /v1/chunks/store      phone, frames → 204, durable
//   POST /v1/chunks/fetch      {"scope": {"release": HEX} | {"phone": ID}, "ids": [HEX...]} (4 MiB of chunks) → frames, in order
//   POST /v1/owner-backup      the backup of a personal phone, for its owner: fleet/protocol/owner_backup.h
//   POST /v1/orders/receipt    WipeReceipt → 204
//
// A frame is: 32 bytes id, 4 bytes length (little endian), the blob. A request has at most 4 MiB of frames. Before the
// frames to store stands the phone they are of: 1 byte length, its id. The gateway stores frames while others still come,
// so that it holds little of a request at a time. When the connection breaks inside such a request, or a frame in it is
// refused, the frames before are stored all the same: what was sent is not sent again. An answer with frames is sent
// while the store is read: a frame without a blob in it says that this chunk cannot be read (asked for alone, the error
// says why). A gateway that has too much to do answers 503 with Retry-After: ask again then.
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
/// The frames that are whole, of bytes that may end anywhere; `taken` becomes the length of these.
std::vector<Frame> readWholeFrames(base::BytesView bytes, std::size_t& taken);
/// How long the frame is that `bytes` begin with, as it says of itself; 0 when that cannot be seen yet.
std::size_t nextFrameBytes(base::BytesView bytes);

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
