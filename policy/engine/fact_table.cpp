#include "policy/engine/fact_table.h"

#include <bit>
#include <string>

namespace policy::engine {
namespace {

using enum AttributeType;

const AttributeValue kAbsent;

const AttributeValue& valueAt(const PhoneFacts& facts, std::size_t attribute) {
    return attribute < facts.values.size() ? facts.values[attribute] : kAbsent;
}

void appendLength(std::string& text, std::size_t length) {
    for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(length >> shift & 0xff);
}

/// The text that is interned for a value, in `scratch` when it has to be made; nullopt: absent.
std::optional<std::string_view> textOf(AttributeType type, const AttributeValue& value, std::string& scratch) {
    if (type == Text || type == Version) {
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
    }
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return std::nullopt;
    scratch.clear();
    for (const auto& one : *list) {
        appendLength(scratch, one.size());
        scratch += one;
    }
    return scratch;
}

std::optional<std::int64_t> numberOf(AttributeType type, const AttributeValue& value) {
    if (type == Integer) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    } else if (type == Number) {
        if (const auto* number = std::get_if<double>(&value)) return std::bit_cast<std::int64_t>(*number);
    } else if (const auto* time = std::get_if<base::Timestamp>(&value)) {
        return time->time_since_epoch().count();
    }
    return std::nullopt;
}

}  // namespace

bool isInterned(AttributeType type) { return type == Text || type == Version || type == TextList || type == TextMap; }

AttributeValue valueOfText(AttributeType type, std::string_view text) {
    if (type == Text || type == Version) return std::string(text);
    std::vector<std::string> list;
    while (!text.empty()) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) length |= std::size_t{static_cast<unsigned char>(text[i])} << (8 * i);
        list.emplace_back(text.substr(4, length));
        text.remove_prefix(4 + length);
    }
    return list;
}

FactTable::FactTable() {
    for (const Attribute& attribute : allAttributes()) {
        const auto place = [&]() -> std::size_t {
            if (attribute.type == Boolean) return m_bools.emplace_back(), m_bools.size();
            if (isInterned(attribute.type)) return m_texts.emplace_back(), m_texts.size();
            return m_numbers.emplace_back(), m_numbers.size();
        }();
        m_places.push_back(static_cast<std::uint16_t>(place - 1));
    }
}

std::optional<std::uint32_t> FactTable::find(std::string_view phone) const {
    const TextPool::Id id = m_phones.find(phone);
    return id == TextPool::kNone ? std::nullopt : std::optional(id - 1);
}

std::uint32_t FactTable::add(std::string_view phone) {
    const std::uint32_t row = m_phones.intern(phone) - 1;
    m_live.assign(row, true);
    ++m_size;
    return row;
}

void FactTable::remove(std::uint32_t row) {
    const auto attributes = allAttributes();
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].type == Boolean) m_bools[m_places[i]].set(row, false, false);
        else if (isInterned(attributes[i].type)) m_texts[m_places[i]].clear(row);
        else m_numbers[m_places[i]].set(row, false, 0);
    }
    m_phones.release(row + 1);
    m_live.assign(row, false);
    --m_size;
}

AttributeSet FactTable::difference(std::uint32_t row, const PhoneFacts& facts) const {
    // In a large fleet everything about one phone is far apart, and far from the processor: it is asked for all at once.
    for (int step = 0; step < 4; ++step) {
        for (const auto& column : m_texts) column.prefetch(row, step);
        if (step > 1) continue;
        for (const auto& column : m_numbers) column.prefetch(row, step);
        for (const auto& column : m_bools) column.prefetch(row, step);
    }
    AttributeSet changed;
    std::string scratch;
    const auto attributes = allAttributes();
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        const AttributeValue& value = valueAt(facts, i);
        if (attributes[i].type == Boolean) {
            const auto* flag = std::get_if<bool>(&value);
            const BoolColumn& column = bools(i);
            changed[i] = column.present(row) != (flag != nullptr) || (flag != nullptr && column.at(row) != *flag);
        } else if (isInterned(attributes[i].type)) {
            const auto text = textOf(attributes[i].type, value, scratch);
            const TextPool::Id id = texts(i).idAt(row);
            changed[i] = (id != TextPool::kNone) != text.has_value() || (text && texts(i).pool().at(id) != *text);
        } else {
            const auto number = numberOf(attributes[i].type, value);
            const NumberColumn& column = numbers(i);
            changed[i] = column.present(row) != number.has_value() || (number && column.at(row) != *number);
        }
    }
    return changed;
}

void FactTable::write(std::uint32_t row, const PhoneFacts& facts, const AttributeSet& attributes) {
    std::string scratch;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (!attributes[i]) continue;
        const AttributeType type = allAttributes()[i].type;
        const AttributeValue& value = valueAt(facts, i);
        if (type == Boolean) {
            const auto* flag = std::get_if<bool>(&value);
            m_bools[m_places[i]].set(row, flag != nullptr, flag != nullptr && *flag);
        } else if (isInterned(type)) {
            if (const auto text = textOf(type, value, scratch)) m_texts[m_places[i]].set(row, *text);
            else m_texts[m_places[i]].clear(row);
        } else {
            const auto number = numberOf(type, value);
            m_numbers[m_places[i]].set(row, number.has_value(), number.value_or(0));
        }
    }
}

AttributeValue FactTable::read(std::uint32_t row, std::size_t attribute) const {
    const AttributeType type = allAttributes()[attribute].type;
    if (type == Boolean) {
        const BoolColumn& column = bools(attribute);
        return column.present(row) ? AttributeValue(column.at(row)) : AttributeValue();
    }
    if (isInterned(type)) {
        const TextColumn& column = texts(attribute);
        return column.present(row) ? valueOfText(type, column.at(row)) : AttributeValue();
    }
    const NumberColumn& column = numbers(attribute);
    if (!column.present(row)) return {};
    const std::int64_t number = column.at(row);
    if (type == Integer) return number;
    if (type == Number) return std::bit_cast<double>(number);
    return base::Timestamp(base::Duration(number));
}

}  // namespace policy::engine
