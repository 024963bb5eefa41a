// Versions as phones have them, read and written. The grammar is semver 2.0.0's (section 2, 9, 10), wider in three
// places that real phones need: one to six numbers, a leading 'v', and numbers with leading zeros.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/cel/value.h"

namespace policy::cel {

/// nullopt for what is no version, and for more than 128 characters. What stands behind '+' is read and dropped.
std::optional<VersionValue> parseVersion(std::string_view text);
/// "14.2.0-beta.1": at least three numbers.
std::string versionText(const VersionValue& version);
/// Semver 2.0.0 section 11; numbers that one side lacks count as 0.
std::strong_ordering compareVersions(const VersionValue& a, const VersionValue& b);

}  // namespace policy::cel
