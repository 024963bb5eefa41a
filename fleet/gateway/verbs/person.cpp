// person_create, person_list, person_show.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(personCreate) {
    base::ObjectReader reader(arguments, "person_create");
    const auto name = readName(reader, "name");
    const auto email = reader.has("email") ? readName(reader, "email") : std::string();
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::PersonTable people(transaction);
        if (!email.empty())
            for (const auto& other : people.findByName(email))
                return {ErrorCode::Conflict,
                        "the address " + email + " is " + other.name + "'s (" + other.id.text() + ") already"};
        const catalog::PersonRow row{base::PersonId::create(), name, email, transaction.now()};
        people.insert(row);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "person_create", row.id.text(), {{"name", name}, {"email", email}});
        return personJson(transaction, row);
    });
}

TWINSET_VERB(personList) {
    base::ObjectReader reader(arguments, "person_list");
    const auto request = readPageRequest(reader);
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto page, catalog::PersonTable(transaction).page(request));
        return pageJson("persons", page, [&](const auto& row) { return personJson(transaction, row); });
    });
}

TWINSET_VERB(personShow) {
    base::ObjectReader reader(arguments, "person_show");
    const auto named = reader.text("person");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPerson(transaction, named));
        return personJson(transaction, row);
    });
}

}  // namespace fleet::verbs
