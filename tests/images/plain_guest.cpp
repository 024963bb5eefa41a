#include "tests/images/plain_guest.h"

#include <sys/prctl.h>

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>
#include <chrono>
#include <csignal>

namespace {

constexpr int kAnswerMs = 20000;
constexpr int kPollMs = 20;

qint64 nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

QByteArray commandText(const QString& command, const QJsonObject& arguments) {
    QJsonObject message{{"execute", command}};
    if (!arguments.isEmpty()) message.insert("arguments", arguments);
    return QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
}

bool writeText(const QString& path, const QByteArray& text) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

}  // namespace

PlainGuest::PlainGuest(std::filesystem::path image, QString dataDisk) : m_image(std::move(image)), m_dataDisk(std::move(dataDisk)) {}

PlainGuest::~PlainGuest() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished();
}

QStringList PlainGuest::commandLine() const {
    const auto image = QString::fromStdString(m_image.string());
    QFile description(image + "/image.json");
    if (!description.open(QIODevice::ReadOnly)) return {};
    const auto json = QJsonDocument::fromJson(description.readAll()).object();
    QStringList line{"-M", "q35", "-accel", "tcg", "-m", QString::number(json["memoryMiB"].toInt()), "-nodefaults",
                     "-no-user-config", "-display", "none", "-qmp", "unix:" + file("qmp") + ",server=on,wait=off",
                     "-chardev", "file,id=con,path=" + file("console"), "-serial", "chardev:con",
                     "-device", "virtio-serial-pci,id=vs0",
                     "-chardev", "socket,id=ga,path=" + file("agent") + ",server=on,wait=off",
                     "-device", "virtserialport,bus=vs0.0,chardev=ga,name=org.qemu.guest_agent.0,id=gaport",
                     "-drive", "if=none,id=system,format=qcow2,file=" + file("system.qcow2"),
                     "-device", "virtio-blk-pci,drive=system,serial=system",
                     "-netdev", "user,id=net,restrict=on,net=10.77.0.0/24,host=10.77.0.1", "-device", "virtio-net-pci,netdev=net",
                     "-fw_cfg", "name=opt/org.twinset/phone,file=" + file("phone"),
                     "-fw_cfg", "name=opt/org.twinset/network,file=" + file("network"),
                     "-kernel", image + "/kernel", "-initrd", image + "/initrd",
                     "-append", "console=ttyS0 quiet panic=1 " + json["commandLine"].toString()};
    if (!m_dataDisk.isEmpty())
        line << "-drive" << "if=none,id=data,format=raw,file=" + m_dataDisk << "-device" << "virtio-blk-pci,drive=data,serial=data";
    return line;
}

QString PlainGuest::start() {
    if (!writeText(file("phone"), R"({"phone": "vp-test1", "persona": "work", "name": "Test \"phone\""})") ||
        !writeText(file("network"), "10.77.0.2/24 10.77.0.1"))
        return "cannot write into " + m_directory.path();
    const auto base = QString::fromStdString((m_image / "system.img").string());
    if (QProcess::execute("qemu-img", {"create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, file("system.qcow2")}) != 0)
        return "qemu-img failed; is the package qemu-utils installed?";
    m_startedMs = nowMs();
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start("qemu-system-x86_64", commandLine());
    if (!m_process.waitForStarted()) return "qemu-system-x86_64 does not start; is the package qemu-system-x86 installed?";
    for (QDeadlineTimer deadline(kAnswerMs); !QFile::exists(file("agent")) || !QFile::exists(file("qmp"));) {
        if (m_process.waitForFinished(kPollMs) || deadline.hasExpired()) return "QEMU ended at once";
    }
    m_qmp.connectToServer(file("qmp"));
    m_agent.connectToServer(file("agent"));
    QByteArray greeting;
    if (!m_qmp.waitForConnected() || !m_agent.waitForConnected() || !readLine(m_qmp, greeting, kAnswerMs))
        return "QEMU does not greet";
    return qmp("qmp_capabilities").contains("return") ? QString() : "QEMU refuses to talk";
}

bool PlainGuest::readLine(QLocalSocket& socket, QByteArray& line, int timeoutMs) {
    for (const QDeadlineTimer deadline(timeoutMs); !socket.canReadLine();) {
        if (deadline.hasExpired() || socket.state() != QLocalSocket::ConnectedState) return false;
        socket.waitForReadyRead(static_cast<int>(std::max<qint64>(deadline.remainingTime(), 1)));
    }
    line = socket.readLine();
    return true;
}

QJsonObject PlainGuest::qmp(const QString& command, const QJsonObject& arguments) {
    m_qmp.write(commandText(command, arguments));
    m_qmp.flush();
    for (QByteArray line; readLine(m_qmp, line, kAnswerMs);) {
        const auto json = QJsonDocument::fromJson(line).object();
        if (json.contains("return") || json.contains("error")) return json;
    }
    return {};
}

QJsonObject PlainGuest::agent(const QString& command, const QJsonObject& arguments, int timeoutMs) {
    m_agent.write(commandText(command, arguments));
    m_agent.flush();
    QByteArray line;
    if (!readLine(m_agent, line, timeoutMs)) return {};
    return QJsonDocument::fromJson(line).object();
}

qint64 PlainGuest::waitForAgent(int timeoutMs) {
    // One synchronisation: the agent answers it when it comes up; what stands in the stream before that answer is dropped.
    constexpr int kMark = 4711;
    m_agent.write("\xff" + commandText("guest-sync-delimited", {{"id", kMark}}));
    m_agent.flush();
    const QDeadlineTimer deadline(timeoutMs);
    for (QByteArray line; readLine(m_agent, line, static_cast<int>(deadline.remainingTime()));) {
        if (QJsonDocument::fromJson(line.mid(line.lastIndexOf('\xff') + 1)).object()["return"].toInt() != kMark) continue;
        return agent("guest-ping").contains("return") ? nowMs() - m_startedMs : -1;
    }
    return -1;
}

qint64 PlainGuest::waitForHealth(int timeoutMs, QByteArray& last) {
    for (const QDeadlineTimer deadline(timeoutMs); !deadline.hasExpired(); QThread::msleep(kPollMs)) {
        const auto outcome = exec("/usr/libexec/twinset/health");
        last = outcome.output;
        if (outcome.exitCode == 0) return nowMs() - m_startedMs;
    }
    return -1;
}

PlainGuest::Outcome PlainGuest::exec(const QString& program, const QStringList& arguments) {
    const auto started = agent("guest-exec", {{"path", program}, {"arg", QJsonArray::fromStringList(arguments)}, {"capture-output", true}});
    const QJsonValue pid = started["return"].toObject()["pid"];
    if (pid.isUndefined()) return {-1, {}, QJsonDocument(started).toJson()};
    for (const QDeadlineTimer deadline(60000); !deadline.hasExpired(); QThread::msleep(kPollMs)) {
        const auto status = agent("guest-exec-status", {{"pid", pid}})["return"].toObject();
        if (!status["exited"].toBool()) continue;
        return {status["exitcode"].toInt(-1), QByteArray::fromBase64(status["out-data"].toString().toLatin1()),
                QByteArray::fromBase64(status["err-data"].toString().toLatin1())};
    }
    return {};
}

bool PlainGuest::waitForEnd(int timeoutMs) {
    return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(timeoutMs);
}

QByteArray PlainGuest::console() const {
    QFile console(file("console"));
    return console.open(QIODevice::ReadOnly) ? console.readAll() : QByteArray();
}
