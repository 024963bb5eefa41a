// Where passwords come from: a file, standard input, or a person who types without echo. Never the command line.
#pragma once

#include <string>

#include "app/cli/command.h"
#include "base/secret.h"

namespace cli {

/// The first line of `file` ("-" is standard input); asked for with `prompt` when `file` is empty. InvalidInput, naming
/// `option`, when there is no file and nobody to ask.
base::Result<base::Secret> readPassword(Context& context, const std::string& file, const std::string& option,
                                        const std::string& prompt);

}  // namespace cli
