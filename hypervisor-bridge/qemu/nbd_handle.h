// One libnbd handle and its errors. Private to nbd_reader.cpp and nbd_writer.cpp.
#pragma once

#include <libnbd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace hypervisor {

struct NbdClose {
    void operator()(nbd_handle* handle) const { nbd_close(handle); }
};
using NbdHandle = std::unique_ptr<nbd_handle, NbdClose>;

/// The most bytes of one request; servers must accept 32 MiB.
constexpr std::size_t kNbdPiece = 8 * 1024 * 1024;

inline base::Error nbdError(const std::string& doing) {
    const char* const reason = nbd_get_error();
    return {base::ErrorCode::Unavailable, doing + ": " + (reason != nullptr ? reason : "no reason given")};
}

inline base::Result<void> checkNbdRange(std::uint64_t size, std::uint64_t offset, std::uint64_t length) {
    if (offset <= size && length <= size - offset) return {};
    return {base::ErrorCode::InvalidInput, "the range at " + std::to_string(offset) + " ends beyond the disk"};
}

/// Connects; `contexts` are asked for before.
inline base::Result<NbdHandle> connectNbd(base::UniqueFd socket, const std::string& exportName, const std::vector<std::string>& contexts) {
    NbdHandle handle(nbd_create());
    if (!handle || nbd_set_export_name(handle.get(), exportName.c_str()) != 0) return nbdError("cannot set up an NBD connection");
    for (const auto& context : contexts)
        if (nbd_add_meta_context(handle.get(), context.c_str()) != 0) return nbdError("cannot ask for " + context);
    // From here on the handle owns the descriptor.
    if (nbd_connect_socket(handle.get(), socket.release()) != 0) return nbdError("cannot open the disk's export");
    for (const auto& context : contexts)
        if (nbd_can_meta_context(handle.get(), context.c_str()) != 1)
            return base::Error{base::ErrorCode::Unavailable, "the disk's export does not offer " + context};
    return handle;
}

}  // namespace hypervisor
