#include "policy/cel/type.h"

namespace policy::cel {

namespace {

std::string withParameters(std::string_view name, const std::vector<Type>& parameters) {
    std::string text(name);
    if (parameters.empty()) return text;
    text += '(';
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (i > 0) text += ", ";
        text += typeText(parameters[i]);
    }
    return text + ')';
}

}  // namespace

std::string typeText(const Type& type) {
    switch (type.kind) {
        case TypeKind::Dyn: return "dyn";
        case TypeKind::Null: return "null";
        case TypeKind::Bool: return "bool";
        case TypeKind::Int: return "int";
        case TypeKind::Uint: return "uint";
        case TypeKind::Double: return "double";
        case TypeKind::String: return "string";
        case TypeKind::Bytes: return "bytes";
        case TypeKind::Timestamp: return "timestamp";
        case TypeKind::Duration: return "duration";
        case TypeKind::List: return withParameters("list", type.parameters);
        case TypeKind::Map: return withParameters("map", type.parameters);
        case TypeKind::Type: return withParameters("type", type.parameters);
        case TypeKind::Struct:
        case TypeKind::Parameter: return type.name;
        case TypeKind::Opaque: return withParameters(type.name, type.parameters);
        case TypeKind::Error: return "!error!";
    }
    return {};
}

}  // namespace policy::cel
