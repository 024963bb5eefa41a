#include "app/console/restore_point_files_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "app/console/icons.h"
#include "app/console/list_columns.h"
#include "app/console/list_page.h"
#include "app/console/wording.h"
#include "base/bytes.h"

namespace console {
namespace {

constexpr std::int64_t kPieceBytes = 4 * 1024 * 1024;  // what the gateway gives at a time

Symbol symbolOfKind(const QString& kind) {
    if (kind == "directory") return Symbol::Folder;
    return kind == "link" ? Symbol::Link : Symbol::File;
}

QString fileSizeText(const FileRow& row) {
    return row.kind == "file" ? QString::fromStdString(base::humanSize({static_cast<std::uint64_t>(row.size)})) : QString();
}

}  // namespace

RestorePointFilesDialog::RestorePointFilesDialog(FleetClient& client, const RestorePointRow& point, QWidget* parent)
    : QDialog(parent), m_client(client), m_point(point.id.toStdString()), m_messages(new MessageBar(this)), m_view(new QTableView(this)),
      m_where(new QLabel(this)), m_note(new QLabel(this)), m_progress(new QProgressBar(this)), m_up(new QPushButton(tr("&Up"), this)),
      m_save(new QPushButton(tr("&Save…"), this)), m_close(new QPushButton(tr("Close"), this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Files of %1").arg(point.phoneName));
    resize(820, 560);
    m_files = new ListModel<FileRow>(
        {{tr("Name"),
          [](const FileRow& row, int role) {
              if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return QVariant(row.target.isEmpty() ? row.id : row.id + QStringLiteral(" → ") + row.target);
              return role == Qt::DecorationRole ? QVariant(icon(symbolOfKind(row.kind))) : QVariant();
          }},
         textColumn<FileRow>(tr("Size"), fileSizeText),
         textColumn<FileRow>(tr("Changed"), [](const FileRow& row) { return Wording::dateTime(row.modifiedAt); })},
        this);
    build(point);
    enter("/");
}

void RestorePointFilesDialog::build(const RestorePointRow& point) {
    auto* heading = new QLabel(windowTitle(), this);
    heading->setObjectName("pageTitle");
    auto* about = new QLabel(tr("As they were on %1. Each look is in the audit record.").arg(Wording::dateTime(point.takenAt)), this);
    for (auto* label : {about, m_note}) {
        label->setObjectName("muted");
        label->setWordWrap(true);
    }
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_view->setModel(m_files);
    m_view->setAccessibleName(tr("Files"));
    dressTable(*m_view, {60, 15, 25});
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 12);
    m_progress->hide();
    m_save->setProperty("primary", true);
    for (auto* button : {m_up, m_save, m_close}) button->setAutoDefault(false);
    auto* place = new QHBoxLayout;
    place->addWidget(m_up);
    place->addWidget(m_where, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_progress, 1);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_save);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    column->addWidget(heading);
    column->addWidget(about);
    column->addLayout(place);
    column->addWidget(m_view, 1);
    column->addWidget(m_note);
    column->addLayout(buttons);
    connect(m_up, &QPushButton::clicked, this, [this] { enter(QDir::cleanPath(m_path + "/..")); });
    connect(m_save, &QPushButton::clicked, this, &RestorePointFilesDialog::chooseTarget);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &RestorePointFilesDialog::updateButtons);
    connect(m_view, &QTableView::activated, this, [this](const QModelIndex& index) {
        const FileRow* row = m_files->at(index.row());
        if (row == nullptr || m_target) return;
        if (row->kind == "directory") enter(pathOf(row->id));
        else if (row->kind == "file") chooseTarget();
    });
}

QString RestorePointFilesDialog::pathOf(const QString& name) const { return m_path.endsWith('/') ? m_path + name : m_path + '/' + name; }

