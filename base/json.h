// Reading JSON that comes from outside. `parseJson` bounds depth and size; `ObjectReader` takes the members of one object
// by name and type, collects the first error with the path to it, and `finish()` rejects members nobody asked for.
// Writing needs no help: build a nlohmann::json and dump it.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"

namespace base {

using Json = nlohmann::json;

/// InvalidInput (with the byte offset) for what is not JSON, is nested deeper than 64 levels or longer than `mostBytes`.
Result<Json> parseJson(std::string_view text, std::size_t mostBytes = 16 * 1024 * 1024);

class ObjectReader {
public:
    /// `json` must outlive the reader. `where` names the object in errors ("hello", "policy.settings").
    ObjectReader(const Json& json, std::string where);

    // Required members. On error they return an empty value; finish() reports the first one.
    std::string text(std::string_view name);
    std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
    double number(std::string_view name);
    bool boolean(std::string_view name);
    Timestamp time(std::string_view name);
    Digest digest(std::string_view name);
    Bytes base64(std::string_view name);
    std::vector<std::string> texts(std::string_view name);
    /// A member of any shape; null when it is missing (an error then).
    const Json& any(std::string_view name);
    /// Calls `each` with every element of an array member and its index.
    void array(std::string_view name, const std::function<Result<void>(const Json&)>& each);
    template <typename Id>
    Id id(std::string_view name) {
        auto parsed = Id::parse(text(name));
        if (!parsed) fail(name, parsed.error().message);
        return parsed ? *parsed : Id();
    }

    /// True when the member is there and not null. An optional member is read after asking this.
    bool has(std::string_view name);
    std::string textOr(std::string_view name, std::string other);
    std::int64_t integerOr(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t other);
    bool booleanOr(std::string_view name, bool other);

    void fail(std::string_view name, std::string_view why);
    /// The first error met, or an error for a member that was not asked for, or success.
    Result<void> finish();

private:
    const Json* find(std::string_view name);
    const Json& m_json;
    std::string m_where;
    std::set<std::string, std::less<>> m_seen;
    std::optional<Error> m_error;
};

}  // namespace base
