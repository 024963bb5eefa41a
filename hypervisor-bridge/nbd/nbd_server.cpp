#include "hypervisor-bridge/nbd/nbd_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <list>
#include <thread>

#include "base/file_system.h"
#include "base/unique_fd.h"
#include "hypervisor-bridge/nbd/nbd_session.h"

namespace hypervisor {
namespace {

constexpr int kBacklog = 8;
constexpr std::size_t kMostSessions = 16;  // a client reconnects while its old requests are still waited for

base::Result<base::UniqueFd> bindUnixSocket(const base::UniqueFd& directory, const std::string& name) {
    // A socket's path has at most 107 bytes; through the directory's descriptor it is short wherever the directory lies.
    const auto path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + name;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return {base::ErrorCode::InvalidInput, "the socket name " + name + " is too long"};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.valid()) return base::errorFromErrno(errno, "cannot create", "a socket");
    if (::unlinkat(directory.get(), name.c_str(), 0) != 0 && errno != ENOENT) return base::errorFromErrno(errno, "cannot remove", name);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), kBacklog) != 0)
        return base::errorFromErrno(errno, "cannot listen at", name);
    return socket;
}

}  // namespace

struct NbdServer::State {
    base::UniqueFd directory;
    std::string name;
    std::shared_ptr<base::BlockSource> source;
    base::UniqueFd listener;
    base::UniqueFd wake;
    std::list<NbdSession> sessions;
    std::thread thread;

    void run() {
        while (true) {
            pollfd watched[] = {{listener.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
            if (::poll(watched, 2, -1) < 0 && errno != EINTR) return;
            if (watched[1].revents != 0) return;
            if ((watched[0].revents & POLLIN) == 0) continue;
            base::UniqueFd client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            sessions.remove_if([](const NbdSession& session) { return session.over(); });
            if (client.valid() && sessions.size() < kMostSessions) sessions.emplace_back(std::move(client), source);
        }
    }
};

NbdServer::NbdServer(std::unique_ptr<State> state) : m_state(std::move(state)) {}

base::Result<std::unique_ptr<NbdServer>> NbdServer::listen(const std::filesystem::path& directory, const std::string& name,
                                                           std::shared_ptr<base::BlockSource> source) {
    auto state = std::make_unique<State>();
    state->directory.reset(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!state->directory.valid()) return base::errorFromErrno(errno, "cannot open", directory);
    state->name = name;
    state->source = std::move(source);
    TWINSET_ASSIGN(state->listener, bindUnixSocket(state->directory, name));
    state->wake.reset(::eventfd(0, EFD_CLOEXEC));
    if (!state->wake.valid()) return base::errorFromErrno(errno, "cannot create", "an event descriptor");
    state->thread = std::thread([running = state.get()] { running->run(); });
    return std::unique_ptr<NbdServer>(new NbdServer(std::move(state)));
}

NbdServer::~NbdServer() {
    const std::uint64_t one = 1;
    if (::write(m_state->wake.get(), &one, sizeof one) == sizeof one) m_state->thread.join();
    m_state->listener.reset();
    (void)::unlinkat(m_state->directory.get(), m_state->name.c_str(), 0);
    m_state->source->stop();
    m_state->sessions.clear();
}

}  // namespace hypervisor
