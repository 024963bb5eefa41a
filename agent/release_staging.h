// Brings a release onto the handset: the manifest that the fleet names, checked against its release keys, then the chunks
// that no release here has already.
#pragma once

#include "agent/phone_step.h"
#include "images/release.h"

namespace agent {

/// Its parts lie in layout.release(wanted.manifest) then. One release is staged at a time; blocks.
base::Result<images::ReleaseManifest> stageWanted(const StepWork& work, const fleet::protocol::DesiredRelease& wanted);

}  // namespace agent
