// VirtualPhoneUpdateDialog: gives a virtual phone another release of its image. Shown with open(); GUI thread.
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>

#include "app/console/fleet_client.h"
#include "app/console/message_bar.h"
#include "app/console/rows.h"

namespace console {

class VirtualPhoneUpdateDialog final : public QDialog {
    Q_OBJECT
public:
    VirtualPhoneUpdateDialog(FleetClient& client, PhoneRow phone, QWidget* parent = nullptr);

signals:
    void ordered(const QString& text);

private:
    void showReleases(const std::vector<ReleaseRow>& releases);
    void update();

    FleetClient& m_client;
    PhoneRow m_phone;
    MessageBar* m_messages;
    QComboBox* m_releases;
    QPushButton* m_update;
};

}  // namespace console
