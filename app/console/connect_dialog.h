// ConnectDialog: the console's start. Connects to a gateway (whose fingerprint is confirmed at first contact) or hosts a
// local fleet in a directory; leads through the change of a one-time password. Everything that blocks runs on the dialog's
// call thread. Shown with open() or show(); GUI thread.
#pragma once

#include <QButtonGroup>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>

#include "app/console/call_thread.h"
#include "app/console/gateway_access.h"
#include "app/console/message_bar.h"
#include "app/console/recent_gateways.h"

namespace console {

class ConnectDialog final : public QDialog {
    Q_OBJECT
public:
    enum Stage { kWhere, kFingerprint, kLocalPassword, kNewPassword };

    /// Both references must outlive the dialog.
    ConnectDialog(std::shared_ptr<GatewayAccess> access, RecentGateways& recent, QWidget* parent = nullptr);
    [[nodiscard]] Stage stage() const { return static_cast<Stage>(m_stages->currentIndex()); }

signals:
    void connected(const console::Connection& connection);

private:
    QWidget* createWhere();
    QWidget* createRemote();
    QWidget* createLocal();
    QWidget* createFingerprint();
    QWidget* createLocalPassword();
    QWidget* createNewPassword();
    QLineEdit* passwordField(const QString& name);
    void enter(Stage stage);
    void goOn();
    void goBack();
    void chooseDirectory();
    void fillFromRecent(int index);
    void askFingerprint();
    void logIn(const std::string& name, const QString& password);
    void hostLocal();
    void tookConnection(const Connection& connection);
    void changePassword();
    void setBusy(bool busy, const QString& doing = {});
    template <typename Value>
    void run(const QString& doing, std::function<base::Result<Value>()> work, std::function<void(Value)> done);

    std::shared_ptr<GatewayAccess> m_access;
    RecentGateways& m_recent;
    GatewayTarget m_target;
    Connection m_connection;
    std::optional<HostedGateway> m_hosted;
    QString m_oldPassword;

    MessageBar* m_messages;
    QStackedWidget* m_stages;
    QStackedWidget* m_kinds;
    QButtonGroup* m_kind;
    QComboBox* m_address;
    QLineEdit *m_name, *m_password, *m_directory, *m_localName, *m_localPassword, *m_newPassword, *m_repeated;
    QLabel *m_fingerprint, *m_fingerprintText, *m_busy;
    QPushButton *m_back, *m_next, *m_cancel;
    std::unique_ptr<CallThread> m_calls;
};

}  // namespace console
