// EventHub: numbers a driver's events and hands them to its sink. Shared by the driver and its machines' readers.
#pragma once

#include <mutex>
#include <string>

#include "hypervisor-bridge/event.h"

namespace hypervisor {

class EventHub {
public:
    void send(EventKind kind, const base::PhoneId& machine, std::string detail) {
        const std::lock_guard lock(m_mutex);
        ++m_sequence;
        if (m_sink) m_sink(Event{m_sequence, kind, machine, std::move(detail)});
    }
    void setSink(EventSink sink) {
        const std::lock_guard lock(m_mutex);
        m_sink = std::move(sink);
    }

private:
    std::mutex m_mutex;
    EventSink m_sink;
    std::uint64_t m_sequence = 0;
};

}  // namespace hypervisor
