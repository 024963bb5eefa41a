#include "app/console/completing_edit.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "app/console/item_delegates.h"

namespace console {
namespace {

constexpr std::ptrdiff_t kLettersBeforeOffer = 2;
constexpr int kWidestPopup = 520;

}  // namespace

CompletingEdit::CompletingEdit(QWidget* parent) : QPlainTextEdit(parent), m_words(new ConditionWords(this)), m_completer(new QCompleter(m_words, this)) {
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);  // offer() has chosen
    m_completer->popup()->setItemDelegate(new TwoLineDelegate(m_completer->popup()));
    m_completer->popup()->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &CompletingEdit::take);
}

void CompletingEdit::keyPressEvent(QKeyEvent* event) {
    const bool open = m_completer->popup()->isVisible();
    if (open && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Escape || event->key() == Qt::Key_Tab ||
                 event->key() == Qt::Key_Backtab)) {
        event->ignore();  // they are the list's
        return;
    }
    const bool asked = event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier;
    if (!asked) QPlainTextEdit::keyPressEvent(event);
    if (asked) offerWords(0);
    else if (!event->text().isEmpty() || open) offerWords(kLettersBeforeOffer);
}

void CompletingEdit::offerWords(std::ptrdiff_t least) {
    const QString source = toPlainText();
    const int place = textCursor().position();
    const QString begun = ConditionWords::wordBefore(source, place);
    m_words->offer(begun.size() < least ? QString() : begun, ConditionWords::isInText(source, place));
    if (m_words->rowCount() == 0) return m_completer->popup()->hide();
    QRect under = cursorRect();
    under.setWidth(std::min(kWidestPopup, std::max(m_completer->popup()->sizeHintForColumn(0) + m_completer->popup()->verticalScrollBar()->sizeHint().width(), 240)));
    m_completer->complete(under);
    m_completer->popup()->setCurrentIndex(m_words->index(0));
}

void CompletingEdit::take(const QString& word) {
    QTextCursor cursor = textCursor();
    const auto begun = ConditionWords::wordBefore(toPlainText(), cursor.position());
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(begun.size()));
    cursor.insertText(word);
    setTextCursor(cursor);
}

QString CompletingEdit::meaningAt(int place) const {
    const QString source = toPlainText();
    qsizetype end = std::min<qsizetype>(place, source.size());
    // To the end of this part of the name: over "model" it is device.model that is meant, over "device" nothing.
    while (end < source.size() && (source[end].isLetterOrNumber() || source[end] == '_')) ++end;
    return ConditionWords::meaningOf(ConditionWords::wordBefore(source, end));
}

bool CompletingEdit::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QPlainTextEdit::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString meaning = meaningAt(cursorForPosition(viewport()->mapFromGlobal(help->globalPos())).position());
    if (meaning.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), meaning, this);
    return true;
}

}  // namespace console
