// New encrypted disks, made in milliseconds.
//
// `qemu-img create` measures the processor for more than a second for each key it derives, whatever iteration time it is told,
// and sometimes fails because the measurement does (QEMU 7.2, crypto/pbkdf.c). A passphrase of 256 random bits needs no
// slow derivation, and a person who waits for a lost phone does not need the wait. So cryptsetup makes the LUKS1 header with a
// fixed number of iterations, in the layout that QEMU reads (LUKS On-Disk Format Specification 1.2.3: AES-256 in XTS mode,
// eight slots of 4,000 stripes), and the qcow2 file around it is a copy of a blank one, made once for each state directory, whose own header
// it replaces. Rejected: a stock of finished disks kept for later, because each would need its key kept beside it; one master key
// for all disks, because a wipe must make exactly one of them unreadable.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"

namespace hypervisor {

/// Makes the blank disk of the state directory when it is not there yet (seconds). Durable on return.
base::Result<void> prepareBlankDisk(const QemuOptions& options);

/// A new qcow2 file with LUKS at `path`, replacing what is there; not synced. prepareBlankDisk first.
base::Result<void> createEncryptedDisk(const QemuOptions& options, const std::filesystem::path& path, base::ByteCount size,
                                       const base::Bytes& passphrase);

/// A new raw LUKS container at `path` that holds `size` bytes; not synced.
base::Result<void> createEncryptedContainer(const QemuOptions& options, const std::filesystem::path& path,
                                            base::ByteCount size, const base::Bytes& passphrase);

/// Writes the name of a backing file into the header of an encrypted disk, without looking for it.
base::Result<void> nameBackingFile(const QemuOptions& options, const std::filesystem::path& path, const std::string& backing,
                                   const base::Bytes& passphrase);

}  // namespace hypervisor
