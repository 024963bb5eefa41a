// math, optionals, encoders, network, version.
#include <QtTest>

#include "policy/cel/ip_text.h"
#include "tests/policy/cel/function_calls.h"

using namespace policy::cel;
using namespace policy::cel::tests;

namespace {

void everything(FunctionTable& table) {
    addMathFunctions(table);
    addOptionalFunctions(table);
    addEncoderFunctions(table);
    addNetworkFunctions(table);
    addVersionFunctions(table);
}

}  // namespace

class ExtensionFunctionsTest : public QObject {
    Q_OBJECT

    FunctionCalls m_call{everything};
    std::string shownCall(const std::string& id, const std::vector<Value>& arguments) { return shown(m_call(id, arguments)); }

private slots:
    void theGreatestOfMixedNumbersKeepsItsKind() {
        QCOMPARE(shownCall("math_@max_int_uint", {number(3), Value(std::uint64_t{4})}), std::string("4u"));
        QCOMPARE(shownCall("math_@max_list_int", {Value::list({Value(5.4), number(10), Value(std::uint64_t{3})})}), std::string("10"));
        QCOMPARE(shownCall("math_@min_double_int", {Value(1.0), number(1)}), std::string("1.0"));
        QVERIFY(m_call("math_@max_list_int", {Value::list({})}).isError());
        QVERIFY(m_call("math_@max_list_int", {Value::list({number(1), text("a")})}).isError());
        QVERIFY(m_call("math_@max_double_double", {Value(1.0), Value(std::nan(""))}).isError());
        QVERIFY(m_call("math_@min_double_double", {Value(std::nan("")), Value(1.0)}).isError());
    }

    void numbersAtTheEdge() {
        QVERIFY(m_call("math_abs_int", {number(INT64_MIN)}).isError());
        QCOMPARE(shownCall("math_round_double", {Value(-1.5)}), std::string("-2.0"));
        QCOMPARE(shownCall("math_bitShiftRight_int_int", {number(-1024), number(3)}), std::string("2305843009213693824"));
        QCOMPARE(shownCall("math_bitShiftLeft_int_int", {number(1), number(64)}), std::string("0"));
        QVERIFY(m_call("math_bitShiftLeft_int_int", {number(1), number(-1)}).isError());
        QCOMPARE(shownCall("math_sqrt_int", {number(49)}), std::string("7.0"));
    }

    void optionalsHoldOrGiveWay() {
        const Value none = m_call("optional_none", {});
        QCOMPARE(shownCall("optional_ofNonZeroValue", {text("")}), std::string("optional.none()"));
        QCOMPARE(shownCall("optional_ofNonZeroValue", {number(7)}), std::string("optional.of(7)"));
        QCOMPARE(shownCall("optional_value", {none}), std::string("error: optional.none() dereference"));
        QCOMPARE(shownCall("optional_orValue_value", {none, number(1)}), std::string("1"));
        QCOMPARE(shownCall("optional_unwrapOpt", {Value::list({none, Value::optional(number(1))})}), std::string("[1]"));
        QCOMPARE(shownCall("list_last", {Value::list({number(1), number(2)})}), std::string("optional.of(2)"));
        QCOMPARE(shownCall("list_first", {Value::list({})}), std::string("optional.none()"));
    }

    void base64GoesThereAndBack() {
        for (const std::string& octets : {std::string(), std::string("f"), std::string("fo"), std::string("foo"), std::string("\0\xFF\xFE\xFB", 4)}) {
            const Value encoded = m_call("base64_encode_bytes", {Value(Bytes{octets})});
            QCOMPARE(m_call("base64_decode_string", {encoded}).bytes().octets, octets);
        }
        QCOMPARE(shownCall("base64_decode_string", {text("aGVsbG8")}), std::string("b\"hello\""));
        for (const char* wrong : {"a", "a===", "aG=sbG8=", "aGVsbG8==", "aGVs bG8="})
            QVERIFY2(m_call("base64_decode_string", {text(wrong)}).isError(), wrong);
    }

