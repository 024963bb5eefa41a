// A QR code (ISO/IEC 18004) drawn with half blocks: two rows of modules in a line of text. Drawn inverted for dark
// terminals, with the quiet zone that scanners need.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

/// InvalidInput when the text does not fit into a QR code (about 2,300 bytes).
Result<std::string> qrText(std::string_view text);

}  // namespace base
