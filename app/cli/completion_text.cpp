#include "app/cli/completion_text.h"

#include <algorithm>

#include "policy/setting.h"

namespace cli {
namespace {

using Words = std::vector<std::string>;

/// After `typed` (all words of commands so far, and for a value the option before), `next` may come.
struct Entry {
    std::string typed;
    std::string option;  // empty: not the value of an option
    bool open = false;   // more words may stand between
    Words next;
};

void addOnce(Words& words, const std::string& word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

Words valuesOf(const Parameter& parameter) {
    if (parameter.name != "SETTING" && parameter.name != "--setting") return parameter.choices;
    Words names;
    for (const auto& setting : policy::allSettings()) names.emplace_back(setting.name);
    return names;
}

/// The words of commands: "" is followed by "phone", "phone" by "list".
void addWords(const std::string& words, std::vector<Entry>& entries) {
    for (std::size_t from = 0; from != std::string::npos;) {
        const std::string typed = from == 0 ? "" : words.substr(0, from - 1);
        const std::size_t end = words.find(' ', from);
        auto it = std::find_if(entries.begin(), entries.end(), [&](const Entry& each) { return each.typed == typed; });
        if (it == entries.end()) it = entries.insert(entries.end(), Entry{typed, "", false, {}});
        addOnce(it->next, words.substr(from, end == std::string::npos ? end : end - from));
        from = end == std::string::npos ? end : end + 1;
    }
}

std::vector<Entry> entriesOf(const CommandList& commands) {
    std::vector<Entry> values, words, options;
    for (const auto& command : commands) {
        const CommandShape& shape = command->shape();
        if (shape.hidden) continue;
        addWords(shape.words, words);
        Entry own{shape.words, "", true, {}};
        for (const Parameter& each : shape.parameters) {
            const Words taken = valuesOf(each);
            if (each.isOption() && !taken.empty()) values.push_back({shape.words, each.name, true, taken});
            if (each.isOption()) own.next.push_back(each.name);
            if (!each.isOption()) own.next.insert(own.next.end(), taken.begin(), taken.end());
        }
        for (const Parameter& each : sharedOptions()) own.next.push_back(each.name);
        options.push_back(std::move(own));
    }
    values.insert(values.end(), words.begin(), words.end());
    values.insert(values.end(), options.begin(), options.end());
    return values;
}

std::string joinedBySpaces(const Words& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string bashText(const std::vector<Entry>& entries) {
    std::string text =
        "# bash completion for twinset: source <(twinset completion bash)\n"
        "_twinset() {\n"
        "    local current=\"${COMP_WORDS[COMP_CWORD]}\" words=\"\" before=\"\" word next\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        [[ $word == -* || $before == @(-o|--format|--session) ]] || words+=\"${words:+ }$word\"\n"
        "        before=$word\n"
        "    done\n"
        "    case \"$words|$before\" in\n";
    for (const auto& each : entries) {
        const std::string typed = "\"" + each.typed + "\"";
        std::string pattern = typed + "\"|\"*";
        if (!each.option.empty()) pattern = typed + "*\"|" + each.option + "\"";
        if (each.option.empty() && each.open) pattern = typed + "\"|\"*|\"" + each.typed + " \"*";
        text += "        " + pattern + ") next=\"" + joinedBySpaces(each.next) + "\" ;;\n";
    }
    return text +
           "        *) next=\"\" ;;\n"
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$next\" -- \"$current\"))\n"
           "    [[ ${#COMPREPLY[@]} -eq 0 && $current != -* ]] && COMPREPLY=($(compgen -f -- \"$current\"))\n"
           "    return 0\n"
           "}\n"
           "complete -F _twinset twinset\n";
}

std::string zshText(const std::vector<Entry>& entries) {
    std::string text =
        "#compdef twinset\n"
        "# zsh completion for twinset: source <(twinset completion zsh)\n"
        "_twinset() {\n"
        "    local typed=\"\" before=\"\" word\n"
        "    local -a next\n"
        "    for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
        "        [[ $word == -* || $before == (-o|--format|--session) ]] || typed+=\"${typed:+ }$word\"\n"
        "        before=$word\n"
        "    done\n"
        "    case \"$typed|$before\" in\n";
    for (const auto& each : entries) {
        const std::string typed = "\"" + each.typed + "\"";
        std::string pattern = typed + "\"|\"*";
        if (!each.option.empty()) pattern = typed + "*\"|" + each.option + "\"";
        if (each.option.empty() && each.open) pattern = typed + "\"|\"*|\"" + each.typed + " \"*";
        text += "        " + pattern + ") next=(" + joinedBySpaces(each.next) + ") ;;\n";
    }
    return text +
           "    esac\n"
           "    compadd -a next || _files\n"
           "}\n"
           "compdef _twinset twinset\n";
}

std::string fishText(const std::vector<Entry>& entries) {
    std::string text =
        "# fish completion for twinset: twinset completion fish | source\n"
        "function __twinset_next\n"
        "    set -l typed\n"
        "    set -l before ''\n"
        "    for word in (commandline -opc)[2..-1]\n"
        "        if not string match -q -- '-*' $word; and not contains -- $before -o --format --session\n"
        "            set -a typed $word\n"
        "        end\n"
        "        set before $word\n"
        "    end\n"
        "    switch (string join ' ' -- $typed)'|'$before\n";
    for (const auto& each : entries) {
        std::string pattern = "'" + each.typed + "|*'";
        if (!each.option.empty()) pattern = "'" + each.typed + "*|" + each.option + "'";
        if (each.option.empty() && each.open) pattern += " '" + each.typed + " *'";
        text += "        case " + pattern + "\n            printf '%s\\n' " + joinedBySpaces(each.next) + "\n";
    }
    return text +
           "    end\n"
           "end\n"
           "complete -c twinset -a '(__twinset_next)'\n";
}

}  // namespace

std::string completionText(const std::string& shell, const CommandList& commands) {
    const auto entries = entriesOf(commands);
    if (shell == "zsh") return zshText(entries);
    return shell == "fish" ? fishText(entries) : bashText(entries);
}

}  // namespace cli
