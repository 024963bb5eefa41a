#include "fleet/link/tls_stream.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cerrno>

namespace fleet {
namespace {

constexpr std::size_t kLargestRecord = 16 * 1024;

int bioFd(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))) - 1; }
void setBioFd(BIO* bio, int fd) { BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd) + 1)); }

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int bioRead(BIO* bio, char* to, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t count = ::recv(bioFd(bio), to, static_cast<std::size_t>(size), 0);
    if (count < 0 && wouldBlock()) BIO_set_retry_read(bio);
    if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(count);
}

int bioWrite(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t count = ::send(bioFd(bio), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && wouldBlock()) BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

long bioControl(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return 0;
}

/// A socket BIO that never raises SIGPIPE, which OpenSSL's own does.
const BIO_METHOD* socketMethod() {
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without signals");
        BIO_meth_set_read(made, bioRead);
        BIO_meth_set_write(made, bioWrite);
        BIO_meth_set_ctrl(made, bioControl);
        return made;
    }();
    return method;
}

}  // namespace

TlsStream::TlsStream(Socket socket, SSL_CTX& context, TlsRole role) : m_socket(std::move(socket)), m_ssl(SSL_new(&context)) {
    BIO* bio = BIO_new(socketMethod());
    BIO_set_init(bio, 1);
    setBioFd(bio, -1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    if (role == TlsRole::Server)
        SSL_set_accept_state(m_ssl.get());
    else
        SSL_set_connect_state(m_ssl.get());
}

boost::system::error_code TlsStream::attach() {
    boost::system::error_code error;
    m_socket.native_non_blocking(true, error);
    if (error) return error;
    setBioFd(SSL_get_rbio(m_ssl.get()), m_socket.native_handle());
    m_socket.set_option(boost::asio::ip::tcp::no_delay(true), error);
    return {};
}

void TlsStream::closeSending() {
    ERR_clear_error();
    if (SSL_is_init_finished(m_ssl.get()) == 1) SSL_shutdown(m_ssl.get());
    ERR_clear_error();
    boost::system::error_code ignored;
    m_socket.shutdown(Socket::shutdown_send, ignored);
}

void TlsStream::close() {
    if (!m_socket.is_open()) return;
    closeSending();
    setBioFd(SSL_get_rbio(m_ssl.get()), -1);
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

std::string TlsStream::verificationProblem() const {
    const long result = SSL_get_verify_result(m_ssl.get());
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

boost::asio::mutable_buffer TlsStream::gatheringBuffer() {
    thread_local std::string buffer(kLargestRecord, '\0');
    return boost::asio::buffer(buffer);
}

TlsStep TlsStream::tryHandshake() {
    ERR_clear_error();
    return stepAfter(SSL_do_handshake(m_ssl.get()), 0);
}

TlsStep TlsStream::tryRead(boost::asio::mutable_buffer buffer) {
    if (buffer.size() == 0) return {};
    ERR_clear_error();
    std::size_t count = 0;
    const int returned = SSL_read_ex(m_ssl.get(), buffer.data(), buffer.size(), &count);
    return stepAfter(returned, count);
}

TlsStep TlsStream::tryWrite(boost::asio::const_buffer buffer) {
    if (buffer.size() == 0) return {};
    ERR_clear_error();
    std::size_t count = 0;
    const int returned = SSL_write_ex(m_ssl.get(), buffer.data(), buffer.size(), &count);
    return stepAfter(returned, count);
}

TlsStep TlsStream::stepAfter(int returned, std::size_t count) {
    const int errnoAfter = errno;
    if (returned == 1) return {TlsStep::State::Done, {}, count};
    switch (SSL_get_error(m_ssl.get(), returned)) {
        case SSL_ERROR_WANT_READ: return {TlsStep::State::WantRead, {}, 0};
        case SSL_ERROR_WANT_WRITE: return {TlsStep::State::WantWrite, {}, 0};
        case SSL_ERROR_ZERO_RETURN: return {TlsStep::State::Done, boost::asio::error::eof, 0};
        case SSL_ERROR_SYSCALL:
            if (errnoAfter == 0) return {TlsStep::State::Done, boost::asio::error::eof, 0};
            return {TlsStep::State::Done, {errnoAfter, boost::system::system_category()}, 0};
        default: break;
    }
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return {TlsStep::State::Done, boost::asio::error::eof, 0};
    return {TlsStep::State::Done, {static_cast<int>(code), boost::asio::error::get_ssl_category()}, 0};
}

void teardown(boost::beast::role_type, TlsStream& stream, boost::system::error_code& error) {
    stream.closeSending();
    error = {};
}

void beast_close_socket(TlsStream& stream) { stream.close(); }

}  // namespace fleet
