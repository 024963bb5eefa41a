// RuleDeleteDialog: deletes a policy, group, exception or compliance rule once somebody has confirmed it. Where that would change phones, it shows
// first what would change; where the gateway refuses, why. Shown with open(); GUI thread.
#pragma once

#include <QDialog>
#include <QPushButton>

#include "app/console/fleet_client.h"
#include "app/console/message_bar.h"
#include "app/console/policy_whatif_view.h"
#include "app/console/rule_kind.h"

namespace console {

class RuleDeleteDialog final : public QDialog {
    Q_OBJECT
public:
    RuleDeleteDialog(FleetClient& client, const RuleKind& kind, QString name, QWidget* parent = nullptr);
    [[nodiscard]] QPushButton& deleteButton() { return *m_delete; }

signals:
    void deleted(const QString& text);

private:
    void build();
    void askWhatIf();
    void remove();
    void fail(const base::Error& error);
    void fit();

    FleetClient& m_client;
    const RuleKind m_kind;
    const QString m_name;
    MessageBar* m_messages;
    PolicyWhatIfView* m_preview;
    QPushButton* m_delete;
};

}  // namespace console
