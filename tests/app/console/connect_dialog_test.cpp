#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/console/connect_dialog.h"
#include "tests/fakes/scripted_fleet_service.h"

using namespace console;

namespace {

/// One gateway at gw.example with the password "correct"; hosts fleets whose one-time password is "one-time".
class FakeAccess final : public GatewayAccess {
public:
    std::shared_ptr<fakes::ScriptedFleetService> service = std::make_shared<fakes::ScriptedFleetService>();
    bool mustChange = false;
    std::string seenFingerprint;

    base::Result<std::string> fingerprint(const GatewayTarget& target) override {
        if (target.host != "gw.example") return {base::ErrorCode::Unavailable, "nothing listens there"};
        return std::string(64, 'f');
    }
    base::Result<Connection> logIn(const GatewayTarget& target, const std::string& name, const base::Secret& password) override {
        seenFingerprint = target.fingerprint;
        if (password.reveal() != "correct" && password.reveal() != "one-time") return {base::ErrorCode::Denied, "wrong name or password"};
        return Connection{service, nullptr, targetText(target), QString::fromStdString(name), "administrator", mustChange || password.reveal() == "one-time"};
    }
    base::Result<HostedGateway> host(const std::filesystem::path& directory) override {
        if (directory == "/occupied") return {base::ErrorCode::Conflict, "another gateway has this directory open"};
        return HostedGateway{{"127.0.0.1", 7443, std::string(64, 'e')}, std::make_shared<int>(1), "admin", base::Secret(std::string("one-time")), {}};
    }
};

}  // namespace

class ConnectDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void anAddressIsReadOrRefused_data();
    void anAddressIsReadOrRefused();
    void theFirstContactAsksForTheFingerprint();
    void aKnownGatewayIsNotAskedAgain();
    void aWrongPasswordIsSaidInTheDialog();
    void aLocalFleetLeadsThroughTheOneTimePassword();
    void anOccupiedDirectoryIsSaid();

private:
    void fill(ConnectDialog& dialog, const QString& address, const QString& password);
    void press(ConnectDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Return); }

    QTemporaryDir m_directory;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<RecentGateways> m_recent;
    std::shared_ptr<FakeAccess> m_access;
};

void ConnectDialogTest::init() {
    m_settings = std::make_unique<QSettings>(m_directory.filePath(QString::fromLatin1(QTest::currentTestFunction()) + ".ini"), QSettings::IniFormat);
    m_recent = std::make_unique<RecentGateways>(*m_settings);
    m_access = std::make_shared<FakeAccess>();
}

void ConnectDialogTest::fill(ConnectDialog& dialog, const QString& address, const QString& password) {
    dialog.show();
    auto* box = dialog.findChild<QComboBox*>();
    box->setEditText(address);
    for (auto* field : dialog.findChildren<QLineEdit*>()) {
        if (!field->isVisible() || field->parent() == box) continue;
        field->setText(field->echoMode() == QLineEdit::Password ? password : QString("ada"));
    }
}

void ConnectDialogTest::anAddressIsReadOrRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("read");  // empty: refused
    QTest::newRow("host") << "gw.example" << "gw.example:7443";
    QTest::newRow("host and port") << " gw.example:9000 " << "gw.example:9000";
    QTest::newRow("with scheme") << "https://gw.example/" << "gw.example:7443";
    QTest::newRow("IPv6") << "[::1]:7000" << "[::1]:7000";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("plain http") << "http://gw.example" << "";
    QTest::newRow("with path") << "gw.example/x" << "";
    QTest::newRow("bad port") << "gw.example:99999" << "";
}

void ConnectDialogTest::anAddressIsReadOrRefused() {
    QFETCH(QString, text);
    QFETCH(QString, read);
    const auto target = parseTarget(text);
    QCOMPARE(target ? targetText(*target) : QString(), read);
}

