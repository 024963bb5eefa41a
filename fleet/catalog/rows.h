// Reading the rows of a statement: each table says how it takes one row from the statement's columns.
#pragma once

#include <optional>
#include <vector>

#include "fleet/catalog/database.h"

namespace fleet::catalog {

/// Every row. `take` reads the columns of the row that the statement stands on.
template <typename Row>
std::vector<Row> allRows(Statement&& statement, Row (*take)(Statement&)) {
    std::vector<Row> rows;
    while (statement.next()) rows.push_back(take(statement));
    return rows;
}

/// The first row; nullopt when there is none.
template <typename Row>
std::optional<Row> firstRow(Statement&& statement, Row (*take)(Statement&)) {
    return statement.next() ? std::optional(take(statement)) : std::nullopt;
}

}  // namespace fleet::catalog
