// Ext4Channel: libext2fs's way to blocks (its io_manager), over a BlockReader. Read only. The library names a device by a
// string only, so each channel has a manager of its own.
#pragma once

#include <ext2fs/ext2fs.h>

#include <memory>
#include <optional>

#include "base/block_device.h"
#include "images/files/disk_files.h"

namespace images {

class Ext4Channel {
public:
    /// `disk` must outlive the channel.
    explicit Ext4Channel(base::BlockReader& disk);
    ~Ext4Channel();
    Ext4Channel(const Ext4Channel&) = delete;
    Ext4Channel& operator=(const Ext4Channel&) = delete;
    /// For ext2fs_open2(), once.
    [[nodiscard]] io_manager manager();
    /// The first error that the disk gave.
    [[nodiscard]] const std::optional<base::Error>& error() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace images
