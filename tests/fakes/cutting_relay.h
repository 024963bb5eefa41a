// CuttingRelay: stands between a client and a server on 127.0.0.1 and breaks their connection after so many bytes of what
// the client sends. The server sees the end first; the client hears of it only when the server has closed, so that a test
// knows that the server is through with what it got.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <atomic>
#include <cstdint>
#include <limits>
#include <netinet/in.h>
#include <thread>

#include "base/unique_fd.h"

namespace fakes {

class CuttingRelay {
public:
    static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

    explicit CuttingRelay(std::uint16_t serverPort) : m_serverPort(serverPort), m_listener(listening()) {
        m_thread = std::thread([this] { run(); });
    }
    ~CuttingRelay() {
        m_stopping = true;
        m_thread.join();
    }
    CuttingRelay(const CuttingRelay&) = delete;
    CuttingRelay& operator=(const CuttingRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    void serverIsAt(std::uint16_t port) { m_serverPort = port; }
    /// Breaks the connection once `bytes` more came from the client.
    void cutAfter(std::uint64_t bytes) { m_left = bytes; }
    [[nodiscard]] std::uint64_t bytesFromClient() const { return m_total; }

private:
    base::UniqueFd listening() {
        base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        if (::bind(fd.get(), plain, length) != 0 || ::listen(fd.get(), 16) != 0 ||
            ::getsockname(fd.get(), plain, &length) != 0)
            std::abort();
        m_port = ntohs(address.sin_port);
        return fd;
    }

    [[nodiscard]] base::UniqueFd connected() const {
        base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(m_serverPort);
        if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return {};
        return fd;
    }

    [[nodiscard]] bool readable(int fd) const {
        pollfd wanted{fd, POLLIN, 0};
        return ::poll(&wanted, 1, 20) > 0;
    }

    void run() {
        while (!m_stopping) {
            if (!readable(m_listener.get())) continue;
            const base::UniqueFd client(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            const auto server = connected();
            if (client.valid() && server.valid()) relay(client.get(), server.get());
        }
    }

    void relay(int client, int server) {
        char bytes[16 * 1024];
        while (!m_stopping) {
            pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (::poll(ends, 2, 20) <= 0) continue;
            if (ends[0].revents != 0) {
                const auto most = std::min<std::uint64_t>(sizeof bytes, m_left);
                const auto got = most == 0 ? 0 : ::recv(client, bytes, most, 0);
                if (got > 0) m_total += static_cast<std::uint64_t>(got);
                if (got > 0 && m_left != kNever) m_left -= static_cast<std::uint64_t>(got);
                if (got > 0 && ::send(server, bytes, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) return;
                if (got <= 0) return waitForEnd(server);
            }
            if (ends[1].revents != 0) {
                const auto got = ::recv(server, bytes, sizeof bytes, 0);
                if (got <= 0 || ::send(client, bytes, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) return;
            }
        }
    }

    void waitForEnd(int server) const {
        ::shutdown(server, SHUT_WR);
        char bytes[1024];
        while (!m_stopping)
            if (readable(server) && ::recv(server, bytes, sizeof bytes, 0) <= 0) return;
    }

    std::atomic<std::uint16_t> m_serverPort;
    std::uint16_t m_port = 0;
    base::UniqueFd m_listener;
    std::atomic<bool> m_stopping = false;
    std::atomic<std::uint64_t> m_left = kNever, m_total = 0;
    std::thread m_thread;
};

}  // namespace fakes
