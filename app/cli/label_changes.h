// Labels as they are typed: KEY=VALUE sets one, KEY- takes it away.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace cli {

/// The `labels` argument of handset_label and person_update. InvalidInput for what is neither.
base::Result<base::Json> labelChanges(const std::vector<std::string>& typed);
/// "site=berlin, tier=1"; empty for none.
std::string labelsText(const base::Json& labels);

}  // namespace cli
