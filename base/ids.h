// Strong identifiers: a HandsetId cannot be passed where a PhoneId is meant. An id is an opaque, URL- and
// file-name-safe string (lower-case letters, digits, '-'), at most 64 characters long; new ones carry 80 random bits.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

/// True when `text` may stand as an id: 1 to 64 characters of [a-z0-9-], not beginning with '-'.
bool isIdText(std::string_view text);
/// prefix + '-' + 16 characters of Crockford base32, lower case.
std::string newIdText(std::string_view prefix);

template <typename Tag>
class StrongId {
public:
    StrongId() = default;
    explicit StrongId(std::string text) : m_text(std::move(text)) {}
    static StrongId create() { return StrongId(newIdText(Tag::kPrefix)); }
    /// InvalidInput when the text may not stand as an id.
    static Result<StrongId> parse(std::string_view text) {
        if (!isIdText(text)) return Error{ErrorCode::InvalidInput, "'" + std::string(text) + "' is not an identifier"};
        return StrongId(std::string(text));
    }
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    auto operator<=>(const StrongId&) const = default;

private:
    std::string m_text;
};

struct HandsetTag { static constexpr std::string_view kPrefix = "hs"; };
struct PhoneTag { static constexpr std::string_view kPrefix = "vp"; };
struct PersonTag { static constexpr std::string_view kPrefix = "pe"; };
struct OperationTag { static constexpr std::string_view kPrefix = "op"; };
struct RestorePointTag { static constexpr std::string_view kPrefix = "rp"; };
struct OperatorTag { static constexpr std::string_view kPrefix = "us"; };

using HandsetId = StrongId<HandsetTag>;
using PhoneId = StrongId<PhoneTag>;
using PersonId = StrongId<PersonTag>;
using OperationId = StrongId<OperationTag>;
using RestorePointId = StrongId<RestorePointTag>;
using OperatorId = StrongId<OperatorTag>;

}  // namespace base

template <typename Tag>
struct std::hash<base::StrongId<Tag>> {
    std::size_t operator()(const base::StrongId<Tag>& id) const { return std::hash<std::string>()(id.text()); }
};
