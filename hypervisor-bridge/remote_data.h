// RemoteData: a data disk that is used before its content is there. The disk is made empty over a BlockSource; what the
// guest has not written is read from the source, until hydration has brought all of it onto the disk. Whether content is
// still missing stands in the disk itself, so that no crash can make zeros of it: a disk that needs its source is not
// opened without.
//
// While it needs its source, a disk takes no checkpoint, no snapshot, no import and no export.
#pragma once

#include <memory>
#include <string>

#include "base/block_source.h"
#include "base/secret.h"

namespace hypervisor {

struct HydrationProgress {
    bool complete = false;  // all content is on the disk; the source is not needed any more
    bool filling = false;
    bool copied = false;    // all content was copied and waits for conclude()
    double fraction = 0;    // of the disk that was gone through in this run, 0 to 1
    std::string problem;    // why filling ended early; empty: it did not
};

class RemoteData {
public:
    virtual ~RemoteData() = default;
    /// A new data disk as DataDisk::create makes it, but with the content of a source. `size` is at least the source's;
    /// what lies beyond it is zeros.
    virtual base::Result<void> create(base::ByteCount size, const base::Secret& key) = 0;
    /// Whether part of the disk's content is not local yet. False when there is no disk.
    virtual base::Result<bool> needed() = 0;
    /// Offers the source to the machine, for as long as the machine's handle lives or until detach(). Needed before a
    /// start. A machine that was adopted finds it again; until then its reads wait (for a day at most). The source has
    /// to be of the same content each time. InvalidInput when it is larger than the disk.
    virtual base::Result<void> attach(std::shared_ptr<base::BlockSource> source) = 0;
    /// Never blocks.
    [[nodiscard]] virtual bool attached() = 0;
    /// Begins, or goes on, to bring the missing content onto the disk of a running machine. Success when that is under
    /// way or done. After a crash of anything it begins again; what is local is not fetched again.
    virtual base::Result<void> hydrate() = 0;
    virtual base::Result<HydrationProgress> progress() = 0;
    /// After everything was copied: brings it onto stable storage, and only then lets the disk count as complete.
    /// Blocks for as long as that takes. Conflict when something is still to be copied.
    virtual base::Result<void> conclude() = 0;
    /// Takes the source away and stops it. Conflict while a running machine needs it.
    virtual base::Result<void> detach() = 0;
};

}  // namespace hypervisor
