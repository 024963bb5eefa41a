// virtual_phone_update: another desired release. The data stays.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneUpdate) {
    base::ObjectReader reader(arguments, "virtual_phone_update");
    const auto named = reader.text("phone");
    const auto version = reader.text("version");
    const auto image = reader.textOr("image", "");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::VirtualPhoneTable phones(transaction);
        TWINSET_ASSIGN(auto row, findPhone(transaction, named));
        const auto& wanted = image.empty() ? row.image : image;
        const auto release = catalog::ReleaseTable(transaction).find(wanted, version);
        if (!release || release->withdrawnAt)
            return {ErrorCode::NotFound, "release " + version + " of image '" + wanted + "' is not published" +
                                             (release ? " any more: it was withdrawn" : ": publish it first")};
        TWINSET_ASSIGN(const auto state, readPhoneState(transaction, row));
        const bool rejected = state.report && state.report->rejected && state.report->rejected->version == version;
        if (row.version != version || row.image != wanted || rejected) {
            const auto former = row.version;
            row.image = release->image;
            row.version = version;
            phones.update(row);
            // A handset tries a release that did not come up again only under a newer document.
            TWINSET_TRY(fleet.desired.refresh(transaction, row.id, rejected ? Rewrite::Always : Rewrite::WhenChanged));
            catalog::AuditEventTable(transaction)
                .append(caller.actor, "virtual_phone_update", row.id.text(),
                        {{"image", row.image}, {"from", former}, {"to", version}});
        }
        return virtualPhoneJson(fleet, transaction, *phones.find(row.id));
    });
}

}  // namespace fleet::verbs
