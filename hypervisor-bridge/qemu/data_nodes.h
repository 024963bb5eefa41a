// The block nodes of a running machine.
//
//     datadisk ── data-top (throttle, group data-rate) ── data (qcow2, LUKS inside) ── data-file
//                                                           └── remote, while content is missing: see remote_data.cpp
//     systemdisk ── system (qcow2 overlay) ── the release's image, read-only
//
// `data-top` stays for the machine's life: rates are set on its group, and a checkpoint's filter is slipped in under it.
// The key is a secret object for as long as `data` is being opened. It is 256 random bits, so LUKS need not slow down
// guessing: the disk is made with the least key derivation time QEMU allows.
#pragma once

#include <string>

#include "base/file_system.h"
#include "base/secret.h"
#include "hypervisor-bridge/machine_spec.h"

namespace hypervisor {

class QmpConnection;

/// Denied when the key opens no slot. The secret object stays until forgetDataKey: a machine that continues a saved state
/// opens its disk a second time when the state is in.
/// `remote`: the disk reads what it lacks from the socket "remote".
base::Result<void> addDataNodes(QmpConnection& qmp, const MachineSpec& spec, const base::Secret& key, bool remote);
base::Result<void> forgetDataKey(QmpConnection& qmp);
base::Result<void> addSystemNodes(QmpConnection& qmp, const MachineSpec& spec);
/// The LUKS passphrase made of a key: hexadecimal, because QEMU wants text.
std::string passphraseOf(const base::Secret& key);
/// Turns QEMU's words for a wrong key into Denied.
base::Error unlockError(const base::Error& error, const std::string& disk);

}  // namespace hypervisor
