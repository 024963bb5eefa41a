// What a hypervisor wrote stays readable after the next starts, and does not pile up.
#include <QTemporaryDir>
#include <QTest>

#include "hypervisor-bridge/qemu/process_log.h"

using namespace hypervisor;

class ProcessLogTest : public QObject {
    Q_OBJECT

private slots:
    void logsOfTheStartsBeforeStay() {
        for (int start = 1; start <= 7; ++start) {
            QVERIFY(putOldLogsAside(*m_files, m_path).ok());
            QVERIFY(m_files->writeFileAtomically(m_path / kProcessLog, "start " + std::to_string(start) + "\n", 0600).ok());
        }
        QCOMPARE(lastWords(*m_files, m_path), std::string("start 7"));
        QCOMPARE(m_files->readFile(m_path / "hypervisor.log.1").valueOr(""), std::string("start 6\n"));
        QCOMPARE(m_files->readFile(m_path / "hypervisor.log.4").valueOr(""), std::string("start 3\n"));
        QCOMPARE(m_files->list(m_path)->size(), std::size_t{5});
    }

    void startThatSaysNothingHasNoLastWords() {
        QVERIFY(putOldLogsAside(*m_files, m_path).ok());
        QCOMPARE(lastWords(*m_files, m_path), std::string());
    }

private:
    QTemporaryDir m_dir;
    const std::filesystem::path m_path = m_dir.path().toStdString();
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
};

QTEST_GUILESS_MAIN(ProcessLogTest)
#include "process_log_test.moc"
