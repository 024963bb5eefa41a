// The receipt of a restore, for reading out to a caller: each fact on its line.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

/// `width` as for Table::text.
std::string receiptText(const base::Json& receipt, base::Timestamp now, std::optional<std::size_t> width);

}  // namespace cli
