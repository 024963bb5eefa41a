// A blocking TCP connection, with TLS if asked, that says whatever a test wants said. Reads time out after 5 s.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/unique_fd.h"
#include "fleet/link/tls_context.h"

class RawConnection {
public:
    explicit RawConnection(std::uint16_t port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{5, 0};
        ::setsockopt(m_fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }

    bool connected() const { return m_connected; }
    bool sendPlain(const std::string& bytes) {
        return ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// True once the other side has closed.
    bool closedByPeer() {
        char byte;
        return ::recv(m_fd.get(), &byte, 1, 0) <= 0;
    }

    bool startTls(SSL_CTX& context) {
        m_ssl.reset(SSL_new(&context));
        SSL_set_fd(m_ssl.get(), m_fd.get());
        return SSL_connect(m_ssl.get()) == 1;
    }
    bool send(const std::string& bytes) { return SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size())) > 0; }
    /// What comes, up to 64 KiB; empty when the connection ended or broke.
    std::string receive() {
        std::string bytes(65536, '\0');
        const int count = SSL_read(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return bytes;
    }

private:
    base::UniqueFd m_fd;
    std::unique_ptr<SSL, fleet::openssl::Free<SSL_free>> m_ssl;
    bool m_connected = false;
};

/// A client's context that shows a certificate only when one is given, and checks nothing.
inline fleet::TlsContext carelessClient(const std::string& certificatePem = {}, const base::Secret& key = {}) {
    fleet::TlsContext context(SSL_CTX_new(TLS_client_method()));
    if (certificatePem.empty()) return context;
    const auto certificate = fleet::openssl::certificateFromPem(certificatePem);
    const auto privateKey = fleet::openssl::keyFromPem(key.reveal());
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), privateKey.get());
    return context;
}

inline std::string upgradeRequest(const std::string& target = "/v1/link") {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

/// A client's WebSocket frame (RFC 6455 section 5.2), masked with zeros.
inline std::string textFrame(const std::string& payload, unsigned char opcode = 0x1) {
    std::string frame(1, static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else {
        frame += static_cast<char>(0x80U | 127U);
        for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>((std::uint64_t{payload.size()} >> shift) & 0xFFU);
    }
    return frame + std::string(4, '\0') + payload;
}
