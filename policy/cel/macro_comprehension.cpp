// The macros that fold over a list or map; expansions as in cel-spec, doc/langdef.md, "Macros", and cel-go's ext/comprehensions.
#include "policy/cel/macro.h"

namespace policy::cel {

namespace {

// What all of these share: the variables are the leading arguments.
class Fold {
public:
    Fold(MacroCall& call, std::size_t variables) : m_call(call) {
        const std::size_t before = call.problems.count();
        m_fold.variable = variableName(call.arguments[0], call);
        if (variables == 2) {
            m_fold.secondVariable = variableName(call.arguments[1], call);
            if (!m_fold.variable.empty() && m_fold.variable == m_fold.secondVariable)
                call.problems.add(call.arguments[1]->position, "both variables are called '" + m_fold.variable + "'", "Give them two names.");
        }
        m_good = call.problems.count() == before;
        m_fold.accumulator = kAccumulator;
        m_fold.range = std::move(call.target);
    }

    [[nodiscard]] bool good() const { return m_good; }
    NodeFactory& make() { return m_call.make; }
    [[nodiscard]] Position at() const { return m_call.position; }
    ExprPtr accumulated() { return make().identifier(at(), std::string(kAccumulator)); }
    ExprPtr constant(Constant value) { return make().constant(at(), std::move(value)); }
    ExprPtr call(std::string function, std::vector<ExprPtr> arguments) { return make().call(at(), std::move(function), std::move(arguments)); }
    ExprPtr emptyList() { return make().list(at(), {}, {}); }
    ExprPtr plus(ExprPtr element) {
        ExprPtr accumulator = accumulated();
        return call("_+_", nodes(std::move(accumulator), make().list(at(), nodes(std::move(element)), {false})));
    }
    /// The step only where `filter` holds; always when it is null.
    ExprPtr onlyIf(ExprPtr filter, ExprPtr step) {
        return filter ? call("_?_:_", nodes(std::move(filter), std::move(step), accumulated())) : std::move(step);
    }

    ExprPtr finish(ExprPtr initial, ExprPtr condition, ExprPtr step, ExprPtr result) {
        m_fold.initial = std::move(initial);
        m_fold.condition = std::move(condition);
        m_fold.step = std::move(step);
        m_fold.result = std::move(result);
        return make().comprehension(at(), std::move(m_fold));
    }

private:
    MacroCall& m_call;
    Comprehension m_fold;
    bool m_good = false;
};

ExprPtr quantifier(MacroCall& call, bool forAll) {
    Fold fold(call, call.arguments.size() - 1);
    if (!fold.good())
        return nothing(call);
    ExprPtr undecided = fold.accumulated();
    if (!forAll)
        undecided = fold.call("!_", nodes(std::move(undecided)));
    ExprPtr condition = fold.call("@not_strictly_false", nodes(std::move(undecided)));
    ExprPtr step = fold.call(forAll ? "_&&_" : "_||_", nodes(fold.accumulated(), std::move(call.arguments.back())));
    return fold.finish(fold.constant(forAll), std::move(condition), std::move(step), fold.accumulated());
}

ExprPtr listFold(MacroCall& call, std::size_t variables) {
    Fold fold(call, variables);
    if (!fold.good())
        return nothing(call);
    ExprPtr filter = call.arguments.size() == variables + 2 ? std::move(call.arguments[variables]) : nullptr;
    ExprPtr step = fold.onlyIf(std::move(filter), fold.plus(std::move(call.arguments.back())));
    return fold.finish(fold.emptyList(), fold.constant(true), std::move(step), fold.accumulated());
}

ExprPtr mapFold(MacroCall& call, bool entry) {
    Fold fold(call, 2);
    if (!fold.good())
        return nothing(call);
    ExprPtr filter = call.arguments.size() == 4 ? std::move(call.arguments[2]) : nullptr;
    std::vector<ExprPtr> inserted = nodes(fold.accumulated());
    if (!entry)
        inserted.push_back(fold.make().identifier(call.arguments[0]->position, call.arguments[0]->name));
    inserted.push_back(std::move(call.arguments.back()));
    ExprPtr step = fold.onlyIf(std::move(filter), fold.call("cel.@mapInsert", std::move(inserted)));
    return fold.finish(fold.make().map(call.position, {}, {}), fold.constant(true), std::move(step), fold.accumulated());
}

}  // namespace

ExprPtr expandAll(MacroCall& call) { return quantifier(call, true); }
ExprPtr expandExists(MacroCall& call) { return quantifier(call, false); }

ExprPtr expandExistsOne(MacroCall& call) {
    Fold fold(call, call.arguments.size() - 1);
    if (!fold.good())
        return nothing(call);
    ExprPtr more = fold.call("_+_", nodes(fold.accumulated(), fold.constant(std::int64_t{1})));
    ExprPtr step = fold.onlyIf(std::move(call.arguments.back()), std::move(more));
    ExprPtr result = fold.call("_==_", nodes(fold.accumulated(), fold.constant(std::int64_t{1})));
    return fold.finish(fold.constant(std::int64_t{0}), fold.constant(true), std::move(step), std::move(result));
}

ExprPtr expandMap(MacroCall& call) { return listFold(call, 1); }
ExprPtr expandTransformList(MacroCall& call) { return listFold(call, 2); }

ExprPtr expandFilter(MacroCall& call) {
    Fold fold(call, 1);
    if (!fold.good())
        return nothing(call);
    ExprPtr kept = fold.make().identifier(call.arguments[0]->position, call.arguments[0]->name);
    ExprPtr step = fold.onlyIf(std::move(call.arguments[1]), fold.plus(std::move(kept)));
    return fold.finish(fold.emptyList(), fold.constant(true), std::move(step), fold.accumulated());
}

ExprPtr expandTransformMap(MacroCall& call) { return mapFold(call, false); }
ExprPtr expandTransformMapEntry(MacroCall& call) { return mapFold(call, true); }

}  // namespace policy::cel
