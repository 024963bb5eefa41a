// Short names for what the declarations of functions are made of.
#pragma once

#include <string>
#include <utility>

#include "policy/cel/function.h"

namespace policy::cel::types {

inline Type plain(TypeKind kind) { return {kind, {}, {}}; }
inline Type dyn() { return plain(TypeKind::Dyn); }
inline Type boolean() { return plain(TypeKind::Bool); }
inline Type integer() { return plain(TypeKind::Int); }
inline Type unsignedInteger() { return plain(TypeKind::Uint); }
inline Type number() { return plain(TypeKind::Double); }
inline Type text() { return plain(TypeKind::String); }
inline Type bytes() { return plain(TypeKind::Bytes); }
inline Type a() { return Type::parameter("A"); }

}  // namespace policy::cel::types

namespace policy::cel {

/// What a function says of arguments that its declared types let through, such as an element of a list that is dyn.
inline Value noSuchOverload() { return Value::error("no such overload"); }

/// A text made by a function, or an error when it is longer than allowed.
inline Value madeText(std::string text, const CallContext& context) {
    if (text.size() > context.limits.textBytes)
        return Value::error("a text may have " + std::to_string(context.limits.textBytes) + " bytes and no more");
    return Value(std::move(text));
}

}  // namespace policy::cel
