#include <QTest>

#include "policy/setting_reference.h"
#include "tests/policy/golden_file.h"

class SettingReferenceTest : public QObject {
    Q_OBJECT
private slots:
    void theCommittedPageIsTheGeneratedOne();
    void everySettingHasASectionAndEveryFact();
};

void SettingReferenceTest::theCommittedPageIsTheGeneratedOne() {
    QVERIFY(matchesCommitted("docs/policy-reference.md", policy::settingReference()));
}

void SettingReferenceTest::everySettingHasASectionAndEveryFact() {
    const QString page = QString::fromStdString(policy::settingReference());
    for (const auto& setting : policy::allSettings()) {
        const QString name = QString::fromUtf8(setting.name.data(), static_cast<qsizetype>(setting.name.size()));
        QVERIFY2(page.contains("\n### " + name + "\n"), qPrintable(name));
        QVERIFY2(page.contains("](#" + QString(name).remove('.').toLower() + ") |"), qPrintable(name));
        for (const auto& fact : policy::settingFacts(setting)) QVERIFY2(!fact.text.empty() && fact.text.find('|') == std::string::npos, qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(SettingReferenceTest)
#include "setting_reference_test.moc"
