// What twinset-files and its caller say to each other, over one socket:
//
//   offset  size  what
//   0       1     kind
//   1       4     length of the payload, at most kMostPayload (little-endian)
//   5       ...   payload
//
//   caller → program   Q  the question, JSON: {"verb": "list"|"read", "path", "offset", "length", "size"}; the first message; `size` is the disk's
//   program → caller   B  blocks wanted: offset (8 bytes), length (4 bytes)
//   caller → program   D  the bytes of those blocks
//                      E  they cannot be had: JSON, {"code", "message"}
//   program → caller   A  the answer, JSON and after a zero byte the bytes of a piece; the last message
//                      E  the error, likewise the last
//
// Names are bytes and JSON is UTF-8, so JSON carries them, paths and targets as base64.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "images/files/disk_files.h"

namespace images::files {

constexpr std::size_t kMostPayload = 8 * 1024 * 1024;

struct Message {
    char kind = 0;
    base::Bytes payload;
};

struct Question {
    bool list = false;  // otherwise read
    std::string path;
    std::uint64_t offset = 0;
    std::size_t length = 0;
    std::uint64_t diskSize = 0;
};

/// Blocks until all is sent. Unavailable when the other end is gone.
base::Result<void> sendMessage(int fd, char kind, base::BytesView payload);
/// Blocks until a message is there. Unavailable when the other end is gone; Timeout at `deadline` (monotonic), where
/// one is given; Corrupt for what is no message.
base::Result<Message> receiveMessage(int fd, const base::Duration* deadline);

base::Bytes writeQuestion(const Question& question);
base::Result<Question> readQuestion(base::BytesView bytes);
base::Bytes writeWanted(std::uint64_t offset, std::uint32_t length);
base::Result<std::pair<std::uint64_t, std::uint32_t>> readWanted(base::BytesView bytes);
base::Bytes writeError(const base::Error& error);
base::Error readError(base::BytesView bytes);
base::Bytes writeListing(const FileListing& listing);
base::Result<FileListing> readListing(base::BytesView bytes);
base::Bytes writePiece(const FilePiece& piece);
base::Result<FilePiece> readPiece(base::BytesView bytes);

}  // namespace images::files
