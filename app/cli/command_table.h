// The table of commands: the one place that knows them all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command.h"

namespace cli {

/// Every command, in the order help shows them.
std::vector<std::unique_ptr<Command>> makeCommands();

/// "phone" → "Virtual phones"; what a noun's commands are about, for headings.
std::string nounTitle(std::string_view noun);

}  // namespace cli
