// Completion scripts, made from the shapes of the commands: what may come next, the options, the words that options and places take, and the names of
// settings. The three scripts do the same: they join what was typed so far and look it up.
#pragma once

#include <string>

#include "app/cli/help_text.h"

namespace cli {

/// `shell`: "bash", "zsh" or "fish".
std::string completionText(const std::string& shell, const CommandList& commands);

}  // namespace cli
