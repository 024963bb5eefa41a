// operator_create, operator_list, api_token_create.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/sign_in.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

std::string readRole(base::ObjectReader& reader) {
    auto role = reader.text("role");
    if (!roleFromName(role)) reader.fail("role", "expected administrator, help_desk, auditor or automation");
    return role;
}

}  // namespace

TWINSET_VERB(operatorCreate) {
    base::ObjectReader reader(arguments, "operator_create");
    const auto name = readName(reader, "name");
    const auto role = readRole(reader);
    TWINSET_TRY(reader.finish());
    const auto password = newOneTimePassword();
    TWINSET_ASSIGN(const auto hash, fleet.signIn.hash(password));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::OperatorTable operators(transaction);
        if (operators.findByName(name)) return {ErrorCode::Conflict, "there is an operator '" + name + "' already"};
        const auto id = base::OperatorId::create();
        operators.insert({id, name, role, hash, true, transaction.now(), std::nullopt});
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "operator_create", id.text(), {{"name", name}, {"role", role}});
        return base::Json{{"id", id.text()}, {"oneTimePassword", password}};
    });
}

TWINSET_VERB(operatorList) {
    base::ObjectReader reader(arguments, "operator_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::OperatorTable(transaction).list())
            rows.push_back({{"id", row.id.text()},
                            {"name", row.name},
                            {"role", row.role},
                            {"createdAt", base::formatTimestamp(row.createdAt)},
                            {"lastLoginAt", timeJson(row.lastLoginAt)}});
        return base::Json{{"operators", std::move(rows)}};
    });
}

TWINSET_VERB(apiTokenCreate) {
    base::ObjectReader reader(arguments, "api_token_create");
    const auto name = readName(reader, "name");
    const auto role = readRole(reader);
    const auto validFor = std::chrono::seconds(reader.integer("validFor", 1, 366 * 86'400));
    TWINSET_TRY(reader.finish());
    const auto token = newToken();
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto expiresAt = transaction.now() + validFor;
        catalog::ApiTokenTable(transaction)
            .insert({tokenDigest(token), name, role, transaction.now(), expiresAt, caller.actor});
        if (auto error = transaction.database().takeError()) {
            if (error->code == ErrorCode::Conflict)
                return {ErrorCode::Conflict, "there is an API token '" + name + "' already"};
            return *error;
        }
        catalog::AuditEventTable(transaction).append(caller.actor, "api_token_create", name, {{"role", role}});
        return base::Json{{"token", token}, {"expiresAt", base::formatTimestamp(expiresAt)}};
    });
}

}  // namespace fleet::verbs
