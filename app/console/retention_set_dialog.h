// RetentionSetDialog: how many restore points are kept, of the fleet's phones or of one; what that would remove is shown before it can be saved.
// Shown with open(); GUI thread; `clock` must outlive the dialog.
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableView>
#include <QTimer>
#include <array>

#include "app/console/fleet_client.h"
#include "app/console/list_model.h"
#include "app/console/message_bar.h"
#include "app/console/restore_point_answers.h"

namespace console {

class RetentionSetDialog final : public QDialog {
    Q_OBJECT
public:
    enum Kind { kLast, kHourly, kDaily, kWeekly, kMonthly, kYearly, kKindCount };

    /// `phone`: whose own rule it is; empty: the fleet's.
    RetentionSetDialog(FleetClient& client, const base::Clock& clock, QString phone, const QString& phoneName, QWidget* parent = nullptr);
    [[nodiscard]] QRadioButton& everything() { return *m_everything; }
    [[nodiscard]] QRadioButton& limited() { return *m_limited; }
    [[nodiscard]] QSpinBox& number(Kind kind) { return *m_numbers[kind]; }
    [[nodiscard]] QComboBox& zone() { return *m_zone; }
    [[nodiscard]] QPushButton& saveButton() { return *m_save; }
    /// What would be removed, in words.
    [[nodiscard]] QString preview() const { return m_preview->text(); }
    [[nodiscard]] QTableView& view() { return *m_view; }

signals:
    void saved(const QString& text);

private:
    void build(const base::Clock& clock);
    QWidget* createNumbers();
    void load();
    void fill(const RetentionAnswer& rule);
    /// The draft changed: what it would remove is not known yet.
    void edited();
    void askWhatIf();
    void show(const RetentionWhatIf& whatIf);
    void save();
    void fail(const QString& doing, const base::Error& error);
    [[nodiscard]] Arguments draft() const;

    FleetClient& m_client;
    const QString m_phone;
    QTimer m_delay;
    CallId m_call = 0;
    MessageBar* m_messages;
    QRadioButton *m_everything, *m_limited;
    std::array<QSpinBox*, kKindCount> m_numbers{};
    QWidget* m_rule = nullptr;
    QComboBox* m_zone = nullptr;
    QLabel* m_preview;
    ListModel<GoingPointRow>* m_model = nullptr;
    QTableView* m_view;
    QPushButton *m_cancel, *m_save;
};

}  // namespace console
