// TextPool: texts held once each, known by small numbers, counted by reference. Numbers are dense, so that what is decided about a text can stand in
// a table; a number is used again when its text is gone.
//
// Rejected: std::unordered_set<std::string>. It takes about 80 bytes more for each text; a million phones have some four million.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace policy::engine {

class TextPool {
public:
    using Id = std::uint32_t;
    static constexpr Id kNone = 0;

    /// The text's number, at least 1, with one more reference.
    Id intern(std::string_view text);
    /// True when it was the last reference: the number stands for nothing now.
    bool release(Id id);
    /// kNone when the text is not held.
    [[nodiscard]] Id find(std::string_view text) const;
    /// Good until the next intern or release.
    [[nodiscard]] std::string_view at(Id id) const;
    /// Asks for a text's memory ahead of its use, in two steps.
    void prefetchPlace(Id id) const { __builtin_prefetch(&m_places[id]); }
    void prefetchText(Id id) const;
    [[nodiscard]] bool holds(Id id) const { return m_references[id] != 0; }
    /// One more than the largest number ever given.
    [[nodiscard]] Id limit() const { return static_cast<Id>(m_places.size()); }

private:
    [[nodiscard]] std::size_t slotOf(std::string_view text) const;
    void store(Id id, std::string_view text);
    void grow();
    void eraseSlot(std::size_t slot);
    void compact();

    std::vector<Id> m_slots;                           // open addressing, linear probing; kNone: free
    std::vector<std::uint32_t> m_places{0};            // by id: block * kBlockUnits + unit
    std::vector<std::uint32_t> m_references{0};        // by id
    std::vector<std::unique_ptr<char[]>> m_blocks;     // each text as its length in LEB128, then its bytes
    std::vector<Id> m_free;
    std::size_t m_held = 0, m_lastUsed = 0, m_lastSize = 0, m_liveBytes = 0, m_deadBytes = 0;
};

}  // namespace policy::engine
