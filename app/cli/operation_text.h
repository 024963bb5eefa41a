// An operation in words.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

/// "phone backup" for "virtual_phone_backup".
std::string kindText(std::string kind);

/// `width` as for Table::text.
std::string operationSheet(const base::Json& operation, base::Timestamp now, std::optional<std::size_t> width);

}  // namespace cli
