#include <QTest>

#include "fleet/gateway/settings_in_force.h"

class SettingsInForceTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAppliedIsInForce();
    void whatIsNotReportedOrFailedIsNot();
    void ofBothPartsBothMustBeApplied();
};

using Missing = std::vector<std::string>;

void SettingsInForceTest::whatIsAppliedIsInForce() {
    QCOMPARE(fleet::settingsNotEnforced({{"camera.allowed", false}, {"lease.duration", std::int64_t{60}}},
                                        {{"port.twinset.camera.0", "applied", "detached"}}),
             Missing());
}

void SettingsInForceTest::whatIsNotReportedOrFailedIsNot() {
    QCOMPARE(fleet::settingsNotEnforced({{"camera.allowed", false}, {"network.allowed", false}, {"password.quality", std::string("complex")}},
                                        {{"port.twinset.camera.0", "failed", "busy"}, {"guest.password.quality", "pending_guest", ""}}),
             (Missing{"camera.allowed", "network.allowed", "password.quality"}));
}

void SettingsInForceTest::ofBothPartsBothMustBeApplied() {
    const std::map<std::string, policy::Value> wanted{{"usb.dataAccess", std::string("disallowed")}};
    QCOMPARE(fleet::settingsNotEnforced(wanted, {{"port.twinset.usb.0", "applied", ""}}), (Missing{"usb.dataAccess"}));
    QCOMPARE(fleet::settingsNotEnforced(wanted, {{"port.twinset.usb.0", "applied", ""}, {"guest.usb.dataAccess", "applied", ""}}), Missing());
}

QTEST_GUILESS_MAIN(SettingsInForceTest)
#include "settings_in_force_test.moc"
