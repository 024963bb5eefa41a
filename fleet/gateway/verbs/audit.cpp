// audit_list, audit_verify.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(auditList) {
    base::ObjectReader reader(arguments, "audit_list");
    const auto request = readPlainPageRequest(reader);
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_ASSIGN(const auto after, catalog::readSequenceCursor(request.after, 0));
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        auto rows = catalog::AuditEventTable(transaction).page(after, request.limit + 1);
        const auto page = catalog::cutPage(std::move(rows), request.limit,
                                           [](const auto& row) { return std::to_string(row.sequence); });
        return pageJson("events", page, [](const catalog::AuditEvent& row) -> base::Result<base::Json> {
            const auto detail = base::parseJson(row.detail);
            return base::Json{{"sequence", row.sequence}, {"at", base::formatTimestamp(row.at)},
                              {"actor", row.actor},       {"verb", row.verb},
                              {"subject", row.subject},   {"detail", detail ? *detail : base::Json(row.detail)},
                              {"previous", row.previous}, {"hash", row.hash}};
        });
    });
}

TWINSET_VERB(auditVerify) {
    base::ObjectReader reader(arguments, "audit_verify");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto verdict = catalog::AuditEventTable(transaction).verify();
        return base::Json{{"events", verdict.events},
                          {"intact", !verdict.firstBroken.has_value()},
                          {"firstBroken", verdict.firstBroken ? base::Json(*verdict.firstBroken) : base::Json()}};
    });
}

}  // namespace fleet::verbs
