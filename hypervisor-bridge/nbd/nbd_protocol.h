// The NBD protocol as our server speaks it (proto.md of the NetworkBlockDevice project): fixed newstyle negotiation,
// structured replies, the metadata context base:allocation, read-only. No sockets here: bytes in, bytes out, so that
// every byte a client may send can be tried by a fuzzer.
//
// Left out: TLS (the socket is a Unix socket in a directory that only its owner enters), several exports (there is one
// disk a socket), writes, resizing, extended headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/block_device.h"
#include "base/bytes.h"
#include "base/result.h"

namespace hypervisor {

/// The most bytes of one read; the server advertises it and refuses more.
constexpr std::uint32_t kNbdMostRead = 4 * 1024 * 1024;

enum class NbdCommand : std::uint16_t {
    Read = 0,
    Write = 1,
    Disconnect = 2,
    Flush = 3,
    Trim = 4,
    Cache = 5,
    WriteZeroes = 6,
    BlockStatus = 7,
};

/// Error numbers of the protocol.
enum class NbdError : std::uint32_t { None = 0, NotPermitted = 1, Io = 5, Invalid = 22, NoSpace = 28, Overflow = 75, NotSupported = 95, Shutdown = 108 };

/// Negotiation with one client.
class NbdNegotiation {
public:
    enum class State { Talking, Transmission, Ended };

    NbdNegotiation(std::string exportName, std::uint64_t size) : m_exportName(std::move(exportName)), m_size(size) {}

    /// What the server says first.
    static base::Bytes greeting();
    /// Takes whole messages off the front of `input`; what is to be sent comes back. InvalidInput when the client does
    /// not speak the protocol: the connection is to be closed. Must not be called any more once the state is not Talking.
    base::Result<base::Bytes> take(base::Bytes& input);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool structuredReplies() const { return m_structured; }
    [[nodiscard]] bool allocationContext() const { return m_allocation; }

private:
    base::Result<base::Bytes> answer(std::uint32_t option, base::BytesView data);
    base::Result<base::Bytes> answerExportName(base::BytesView name);
    base::Bytes answerGo(std::uint32_t option, base::BytesView data);
    base::Bytes answerMetaContext(std::uint32_t option, base::BytesView data);

    std::string m_exportName;
    std::uint64_t m_size;
    State m_state = State::Talking;
    bool m_flagsSeen = false;
    bool m_noZeroes = false;
    bool m_structured = false;
    bool m_allocation = false;
};

struct NbdRequest {
    std::uint16_t flags = 0;
    NbdCommand command = NbdCommand::Read;
    std::uint64_t cookie = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    [[nodiscard]] bool wantsOneExtent() const { return (flags & 8) != 0; }
};

/// Takes one request off the front of `input`; nullopt when it is not whole yet. InvalidInput: close the connection. The
/// data of a write, request.length bytes, follow in the stream.
base::Result<std::optional<NbdRequest>> takeNbdRequest(base::Bytes& input);
/// What is wrong with a request to a read-only export of `size` bytes; None when it can be served.
NbdError judgeNbdRequest(const NbdRequest& request, std::uint64_t size, const NbdNegotiation& agreed);

/// The answer to a request without data in it; an error when `error` is not None. `why` is for the client's log.
base::Bytes writeNbdReply(const NbdRequest& request, bool structured, NbdError error, std::string_view why);
/// The answer to a read. A structured one says it when `data` is all zero.
base::Bytes writeNbdData(const NbdRequest& request, bool structured, base::BytesView data);
/// The answer to a block status request (structured always); `extents` begin at the request's offset.
base::Bytes writeNbdBlockStatus(const NbdRequest& request, const std::vector<base::Extent>& extents);

}  // namespace hypervisor
