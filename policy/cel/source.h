// Where in an expression something stands, what is wrong there, and the bounds on what is accepted at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace policy::cel {

struct Position {
    std::uint32_t offset = 0;  // bytes from the start of the source
    std::uint32_t length = 0;  // bytes; 0: a point
};

/// One thing that is wrong with an expression. `suggestion` may be empty; otherwise a whole sentence: "Did you mean
/// 'device.model'?"
struct Problem {
    Position position;
    std::string message;
    std::string suggestion;
};

/// Line and column count from 1; columns are Unicode code points.
struct LineColumn {
    std::uint32_t line = 1, column = 1;
};
LineColumn lineColumn(std::string_view source, std::uint32_t offset);

/// For people, several lines: "line 1, column 8: MESSAGE", the source's line, a caret below the place, the suggestion.
std::string renderProblem(std::string_view source, const Problem& problem);
std::string renderProblems(std::string_view source, const std::vector<Problem>& problems);

/// What an expression may cost. Exceeding one is a Problem when it is written, or an error value when it is evaluated.
struct Limits {
    std::size_t sourceBytes = 32 * 1024;
    std::uint32_t nesting = 256;              // height of the syntax tree; bounds every recursion over it
    std::uint64_t cost = 1'000'000;           // nodes visited and elements touched in one evaluation
    std::size_t elements = 100'000;           // of one list or map made by an expression
    std::size_t textBytes = 1024 * 1024;      // of one string or bytes made by an expression
};

}  // namespace policy::cel
