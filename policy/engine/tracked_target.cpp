#include "policy/engine/tracked_target.h"

#include <algorithm>

namespace policy::engine {
namespace {

std::size_t indexOf(std::string_view attribute) { return *attributeIndex(attribute); }

}  // namespace

const TextColumn& personas(const FactTable& table) {
    static const std::size_t attribute = indexOf("phone.persona");
    return table.texts(attribute);
}

const TextColumn& handsets(const FactTable& table) {
    static const std::size_t attribute = indexOf("device.id");
    return table.texts(attribute);
}

const AttributeSet& targetAttributes() {
    static const AttributeSet set = [] {
        AttributeSet both;
        both.set(indexOf("phone.persona"));
        both.set(indexOf("device.id"));
        return both;
    }();
    return set;
}

std::vector<std::uint32_t> TargetIndex::targetsOf(const FactTable& table, std::uint32_t row) const {
    std::vector<std::uint32_t> all;
    const auto collect = [&](Kind kind, std::string_view id) {
        const auto& byId = m_byId[static_cast<std::size_t>(kind)];
        if (byId.empty()) return;
        if (const auto found = byId.find(id); found != byId.end()) all.insert(all.end(), found->second.begin(), found->second.end());
    };
    const auto text = [&](const TextColumn& column) { return column.present(row) ? column.at(row) : std::string_view(); };
    collect(Kind::Persona, text(personas(table)));
    collect(Kind::Handset, text(handsets(table)));
    collect(Kind::Phone, table.phoneAt(row));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace policy::engine
