// The fleet and the rules that policy_bench measures with; as JSON for peers in other languages.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "policy/attribute.h"
#include "policy/rule_book.h"
#include "policy/setting.h"

namespace bench {

inline constexpr std::size_t kRules = 200;
inline constexpr std::array<const char*, 8> kShapes = {"equality",           "set membership",       "string prefix", "regular expression",
                                                       "version comparison", "timestamp arithmetic", "numeric range", "nested boolean"};

/// The instant at which everything is measured.
base::Timestamp sampleNow();
/// Two phones a handset, one person a handset. All attributes have a value but those that real phones lack. `variant`: other values, of the same kinds.
/// Ids, serial numbers, names and addresses are different for each handset; models, images, versions, labels and groups are of few kinds.
policy::PhoneFacts samplePhone(std::size_t which, std::uint32_t variant);
/// 25 rules of each shape: the i-th is of shape i % 8.
std::vector<std::string> sampleRules();
/// A policy for each rule, for all phones, with four settings each.
policy::RuleBook sampleBook(const std::vector<std::string>& rules);

/// {"now": ..., "rules": [{"shape", "source"}], "devices": [{"device": {...}, "phone": {...}, "user": {...}}]}: times as RFC 3339, versions as text.
std::string sampleJson(std::size_t phones);

}  // namespace bench
