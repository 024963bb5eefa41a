// The program twinsetd, started and ended by a test.
#pragma once

#include <signal.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

namespace twinsetd {

/// Started, and ready: gateway.json is there with its pid.
inline QJsonObject start(QProcess& process, const QString& data, const QStringList& more) {
    process.start(TWINSET_BIN_DIR "/twinsetd",
                  QStringList{"--data", data, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0"} + more);
    QJsonObject described;
    const auto ready = [&] {
        QFile file(data + "/gateway.json");
        if (file.open(QIODevice::ReadOnly)) described = QJsonDocument::fromJson(file.readAll()).object();
        return described["pid"].toInteger() == process.processId() || process.state() == QProcess::NotRunning;
    };
    [&] { QTRY_VERIFY_WITH_TIMEOUT(ready(), 30'000); }();
    return described;
}

/// Its exit code; -2 when it was killed, -1 when it does not end.
inline int end(QProcess& process, int signal) {
    ::kill(static_cast<pid_t>(process.processId()), signal);
    if (!process.waitForFinished(20'000)) return -1;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
}

}  // namespace twinsetd
