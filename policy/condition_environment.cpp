// The environment of conditions, made from the table of attributes.
#include "policy/attribute.h"

namespace policy {

namespace {

cel::Type celType(AttributeType type) {
    switch (type) {
        case AttributeType::Boolean:
            return {cel::TypeKind::Bool, {}, {}};
        case AttributeType::Integer:
            return {cel::TypeKind::Int, {}, {}};
        case AttributeType::Number:
            return {cel::TypeKind::Double, {}, {}};
        case AttributeType::Text:
            return {cel::TypeKind::String, {}, {}};
        case AttributeType::Version:
            return cel::Type::opaque("twinset.Version");
        case AttributeType::Time:
            return {cel::TypeKind::Timestamp, {}, {}};
        case AttributeType::TextList:
            return cel::Type::list({cel::TypeKind::String, {}, {}});
        case AttributeType::TextMap:
            return cel::Type::map({cel::TypeKind::String, {}, {}}, {cel::TypeKind::String, {}, {}});
    }
    return {};
}

/// "device" -> "twinset.Device"
std::string structName(std::string_view variable) {
    std::string name = "twinset." + std::string(variable);
    name[8] = static_cast<char>(name[8] - 'a' + 'A');
    return name;
}

std::shared_ptr<const base::ZoneOffsets>& givenZones() {
    static std::shared_ptr<const base::ZoneOffsets> zones;
    return zones;
}

cel::Environment makeEnvironment() {
    cel::Environment environment;
    for (const Attribute& attribute : allAttributes()) {
        const std::size_t dot = attribute.name.find('.');
        const std::string variable(attribute.name.substr(0, dot));
        const std::string type = structName(variable);
        cel::StructType& structure = environment.structs[type];
        structure.name = type;
        structure.fields.push_back(
            {std::string(attribute.name.substr(dot + 1)), celType(attribute.type), std::string(attribute.description)});
        environment.variables.emplace(variable, cel::Type::structure(type));
    }
    environment.variables.emplace("now", cel::Type{cel::TypeKind::Timestamp, {}, {}});
    environment.functions = &cel::allFunctions();
    environment.zones = givenZones();
    return environment;
}

}  // namespace

void useTimeZones(std::shared_ptr<const base::ZoneOffsets> zones) { givenZones() = std::move(zones); }

const cel::Environment& conditionEnvironment() {
    static const cel::Environment environment = makeEnvironment();
    return environment;
}

}  // namespace policy
