// Environment: what an expression may name. Immutable when used; outlives the expressions that were checked against it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/zone_offsets.h"
#include "policy/cel/function.h"
#include "policy/cel/source.h"
#include "policy/cel/type.h"

namespace policy::cel {

struct StructField {
    std::string name;
    Type type;
    std::string description;
};

struct StructType {
    std::string name;  // "twinset.Device"
    std::vector<StructField> fields;
};

struct Environment {
    std::string container;  // names are looked up in it and its parents first (cel-spec, "Name Resolution")
    std::map<std::string, Type, std::less<>> variables;  // "device", "now"; qualified names are allowed
    std::map<std::string, StructType, std::less<>> structs;
    const FunctionTable* functions = nullptr;
    Limits limits;
    std::shared_ptr<const base::ZoneOffsets> zones;  // none: only UTC and fixed offsets are known
};

}  // namespace policy::cel
