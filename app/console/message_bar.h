// MessageBar: where the window says what went wrong and what to do next, without standing in the way. The connection has
// a line of its own, which stays until the gateway is back.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include "app/console/roles.h"
#include "base/result.h"

namespace console {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showError(const QString& doing, const base::Error& error);
    /// Goes away by itself after some seconds.
    void showNotice(const QString& text);
    void showConnectionLost(const QString& reason);
    void showConnectionRestored();
    [[nodiscard]] QString text() const { return m_text->text(); }

    /// What a person can do about an error of this kind.
    static QString advice(base::ErrorCode code);

private:
    void present(const QString& text, Tone tone, bool dismissable);
    void dismiss();

    QLabel* m_symbol;
    QLabel* m_text;
    QToolButton* m_dismiss;
    QTimer m_fade;
    bool m_lost = false;
};

}  // namespace console
