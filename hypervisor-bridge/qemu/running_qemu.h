// RunningQemu: one live QEMU process of ours and the connection to it. Destroying it leaves the process alone.
#pragma once

#include <atomic>
#include <memory>

#include "hypervisor-bridge/qemu/event_hub.h"
#include "hypervisor-bridge/qemu/process_record.h"
#include "hypervisor-bridge/qemu/qmp_connection.h"

namespace hypervisor {

class RunningQemu {
public:
    /// Connects to the control socket "qmp" in `directory`, waiting up to `timeout` for it.
    static base::Result<std::shared_ptr<RunningQemu>> connect(const std::filesystem::path& directory, const ProcessRecord& record,
                                                              const base::PhoneId& id, std::shared_ptr<EventHub> events,
                                                              base::Duration timeout);
    ~RunningQemu();

    [[nodiscard]] bool alive() const { return isAlive(m_record.identity); }
    [[nodiscard]] const ProcessRecord& record() const { return m_record; }
    void setRecord(const ProcessRecord& record) { m_record = record; }
    [[nodiscard]] QmpConnection& qmp() { return *m_qmp; }
    /// Why the block job of this name ended early, of those that ended since the connection was made; empty: it did not.
    [[nodiscard]] std::string jobError(const std::string& job) const;

private:
    struct Listener;
    RunningQemu(ProcessRecord record, std::shared_ptr<Listener> listener, std::unique_ptr<QmpConnection> qmp);

    ProcessRecord m_record;
    std::shared_ptr<Listener> m_listener;
    std::unique_ptr<QmpConnection> m_qmp;
};

/// The UUID QEMU is given, derived from the phone's id; adoption compares it.
std::string uuidOf(const base::PhoneId& id);

}  // namespace hypervisor
