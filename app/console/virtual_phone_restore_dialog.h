// VirtualPhoneRestoreDialog: a phone that is lost, or was spoilt, brought back, step by step, by keyboard alone: person, virtual phone,
// replacement handset or, when it is not lost, the one that the phone is on, restore point, summary, progress, receipt. Enter goes on everywhere but in the summary, where the
// restore has to be meant (Alt and the button's letter, or Tab and Space). Closing it leaves a running restore running.
// Shown with open(); GUI thread.
#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>

#include "app/console/choice_list.h"
#include "app/console/message_bar.h"
#include "app/console/receipt_view.h"
#include "app/console/restore_choice.h"
#include "app/console/step_list.h"

namespace console {

class VirtualPhoneRestoreDialog final : public QDialog {
    Q_OBJECT
public:
    enum Stage { kPerson, kPhone, kReplacement, kPoint, kSummary, kProgress, kReceipt, kStageCount };

    VirtualPhoneRestoreDialog(FleetClient& client, const base::Clock& clock, QWidget* parent = nullptr);

    /// Starts at the replacement, with person and phone known.
    void startWith(const PhoneRow& phone);
    /// Shows the receipt of a restore that has ended.
    void startWithReceipt(const QString& operation);
    [[nodiscard]] Stage stage() const { return static_cast<Stage>(m_stages->currentIndex()); }
    [[nodiscard]] const RestoreChoice& choice() const { return m_choice; }
    [[nodiscard]] QString receiptText() const { return m_receipt->text(); }

private:
    void build();
    void buildChoices();
    QWidget* createRail();
    QWidget* createReplacement();
    QWidget* createSummary();
    QWidget* createProgress();
    void enter(Stage stage);
    void takeChoice();
    void goOn();
    void goBack();
    void updateButtons();
    QString whyNot() const;
    void showSummary();
    void startRestore();
    void readOperation();
    void showOperation(const OperationRow& operation);
    void readReceipt();

    FleetClient& m_client;
    const base::Clock& m_clock;
    RestoreChoice m_choice;
    Stage m_first = kPerson;
    QString m_operation;
    bool m_failed = false, m_asking = false;

    MessageBar* m_messages;
    QLabel* m_heading;
    QLabel* m_railLabels[kStageCount];
    QLabel* m_why;
    QStackedWidget* m_stages;
    ChoiceList<PersonRow>* m_persons;
    ChoiceList<PhoneRow>* m_phones;
    ChoiceList<HandsetRow>* m_handsets;
    ChoiceList<RestorePointRow>* m_points;
    QCheckBox* m_lost;
    QLabel* m_summary;
    QLabel* m_progressText;
    QProgressBar* m_progress;
    StepList* m_steps;
    ReceiptView* m_receipt;
    QPushButton *m_back, *m_next, *m_close;
};

}  // namespace console
