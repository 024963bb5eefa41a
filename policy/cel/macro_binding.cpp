// has(), names for values (cel.bind, cel.block, optMap, optFlatMap), and math.greatest and math.least, which take any number of arguments.
#include "policy/cel/macro.h"

namespace policy::cel {

namespace {

constexpr std::string_view kReceiver = "@target";

// cel.bind: a fold over nothing, whose accumulator is the variable.
ExprPtr bind(MacroCall& call, std::string variable, ExprPtr value, ExprPtr body) {
    Comprehension fold;
    fold.variable = kUnusedVariable;
    fold.accumulator = variable;
    fold.range = call.make.list(call.position, {}, {});
    fold.initial = std::move(value);
    fold.condition = call.make.constant(call.position, false);
    fold.step = call.make.identifier(call.position, std::move(variable));
    fold.result = std::move(body);
    return call.make.comprehension(call.position, std::move(fold));
}

std::string indexName(std::int64_t index) { return "@index" + std::to_string(index); }

const std::int64_t* smallNumber(const ExprPtr& argument, MacroCall& call) {
    const auto* number = argument->kind == ExprKind::Constant ? std::get_if<std::int64_t>(&argument->constant) : nullptr;
    if (number != nullptr && *number >= 0)
        return number;
    call.problems.add(argument->position, "cel." + std::string(call.name) + " needs a whole number that is not negative here");
    return nullptr;
}

ExprPtr optionalMap(MacroCall& call, bool flat) {
    const std::string variable = variableName(call.arguments[0], call);
    if (variable.empty())
        return nothing(call);
    NodeFactory& make = call.make;
    const Position at = call.position;
    const auto receiver = [&] { return make.identifier(at, std::string(kReceiver)); };
    ExprPtr mapped = bind(call, variable, make.memberCall(at, "value", receiver(), {}), std::move(call.arguments[1]));
    if (!flat)
        mapped = make.call(at, "optional.of", nodes(std::move(mapped)));
    ExprPtr present = make.memberCall(at, "hasValue", receiver(), {});
    ExprPtr chosen = make.call(at, "_?_:_", nodes(std::move(present), std::move(mapped), make.call(at, "optional.none", {})));
    return bind(call, std::string(kReceiver), std::move(call.target), std::move(chosen));
}

}  // namespace

ExprPtr expandHas(MacroCall& call) {
    ExprPtr& argument = call.arguments[0];
    if (argument->kind != ExprKind::Select || argument->testOnly) {
        call.problems.add(argument->position, "has() asks for a field, and this is none", "Write has(value.field).");
        return nothing(call);
    }
    return call.make.select(argument->position, std::move(argument->target), std::move(argument->name), true);
}

ExprPtr expandBind(MacroCall& call) {
    std::string variable = variableName(call.arguments[0], call);
    if (variable.empty())
        return nothing(call);
    return bind(call, std::move(variable), std::move(call.arguments[1]), std::move(call.arguments[2]));
}

ExprPtr expandBlock(MacroCall& call) {
    ExprPtr& values = call.arguments[0];
    if (values->kind != ExprKind::List) {
        call.problems.add(values->position, "cel.block needs a list of values here", "Write cel.block([value, ...], result).");
        return nothing(call);
    }
    ExprPtr body = std::move(call.arguments[1]);
    for (std::size_t i = values->arguments.size(); i-- > 0 && !call.make.tooHigh();)
        body = bind(call, indexName(static_cast<std::int64_t>(i)), std::move(values->arguments[i]), std::move(body));
    return body;
}

ExprPtr expandBlockIndex(MacroCall& call) {
    const std::int64_t* index = smallNumber(call.arguments[0], call);
    return index != nullptr ? call.make.identifier(call.position, indexName(*index)) : nothing(call);
}

ExprPtr expandBlockVariable(MacroCall& call) {
    const std::int64_t* depth = smallNumber(call.arguments[0], call);
    const std::int64_t* place = smallNumber(call.arguments[1], call);
    if (depth == nullptr || place == nullptr)
        return nothing(call);
    const std::string kind = call.name == "iterVar" ? "@it:" : "@ac:";
    return call.make.identifier(call.position, kind + std::to_string(*depth) + ":" + std::to_string(*place));
}

ExprPtr expandOptionalMap(MacroCall& call) { return optionalMap(call, false); }
ExprPtr expandOptionalFlatMap(MacroCall& call) { return optionalMap(call, true); }

ExprPtr expandExtremum(MacroCall& call) {
    const std::string function = call.name == "greatest" ? "math.@max" : "math.@min";
    if (call.arguments.empty()) {
        call.problems.add(call.position, "math." + std::string(call.name) + "() needs at least one number");
        return nothing(call);
    }
    if (call.arguments.size() <= 2)
        return call.make.call(call.position, function, std::move(call.arguments));
    std::vector<bool> optionals(call.arguments.size(), false);
    return call.make.call(call.position, function, nodes(call.make.list(call.position, std::move(call.arguments), std::move(optionals))));
}

}  // namespace policy::cel
