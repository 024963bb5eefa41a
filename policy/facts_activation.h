// FactsActivation: one phone's facts as the variables that conditions read: device, phone, user, now.
#pragma once

#include "base/clock.h"
#include "policy/attribute.h"
#include "policy/cel/evaluator.h"

namespace policy {

/// Copies what it needs of the facts. An absent attribute is an absent field: has() is false, reading it is an error.
class FactsActivation final : public cel::Activation {
public:
    FactsActivation(const PhoneFacts& facts, base::Timestamp now);
    [[nodiscard]] const cel::Value* find(std::string_view name) const override;

private:
    cel::Value m_device, m_phone, m_user, m_now;
};

/// What a condition sees of one attribute's value; nullopt for an absent one, and for a version that is none.
std::optional<cel::Value> celValueOf(AttributeType type, const AttributeValue& value);
cel::Value celTimestamp(base::Timestamp time);

}  // namespace policy
