// Any bytes as a TZif file, or, by the first byte, as a rule of when clocks change. Every moment has an offset that clocks can have.
#include "base/time_zone.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

constexpr std::int64_t kMoments[] = {INT64_MIN, -4'000'000'000, -1, 0, 951'782'400, 1'795'000'000, 4'102'444'800, 253'402'300'799, INT64_MAX};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 0) {
        if (const auto zone = base::TimeZone::parse(bytes))
            for (const auto moment : kMoments) (void)zone->offsetAt(moment);
        return 0;
    }
    if (const auto rule = base::parseTimeRule(bytes))
        for (const auto moment : kMoments) {
            const auto offset = rule->offsetAt(moment);
            fuzz::demand(offset == rule->standard || offset == rule->summer, "it is summer, or it is not");
        }
    return 0;
}
