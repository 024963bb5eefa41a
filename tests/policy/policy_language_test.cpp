// docs/policy-language.md says what the code says: its table of attributes is the code's, its functions are all there,
// its examples compile. TWINSET_UPDATE_GOLDEN=1 writes the table anew.
#include <QTest>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "policy/attribute.h"
#include "policy/cel/expression.h"

namespace {

constexpr const char* kDocument = TWINSET_SOURCE_DIR "/docs/policy-language.md";
const std::string kBegin = "<!-- attributes, made from policy/attribute.cpp -->\n",
                  kEnd = "<!-- end of attributes -->\n";

std::string readDocument() {
    std::ifstream file(kDocument);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string typeName(policy::AttributeType type) {
    using enum policy::AttributeType;
    switch (type) {
        case Boolean:
            return "bool";
        case Integer:
            return "int";
        case Number:
            return "double";
        case Text:
            return "string";
        case Version:
            return "version";
        case Time:
            return "timestamp";
        case TextList:
            return "list(string)";
        case TextMap:
            return "map(string, string)";
    }
    return {};
}

std::string attributeTable() {
    std::string table = "| attribute | type | always there | what it is |\n|---|---|---|---|\n";
    for (const policy::Attribute& attribute : policy::allAttributes())
        table += "| `" + std::string(attribute.name) + "` | " + typeName(attribute.type) + " | " +
                 (attribute.always ? "yes" : "no") + " | " + std::string(attribute.description) + " |\n";
    return table;
}

/// The bodies of the document's blocks of conditions, one expression each.
std::vector<std::string> examples(const std::string& document) {
    std::vector<std::string> found;
    const std::string open = "```cel\n", close = "```";
    for (std::size_t at = document.find(open); at != std::string::npos; at = document.find(open, at)) {
        at += open.size();
        const std::size_t end = document.find(close, at);
        found.push_back(document.substr(at, end - at));
        at = end + close.size();
    }
    return found;
}

}  // namespace

class PolicyLanguageTest : public QObject {
    Q_OBJECT

private slots:
    void theDocumentsAttributesAreTheCodes() {
        std::string document = readDocument();
        const std::size_t begin = document.find(kBegin), end = document.find(kEnd);
        QVERIFY(begin != std::string::npos && end != std::string::npos && begin < end);
        const std::size_t from = begin + kBegin.size();
        if (std::getenv("TWINSET_UPDATE_GOLDEN")) {
            document.replace(from, end - from, attributeTable());
            std::ofstream(kDocument) << document;
            return;
        }
        QCOMPARE(QString::fromStdString(document.substr(from, end - from)), QString::fromStdString(attributeTable()));
    }

    void everyFunctionIsInTheDocument() {
        const std::string document = readDocument();
        for (const std::string_view name : policy::cel::allFunctions().names()) {
            if (name.find('_') == 0 || name.find('@') != std::string_view::npos || name == "!_" || name == "-_")
                continue;
            const std::size_t dot = name.rfind('.');
            const std::string last(dot == std::string_view::npos ? name : name.substr(dot + 1));
            const bool there = document.find("`" + std::string(name) + "(") != std::string::npos ||
                               document.find("." + last + "(") != std::string::npos;
            QVERIFY2(there, std::string(name).c_str());
        }
    }

    void everyExampleCompiles() {
        const auto found = examples(readDocument());
        QVERIFY(found.size() >= 10);
        for (const std::string& example : found) {
            const auto result = policy::cel::compile(example, policy::conditionEnvironment(),
                                                     policy::cel::Type{policy::cel::TypeKind::Bool, {}, {}});
            QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(PolicyLanguageTest)
#include "policy_language_test.moc"
