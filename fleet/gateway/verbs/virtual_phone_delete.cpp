// virtual_phone_delete: the handset removes a work phone and destroys its data. It is listed until the handset says so.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(virtualPhoneDelete) {
    base::ObjectReader reader(arguments, "virtual_phone_delete");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::VirtualPhoneTable phones(transaction);
        TWINSET_ASSIGN(auto row, findWorkPhone(transaction, named, "delete"));
        if (row.present) {
            row.present = false;
            row.running = false;
            phones.update(row);
            TWINSET_TRY(fleet.desired.refresh(transaction, row.id, Rewrite::WhenChanged));
            catalog::AuditEventTable(transaction)
                .append(caller.actor, "virtual_phone_delete", row.id.text(), {{"name", row.name}});
        }
        return virtualPhoneJson(fleet, transaction, *phones.find(row.id));
    });
}

}  // namespace fleet::verbs
