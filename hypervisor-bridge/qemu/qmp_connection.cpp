#include "hypervisor-bridge/qemu/qmp_connection.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/log.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr auto kReplyTimeout = std::chrono::seconds(30);
constexpr std::size_t kLongestLine = 8 * 1024 * 1024;

base::Error closedError() { return {ErrorCode::Unavailable, "the hypervisor ended; try again once the virtual phone runs"}; }

base::Error errorOf(const std::string& command, const base::Json& reply) {
    const auto& error = reply["error"];
    const auto kind = error.value("class", "GenericError");
    const auto code = kind == "DeviceNotFound"    ? ErrorCode::NotFound
                      : kind == "CommandNotFound" ? ErrorCode::Unavailable
                                                  : ErrorCode::Internal;
    return {code, "the hypervisor refused " + command + ": " + error.value("desc", "no reason given")};
}

base::Result<void> sendAll(int socket, std::string_view bytes, int fd) {
    while (!bytes.empty()) {
        iovec part{const_cast<char*>(bytes.data()), bytes.size()};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        if (fd >= 0) {
            message.msg_control = control;
            message.msg_controllen = sizeof control;
            auto* header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof(int));
            ::memcpy(CMSG_DATA(header), &fd, sizeof fd);
        }
        const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return closedError();
        bytes.remove_prefix(static_cast<std::size_t>(sent));
        fd = -1;
    }
    return {};
}

}  // namespace

struct QmpConnection::State {
    base::UniqueFd socket;
    Handlers handlers;
    std::string buffer;
    std::mutex sendMutex;
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t nextId = 0;
    std::map<std::uint64_t, std::optional<base::Json>> waiting;  // nullopt until the reply is there
    std::atomic<bool> ended = false;
    std::thread reader;

    /// The next line, or nullopt when the connection ended or `timeout` (negative: none) passed.
    std::optional<std::string> readLine(base::Duration timeout) {
        const base::SystemClock clock;
        const auto deadline = clock.monotonic() + timeout;
        while (true) {
            if (const auto end = buffer.find('\n'); end != std::string::npos) {
                auto line = buffer.substr(0, end);
                buffer.erase(0, end + 1);
                return line;
            }
            if (buffer.size() > kLongestLine) return std::nullopt;
            int wait = -1;
            if (timeout >= base::Duration::zero())
                wait = static_cast<int>(std::max<long long>(0, (deadline - clock.monotonic()).count()));
            pollfd ready{socket.get(), POLLIN, 0};
            const int count = ::poll(&ready, 1, wait);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return std::nullopt;
            char bytes[16384];
            const auto got = ::recv(socket.get(), bytes, sizeof bytes, 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return std::nullopt;
            buffer.append(bytes, static_cast<std::size_t>(got));
        }
    }

    void read() {
        while (auto line = readLine(base::Duration(-1))) {
            auto parsed = base::parseJson(*line);
            if (!parsed || !parsed->is_object()) break;
            take(std::move(*parsed));
        }
        {
            const std::lock_guard lock(mutex);
            ended = true;
        }
        changed.notify_all();
        if (handlers.closed) handlers.closed();
    }

    void take(base::Json message) {
        if (message.contains("event")) {
            static const base::Json nothing = base::Json::object();
            if (handlers.event && message["event"].is_string())
                handlers.event(message["event"].get<std::string>(), message.contains("data") ? message["data"] : nothing);
            return;
        }
        if (!message.contains("id") || !message["id"].is_number_unsigned()) return;
        const std::lock_guard lock(mutex);
        const auto found = waiting.find(message["id"].get<std::uint64_t>());
        if (found == waiting.end()) return;
        found->second = std::move(message);
        changed.notify_all();
    }
};

QmpConnection::QmpConnection(std::unique_ptr<State> state) : m_state(std::move(state)) {}

QmpConnection::~QmpConnection() {
    ::shutdown(m_state->socket.get(), SHUT_RDWR);
    if (m_state->reader.joinable()) m_state->reader.join();
}

base::Result<std::unique_ptr<QmpConnection>> QmpConnection::open(base::UniqueFd socket, Handlers handlers,
                                                                 base::Duration timeout) {
    auto state = std::make_unique<State>();
    state->socket = std::move(socket);
    state->handlers = std::move(handlers);
    const auto greeting = state->readLine(timeout);
    if (!greeting)
        return {ErrorCode::Timeout, "the hypervisor does not greet on its control socket; another program may hold it"};
    const auto parsed = base::parseJson(*greeting);
    if (!parsed || !parsed->is_object() || !parsed->contains("QMP"))
        return {ErrorCode::Corrupt, "what answers on the control socket is not QEMU"};
    auto connection = std::unique_ptr<QmpConnection>(new QmpConnection(std::move(state)));
    connection->m_state->reader = std::thread([state = connection->m_state.get()] { state->read(); });
    TWINSET_TRY(connection->query("qmp_capabilities"));
    return base::Result<std::unique_ptr<QmpConnection>>(std::move(connection));
}

base::Result<base::Json> QmpConnection::query(const std::string& command) { return executeWithFd(command, base::Json(), -1); }

base::Result<base::Json> QmpConnection::execute(const std::string& command, const base::Json& arguments) {
    return executeWithFd(command, arguments, -1);
}

base::Result<base::Json> QmpConnection::executeWithFd(const std::string& command, const base::Json& arguments, int fd) {
    auto& state = *m_state;
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(state.mutex);
        if (state.ended) return closedError();
        id = ++state.nextId;
        state.waiting[id] = std::nullopt;
    }
    base::Json request{{"execute", command}, {"id", id}};
    if (!arguments.is_null()) request["arguments"] = arguments;
    auto line = request.dump() + "\n";
    {
        const std::lock_guard lock(state.sendMutex);
        const auto sent = sendAll(state.socket.get(), line, fd);
        ::explicit_bzero(line.data(), line.size());
        if (!sent) return sent.error();
    }
    std::unique_lock lock(state.mutex);
    const bool inTime = state.changed.wait_for(lock, kReplyTimeout, [&] { return state.ended || state.waiting[id]; });
    auto reply = std::move(state.waiting[id]);
    state.waiting.erase(id);
    if (!reply) {
        if (!inTime) return {ErrorCode::Timeout, "the hypervisor did not answer " + command + " within 30 s"};
        return closedError();
    }
    if (reply->contains("error")) return errorOf(command, *reply);
    return std::move((*reply)["return"]);
}

bool QmpConnection::closed() const { return m_state->ended; }

}  // namespace hypervisor
