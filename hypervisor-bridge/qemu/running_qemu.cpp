#include "hypervisor-bridge/qemu/running_qemu.h"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/digest.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {

using base::ErrorCode;

struct RunningQemu::Listener {
    base::PhoneId id;
    std::shared_ptr<EventHub> events;
    std::atomic<bool> leaving = false;
    std::mutex mutex;
    std::map<std::string, std::string> jobErrors;

    void take(const std::string& name, const base::Json& data) {
        if (name == "STOP" || name == "RESUME" || name == "RESET" || name == "SHUTDOWN" || name == "POWERDOWN")
            events->send(EventKind::StateChanged, id, name);
        else if (name == "GUEST_PANICKED")
            events->send(EventKind::GuestPanicked, id, data.value("action", ""));
        else if (name == "VSERPORT_CHANGE" && data.value("id", "") == "gaport")
            events->send(data.value("open", false) ? EventKind::GuestAgentUp : EventKind::GuestAgentDown, id, "");
        else if (name == "DEVICE_DELETED" && data.contains("device"))
            events->send(EventKind::DeviceRemoved, id, data.value("device", ""));
        else if (name == "BLOCK_IO_ERROR")
            events->send(data.value("nospace", false) ? EventKind::DiskFull : EventKind::StateChanged, id, data.value("reason", ""));
        else if (name == "BLOCK_WRITE_THRESHOLD")
            events->send(EventKind::DiskNearlyFull, id, data.value("node-name", ""));
        else if (name == "BLOCK_JOB_COMPLETED") {
            const std::lock_guard lock(mutex);
            jobErrors[data.value("device", "")] = data.value("error", "");
        }
    }
};

RunningQemu::RunningQemu(ProcessRecord record, std::shared_ptr<Listener> listener, std::unique_ptr<QmpConnection> qmp)
    : m_record(record), m_listener(std::move(listener)), m_qmp(std::move(qmp)) {}

RunningQemu::~RunningQemu() { m_listener->leaving = true; }

std::string RunningQemu::jobError(const std::string& job) const {
    const std::lock_guard lock(m_listener->mutex);
    const auto found = m_listener->jobErrors.find(job);
    return found == m_listener->jobErrors.end() ? "" : found->second;
}

base::Result<std::shared_ptr<RunningQemu>> RunningQemu::connect(const std::filesystem::path& directory, const ProcessRecord& record,
                                                                const base::PhoneId& id, std::shared_ptr<EventHub> events,
                                                                base::Duration timeout) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + timeout;
    auto socket = connectUnixSocket(directory, "qmp");
    while (!socket && clock.monotonic() < deadline && isAlive(record.identity)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
        socket = connectUnixSocket(directory, "qmp");
    }
    if (!socket) return socket.error();
    auto listener = std::make_shared<Listener>();
    listener->id = id;
    listener->events = std::move(events);
    QmpConnection::Handlers handlers;
    handlers.event = [listener](const std::string& name, const base::Json& data) { listener->take(name, data); };
    handlers.closed = [listener] {
        if (!listener->leaving) listener->events->send(EventKind::Gone, listener->id, "the hypervisor process ended");
    };
    TWINSET_ASSIGN(auto qmp, QmpConnection::open(std::move(*socket), std::move(handlers), std::max(timeout, base::Duration(1000))));
    return std::shared_ptr<RunningQemu>(new RunningQemu(record, std::move(listener), std::move(qmp)));
}

std::string uuidOf(const base::PhoneId& id) {
    auto hex = base::Digest::of("twinset machine " + id.text()).hex().substr(0, 32);
    hex[12] = '8';  // RFC 9562: version 8, made by our own rule
    hex[16] = 'a';
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20);
}

}  // namespace hypervisor
