// Table: aligned columns for people. On a terminal, columns that may go are left out and the widest of those that may
// shrink are cut with "…" until a line fits; elsewhere nothing is, so that what is piped is whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cli {

class Table {
public:
    enum class Align { Left, Right };
    struct Column {
        std::string title;
        Align align = Align::Left;
        std::size_t least = 0;  // may be cut down to so many columns; 0: never cut
        bool mayGo = false;     // is left out, the rightmost one first, where the table does not fit
    };

    explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}
    /// As many cells as there are columns; made printable here.
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    /// `width`: columns of the terminal; nullopt: as wide as it gets.
    [[nodiscard]] std::string text(std::optional<std::size_t> width) const;

private:
    [[nodiscard]] std::vector<std::size_t> naturalWidths() const;
    void shrink(std::vector<std::size_t>& sizes, std::size_t width) const;
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// Facts about one thing: "name   value" lines, the names padded to the longest. Long values are wrapped on a terminal.
class FactSheet {
public:
    void add(std::string name, std::string value);
    [[nodiscard]] std::string text(std::optional<std::size_t> width) const;

private:
    std::vector<std::pair<std::string, std::string>> m_facts;
};

}  // namespace cli
