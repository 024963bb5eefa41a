// Any bytes as what twinset-files, which a hostile file system may have taken over, and its caller say to each other. The first
// byte says what is read. What is read is bounded and is written back the same.
#include <sys/socket.h>
#include <unistd.h>

#include "images/files/wire.h"
#include "tests/fuzz/fuzz_check.h"

using namespace images;

namespace {

/// The bytes as they come out of a socket.
void readMessages(base::BytesView bytes) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
    if (bytes.size() > 32 * 1024) bytes = bytes.substr(0, 32 * 1024);  // fits the socket
    fuzz::demand(::send(ends[0], bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()), "they are sent");
    ::close(ends[0]);
    std::size_t taken = 0;
    while (const auto message = files::receiveMessage(ends[1], nullptr)) {
        taken += 5 + message->payload.size();
        fuzz::demand(taken <= bytes.size(), "no byte comes from nowhere");
    }
    ::close(ends[1]);
}

void readQuestion(base::BytesView bytes) {
    const auto question = files::readQuestion(bytes);
    if (!question) return;
    const auto again = files::readQuestion(files::writeQuestion(*question));
    fuzz::demand(again && again->path == question->path && again->list == question->list && again->offset == question->offset &&
                     again->length == question->length && again->diskSize == question->diskSize,
                 "a question arrives as it was asked");
    fuzz::demand(question->length <= kMostPieceBytes, "what is asked for is bounded");
}

void readListing(base::BytesView bytes) {
    const auto listing = files::readListing(bytes);
    if (!listing) return;
    fuzz::demand(listing->entries.size() <= kMostListedFiles, "a listing is bounded");
    const auto written = files::writeListing(*listing);
    const auto again = files::readListing(written);
    fuzz::demand(again && files::writeListing(*again) == written, "a listing is written in one way");
}

void readPiece(base::BytesView bytes) {
    const auto piece = files::readPiece(bytes);
    if (!piece) return;
    fuzz::demand(piece->bytes.size() <= kMostPieceBytes, "a piece is bounded");
    const auto written = files::writePiece(*piece);
    const auto again = files::readPiece(written);
    fuzz::demand(again && again->bytes == piece->bytes && files::writePiece(*again) == written, "a piece is written in one way");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 6) {
        case 0:
            readMessages(bytes);
            break;
        case 1:
            readQuestion(bytes);
            break;
        case 2:
            if (const auto wanted = files::readWanted(bytes))
                fuzz::demand(files::writeWanted(wanted->first, wanted->second) == bytes, "blocks are asked for in one way");
            break;
        case 3:
            fuzz::demand(fuzz::isText(files::readError(bytes).message), "an error can be shown");
            break;
        case 4:
            readListing(bytes);
            break;
        default:
            readPiece(bytes);
            break;
    }
    return 0;
}
