// The stored form of a MachineSpec: definition.json in the machine's directory. One JSON object whose members carry the
// names of the struct's fields; "format" is 1. Members nobody knows are refused, so that a newer program's definition is
// never half understood. Rejected: QEMU's own configuration file (-readconfig), which cannot say what a driver needs to
// know beyond its command line.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "hypervisor-bridge/machine_spec.h"

namespace hypervisor {

std::string encodeDefinition(const MachineSpec& spec);
/// Corrupt when the text is no definition.
base::Result<MachineSpec> decodeDefinition(std::string_view text);
/// InvalidInput for a spec that cannot be run: relative paths, an unusable network or port name.
base::Result<void> checkSpec(const MachineSpec& spec);

/// "ADDRESS/PREFIX GATEWAY", taken apart.
struct GuestAddress {
    std::string address;
    int prefix = 0;
    std::string gateway;
    std::string subnet;  // "10.1.2.0/24"
};
base::Result<GuestAddress> parseGuestConfiguration(std::string_view text);

}  // namespace hypervisor
