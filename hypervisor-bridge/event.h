// Events of machines: hints that something is worth looking at. They may be lost (after a reconnect `Resync` is sent), so
// nobody derives state from them: observe() does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/ids.h"

namespace hypervisor {

enum class EventKind { StateChanged, GuestAgentUp, GuestAgentDown, DeviceRemoved, DiskFull, DiskNearlyFull, GuestPanicked, Gone, Resync };

struct Event {
    std::uint64_t sequence = 0;  // rises by one per driver
    EventKind kind = EventKind::StateChanged;
    base::PhoneId machine;
    std::string detail;
};

/// Called on a driver thread; must return at once and not call back into the driver.
using EventSink = std::function<void(const Event&)>;

}  // namespace hypervisor
