#include "policy/cel/pattern.h"

#include <re2/re2.h>

namespace policy::cel {

std::unique_ptr<const re2::RE2> compilePattern(const std::string& pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return std::make_unique<const re2::RE2>(pattern, options);
}

}  // namespace policy::cel
