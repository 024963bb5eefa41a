// The makers of the parts of a machine handle, each in a file of its own.
#pragma once

#include <memory>

#include "hypervisor-bridge/machine.h"
#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

std::unique_ptr<DataDisk> createQemuDataDisk(std::shared_ptr<MachineContext> machine);
std::unique_ptr<RemoteData> createQemuRemoteData(std::shared_ptr<MachineContext> machine);
/// `guest` must outlive the result.
std::unique_ptr<BackupAccess> createQemuBackup(std::shared_ptr<MachineContext> machine, GuestAgent& guest);
std::unique_ptr<Snapshots> createQemuSnapshots(std::shared_ptr<MachineContext> machine);
std::unique_ptr<Screen> createQemuScreen(std::shared_ptr<MachineContext> machine);
std::unique_ptr<Machine> createQemuMachine(std::shared_ptr<MachineContext> machine, std::function<void()> released);

/// Starts the machine's process and leaves it paused, everything in place. Machine's mutex held.
base::Result<void> startQemu(MachineContext& machine, const StartOptions& options, const base::Secret& dataKey);
/// Applies every control to the running machine.
base::Result<ControlResults> applyControls(MachineContext& machine, const Controls& controls);
/// Brings the dirty maps of an open checkpoint that nobody ended back to their parent. Returns how many were open.
base::Result<int> closeLeftCheckpoint(MachineContext& machine);
/// Loads a saved state into a process started with `incoming`.
base::Result<void> loadSavedState(MachineContext& machine, const std::filesystem::path& file);
/// Names of the ports that were attached when the state was saved.
base::Result<std::vector<std::string>> portsOfSavedState(base::FileSystem& files, const std::filesystem::path& file);

}  // namespace hypervisor
