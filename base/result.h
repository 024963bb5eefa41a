// Result: the way every fallible function of Twinset reports failure.
//
// An Error carries a code from a closed list and a message a person can act on. Context is added on the way up
// (`withContext`), and the log line is written once, where the error is handled. Exceptions of libraries end inside the
// adapter that calls the library. g++ 12 has no std::expected; this is the small part of it that we need.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace base {

enum class ErrorCode {
    NotFound,      // the thing that was named does not exist
    Conflict,      // it exists already, or changed since it was read
    InvalidInput,  // the caller's data is wrong; trying again unchanged cannot help
    Denied,        // not permitted
    Unavailable,   // a peer or resource is absent just now; trying again may help
    Timeout,       // a deadline passed
    Corrupt,       // stored or received data is damaged
    Cancelled,     // somebody asked to stop
    Internal,      // a fault of ours
};

/// Stable lower_snake_case name of a code, as it stands in JSON ("not_found", ...).
std::string_view errorCodeName(ErrorCode code);
/// Inverse of errorCodeName; nullopt when the name is unknown.
std::optional<ErrorCode> errorCodeFromName(std::string_view name);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;

    /// The same error with "context: " put before the message.
    [[nodiscard]] Error withContext(std::string_view context) const;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}
    Result(ErrorCode code, std::string message) : m_state(std::in_place_index<1>, Error{code, std::move(message)}) {}

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { assert(ok()); return std::get<0>(m_state); }
    const T& value() const& { assert(ok()); return std::get<0>(m_state); }
    T&& value() && { assert(ok()); return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T valueOr(T other) const& { return ok() ? value() : std::move(other); }

    const Error& error() const { assert(!ok()); return std::get<1>(m_state); }
    [[nodiscard]] Result withContext(std::string_view context) && {
        return ok() ? std::move(*this) : Result(error().withContext(context));
    }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}
    Result(ErrorCode code, std::string message) : m_error(Error{code, std::move(message)}) {}

    [[nodiscard]] bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const { assert(!ok()); return *m_error; }
    [[nodiscard]] Result withContext(std::string_view context) && {
        return ok() ? Result() : Result(m_error->withContext(context));
    }

private:
    std::optional<Error> m_error;
};

inline Result<void> success() { return {}; }

}  // namespace base

#define TWINSET_CONCAT_INNER(a, b) a##b
#define TWINSET_CONCAT(a, b) TWINSET_CONCAT_INNER(a, b)

/// Evaluates a Result expression; returns its error from the enclosing function when it failed.
#define TWINSET_TRY(expression)                                      \
    do {                                                             \
        if (auto twinsetResult = (expression); !twinsetResult.ok())  \
            return twinsetResult.error();                            \
    } while (false)

/// `TWINSET_ASSIGN(auto x, f());` — declares x from the value of f(), or returns f()'s error.
#define TWINSET_ASSIGN(declaration, expression)                                         \
    auto TWINSET_CONCAT(twinsetResult, __LINE__) = (expression);                        \
    if (!TWINSET_CONCAT(twinsetResult, __LINE__).ok())                                  \
        return TWINSET_CONCAT(twinsetResult, __LINE__).error();                         \
    declaration = std::move(TWINSET_CONCAT(twinsetResult, __LINE__)).value()
