// Makes the nodes of one tree: numbers them and keeps their heights, so that the tree stays as low as Limits::nesting
// says. Every recursion over a tree, the destruction of its nodes included, relies on that bound.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/cel/ast.h"

namespace policy::cel {

template <typename... Nodes>
std::vector<ExprPtr> nodes(Nodes... given) {
    std::vector<ExprPtr> list;
    list.reserve(sizeof...(given));
    (list.push_back(std::move(given)), ...);
    return list;
}

class NodeFactory {
public:
    explicit NodeFactory(std::uint32_t highest) : m_highest(highest) {}

    ExprPtr constant(Position position, Constant value);
    ExprPtr identifier(Position position, std::string name);
    ExprPtr select(Position position, ExprPtr target, std::string field, bool testOnly);
    ExprPtr call(Position position, std::string function, std::vector<ExprPtr> arguments);
    ExprPtr memberCall(Position position, std::string function, ExprPtr target, std::vector<ExprPtr> arguments);
    ExprPtr list(Position position, std::vector<ExprPtr> elements, std::vector<bool> optionals);
    /// `entries`: key, value, key, value ...
    ExprPtr map(Position position, std::vector<ExprPtr> entries, std::vector<bool> optionals);
    ExprPtr structure(Position position, std::string name, std::vector<std::string> fields, std::vector<ExprPtr> values,
                      std::vector<bool> optionals);
    ExprPtr comprehension(Position position, Comprehension fold);

    /// A node was made that is higher than allowed; it must not get a parent.
    [[nodiscard]] bool tooHigh() const { return m_tooHigh; }
    [[nodiscard]] std::uint32_t lastId() const { return static_cast<std::uint32_t>(m_heights.size()); }

private:
    ExprPtr make(ExprKind kind, Position position);
    ExprPtr measured(ExprPtr node);
    [[nodiscard]] std::uint32_t height(const ExprPtr& node) const { return node ? m_heights[node->id - 1] : 0; }

    std::uint32_t m_highest;
    bool m_tooHigh = false;
    std::vector<std::uint32_t> m_heights;  // by id - 1
};

}  // namespace policy::cel
