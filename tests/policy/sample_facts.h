// Facts of a virtual phone for tests: every attribute that is always there has a value, all others are absent unless given.
#pragma once

#include <map>
#include <string>

#include "policy/attribute.h"

namespace policy::testing {

inline AttributeValue plainValue(const Attribute& attribute) {
    if (!attribute.always) return {};
    switch (attribute.type) {
        case AttributeType::Boolean: return false;
        case AttributeType::Integer: return std::int64_t{1};
        case AttributeType::Number: return 1.0;
        case AttributeType::Text: return std::string("x");
        case AttributeType::Version: return std::string("1.0.0");
        case AttributeType::Time: return base::Timestamp(std::chrono::days(20000));
        case AttributeType::TextList:
        case AttributeType::TextMap: return std::vector<std::string>();
    }
    return {};
}

inline PhoneFacts sampleFacts(const std::string& phone, const std::map<std::string, AttributeValue>& given) {
    PhoneFacts facts{phone, {}};
    for (const auto& attribute : allAttributes()) {
        const auto it = given.find(std::string(attribute.name));
        facts.values.push_back(it != given.end()              ? it->second
                               : attribute.name == "phone.id" ? AttributeValue(phone)
                                                              : plainValue(attribute));
    }
    return facts;
}

}  // namespace policy::testing
