// Asking before something is destroyed.
#pragma once

#include <string>

#include "app/cli/command.h"

namespace cli {

/// --yes
Parameter yesOption();

/// Success when --yes was given or the person answers yes. Cancelled when they do not; InvalidInput, naming --yes, when
/// there is nobody to ask.
base::Result<void> confirm(Context& context, const Arguments& arguments, const std::string& question);

}  // namespace cli
