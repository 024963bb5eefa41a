#include "app/cli/application.h"

#include <algorithm>

#include "app/cli/argument_parser.h"
#include "app/cli/command_table.h"
#include "app/cli/help_text.h"
#include "app/cli/nearest.h"
#include "app/cli/text_width.h"

namespace cli {
namespace {

using base::ErrorCode;

/// The command that was named, and the words that are left for it.
struct Chosen {
    Command* command = nullptr;
    std::vector<std::string> rest;
    std::vector<std::string> typed;  // words that could name a command, up to the first that does not fit
};

bool takesValue(const std::string& word) {
    if (word == "-o") return true;
    return std::any_of(sharedOptions().begin(), sharedOptions().end(),
                       [&](const Parameter& each) { return each.name == word && each.kind != ValueKind::Flag; });
}

/// Options that every command takes may stand before its words.
Chosen choose(const CommandList& commands, const std::vector<std::string>& words) {
    Chosen chosen;
    std::vector<std::string> before;
    std::size_t i = 0;
    for (; i < words.size() && words[i].starts_with("-") && words[i].size() > 1; ++i) {
        before.push_back(words[i]);
        if (takesValue(words[i]) && i + 1 < words.size()) before.push_back(words[++i]);
    }
    std::string joined;
    std::size_t used = 0;
    for (std::size_t j = i; j < words.size() && j < i + 3 && !words[j].starts_with("-"); ++j) {
        joined += (joined.empty() ? "" : " ") + words[j];
        chosen.typed.push_back(words[j]);
        for (const auto& command : commands) {
            if (command->shape().words != joined) continue;
            chosen.command = command.get();
            used = j + 1 - i;
        }
    }
    chosen.rest = before;
    chosen.rest.insert(chosen.rest.end(), words.begin() + static_cast<std::ptrdiff_t>(i + used), words.end());
    return chosen;
}

/// The words that may follow `prefix` in some command.
std::vector<std::string> followers(const CommandList& commands, const std::string& prefix) {
    std::vector<std::string> all;
    for (const auto& command : commands) {
        const std::string& words = command->shape().words;
        if (!prefix.empty() && !words.starts_with(prefix + " ")) continue;
        const std::size_t from = prefix.empty() ? 0 : prefix.size() + 1;
        std::string next = words.substr(from, words.find(' ', from) - from);
        if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(std::move(next));
    }
    return all;
}

int unknownCommand(const CommandList& commands, const Chosen& chosen, Context& context) {
    std::string prefix;
    for (const std::string& word : chosen.typed) {
        const auto next = followers(commands, prefix);
        if (std::find(next.begin(), next.end(), word) != next.end()) {
            prefix += (prefix.empty() ? "" : " ") + word;
            continue;
        }
        const std::string guess = nearest(word, next);
        const std::string start = "twinset " + (prefix.empty() ? "" : prefix + " ");
        context.complain("there is no command '" + start + word + "'" +
                         (guess.empty() ? ". '" + start + "--help' lists what there is."
                                        : "; did you mean '" + start + guess + "'?"));
        return kUsage;
    }
    const bool helpAsked = std::find_if(chosen.rest.begin(), chosen.rest.end(), [](const std::string& word) {
                               return word == "--help" || word == "-h";
                           }) != chosen.rest.end();
    const std::size_t width = context.terminal().width();
    const std::string text = prefix.empty() ? overviewText(commands, width) : groupText(commands, prefix, width);
    if (helpAsked)
        context.print(text);
    else
        context.terminal().err(text);
    return helpAsked ? kSuccess : kUsage;
}

int runCommand(Command& command, const std::vector<std::string>& rest, Environment& environment) {
    Context plain(environment, {});
    auto arguments = parseArguments(command.shape(), rest);
    if (!arguments) {
        plain.complain(arguments.error().message);
        return kUsage;
    }
    if (arguments->has("--help")) {
        plain.print(commandText(command.shape(), environment.terminal.width()));
        return kSuccess;
    }
    SharedOptions options;
    options.json = arguments->text("--format") == "json";
    options.progress = !arguments->has("--no-progress");
    options.session = sessionPath(arguments->text("--session"));
    Context context(environment, std::move(options));
    const auto outcome = command.run(*arguments, context);
    if (outcome) return *outcome;
    context.complain(outcome.error().message);
    return exitCodeFor(outcome.error().code);
}

int dispatch(const std::vector<std::string>& words, Environment& environment) {
    Context plain(environment, {});
    if (!std::all_of(words.begin(), words.end(), [](const std::string& word) { return isUtf8(word); })) {
        plain.complain("an argument is not UTF-8; check the terminal's locale");
        return kUsage;
    }
    if (words.size() == 1 && words.front() == "--version") {
        plain.print("twinset " TWINSET_VERSION "\n");
        return kSuccess;
    }
    const CommandList commands = makeCommands();
    const Chosen chosen = choose(commands, words);
    if (chosen.command == nullptr) return unknownCommand(commands, chosen, plain);
    return runCommand(*chosen.command, chosen.rest, environment);
}

}  // namespace

int runTwinset(const std::vector<std::string>& words, Environment& environment) {
    const int code = dispatch(words, environment);
    const auto flushed = environment.terminal.flush();
    if (flushed || code != kSuccess) return code;
    environment.terminal.err("twinset: " + flushed.error().message + "\n");
    return kUnavailable;
}

}  // namespace cli
