// Compares the parser with cel-go's, whose trees and refusals the public conformance package records for every one of its expressions.
#include <QtTest>

#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "policy/cel/parse_with_macros.h"

using namespace policy::cel;

namespace {

struct Tally {
    int passed = 0, total = 0;
};

class ParserConformance {
public:
    void run(const nlohmann::json& suite, Tally& tally) {
        for (const auto& test : suite.value("tests", nlohmann::json::array()))
            compare(test, tally);
        for (const auto& inner : suite.value("suites", nlohmann::json::array()))
            run(inner, tally);
    }

    [[nodiscard]] const std::vector<std::string>& wrong() const { return m_wrong; }

private:
    void compare(const nlohmann::json& test, Tally& tally) {
        const std::string source = test.at("original").at("expr").get<std::string>();
        ++tally.total;
        const std::string difference = differenceOf(source, test);
        if (difference.empty())
            ++tally.passed;
        else
            m_wrong.push_back(nlohmann::json(source).dump() + "\n" + difference);
    }

    static std::string differenceOf(const std::string& source, const nlohmann::json& test) {
        const ParseOutcome outcome = parseWithMacros(source, Limits{}, MacroSet::Standard);
        if (test.contains("ast")) {
            const std::string expected = test.at("ast").get<std::string>();
            if (!outcome.ast)
                return "refused:\n" + renderProblems(source, outcome.problems);
            const std::string got = debugText(*outcome.ast);
            return got == expected ? "" : "expected:\n" + expected + "\ngot:\n" + got;
        }
        // The recorded parser had these switched off, and a low limit for its own recursion.
        const std::string error = test.at("error").get<std::string>();
        const bool couldParse = error.find("unsupported syntax") != std::string::npos || error.find("recursion") != std::string::npos;
        const bool syntaxError = error.find("Syntax error") != std::string::npos;
        if (couldParse && !syntaxError)
            return outcome.ast ? "" : "refused:\n" + renderProblems(source, outcome.problems);
        return outcome.ast ? "accepted, but cel-go says\n" + error : "";
    }

    std::vector<std::string> m_wrong;
};

}  // namespace

class ParserConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void treesAreThoseOfTheReference() {
        ParserConformance conformance;
        for (const char* suite : {"conformance", "parsing", "comprehension", "checking"}) {
            std::ifstream file(std::string(TWINSET_SOURCE_DIR "/build/cel-conformance/") + suite + ".json");
            QVERIFY2(file, "the conformance suite is not here; run scripts/fetch-cel-conformance");
            Tally tally;
            conformance.run(nlohmann::json::parse(file), tally);
            QVERIFY(tally.total > 0);
            std::cout << suite << ": " << tally.passed << "/" << tally.total << " as the reference parser\n";
        }
        for (const std::string& wrong : conformance.wrong())
            std::cout << wrong << "\n\n";
        QCOMPARE(conformance.wrong().size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(ParserConformanceTest)
#include "parser_conformance_test.moc"
