// Small questions about types that all parts of the checker ask. Only checker*.cpp includes this.
#pragma once

#include <cstddef>

#include "policy/cel/type.h"

namespace policy::cel {

inline constexpr std::size_t kHeaviestType = 200;

inline Type simple(TypeKind kind) { return {kind, {}, {}}; }
inline Type errorType() { return simple(TypeKind::Error); }

inline std::size_t weight(const Type& type) {
    std::size_t sum = 1;
    for (const Type& part : type.parameters) sum += weight(part);
    return sum;
}

/// `type`, or dyn when it has grown beyond what is worth following.
inline Type bounded(Type type) { return weight(type) > kHeaviestType ? Type{} : type; }

inline bool isOptional(const Type& type) {
    return type.kind == TypeKind::Opaque && type.name == "optional_type" && type.parameters.size() == 1;
}

}  // namespace policy::cel
