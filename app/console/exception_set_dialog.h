// ExceptionSetDialog: writes an exception: which setting is looser, for whom, why, by whom and until when; shows what would change before it is saved.
// Shown with open(); GUI thread.
#pragma once

#include <QComboBox>
#include <QDateTimeEdit>
#include <QVBoxLayout>

#include "app/console/condition_edit.h"
#include "app/console/rule_set_dialog.h"
#include "app/console/setting_value_edit.h"
#include "app/console/target_edit.h"
#include "base/clock.h"

namespace console {

class ExceptionSetDialog final : public RuleSetDialog {
    Q_OBJECT
public:
    /// `exception` is the name of the one to change; empty: a new one. `clock` must outlive the dialog.
    ExceptionSetDialog(FleetClient& client, const base::Clock& clock, QString exception, QWidget* parent = nullptr);
    [[nodiscard]] QComboBox& setting() { return *m_setting; }
    /// Of the chosen setting; nullptr: there is no such setting.
    [[nodiscard]] SettingValueEdit* value() { return m_value; }
    [[nodiscard]] TargetEdit& target() { return *m_target; }
    [[nodiscard]] ConditionEdit& condition() { return *m_condition; }
    [[nodiscard]] QLineEdit& owner() { return *m_owner; }
    [[nodiscard]] QLineEdit& reason() { return *m_reason; }
    [[nodiscard]] QDateTimeEdit& expiry() { return *m_expiry; }

protected:
    base::Result<void> fill(const base::Json& rule) override;
    QString whyNot() override;
    base::Json draft() override;

private:
    QWidget* createEditor();
    void fillSettings();
    void showSetting(const policy::Value* value);
    [[nodiscard]] const policy::Setting* chosen() const;

    const base::Clock& m_clock;
    QComboBox* m_setting;
    QLabel* m_about;
    QVBoxLayout* m_place;  // of the value's editor
    SettingValueEdit* m_value = nullptr;
    TargetEdit* m_target;
    ConditionEdit* m_condition;
    QLineEdit *m_owner, *m_reason;
    QDateTimeEdit* m_expiry;
};

}  // namespace console
