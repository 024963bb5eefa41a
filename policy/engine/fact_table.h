// FactTable: the facts of all phones, a row each; a row's number is the phone's index and is used again when the phone is gone.
//
// A report repeats all of a phone's facts and changes hardly any. Comparing them one by one reads two or three places of memory for each, so two digests
// of a phone's facts stand beside the columns, in sixteen bytes: of those that a report may change, and of those that people change. Where a digest is
// equal its facts are not looked at; what differs in nearly every report is in neither. Rejected: a cryptographic digest. A handset that finds two texts
// with one digest (64 bits) can hide a change of its own facts, which it can also do by not reporting it.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/attribute.h"
#include "policy/engine/bitmap.h"
#include "policy/engine/column.h"

namespace policy::engine {

inline constexpr std::size_t kMostAttributes = 128;
using AttributeSet = std::bitset<kMostAttributes>;

class FactTable {
public:
    FactTable();

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view phone) const;
    [[nodiscard]] std::string_view phoneAt(std::uint32_t row) const { return m_phones.at(row + 1); }
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// The phones there are.
    [[nodiscard]] const Bitmap& live() const { return m_live; }
    /// Chunks that can hold a phone.
    [[nodiscard]] std::size_t chunks() const { return (m_phones.limit() + kChunkRows - 1) / kChunkRows; }

    /// A row for a phone that has none, with nothing present.
    std::uint32_t add(std::string_view phone);
    void remove(std::uint32_t row);
    /// The attributes whose value in the row is another one than `facts` says. Missing values, and values of another type than the attribute's, are absent.
    [[nodiscard]] AttributeSet difference(std::uint32_t row, const PhoneFacts& facts) const;
    /// `attributes`: at least those of difference().
    void write(std::uint32_t row, const PhoneFacts& facts, const AttributeSet& attributes);
    [[nodiscard]] AttributeValue read(std::uint32_t row, std::size_t attribute) const;
    /// Asks for the memory of what the row's columns hold of the attributes (of texts: their numbers), all at once, ahead of its use.
    void prefetch(std::uint32_t row, const AttributeSet& attributes) const;

    // The column of an attribute; the type must be the attribute's.
    [[nodiscard]] const BoolColumn& bools(std::size_t attribute) const { return m_bools[m_places[attribute]]; }
    [[nodiscard]] const NumberColumn& numbers(std::size_t attribute) const { return m_numbers[m_places[attribute]]; }
    [[nodiscard]] const TextColumn& texts(std::size_t attribute) const { return m_texts[m_places[attribute]]; }

private:
    enum DigestOf : std::uint8_t { Given, Reported, Neither };
    using Digests = std::array<std::uint64_t, 2>;
    [[nodiscard]] Digests digestsOf(const PhoneFacts& facts) const;
    [[nodiscard]] bool differs(std::uint32_t row, std::size_t attribute, const AttributeValue& value, std::string& scratch) const;
    /// Steps 0 to 3, see the columns' prefetch.
    void prefetchStep(std::uint32_t row, std::size_t attribute, int step) const;

    TextPool m_phones;  // a phone's number is its row plus one
    Bitmap m_live;
    std::size_t m_size = 0;
    std::vector<std::uint16_t> m_places;  // by attribute: which of the columns of its kind
    std::vector<DigestOf> m_digestOf;     // by attribute
    std::vector<std::unique_ptr<Digests[]>> m_digests;  // by chunk
    std::vector<BoolColumn> m_bools;
    std::vector<NumberColumn> m_numbers;
    std::vector<TextColumn> m_texts;
};

/// Whether the attribute is held as the number of a text: Text, Version, TextList, TextMap.
bool isInterned(AttributeType type);
/// Lists and maps as they are interned: each element as four bytes of length, low byte first, and its bytes. Texts as they are.
AttributeValue valueOfText(AttributeType type, std::string_view text);

}  // namespace policy::engine
