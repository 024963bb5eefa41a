#include <QTest>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "policy/policy.h"
#include "policy/setting.h"

using policy::Value;

class SettingTest : public QObject {
    Q_OBJECT
private slots:
    void everySettingIsDeclaredOnceAndWhole();
    void aMisspelledSettingIsAnsweredWithTheNearestOne();
    void aValueOfTheWrongTypeOrOutOfBoundsIsRefused();
    void aTextMustHaveItsFormat_data();
    void aTextMustHaveItsFormat();
    void aChoiceThatIsNoneIsAnsweredWithTheNearestOne();
    void aSetIsCheckedElementByElement();
    void versionsAreOrderedByTheirNumbers();
    void theHandsetAndTheGuestReportUnderDifferentNames();
    void valuesSurviveJson();
    void aFractionIsNoValue();
};

void SettingTest::everySettingIsDeclaredOnceAndWhole() {
    std::set<std::string_view> names;
    std::map<std::string_view, std::string_view> controls;
    for (const auto& setting : policy::allSettings()) {
        QVERIFY(names.insert(setting.name).second);
        QVERIFY(policy::findSetting(setting.name) == &setting);
        QVERIFY2(setting.description.ends_with('.') && setting.description.find(". ") == std::string_view::npos, setting.name.data());
        const auto control = controls.emplace(setting.control, setting.name);
        QVERIFY2(control.second || setting.control.empty(), setting.name.data());
        const bool ofGuest = setting.control.starts_with("guest.");
        QCOMPARE(ofGuest, setting.enforcement == policy::Enforcement::Guest);
        QVERIFY(!policy::looseText(setting).empty() && !policy::expectedText(setting).empty());
    }
    QVERIFY(names.size() >= 60);
    QVERIFY(std::is_sorted(policy::allSettings().begin(), policy::allSettings().end(),
                           [](const auto& a, const auto& b) { return a.name < b.name; }));
}

void SettingTest::aMisspelledSettingIsAnsweredWithTheNearestOne() {
    const auto checked = policy::checkSetting("camera.alowed", Value(true));
    QVERIFY(!checked.ok());
    QCOMPARE(checked.error().code, base::ErrorCode::InvalidInput);
    QVERIFY(checked.error().message.find("did you mean 'camera.allowed'") != std::string::npos);
}

void SettingTest::aValueOfTheWrongTypeOrOutOfBoundsIsRefused() {
    QVERIFY(policy::checkSetting("camera.allowed", Value(true)).ok());
    QVERIFY(!policy::checkSetting("camera.allowed", Value(std::int64_t{1})).ok());
    QVERIFY(policy::checkSetting("network.bandwidthLimit", Value(std::int64_t{8})).ok());
    QVERIFY(!policy::checkSetting("network.bandwidthLimit", Value(std::int64_t{7})).ok());
    QVERIFY(!policy::checkSetting("network.bandwidthLimit", Value(std::string("fast"))).ok());
    const policy::Policy wrong{"quiet", "", {{"lease.duration", Value(std::int64_t{1})}}};
    QVERIFY(policy::checkPolicy(wrong).error().message.find("quiet") != std::string::npos);
    QVERIFY(!policy::checkPolicy({"Not A Name", "", {}}).ok());
}

void SettingTest::aTextMustHaveItsFormat_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    const auto add = [](const char* setting, const char* text, bool good) {
        QTest::addRow("%s %s", setting, text) << QString(setting) << QString(text) << good;
    };
    for (const char* good : {"22:00-05:00", "00:00-23:59"}) add("update.window", good, true);
    for (const char* bad : {"22:00", "22:00-22:00", "24:00-05:00", "2:00-05:00", "22:60-05:00", "22:00-05:00 "}) add("update.window", bad, false);
    for (const char* good : {"0.0.0", "1.20.3"}) add("update.minimumRelease", good, true);
    for (const char* bad : {"1.2", "1.2.3.4", "01.2.3", "1.2.-3", "1.2.3-beta", "1.2.99999999999", "v1.2.3", "1..2"}) add("update.minimumRelease", bad, false);
    for (const char* good : {"vpn.example.com", "localhost", "192.0.2.7", "2001:db8::1", "::1", "fe80::"}) add("vpn.server", good, true);
    for (const char* bad : {"-a.example", "a..b", "a b", "192.0.2.256", "1.2.3", "2001:db8", "1::2::3", ":1:2:3:4:5:6:7", "a.example.", "https://a"})
        add("vpn.server", bad, false);
    for (const char* good : {"com.example.vpn", "com.example.vpn_2"}) add("vpn.package", good, true);
    for (const char* bad : {"example", "com..vpn", "com.2vpn", "com.example.vpn!", ".com.example"}) add("vpn.package", bad, false);
    for (const char* good : {"https://proxy.example/a.pac", "http://192.0.2.1:8080/x?y#z"}) add("proxy.pacUrl", good, true);
    for (const char* bad : {"ftp://proxy.example", "https://", "https://a b/", "https://a:0/", "https://a:99999/"}) add("proxy.pacUrl", bad, false);
    for (const char* good : {"de", "pt-BR", "zh-Hant-TW"}) add("locale.language", good, true);
    for (const char* bad : {"D", "deutsch", "de_AT", "de-", "de-toolongatag"}) add("locale.language", bad, false);
    for (const char* good : {"Europe/Vienna", "America/Argentina/Buenos_Aires", "UTC"}) add("time.zone", good, true);
    for (const char* bad : {"Vienna", "Europe/", "Europe/../etc", "/Vienna"}) add("time.zone", bad, false);
    add("notice.support", "Ask the help desk.\nIt is open at night.", true);
    add("notice.support", "bell\x07", false);
    add("notice.support", "", false);
}

