// PhoneActions: what can be asked of one virtual phone, as QActions that are enabled when the role and the phone's state
// permit it, with the reason in the tooltip when they do not. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <functional>
#include <optional>

#include "app/console/fleet_client.h"
#include "app/console/permissions.h"
#include "app/console/rows.h"

namespace console {

class PhoneActions : public QObject {
    Q_OBJECT
public:
    PhoneActions(FleetClient& client, Permissions permissions, QWidget* parent);
    /// No phone: everything is disabled.
    void setPhone(const std::optional<PhoneRow>& phone);
    [[nodiscard]] QList<QAction*> actions() const { return {m_restore, m_backUp, m_restart, m_power, m_update}; }
    [[nodiscard]] QAction* restoreAction() const { return m_restore; }
    /// Not among actions(): it asks nothing of the phone.
    [[nodiscard]] QAction* explainAction() const { return m_explain; }

signals:
    void restoreWanted(const console::PhoneRow& phone);
    void updateWanted(const console::PhoneRow& phone);
    void explainWanted(const console::PhoneRow& phone);
    void failed(const QString& doing, const base::Error& error);
    void notice(const QString& text);

private:
    QAction* add(const QString& text, int symbol, const QKeySequence& shortcut, const QString& tip);
    void permit(QAction* action, std::string_view verb, const QString& stateReason);
    void call(const std::string& verb, const QString& doing, const QString& accepted);

    FleetClient& m_client;
    Permissions m_permissions;
    std::optional<PhoneRow> m_phone;
    QAction *m_restore, *m_backUp, *m_restart, *m_power, *m_update, *m_explain;
};

}  // namespace console
