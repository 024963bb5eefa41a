// ValueDomain: what one expression may still be, as claims about it accumulate. Used by condition_logic.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/cel/value.h"

namespace policy {

class ValueDomain {
public:
    // Each returns false when nothing is left.
    bool mustBeOneOf(const cel::List& values);
    bool mustNotBe(const cel::Value& value);
    bool mustBeBelow(cel::Value limit, bool orEqual);
    bool mustBeAbove(cel::Value limit, bool orEqual);
    bool mustBegin(const std::string& prefix);
    /// Drops the candidates that `keep` refuses. Only where there are candidates.
    bool filter(const std::function<bool(const cel::Value&)>& keep);

    /// The finitely many values that are left, when they are known.
    [[nodiscard]] const std::optional<cel::List>& candidates() const { return m_candidates; }

private:
    struct Limit {
        cel::Value value;
        bool orEqual = false;
    };
    [[nodiscard]] bool allows(const cel::Value& value) const;
    bool settle();

    std::optional<cel::List> m_candidates;
    cel::List m_excluded;
    std::optional<Limit> m_low, m_high;
    std::string m_prefix;
};

}  // namespace policy
