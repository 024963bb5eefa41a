// DataDisk: the person's disk of one machine. LUKS-encrypted where the driver can (Capability::DataEncryption). The key
// lives for the call only; the driver never stores it.
#pragma once

#include <memory>

#include "base/block_device.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace hypervisor {

/// An open import: writes go to the data disk of a machine that is not running. Closing without commit() leaves a disk
/// that must be created again.
class DataImport {
public:
    virtual ~DataImport() = default;
    virtual base::BlockWriter& disk() = 0;
    /// Flushes and closes. Durable on return.
    virtual base::Result<void> commit() = 0;
};

class DataDisk {
public:
    virtual ~DataDisk() = default;
    virtual base::Result<bool> exists() = 0;
    /// A new, empty disk; replaces an existing one. Conflict while the machine runs. All-or-nothing: after a crash
    /// exists() is false or the disk is whole.
    virtual base::Result<void> create(base::ByteCount size, const base::Secret& key) = 0;
    /// Opens a stopped machine's disk for writing its content (restore).
    virtual base::Result<std::unique_ptr<DataImport>> openImport(const base::Secret& key) = 0;
    /// Opens a stopped machine's disk for reading its content; the extents carry no change information.
    virtual base::Result<std::unique_ptr<base::BlockReader>> openExport(const base::Secret& key) = 0;
    /// Destroys the key slots so that the content is unreadable with any key, then removes the disk. The machine is
    /// killed first when it runs. Works without the key. Success when there is no disk.
    virtual base::Result<void> cryptoErase() = 0;
    /// Whether what lies in storage is encrypted, as its own header says; also while the machine runs. NotFound when there is no disk.
    virtual base::Result<bool> encrypted() = 0;
    /// BLAKE2b digest of the disk file as it lies in storage (ciphertext). Conflict while the machine runs.
    virtual base::Result<std::string> storedDigest() = 0;
};

}  // namespace hypervisor
