// virtual_phone_list, virtual_phone_show.
#include <nlohmann/json.hpp>

#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(virtualPhoneList) {
    base::ObjectReader reader(arguments, "virtual_phone_list");
    const auto request = readPageRequest(reader);
    const auto handsetNamed = reader.textOr("handset", "");
    const auto personNamed = reader.textOr("person", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        std::optional<base::HandsetId> handset;
        std::optional<base::PersonId> person;
        if (!handsetNamed.empty()) {
            TWINSET_ASSIGN(const auto row, findHandset(transaction, handsetNamed));
            handset = row.id;
        }
        if (!personNamed.empty()) {
            TWINSET_ASSIGN(const auto row, findPerson(transaction, personNamed));
            person = row.id;
        }
        TWINSET_ASSIGN(const auto page, catalog::VirtualPhoneTable(transaction).page(request, handset, person));
        return pageJson("phones", page, [&](const auto& row) { return virtualPhoneJson(fleet, transaction, row); });
    });
}

TWINSET_VERB(virtualPhoneShow) {
    base::ObjectReader reader(arguments, "virtual_phone_show");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
        TWINSET_ASSIGN(auto json, virtualPhoneJson(fleet, transaction, row));
        TWINSET_ASSIGN(json["backup"], phoneBackupJson(fleet, transaction, row.id));
        return json;
    });
}

}  // namespace fleet::verbs
