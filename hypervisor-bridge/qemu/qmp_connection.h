// QmpConnection: one client of QEMU's machine protocol (newline-separated JSON) on a connected socket. One reader thread
// of its own takes replies, matched by id, and events. QEMU serves one client a socket: a second one gets no greeting.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace hypervisor {

class QmpConnection {
public:
    /// Both are called on the reader thread and must not call execute(). `closed` is called once, last.
    struct Handlers {
        std::function<void(const std::string& name, const base::Json& data)> event;
        std::function<void()> closed;
    };

    /// Greets and leaves negotiation. Timeout when no greeting comes: another client holds the socket.
    static base::Result<std::unique_ptr<QmpConnection>> open(base::UniqueFd socket, Handlers handlers, base::Duration timeout);
    ~QmpConnection();
    QmpConnection(const QmpConnection&) = delete;
    QmpConnection& operator=(const QmpConnection&) = delete;

    /// Blocks for the reply. Errors: Unavailable when the connection ended, Timeout, NotFound (no such device),
    /// Internal with QEMU's words otherwise. Any thread. `arguments` never reach a log.
    base::Result<base::Json> execute(const std::string& command, const base::Json& arguments);
    /// The same, without arguments.
    base::Result<base::Json> query(const std::string& command);
    /// The same, handing over a copy of a file descriptor (getfd).
    base::Result<base::Json> executeWithFd(const std::string& command, const base::Json& arguments, int fd);
    [[nodiscard]] bool closed() const;

private:
    struct State;
    explicit QmpConnection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace hypervisor
