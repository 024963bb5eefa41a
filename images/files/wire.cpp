#include "images/files/wire.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "images/byte_order.h"

namespace images::files {
namespace {

constexpr std::size_t kHeaderSize = 5;
constexpr std::array<std::string_view, 4> kKinds{"file", "directory", "link", "other"};

base::Error goneEnd() { return {base::ErrorCode::Unavailable, "the other end of the file reader is gone"}; }

base::Result<base::Bytes> receiveBytes(int fd, std::size_t length, const base::Duration* deadline) {
    base::Bytes bytes(length, '\0');
    for (std::size_t at = 0; at < length;) {
        if (deadline != nullptr) {
            const auto left = *deadline - base::SystemClock().monotonic();
            pollfd ready{fd, POLLIN, 0};
            if (left <= base::Duration::zero() || ::poll(&ready, 1, static_cast<int>(left.count())) == 0)
                return {base::ErrorCode::Timeout, "reading the disk's file system took too long"};
        }
        const auto n = ::recv(fd, bytes.data() + at, length - at, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return goneEnd();
        at += static_cast<std::size_t>(n);
    }
    return bytes;
}

base::Json entryJson(const FileEntry& entry) {
    return {{"name", base::toBase64Url(entry.name)},
            {"kind", kKinds[static_cast<std::size_t>(entry.kind)]},
            {"size", std::to_string(entry.size)},
            {"modifiedAt", entry.modifiedAt.time_since_epoch().count()},
            {"mode", entry.mode},
            {"owner", entry.owner},
            {"group", entry.group},
            {"target", base::toBase64Url(entry.target)}};
}

std::uint64_t unsignedOf(base::ObjectReader& reader, std::string_view name) {
    const auto text = reader.text(name);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) reader.fail(name, "is no number");
    return number;
}

base::Result<FileEntry> readEntry(const base::Json& json) {
    base::ObjectReader reader(json, "entry");
    FileEntry entry;
    entry.name = reader.base64("name");
    const auto kind = std::find(kKinds.begin(), kKinds.end(), reader.text("kind"));
    entry.kind = static_cast<FileKind>(std::min<std::ptrdiff_t>(kind - kKinds.begin(), kKinds.size() - 1));
    entry.size = unsignedOf(reader, "size");
    entry.modifiedAt = base::Timestamp(std::chrono::milliseconds(reader.integer("modifiedAt", INT64_MIN, INT64_MAX)));
    entry.mode = static_cast<unsigned>(reader.integer("mode", 0, 07777));
    entry.owner = static_cast<std::uint32_t>(reader.integer("owner", 0, UINT32_MAX));
    entry.group = static_cast<std::uint32_t>(reader.integer("group", 0, UINT32_MAX));
    entry.target = reader.base64("target");
    TWINSET_TRY(reader.finish());
    return entry;
}

}  // namespace

base::Result<void> sendMessage(int fd, char kind, base::BytesView payload) {
    base::Bytes bytes(1, kind);
    appendLittleEndian(bytes, static_cast<std::uint32_t>(payload.size()));
    bytes += payload;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto n = ::send(fd, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return goneEnd();
        at += static_cast<std::size_t>(n);
    }
    return {};
}

base::Result<Message> receiveMessage(int fd, const base::Duration* deadline) {
    TWINSET_ASSIGN(const auto header, receiveBytes(fd, kHeaderSize, deadline));
    const auto length = readLittleEndian<std::uint32_t>(header, 1);
    if (length > kMostPayload) return {base::ErrorCode::Corrupt, "the file reader sent what is no message"};
    TWINSET_ASSIGN(auto payload, receiveBytes(fd, length, deadline));
    return Message{header[0], std::move(payload)};
}

base::Bytes writeQuestion(const Question& question) {
    return base::Json{{"verb", question.list ? "list" : "read"},
                      {"path", base::toBase64Url(question.path)},
                      {"offset", std::to_string(question.offset)},
                      {"length", question.length},
                      {"size", std::to_string(question.diskSize)}}
        .dump();
}

base::Result<Question> readQuestion(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes));
    base::ObjectReader reader(json, "question");
    Question question;
    question.list = reader.text("verb") == "list";
    question.path = reader.base64("path");
    question.offset = unsignedOf(reader, "offset");
    question.length = static_cast<std::size_t>(reader.integer("length", 0, static_cast<std::int64_t>(kMostPieceBytes)));
    question.diskSize = unsignedOf(reader, "size");
    TWINSET_TRY(reader.finish());
    return question;
}

base::Bytes writeWanted(std::uint64_t offset, std::uint32_t length) {
    base::Bytes bytes;
    appendLittleEndian(bytes, offset);
    appendLittleEndian(bytes, length);
    return bytes;
}

base::Result<std::pair<std::uint64_t, std::uint32_t>> readWanted(base::BytesView bytes) {
    if (bytes.size() != 12) return {base::ErrorCode::Corrupt, "the file reader asked for no blocks"};
    return std::pair(readLittleEndian<std::uint64_t>(bytes, 0), readLittleEndian<std::uint32_t>(bytes, 8));
}

base::Bytes writeError(const base::Error& error) {
    // The message may hold a name that the guest gave, in any bytes.
    return base::Json{{"code", base::errorCodeName(error.code)}, {"message", error.message}}.dump(
        -1, ' ', false, base::Json::error_handler_t::replace);
}

base::Error readError(base::BytesView bytes) {
    base::Error error;
    const auto read = [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto json, base::parseJson(bytes));
        base::ObjectReader reader(json, "error");
        error.code = base::errorCodeFromName(reader.text("code")).value_or(base::ErrorCode::Internal);
        error.message = reader.text("message");
        return reader.finish();
    }();
    return read.ok() ? error : read.error();
}

base::Bytes writeListing(const FileListing& listing) {
    base::Json entries = base::Json::array();
    for (const auto& entry : listing.entries) entries.push_back(entryJson(entry));
    return base::Json{{"entries", std::move(entries)}, {"truncated", listing.truncated}, {"journalPending", listing.journalPending}}.dump();
}

base::Result<FileListing> readListing(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes));
    base::ObjectReader reader(json, "listing");
    FileListing listing;
    reader.array("entries", [&](const base::Json& element) -> base::Result<void> {
        if (listing.entries.size() == kMostListedFiles) return {base::ErrorCode::Corrupt, "there are too many"};
        TWINSET_ASSIGN(auto entry, readEntry(element));
        listing.entries.push_back(std::move(entry));
        return {};
    });
    listing.truncated = reader.boolean("truncated");
    listing.journalPending = reader.boolean("journalPending");
    TWINSET_TRY(reader.finish());
    return listing;
}

base::Bytes writePiece(const FilePiece& piece) {
    auto bytes = base::Json{{"fileSize", std::to_string(piece.fileSize)}, {"journalPending", piece.journalPending}}.dump();
    bytes += '\0';
    return bytes + piece.bytes;
}

base::Result<FilePiece> readPiece(base::BytesView bytes) {
    const auto end = bytes.find('\0');
    if (end == base::BytesView::npos || bytes.size() - end - 1 > kMostPieceBytes)
        return {base::ErrorCode::Corrupt, "the file reader sent what is no piece of a file"};
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes.substr(0, end)));
    base::ObjectReader reader(json, "piece");
    FilePiece piece;
    piece.fileSize = unsignedOf(reader, "fileSize");
    piece.journalPending = reader.boolean("journalPending");
    TWINSET_TRY(reader.finish());
    piece.bytes = bytes.substr(end + 1);
    return piece;
}

}  // namespace images::files
