// PolicySetDialog: writes a new policy, or changes one; shows what would change on how many phones before it is saved. Shown with open(); GUI thread.
#pragma once

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>

#include "app/console/condition_edit.h"
#include "app/console/fleet_client.h"
#include "app/console/message_bar.h"
#include "app/console/policy_whatif_view.h"
#include "app/console/setting_list.h"

namespace console {

class PolicySetDialog final : public QDialog {
    Q_OBJECT
public:
    enum Stage { kEdit, kPreview };

    /// `policy` is the name of the one to change; empty: a new one.
    PolicySetDialog(FleetClient& client, QString policy, QWidget* parent = nullptr);
    [[nodiscard]] Stage stage() const { return static_cast<Stage>(m_stages->currentIndex()); }
    [[nodiscard]] QLineEdit& name() { return *m_name; }
    [[nodiscard]] QLineEdit& description() { return *m_description; }
    [[nodiscard]] ConditionEdit& condition() { return *m_condition; }
    [[nodiscard]] SettingList& settings() { return *m_settings; }
    [[nodiscard]] QPushButton& next() { return *m_next; }

signals:
    void saved(const QString& text);

private:
    void build();
    QWidget* createEditor();
    void load();
    void enter(Stage stage);
    void updateButtons();
    [[nodiscard]] QString whyNot();
    [[nodiscard]] policy::Policy draft() const;
    void goOn();
    void askWhetherNameIsFree();
    void askWhatIf();
    void save();
    void fail(const QString& doing, const base::Error& error);

    FleetClient& m_client;
    const QString m_former;
    bool m_loaded = false, m_asking = false;
    MessageBar* m_messages;
    QLabel *m_heading, *m_why;
    QStackedWidget* m_stages;
    QLineEdit *m_name, *m_description;
    ConditionEdit* m_condition;
    SettingList* m_settings;
    PolicyWhatIfView* m_preview;
    QPushButton *m_cancel, *m_back, *m_next;
};

}  // namespace console
