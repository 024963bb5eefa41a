// The OVF descriptor of a virtual phone file: what other programs read. Twinset reads it never, so that there are no
// two truths about one file, and no XML from outside.
#pragma once

#include <optional>
#include <string>

#include "images/vphone/description.h"

namespace images {

struct OvfDisk {
    std::string fileName, descriptionName;  // of the members
    std::uint64_t fileSize = 0;
    bool encrypted = false;
};

/// OVF 1.1 (DSP0243). An encrypted package's gives away sizes, and nothing of whose phone it is. Has the same length
/// for every `fileSize`.
std::string ovfDescriptor(const PhoneDescription& description, const OvfDisk& disk);

}  // namespace images
