// TrackedTarget: which phones a target of assignments or exceptions means. TargetIndex: which targets a phone's ids name, so that a phone's change
// looks at those alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/engine/tracked_condition.h"
#include "policy/rule_book.h"

namespace policy::engine {

class TrackedTarget {
public:
    /// Everything, or a dynamic group.
    TrackedTarget(const FactTable& table, std::shared_ptr<TrackedCondition> group) : m_table(&table), m_group(std::move(group)) {}
    /// By ids: filled by TargetIndex.
    explicit TrackedTarget(const FactTable& table) : m_table(&table), m_byId(true) {}

    [[nodiscard]] TriWord word(std::uint32_t place) const {
        return m_group ? m_group->values().word(place) : TriWord{m_byId ? m_members.word(place) : m_table->live().word(place), 0};
    }
    void assign(std::uint32_t row, bool member) { m_members.assign(row, member); }
    [[nodiscard]] const std::shared_ptr<TrackedCondition>& group() const { return m_group; }

private:
    const FactTable* m_table;
    std::shared_ptr<TrackedCondition> m_group;
    bool m_byId = false;
    Bitmap m_members;
};

class TargetIndex {
public:
    /// Which of a phone's ids: its persona, its handset's, its own.
    enum class Kind { Persona, Handset, Phone };

    void add(Kind kind, const std::string& id, std::uint32_t target) { m_byId[static_cast<std::size_t>(kind)][id].push_back(target); }
    /// Ascending, each once.
    [[nodiscard]] std::vector<std::uint32_t> targetsOf(const FactTable& table, std::uint32_t row) const;
    /// Calls visit(row, target) for all phones, in one pass over the columns.
    template <typename Visit>
    void forEachMember(const FactTable& table, Visit&& visit) const;

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Targets = std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, std::equal_to<>>;
    Targets m_byId[3];
};

/// The column of phone.persona, device.id.
const TextColumn& personas(const FactTable& table);
const TextColumn& handsets(const FactTable& table);
/// The attributes that targets by id depend on.
const AttributeSet& targetAttributes();

template <typename Visit>
void TargetIndex::forEachMember(const FactTable& table, Visit&& visit) const {
    for (const auto& [id, targets] : m_byId[static_cast<std::size_t>(Kind::Phone)])
        if (const auto row = table.find(id))
            for (const std::uint32_t target : targets) visit(*row, target);
    const auto byColumn = [&](const Targets& byId, const TextColumn& column) {
        std::vector<const std::vector<std::uint32_t>*> byText(column.pool().limit(), nullptr);
        bool any = false;
        for (const auto& [id, targets] : byId)
            if (const auto text = column.pool().find(id); text != TextPool::kNone) {
                byText[text] = &targets;
                any = true;
            }
        if (!any) return;
        for (std::size_t chunk = 0; chunk < table.chunks(); ++chunk)
            forEachBit(table.live().chunk(chunk), chunk, [&](std::uint32_t row) {
                if (const auto* targets = byText[column.idAt(row)])
                    for (const std::uint32_t target : *targets) visit(row, target);
            });
    };
    byColumn(m_byId[static_cast<std::size_t>(Kind::Persona)], personas(table));
    byColumn(m_byId[static_cast<std::size_t>(Kind::Handset)], handsets(table));
}

}  // namespace policy::engine
