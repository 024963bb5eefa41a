// Snapshots: points to roll the data disk back to, kept on the handset, and the machine's memory saved to a file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace hypervisor {

class Snapshots {
public:
    virtual ~Snapshots() = default;
    /// Takes a snapshot of a stopped machine's data disk. Conflict while it runs or when the name is taken.
    virtual base::Result<void> take(const std::string& name) = 0;
    /// Sets a stopped machine's data disk back to the snapshot; the snapshot stays.
    virtual base::Result<void> rollBack(const std::string& name) = 0;
    virtual base::Result<void> remove(const std::string& name) = 0;
    virtual base::Result<std::vector<std::string>> list() = 0;
    /// Pauses a running machine, writes its state to a file and ends it. Machine::start with `savedState` continues it.
    virtual base::Result<void> saveState(const std::filesystem::path& file) = 0;
};

class Screen {
public:
    virtual ~Screen() = default;
    /// Writes a PNG of the machine's display.
    virtual base::Result<void> screenshot(const std::filesystem::path& file) = 0;
};

}  // namespace hypervisor
