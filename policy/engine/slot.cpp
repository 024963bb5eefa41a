#include "policy/engine/slot.h"

#include <algorithm>

#include "policy/setting.h"

namespace policy::engine {
namespace {

void appendText(std::string& key, const std::string& text) {
    key += std::to_string(text.size());
    key += ':';
    key += text;
}

void appendValue(std::string& key, const Value& value) {
    key += static_cast<char>('0' + value.index());
    if (const auto* flag = std::get_if<bool>(&value)) key += *flag ? '1' : '0';
    else if (const auto* number = std::get_if<std::int64_t>(&value)) appendText(key, std::to_string(*number));
    else if (const auto* text = std::get_if<std::string>(&value)) appendText(key, *text);
    else {
        const auto& set = std::get<TextSet>(value);
        appendText(key, std::to_string(set.size()));
        for (const auto& one : set) appendText(key, one);
    }
}

std::uint64_t scramble(std::uint64_t value) {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9U;
    value ^= value >> 27;
    value *= 0x94d049bb133111ebU;
    return value ^ value >> 31;
}

}  // namespace

std::uint32_t ValueNumbers::numberOf(const std::map<std::string, Value>& values) {
    if (values.empty()) return 0;
    std::string key;
    for (const auto& [name, value] : values) {
        appendText(key, name);
        appendValue(key, value);
    }
    const auto [known, isNew] = m_numbers.try_emplace(std::move(key), static_cast<std::uint32_t>(m_values.size()));
    if (isNew) m_values.push_back(values);
    return known->second;
}

const std::uint32_t* SumNumbers::find(const MemberSum& sum) const {
    if (m_places.empty()) return nullptr;
    for (std::size_t at = home(sum);; at = (at + 1) & (m_places.size() - 1)) {
        if (m_places[at].sum == sum) return &m_places[at].number;
        if (m_places[at].sum == MemberSum{}) return nullptr;
    }
}

std::uint32_t SumNumbers::insert(const MemberSum& sum, std::uint32_t number) {
    if ((m_held + 1) * 4 > m_places.size() * 3) grow();
    std::size_t at = home(sum);
    while (m_places[at].sum != MemberSum{}) at = (at + 1) & (m_places.size() - 1);
    m_places[at] = {sum, number};
    ++m_held;
    return number;
}

void SumNumbers::grow() {
    std::vector<Place> old(std::max<std::size_t>(16, m_places.size() * 2));
    old.swap(m_places);
    m_held = 0;
    for (const Place& place : old)
        if (place.sum != MemberSum{}) insert(place.sum, place.number);
}

MemberSum memberSum(std::size_t member, Tri state) {
    const std::uint64_t seed = (member + 1) * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(state);
    return {scramble(seed), scramble(seed + 0x632be59bd9b4e019U)};
}

std::uint32_t mergeSlot(const Slot& slot, const std::vector<Tri>& states, ValueNumbers& numbers) {
    std::vector<MatchedPolicy> policies;
    std::vector<MatchedException> exceptions;
    for (std::size_t i = 0; i < slot.members.size(); ++i) {
        if (states[i] == Tri::False) continue;
        const SlotMember& member = slot.members[i];
        if (member.exception != nullptr) exceptions.push_back({member.exception, {}});
        else policies.push_back({&member.part, member.level, states[i] == Tri::Error ? "failed" : ""});
    }
    const auto merged = mergePolicies(policies, exceptions);
    return merged ? numbers.numberOf(effectiveValues(*merged)) : 0;
}

std::string slotOf(const std::string& setting) {
    const Setting* declared = findSetting(setting);
    return declared == nullptr || declared->atomicGroup.empty() ? setting : "group " + std::string(declared->atomicGroup);
}

}  // namespace policy::engine