    void addressesAreReadStrictly() {
        for (const char* good : {"0.0.0.0", "255.255.255.255", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "64:ff9b::1.2.3.4", "1:2:3:4:5:6:7::"})
            QVERIFY2(parseIp(good), good);
        for (const char* bad : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.4 ", "::ffff:1.2.3.4", "fe80::1%eth0", ":::", "1::2::3",
                                "1:2:3:4:5:6:7:8::", "1:2:3:4:5:6:7", "12345::", "1.2.3.4::", ":1", "1:", "g::"})
            QVERIFY2(!parseIp(bad), bad);
        for (const char* bad : {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/", "/8", "::/129"})
            QVERIFY2(!parseCidr(bad), bad);
    }

    void addressesAreWrittenCanonically() {
        const auto written = [](const char* text) { return ipText(*parseIp(text)); };
        QCOMPARE(written("2001:0DB8:0:0:1:0:0:1"), std::string("2001:db8::1:0:0:1"));
        QCOMPARE(written("1:0:2:0:0:0:3:4"), std::string("1:0:2::3:4"));
        QCOMPARE(written("0:0:0:0:0:0:0:0"), std::string("::"));
        QCOMPARE(written("1:0:3:4:5:6:7:8"), std::string("1:0:3:4:5:6:7:8"));
        QCOMPARE(written("1:2:3:4:5:6:0:0"), std::string("1:2:3:4:5:6::"));
        QCOMPARE(shownCall("ip_is_canonical", {text("2001:DB8::")}), std::string("false"));
    }

    void blocksContainWhatTheyCover() {
        const Value block = m_call("string_to_cidr", {text("10.1.2.3/9")});
        QCOMPARE(shownCall("cidr_to_string", {m_call("cidr_masked", {block})}), std::string("\"10.0.0.0/9\""));
        QCOMPARE(shownCall("cidr_contains_ip_string", {block, text("10.127.255.255")}), std::string("true"));
        QCOMPARE(shownCall("cidr_contains_ip_string", {block, text("10.128.0.0")}), std::string("false"));
        QCOMPARE(shownCall("cidr_contains_ip_string", {block, text("::1")}), std::string("false"));
        QVERIFY(m_call("cidr_contains_ip_string", {block, text("x")}).isError());
        QCOMPARE(shownCall("cidr_contains_cidr_string", {block, text("10.64.0.0/10")}), std::string("true"));
        QCOMPARE(shownCall("cidr_contains_cidr_string", {block, text("10.0.0.0/8")}), std::string("false"));
        QCOMPARE(shownCall("cidr_contains_ip_string", {m_call("string_to_cidr", {text("0.0.0.0/0")}), text("9.9.9.9")}), std::string("true"));
    }

    void addressesKnowTheirKind() {
        const auto asks = [&](const char* id, const char* address) { return m_call(id, {m_call("string_to_ip", {text(address)})}).isTrue(); };
        QVERIFY(asks("ip_is_loopback", "127.9.9.9") && asks("ip_is_loopback", "::1") && !asks("ip_is_loopback", "::2"));
        QVERIFY(asks("ip_is_unspecified", "::") && asks("ip_is_unspecified", "0.0.0.0"));
        QVERIFY(asks("ip_is_link_local_unicast", "169.254.1.1") && asks("ip_is_link_local_unicast", "febf::1"));
        QVERIFY(asks("ip_is_link_local_multicast", "224.0.0.9") && asks("ip_is_link_local_multicast", "ff02::1"));
        QVERIFY(asks("ip_is_global_unicast", "10.0.0.1") && !asks("ip_is_global_unicast", "255.255.255.255") && !asks("ip_is_global_unicast", "ff02::1"));
        QCOMPARE(shownCall("ip_family", {m_call("string_to_ip", {text("::1")})}), std::string("6"));
    }

    void versionsHaveParts() {
        const Value version = m_call("string_to_version", {text("14.2-beta.1")});
        QCOMPARE(shownCall("version_major", {version}), std::string("14"));
        QCOMPARE(shownCall("version_minor", {version}), std::string("2"));
        QCOMPARE(shownCall("version_patch", {version}), std::string("0"));
        QCOMPARE(shownCall("version_to_string", {version}), std::string("\"14.2.0-beta.1\""));
        QCOMPARE(shownCall("is_version_string", {text("latest")}), std::string("false"));
        QVERIFY(m_call("string_to_version", {text("latest")}).isError());
        QVERIFY(m_call("version_major", {m_call("string_to_version", {text("18446744073709551615")})}).isError());
    }
};

QTEST_GUILESS_MAIN(ExtensionFunctionsTest)
#include "extension_functions_test.moc"
