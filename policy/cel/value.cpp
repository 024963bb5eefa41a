#include "policy/cel/value.h"

#include <algorithm>
#include <limits>

namespace policy::cel {

namespace {

constexpr std::size_t kSmallMap = 8;  // entries up to which looking at each is faster than hashing
constexpr std::size_t kTextUnit = 32;

Extent extentOfText(std::size_t bytes) { return {0, 1 + bytes / kTextUnit}; }

bool isKey(const Value& key) {
    switch (key.kind()) {
        case ValueKind::Bool:
        case ValueKind::Int:
        case ValueKind::Uint:
        case ValueKind::String: return true;
        default: return false;
    }
}

Value tooDeep() {
    return Value::error("a value may be nested " + std::to_string(kMostValueNesting) + " levels deep and no deeper");
}

/// Puts the entry at `place` into the table; false when an equal key is there already.
bool claimPlace(Map& map, std::uint32_t place) {
    const auto mask = map.places.size() - 1;
    const Value& key = map.entries[place].first;
    for (auto at = hashValue(key) & mask;; at = (at + 1) & mask) {
        if (map.places[at] == 0) {
            map.places[at] = place + 1;
            return true;
        }
        if (valuesEqual(map.entries[map.places[at] - 1].first, key))
            return false;
    }
}

/// Makes the table so large that `entries` fit; false when a key stands twice.
bool buildPlaces(Map& map, std::size_t entries) {
    std::size_t size = 4 * kSmallMap;
    while (size < 2 * entries)
        size *= 2;
    map.places.assign(size, 0);
    for (std::uint32_t place = 0; place < map.entries.size(); ++place)
        if (!claimPlace(map, place))
            return false;
    return true;
}

bool keysAreDistinct(Map& map) {
    if (map.entries.size() > kSmallMap)
        return buildPlaces(map, map.entries.size());
    for (std::size_t i = 1; i < map.entries.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (valuesEqual(map.entries[i].first, map.entries[j].first))
                return false;
    return true;
}

Value repeatedKey() { return Value::error("repeated key: a map holds each key once"); }
Value unsupportedKey() { return Value::error("unsupported key type: the key of a map is a bool, int, uint or string"); }

}  // namespace

void Extent::include(const Extent& part) {
    depth = std::max(depth, part.depth + 1);
    if (__builtin_add_overflow(weight, part.weight, &weight))
        weight = std::numeric_limits<std::uint64_t>::max();
}

Value Value::list(List elements) {
    auto box = std::make_shared<ListBox>();
    box->extent.depth = 1;
    for (const auto& element : elements)
        box->extent.include(element.extent());
    if (box->extent.depth > kMostValueNesting)
        return tooDeep();
    box->elements = std::move(elements);
    Value made;
    made.m_held = std::shared_ptr<const ListBox>(std::move(box));
    return made;
}

Value Value::map(MapEntries entries) {
    auto box = std::make_shared<Map>();
    box->extent.depth = 1;
    for (const auto& [key, value] : entries) {
        if (!isKey(key))
            return unsupportedKey();
        box->extent.include(key.extent());
        box->extent.include(value.extent());
    }
    if (box->extent.depth > kMostValueNesting)
        return tooDeep();
    box->entries = std::move(entries);
    if (!keysAreDistinct(*box))
        return repeatedKey();
    Value made;
    made.m_held = std::shared_ptr<const Map>(std::move(box));
    return made;
}

Value Value::appended(Value list, Value element) {
    auto& held = std::get<std::shared_ptr<const ListBox>>(list.m_held);
    if (held.use_count() != 1) {
        List copy;
        copy.reserve(held->elements.size() + 8);
        copy = held->elements;
        copy.push_back(std::move(element));
        return Value::list(std::move(copy));
    }
    auto& box = const_cast<ListBox&>(*held);  // made non-const by list(), and ours alone
    box.extent.include(element.extent());
    if (box.extent.depth > kMostValueNesting)
        return tooDeep();
    box.elements.push_back(std::move(element));
    return list;
}

Value Value::inserted(Value map, Value key, Value value) {
    if (!isKey(key))
        return unsupportedKey();
    auto& held = std::get<std::shared_ptr<const Map>>(map.m_held);
    if (held->find(key) != nullptr)
        return repeatedKey();
    if (held.use_count() != 1)
        held = std::make_shared<Map>(*held);
    auto& box = const_cast<Map&>(*held);  // made non-const, and ours alone
    box.extent.include(key.extent());
    box.extent.include(value.extent());
    if (box.extent.depth > kMostValueNesting)
        return tooDeep();
    box.entries.emplace_back(std::move(key), std::move(value));
    if (box.entries.size() <= kSmallMap)
        return map;
    if (box.places.size() < 2 * box.entries.size())
        buildPlaces(box, 2 * box.entries.size());
    else
        claimPlace(box, static_cast<std::uint32_t>(box.entries.size() - 1));
    return map;
}

Value Value::type(Type type) {
    Value made;
    made.m_held = std::make_shared<const Type>(std::move(type));
    return made;
}

Value Value::optional(std::optional<Value> content) {
    auto box = std::make_shared<OptionalBox>();
    if (content)
        box->extent.include(content->extent());
    if (box->extent.depth > kMostValueNesting)
        return tooDeep();
    box->content = std::move(content);
    Value made;
    made.m_held = std::shared_ptr<const OptionalBox>(std::move(box));
    return made;
}

Value Value::structure(StructValue fields) {
    auto box = std::make_shared<StructBox>();
    for (const auto& field : fields.fields)
        if (field)
            box->extent.include(field->extent());
    if (box->extent.depth > kMostValueNesting)
        return tooDeep();
    box->value = std::move(fields);
    Value made;
    made.m_held = std::shared_ptr<const StructBox>(std::move(box));
    return made;
}

Value Value::ip(IpValue value) {
    Value made;
    made.m_held = std::make_shared<const IpValue>(std::move(value));
    return made;
}

Value Value::cidr(CidrValue value) {
    Value made;
    made.m_held = std::make_shared<const CidrValue>(std::move(value));
    return made;
}

Value Value::version(VersionValue value) {
    Value made;
    made.m_held = std::make_shared<const VersionValue>(std::move(value));
    return made;
}

Value Value::error(std::string message, Position position) {
    Value made;
    made.m_held = std::make_shared<const ErrorValue>(ErrorValue{std::move(message), position});
    return made;
}

Extent Value::extent() const {
    switch (kind()) {
        case ValueKind::String: return extentOfText(text().size());
        case ValueKind::Bytes: return extentOfText(bytes().octets.size());
        case ValueKind::List: return std::get<std::shared_ptr<const ListBox>>(m_held)->extent;
        case ValueKind::Map: return map().extent;
        case ValueKind::Optional: return std::get<std::shared_ptr<const OptionalBox>>(m_held)->extent;
        case ValueKind::Struct: return std::get<std::shared_ptr<const StructBox>>(m_held)->extent;
        default: return {};
    }
}

const Value* Map::find(const Value& key) const {
    if (places.empty()) {
        for (const auto& [candidate, value] : entries)
            if (valuesEqual(candidate, key))
                return &value;
        return nullptr;
    }
    const auto mask = places.size() - 1;
    for (auto at = hashValue(key) & mask; places[at] != 0; at = (at + 1) & mask) {
        const auto& [candidate, value] = entries[places[at] - 1];
        if (valuesEqual(candidate, key))
            return &value;
    }
    return nullptr;
}

}  // namespace policy::cel
