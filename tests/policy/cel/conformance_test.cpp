// Runs the public CEL conformance suite (npm, @bufbuild/cel-spec; scripts/fetch-cel-conformance): parses, checks and evaluates
// every case, with and without its types. A case passes, or stands in conformance_skipped.txt with the reason why it cannot; one that stands there and passes fails the test.
#include <QTest>

#include <fstream>
#include <iostream>
#include <map>

#include "tests/policy/cel/conformance_case.h"

namespace {

struct Tally {
    int passed = 0, skipped = 0, total = 0;
};

/// Lines "CASE: REASON"; empty lines and lines that start with # say nothing.
std::map<std::string, std::string> readSkipped() {
    std::ifstream file(TWINSET_SOURCE_DIR "/tests/policy/cel/conformance_skipped.txt");
    std::map<std::string, std::string> skipped;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t colon = line.find(": ");
        skipped.emplace(line.substr(0, colon), colon == std::string::npos ? std::string() : line.substr(colon + 2));
    }
    return skipped;
}

void print(const std::string& what, const Tally& tally) {
    std::cout << what << ": " << tally.passed << "/" << tally.total << " passed";
    if (tally.skipped > 0) std::cout << ", " << tally.skipped << " skipped";
    std::cout << "\n";
}

}  // namespace

class ConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void everyCasePassesOrIsSkippedForAReason() {
        const auto cases = conformance::readSuite(TWINSET_SOURCE_DIR "/build/cel-conformance/conformance.json");
        QVERIFY2(!cases.empty(), "the conformance suite is not here; run scripts/fetch-cel-conformance");
        auto skipped = readSkipped();
        std::vector<std::pair<std::string, Tally>> files;
        Tally all;
        std::vector<std::string> wrong;
        for (const conformance::Case& test : cases) {
            if (files.empty() || files.back().first != test.file) files.emplace_back(test.file, Tally{});
            Tally& file = files.back().second;
            const std::string problem = conformance::runCase(test);
            const auto reason = skipped.extract(test.name);
            if (problem.empty() && !reason.empty()) wrong.push_back(test.name + ": is skipped, but passes");
            if (!problem.empty() && reason.empty()) wrong.push_back(test.name + ": " + problem);
            if (!reason.empty() && reason.mapped().empty()) wrong.push_back(test.name + ": is skipped without a reason");
            for (Tally* tally : {&file, &all}) {
                ++tally->total;
                ++(problem.empty() ? tally->passed : tally->skipped);
            }
        }
        for (const auto& [name, reason] : skipped) wrong.push_back(name + ": is skipped, but there is no such case");
        for (const auto& [name, tally] : files) print(name, tally);
        print("overall", all);
        for (const std::string& line : wrong) std::cout << line << "\n";
        QCOMPARE(wrong.size(), std::size_t{0});
        QVERIFY(all.passed >= 1640);
    }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
