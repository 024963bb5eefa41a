#include <QTest>
#include <nlohmann/json.hpp>

#include "base/json.h"

using base::ErrorCode;
using base::ObjectReader;

namespace {

/// Message of the first error met when `read` takes members of the object; empty when there is none.
template <typename Read>
std::string failure(std::string_view text, const Read& read) {
    const auto json = base::parseJson(text);
    if (!json) return json.error().message;
    ObjectReader reader(*json, "thing");
    read(reader);
    const auto result = reader.finish();
    return result ? std::string() : result.error().message;
}

}  // namespace

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void membersAreTakenByNameAndType() {
        const auto json = base::parseJson(
            R"({"t":"text","i":-5,"n":1.5,"b":true,"at":"2026-01-31T12:00:00Z","bytes":"Zm9v","list":["a","b"],"id":"hs-1","nothing":null})");
        QVERIFY(json.ok());
        ObjectReader reader(*json, "thing");
        QCOMPARE(reader.text("t"), std::string("text"));
        QCOMPARE(reader.integer("i", -5, 5), -5);
        QCOMPARE(reader.number("n"), 1.5);
        QVERIFY(reader.boolean("b"));
        QVERIFY(reader.time("at") == *base::parseTimestamp("2026-01-31T12:00:00Z"));
        QCOMPARE(reader.base64("bytes"), base::Bytes("foo"));
        QCOMPARE(reader.texts("list"), (std::vector<std::string>{"a", "b"}));
        QCOMPARE(reader.id<base::HandsetId>("id").text(), std::string("hs-1"));
        QVERIFY(!reader.has("nothing"));
        QVERIFY(!reader.has("absent"));
        QCOMPARE(reader.textOr("absent", "other"), std::string("other"));
        QCOMPARE(reader.integerOr("absent", 0, 9, 3), 3);
        QVERIFY(reader.booleanOr("absent", true));
        QVERIFY(reader.finish().ok());
    }

    void errorsNameTheMember() {
        QCOMPARE(failure("{}", [](auto& r) { (void)r.text("name"); }), std::string("thing.name: is missing"));
        QVERIFY(failure(R"({"n":"1"})", [](auto& r) { (void)r.integer("n", 0, 9); }).starts_with("thing.n: "));
        QVERIFY(failure(R"({"l":["a",1]})", [](auto& r) { (void)r.texts("l"); }).starts_with("thing.l[1]: "));
        QVERIFY(failure("[]", [](auto&) {}).starts_with("thing: "));
    }

    void unknownMembersAreRefused() {
        const auto message = failure(R"({"known":"x","surprise":1})", [](auto& r) { (void)r.text("known"); });
        QVERIFY(message.starts_with("thing.surprise: "));
    }

    void theFirstErrorIsReported() {
        const auto message = failure(R"({"a":1,"b":2})", [](auto& r) {
            (void)r.text("a");
            (void)r.text("b");
        });
        QVERIFY(message.starts_with("thing.a: "));
    }

    void numbersOutsideTheBoundsAreRefused() {
        for (const auto* number :
             {"10", "-1", "1.0", "1e3", "18446744073709551615", "9223372036854775808", "true", "null", "\"1\""}) {
            const auto text = "{\"n\":" + std::string(number) + "}";
            QVERIFY2(!failure(text, [](auto& r) { (void)r.integer("n", 0, 9); }).empty(), number);
        }
        QVERIFY(failure(R"({"n":9})", [](auto& r) { (void)r.integer("n", 0, 9); }).empty());
    }

    void wrongTypesAreRefused() {
        const char* const kWrong[] = {R"({"m":1})", R"({"m":{}})", R"({"m":[1]})", R"({"m":null})", R"({"m":false})"};
        for (const auto* text : kWrong) {
            QVERIFY(!failure(text, [](auto& r) { (void)r.text("m"); }).empty());
            QVERIFY(!failure(text, [](auto& r) { (void)r.time("m"); }).empty());
            QVERIFY(!failure(text, [](auto& r) { (void)r.digest("m"); }).empty());
            QVERIFY(!failure(text, [](auto& r) { (void)r.base64("m"); }).empty());
            QVERIFY(!failure(text, [](auto& r) { (void)r.texts("m"); }).empty());
        }
        QVERIFY(!failure(R"({"m":"x"})", [](auto& r) { (void)r.boolean("m"); }).empty());
        QVERIFY(!failure(R"({"m":"x"})", [](auto& r) { (void)r.number("m"); }).empty());
        QVERIFY(!failure(R"({"m":"../x"})", [](auto& r) { (void)r.template id<base::PhoneId>("m"); }).empty());
    }

    void textThatIsNotJsonIsRefusedWithItsPlace() {
        for (const auto* text : {"", "{", "{\"a\":}", "nul", "{}x", "'a'", "{\"a\":1,}", "\"\xff\""}) {
            const auto parsed = base::parseJson(text);
            QVERIFY2(!parsed && parsed.error().code == ErrorCode::InvalidInput, text);
        }
        QVERIFY(base::parseJson("{\"a\":}").error().message.find("byte 6") != std::string::npos);
    }

    void depthAndLengthAreBounded() {
        const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
        QVERIFY(base::parseJson(nested(64)).ok());
        QVERIFY(!base::parseJson(nested(65)));
        QVERIFY(!base::parseJson(std::string(5'000'000, '[')));
        QVERIFY(base::parseJson("\"" + std::string(200, '[') + "\\\"[\"").ok());
        QVERIFY(base::parseJson("[1,2]", 5).ok());
        QVERIFY(!base::parseJson("[1,23]", 5));
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"
