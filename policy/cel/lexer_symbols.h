// The operators and brackets of CEL, and what people write in their place.
#pragma once

#include <string>
#include <string_view>

#include "policy/cel/lexer.h"

namespace policy::cel {

struct Symbol {
    std::string_view text;
    TokenKind kind;
    std::string_view meant;  // not empty: no CEL, but this was meant
};

/// The longest that `rest` starts with; nullptr when there is none.
const Symbol* symbolAt(std::string_view rest);

/// What to write in place of a character that is no part of CEL; may be empty.
std::string insteadOf(char32_t character);

}  // namespace policy::cel
