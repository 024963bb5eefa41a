// Any bytes as a body of the bulk interface: a phone and frames of chunks, whole and as much as has come in; and as the answer of a
// server that refuses. What is taken is what stands there, and nothing beyond the bytes is touched.
#include "fleet/protocol/bulk.h"
#include "tests/fuzz/fuzz_check.h"

using namespace fleet::protocol;

namespace {

base::Bytes written(const std::vector<Frame>& frames) {
    base::Bytes bytes;
    for (const auto& frame : frames) appendFrame(bytes, frame.id, frame.blob);
    return bytes;
}

void readStored(base::BytesView bytes) {
    const auto whole = bytes;
    const auto phone = takePhone(bytes);
    base::Bytes head;
    if (phone) appendPhone(head, *phone);
    fuzz::demand(phone ? whole == head + base::Bytes(bytes) : whole == bytes, "a phone takes its bytes, and no others");
    std::size_t taken = 0;
    const auto frames = readWholeFrames(bytes, taken);
    fuzz::demand(taken <= bytes.size() && written(frames) == bytes.substr(0, taken), "the frames are what stands there");
    const auto next = nextFrameBytes(bytes.substr(taken));
    fuzz::demand(next == 0 || next > bytes.size() - taken, "what is left is no whole frame");
    fuzz::demand(readFrames(bytes).ok() == (taken == bytes.size()), "a body ends with a frame");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 0) {
        readStored(bytes);
        return 0;
    }
    const auto error = readHttpError(400 + data[0], bytes);
    fuzz::demand(fuzz::isText(error.message) && error.message.size() <= 4096, "an error can be shown");
    const auto again = readHttpError(httpStatusFor(error.code), writeHttpError(error));
    fuzz::demand(again.code == error.code && again.message == error.message, "an error arrives as it was sent");
    return 0;
}
