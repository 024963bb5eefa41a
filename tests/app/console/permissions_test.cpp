// What the console offers to a role is what the gateway permits it, verb by verb.
#include "app/console/permissions.h"

#include <QTest>

#include "fleet/gateway/verb.h"

class PermissionsTest : public QObject {
    Q_OBJECT
private slots:
    void everyVerbIsOfferedToTheRolesThatTheGatewayPermits() {
        for (const auto role : {fleet::kAdministrator, fleet::kHelpDesk, fleet::kAuditor, fleet::kAutomation}) {
            const std::string name(fleet::roleName(role));
            const console::Permissions permissions(QString::fromStdString(name));
            for (const auto& verb : fleet::allVerbs())
                QVERIFY2(permissions.allows(verb.name) == ((verb.roles & role) != 0), (std::string(verb.name) + " for " + name).c_str());
        }
    }

    void whenTheRoleIsNotKnownEverythingIsOffered() { QVERIFY(console::Permissions().allows("api_token_create")); }
};

QTEST_GUILESS_MAIN(PermissionsTest)
#include "permissions_test.moc"
