// HandsetFacts: what the handset itself says of its power and its network, for operations that are to wait for the one
// or the other. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/file_system.h"

namespace agent {

class HandsetFacts {
public:
    virtual ~HandsetFacts() = default;
    /// On a charger, or without a battery.
    [[nodiscard]] virtual bool charging() = 0;
    /// Its way to the world is Wi-Fi or a cable. False when it is a mobile network, and when there is no way.
    [[nodiscard]] virtual bool unmetered() = 0;
    /// What programs can have without anything being put aside; nullopt: not known.
    [[nodiscard]] virtual std::optional<base::ByteCount> freeMemory() = 0;
};

/// Reads ROOT/sys/class/power_supply, and the interface of the default route (ROOT/proc/net/route, ROOT/proc/net/ipv6_route,
/// ROOT/sys/class/net), and ROOT/proc/meminfo. What cannot be read is no battery, and no way to the world. `files` must outlive it.
std::unique_ptr<HandsetFacts> createLinuxHandsetFacts(base::FileSystem& files, const std::filesystem::path& root);

}  // namespace agent
