// CompletingEdit: a field for a condition that completes the names in it while they are typed, or when Ctrl+Space asks for it, and says what the name under
// the pointer means. GUI thread.
#pragma once

#include <QCompleter>
#include <QPlainTextEdit>

#include "app/console/condition_words.h"

namespace console {

class CompletingEdit final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit CompletingEdit(QWidget* parent = nullptr);
    [[nodiscard]] ConditionWords& words() { return *m_words; }
    [[nodiscard]] QCompleter& completer() { return *m_completer; }
    /// What the name at `place`, in characters, means; empty: it is none.
    [[nodiscard]] QString meaningAt(int place) const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void offerWords(std::ptrdiff_t least);
    void take(const QString& word);

    ConditionWords* m_words;
    QCompleter* m_completer;
};

}  // namespace console
