// TlsStream: Beast's AsyncStream over TLS in which OpenSSL reads and writes the socket itself, and asio only waits for the
// socket. Beast's stock TLS stream keeps two 17 KiB buffers a connection between OpenSSL and the socket; this one keeps
// none, and with SSL_MODE_RELEASE_BUFFERS an idle connection costs a third of the memory.
//
// One read and one write may be under way at a time. All on the thread of the socket's io_context.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <optional>
#include <string>

#include "fleet/link/tls_context.h"

namespace fleet {

enum class TlsRole { Server, Client };

/// What one try at a non-blocking TLS operation came to.
struct TlsStep {
    enum class State { Done, WantRead, WantWrite } state = State::Done;
    boost::system::error_code error;
    std::size_t count = 0;
};

class TlsStream {
public:
    using executor_type = boost::asio::io_context::executor_type;
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor_type>;

    TlsStream(Socket socket, SSL_CTX& context, TlsRole role);
    ~TlsStream() = default;
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    executor_type get_executor() noexcept { return m_socket.get_executor(); }
    Socket& socket() { return m_socket; }
    SSL& ssl() { return *m_ssl; }

    /// Ties TLS to the connected socket; before the handshake.
    boost::system::error_code attach();
    /// Says goodbye to the peer as far as that goes without waiting, and closes. Operations under way end with an error.
    void close();
    /// Ends the sending direction only, so that what was written arrives.
    void closeSending();
    /// Why the peer's certificate was not accepted; empty when it was.
    std::string verificationProblem() const;

    template <typename Token>
    auto asyncHandshake(Token&& token) {
        return start([](TlsStream& stream) { return stream.tryHandshake(); }, std::forward<Token>(token));
    }
    template <typename Buffers, typename Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        const boost::asio::mutable_buffer first = firstOf<boost::asio::mutable_buffer>(buffers);
        return start([first](TlsStream& stream) { return stream.tryRead(first); }, std::forward<Token>(token));
    }
    template <typename Buffers, typename Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return start([buffers](TlsStream& stream) { return stream.tryWriteAll(buffers); }, std::forward<Token>(token));
    }

private:
    template <typename Attempt>
    struct Operation {
        TlsStream& stream;
        Attempt attempt;
        bool initiating = true;
        std::optional<TlsStep> done;

        template <typename Self>
        void operator()(Self& self, boost::system::error_code waited = {}) {
            const bool first = std::exchange(initiating, false);
            if (done) return self.complete(done->error, done->count);
            if (waited) return self.complete(waited, 0);
            const TlsStep step = attempt(stream);
            Socket& socket = stream.m_socket;
            if (step.state == TlsStep::State::WantRead) return socket.async_wait(Socket::wait_read, std::move(self));
            if (step.state == TlsStep::State::WantWrite) return socket.async_wait(Socket::wait_write, std::move(self));
            if (!first) return self.complete(step.error, step.count);
            done = step;
            const executor_type executor = stream.get_executor();
            boost::asio::post(executor, std::move(self));
        }
    };

    template <typename Attempt, typename Token>
    auto start(Attempt attempt, Token&& token) {
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            Operation<Attempt>{*this, std::move(attempt), true, {}}, token, m_socket);
    }

    template <typename Buffer, typename Buffers>
    static Buffer firstOf(const Buffers& buffers) {
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != boost::asio::buffer_sequence_end(buffers); ++it)
            if (Buffer buffer(*it); buffer.size() > 0) return buffer;
        return {};
    }

    /// Beast writes a frame's head and its payload as separate buffers; they go out as one TLS record.
    template <typename Buffers>
    TlsStep tryWriteAll(const Buffers& buffers) {
        const boost::asio::const_buffer first = firstOf<boost::asio::const_buffer>(buffers);
        if (first.size() == boost::asio::buffer_size(buffers)) return tryWrite(first);
        const boost::asio::mutable_buffer gathered = gatheringBuffer();
        return tryWrite({gathered.data(), boost::asio::buffer_copy(gathered, buffers)});
    }

    static boost::asio::mutable_buffer gatheringBuffer();
    TlsStep tryHandshake();
    TlsStep tryRead(boost::asio::mutable_buffer buffer);
    TlsStep tryWrite(boost::asio::const_buffer buffer);
    TlsStep stepAfter(int returned, std::size_t count);

    using Ssl = std::unique_ptr<SSL, openssl::Free<SSL_free>>;
    Socket m_socket;
    Ssl m_ssl;
};

// Beast's customisation points, found by argument-dependent lookup.
void teardown(boost::beast::role_type role, TlsStream& stream, boost::system::error_code& error);
void beast_close_socket(TlsStream& stream);

template <typename Handler>
void async_teardown(boost::beast::role_type, TlsStream& stream, Handler&& handler) {
    stream.closeSending();
    boost::asio::post(stream.get_executor(), [taken = std::forward<Handler>(handler)]() mutable {
        taken(boost::system::error_code());
    });
}

}  // namespace fleet
