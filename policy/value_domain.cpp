#include "policy/value_domain.h"

#include <algorithm>
#include <limits>

namespace policy {
namespace {

using cel::ValueKind;

/// a compared with b is one of the two outcomes; false also when they have no order.
bool isBelow(const cel::Value& a, const cel::Value& b, bool orEqual) {
    const auto order = cel::compareValues(a, b);
    return order && (*order == std::partial_ordering::less || (orEqual && *order == std::partial_ordering::equivalent));
}

}  // namespace

bool ValueDomain::allows(const cel::Value& value) const {
    for (const auto& excluded : m_excluded)
        if (cel::valuesEqual(excluded, value)) return false;
    if (m_low && !isBelow(m_low->value, value, m_low->orEqual)) return false;
    if (m_high && !isBelow(value, m_high->value, m_high->orEqual)) return false;
    return m_prefix.empty() || (value.kind() == ValueKind::String && value.text().starts_with(m_prefix));
}

bool ValueDomain::settle() {
    if (m_candidates) return filter([](const cel::Value&) { return true; });
    if (!m_low || !m_high) return true;
    if (!isBelow(m_low->value, m_high->value, m_low->orEqual && m_high->orEqual)) return false;
    // Exactly one value is left: it may be an excluded one.
    const auto order = cel::compareValues(m_low->value, m_high->value);
    return order != std::partial_ordering::equivalent || allows(m_low->value);
}

bool ValueDomain::filter(const std::function<bool(const cel::Value&)>& keep) {
    if (!m_candidates) return true;
    std::erase_if(*m_candidates, [&](const cel::Value& value) { return !allows(value) || !keep(value); });
    return !m_candidates->empty();
}

bool ValueDomain::mustBeOneOf(const cel::List& values) {
    if (!m_candidates) m_candidates = values;
    return filter([&](const cel::Value& value) {
        return std::any_of(values.begin(), values.end(), [&](const cel::Value& one) { return cel::valuesEqual(one, value); });
    });
}

bool ValueDomain::mustNotBe(const cel::Value& value) {
    m_excluded.push_back(value);
    return settle();
}

bool ValueDomain::mustBeBelow(cel::Value limit, bool orEqual) {
    if (m_high && isBelow(m_high->value, limit, m_high->orEqual <= orEqual)) return true;
    m_high = Limit{std::move(limit), orEqual};
    return settle();
}

bool ValueDomain::mustBeAbove(cel::Value limit, bool orEqual) {
    if (m_low && isBelow(limit, m_low->value, m_low->orEqual <= orEqual)) return true;
    m_low = Limit{std::move(limit), orEqual};
    return settle();
}

bool ValueDomain::mustBegin(const std::string& prefix) {
    if (!m_prefix.starts_with(prefix) && !prefix.starts_with(m_prefix)) return false;
    if (prefix.size() > m_prefix.size()) m_prefix = prefix;
    return settle();
}

}  // namespace policy
