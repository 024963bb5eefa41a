#include "app/cli/rule_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/policy_file.h"
#include "policy/rule_book_json.h"

namespace cli {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = 4 * 1024 * 1024;

base::Result<std::vector<std::string>> expand(const std::vector<std::string>& names) {
    std::vector<std::string> files;
    for (const auto& name : names) {
        std::error_code error;
        if (!fs::is_directory(name, error)) {
            files.push_back(name);
            continue;
        }
        std::vector<std::string> below;
        for (fs::recursive_directory_iterator each(name, error), end; !error && each != end; each.increment(error))
            if (each->is_regular_file(error) && each->path().extension() == ".json") below.push_back(each->path().string());
        if (error) return {ErrorCode::Unavailable, "cannot read the directory " + name + ": " + error.message()};
        if (below.empty()) return {ErrorCode::NotFound, "there is no *.json file in " + name};
        std::sort(below.begin(), below.end());
        files.insert(files.end(), below.begin(), below.end());
    }
    return files;
}

base::Result<policy::RuleBook> readPolicy(base::BytesView text) {
    TWINSET_ASSIGN(auto file, readPolicyFile(text));
    policy::RuleBook book;
    for (const auto& each : file.assignments) {
        TWINSET_ASSIGN(const auto target, policy::targetFromText(each.target));
        book.assignments.push_back({file.policy.name, target, each.level});
    }
    book.policies.emplace(file.policy.name, std::move(file.policy));
    return book;
}

template <typename Object>
base::Result<policy::RuleBook> only(base::Result<Object> object, std::map<std::string, Object> policy::RuleBook::*place) {
    if (!object) return object.error();
    policy::RuleBook book;
    const auto name = object->name;
    (book.*place).emplace(name, std::move(*object));
    return book;
}

base::Result<policy::RuleBook> readDocument(base::BytesView text) {
    using policy::RuleBook;
    TWINSET_ASSIGN(const auto json, base::parseJson(text, kLargestFile));
    const auto has = [&](const char* member) { return json.is_object() && json.contains(member); };
    if (has("settings")) return readPolicy(text);
    if (has("setting")) return only(policy::exceptionFromJson(json), &RuleBook::exceptions);
    if (has("ladder")) return only(policy::complianceRuleFromJson(json), &RuleBook::complianceRules);
    if (has("expression") || has("members")) return only(policy::groupFromJson(json), &RuleBook::groups);
    for (const char* member : {"policies", "groups", "assignments", "exceptions", "complianceRules"})
        if (has(member)) return policy::ruleBookFromJson(json);
    return {ErrorCode::InvalidInput,
            "this is no policy (settings), group (expression or members), exception (setting), compliance rule (ladder) "
            "and no rule book (policies, groups, assignments, exceptions, complianceRules)"};
}

template <typename Object>
base::Result<void> join(std::map<std::string, Object>& into, std::map<std::string, Object> from, const char* spoken) {
    for (auto& [name, object] : from)
        if (!into.emplace(name, std::move(object)).second)
            return {ErrorCode::InvalidInput, "the " + std::string(spoken) + " '" + name + "' is in another file as well"};
    return {};
}

base::Result<void> join(policy::RuleBook& book, policy::RuleBook from) {
    TWINSET_TRY(join(book.policies, std::move(from.policies), "policy"));
    TWINSET_TRY(join(book.groups, std::move(from.groups), "group"));
    TWINSET_TRY(join(book.exceptions, std::move(from.exceptions), "exception"));
    TWINSET_TRY(join(book.complianceRules, std::move(from.complianceRules), "compliance rule"));
    book.assignments.insert(book.assignments.end(), from.assignments.begin(), from.assignments.end());
    return {};
}

}  // namespace

base::Result<policy::RuleBook> readRuleFiles(Context& context, const std::vector<std::string>& names) {
    TWINSET_ASSIGN(const auto files, expand(names));
    policy::RuleBook book;
    for (const auto& file : files) {
        TWINSET_ASSIGN(const auto text, context.readNamed(file, "the rules", kLargestFile));
        auto read = readDocument(text);
        auto joined = read ? join(book, std::move(*read)) : base::Result<void>(read.error());
        if (!joined) return joined.error().withContext(file == "-" ? "standard input" : file);
    }
    std::sort(book.assignments.begin(), book.assignments.end());
    return book;
}

}  // namespace cli
