// PolicyDeleteDialog: deletes a policy once somebody has confirmed it; shows why when the gateway refuses. Shown with open(); GUI thread.
#pragma once

#include <QDialog>
#include <QPushButton>

#include "app/console/fleet_client.h"
#include "app/console/message_bar.h"

namespace console {

class PolicyDeleteDialog final : public QDialog {
    Q_OBJECT
public:
    PolicyDeleteDialog(FleetClient& client, QString policy, QWidget* parent = nullptr);
    [[nodiscard]] QPushButton& deleteButton() { return *m_delete; }

signals:
    void deleted(const QString& text);

private:
    void remove();

    FleetClient& m_client;
    const QString m_policy;
    MessageBar* m_messages;
    QPushButton* m_delete;
};

}  // namespace console
