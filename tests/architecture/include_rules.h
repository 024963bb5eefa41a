// Who may include whom: the table of ARCHITECTURE.md ("Layers"), as code. A file is judged by the longest rule whose
// directory holds it; what it includes, likewise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace architecture {

/// Why `file` (a path from the repository root) must not contain the include `target` (without quotes or angle
/// brackets; `quoted` tells which it was); nullopt when it may.
std::optional<std::string> includeProblem(std::string_view file, std::string_view target, bool quoted);

/// All problems of one source text.
std::vector<std::string> includeProblems(std::string_view file, std::string_view text);

}  // namespace architecture
