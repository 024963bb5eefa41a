// PlainGuest: an image started by hand with QEMU (software emulation), without any of Twinset's drivers, for looking at what
// the image itself does. Its process ends with it, also when the test dies. One thread.
#pragma once

#include <QJsonObject>
#include <QLocalSocket>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <filesystem>

class PlainGuest {
public:
    struct Outcome {
        int exitCode = -1;
        QByteArray output;
        QByteArray errors;
    };

    /// `image` is a built image's directory; `dataDisk` a raw file, attached with the serial "data" unless empty.
    PlainGuest(std::filesystem::path image, QString dataDisk);
    ~PlainGuest();

    /// Empty on success, otherwise why not. Returns when QEMU answers; the guest is only starting then.
    QString start();
    /// Waits for guest-ping; milliseconds since start(), or -1 at the deadline or when QEMU ended.
    qint64 waitForAgent(int timeoutMs);
    /// Runs the health program until it succeeds; milliseconds since start(), or -1. `last` is its last answer.
    qint64 waitForHealth(int timeoutMs, QByteArray& last);
    /// One command to QEMU; its whole answer ({"return": …} or {"error": …}). Events are passed over.
    QJsonObject qmp(const QString& command, const QJsonObject& arguments = {});
    /// One command to the guest agent, answered within `timeoutMs`; empty otherwise.
    QJsonObject agent(const QString& command, const QJsonObject& arguments = {}, int timeoutMs = 20000);
    /// Runs a program in the guest to its end (60 s at most).
    Outcome exec(const QString& program, const QStringList& arguments = {});
    Outcome shell(const QString& script) { return exec("/bin/sh", {"-c", script}); }
    bool waitForEnd(int timeoutMs);
    [[nodiscard]] QByteArray console() const;

private:
    QStringList commandLine() const;
    QString file(const char* name) const { return m_directory.filePath(name); }
    static bool readLine(QLocalSocket& socket, QByteArray& line, int timeoutMs);

    std::filesystem::path m_image;
    QString m_dataDisk;
    QTemporaryDir m_directory;
    QProcess m_process;
    QLocalSocket m_qmp;
    QLocalSocket m_agent;
    qint64 m_startedMs = 0;
};
