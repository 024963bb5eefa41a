// Types of CEL expressions (cel-spec, doc/langdef.md, "Gradual Type Checking").
#pragma once

#include <string>
#include <vector>

namespace policy::cel {

enum class TypeKind {
    Dyn,        // anything; checked when evaluated
    Null, Bool, Int, Uint, Double, String, Bytes,
    Timestamp,  // google.protobuf.Timestamp
    Duration,   // google.protobuf.Duration
    List,       // parameters: element
    Map,        // parameters: key, value
    Type,       // the type of types; parameters: the type, or none
    Struct,     // a declared struct; name
    Opaque,     // name and parameters: "optional_type"(T), "net.IP", "net.CIDR", "twinset.Version"
    Parameter,  // of an overload: name is "A", "B" ...
    Error,      // of an expression that already has a problem; fits everywhere, so that one mistake gives one message
};

struct Type {
    TypeKind kind = TypeKind::Dyn;
    std::string name;              // Struct, Opaque, Parameter
    std::vector<Type> parameters;  // List, Map, Type, Opaque
    bool operator==(const Type&) const = default;

    static Type list(Type element) { return {TypeKind::List, {}, {std::move(element)}}; }
    static Type map(Type key, Type value) { return {TypeKind::Map, {}, {std::move(key), std::move(value)}}; }
    static Type type(Type of) { return {TypeKind::Type, {}, {std::move(of)}}; }
    static Type optional(Type of) { return {TypeKind::Opaque, "optional_type", {std::move(of)}}; }
    static Type opaque(std::string name) { return {TypeKind::Opaque, std::move(name), {}}; }
    static Type structure(std::string name) { return {TypeKind::Struct, std::move(name), {}}; }
    static Type parameter(std::string name) { return {TypeKind::Parameter, std::move(name), {}}; }
};

/// As cel-go prints it: "list(int)", "map(string, dyn)", "timestamp", "optional_type(int)".
std::string typeText(const Type& type);

}  // namespace policy::cel
