// BackupAccess: a consistent, point-in-time view of a running machine's data disk, with a map of what changed since an
// earlier one.
//
// A checkpoint is named by its caller. Begin freezes the guest for an instant (when it answers), marks the point, and
// opens a reader over the disk as it was at that moment; the guest writes on meanwhile. End with keep=true makes the
// checkpoint a valid parent for a later one, and drops its parent; with keep=false nothing changed: the parent is still
// valid. A crash of the caller in between leaves an open checkpoint that `abandonOpenCheckpoints` clears.
// A full scratch area fails the reader, never the guest.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/block_device.h"
#include "base/clock.h"
#include "base/result.h"

namespace hypervisor {

enum class Consistency {
    Application,  // file systems were frozen through the guest agent
    Crash,        // as after a power cut
};

struct CheckpointRequest {
    std::string name;                   // [a-z0-9-], new
    std::optional<std::string> parent;  // name of the checkpoint to compare with
};

class Checkpoint {
public:
    virtual ~Checkpoint() = default;
    virtual base::BlockReader& disk() = 0;
    /// False when the parent is unknown, damaged or was not given: every extent then counts as changed.
    [[nodiscard]] virtual bool parentValid() const = 0;
    /// Why the parent was not usable; empty otherwise.
    [[nodiscard]] virtual std::string parentProblem() const = 0;
    [[nodiscard]] virtual Consistency consistency() const = 0;
    /// How long the guest could not write.
    [[nodiscard]] virtual base::Duration guestPause() const = 0;
    virtual base::Result<void> end(bool keep) = 0;
};

class BackupAccess {
public:
    virtual ~BackupAccess() = default;
    virtual base::Result<std::unique_ptr<Checkpoint>> begin(const CheckpointRequest& request) = 0;
    /// Closes what a dead caller left open and thaws the guest when it is frozen. Returns how many it closed.
    virtual base::Result<int> abandonOpenCheckpoints() = 0;
};

}  // namespace hypervisor
