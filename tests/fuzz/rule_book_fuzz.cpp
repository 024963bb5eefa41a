// Any text as a rule book: what is read is written and read back as the same book, in one way; what is refused is refused with a message that can be
// shown; and the compiler of books says of every book that is read either that it is one or what is wrong with it.
#include <nlohmann/json.hpp>
#include <string>

#include "policy/compiled_book.h"
#include "policy/rule_book_json.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

constexpr std::size_t kMostBytes = 64 * 1024;

void checkProblems(const policy::RuleBook& book) {
    const auto problems = policy::CompiledBook::problems(book);
    for (const auto& problem : problems) {
        fuzz::demand(!problem.object.empty() && !problem.message.empty(), "a problem has an object and a message");
        fuzz::demand(fuzz::isText(problem.message), "a problem can be shown");
    }
    const auto compiled = policy::CompiledBook::compile(book);
    fuzz::demand(compiled.ok() == problems.empty(), "a book compiles when it has no problems");
    fuzz::demand(!compiled || (*compiled)->book() == book, "the compiled book is the one that was written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = base::parseJson({reinterpret_cast<const char*>(data), size}, kMostBytes);
    if (!json)
        return 0;
    const auto book = policy::ruleBookFromJson(*json);
    if (!book) {
        fuzz::demand(fuzz::isText(book.error().message), "a problem can be shown");
        return 0;
    }
    const auto written = policy::ruleBookToJson(*book);
    const auto again = policy::ruleBookFromJson(written);
    fuzz::demand(again.ok(), "what is written is read: " + (again.ok() ? std::string() : again.error().message));
    fuzz::demand(*again == *book, "a book comes back as it was written");
    fuzz::demand(policy::ruleBookToJson(*again).dump() == written.dump(), "a book is written in one way");
    checkProblems(*book);
    return 0;
}
