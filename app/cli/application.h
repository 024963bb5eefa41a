// Application: from the words on the command line to an exit code.
#pragma once

#include <string>
#include <vector>

#include "app/cli/environment.h"

namespace cli {

/// `words` are those after the program's name. Prints to the environment's terminal; never throws for what a person or
/// a gateway can cause.
int runTwinset(const std::vector<std::string>& words, Environment& environment);

}  // namespace cli
