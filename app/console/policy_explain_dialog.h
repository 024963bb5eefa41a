// PolicyExplainDialog: why a virtual phone has the settings it has: each setting's value, what was observed, and who contributed, in words. Shown with
// open(); follows the feed; GUI thread.
#pragma once

#include <QCoreApplication>
#include <QDialog>
#include <QLabel>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>

#include "app/console/fleet_client.h"
#include "app/console/list_model.h"
#include "app/console/message_bar.h"
#include "app/console/policy_answers.h"
#include "base/clock.h"

namespace console {

/// A setting's explanation in words, as HTML. Pure.
class PolicyExplainText {
    Q_DECLARE_TR_FUNCTIONS(console::PolicyExplainText)
public:
    static QString explanation(const ExplainedSettingRow& setting, base::Timestamp now);

private:
    static QString contributor(const ContributorRow& row);
    static QString exception(const ContributorRow& row);
    static QString condition(const ContributorRow& row);
};

class PolicyExplainDialog final : public QDialog {
    Q_OBJECT
public:
    PolicyExplainDialog(FleetClient& client, const base::Clock& clock, PhoneRow phone, QWidget* parent = nullptr);
    [[nodiscard]] QTableView& table() { return *m_view; }
    [[nodiscard]] QString text() const { return m_text->toPlainText(); }

private:
    void build();
    std::vector<ListColumn<ExplainedSettingRow>> columns() const;
    void read();
    void showPhone(ExplainedPhone phone);
    void showSelected();

    FleetClient& m_client;
    const base::Clock& m_clock;
    const PhoneRow m_phone;
    MessageBar* m_messages;
    QLabel *m_about, *m_violations;
    ListModel<ExplainedSettingRow>* m_model;
    QTableView* m_view;
    QTextBrowser* m_text;
    QTimer m_delay;
};

}  // namespace console
