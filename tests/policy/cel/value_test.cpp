#include <QtTest>
#include <cmath>
#include <limits>

#include "policy/cel/environment.h"
#include "policy/cel/value.h"

using namespace policy::cel;

namespace {

Value text(std::string_view t) { return Value(std::string(t)); }
Value whole(std::int64_t number) { return Value(number); }
Value natural(std::uint64_t number) { return Value(number); }

Value nested(std::uint32_t levels) {
    Value value = whole(1);
    for (std::uint32_t i = 0; i < levels && !value.isError(); ++i)
        value = Value::list({value});
    return value;
}

}  // namespace

class ValueTest : public QObject {
    Q_OBJECT
private slots:
    void numbersAreEqualByTheirMathematicalValue_data() {
        QTest::addColumn<Value>("a");
        QTest::addColumn<Value>("b");
        QTest::addColumn<bool>("equal");
        const std::int64_t large = (1LL << 53) + 1;
        QTest::newRow("int and uint") << whole(1) << natural(1) << true;
        QTest::newRow("int and double") << whole(1) << Value(1.0) << true;
        QTest::newRow("no rounding") << whole(large) << Value(9007199254740992.0) << false;
        QTest::newRow("most int is not 2^63") << whole(std::numeric_limits<std::int64_t>::max()) << Value(9223372036854775808.0) << false;
        QTest::newRow("least int is -2^63") << whole(std::numeric_limits<std::int64_t>::min()) << Value(-9223372036854775808.0) << true;
        QTest::newRow("most uint is not 2^64") << natural(std::numeric_limits<std::uint64_t>::max()) << Value(18446744073709551616.0) << false;
        QTest::newRow("minus one is no uint") << whole(-1) << natural(std::numeric_limits<std::uint64_t>::max()) << false;
        QTest::newRow("nan is nothing") << Value(std::nan("")) << Value(std::nan("")) << false;
        QTest::newRow("minus zero") << Value(-0.0) << whole(0) << true;
        QTest::newRow("text is no number") << text("1") << whole(1) << false;
    }
    void numbersAreEqualByTheirMathematicalValue() {
        QFETCH(Value, a);
        QFETCH(Value, b);
        QFETCH(bool, equal);
        QCOMPARE(valuesEqual(a, b), equal);
        QCOMPARE(valuesEqual(b, a), equal);
        QVERIFY(!equal || hashValue(a) == hashValue(b));
    }

    void numbersAreOrderedAcrossTypes() {
        QVERIFY(compareValues(whole(std::numeric_limits<std::int64_t>::max()), Value(9223372036854775808.0)) == std::partial_ordering::equivalent);
        QVERIFY(compareValues(whole((1LL << 53) + 1), natural(1ULL << 53)) == std::partial_ordering::greater);
        QVERIFY(compareValues(Value(1.5), whole(1)) == std::partial_ordering::greater);
        QVERIFY(compareValues(Value(-1.5), whole(-1)) == std::partial_ordering::less);
        QVERIFY(compareValues(natural(0), Value(-0.5)) == std::partial_ordering::greater);
        QVERIFY(compareValues(whole(-1), natural(0)) == std::partial_ordering::less);
        QVERIFY(compareValues(whole(1), Value(HUGE_VAL)) == std::partial_ordering::less);
        QVERIFY(!compareValues(whole(1), Value(std::nan(""))));
        QVERIFY(!compareValues(whole(1), text("1")));
    }

    void versionsAreOrderedAsSemver() {
        const auto version = [](std::vector<std::uint64_t> numbers, std::vector<std::string> pre) { return Value::version({numbers, pre}); };
        const std::vector<Value> rising{version({1, 0, 0}, {"alpha"}),      version({1, 0, 0}, {"alpha", "1"}), version({1, 0, 0}, {"alpha", "beta"}),
                                        version({1, 0, 0}, {"beta", "2"}),  version({1, 0, 0}, {"beta", "11"}), version({1, 0, 0}, {}),
                                        version({1, 0, 0, 1}, {}),          version({1, 10, 0}, {})};
        for (std::size_t i = 0; i < rising.size(); ++i)
            for (std::size_t j = 0; j < rising.size(); ++j)
                QVERIFY(compareValues(rising[i], rising[j]) == std::optional<std::partial_ordering>(i <=> j));
        QVERIFY(valuesEqual(version({1, 0, 0}, {}), version({1, 0, 0, 0}, {})));
    }

