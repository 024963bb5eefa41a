#include <QProcess>
#include <QTest>

#include "app/cli/command_table.h"
#include "app/cli/completion_text.h"

/// What bash offers after the words; the last one is the one being typed.
static QStringList offered(const QStringList& words) {
    const auto script = cli::completionText("bash", cli::makeCommands()) +
                        "COMP_WORDS=(twinset \"$@\"); COMP_CWORD=$#; _twinset; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    QProcess bash;
    bash.start("bash", QStringList{"--norc", "-c", QString::fromStdString(script), "bash"} + words);
    if (!bash.waitForFinished(20'000)) qFatal("bash does not answer");
    return QString::fromUtf8(bash.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
}

class CompletionTest : public QObject {
    Q_OBJECT
private slots:
    void wordsOfCommandsFollowEachOther();
    void optionsFollowTheCommandThatWasTypedInFull();
    void settingsAreOfferedByName();
    void wordsThatAnOptionTakesAreOffered();
};

void CompletionTest::wordsOfCommandsFollowEachOther() {
    QCOMPARE(offered({"back"}), QStringList{"backup"});
    QVERIFY(offered({"policy", ""}).contains("settings"));
    QCOMPARE(offered({"release", "key", "t"}), QStringList{"trust"});
}

void CompletionTest::optionsFollowTheCommandThatWasTypedInFull() {
    QVERIFY(offered({"policy", "import", "x.json", "--o"}) == QStringList{"--out"});
    QVERIFY(!offered({"policy", "set", ""}).contains("camera.allowed"));
}

void CompletionTest::settingsAreOfferedByName() {
    QCOMPARE(offered({"policy", "settings", "camera."}), QStringList{"camera.allowed"});
    QCOMPARE(offered({"policy", "explain", "ada-work", "--setting", "lease."}), QStringList{"lease.duration"});
}

void CompletionTest::wordsThatAnOptionTakesAreOffered() {
    QCOMPARE(offered({"policy", "import", "x.json", "--from", "a"}), QStringList{"amapi"});
    QCOMPARE(offered({"completion", "z"}), QStringList{"zsh"});
    QVERIFY(offered({"handset", "list", "--state", "enr"}) == QStringList{"enrolled"});
}

QTEST_GUILESS_MAIN(CompletionTest)
#include "completion_test.moc"
