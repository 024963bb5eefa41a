// `twinset-agent status`: what the journals say, read beside a running agent or without one.
#pragma once

#include <string>

#include "agent/state/layout.h"
#include "base/file_system.h"

namespace agent {

enum class StatusFormat { Table, Json };

/// A text for people, or one JSON object. Takes no lock and changes nothing.
base::Result<std::string> describeStatus(base::FileSystem& files, const StateLayout& layout, StatusFormat format);

}  // namespace agent
