// NbdServer: offers a BlockSource, read-only, to the programs that connect to a Unix socket: QEMU, above all. Holes and
// zeros are answered from the source's extents, so that a client that asks for them never reads them.
//
// Threads: one that accepts, one a connection that reads requests, and up to 16 a connection that serve them, begun when
// they are first needed; answers leave in the order in which they are ready.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/block_source.h"
#include "base/result.h"

namespace hypervisor {

/// The name of the one export.
inline constexpr std::string_view kNbdExportName = "data";

class NbdServer {
public:
    /// Listens at directory/name, replacing what a dead server left there. The directory's permissions are what keeps
    /// others out. Unavailable or Denied when it cannot.
    static base::Result<std::unique_ptr<NbdServer>> listen(const std::filesystem::path& directory, const std::string& name,
                                                           std::shared_ptr<base::BlockSource> source);
    /// Stops the source, closes every connection and removes the socket. A client that reconnects finds the next server.
    ~NbdServer();
    NbdServer(const NbdServer&) = delete;
    NbdServer& operator=(const NbdServer&) = delete;

private:
    struct State;
    explicit NbdServer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace hypervisor
