// restore_point_list, restore_point_show.
#include <nlohmann/json.hpp>

#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(restorePointList) {
    base::ObjectReader reader(arguments, "restore_point_list");
    const auto request = readPlainPageRequest(reader);
    const auto named = reader.textOr("phone", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        std::optional<base::PhoneId> phone;
        if (!named.empty()) {
            TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
            phone = row.id;
        }
        TWINSET_ASSIGN(const auto page, catalog::RestorePointTable(transaction).page(request, phone));
        TWINSET_ASSIGN(auto answer, pageJson("restorePoints", page,
                                             [&](const auto& row) { return restorePointJson(transaction, row); }));
        if (phone) {
            TWINSET_ASSIGN(answer["backup"], phoneBackupJson(fleet, transaction, *phone));
        }
        return answer;
    });
}

TWINSET_VERB(restorePointShow) {
    base::ObjectReader reader(arguments, "restore_point_show");
    const auto id = reader.id<base::RestorePointId>("restorePoint");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto row = catalog::RestorePointTable(transaction).find(id);
        if (!row) return {ErrorCode::NotFound, "there is no restore point '" + id.text() + "'"};
        return restorePointJson(transaction, *row);
    });
}

}  // namespace fleet::verbs
