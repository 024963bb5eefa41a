// ConditionEdit: where a rule's condition is written. Names in it are completed; it is checked a moment after the last key, and what is wrong is shown in
// full, with line, column and caret. GUI thread.
#pragma once

#include <QTimer>
#include <QWidget>

#include "app/console/completing_edit.h"

namespace console {

class ConditionEdit final : public QWidget {
    Q_OBJECT
public:
    explicit ConditionEdit(QWidget* parent = nullptr);
    void setSource(const QString& source);
    /// Without blanks around it; empty: always.
    [[nodiscard]] QString source() const;
    /// What is wrong with the source as it is now, in several lines; empty: nothing.
    QString problem();
    [[nodiscard]] CompletingEdit& edit() { return *m_edit; }
    [[nodiscard]] QPlainTextEdit& problemView() { return *m_problem; }

signals:
    /// The source was checked anew.
    void checked();

private:
    void check();
    void showProblem(const QString& text);

    CompletingEdit* m_edit;
    QPlainTextEdit* m_problem;
    QTimer m_delay;
};

}  // namespace console
