#include <QRegularExpression>
#include <QTest>
#include <nlohmann/json.hpp>

#include "policy/rule_book_json.h"
#include "policy/setting_schema.h"
#include "tests/policy/golden_file.h"

using base::Json;
using policy::Value;

namespace {

/// The part of JSON Schema that ours uses.
bool accepts(const Json& schema, const Json& value);

bool acceptsText(const Json& schema, const Json& value) {
    if (!value.is_string()) return false;
    const auto text = QString::fromStdString(value.get<std::string>());
    const QRegularExpression pattern(QString::fromStdString(schema.at("pattern").get<std::string>()).replace("\\u00", "\\x"));
    return pattern.isValid() && text.size() >= schema.value("minLength", 0) && text.size() <= schema.value("maxLength", INT_MAX) &&
           pattern.match(text).hasMatch();
}

bool acceptsObject(const Json& schema, const Json& value) {
    if (!value.is_object()) return false;
    for (const auto& [name, member] : value.items())
        if (!schema.at("properties").contains(name) || !accepts(schema.at("properties").at(name), member)) return false;
    const Json required = schema.value("required", Json::array());
    return std::all_of(required.begin(), required.end(), [&](const Json& name) { return value.contains(name.get<std::string>()); });
}

bool accepts(const Json& schema, const Json& value) {
    if (schema.contains("enum")) return std::find(schema["enum"].begin(), schema["enum"].end(), value) != schema["enum"].end();
    const auto type = schema.at("type").get<std::string>();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer() && value >= schema.at("minimum") && value <= schema.at("maximum");
    if (type == "string") return schema.contains("pattern") ? acceptsText(schema, value) : value.is_string();
    if (type == "object") return acceptsObject(schema, value);
    return value.is_array() && value.size() <= schema.value("maxItems", std::size_t{1000}) &&
           std::all_of(value.begin(), value.end(), [&](const Json& each) { return accepts(schema.at("items"), each); });
}

}  // namespace

class SettingSchemaTest : public QObject {
    Q_OBJECT
private slots:
    void theCommittedSchemaIsTheGeneratedOne();
    void everySettingHasASchemaThatTakesItsLoosestValue();
    void schemaAndCheckAgree_data();
    void schemaAndCheckAgree();
    void aPolicyFileIsAcceptedAndAMisspelledOneIsNot();
};

void SettingSchemaTest::theCommittedSchemaIsTheGeneratedOne() {
    QVERIFY(matchesCommitted("tests/golden/policy/schema.json", policy::policySchema().dump(2) + "\n"));
}

void SettingSchemaTest::everySettingHasASchemaThatTakesItsLoosestValue() {
    const Json schema = policy::policySchema();
    const Json& settings = schema.at("properties").at("settings").at("properties");
    QCOMPARE(settings.size(), policy::allSettings().size());
    for (const auto& setting : policy::allSettings()) {
        const Json& one = settings.at(std::string(setting.name));
        if (!one.contains("default")) continue;
        QVERIFY2(accepts(one, one.at("default")), setting.name.data());
        QVERIFY(policy::checkSetting(setting.name, policy::valueFromJson(one.at("default")).value()).ok());
    }
}

void SettingSchemaTest::schemaAndCheckAgree_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("json");
    QTest::addColumn<bool>("good");
    const auto add = [](const char* setting, const char* json, bool good) {
        QTest::addRow("%s %s", setting, json) << QString(setting) << QString(json) << good;
    };
    add("camera.allowed", "false", true);
    add("camera.allowed", "0", false);
    add("lease.duration", "60", true);
    add("lease.duration", "59", false);
    add("lease.duration", "60.5", false);
    add("lease.duration", "\"60\"", false);
    add("usb.dataAccess", "\"disallowed\"", true);
    add("usb.dataAccess", "\"DISALLOWED\"", false);
    add("apps.blocked", R"(["com.example.chat"])", true);
    add("apps.blocked", R"(["chat"])", false);
    add("apps.blocked", R"("com.example.chat")", false);
    add("keyguard.disabledFeatures", R"(["camera", "face"])", true);
    add("keyguard.disabledFeatures", R"(["faces"])", false);
    add("update.window", R"("22:00-05:00")", true);
    add("update.window", R"("22-05")", false);
    add("update.freezePeriods", R"(["12-15..01-06"])", true);
    add("update.freezePeriods", R"(["12-15..13-06"])", false);
    add("update.minimumRelease", R"("1.2.0")", true);
    add("update.minimumRelease", R"("1.02.0")", false);
    add("vpn.server", R"("vpn.example.com")", true);
    add("vpn.server", R"("vpn example com")", false);
    add("proxy.excludedHosts", R"(["*.example.com", "::1"])", true);
    add("proxy.excludedHosts", R"(["**.example.com"])", false);
    add("proxy.pacUrl", R"("https://proxy.example/a.pac")", true);
    add("proxy.pacUrl", R"("proxy.example/a.pac")", false);
    add("factoryReset.adminEmails", R"(["it@example.com"])", true);
    add("factoryReset.adminEmails", R"(["it"])", false);
    add("locale.language", R"("pt-BR")", true);
    add("locale.language", R"("pt_BR")", false);
    add("time.zone", R"("Europe/Vienna")", true);
    add("time.zone", R"("Vienna")", false);
    add("notice.support", "\"Call us.\\nAt night too.\"", true);
    add("notice.support", "\"\\u0007\"", false);
    add("wifi.blockedNetworks", R"(["Free WLAN"])", true);
    add("wifi.blockedNetworks", "[\"a\\tb\"]", false);
}

void SettingSchemaTest::schemaAndCheckAgree() {
    QFETCH(QString, setting);
    QFETCH(QString, json);
    QFETCH(bool, good);
    const auto* declared = policy::findSetting(setting.toStdString());
    QVERIFY(declared != nullptr);
    const auto parsed = base::parseJson(json.toStdString());
    QCOMPARE(accepts(policy::settingSchema(*declared), *parsed), good);
    const auto value = policy::valueFromJson(*parsed);
    QCOMPARE(value.ok() && policy::checkSetting(declared->name, *value).ok(), good);
}

void SettingSchemaTest::aPolicyFileIsAcceptedAndAMisspelledOneIsNot() {
    const Json schema = policy::policySchema();
    const auto takes = [&](const char* text) { return accepts(schema, *base::parseJson(text)); };
    QVERIFY(takes(R"({"name": "field-staff", "when": "device.model == 'x'", "settings": {"camera.allowed": false},
                      "assignments": [{"target": "persona:work", "level": "org"}, {"target": "all"}]})"));
    const char* const named = R"({"$schema": "./policy.schema.json", "name": "field-staff", "settings": {}})";
    QVERIFY(takes(named));
    QVERIFY(policy::policyFromJson(*base::parseJson(named)).ok());
    QVERIFY(!takes(R"({"name": "field-staff"})"));
    QVERIFY(!takes(R"({"name": "Field Staff", "settings": {}})"));
    QVERIFY(!takes(R"({"name": "field-staff", "settings": {"camera.alowed": false}})"));
    QVERIFY(!takes(R"({"name": "field-staff", "settings": {}, "levels": []})"));
    QVERIFY(!takes(R"({"name": "field-staff", "settings": {}, "assignments": [{"target": "everyone"}]})"));
    QVERIFY(!takes(R"({"name": "field-staff", "settings": {}, "assignments": [{"target": "all", "level": "top"}]})"));
}

QTEST_GUILESS_MAIN(SettingSchemaTest)
#include "setting_schema_test.moc"
