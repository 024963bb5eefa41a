// Pages by keyset: a page says after which row it begins, never how many rows to skip, so that page 1,000 costs what
// page 1 costs and no row is shown twice when others are added meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace fleet::catalog {

struct PageRequest {
    std::string search;  // empty: all; otherwise a part of the name, in any case
    std::string after;   // the `next` of the page before; empty: the first page
    std::int64_t limit = 100;
};

template <typename Row>
struct Page {
    std::vector<Row> rows;
    std::optional<std::string> next;  // nullopt: this was the last one
};

/// The cursor of a page ordered by (name, id), and back. InvalidInput when it was not made here.
std::string writeCursor(std::string_view name, std::string_view id);
base::Result<std::pair<std::string, std::string>> readCursor(std::string_view cursor);
/// The same for a page ordered by sequence. An empty cursor gives `first`.
base::Result<std::int64_t> readSequenceCursor(std::string_view cursor, std::int64_t first);

/// A LIKE pattern (ESCAPE '\') for any text that contains `search`.
std::string likePattern(std::string_view search);

/// Cuts the row that was read beyond the limit and says where the next page begins.
template <typename Row, typename CursorOf>
Page<Row> cutPage(std::vector<Row> rows, std::int64_t limit, CursorOf cursorOf) {
    Page<Row> page{std::move(rows), std::nullopt};
    if (page.rows.size() > static_cast<std::size_t>(limit)) {
        page.rows.resize(static_cast<std::size_t>(limit));
        page.next = cursorOf(page.rows.back());
    }
    return page;
}

}  // namespace fleet::catalog
