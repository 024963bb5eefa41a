// ReceiptView: a receipt as selectable text, to copy, print or save. Printing and saving ask by non-modal dialogs.
#pragma once

#include <QPlainTextEdit>
#include <QPushButton>
#include <QWidget>

namespace console {

class ReceiptView final : public QWidget {
    Q_OBJECT
public:
    explicit ReceiptView(QWidget* parent = nullptr);
    void setText(const QString& text) { m_text->setPlainText(text); }
    [[nodiscard]] QString text() const { return m_text->toPlainText(); }
    void takeFocus() { m_copy->setFocus(); }

signals:
    /// What became of copying or saving, for people.
    void done(const QString& text);

private:
    void copy();
    void print();
    void save();
    void saveTo(const QString& path);

    QPlainTextEdit* m_text;
    QPushButton *m_copy, *m_print, *m_save;
};

}  // namespace console
