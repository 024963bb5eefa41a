// Versions of releases and agents, as conditions compare them.
#include <QTest>

#include "policy/cel/version_text.h"

using namespace policy::cel;

class VersionTextTest : public QObject {
    Q_OBJECT
private slots:
    void versionsAreOrdered_data();
    void versionsAreOrdered();
    void whatIsNoVersionIsRefused_data();
    void whatIsNoVersionIsRefused();
    void aVersionIsWrittenInFull();
};

void VersionTextTest::versionsAreOrdered_data() {
    QTest::addColumn<QString>("smaller");
    QTest::addColumn<QString>("larger");
    const auto row = [](const char* smaller, const char* larger) { QTest::addRow("%s < %s", smaller, larger) << smaller << larger; };
    row("1.9.0", "1.10.0");
    row("14", "14.0.1");
    row("1.0.0-alpha", "1.0.0");
    row("1.0.0-alpha", "1.0.0-alpha.1");
    row("1.0.0-alpha.1", "1.0.0-alpha.beta");
    row("1.0.0-beta.2", "1.0.0-beta.11");
    row("1.0.0-99999999999999999999", "1.0.0-100000000000000000000");
    row("1.2.3", "1.2.3.1");
    row("v1.2.3", "2");
}

void VersionTextTest::versionsAreOrdered() {
    QFETCH(QString, smaller);
    QFETCH(QString, larger);
    const auto a = parseVersion(smaller.toStdString()), b = parseVersion(larger.toStdString());
    QVERIFY(a && b);
    QVERIFY(compareVersions(*a, *b) < 0);
    QVERIFY(compareVersions(*b, *a) > 0);
    QVERIFY(compareVersions(*a, *a) == 0);
}

void VersionTextTest::whatIsNoVersionIsRefused_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "v", "1.", ".1", "1..2", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3+", "-1", "1 .2", "1.2.3.4.5.6.7",
                             "99999999999999999999", "1.2.3-ä"})
        QTest::addRow("'%s'", text) << QString(text);
    QTest::addRow("too long") << QString(200, '1');
}

void VersionTextTest::whatIsNoVersionIsRefused() {
    QFETCH(QString, text);
    QVERIFY(!parseVersion(text.toStdString()));
}

void VersionTextTest::aVersionIsWrittenInFull() {
    QCOMPARE(versionText(*parseVersion("v1.2")), std::string("1.2.0"));
    QCOMPARE(versionText(*parseVersion("01.2.3-rc.1+build.7")), std::string("1.2.3-rc.1"));
}

QTEST_GUILESS_MAIN(VersionTextTest)
#include "version_text_test.moc"
