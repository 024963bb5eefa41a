// From policy's settings to the controls of a machine. A setting that is absent means the loosest value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fleet/protocol/messages.h"
#include "hypervisor-bridge/controls.h"
#include "policy/value.h"

namespace agent {

inline constexpr const char* kCameraPort = "twinset.camera.0";
inline constexpr const char* kChannelPort = "twinset.channel.0";

/// The ports that stand for devices of the handset: those that the table of settings names, but the channel.
std::vector<std::string> devicePorts();

/// `hasChannel`: the phone has an end of the handset's channel. InvalidInput, naming the setting, when a value that is
/// enforced here has the wrong type or sign: the whole policy is then not applied, rather than a part of it.
base::Result<hypervisor::Controls> controlsFor(const std::map<std::string, policy::Value>& settings, bool hasChannel);

std::vector<fleet::protocol::ControlReport> reportControls(const hypervisor::ControlResults& results);

}  // namespace agent
