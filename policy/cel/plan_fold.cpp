// Comprehensions: all, exists, exists_one, map, filter and their kin; and cel.bind, which is one without a range.
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

class FoldNode final : public Node {
public:
    FoldNode(Position position, FoldPlan plan) : Node(position), m_plan(std::move(plan)) {}

protected:
    Value compute(Frame& frame) const override {
        const Value range = m_plan.range->evaluate(frame);
        if (range.isError())
            return range;
        frame.locals[m_plan.accumulator] = m_plan.initial->evaluate(frame);
        if (range.kind() == ValueKind::List)
            overList(frame, range.list());
        else if (range.kind() == ValueKind::Map)
            overMap(frame, range.map());
        else
            return error("no such overload: a comprehension goes over a list or a map, not over '" + typeText(typeOfValue(range)) + "'");
        return m_plan.result->evaluate(frame);
    }

private:
    void overList(Frame& frame, const List& list) const {
        std::int64_t place = 0;
        for (const auto& element : list) {
            if (m_plan.secondVariable)
                frame.locals[m_plan.variable] = Value(place++);
            frame.locals[m_plan.secondVariable.value_or(m_plan.variable)] = element;
            if (!step(frame))
                return;
        }
    }
    void overMap(Frame& frame, const Map& map) const {
        for (const auto& [key, value] : map.entries) {
            frame.locals[m_plan.variable] = key;
            if (m_plan.secondVariable)
                frame.locals[*m_plan.secondVariable] = value;
            if (!step(frame))
                return;
        }
    }
    /// False when the fold is over.
    bool step(Frame& frame) const {
        Value held;
        if (m_plan.condition->look(frame, held).isFalse())
            return false;
        frame.locals[m_plan.accumulator] = m_plan.step->evaluate(frame);
        return !frame.exhausted();
    }

    FoldPlan m_plan;
};

class BindNode final : public Node {
public:
    BindNode(Position position, std::size_t place, NodePtr initial, NodePtr result)
        : Node(position), m_place(place), m_initial(std::move(initial)), m_result(std::move(result)) {}

protected:
    Value compute(Frame& frame) const override {
        frame.locals[m_place] = m_initial->evaluate(frame);
        return m_result->evaluate(frame);
    }

private:
    std::size_t m_place;
    NodePtr m_initial, m_result;
};

}  // namespace

NodePtr foldNode(Position position, FoldPlan plan) { return std::make_unique<FoldNode>(position, std::move(plan)); }
NodePtr bindNode(Position position, std::size_t place, NodePtr initial, NodePtr result) {
    return std::make_unique<BindNode>(position, place, std::move(initial), std::move(result));
}

}  // namespace policy::cel
