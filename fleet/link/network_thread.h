// NetworkThread: one io_context, the thread that runs it, and the sessions that live on it.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>

#include "fleet/link/server_session.h"

namespace fleet {

class NetworkThread {
public:
    NetworkThread(HandsetGate& gate, LiveLinks& links, SSL_CTX& tls, const LinkTimes& times);
    ~NetworkThread() = default;
    NetworkThread(const NetworkThread&) = delete;
    NetworkThread& operator=(const NetworkThread&) = delete;

    boost::asio::io_context& context() { return m_context; }
    void run();
    /// Any thread: begins a session on a connected socket of this context.
    void adopt(TlsStream::Socket socket);
    /// Drops every session and joins. What other threads post afterwards runs in sweep().
    void stop();
    /// True when it ran something. After every thread has stopped.
    bool sweep();

private:
    void begin(TlsStream::Socket socket);

    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    SessionEnvironment m_environment;
    bool m_stopping = false;  // on the thread
    std::thread m_thread;
};

}  // namespace fleet
