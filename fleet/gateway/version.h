// The version of this program, from the project's CMakeLists.txt.
#pragma once

namespace fleet {

inline constexpr const char* kVersion = TWINSET_VERSION;

}  // namespace fleet
