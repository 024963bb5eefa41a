// operator_login (before anybody is known), operator_logout, operator_password_change.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/sign_in.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

TWINSET_VERB(operatorLogin) {
    base::ObjectReader reader(arguments, "operator_login");
    const auto name = reader.text("name");
    const base::Secret password(reader.text("password"));
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_ASSIGN(const auto session, fleet.signIn.login(name, password.reveal()));
    TWINSET_TRY(fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
        catalog::AuditEventTable(transaction).append(name, "operator_login", name, base::Json::object());
        return {};
    }));
    return base::Json{{"token", session.token},
                      {"expiresAt", base::formatTimestamp(session.expiresAt)},
                      {"role", roleName(session.role)},
                      {"mustChangePassword", session.mustChangePassword}};
}

TWINSET_VERB(operatorLogout) {
    base::ObjectReader reader(arguments, "operator_logout");
    TWINSET_TRY(reader.finish());
    if (!caller.session) return base::Json::object();
    TWINSET_TRY(fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
        catalog::SessionTable(transaction).remove(*caller.session);
        return {};
    }));
    return base::Json::object();
}

TWINSET_VERB(operatorPasswordChange) {
    base::ObjectReader reader(arguments, "operator_password_change");
    const base::Secret oldPassword(reader.text("oldPassword"));
    const base::Secret newPassword(reader.text("newPassword"));
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(fleet.signIn.changePassword(caller, oldPassword.reveal(), newPassword.reveal()));
    TWINSET_TRY(fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "operator_password_change", caller.operatorId.text(), base::Json::object());
        return {};
    }));
    return base::Json::object();
}

}  // namespace fleet::verbs
