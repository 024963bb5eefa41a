#include "policy/cel/type_inference.h"

#include <charconv>
#include <string>

namespace policy::cel {

namespace {

constexpr unsigned kDeepest = 200;
constexpr std::uint32_t kMostSteps = 1'000'000;
constexpr std::uint32_t kMostBuilt = 500'000;
constexpr std::string_view kPrefix = "_var";

std::uint32_t numberOf(const Type& parameter) {
    std::uint32_t number = 0;
    std::from_chars(parameter.name.data() + kPrefix.size(), parameter.name.data() + parameter.name.size(), number);
    return number;
}

bool isOpen(const Type& type) { return type.kind == TypeKind::Parameter; }
bool fitsAnything(const Type& type) { return type.kind == TypeKind::Dyn || type.kind == TypeKind::Error; }

/// What null may stand for.
bool isNullable(const Type& type) {
    switch (type.kind) {
        case TypeKind::Null:
        case TypeKind::Timestamp:
        case TypeKind::Duration:
        case TypeKind::Struct:
            return true;
        case TypeKind::Opaque:
            return !type.parameters.empty();
        default:
            return false;
    }
}

bool isEqualOrMoreGeneral(const Type& a, const Type& b) {
    if (a.kind == TypeKind::Dyn || isOpen(a)) return true;
    if (b.kind == TypeKind::Dyn || isOpen(b) || a.kind != b.kind) return false;
    switch (a.kind) {
        case TypeKind::Type:
            return true;
        case TypeKind::List:
        case TypeKind::Map:
        case TypeKind::Opaque:
            if (a.name != b.name || a.parameters.size() != b.parameters.size()) return false;
            for (std::size_t i = 0; i < a.parameters.size(); ++i)
                if (!isEqualOrMoreGeneral(a.parameters[i], b.parameters[i])) return false;
            return true;
        default:
            return a == b;
    }
}

/// Null has no values of its own where something else may be null.
const Type& moreGeneral(const Type& a, const Type& b) {
    if (a.kind == TypeKind::Null) return b;
    return b.kind == TypeKind::Null || isEqualOrMoreGeneral(a, b) ? a : b;
}

class Descent {
public:
    explicit Descent(unsigned& depth) : m_depth(depth) { ++m_depth; }
    ~Descent() { --m_depth; }
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;

private:
    unsigned& m_depth;
};

}  // namespace

bool hasParameters(const Type& type) {
    if (isOpen(type)) return true;
    for (const Type& parameter : type.parameters)
        if (hasParameters(parameter)) return true;
    return false;
}

Type TypeInference::fresh() {
    m_bindings.emplace_back();
    return Type::parameter(std::string(kPrefix) + std::to_string(m_bindings.size() - 1));
}

bool TypeInference::spend() {
    if (++m_steps <= kMostSteps && m_depth <= kDeepest) return true;
    m_exhausted = true;
    return false;
}

void TypeInference::bind(const Type& parameter, Type to) {
    const std::uint32_t number = numberOf(parameter);
    m_changes.emplace_back(number, std::exchange(m_bindings[number], std::move(to)));
}

void TypeInference::rollBack(std::size_t mark) {
    while (m_changes.size() > mark) {
        m_bindings[m_changes.back().first] = std::move(m_changes.back().second);
        m_changes.pop_back();
    }
}

bool TypeInference::assignable(const Type& to, const Type& from) {
    const Type* const wanted = &to;
    const Type* const given = &from;
    return assignable({&wanted, 1}, {&given, 1});
}

bool TypeInference::assignable(std::span<const Type* const> to, std::span<const Type* const> from) {
    if (to.size() != from.size()) return false;
    m_changes.clear();
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (assign(*to[i], *from[i])) continue;
        rollBack(0);
        return false;
    }
    return true;
}

bool TypeInference::assign(const Type& to, const Type& from) {
    const Descent descent(m_depth);
    if (!spend()) return true;
    if (isOpen(from)) {
        const auto [fits, bound] = substitutes(to, from);
        if (fits || bound) return fits;
    }
    if (isOpen(to)) return substitutes(from, to).first;
    if (fitsAnything(to) || fitsAnything(from)) return true;
    if (to.kind == TypeKind::Null) return isNullable(from);
    if (from.kind == TypeKind::Null) return isNullable(to);
    if (to.kind != from.kind) return false;
    switch (to.kind) {
        case TypeKind::Type:
            return true;
        case TypeKind::List:
        case TypeKind::Map:
        case TypeKind::Opaque:
            return to.name == from.name && assignParameters(to, from);
        case TypeKind::Struct:
            return to.name == from.name;
        default:
            return true;
    }
}

bool TypeInference::assignParameters(const Type& to, const Type& from) {
    if (to.parameters.size() != from.parameters.size()) return false;
    for (std::size_t i = 0; i < to.parameters.size(); ++i)
        if (!assign(to.parameters[i], from.parameters[i])) return false;
    return true;
}

/// Whether `parameter`, or what it stands for, can be `wanted`; and whether it stood for something before.
std::pair<bool, bool> TypeInference::substitutes(const Type& wanted, const Type& parameter) {
    if (wanted == parameter) return {true, true};
    if (const Binding bound = m_bindings[numberOf(parameter)]) {
        if (wanted == *bound) return {true, true};
        if (!assign(wanted, *bound)) return {false, true};
        const Type& general = moreGeneral(wanted, *bound);
        if (isFreeOf(parameter, general)) bind(parameter, general);
        return {true, true};
    }
    if (!isFreeOf(parameter, wanted)) return {false, false};
    bind(parameter, wanted);
    return {true, false};
}

/// False when binding `parameter` to `within` would make an endless type.
bool TypeInference::isFreeOf(const Type& parameter, const Type& within) {
    const Descent descent(m_depth);
    if (!spend()) return true;
    if (parameter == within) return false;
    if (isOpen(within)) {
        const Binding bound = m_bindings[numberOf(within)];
        return !bound || isFreeOf(parameter, *bound);
    }
    for (const Type& part : within.parameters)
        if (!isFreeOf(parameter, part)) return false;
    return true;
}

Type TypeInference::join(const Type& a, const Type& b) {
    if (!assignable(a, b)) return Type{};
    return moreGeneral(a, b);
}

Type TypeInference::resolve(const Type& type, bool openToDyn) {
    if (!hasParameters(type)) return type;
    return resolveAt(type, openToDyn, 0);
}

Type TypeInference::resolveAt(const Type& type, bool openToDyn, unsigned depth) {
    if (depth > kDeepest || ++m_built > kMostBuilt) {
        m_exhausted = true;
        return Type{};
    }
    if (isOpen(type)) {
        if (const Binding bound = m_bindings[numberOf(type)]) return resolveAt(*bound, openToDyn, depth + 1);
        return openToDyn ? Type{} : type;
    }
    Type resolved{type.kind, type.name, {}};
    resolved.parameters.reserve(type.parameters.size());
    for (const Type& part : type.parameters) resolved.parameters.push_back(resolveAt(part, openToDyn, depth + 1));
    return resolved;
}

}  // namespace policy::cel
