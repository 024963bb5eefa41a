#include "app/console/message_bar.h"

#include <QApplication>
#include <QHBoxLayout>

#include "app/console/icons.h"
#include "app/console/item_delegates.h"

namespace console {

using namespace std::chrono_literals;

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_symbol(new QLabel(this)), m_text(new QLabel(this)), m_dismiss(new QToolButton(this)) {
    setObjectName("messageBar");
    setAccessibleName(tr("Messages"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_symbol, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_dismiss, 0, Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_dismiss->setObjectName("dismiss");
    m_dismiss->setIcon(icon(Symbol::Close));
    m_dismiss->setToolTip(tr("Dismiss this message"));
    m_dismiss->setAccessibleName(tr("Dismiss this message"));
    connect(m_dismiss, &QToolButton::clicked, this, &MessageBar::dismiss);
    m_fade.setSingleShot(true);
    m_fade.setInterval(6s);
    connect(&m_fade, &QTimer::timeout, this, &MessageBar::dismiss);
    hide();
}

QString MessageBar::advice(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::Denied: return tr("Your role does not permit this, or your session has ended; ask an administrator, or log in again.");
        case base::ErrorCode::NotFound: return tr("It may have been removed meanwhile; look at the list again.");
        case base::ErrorCode::Conflict: return tr("Something changed meanwhile; look at the current state, then try again.");
        case base::ErrorCode::InvalidInput: return tr("Correct the input and try again.");
        case base::ErrorCode::Unavailable:
        case base::ErrorCode::Timeout: return tr("Try again in a moment.");
        default: return tr("If it happens again, look at the gateway's log.");
    }
}

void MessageBar::showError(const QString& doing, const base::Error& error) {
    if (m_lost && (error.code == base::ErrorCode::Unavailable || error.code == base::ErrorCode::Timeout)) return;
    const QString reason = QString::fromStdString(error.message);
    m_fade.stop();
    present(QStringLiteral("%1: %2. %3").arg(doing, reason, advice(error.code)), Tone::Bad, true);
}

void MessageBar::showNotice(const QString& text) {
    if (m_lost) return;
    present(text, Tone::Good, true);
    m_fade.start();
}

void MessageBar::showConnectionLost(const QString& reason) {
    m_lost = true;
    m_fade.stop();
    present(tr("The gateway does not answer (%1). What you see is from before; the console keeps trying.").arg(reason),
            Tone::Waiting, false);
}

void MessageBar::showConnectionRestored() {
    m_lost = false;
    showNotice(tr("The gateway answers again; everything was read anew."));
}

void MessageBar::present(const QString& text, Tone tone, bool dismissable) {
    const QColor colour = toneColour(tone, QApplication::palette());
    const Symbol symbol = tone == Tone::Good ? Symbol::Agrees : tone == Tone::Bad ? Symbol::Differs : Symbol::Pending;
    m_symbol->setPixmap(icon(symbol, colour).pixmap(QSize(18, 18), devicePixelRatioF()));
    m_text->setText(text);
    m_dismiss->setVisible(dismissable);
    setStyleSheet(QStringLiteral("#messageBar { border: 1px solid %1; border-left: 4px solid %1; border-radius: 6px; "
                                 "background: palette(base); }").arg(colour.name()));
    show();
}

void MessageBar::dismiss() {
    if (!m_lost) hide();
}

}  // namespace console
