#include <QDirIterator>
#include <QFile>
#include <QTest>

#include "tests/architecture/include_rules.h"

class IncludeRulesTest : public QObject {
    Q_OBJECT
private slots:
    void aBreachIsFound_data();
    void aBreachIsFound();
    void everySourceKeepsTheRules();
};

void IncludeRulesTest::aBreachIsFound_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("breach");
    QTest::newRow("upwards") << "policy/merge.cpp" << "#include \"fleet/catalog/database.h\"" << true;
    QTest::newRow("downwards") << "policy/merge.cpp" << "#include \"base/result.h\"" << false;
    QTest::newRow("console reaches into the gateway") << "app/console/page.cpp" << "#include \"fleet/gateway/gateway.h\"" << true;
    QTest::newRow("console uses the client") << "app/console/page.cpp" << "#include \"fleet/client/fleet_service.h\"" << false;
    QTest::newRow("main wires") << "app/console/console_main.cpp" << "#include \"fleet/gateway/gateway.h\"" << false;
    QTest::newRow("agent reaches into the catalog") << "agent/agent.cpp" << "#include \"fleet/catalog/database.h\"" << true;
    QTest::newRow("agent uses the link") << "agent/agent.cpp" << "#include \"fleet/link/link_client.h\"" << false;
    QTest::newRow("Qt in the agent") << "agent/agent.cpp" << "#include <QString>" << true;
    QTest::newRow("Qt in the console") << "app/console/page.cpp" << "#include <QString>" << false;
    QTest::newRow("SQLite in the gateway") << "fleet/gateway/gateway.cpp" << "#include <sqlite3.h>" << true;
    QTest::newRow("a path without its folder") << "agent/agent.cpp" << "#include \"journal.h\"" << true;
}

void IncludeRulesTest::aBreachIsFound() {
    QFETCH(QString, file);
    QFETCH(QString, line);
    QFETCH(bool, breach);
    QCOMPARE(!architecture::includeProblems(file.toStdString(), line.toStdString()).empty(), breach);
}

void IncludeRulesTest::everySourceKeepsTheRules() {
    const QDir root(TWINSET_SOURCE_DIR);
    int read = 0;
    QStringList problems;
    for (const auto* top : {"base", "policy", "images", "hypervisor-bridge", "fleet", "agent", "app"}) {
        QDirIterator files(root.filePath(top), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            ++read;
            const auto path = root.relativeFilePath(file.fileName()).toStdString();
            for (const auto& problem : architecture::includeProblems(path, file.readAll().toStdString()))
                problems << QString::fromStdString(problem);
        }
    }
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    QVERIFY(read > 50);
}

QTEST_GUILESS_MAIN(IncludeRulesTest)
#include "include_rules_test.moc"
