// What the arguments of several verbs have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "fleet/catalog/page.h"

namespace fleet {

/// search?, after?, limit? (100; 1 to 1,000).
catalog::PageRequest readPageRequest(base::ObjectReader& reader);
/// The same without search, for what has no names.
catalog::PageRequest readPlainPageRequest(base::ObjectReader& reader);
/// A name for people: 1 to 128 bytes of UTF-8 without control characters or '/', which separates the parts of a name.
std::string readName(base::ObjectReader& reader, std::string_view member);
/// Changes to labels: an object of names and texts; null takes a label away. Names are ids, texts at most 256 bytes.
base::Json readLabelChanges(base::ObjectReader& reader, std::string_view member);
/// `labels` is the JSON object's text that is changed. InvalidInput when more than 64 would remain.
base::Result<void> changeLabels(std::string& labels, const base::Json& changes);

/// {MEMBER: [rows...], "next": cursor or null}; `toJson` gives a Result<Json> for a row.
template <typename Row, typename ToJson>
base::Result<base::Json> pageJson(const char* member, const catalog::Page<Row>& page, ToJson toJson) {
    base::Json rows = base::Json::array();
    for (const auto& row : page.rows) {
        base::Result<base::Json> json = toJson(row);
        if (!json) return json.error();
        rows.push_back(std::move(*json));
    }
    base::Json answer = base::Json::object();
    answer[member] = std::move(rows);
    answer["next"] = page.next ? base::Json(*page.next) : base::Json();
    return answer;
}

}  // namespace fleet