void RestorePointFilesDialog::enter(const QString& path) {
    if (m_call != 0) m_client.cancel(m_call);
    m_call = m_client.ask<FileListing>(this, "restore_point_file_list", {{"restorePoint", m_point}, {"path", path.toStdString()}}, readFileListing,
                                       [this, path](base::Result<FileListing> listing) {
                                           m_call = 0;
                                           if (!listing) return m_messages->showError(tr("Opening %1").arg(path), listing.error());
                                           m_messages->hide();
                                           m_path = path;
                                           show(std::move(*listing));
                                       });
}

void RestorePointFilesDialog::show(FileListing listing) {
    m_where->setText(m_path);
    QStringList notes;
    if (listing.truncated) notes.append(tr("There are more files here than can be listed."));
    if (listing.journalPending) notes.append(tr("The disk was copied while it was in use: what was written last may be missing."));
    m_note->setText(notes.join(' '));
    m_note->setVisible(!notes.isEmpty());
    m_view->setCurrentIndex({});
    m_files->merge(std::move(listing.files));
    updateButtons();
}

void RestorePointFilesDialog::updateButtons() {
    const FileRow* row = m_files->at(m_view->currentIndex().row());
    m_up->setEnabled(!m_target && !m_path.isEmpty() && m_path != "/");
    m_save->setEnabled(!m_target && row != nullptr && row->kind == "file");
    m_view->setEnabled(!m_target);
    m_close->setText(m_target ? tr("Cancel") : tr("Close"));
}

void RestorePointFilesDialog::chooseTarget() {
    const FileRow* row = m_files->at(m_view->currentIndex().row());
    if (row == nullptr) return;
    auto* dialog = new QFileDialog(this, tr("Save %1").arg(row->id), QDir::home().filePath(row->id));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &RestorePointFilesDialog::saveAs);
    dialog->open();
}

void RestorePointFilesDialog::saveAs(const QString& target) {
    const FileRow* row = m_files->at(m_view->currentIndex().row());
    if (row == nullptr || m_target) return;
    m_target = std::make_unique<QSaveFile>(target);
    m_source = pathOf(row->id);
    m_done = 0;
    if (!m_target->open(QIODevice::WriteOnly)) {
        const std::string why = m_target->errorString().toStdString();
        endSaving();
        return m_messages->showError(tr("Saving %1").arg(target), {base::ErrorCode::Unavailable, why});
    }
    m_messages->hide();
    m_progress->setRange(0, 0);
    m_progress->show();
    updateButtons();
    readOn();
}

void RestorePointFilesDialog::readOn() {
    Arguments arguments{{"restorePoint", m_point}, {"path", m_source.toStdString()}, {"offset", m_done}, {"length", kPieceBytes}};
    m_client.ask<FilePiece>(this, "restore_point_file_read", std::move(arguments), readFilePiece, [this](base::Result<FilePiece> piece) {
        if (piece) return take(*piece);
        const QString source = m_source;
        endSaving();
        m_messages->showError(tr("Reading %1").arg(source), piece.error());
    });
}

void RestorePointFilesDialog::take(const FilePiece& piece) {
    const QString name = m_target->fileName();
    m_done += piece.bytes.size();
    const bool atEnd = m_done >= piece.fileSize || piece.bytes.isEmpty();
    const bool written = m_target->write(piece.bytes) == piece.bytes.size() && (!atEnd || m_target->commit());
    if (written && !atEnd) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(1000 * m_done / piece.fileSize));
        return readOn();
    }
    const std::string why = m_target->errorString().toStdString();
    endSaving();
    if (!written) return m_messages->showError(tr("Saving %1").arg(name), {base::ErrorCode::Unavailable, why});
    m_messages->showNotice(tr("Saved as %1.").arg(name));
    emit saved(tr("Saved as %1.").arg(name));
}

void RestorePointFilesDialog::endSaving() {
    m_target.reset();  // what was not committed is gone
    m_progress->hide();
    updateButtons();
}

}  // namespace console
