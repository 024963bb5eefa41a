#include "hypervisor-bridge/nbd/nbd_session.h"

#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "hypervisor-bridge/nbd/nbd_protocol.h"
#include "hypervisor-bridge/nbd/nbd_server.h"

namespace hypervisor {
namespace {

constexpr std::size_t kMostThreads = 16;
constexpr std::size_t kMostWaiting = 64;  // requests read and not begun; then the client has to wait
constexpr std::size_t kReceive = 64 * 1024;

NbdError errorFor(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::InvalidInput:
            return NbdError::Invalid;
        case base::ErrorCode::Cancelled:
            return NbdError::Shutdown;
        case base::ErrorCode::Unavailable:
        case base::ErrorCode::Timeout:
            // The one error on which QEMU is told to stop the guest rather than to pass it on: it can go on later.
            return NbdError::NoSpace;
        default:
            return NbdError::Io;
    }
}

}  // namespace

struct NbdSession::State {
    State(base::UniqueFd fd, std::shared_ptr<base::BlockSource> blocks) : socket(std::move(fd)), source(std::move(blocks)) {}

    const base::UniqueFd socket;
    const std::shared_ptr<base::BlockSource> source;
    NbdNegotiation negotiation{std::string(kNbdExportName), source->size()};
    base::Bytes input;
    std::mutex sending;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<NbdRequest> waiting;
    std::size_t idle = 0;
    bool ending = false;
    std::vector<std::thread> servers;
    std::thread reader;
    std::atomic<bool> over{false};

    bool send(base::BytesView bytes) {
        const std::lock_guard lock(sending);
        while (!bytes.empty()) {
            const auto sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    bool receive() {
        char buffer[kReceive];
        while (true) {
            const auto count = ::recv(socket.get(), buffer, sizeof buffer, 0);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            input.append(buffer, static_cast<std::size_t>(count));
            return true;
        }
    }

    bool skip(std::uint64_t count) {
        while (count > input.size()) {
            count -= input.size();
            input.clear();
            if (!receive()) return false;
        }
        input.erase(0, count);
        return true;
    }

    void serve(const NbdRequest& request) {
        const bool structured = negotiation.structuredReplies();
        if (const auto wrong = judgeNbdRequest(request, source->size(), negotiation); wrong != NbdError::None)
            return (void)send(writeNbdReply(request, structured, wrong, "the request cannot be served by a read-only disk of this size"));
        base::Result<base::Bytes> answer = base::Bytes();
        if (request.command == NbdCommand::Read) {
            const auto data = source->read(request.offset, request.length);
            answer = data ? base::Result<base::Bytes>(writeNbdData(request, structured, *data)) : data.error();
        } else if (request.command == NbdCommand::BlockStatus) {
            const auto extents = source->extents(request.offset, request.length);
            answer = extents ? base::Result<base::Bytes>(writeNbdBlockStatus(request, *extents)) : extents.error();
        } else {
            if (request.command == NbdCommand::Cache) source->prefetch(request.offset, request.length);
            answer = writeNbdReply(request, structured, NbdError::None, "");
        }
        if (answer) return (void)send(*answer);
        const auto& error = answer.error();
        if (error.code != base::ErrorCode::Cancelled)
            base::logWarning("reading the remote data at byte " + std::to_string(request.offset) + ": " + error.message);
        (void)send(writeNbdReply(request, structured, errorFor(error.code), error.message));
    }

    void serveRequests() {
        std::unique_lock lock(mutex);
        while (true) {
            ++idle;
            changed.wait(lock, [this] { return ending || !waiting.empty(); });
            --idle;
            if (waiting.empty()) return;
            const auto request = waiting.front();
            waiting.pop_front();
            changed.notify_all();
            lock.unlock();
            serve(request);
            lock.lock();
        }
    }

    void post(const NbdRequest& request) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return ending || waiting.size() < kMostWaiting; });
        if (ending) return;
        waiting.push_back(request);
        if (idle < waiting.size() && servers.size() < kMostThreads) servers.emplace_back([this] { serveRequests(); });
        changed.notify_all();
    }

    base::Result<void> converse() {
        if (!send(NbdNegotiation::greeting())) return {};
        while (negotiation.state() == NbdNegotiation::State::Talking) {
            if (!receive()) return {};
            TWINSET_ASSIGN(const auto answer, negotiation.take(input));
            if (!send(answer)) return {};
        }
        while (negotiation.state() == NbdNegotiation::State::Transmission) {
            TWINSET_ASSIGN(const auto request, takeNbdRequest(input));
            if (!request) {
                if (!receive()) return {};
                continue;
            }
            if (request->command == NbdCommand::Disconnect) return {};
            if (request->command == NbdCommand::Write && !skip(request->length)) return {};
            post(*request);
        }
        return {};
    }

    void run() {
        if (const auto done = converse(); !done) base::logWarning("an NBD client is hung up on: " + done.error().message);
        {
            const std::lock_guard lock(mutex);
            ending = true;
            waiting.clear();
        }
        changed.notify_all();
        for (auto& server : servers) server.join();
        ::shutdown(socket.get(), SHUT_RDWR);
        over = true;
    }
};

NbdSession::NbdSession(base::UniqueFd socket, std::shared_ptr<base::BlockSource> source)
    : m_state(std::make_unique<State>(std::move(socket), std::move(source))) {
    m_state->reader = std::thread([state = m_state.get()] { state->run(); });
}

NbdSession::~NbdSession() {
    ::shutdown(m_state->socket.get(), SHUT_RDWR);
    m_state->reader.join();
}

bool NbdSession::over() const { return m_state->over; }

}  // namespace hypervisor
