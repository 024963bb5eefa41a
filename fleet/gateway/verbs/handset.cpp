// handset_list, handset_show, handset_accept, handset_rename.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(handsetList) {
    base::ObjectReader reader(arguments, "handset_list");
    const auto request = readPageRequest(reader);
    const auto state = reader.textOr("state", "");
    if (!state.empty() && state != "pending" && state != "enrolled" && state != "lost" && state != "retired")
        reader.fail("state", "expected pending, enrolled, lost or retired");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto page, catalog::HandsetTable(transaction).page(request, state));
        return pageJson("handsets", page, [&](const auto& row) { return handsetJson(fleet, transaction, row); });
    });
}

TWINSET_VERB(handsetShow) {
    base::ObjectReader reader(arguments, "handset_show");
    const auto named = reader.text("handset");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findHandset(transaction, named));
        return handsetJson(fleet, transaction, row);
    });
}

TWINSET_VERB(handsetAccept) {
    base::ObjectReader reader(arguments, "handset_accept");
    const auto named = reader.text("handset");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(auto row, findHandset(transaction, named));
        if (row.state == "enrolled") return base::Json::object();
        if (row.state != "pending")
            return {ErrorCode::Conflict, "the handset '" + row.name + "' is " + row.state + ": enrol it again"};
        row.state = "enrolled";
        catalog::HandsetTable(transaction).update(row);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "handset_accept", row.id.text(), {{"name", row.name}});
        return base::Json::object();
    });
}

TWINSET_VERB(handsetRename) {
    base::ObjectReader reader(arguments, "handset_rename");
    const auto named = reader.text("handset");
    const auto name = readName(reader, "name");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::HandsetTable handsets(transaction);
        TWINSET_ASSIGN(auto row, findHandset(transaction, named));
        if (row.name == name) return base::Json::object();
        if (handsets.findByName(name)) return {ErrorCode::Conflict, "there is a handset '" + name + "' already"};
        const auto former = row.name;
        row.name = name;
        handsets.update(row);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "handset_rename", row.id.text(), {{"from", former}, {"to", name}});
        return base::Json::object();
    });
}

}  // namespace fleet::verbs
