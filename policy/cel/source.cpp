#include "policy/cel/source.h"

#include <algorithm>

namespace policy::cel {

namespace {

bool startsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::uint32_t codePoints(std::string_view text) {
    return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), startsCodePoint));
}

std::string_view lineAround(std::string_view source, std::size_t offset) {
    const std::size_t before = source.substr(0, offset).rfind('\n');
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(source.find('\n', start), source.size());
    std::string_view line = source.substr(start, end - start);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

// Tabs stay tabs, so that the caret stands below its place however wide a terminal draws them.
std::string blanksBelow(std::string_view text) {
    std::string blanks;
    for (const char c : text)
        if (startsCodePoint(c))
            blanks += c == '\t' ? '\t' : ' ';
    return blanks;
}

}  // namespace

LineColumn lineColumn(std::string_view source, std::uint32_t offset) {
    const std::string_view before = source.substr(0, std::min<std::size_t>(offset, source.size()));
    const std::size_t newline = before.rfind('\n');
    const std::string_view inLine = newline == std::string_view::npos ? before : before.substr(newline + 1);
    return {static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1, codePoints(inLine) + 1};
}

std::string renderProblem(std::string_view source, const Problem& problem) {
    const std::size_t offset = std::min<std::size_t>(problem.position.offset, source.size());
    const LineColumn place = lineColumn(source, static_cast<std::uint32_t>(offset));
    const std::string_view line = lineAround(source, offset);
    const std::size_t lineStart = source.substr(0, offset).rfind('\n') + 1;  // npos + 1 is 0
    const std::size_t before = std::min(offset - lineStart, line.size());
    const std::string_view marked = line.substr(before, problem.position.length);

    std::string text = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " + problem.message;
    text.append("\n  ").append(line);
    text.append("\n  ").append(blanksBelow(line.substr(0, before))).append("^");
    if (const std::uint32_t width = codePoints(marked); width > 1)
        text.append(width - 1, '~');
    if (!problem.suggestion.empty())
        text.append("\n  ").append(problem.suggestion);
    return text;
}

std::string renderProblems(std::string_view source, const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        if (!text.empty())
            text += '\n';
        text += renderProblem(source, problem);
    }
    return text;
}

}  // namespace policy::cel
