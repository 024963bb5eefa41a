// restore_point_list, restore_point_show.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

namespace {

/// Why restore points are kept; a phone's are looked at together, once.
class KeepReasons {
public:
    explicit KeepReasons(Transaction& transaction) : m_transaction(transaction) {}

    /// The restore point with "keptBy": the reasons (retention.h), none when the next pruning removes it; null when there is no rule.
    base::Result<base::Json> withReasons(const catalog::RestorePointRow& row) {
        if (m_phones.insert(row.phone).second) {
            TWINSET_ASSIGN(const auto selected, selectPoints(m_transaction, row.phone));
            for (const auto& one : selected) m_reasons[one.point.id] = one.reasons;
        }
        auto json = restorePointJson(m_transaction, row);
        const auto found = m_reasons.find(row.id);
        json["keptBy"] = found == m_reasons.end() ? base::Json() : base::Json(found->second);
        return json;
    }

private:
    Transaction& m_transaction;
    std::set<base::PhoneId> m_phones;
    std::map<base::RestorePointId, std::vector<std::string>> m_reasons;
};

}  // namespace

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
        KeepReasons reasons(transaction);
        TWINSET_ASSIGN(auto answer, pageJson("restorePoints", page, [&](const auto& row) { return reasons.withReasons(row); }));
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
        TWINSET_ASSIGN(const auto row, readablePoint(transaction, id, "show more than 'twinset backup owners' does of"));
        return KeepReasons(transaction).withReasons(row);
    });
}

}  // namespace fleet::verbs
