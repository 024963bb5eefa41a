#include "hypervisor-bridge/qemu/unix_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "base/file_system.h"

namespace hypervisor {

base::Result<base::UniqueFd> connectUnixSocket(const std::filesystem::path& directory, const std::string& name) {
    const base::UniqueFd parent(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!parent.valid()) return base::errorFromErrno(errno, "cannot open", directory);
    const auto path = "/proc/self/fd/" + std::to_string(parent.get()) + "/" + name;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return {base::ErrorCode::InvalidInput, "the socket name " + name + " is too long"};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket.valid()) return base::errorFromErrno(errno, "cannot create", "a socket");
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return {base::ErrorCode::Unavailable,
                "nobody listens at " + (directory / name).string() + ": " + std::strerror(errno)};
    return socket;
}

}  // namespace hypervisor
