// What a fuzz target demands: ends the program, as a crash would, when it does not hold; also where assertions are off.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace fuzz {

inline void demand(bool holds, const std::string& what) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what.c_str());
    std::abort();
}

}  // namespace fuzz