void SettingTest::aTextMustHaveItsFormat() {
    QFETCH(QString, setting);
    QFETCH(QString, text);
    QFETCH(bool, good);
    const auto checked = policy::checkSetting(setting.toStdString(), Value(text.toStdString()));
    QCOMPARE(checked.ok(), good);
    if (!good) QVERIFY(checked.error().message.starts_with(setting.toStdString() + ": "));
}

void SettingTest::aChoiceThatIsNoneIsAnsweredWithTheNearestOne() {
    QVERIFY(policy::checkSetting("usb.dataAccess", Value(std::string("disallowed"))).ok());
    QCOMPARE(policy::checkSetting("usb.dataAccess", Value(std::string("dissalowed"))).error().message,
             std::string("usb.dataAccess: 'dissalowed' is none of allowed, fileTransferDisallowed, disallowed; did you mean 'disallowed'?"));
    QCOMPARE(policy::checkSetting("usb.dataAccess", Value(false)).error().message,
             std::string("usb.dataAccess: expected one of allowed, fileTransferDisallowed, disallowed"));
}

void SettingTest::aSetIsCheckedElementByElement() {
    const auto check = [](const char* name, std::vector<std::string> texts) {
        const auto checked = policy::checkSetting(name, Value(policy::makeTextSet(std::move(texts))));
        return checked.ok() ? std::string() : checked.error().message;
    };
    QCOMPARE(check("apps.blocked", {}), std::string());
    QCOMPARE(check("apps.blocked", {"com.example.chat", "org.example.game"}), std::string());
    QCOMPARE(check("apps.blocked", {"com.example.chat", "game"}),
             std::string("apps.blocked: 'game' is not an app's name such as com.example.mail"));
    QCOMPARE(check("keyguard.disabledFeatures", {"camera", "fingerprint"}), std::string());
    QVERIFY(check("keyguard.disabledFeatures", {"fingerprints"}).ends_with("did you mean 'fingerprint'?"));
    QCOMPARE(check("wifi.blockedNetworks", {std::string(33, 'a')}).substr(0, 27), std::string("wifi.blockedNetworks: 'aaaa"));
    std::vector<std::string> many;
    for (std::size_t i = 0; i <= policy::kMostElements; ++i) many.push_back("com.example.a" + std::to_string(i));
    QVERIFY(check("apps.blocked", many).find("at most 256") != std::string::npos);
    QVERIFY(!policy::checkSetting("apps.blocked", Value(policy::TextSet{"org.b", "com.a"})).ok());
    QCOMPARE(check("update.freezePeriods", {"12-15..01-06", "02-29..02-29", "01-01..03-30"}), std::string());
    for (const char* bad : {"12-15", "13-01..13-02", "02-30..03-01", "01-01..03-31", "12-15..11-01", "12-15--01-06"})
        QVERIFY2(!check("update.freezePeriods", {bad}).empty(), bad);
    QCOMPARE(check("proxy.excludedHosts", {"*.example.com", "10.0.0.1", "intranet"}), std::string());
    QVERIFY(!check("proxy.excludedHosts", {"*example.com"}).empty());
    QCOMPARE(check("factoryReset.adminEmails", {"it@example.com"}), std::string());
    for (const char* bad : {"it", "@example.com", "it@", "it@example", "i t@example.com"}) QVERIFY2(!check("factoryReset.adminEmails", {bad}).empty(), bad);
}

void SettingTest::versionsAreOrderedByTheirNumbers() {
    QVERIFY(policy::compareVersions("1.9.0", "1.10.0") < 0);
    QVERIFY(policy::compareVersions("2.0.0", "1.10.0") > 0);
    QVERIFY(policy::compareVersions("1.2.3", "1.2.3") == 0);
    QVERIFY(policy::compareVersions("nonsense", "0.0.1") < 0);
}

void SettingTest::theHandsetAndTheGuestReportUnderDifferentNames() {
    QCOMPARE(policy::findSetting("camera.allowed")->control, std::string_view("port.twinset.camera.0"));
    QCOMPARE(policy::guestControl(*policy::findSetting("camera.allowed")), std::string());
    QCOMPARE(policy::findSetting("password.quality")->control, std::string_view("guest.password.quality"));
    QCOMPARE(policy::findSetting("usb.dataAccess")->control, std::string_view("port.twinset.usb.0"));
    QCOMPARE(policy::guestControl(*policy::findSetting("usb.dataAccess")), std::string("guest.usb.dataAccess"));
}

void SettingTest::valuesSurviveJson() {
    for (const Value& value : {Value(true), Value(std::int64_t{-5}), Value(std::string("x"))})
        QVERIFY(policy::valueFromJson(policy::valueToJson(value)).value() == value);
}

void SettingTest::aFractionIsNoValue() {
    QVERIFY(!policy::valueFromJson(base::Json(1.5)).ok());
    QVERIFY(!policy::valueFromJson(base::Json(UINT64_MAX)).ok());
}

QTEST_GUILESS_MAIN(SettingTest)
#include "setting_test.moc"
