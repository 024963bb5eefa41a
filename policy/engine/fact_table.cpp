#include "policy/engine/fact_table.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>

namespace policy::engine {
namespace {

using enum AttributeType;

const AttributeValue kAbsent;

/// These decide what stands in which digest, and nothing else.
constexpr std::string_view kAlwaysChanging[] = {"device.lastSeenAt", "device.online"};
constexpr std::string_view kReported[] = {"phone.desiredRelease", "phone.release",   "phone.provedRelease", "phone.desiredRunning",
                                          "phone.running",        "phone.phase",     "phone.agreement",     "phone.notEnforced",
                                          "phone.startedAt",      "phone.provedAt",  "phone.lastBackupAt"};

std::uint64_t scrambled(std::uint64_t value) {
    value *= 0x9e3779b97f4a7c15U;
    return value ^ value >> 32;
}

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
        const auto among = [&](const auto& names) { return std::find(std::begin(names), std::end(names), attribute.name) != std::end(names); };
        m_digestOf.push_back(among(kAlwaysChanging) ? Neither : among(kReported) ? Reported : Given);
    }
}

std::optional<std::uint32_t> FactTable::find(std::string_view phone) const {
    const TextPool::Id id = m_phones.find(phone);
    return id == TextPool::kNone ? std::nullopt : std::optional(id - 1);
}

std::uint32_t FactTable::add(std::string_view phone) {
    const std::uint32_t row = m_phones.intern(phone) - 1;
    const std::size_t chunk = row / kChunkRows;
    if (chunk >= m_digests.size()) m_digests.resize(chunk + 1);
    if (!m_digests[chunk]) m_digests[chunk] = std::make_unique<Digests[]>(kChunkRows);
    m_digests[chunk][row % kChunkRows] = digestsOf({});
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

FactTable::Digests FactTable::digestsOf(const PhoneFacts& facts) const {
    Digests digests{};
    std::string scratch;
    const auto attributes = allAttributes();
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (m_digestOf[i] == Neither) continue;
        const AttributeType type = attributes[i].type;
        const AttributeValue& value = valueAt(facts, i);
        std::uint64_t one = 0;  // absent
        if (type == Boolean) {
            if (const auto* flag = std::get_if<bool>(&value)) one = *flag ? 2 : 1;
        } else if (isInterned(type)) {
            if (const auto text = textOf(type, value, scratch)) one = 1 + std::hash<std::string_view>{}(*text);
        } else if (const auto number = numberOf(type, value)) {
            one = 1 + scrambled(static_cast<std::uint64_t>(*number));
        }
        std::uint64_t& digest = digests[m_digestOf[i]];
        digest = scrambled(digest + one);
    }
    return digests;
}

void FactTable::prefetchStep(std::uint32_t row, std::size_t attribute, int step) const {
    const AttributeType type = allAttributes()[attribute].type;
    if (isInterned(type)) texts(attribute).prefetch(row, step);
    else if (step > 1) return;
    else if (type == Boolean) bools(attribute).prefetch(row, step);
    else numbers(attribute).prefetch(row, step);
}

void FactTable::prefetch(std::uint32_t row, const AttributeSet& attributes) const {
    for (int step = 0; step < 2; ++step)
        for (std::size_t i = 0; i < m_places.size(); ++i)
            if (attributes[i]) prefetchStep(row, i, step);
}

bool FactTable::differs(std::uint32_t row, std::size_t attribute, const AttributeValue& value, std::string& scratch) const {
    const AttributeType type = allAttributes()[attribute].type;
    if (type == Boolean) {
        const auto* flag = std::get_if<bool>(&value);
        const BoolColumn& column = bools(attribute);
        return column.present(row) != (flag != nullptr) || (flag != nullptr && column.at(row) != *flag);
    }
    if (isInterned(type)) {
        const auto text = textOf(type, value, scratch);
        const TextPool::Id id = texts(attribute).idAt(row);
        return (id != TextPool::kNone) != text.has_value() || (text && texts(attribute).pool().at(id) != *text);
    }
    const auto number = numberOf(type, value);
    const NumberColumn& column = numbers(attribute);
    return column.present(row) != number.has_value() || (number && column.at(row) != *number);
}

AttributeSet FactTable::difference(std::uint32_t row, const PhoneFacts& facts) const {
    const Digests& held = m_digests[row / kChunkRows][row % kChunkRows];
    __builtin_prefetch(&held);
    const Digests now = digestsOf(facts);
    const bool looked[] = {now[Given] != held[Given], now[Reported] != held[Reported], true};
    // In a large fleet everything about one phone is far apart, and far from the processor: it is asked for all at once.
    for (int step = 0; step < 4; ++step)
        for (std::size_t i = 0; i < m_places.size(); ++i)
            if (looked[m_digestOf[i]]) prefetchStep(row, i, step);
    AttributeSet changed;
    std::string scratch;
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (looked[m_digestOf[i]]) changed[i] = differs(row, i, valueAt(facts, i), scratch);
    return changed;
}

void FactTable::write(std::uint32_t row, const PhoneFacts& facts, const AttributeSet& attributes) {
    std::string scratch;
    bool inDigests = false;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (!attributes[i]) continue;
        inDigests = inDigests || m_digestOf[i] != Neither;
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
    if (inDigests) m_digests[row / kChunkRows][row % kChunkRows] = digestsOf(facts);
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
