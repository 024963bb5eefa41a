#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "policy/amapi_field.h"
#include "policy/amapi_import.h"
#include "policy/attribute.h"
#include "policy/cel/checker.h"
#include "policy/cel/parser.h"
#include "policy/rule_book_json.h"
#include "policy/setting.h"
#include "tests/policy/golden_file.h"

using base::Json;
using policy::AmapiImport;
using policy::ImportOutcome;
using policy::Value;

namespace {

Json sample(const QString& name) {
    QFile file(QStringLiteral(TWINSET_SOURCE_DIR "/tests/policy/data/amapi/") + name + ".json");
    if (!file.open(QIODevice::ReadOnly)) qFatal("%s is missing", qPrintable(file.fileName()));
    return base::parseJson(file.readAll().toStdString()).value();
}

AmapiImport imported(const char* text) { return policy::importAmapi(base::parseJson(text).value(), {"p", false}).value(); }

AmapiImport withDefaults(const char* text) { return policy::importAmapi(base::parseJson(text).value(), {"p", true}).value(); }

const policy::ImportLine* lineOf(const AmapiImport& import, const std::string& field) {
    const auto found = std::find_if(import.lines.begin(), import.lines.end(), [&](const auto& line) { return line.field == field; });
    return found == import.lines.end() ? nullptr : &*found;
}

std::string shown(const AmapiImport& import) {
    std::string text = policy::policyToJson(import.policy).dump(2) + "\n";
    for (const auto& rule : import.complianceRules) text += policy::complianceRuleToJson(rule).dump(2) + "\n";
    for (const auto& line : import.lines) {
        text += line.field + " " + line.value + ": " + std::string(policy::importOutcomeName(line.outcome));
        for (const auto& one : line.became) text += " [" + one + "]";
        text += (line.why.empty() ? "" : " (" + line.why + ")") + "\n";
    }
    return text;
}

/// Every member that is no object or list of objects.
void leaves(const Json& json, const std::string& at, std::vector<std::string>& into) {
    if (json.is_object())
        for (const auto& [name, value] : json.items()) leaves(value, at.empty() ? name : at + "." + name, into);
    else if (json.is_array() && !json.empty() && json.front().is_object())
        for (std::size_t i = 0; i < json.size(); ++i) leaves(json[i], at + "[" + std::to_string(i) + "]", into);
    else
        into.push_back(at);
}

}  // namespace

class AmapiImportTest : public QObject {
    Q_OBJECT
private slots:
    void samplesBecomeWhatTheGoldenFilesSay_data();
    void samplesBecomeWhatTheGoldenFilesSay();
    void everyFieldOfAFileHasALine_data() { samplesBecomeWhatTheGoldenFilesSay_data(); }
    void everyFieldOfAFileHasALine();
    void everySettingNamedAfterAFieldIsReached();
    void whatTheApiDoesByDefaultIsTakenOver();
    void anOldFieldCountsOnlyWhereTheNewOneSaysNothing();
    void twoScopesJoinToTheStricterValue();
    void anEnforcementRuleAsksForTheSettingsOfItsField();
    void theViolationsAreConditionsThatCompile();
    void anUnknownFieldIsNamed();
    void anEmptyFieldHasALineToo_data();
    void anEmptyFieldHasALineToo();
    void aPolicyThatIsNoneIsRefused();
    void anyJsonIsAnswered();
};

void AmapiImportTest::samplesBecomeWhatTheGoldenFilesSay_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"fully_managed", "work_profile", "mistakes"}) QTest::newRow(name) << QString(name);
}

void AmapiImportTest::samplesBecomeWhatTheGoldenFilesSay() {
    QFETCH(QString, name);
    const auto import = policy::importAmapi(sample(name), {}).value();
    QVERIFY(policy::checkPolicy(import.policy).ok());
    QVERIFY(matchesCommitted("tests/golden/policy/amapi_" + name + ".txt", shown(import)));
}

void AmapiImportTest::everyFieldOfAFileHasALine() {
    QFETCH(QString, name);
    const auto import = policy::importAmapi(sample(name), {}).value();
    std::vector<std::string> all;
    leaves(sample(name), "", all);
    for (const auto& leaf : all) {
        const bool told = std::any_of(import.lines.begin(), import.lines.end(),
                                      [&](const auto& line) { return leaf.starts_with(line.field) && !line.value.empty(); });
        QVERIFY2(told, leaf.c_str());
    }
}

void AmapiImportTest::everySettingNamedAfterAFieldIsReached() {
    for (const auto& setting : policy::allSettings())
        if (!setting.amapi.empty()) {
            const auto* field = policy::findAmapiField(setting.amapi);
            const bool member = setting.amapi == "applications.installType";
            QVERIFY2(member || field != nullptr, setting.name.data());
        }
    std::set<std::string_view> paths;
    for (const auto& field : policy::amapiFields()) {
        QVERIFY2(paths.insert(field.path).second, field.path.data());
        QVERIFY2(field.setting.empty() || policy::findSetting(field.setting) != nullptr, field.path.data());
        for (const auto& word : field.words) QVERIFY(word.setting.empty() || policy::findSetting(word.setting) != nullptr);
    }
}

void AmapiImportTest::whatTheApiDoesByDefaultIsTakenOver() {
    const auto import = withDefaults("{}");
    const auto& settings = import.policy.settings;
    QVERIFY(settings.at("usb.dataAccess") == Value(std::string("fileTransferDisallowed")));
    QVERIFY(settings.at("apps.storeMode") == Value(std::string("allowlist")));
    QVERIFY(settings.at("apps.allowed") == Value(policy::TextSet()));
    QVERIFY(settings.at("developerSettings.allowed") == Value(false));
    QVERIFY(settings.at("safeBoot.allowed") == Value(false));
    QVERIFY(lineOf(import, "playStoreMode")->value.empty());
    QVERIFY(imported("{}").policy.settings.empty());
}

