#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "policy/rule_book_json.h"

using base::Json;

namespace {

Json sampleBook() {
    std::ifstream file(TWINSET_SOURCE_DIR "/tests/policy/data/rule_book.json");
    return Json::parse(file);
}

}  // namespace

class RuleBookJsonTest : public QObject {
    Q_OBJECT
private slots:
    void aBookSurvivesJson();
    void anAssignmentIsOfLevelGroupUnlessItSaysOtherwise();
    void aSchemaMayBeNamedAtTheTopAndIsNotKept();
    void whatIsNotInTheFormatIsRefused_data();
    void whatIsNotInTheFormatIsRefused();
    void targetsSurviveText();
};

void RuleBookJsonTest::aBookSurvivesJson() {
    const auto written = sampleBook();
    const auto book = policy::ruleBookFromJson(written);
    QVERIFY2(book.ok(), book.ok() ? "" : book.error().message.c_str());
    QCOMPARE(QString::fromStdString(policy::ruleBookToJson(*book).dump()), QString::fromStdString(written.dump()));
    QVERIFY(policy::ruleBookFromJson(policy::ruleBookToJson(*book)).value() == *book);
    QCOMPARE(book->complianceRules.at("encrypted").ladder.front().after, base::Duration(std::chrono::minutes(90)));
    QVERIFY(policy::ruleBookFromJson(Json::object()).value() == policy::RuleBook());
}

void RuleBookJsonTest::anAssignmentIsOfLevelGroupUnlessItSaysOtherwise() {
    const auto assignment = policy::assignmentFromJson({{"policy", "p"}, {"target", "all"}});
    QCOMPARE(assignment->level, policy::Level::Group);
}

void RuleBookJsonTest::aSchemaMayBeNamedAtTheTopAndIsNotKept() {
    auto written = sampleBook();
    written["$schema"] = "https://example.com/rules.schema.json";
    written["policies"][0]["$schema"] = "./policy.schema.json";
    const auto book = policy::ruleBookFromJson(written);
    QVERIFY2(book.ok(), book.ok() ? "" : book.error().message.c_str());
    QCOMPARE(QString::fromStdString(policy::ruleBookToJson(*book).dump()), QString::fromStdString(sampleBook().dump()));
}

void RuleBookJsonTest::whatIsNotInTheFormatIsRefused_data() {
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");  // empty: the member is removed
    QTest::addColumn<QString>("why");
    QTest::newRow("unknown member") << "/policies/0/setings" << "{}" << "setings";
    QTest::newRow("a schema where there is none") << "/assignments/0/$schema" << "\"x\"" << "$schema";
    QTest::newRow("a schema that is no text") << "/$schema" << "1" << "$schema: expected a string";
    QTest::newRow("no settings") << "/policies/0/settings" << "" << "settings: is missing";
    QTest::newRow("a fraction") << "/policies/0/settings/camera.allowed" << "1.5" << "policy.settings.camera.allowed";
    QTest::newRow("a name that is none") << "/policies/0/name" << "\"Field Staff\"" << "is not a name";
    QTest::newRow("a name twice") << "/policies/0/name" << "\"quiet\"" << "two named 'quiet'";
    QTest::newRow("members and expression") << "/groups/0/expression" << "\"true\"" << "either members or an expression";
    QTest::newRow("neither") << "/groups/0/members" << "" << "either members or an expression";
    QTest::newRow("a target that is none") << "/assignments/0/target" << "\"everybody\"" << "is no target";
    QTest::newRow("a level that is none") << "/assignments/0/level" << "\"top\"" << "is no level";
    QTest::newRow("no reason") << "/exceptions/0/reason" << "\"\"" << "say why";
    QTest::newRow("no owner") << "/exceptions/0/owner" << "" << "owner: is missing";
    QTest::newRow("no expiry") << "/exceptions/0/expiresAt" << "" << "expiresAt: is missing";
    QTest::newRow("an action that is none") << "/complianceRules/0/ladder/0/action" << "\"explode\"" << "ladder[0]";
    QTest::newRow("a duration that is none") << "/complianceRules/0/grace" << "\"soon\"" << "is not a duration";
    QTest::newRow("a list that is none") << "/policies" << "{}" << "expected an array";
}

void RuleBookJsonTest::whatIsNotInTheFormatIsRefused() {
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, why);
    auto json = sampleBook();
    const Json::json_pointer place(pointer.toStdString());
    if (value.isEmpty())
        json.at(place.parent_pointer()).erase(place.back());
    else
        json[place] = Json::parse(value.toStdString());
    const auto book = policy::ruleBookFromJson(json);
    QVERIFY(!book.ok());
    QCOMPARE(book.error().code, base::ErrorCode::InvalidInput);
    QVERIFY2(QString::fromStdString(book.error().message).contains(why), book.error().message.c_str());
}

void RuleBookJsonTest::targetsSurviveText() {
    for (const char* text : {"all", "persona:work", "handset:hs-1", "phone:vp-1", "group:sales"})
        QCOMPARE(policy::targetText(policy::targetFromText(text).value()), std::string(text));
    for (const char* text : {"", "persona:", "persona:Work Phone", "fleet:x", "all:x"}) QVERIFY(!policy::targetFromText(text).ok());
}

QTEST_GUILESS_MAIN(RuleBookJsonTest)
#include "rule_book_json_test.moc"
