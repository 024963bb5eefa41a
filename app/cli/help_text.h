// Help, made from the shapes of the commands: for the terminal, for docs/cli.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"

namespace cli {

using CommandList = std::vector<std::unique_ptr<Command>>;

/// What `twinset` alone prints.
std::string overviewText(const CommandList& commands, std::size_t width);
/// The commands that begin with `words` ("phone", "release key"); empty when there are none.
std::string groupText(const CommandList& commands, const std::string& words, std::size_t width);
std::string commandText(const CommandShape& shape, std::size_t width);
std::string exitCodesText(std::size_t width);
/// docs/cli.md
std::string markdownText(const CommandList& commands);

}  // namespace cli
