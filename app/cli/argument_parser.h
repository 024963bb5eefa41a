// Parsing the words after a command, with CLI11 behind it. Errors are InvalidInput with a sentence that names what was
// typed and, where there is one, what was probably meant.
#pragma once

#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/command_shape.h"
#include "base/result.h"

namespace cli {

/// `words` are those after the command's own. With --help among them nothing else is checked.
base::Result<Arguments> parseArguments(const CommandShape& shape, const std::vector<std::string>& words);

}  // namespace cli
