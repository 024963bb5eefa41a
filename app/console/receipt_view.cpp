#include "app/console/receipt_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPrintDialog>
#include <QPrinter>
#include <QSaveFile>
#include <QVBoxLayout>
#include <memory>

namespace console {

ReceiptView::ReceiptView(QWidget* parent)
    : QWidget(parent), m_text(new QPlainTextEdit(this)), m_copy(new QPushButton(tr("&Copy"), this)),
      m_print(new QPushButton(tr("&Print…"), this)), m_save(new QPushButton(tr("&Save as…"), this)) {
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Receipt"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTabChangesFocus(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text, 1);
    auto* row = new QHBoxLayout;
    for (auto* button : {m_copy, m_print, m_save}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addLayout(row);
    connect(m_copy, &QPushButton::clicked, this, &ReceiptView::copy);
    connect(m_print, &QPushButton::clicked, this, &ReceiptView::print);
    connect(m_save, &QPushButton::clicked, this, &ReceiptView::save);
}

void ReceiptView::copy() {
    QApplication::clipboard()->setText(text());
    emit done(tr("The receipt is on the clipboard."));
}

void ReceiptView::print() {
    auto printer = std::make_shared<QPrinter>();
    auto* dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this, [this, printer](QPrinter* to) { m_text->print(to); });
    dialog->open();
}

void ReceiptView::save() {
    auto* dialog = new QFileDialog(this, tr("Save the receipt"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("txt");
    dialog->selectFile(tr("receipt.txt"));
    connect(dialog, &QFileDialog::fileSelected, this, &ReceiptView::saveTo);
    dialog->open();
}

void ReceiptView::saveTo(const QString& path) {
    QSaveFile file(path);
    const bool saved = file.open(QIODevice::WriteOnly | QIODevice::Text) && file.write(text().toUtf8()) >= 0 && file.commit();
    emit done(saved ? tr("The receipt was saved as %1.").arg(path)
                    : tr("The receipt was not saved: %1. Choose another place.").arg(file.errorString()));
}

}  // namespace console
