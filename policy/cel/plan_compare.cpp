// Nodes that compare: ==, <, in, matches. They look at their operands without copying them.
#include <re2/re2.h>

#include <unordered_set>

#include "policy/cel/pattern.h"
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

/// What comparing two values costs beyond a step: they are walked side by side.
std::uint64_t equalityCost(const Value& a, const Value& b) { return std::min(a.extent().weight, b.extent().weight) - 1; }

/// A node of two operands, the first error of which is its value. `Of` has compare(frame, left, right).
template <typename Of>
class PairNode : public Node {
public:
    PairNode(Position position, NodePtr left, NodePtr right)
        : Node(position), m_left(std::move(left)), m_right(std::move(right)) {}

protected:
    Value compute(Frame& frame) const final {
        Value heldLeft, heldRight;
        const Value& left = m_left->look(frame, heldLeft);
        if (left.isError())
            return left;
        const Value& right = m_right->look(frame, heldRight);
        if (right.isError())
            return right;
        return static_cast<const Of&>(*this).compare(frame, left, right);
    }

private:
    NodePtr m_left, m_right;
};

class EqualNode final : public PairNode<EqualNode> {
public:
    EqualNode(Position position, NodePtr left, NodePtr right, bool negated)
        : PairNode(position, std::move(left), std::move(right)), m_negated(negated) {}

    Value compare(Frame& frame, const Value& left, const Value& right) const {
        if (!frame.spend(equalityCost(left, right)))
            return frame.spent();
        return Value(valuesEqual(left, right) != m_negated);
    }

private:
    bool m_negated;
};

class CompareNode final : public PairNode<CompareNode> {
public:
    CompareNode(Position position, NodePtr left, NodePtr right, Comparison comparison)
        : PairNode(position, std::move(left), std::move(right)), m_comparison(comparison) {}

    Value compare(Frame& frame, const Value& left, const Value& right) const {
        if (!frame.spend(equalityCost(left, right)))
            return frame.spent();
        if (const auto order = compareValues(left, right))
            return Value(holds(*order));
        if (isNumber(left) && isNumber(right))
            return Value(false);  // NaN
        static constexpr std::array<std::string_view, 4> kNames{"_<_", "_<=_", "_>_", "_>=_"};
        const std::array<Value, 2> arguments{left, right};
        return noSuchOverload(kNames[static_cast<std::size_t>(m_comparison)], arguments, position());
    }

private:
    [[nodiscard]] bool holds(std::partial_ordering order) const {
        switch (m_comparison) {
            case Comparison::Less: return order < 0;
            case Comparison::LessEqual: return order <= 0;
            case Comparison::Greater: return order > 0;
            case Comparison::GreaterEqual: return order >= 0;
        }
        return false;
    }
    Comparison m_comparison;
};

class InNode final : public PairNode<InNode> {
public:
    using PairNode::PairNode;

    Value compare(Frame& frame, const Value& element, const Value& container) const {
        if (container.kind() == ValueKind::Map)
            return frame.spend(element.extent().weight) ? Value(container.map().find(element) != nullptr) : frame.spent();
        if (container.kind() == ValueKind::List)
            return search(frame, element, container);
        const std::array<Value, 2> arguments{element, container};
        return noSuchOverload("@in", arguments, position());
    }

private:
    static Value search(Frame& frame, const Value& element, const Value& list) {
        for (const auto& candidate : list.list()) {
            if (!frame.spend(1 + equalityCost(element, candidate)))
                return frame.spent();
            if (valuesEqual(element, candidate))
                return Value(true);
        }
        return Value(false);
    }
};

struct Hash {
    std::size_t operator()(const Value& value) const { return hashValue(value); }
};
struct Equal {
    bool operator()(const Value& a, const Value& b) const { return valuesEqual(a, b); }
};
using ValueSet = std::unordered_set<Value, Hash, Equal>;

class InSetNode final : public Node {
public:
    InSetNode(Position position, NodePtr element, ValueSet set) : Node(position), m_element(std::move(element)), m_set(std::move(set)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value& element = m_element->look(frame, held);
        if (element.isError())
            return element;
        return frame.spend(element.extent().weight) ? Value(m_set.contains(element)) : frame.spent();
    }

private:
    NodePtr m_element;
    ValueSet m_set;
};

bool isScalar(const Value& value) {
    switch (value.kind()) {
        case ValueKind::List:
        case ValueKind::Map:
        case ValueKind::Struct:
        case ValueKind::Optional: return false;
        default: return true;
    }
}

class MatchesNode final : public Node {
public:
    MatchesNode(Position position, NodePtr text, std::unique_ptr<const re2::RE2> pattern)
        : Node(position), m_text(std::move(text)), m_pattern(std::move(pattern)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value& text = m_text->look(frame, held);
        if (text.isError())
            return text;
        if (text.kind() != ValueKind::String)
            return noSuchOverload("matches", {&text, 1}, position());
        if (!frame.spend(matchingCost(m_pattern->pattern().size(), text.text().size())))
            return frame.spent();
        return Value(re2::RE2::PartialMatch(text.text(), *m_pattern));
    }

private:
    NodePtr m_text;
    std::unique_ptr<const re2::RE2> m_pattern;
};

constexpr std::size_t kSmallSet = 8;  // up to which looking at each is faster than hashing

}  // namespace

NodePtr equalNode(Position position, NodePtr left, NodePtr right, bool negated) {
    return std::make_unique<EqualNode>(position, std::move(left), std::move(right), negated);
}

NodePtr compareNode(Position position, NodePtr left, NodePtr right, Comparison comparison) {
    return std::make_unique<CompareNode>(position, std::move(left), std::move(right), comparison);
}

NodePtr inNode(Position position, NodePtr element, NodePtr container) {
    const Value* constant = container->constant();
    if (constant != nullptr && constant->kind() == ValueKind::List && constant->list().size() > kSmallSet &&
        std::all_of(constant->list().begin(), constant->list().end(), isScalar))
        return std::make_unique<InSetNode>(position, std::move(element), ValueSet(constant->list().begin(), constant->list().end()));
    return std::make_unique<InNode>(position, std::move(element), std::move(container));
}

NodePtr matchesNode(Position position, NodePtr text, const std::string& pattern) {
    auto compiled = compilePattern(pattern);
    return compiled->ok() ? std::make_unique<MatchesNode>(position, std::move(text), std::move(compiled)) : nullptr;
}

}  // namespace policy::cel
