// owner_backup_list: which personal phones have backups that their owners asked for: that they exist, how large, how old.
#include <nlohmann/json.hpp>

#include "fleet/catalog/owner_backup_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/owner_stores.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(ownerBackupList) {
    base::ObjectReader reader(arguments, "owner_backup_list");
    const auto request = readPlainPageRequest(reader);
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        auto rows = catalog::OwnerBackupTable(transaction).after(request.after, request.limit + 1);
        const auto page = catalog::cutPage(std::move(rows), request.limit, [](const auto& row) { return row.phone.text(); });
        auto answer = pageJson("ownerBackups", page, [&](const auto& backup) -> base::Result<base::Json> {
            const auto phone = catalog::VirtualPhoneTable(transaction).find(backup.phone);
            auto json = ownerBackupJson(transaction, backup.phone);
            json["phone"] = phoneReference(transaction, backup.phone);
            json["person"] = personReference(transaction, phone ? phone->person : std::nullopt);
            return json;
        });
        if (answer) (*answer)["quota"] = fleet.owners.quota().value;
        return answer;
    });
}

}  // namespace fleet::verbs