void AmapiImportTest::anOldFieldCountsOnlyWhereTheNewOneSaysNothing() {
    const auto both = imported(R"({"cameraAccess": "CAMERA_ACCESS_USER_CHOICE", "cameraDisabled": true})");
    QVERIFY(both.policy.settings.empty());
    QVERIFY(lineOf(both, "cameraDisabled")->outcome == ImportOutcome::Superseded);
    for (const char* text : {R"({"cameraDisabled": true})", R"({"cameraAccess": "CAMERA_ACCESS_UNSPECIFIED", "cameraDisabled": true})"})
        QVERIFY(imported(text).policy.settings.at("camera.allowed") == Value(false));
    QVERIFY(!withDefaults(R"({"usbFileTransferDisabled": false})").policy.settings.contains("usb.dataAccess"));
}

void AmapiImportTest::twoScopesJoinToTheStricterValue() {
    const auto import = policy::importAmapi(sample("work_profile"), {}).value();
    QVERIFY(import.policy.settings.at("password.complexity") == Value(std::string("high")));
    QVERIFY(import.policy.settings.at("password.maximumFailures") == Value(std::int64_t{10}));
}

void AmapiImportTest::anEnforcementRuleAsksForTheSettingsOfItsField() {
    const auto import = imported(R"({"cameraDisabled": true, "policyEnforcementRules":
        [{"settingName": "cameraDisabled", "blockAction": {"blockAfterDays": 2}, "wipeAction": {"wipeAfterDays": 9}}]})");
    QCOMPARE(import.complianceRules.size(), std::size_t{1});
    const auto& rule = import.complianceRules.front();
    QCOMPARE(rule.name, std::string("amapi-camera-disabled"));
    QCOMPARE(rule.violation, std::string(R"("camera.allowed" in phone.notEnforced)"));
    QCOMPARE(rule.ladder.size(), std::size_t{3});
    QVERIFY(rule.ladder[1].action == policy::ComplianceAction::Block && rule.ladder[1].after == std::chrono::days(2));
    QVERIFY(rule.ladder[2].action == policy::ComplianceAction::Wipe && rule.ladder[2].after == std::chrono::days(9));
}

void AmapiImportTest::theViolationsAreConditionsThatCompile() {
    const auto import = policy::importAmapi(sample("fully_managed"), {}).value();
    QCOMPARE(import.complianceRules.size(), std::size_t{2});
    for (const auto& rule : import.complianceRules) {
        auto parsed = policy::cel::parse(rule.violation, policy::conditionEnvironment().limits);
        QVERIFY2(parsed.ast.has_value(), rule.violation.c_str());
        const auto checked = policy::cel::check(std::move(*parsed.ast), policy::conditionEnvironment()).checked;
        QVERIFY2(checked && checked->result.kind == policy::cel::TypeKind::Bool, rule.violation.c_str());
    }
}

void AmapiImportTest::anUnknownFieldIsNamed() {
    const auto import = imported(R"({"cameraDisabled": true, "cameraDisabledd": true})");
    QVERIFY(lineOf(import, "cameraDisabledd")->outcome == ImportOutcome::Unknown);
    QVERIFY(lineOf(import, "cameraDisabled")->outcome == ImportOutcome::Became);
}

void AmapiImportTest::anEmptyFieldHasALineToo_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("no apps") << R"({"applications": []})" << "applications" << "holds";
    QTest::newRow("no app may be installed") << R"({"applications": [], "playStoreMode": "WHITELIST"})" << "applications" << "became";
    QTest::newRow("no rules") << R"({"policyEnforcementRules": []})" << "policyEnforcementRules" << "holds";
    QTest::newRow("a message without a text") << R"({"shortSupportMessage": {}})" << "shortSupportMessage" << "holds";
}

void AmapiImportTest::anEmptyFieldHasALineToo() {
    QFETCH(QString, text);
    QFETCH(QString, field);
    QFETCH(QString, outcome);
    const auto import = imported(text.toUtf8().constData());
    const auto* line = lineOf(import, field.toStdString());
    QVERIFY(line != nullptr);
    QCOMPARE(std::string(policy::importOutcomeName(line->outcome)), outcome.toStdString());
    QCOMPARE(!line->became.empty(), outcome == "became");
}

void AmapiImportTest::aPolicyThatIsNoneIsRefused() {
    QVERIFY(!policy::importAmapi(Json::array(), {}).ok());
    QVERIFY(!policy::importAmapi(Json::object(), {"Not A Name", true}).ok());
}

void AmapiImportTest::anyJsonIsAnswered() {
    const std::vector<Json> strange{nullptr, true, 5, -1, 1.5, "", "x", Json::array(), Json::object(), {{"a", 1}}, Json::array({1, "x", nullptr, Json::object()})};
    for (const auto& field : policy::amapiFields())
        for (const auto& value : strange) {
            Json json = value;
            std::string path(field.path);
            for (auto dot = path.rfind('.'); dot != std::string::npos; dot = path.rfind('.')) {
                json = Json{{path.substr(dot + 1), json}};
                path = path.substr(0, dot);
            }
            const auto import = policy::importAmapi(Json{{path, json}}, {});
            QVERIFY2(import.ok() && policy::checkPolicy(import->policy).ok(), field.path.data());
        }
}

QTEST_GUILESS_MAIN(AmapiImportTest)
#include "amapi_import_test.moc"