void ConnectDialogTest::theFirstContactAsksForTheFingerprint() {
    ConnectDialog dialog(m_access, *m_recent);
    QSignalSpy connected(&dialog, &ConnectDialog::connected);
    fill(dialog, "gw.example", "correct");
    press(dialog);
    QTRY_COMPARE(dialog.stage(), ConnectDialog::kFingerprint);
    bool shown = false;
    for (auto* label : dialog.findChildren<QLabel*>()) shown = shown || label->text().contains("ffff ffff ffff");
    QVERIFY(shown);
    QVERIFY(m_recent->list().isEmpty());
    press(dialog);
    QTRY_COMPARE(connected.size(), 1);
    QCOMPARE(m_recent->fingerprintOf("gw.example:7443"), QString(64, 'f'));
    QCOMPARE(m_recent->list().value(0).operatorName, QString("ada"));
}

void ConnectDialogTest::aKnownGatewayIsNotAskedAgain() {
    m_recent->remember({"gw.example:7443", QString(64, 'a'), "ada"});
    ConnectDialog dialog(m_access, *m_recent);
    QSignalSpy connected(&dialog, &ConnectDialog::connected);
    fill(dialog, "gw.example:7443", "correct");
    press(dialog);
    QTRY_COMPARE(connected.size(), 1);
    QCOMPARE(m_access->seenFingerprint, std::string(64, 'a'));
}

void ConnectDialogTest::aWrongPasswordIsSaidInTheDialog() {
    m_recent->remember({"gw.example:7443", QString(64, 'a'), "ada"});
    ConnectDialog dialog(m_access, *m_recent);
    fill(dialog, "gw.example:7443", "guess");
    press(dialog);
    auto* messages = dialog.findChild<MessageBar*>();
    QTRY_VERIFY(messages->isVisible());
    QVERIFY(messages->text().contains("wrong name or password"));
    QCOMPARE(dialog.stage(), ConnectDialog::kWhere);
}

void ConnectDialogTest::aLocalFleetLeadsThroughTheOneTimePassword() {
    base::Json changed;
    m_access->service->on("operator_password_change", [&](const base::Json& arguments) -> base::Result<base::Json> {
        changed = arguments;
        return base::Json::object();
    });
    ConnectDialog dialog(m_access, *m_recent);
    QSignalSpy connected(&dialog, &ConnectDialog::connected);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClick(&dialog, Qt::Key_H, Qt::AltModifier);
    QTRY_COMPARE(dialog.findChild<QButtonGroup*>()->checkedId(), 1);
    press(dialog);
    QTRY_COMPARE(dialog.stage(), ConnectDialog::kNewPassword);
    const auto type = [&](const QString& first, const QString& second) {
        QStringList texts{first, second};
        for (auto* field : dialog.findChildren<QLineEdit*>())
            if (field->isVisible()) field->setText(texts.takeFirst());
        press(dialog);
    };
    auto* messages = dialog.findChild<MessageBar*>();
    type("short", "short");
    QTRY_VERIFY(messages->text().contains("shorter"));
    type("long enough for it", "long enough for that");
    QTRY_VERIFY(messages->text().contains("not the same"));
    QVERIFY(connected.isEmpty());
    type("long enough for it", "long enough for it");
    QTRY_COMPARE(connected.size(), 1);
    QCOMPARE(changed.dump(), std::string(R"({"newPassword":"long enough for it","oldPassword":"one-time"})"));
    QVERIFY(m_recent->list().isEmpty());
}

void ConnectDialogTest::anOccupiedDirectoryIsSaid() {
    m_recent->rememberLocalDirectory("/occupied");
    ConnectDialog dialog(m_access, *m_recent);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClick(&dialog, Qt::Key_H, Qt::AltModifier);
    QTRY_COMPARE(dialog.findChild<QButtonGroup*>()->checkedId(), 1);
    press(dialog);
    auto* messages = dialog.findChild<MessageBar*>();
    QTRY_VERIFY(messages->text().contains("another gateway has this directory open"));
}

QTEST_MAIN(ConnectDialogTest)
#include "connect_dialog_test.moc"
