// A virtual phone in words: desired, reported and proved side by side, each with its age, never one as another.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

/// For a cell of a list: "1.1.0", "stopped (1.1.0)", "removed".
std::string desiredInShort(const base::Json& phone);
/// "running 1.1.0", "updating 40 %", "no report".
std::string reportedInShort(const base::Json& phone);
/// "1.1.0, 3 min ago", "never".
std::string provedInShort(const base::Json& phone, base::Timestamp now);

/// Everything about one phone; `width` as for Table::text.
std::string phoneSheet(const base::Json& phone, base::Timestamp now, std::optional<std::size_t> width);

}  // namespace cli
