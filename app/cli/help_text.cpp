#include "app/cli/help_text.h"

#include <algorithm>

#include "app/cli/command_table.h"
#include "app/cli/text_width.h"

namespace cli {
namespace {

std::string line(const std::string& name, const std::string& help, std::size_t column, std::size_t width) {
    std::string text = "  " + paddedRight(name, column);
    if (displayWidth(name) >= column) text += "\n" + std::string(column + 2, ' ');
    return text + wrapped(help, width, column + 2) + "\n";
}

std::string optionName(const Parameter& parameter) {
    const std::string letter = parameter.name == "--format" ? "-o, " : parameter.name == "--help" ? "-h, " : "";
    return letter + parameter.name + (parameter.value.empty() ? "" : " " + parameter.value);
}

std::string optionHelp(const Parameter& parameter) {
    std::string text = parameter.help;
    if (!parameter.choices.empty() && parameter.name != "--format") {
        text += ": ";
        for (std::size_t i = 0; i < parameter.choices.size(); ++i)
            text += (i == 0 ? "" : i + 1 == parameter.choices.size() ? " or " : ", ") + parameter.choices[i];
    }
    if (parameter.kind != ValueKind::Flag && !parameter.fallback.empty())
        text += " (default: " + parameter.fallback + ")";
    if (parameter.required && parameter.isOption()) text += " (required)";
    return text;
}

bool begins(const std::string& words, const std::string& prefix) {
    return words.starts_with(prefix) && words.size() > prefix.size() && words[prefix.size()] == ' ';
}

std::string firstWord(const std::string& words) { return words.substr(0, words.find(' ')); }

std::string commandLines(const CommandList& commands, const std::string& noun, std::size_t width) {
    std::string text;
    for (const auto& command : commands) {
        const CommandShape& shape = command->shape();
        const bool inside = noun.empty() ? shape.words.find(' ') == std::string::npos : begins(shape.words, noun);
        if (inside && !shape.hidden) text += line(shape.words, shape.summary, 24, width);
    }
    return text;
}

std::vector<std::string> nouns(const CommandList& commands) {
    std::vector<std::string> all;
    for (const auto& command : commands) {
        const std::string noun = firstWord(command->shape().words);
        if (noun == command->shape().words) continue;
        if (std::find(all.begin(), all.end(), noun) == all.end()) all.push_back(noun);
    }
    return all;
}

}  // namespace

std::string overviewText(const CommandList& commands, std::size_t width) {
    std::string text = "twinset: the command line of a Twinset fleet\n\nUsage: twinset COMMAND [ARGUMENTS] [OPTIONS]\n";
    for (const std::string& noun : nouns(commands))
        text += "\n" + nounTitle(noun) + "\n" + commandLines(commands, noun, width);
    text += "\nYour session, and help\n" + commandLines(commands, "", width);
    return text + "\n" +
           wrapped("'twinset COMMAND --help' explains a command; 'twinset help exit-codes' the exit codes.", width, 0) +
           "\n";
}

std::string groupText(const CommandList& commands, const std::string& words, std::size_t width) {
    const std::string lines = commandLines(commands, words, width);
    if (lines.empty()) return {};
    return nounTitle(firstWord(words)) + "\n" + lines + "\n'twinset COMMAND --help' explains a command.\n";
}

std::string commandText(const CommandShape& shape, std::size_t width) {
    std::string text = wrapped(shape.summary + ".", width, 0) + "\n";
    if (!shape.details.empty()) text += wrapped(shape.details, width, 0) + "\n";
    text += "\nUsage: " + wrapped(usageLine(shape), width, 9) + "\n";
    std::string places, options;
    for (const Parameter& each : shape.parameters)
        (each.isOption() ? options : places) += line(optionName(each), optionHelp(each), 22, width);
    if (!places.empty()) text += "\nArguments\n" + places;
    if (!options.empty()) text += "\nOptions\n" + options;
    text += "\nOptions of every command\n";
    for (const Parameter& each : sharedOptions()) text += line(optionName(each), optionHelp(each), 22, width);
    return text + "\nExample\n  " + shape.example + "\n";
}

std::string exitCodesText(std::size_t width) {
    std::string text;
    for (const ExitCodeMeaning& each : exitCodeMeanings())
        text += paddedLeft(std::to_string(each.code), 3) + "  " + wrapped(each.meaning, width, 5) + "\n";
    return text + "\n" +
           wrapped(
               "'twinset phone exec' gives the exit code of the command inside the phone; its own errors "
               "begin with \"twinset:\" on standard error.",
               width, 0) +
           "\n";
}

namespace {

std::string markdownCell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
}

std::string markdownOf(const CommandShape& shape) {
    std::string text = "### twinset " + shape.words + "\n\n" + shape.summary + ".";
    if (!shape.details.empty()) text += " " + shape.details;
    text += "\n\n    " + usageLine(shape) + "\n\n";
    std::string rows;
    for (const Parameter& each : shape.parameters)
        rows += "| `" + optionName(each) + "` | " + markdownCell(optionHelp(each)) + " |\n";
    if (!rows.empty()) text += "| | |\n|---|---|\n" + rows + "\n";
    text += "Example: `" + shape.example + "`";
    if (!shape.verb.empty()) text += " (verb `" + shape.verb + "`)";
    return text + "\n\n";
}

}  // namespace

std::string markdownText(const CommandList& commands) {
    std::string text =
        "# The command line\n\n"
        "`twinset` does everything the console does. Commands are a noun and a verb: `twinset phone restore`. Log in "
        "once\n"
        "with `twinset login`; the session stays in a file that only you can read. Where a command takes a HANDSET, "
        "PHONE or\n"
        "PERSON it accepts the id or an unambiguous name; a phone is also `HANDSET/PERSONA` or `PERSON/PERSONA`.\n\n"
        "On a narrow terminal tables leave columns out and cut long cells with `…`; what goes to a pipe or a file is "
        "whole, and\n"
        "`-o json` has everything. Progress goes to standard error.\n\n"
        "This page is printed by `twinset help --markdown`; a test keeps it true.\n\n"
        "## Options of every command\n\n| | |\n|---|---|\n";
    for (const Parameter& each : sharedOptions())
        text += "| `" + optionName(each) + "` | " + markdownCell(optionHelp(each)) + " |\n";
    text += "\n## Exit codes\n\n| code | meaning |\n|---|---|\n";
    for (const ExitCodeMeaning& each : exitCodeMeanings())
        text += "| " + std::to_string(each.code) + " | " + std::string(each.meaning) + " |\n";
    text +=
        "\n`twinset phone exec` gives the exit code of the command inside the phone; its own errors begin with "
        "`twinset:` on\n"
        "standard error.\n\n";
    std::vector<std::string> sections = nouns(commands);
    sections.emplace_back();
    for (const std::string& noun : sections) {
        text += "## " + (noun.empty() ? "Your session, and help" : nounTitle(noun)) + "\n\n";
        for (const auto& command : commands) {
            const CommandShape& shape = command->shape();
            const bool inside = noun.empty() ? shape.words.find(' ') == std::string::npos : begins(shape.words, noun);
            if (inside && !shape.hidden) text += markdownOf(shape);
        }
    }
    text.pop_back();
    return text;
}

}  // namespace cli
