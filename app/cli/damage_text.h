// What damage in the chunk store touches, in words: shared by `store check` and `store repair`.
#pragma once

#include "app/cli/context.h"

namespace cli {

/// The tables of restore points and releases that are touched, and what mends them. `remaining` is the number of damaged
/// or lost chunks. Returns the exit code.
int sayDamage(const base::Json& result, std::int64_t remaining, Context& context);

}  // namespace cli