    void mapsFindKeysByEquality_data() {
        QTest::addColumn<int>("size");
        QTest::newRow("small") << 5;
        QTest::newRow("large") << 5000;
    }
    void mapsFindKeysByEquality() {
        QFETCH(int, size);
        MapEntries entries;
        for (int i = 0; i < size; ++i)
            entries.emplace_back(i % 2 == 0 ? whole(i) : natural(static_cast<std::uint64_t>(i)), whole(i * 10));
        entries.emplace_back(text("x"), whole(7));
        const Value map = Value::map(entries);
        QCOMPARE(map.kind(), ValueKind::Map);
        for (int i = 0; i < size; ++i) {
            const Value* found = map.map().find(Value(static_cast<double>(i)));
            QVERIFY(found != nullptr);
            QCOMPARE(found->integer(), i * 10);
        }
        QCOMPARE(map.map().find(text("x"))->integer(), 7);
        QVERIFY(map.map().find(whole(size)) == nullptr);
        QVERIFY(map.map().find(Value(0.5)) == nullptr);
        entries.emplace_back(natural(0), whole(1));
        QVERIFY(Value::map(entries).isError());
    }

    void mapsGrowEntryByEntry() {
        Value map = Value::map({});
        for (std::int64_t i = 0; i < 3000; ++i)
            map = Value::inserted(std::move(map), whole(i), whole(-i));
        const Value kept = map;
        const Value more = Value::inserted(map, text("new"), whole(1));
        QCOMPARE(kept.map().entries.size(), 3000u);
        QCOMPARE(more.map().entries.size(), 3001u);
        QCOMPARE(more.map().find(whole(2999))->integer(), -2999);
        QVERIFY(Value::inserted(kept, Value(5.0), whole(1)).isError());
        QVERIFY(Value::inserted(kept, Value(), whole(1)).isError());
    }

    void appendingLeavesSharedListsAlone() {
        const Value one = Value::list({whole(1)});
        const Value two = Value::appended(one, whole(2));
        QCOMPARE(one.list().size(), 1u);
        QCOMPARE(two.list().size(), 2u);
        Value grown = Value::list({});
        for (std::int64_t i = 0; i < 100; ++i)
            grown = Value::appended(std::move(grown), text("abc"));
        QCOMPARE(grown.list().size(), 100u);
        QCOMPARE(grown.extent().weight, 101u);
    }

    void nestingIsBounded() {
        const Value deep = nested(kMostValueNesting);
        QVERIFY(!deep.isError());
        QVERIFY(valuesEqual(deep, nested(kMostValueNesting)));
        QVERIFY(!valuesEqual(deep, nested(kMostValueNesting - 1)));
        QVERIFY(nested(kMostValueNesting + 1).isError());
        QVERIFY(Value::appended(Value::list({}), deep).isError());
        QVERIFY(Value::optional(deep).isError());
        QVERIFY(Value::map({{whole(1), deep}}).isError());
    }

    void sharedPartsCountInTheWeight() {
        Value value = whole(1);
        for (int i = 0; i < 80; ++i)
            value = Value::list({value, value});
        QCOMPARE(value.extent().weight, std::numeric_limits<std::uint64_t>::max());
        QVERIFY(valueText(value).size() < 100'000);
    }

    void valuesAreWrittenInCelsNotation() {
        const StructType phone{"twinset.Phone", {{"name", {}, ""}, {"age", {}, ""}}};
        QCOMPARE(valueText(Value::list({whole(-1), natural(2), Value(3.0), Value(1e30), text("a\"b\n"), Value(true), Value()})),
                 std::string("[-1, 2u, 3.0, 1e+30, \"a\\\"b\\n\", true, null]"));
        QCOMPARE(valueText(Value::map({{text("k"), Value(Bytes{"\xff\x01"})}})), std::string("{\"k\": b\"\\xff\\x01\"}"));
        QCOMPARE(valueText(Value::optional(whole(1))), std::string("optional.of(1)"));
        QCOMPARE(valueText(Value::structure({&phone, {text("x"), std::nullopt}})), std::string("twinset.Phone{name: \"x\"}"));
        QCOMPARE(valueText(Value(TimestampValue{0, 5'000'000})), std::string("timestamp(\"1970-01-01T00:00:00.005Z\")"));
        QCOMPARE(valueText(Value(DurationValue{-1, -500'000'000})), std::string("duration(\"-1.5s\")"));
        QCOMPARE(valueText(Value::ip({{127, 0, 0, 1}})), std::string("ip(\"127.0.0.1\")"));
        QCOMPARE(valueText(Value::version({{1, 2, 3}, {"beta", "1"}})), std::string("version(\"1.2.3-beta.1\")"));
    }

    void typesAreComparedWithoutTheirParameters() {
        QVERIFY(valuesEqual(Value::type(typeOfValue(Value::list({}))), Value::type(Type::list({TypeKind::Int, {}, {}}))));
        QVERIFY(!valuesEqual(Value::type(Type::opaque("net.IP")), Value::type(Type::opaque("net.CIDR"))));
    }
};

QTEST_GUILESS_MAIN(ValueTest)
#include "value_test.moc"
