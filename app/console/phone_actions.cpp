#include "app/console/phone_actions.h"

#include <QWidget>

#include "app/console/icons.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {

PhoneActions::PhoneActions(FleetClient& client, Permissions permissions, QWidget* parent)
    : QObject(parent), m_client(client), m_permissions(std::move(permissions)) {
    m_restore = add(tr("Restore…"), int(Symbol::Restore), QKeySequence("Ctrl+R"), tr("Bring this phone back, on another handset or where it is"));
    m_backUp = add(tr("Back up"), int(Symbol::BackUp), QKeySequence("Ctrl+B"), tr("Take a restore point now"));
    m_restart = add(tr("Restart"), int(Symbol::Restart), QKeySequence("Ctrl+Shift+R"), tr("Restart the virtual phone"));
    m_power = add(tr("Stop"), int(Symbol::Stop), QKeySequence("Ctrl+P"), tr("Stop the virtual phone"));
    m_update = add(tr("Update…"), int(Symbol::Update), QKeySequence("Ctrl+U"), tr("Give the phone another release"));
    m_explain = add(tr("Why these settings…"), int(Symbol::Policies), QKeySequence("Ctrl+Y"), tr("Where each setting of the phone comes from"));
    connect(m_explain, &QAction::triggered, this, [this] { emit explainWanted(*m_phone); });
    connect(m_restore, &QAction::triggered, this, [this] { emit restoreWanted(*m_phone); });
    connect(m_update, &QAction::triggered, this, [this] { emit updateWanted(*m_phone); });
    connect(m_backUp, &QAction::triggered, this, [this] {
        call("virtual_phone_backup", tr("Backing up %1").arg(m_phone->name), tr("The backup of %1 was ordered; see Operations.").arg(m_phone->name));
    });
    connect(m_restart, &QAction::triggered, this, [this] {
        call("virtual_phone_restart", tr("Restarting %1").arg(m_phone->name), tr("The restart of %1 was ordered; see Operations.").arg(m_phone->name));
    });
    connect(m_power, &QAction::triggered, this, [this] {
        if (m_phone->desired.running)
            call("virtual_phone_stop", tr("Stopping %1").arg(m_phone->name), tr("%1 is to stop.").arg(m_phone->name));
        else
            call("virtual_phone_start", tr("Starting %1").arg(m_phone->name), tr("%1 is to start.").arg(m_phone->name));
    });
    setPhone(std::nullopt);
}

QAction* PhoneActions::add(const QString& text, int symbol, const QKeySequence& shortcut, const QString& tip) {
    auto* action = new QAction(icon(static_cast<Symbol>(symbol)), text, this);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setData(tip);
    static_cast<QWidget*>(parent())->addAction(action);
    return action;
}

void PhoneActions::permit(QAction* action, std::string_view verb, const QString& stateReason) {
    QString reason = stateReason;
    if (!m_permissions.allows(verb))
        reason = tr("The role %1 does not permit this.").arg(Wording::role(m_permissions.role()));
    else if (!m_phone)
        reason = tr("Select a virtual phone first.");
    action->setEnabled(reason.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(reason.isEmpty() ? QStringLiteral("%1 (%2)").arg(action->data().toString(), keys) : reason);
}

void PhoneActions::setPhone(const std::optional<PhoneRow>& phone) {
    m_phone = phone;
    const bool running = !phone || phone->desired.running;
    m_power->setText(running ? tr("Stop") : tr("Start"));
    m_power->setIcon(icon(running ? Symbol::Stop : Symbol::Start));
    m_power->setData(running ? tr("Stop the virtual phone") : tr("Start the virtual phone"));
    const QString noPoint = phone && phone->lastRestorePoint.isEmpty() ? tr("There is no restore point of this phone yet.") : QString();
    const QString offline = phone && !phone->handsetOnline ? tr("The handset is offline; this needs it to answer.") : QString();
    const QString stopped = phone && !phone->desired.running ? tr("The phone is stopped; start it instead.") : QString();
    permit(m_restore, "virtual_phone_restore", noPoint);
    permit(m_backUp, "virtual_phone_backup", offline);
    permit(m_restart, "virtual_phone_restart", stopped.isEmpty() ? offline : stopped);
    permit(m_power, running ? "virtual_phone_stop" : "virtual_phone_start", {});
    permit(m_update, "virtual_phone_update", {});
    permit(m_explain, "policy_explain", {});
}

void PhoneActions::call(const std::string& verb, const QString& doing, const QString& accepted) {
    m_client.ask<bool>(this, verb, {{"phone", m_phone->id.toStdString()}}, readNothing,
                       [this, doing, accepted](base::Result<bool> answer) {
                           if (answer) emit notice(accepted);
                           else emit failed(doing, answer.error());
                       });
}

}  // namespace console
