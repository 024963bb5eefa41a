#include "app/cli/argument_parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "app/cli/nearest.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr int kMostWords = 100'000;

std::string joinedByOr(const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all += (i == 0 ? "" : i + 1 == texts.size() ? " or " : ", ") + texts[i];
    return all;
}

Error unknownOption(const CommandShape& shape, const std::vector<Parameter>& all, const std::string& word) {
    std::vector<std::string> names;
    for (const Parameter& each : all)
        if (each.isOption()) names.push_back(each.name);
    const std::string guess = nearest(word.substr(0, word.find('=')), names);
    const bool takesRest = std::any_of(all.begin(), all.end(), [](const Parameter& each) { return each.repeated; });
    return {ErrorCode::InvalidInput,
            "'" + shape.words + "' has no option " + word +
                (guess.empty() ? takesRest ? ". Put -- before a word that is not meant for twinset."
                                           : ". 'twinset " + shape.words + " --help' lists its options."
                               : "; did you mean " + guess + "?")};
}

Result<void> checkNumber(const Parameter& parameter, const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= parameter.least && value <= parameter.most)
        return {};
    return {ErrorCode::InvalidInput, parameter.name + ": '" + text + "' is not a whole number from " +
                                         std::to_string(parameter.least) + " to " + std::to_string(parameter.most)};
}

Result<void> checkValue(const Parameter& parameter, const std::string& text) {
    if (parameter.kind == ValueKind::Number) return checkNumber(parameter, text);
    if (parameter.kind == ValueKind::Duration) {
        const auto parsed = base::parseDuration(text);
        return parsed ? base::success() : Result<void>(parsed.error().withContext(parameter.name));
    }
    if (text.empty()) return {ErrorCode::InvalidInput, parameter.name + " is empty"};
    if (parameter.choices.empty() ||
        std::find(parameter.choices.begin(), parameter.choices.end(), text) != parameter.choices.end())
        return {};
    return {ErrorCode::InvalidInput,
            parameter.name + ": '" + text + "' is not known here; use " + joinedByOr(parameter.choices)};
}

/// The CLI11 options of one parse, with the values they filled. What is told by its place is one list for CLI11, and
/// handed out here, so that the error can say which word is missing or one too many.
struct Parse {
    CLI::App app;
    std::vector<std::string> words;
    std::map<std::string, std::vector<std::string>, std::less<>> values;
    std::map<std::string, CLI::Option*> options;

    void add(const Parameter& parameter) {
        const std::string name = (parameter.name == "--format" ? "-o,"
                                  : parameter.name == "--help" ? "-h,"
                                                               : "") +
                                 parameter.name;
        const bool isFlag = parameter.kind == ValueKind::Flag;
        CLI::Option* option = isFlag
                                  ? app.add_flag(name)
                                  : app.add_option(name, values[parameter.name])->expected(1)->allow_extra_args(false);
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        options[parameter.name] = option;
    }
};

Result<void> takePlaces(Parse& parse, const CommandShape& shape) {
    std::size_t next = 0;
    for (const Parameter& each : shape.parameters) {
        if (each.isOption()) continue;
        auto& values = parse.values[each.name];
        const std::size_t end = each.repeated ? parse.words.size() : std::min(next + 1, parse.words.size());
        for (; next < end; ++next) values.push_back(parse.words[next]);
        if (values.empty()) parse.values.erase(each.name);
    }
    if (next == parse.words.size()) return {};
    return {ErrorCode::InvalidInput, "'" + parse.words[next] + "' is one argument too many for '" + shape.words +
                                         "'. Put quotes around a name that has spaces. Usage: " + usageLine(shape)};
}

Result<void> checkValues(Parse& parse, const CommandShape& shape, const std::vector<Parameter>& all) {
    for (const Parameter& each : all) {
        const bool given = each.isOption() ? parse.options[each.name]->count() > 0 : parse.values.contains(each.name);
        if (!given && each.required)
            return {ErrorCode::InvalidInput,
                    "'" + shape.words + "' needs " + each.name + ": " + each.help + ". Usage: " + usageLine(shape)};
        if (!given && each.fallback.empty())
            parse.values.erase(each.name);
        else if (!given)
            parse.values[each.name] = {each.fallback};
        else if (each.kind == ValueKind::Flag)
            parse.values[each.name] = {};
        else
            for (const std::string& value : parse.values[each.name]) TWINSET_TRY(checkValue(each, value));
    }
    return {};
}

}  // namespace

Result<Arguments> parseArguments(const CommandShape& shape, const std::vector<std::string>& words) {
    std::vector<Parameter> all = shape.parameters;
    all.insert(all.end(), sharedOptions().begin(), sharedOptions().end());
    Parse parse;
    parse.app.set_help_flag();
    parse.app.allow_extras();
    for (const Parameter& each : all)
        if (each.isOption()) parse.add(each);
    parse.app.add_option("WORDS", parse.words)->expected(0, kMostWords);
    try {
        const auto rest = std::find(words.begin(), words.end(), "--");  // what follows is never an option
        std::vector<std::string> reversed(std::make_reverse_iterator(rest), words.rend());
        parse.app.parse(reversed);
        if (rest != words.end()) parse.words.insert(parse.words.end(), rest + 1, words.end());
    } catch (const CLI::ParseError& error) {
        return {ErrorCode::InvalidInput, std::string(error.what()) + ". Usage: " + usageLine(shape)};
    }
    if (parse.options["--help"]->count() > 0) {
        std::map<std::string, std::vector<std::string>, std::less<>> asked{{"--help", {}}};
        return Arguments(std::move(asked));
    }
    if (const auto rest = parse.app.remaining(); !rest.empty()) return unknownOption(shape, all, rest.front());
    TWINSET_TRY(takePlaces(parse, shape));
    TWINSET_TRY(checkValues(parse, shape, all));
    return Arguments(std::move(parse.values));
}

}  // namespace cli
