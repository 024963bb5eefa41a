// Versions of phones, releases and apps: version("14.2") < version(device.version).
#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"
#include "policy/cel/version_text.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

Value version(Arguments arguments, CallContext&) {
    auto parsed = parseVersion(arguments[0].text());
    return parsed ? Value::version(std::move(*parsed)) : Value::error("'" + arguments[0].text().substr(0, 64) + "' is no version");
}
Value isVersion(Arguments arguments, CallContext&) { return Value(parseVersion(arguments[0].text()).has_value()); }
Value toText(Arguments arguments, CallContext&) { return Value(versionText(arguments[0].version())); }

template <std::size_t Place>
Value part(Arguments arguments, CallContext&) {
    const auto& numbers = arguments[0].version().numbers;
    const std::uint64_t number = Place < numbers.size() ? numbers[Place] : 0;
    if (number > static_cast<std::uint64_t>(INT64_MAX))
        return Value::error("this part of the version does not fit an int");
    return Value(static_cast<std::int64_t>(number));
}

}  // namespace

void addVersionFunctions(FunctionTable& table) {
    using namespace types;
    const Type kind = Type::opaque("twinset.Version");
    table.add({"version", "string_to_version", false, {text()}, kind, version});
    table.add({"isVersion", "is_version_string", false, {text()}, boolean(), isVersion});
    table.add({"string", "version_to_string", false, {kind}, text(), toText});
    // The evaluator compares by itself; see compareValues.
    table.add({"_<_", "less_version", false, {kind, kind}, boolean(), nullptr});
    table.add({"_<=_", "less_equals_version", false, {kind, kind}, boolean(), nullptr});
    table.add({"_>_", "greater_version", false, {kind, kind}, boolean(), nullptr});
    table.add({"_>=_", "greater_equals_version", false, {kind, kind}, boolean(), nullptr});
    table.add({"major", "version_major", true, {kind}, integer(), part<0>});
    table.add({"minor", "version_minor", true, {kind}, integer(), part<1>});
    table.add({"patch", "version_patch", true, {kind}, integer(), part<2>});
}

}  // namespace policy::cel
