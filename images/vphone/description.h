// What a virtual phone file says of its phone: the member phone.json, in which Twinset believes
// (docs/formats/vphone.md). The OVF descriptor says the same to other programs, as far as OVF has words for it.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "images/release.h"

namespace images {

/// A part of the release that the phone ran. Its digest tells whether another fleet's release is the same system.
struct DescribedPart {
    std::string name;
    base::ByteCount size;
    base::Digest digest;
    bool operator==(const DescribedPart&) const = default;
};

struct PhoneDescription {
    base::RestorePointId restorePoint;
    base::Timestamp takenAt;
    std::string consistency;
    base::PhoneId phone;
    std::string name, persona;
    unsigned memoryMiB = 256, cpus = 1;
    std::string image, version;  // of the release; its parts are below
    std::vector<DescribedPart> parts;
    base::ByteCount diskSize;
};

/// The members by which gateway, command line and file describe a phone.
base::Json descriptionJson(const PhoneDescription& description);
/// InvalidInput for what is not exactly that. Sizes and counts are bounded.
base::Result<PhoneDescription> readDescription(const base::Json& json);

std::vector<DescribedPart> partsOf(const ReleaseManifest& manifest);

}  // namespace images
