// The handle on one simulated machine and its parts. Private to the simulator. Each method takes the hardware's mutex.
#pragma once

#include <functional>
#include <memory>

#include "base/file_system.h"
#include "hypervisor-bridge/simulator/simulated_hardware.h"

namespace hypervisor {

std::unique_ptr<GuestAgent> createSimulatedGuest(SimulatedSlot slot);
std::unique_ptr<DataDisk> createSimulatedDataDisk(SimulatedSlot slot);
std::unique_ptr<RemoteData> createSimulatedRemoteData(SimulatedSlot slot);
std::unique_ptr<BackupAccess> createSimulatedBackup(SimulatedSlot slot);
std::unique_ptr<Snapshots> createSimulatedSnapshots(SimulatedSlot slot, base::FileSystem& files);
std::unique_ptr<Screen> createSimulatedScreen(SimulatedSlot slot, base::FileSystem& files);
/// `released` is called when the handle dies.
std::unique_ptr<Machine> createSimulatedMachine(SimulatedSlot slot, base::FileSystem& files, std::function<void()> released);

/// The machine's record, with one call counted on it; call with the hardware's mutex held.
inline SimulatedPhone& enter(const SimulatedSlot& slot) {
    auto& phone = slot.hardware->phones.at(slot.id);
    slot.hardware->countCall(phone);
    return phone;
}

/// Conflict when part of the disk's content is elsewhere.
inline base::Result<void> needWholeDisk(const SimulatedDataDisk& disk) {
    if (disk.content.remote())
        return {base::ErrorCode::Conflict, "part of the data disk's content is not local yet; wait until it is filled"};
    return {};
}

}  // namespace hypervisor
