#include "app/cli/command_shape.h"

namespace cli {
namespace {

Parameter parameter(std::string name, ValueKind kind, std::string value, std::string help) {
    Parameter made;
    made.name = std::move(name);
    made.kind = kind;
    made.value = std::move(value);
    made.help = std::move(help);
    return made;
}

std::string usageOf(const Parameter& parameter) {
    std::string text = parameter.name + (parameter.value.empty() ? "" : " " + parameter.value);
    if (parameter.repeated) text += "...";
    return parameter.required ? text : "[" + text + "]";
}

}  // namespace

Parameter place(std::string name, std::string help) {
    return parameter(std::move(name), ValueKind::Text, "", std::move(help)).must();
}

Parameter optionalPlace(std::string name, std::string help) {
    return parameter(std::move(name), ValueKind::Text, "", std::move(help));
}

Parameter flag(std::string name, std::string help) {
    return parameter(std::move(name), ValueKind::Flag, "", std::move(help));
}

Parameter option(std::string name, std::string value, std::string help) {
    return parameter(std::move(name), ValueKind::Text, std::move(value), std::move(help));
}

Parameter number(std::string name, std::string value, std::int64_t least, std::int64_t most, std::string help) {
    Parameter made = parameter(std::move(name), ValueKind::Number, std::move(value), std::move(help));
    made.least = least;
    made.most = most;
    return made;
}

Parameter duration(std::string name, std::string help) {
    return parameter(std::move(name), ValueKind::Duration, "DURATION", std::move(help));
}

const std::vector<Parameter>& sharedOptions() {
    static const std::vector<Parameter> kOptions{
        option("--format", "FORMAT", "table, or json: exactly the objects of the admin API, one document")
            .oneOf({"table", "json"})
            .otherwise("table"),
        option("--session", "FILE",
               "use this session file instead of $TWINSET_SESSION or the one in your configuration directory"),
        flag("--no-progress", "print one line a step instead of a progress bar"),
        flag("--help", "print how to use the command"),
    };
    return kOptions;
}

std::string usageLine(const CommandShape& shape) {
    std::string line = "twinset " + shape.words;
    for (const Parameter& each : shape.parameters)
        if (!each.isOption()) line += " " + usageOf(each);
    for (const Parameter& each : shape.parameters)
        if (each.isOption()) line += " " + usageOf(each);
    return line;
}

}  // namespace cli
