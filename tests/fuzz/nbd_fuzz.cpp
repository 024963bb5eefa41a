// Any bytes from a client of the NBD server: negotiation and requests never read beyond them, answers stay bounded, and
// what is judged fit to be served lies inside the disk. The first byte says in which pieces the others arrive.
#include "hypervisor-bridge/nbd/nbd_protocol.h"
#include "tests/fuzz/fuzz_check.h"

using namespace hypervisor;

namespace {

constexpr std::uint64_t kSize = 10 * 1024 * 1024;

/// False when the connection ends.
bool takeRequests(base::Bytes& input, const NbdNegotiation& agreed) {
    while (true) {
        const auto before = input.size();
        const auto request = takeNbdRequest(input);
        if (!request) return false;
        if (!*request) return true;
        fuzz::demand(input.size() < before, "a request takes its bytes");
        const auto wrong = judgeNbdRequest(**request, kSize, agreed);
        const auto answer = writeNbdReply(**request, agreed.structuredReplies(), wrong, "no");
        fuzz::demand(answer.size() < 64, "an error is short");
        if (wrong != NbdError::None) continue;
        if ((*request)->command == NbdCommand::Read) {
            fuzz::demand((*request)->length <= kNbdMostRead && (*request)->offset + (*request)->length <= kSize, "a read lies inside the disk");
            const base::Bytes data((*request)->length, '\0');
            fuzz::demand(writeNbdData(**request, agreed.structuredReplies(), data).size() <= data.size() + 64, "a read's answer is bounded");
        }
        if ((*request)->command == NbdCommand::BlockStatus) {
            fuzz::demand(agreed.allocationContext(), "block status needs its context");
            const auto status = writeNbdBlockStatus(**request, {{(*request)->offset, 512, true, true}, {(*request)->offset + 512, kSize, false, true}});
            fuzz::demand(status.size() <= 64, "a block status is bounded");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = 1 + data[0] % 64;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    NbdNegotiation negotiation("data", kSize);
    base::Bytes input;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        input += bytes.substr(at, piece);
        if (negotiation.state() == NbdNegotiation::State::Talking) {
            const auto before = input.size();
            const auto answer = negotiation.take(input);
            if (!answer) return 0;
            fuzz::demand(input.size() <= before && answer->size() <= 64 + 16 * before, "an answer is bounded");
        }
        if (negotiation.state() == NbdNegotiation::State::Ended) return 0;
        if (negotiation.state() == NbdNegotiation::State::Transmission && !takeRequests(input, negotiation)) return 0;
    }
    return 0;
}
