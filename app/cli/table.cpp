#include "app/cli/table.h"

#include <algorithm>

#include "app/cli/text_width.h"

namespace cli {
namespace {

constexpr std::size_t kGap = 2;

std::string withoutTrailingSpaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
    for (std::string& cell : cells) {
        cell = printable(cell);
        if (cell.empty()) cell = "–";
    }
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::vector<std::size_t> Table::naturalWidths() const {
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        std::size_t widest = displayWidth(m_columns[i].title);
        for (const auto& row : m_rows) widest = std::max(widest, displayWidth(row[i]));
        sizes.push_back(widest);
    }
    return sizes;
}

/// A column that is left out has the size 0.
void Table::shrink(std::vector<std::size_t>& sizes, std::size_t width) const {
    const auto total = [&] {
        std::size_t sum = 0;
        for (const std::size_t size : sizes) sum += size == 0 ? 0 : size + kGap;
        return sum < kGap ? 0 : sum - kGap;
    };
    for (std::size_t i = sizes.size(); i > 0 && total() > width; --i)
        if (m_columns[i - 1].mayGo) sizes[i - 1] = 0;
    while (total() > width) {
        std::optional<std::size_t> widest;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const bool mayShrink =
                m_columns[i].least > 0 && sizes[i] > std::max(m_columns[i].least, displayWidth(m_columns[i].title));
            if (mayShrink && (!widest || sizes[i] > sizes[*widest])) widest = i;
        }
        if (!widest) return;
        --sizes[*widest];
    }
}

std::string Table::text(std::optional<std::size_t> width) const {
    std::vector<std::size_t> sizes = naturalWidths();
    if (width) shrink(sizes, *width);
    std::string all, line;
    const auto cell = [&](std::size_t i, const std::string& value) {
        if (sizes[i] == 0) return;
        if (!line.empty()) line += std::string(kGap, ' ');
        const std::string cut = truncated(value, sizes[i]);
        line += m_columns[i].align == Align::Right ? paddedLeft(cut, sizes[i]) : paddedRight(cut, sizes[i]);
    };
    for (std::size_t i = 0; i < m_columns.size(); ++i) cell(i, m_columns[i].title);
    all += withoutTrailingSpaces(std::move(line)) + "\n";
    for (const auto& row : m_rows) {
        line.clear();
        for (std::size_t i = 0; i < row.size(); ++i) cell(i, row[i]);
        all += withoutTrailingSpaces(std::move(line)) + "\n";
    }
    return all;
}

void FactSheet::add(std::string name, std::string value) {
    value = printable(value);
    m_facts.emplace_back(std::move(name), value.empty() ? "–" : std::move(value));
}

std::string FactSheet::text(std::optional<std::size_t> width) const {
    std::size_t widest = 0;
    for (const auto& [name, value] : m_facts) widest = std::max(widest, displayWidth(name));
    std::string all;
    for (const auto& [name, value] : m_facts) {
        const std::size_t indent = widest + kGap;
        all +=
            paddedRight(name, indent) + (width ? wrapped(value, std::max(*width, indent + 20), indent) : value) + "\n";
    }
    return all;
}

}  // namespace cli
