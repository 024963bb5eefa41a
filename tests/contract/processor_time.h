// How much processor time a process has used, all its threads together.
#pragma once

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/clock.h"

namespace fakes {

inline base::Duration processorTimeOf(int pid) {
    std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(stream, line);
    std::istringstream fields(line.substr(line.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    long user = 0, system = 0;
    fields >> user >> system;
    return base::Duration((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
}

}  // namespace fakes
