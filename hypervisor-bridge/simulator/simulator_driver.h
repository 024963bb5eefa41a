// createSimulatorDriver: the in-memory driver. It implements every capability; nothing of it touches a real hypervisor.
// Parts of a release are read through the file system; everything else lives in the world.
#pragma once

#include <memory>

#include "base/file_system.h"
#include "hypervisor-bridge/driver.h"
#include "hypervisor-bridge/simulator/simulator_world.h"

namespace hypervisor {

/// `files` and `clock` must outlive the driver and its handles.
std::unique_ptr<Driver> createSimulatorDriver(std::shared_ptr<SimulatorWorld> world, base::FileSystem& files,
                                              base::Clock& clock);

}  // namespace hypervisor
