// Random merges over the real table of settings, small and full of collisions, with shrinking: a failure is reported as the smallest case that fails.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "policy/merge.h"

namespace policy::testing {

struct GivenPolicy {
    Policy policy;
    Level level = Level::Group;
    std::string conditionError;
};
struct GivenException {
    PolicyException exception;
    std::string conditionError;
};

struct MergeCase {
    std::vector<GivenPolicy> policies;
    std::vector<GivenException> exceptions;
    GivenPolicy added;        // one policy more, for what adding does
    std::uint64_t seed = 0;   // for choices that a property makes of its own
};
using MergeCasePtr = std::shared_ptr<const MergeCase>;

/// What stands behind a generator: fast, and the same for the same seed.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t below(std::uint64_t limit);
    bool oneIn(std::uint64_t n) { return below(n) == 0; }

private:
    std::uint64_t m_state;
};

/// A few settings of the table; every operator is as likely as every other, and an atomic group comes whole.
std::vector<const Setting*> drawSettings(Draw& draw);
/// One of few values that the setting may have. Exclusives mostly agree within a level.
Value drawValue(Draw& draw, const Setting& setting, Level level);
GivenPolicy drawPolicy(Draw& draw, std::string name, const std::vector<const Setting*>& settings);
MergeCase drawCase(Draw& draw);
/// All cases that are smaller by one policy, setting or exception.
std::vector<MergeCasePtr> smallerCases(const MergeCase& from);

base::Result<EffectivePolicy> mergeOf(const std::vector<GivenPolicy>& policies, const std::vector<GivenException>& exceptions);

/// How a failing case is printed.
void showValue(const MergeCasePtr& value, std::ostream& out);

}  // namespace policy::testing

namespace rc {

template <>
struct Arbitrary<policy::testing::MergeCasePtr> {
    static Gen<policy::testing::MergeCasePtr> arbitrary();
};

}  // namespace rc
