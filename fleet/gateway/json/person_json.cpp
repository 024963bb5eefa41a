#include <nlohmann/json.hpp>

#include "fleet/gateway/to_json.h"

namespace fleet {

base::Json personReference(catalog::Transaction& transaction, const std::optional<base::PersonId>& person) {
    if (!person) return nullptr;
    const auto row = catalog::PersonTable(transaction).find(*person);
    return {{"id", person->text()}, {"name", row ? row->name : person->text()}};
}

base::Json personJson(catalog::Transaction& transaction, const catalog::PersonRow& row) {
    base::Json phones = base::Json::array();
    for (const auto& phone : catalog::VirtualPhoneTable(transaction).ofPerson(row.id))
        phones.push_back({{"id", phone.id.text()}, {"persona", phone.persona}, {"handset", phone.handset.text()}});
    return {{"id", row.id.text()}, {"name", row.name}, {"email", row.email},
            {"labels", base::parseJson(row.labels).valueOr(base::Json::object())},
            {"groups", base::parseJson(row.groups).valueOr(base::Json::array())},
            {"phones", std::move(phones)}};
}

}  // namespace fleet
