// What a command looks like from outside: its words, arguments, options, help. Parsing, help, shell completion and
// docs/cli.md are all made from this, so they cannot disagree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class ValueKind { Flag, Text, Number, Duration };

struct Parameter {
    std::string name;  // "PHONE" for what is told by its place, "--onto" for an option
    ValueKind kind = ValueKind::Text;
    std::string value;  // what stands for the value in help: "HANDSET"; empty for flags and places
    std::string help;
    bool required = false;
    bool repeated = false;             // one or more values
    std::string fallback;              // what counts when it is not given; empty: nothing
    std::int64_t least = 0, most = 0;  // Number
    std::vector<std::string> choices;  // Text: nothing else is taken

    [[nodiscard]] bool isOption() const { return name.starts_with("-"); }

    Parameter&& must() && {
        required = true;
        return std::move(*this);
    }
    Parameter&& many() && {
        repeated = true;
        return std::move(*this);
    }
    Parameter&& otherwise(std::string text) && {
        fallback = std::move(text);
        return std::move(*this);
    }
    Parameter&& oneOf(std::vector<std::string> texts) && {
        choices = std::move(texts);
        return std::move(*this);
    }
};

/// A required argument told by its place.
Parameter place(std::string name, std::string help);
/// One that may be left out.
Parameter optionalPlace(std::string name, std::string help);
Parameter flag(std::string name, std::string help);
Parameter option(std::string name, std::string value, std::string help);
Parameter number(std::string name, std::string value, std::int64_t least, std::int64_t most, std::string help);
Parameter duration(std::string name, std::string help);

struct CommandShape {
    std::string words;    // "phone restore"
    std::string verb;     // of the admin API: "virtual_phone_restore"; empty when it asks for none
    std::string summary;  // one line, no full stop
    std::string details;  // more sentences; may be empty
    std::vector<Parameter> parameters;
    std::string example;  // a whole command line
    bool hidden = false;

    [[nodiscard]] std::string noun() const {
        return words.substr(0, words.rfind(' ') == std::string::npos ? 0 : words.rfind(' '));
    }
};

/// The options every command takes.
const std::vector<Parameter>& sharedOptions();

/// "twinset phone restore PHONE --onto HANDSET [--lost]"
std::string usageLine(const CommandShape& shape);

}  // namespace cli
