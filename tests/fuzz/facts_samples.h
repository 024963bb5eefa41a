// Phones that conditions are tried on: one of which everything is known, one of which nothing is that may be unknown, and some with edge values.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "policy/attribute.h"

namespace fuzz {

/// A whole minute, so that conditions which see minutes only see it exactly.
inline base::Timestamp sampleNow() { return base::Timestamp{std::chrono::seconds(28'334'773LL * 60)}; }

inline policy::AttributeValue sampleValue(policy::AttributeType type, int variant) {
    const bool edge = variant > 0;
    switch (type) {
    case policy::AttributeType::Boolean: return !edge;
    case policy::AttributeType::Integer: return edge ? std::numeric_limits<std::int64_t>::min() : std::int64_t{4096};
    case policy::AttributeType::Number: return edge ? -0.0 : 0.5;
    case policy::AttributeType::Text: return std::string(edge ? "" : "Pixel 8 é");
    case policy::AttributeType::Version: return std::string(edge ? "latest" : "14.2.1-beta.3");
    case policy::AttributeType::Time: return edge ? sampleNow() : base::Timestamp{std::chrono::seconds(1'700'000'000)};
    case policy::AttributeType::TextList: return edge ? std::vector<std::string>{} : std::vector<std::string>{"sales", "north"};
    case policy::AttributeType::TextMap: return edge ? std::vector<std::string>{} : std::vector<std::string>{"site", "berlin", "tier", "1"};
    }
    return {};
}

inline policy::PhoneFacts samplePhone(const std::string& id, bool known, int variant) {
    policy::PhoneFacts facts;
    facts.phone = id;
    for (const policy::Attribute& attribute : policy::allAttributes())
        facts.values.push_back(known || attribute.always ? sampleValue(attribute.type, variant) : policy::AttributeValue{});
    return facts;
}

inline std::vector<policy::PhoneFacts> samplePhones() {
    return {samplePhone("known", true, 0), samplePhone("unknown", false, 0), samplePhone("edge", true, 1), samplePhone("unknown-edge", false, 1)};
}

}  // namespace fuzz
