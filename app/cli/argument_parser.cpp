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

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) all += (i == 0 ? "" : i + 1 == texts.size() ? " or " : ", ") + texts[i];
    return all;
}

Error unknownWord(const CommandShape& shape, const std::vector<Parameter>& all, const std::string& word) {
    if (!word.starts_with("-") || word.size() < 2)
        return {ErrorCode::InvalidInput, "'" + word + "' is one argument too many for '" + shape.words +
                                             "'. Put quotes around a name that has spaces. Usage: " + usageLine(shape)};
    std::vector<std::string> names;
    for (const Parameter& each : all)
        if (each.isOption()) names.push_back(each.name);
    const std::string guess = nearest(word.substr(0, word.find('=')), names);
    const bool takesRest = !shape.parameters.empty() && shape.parameters.back().repeated;
    return {ErrorCode::InvalidInput,
            "'" + shape.words + "' has no option " + word +
                (guess.empty() ? takesRest ? ". Put -- before a word that is not meant for twinset."
                                           : ". 'twinset " + shape.words + " --help' lists its options."
                               : "; did you mean " + guess + "?")};
}

Result<void> checkNumber(const Parameter& parameter, const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= parameter.least && value <= parameter.most) return {};
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
    if (parameter.choices.empty() || std::find(parameter.choices.begin(), parameter.choices.end(), text) != parameter.choices.end())
        return {};
    return {ErrorCode::InvalidInput, parameter.name + ": '" + text + "' is not known here; use " + joined(parameter.choices)};
}

/// The CLI11 options of one parse, with the values they filled.
struct Parse {
    CLI::App app;
    std::map<std::string, std::vector<std::string>, std::less<>> values;
    std::map<std::string, CLI::Option*> options;

    void add(const Parameter& parameter) {
        std::string name = parameter.isOption() ? parameter.name : "@" + parameter.name;
        if (name == "--format") name = "-o,--format";
        if (name == "--help") name = "-h,--help";
        if (name.starts_with("@")) name.erase(0, 1);
        auto& into = values[parameter.name];
        CLI::Option* option = parameter.kind == ValueKind::Flag ? app.add_flag(name) : app.add_option(name, into);
        if (parameter.kind != ValueKind::Flag) option->expected(1, parameter.repeated ? 100'000 : 1);
        if (parameter.isOption() && !parameter.repeated) option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        options[parameter.name] = option;
    }
};

Result<void> takeValues(Parse& parse, const CommandShape& shape, const std::vector<Parameter>& all) {
    for (const Parameter& each : all) {
        auto& values = parse.values[each.name];
        const bool given = parse.options[each.name]->count() > 0;
        if (!given && each.required)
            return {ErrorCode::InvalidInput, "'" + shape.words + "' needs " + each.name + ": " + each.help +
                                                 ". Usage: " + usageLine(shape)};
        if (given && each.kind != ValueKind::Flag)
            for (const std::string& value : values) TWINSET_TRY(checkValue(each, value));
        if (!given && each.fallback.empty()) parse.values.erase(each.name);
        else if (!given) values = {each.fallback};
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
    for (const Parameter& each : all) parse.add(each);
    try {
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        parse.app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return {ErrorCode::InvalidInput, std::string(error.what()) + ". Usage: " + usageLine(shape)};
    }
    if (parse.options["--help"]->count() > 0) return Arguments({{"--help", {}}});
    if (const auto rest = parse.app.remaining(); !rest.empty()) return unknownWord(shape, all, rest.front());
    TWINSET_TRY(takeValues(parse, shape, all));
    return Arguments(std::move(parse.values));
}

}  // namespace cli
