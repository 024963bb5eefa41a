// Runs the public CEL conformance suite (npm, @bufbuild/cel-spec; scripts/fetch-cel-conformance): parses, checks and
// evaluates every case, with and without its types. A case passes, or stands in conformance_skipped.txt with the reason
// why it cannot; one that stands there and passes fails the test.
#include <QTest>

#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "tests/policy/cel/conformance_case.h"

namespace {

// Where our tree is another one, for a reason; as all of block_ext: the reference implementation does not follow types
// through cel.block.
const std::set<std::string> kOtherTrees{
    // optMap looks at its target once here.
    "optionals/optionals/none_optMap_hasValue",
    "optionals/optionals/optional_of_optMap_value",
    // The overload is called ..._tz there, unlike its siblings, which are called ..._with_tz.
    "timestamps/timestamp_selectors_tz/getSeconds",
    // The case itself names our type, and says that it is right where the recorded tree differs.
    "type_deductions/legacy_nullable_types/null_assignable_to_abstract_parameter_candidate",
};

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
            if (!reason.empty() && reason.mapped().empty())
                wrong.push_back(test.name + ": is skipped without a reason");
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

    // Of the cases that pass: what is skipped has no tree to compare.
    void everyNodeHasTheTypesAndOverloadsOfTheReference() {
        const auto cases = conformance::readSuite(TWINSET_SOURCE_DIR "/build/cel-conformance/conformance.json");
        QVERIFY2(!cases.empty(), "the conformance suite is not here; run scripts/fetch-cel-conformance");
        const auto skipped = readSkipped();
        int compared = 0, different = 0;
        for (const conformance::Case& test : cases) {
            if (test.checked.empty() || skipped.contains(test.name) || kOtherTrees.contains(test.name) ||
                test.file == "block_ext")
                continue;
            const auto got = conformance::checkedText(test);
            if (!got) continue;
            ++compared;
            if (*got == test.checked) continue;
            ++different;
            std::cout << test.name << "\nexpected:\n" << test.checked << "\ngot:\n" << *got << "\n\n";
        }
        std::cout << compared - different << "/" << compared << " checked trees as the reference implementation's\n";
        QVERIFY(compared > 1000);
        QCOMPARE(different, 0);
    }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
