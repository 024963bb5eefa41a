// enrolment_token_create, enrolment_token_list, enrolment_token_revoke.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/enrolment_token_table.h"
#include "fleet/gateway/sign_in.h"
#include "fleet/gateway/verbs/verbs.h"
#include "fleet/protocol/enrolment.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(enrolmentTokenCreate) {
    base::ObjectReader reader(arguments, "enrolment_token_create");
    const auto uses = reader.integerOr("uses", 1, 100'000, 1);
    const auto validFor = std::chrono::seconds(reader.integerOr("validFor", 1, 366 * 86'400, 3600));
    const auto requireAcceptance = reader.booleanOr("requireAcceptance", false);
    TWINSET_TRY(reader.finish());
    if (fleet.address.bulkPort == 0)
        return {ErrorCode::Unavailable, "this gateway does not listen for handsets, so that none could use the token"};
    auto secret = base::Secret::random(16);
    const auto digest = base::Digest::of(secret.reveal());
    const auto text = protocol::writeEnrolmentToken({fleet.address.host, fleet.address.bulkPort, fleet.address.linkPort,
                                                     fleet.authority.fingerprint(), std::move(secret)});
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto id = base::newIdText("et");
        const auto expiresAt = transaction.now() + validFor;
        catalog::EnrolmentTokenTable(transaction)
            .insert({id, digest, transaction.now(), expiresAt, uses, requireAcceptance, caller.actor, std::nullopt});
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "enrolment_token_create", id,
                    {{"uses", uses}, {"requireAcceptance", requireAcceptance}});
        return base::Json{{"id", id}, {"token", text}, {"expiresAt", base::formatTimestamp(expiresAt)}};
    });
}

TWINSET_VERB(enrolmentTokenList) {
    base::ObjectReader reader(arguments, "enrolment_token_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::EnrolmentTokenTable(transaction).listUsable())
            rows.push_back({{"id", row.id},
                            {"createdAt", base::formatTimestamp(row.createdAt)},
                            {"expiresAt", base::formatTimestamp(row.expiresAt)},
                            {"usesLeft", row.usesLeft},
                            {"createdBy", row.createdBy}});
        return base::Json{{"tokens", std::move(rows)}};
    });
}

TWINSET_VERB(enrolmentTokenRevoke) {
    base::ObjectReader reader(arguments, "enrolment_token_revoke");
    const auto id = reader.text("id");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::EnrolmentTokenTable tokens(transaction);
        const auto row = tokens.find(id);
        if (!row) return {ErrorCode::NotFound, "there is no enrolment token '" + id + "'"};
        if (row->revokedAt) return base::Json::object();
        tokens.revoke(id);
        catalog::AuditEventTable(transaction).append(caller.actor, "enrolment_token_revoke", id, base::Json::object());
        return base::Json::object();
    });
}

}  // namespace fleet::verbs
