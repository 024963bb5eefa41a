#include "policy/cel/macro.h"

#include <array>

namespace policy::cel {

namespace {

enum class Receiver { None, Any, Cel, Math };

struct Macro {
    std::string_view name;
    Receiver receiver;
    std::size_t fewest, most;  // arguments
    MacroSet set;
    MacroExpansion expand;
};

constexpr std::size_t kAnyNumber = SIZE_MAX;

constexpr std::array kMacros{
    Macro{"has", Receiver::None, 1, 1, MacroSet::Standard, expandHas},
    Macro{"all", Receiver::Any, 2, 2, MacroSet::Standard, expandAll},
    Macro{"exists", Receiver::Any, 2, 2, MacroSet::Standard, expandExists},
    Macro{"exists_one", Receiver::Any, 2, 2, MacroSet::Standard, expandExistsOne},
    Macro{"existsOne", Receiver::Any, 2, 2, MacroSet::Standard, expandExistsOne},
    Macro{"map", Receiver::Any, 2, 3, MacroSet::Standard, expandMap},
    Macro{"filter", Receiver::Any, 2, 2, MacroSet::Standard, expandFilter},
    Macro{"all", Receiver::Any, 3, 3, MacroSet::All, expandAll},
    Macro{"exists", Receiver::Any, 3, 3, MacroSet::All, expandExists},
    Macro{"exists_one", Receiver::Any, 3, 3, MacroSet::All, expandExistsOne},
    Macro{"existsOne", Receiver::Any, 3, 3, MacroSet::All, expandExistsOne},
    Macro{"transformList", Receiver::Any, 3, 4, MacroSet::All, expandTransformList},
    Macro{"transformMap", Receiver::Any, 3, 4, MacroSet::All, expandTransformMap},
    Macro{"transformMapEntry", Receiver::Any, 3, 4, MacroSet::All, expandTransformMapEntry},
    Macro{"optMap", Receiver::Any, 2, 2, MacroSet::All, expandOptionalMap},
    Macro{"optFlatMap", Receiver::Any, 2, 2, MacroSet::All, expandOptionalFlatMap},
    Macro{"bind", Receiver::Cel, 3, 3, MacroSet::All, expandBind},
    Macro{"block", Receiver::Cel, 2, 2, MacroSet::All, expandBlock},
    Macro{"index", Receiver::Cel, 1, 1, MacroSet::All, expandBlockIndex},
    Macro{"iterVar", Receiver::Cel, 2, 2, MacroSet::All, expandBlockVariable},
    Macro{"accuVar", Receiver::Cel, 2, 2, MacroSet::All, expandBlockVariable},
    Macro{"greatest", Receiver::Math, 0, kAnyNumber, MacroSet::All, expandExtremum},
    Macro{"least", Receiver::Math, 0, kAnyNumber, MacroSet::All, expandExtremum},
};

bool receives(Receiver receiver, const Expr* target) {
    const auto named = [&](std::string_view name) { return target != nullptr && target->kind == ExprKind::Identifier && target->name == name; };
    switch (receiver) {
    case Receiver::None: return target == nullptr;
    case Receiver::Any: return target != nullptr;
    case Receiver::Cel: return named("cel");
    case Receiver::Math: return named("math");
    }
    return false;
}

}  // namespace

MacroExpansion findMacro(std::string_view name, const Expr* target, const std::vector<ExprPtr>& arguments, MacroSet set) {
    for (const Macro& macro : kMacros)
        if (macro.name == name && arguments.size() >= macro.fewest && arguments.size() <= macro.most && receives(macro.receiver, target) &&
            (macro.set == MacroSet::Standard || set == MacroSet::All))
            return macro.expand;
    return nullptr;
}

std::string variableName(const ExprPtr& argument, MacroCall& call) {
    if (argument->kind == ExprKind::Identifier && !argument->name.starts_with('.') && argument->name != "__result__")
        return argument->name;
    call.problems.add(argument->position, "'" + std::string(call.name) + "' needs a plain variable name here",
                      "Write for example " + (call.name == "bind" ? "cel.bind(x, ...)." : "list." + std::string(call.name) + "(x, ...)."));
    return {};
}

ExprPtr nothing(MacroCall& call) { return call.make.constant(call.position, std::monostate{}); }

}  // namespace policy::cel
