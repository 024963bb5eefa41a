// RestorePointFilesDialog: the files in a restore point, without booting it: browse, and save one on this computer. Every look is in the audit record.
// Shown with open(); GUI thread.
#pragma once

#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <memory>

#include "app/console/fleet_client.h"
#include "app/console/list_model.h"
#include "app/console/message_bar.h"
#include "app/console/restore_point_answers.h"
#include "app/console/rows.h"

namespace console {

class RestorePointFilesDialog final : public QDialog {
    Q_OBJECT
public:
    RestorePointFilesDialog(FleetClient& client, const RestorePointRow& point, QWidget* parent = nullptr);
    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] QTableView& view() { return *m_view; }
    [[nodiscard]] ListModel<FileRow>& files() { return *m_files; }
    [[nodiscard]] QPushButton& upButton() { return *m_up; }
    [[nodiscard]] QPushButton& saveButton() { return *m_save; }
    /// Opens the directory, from "/".
    void enter(const QString& path);
    /// Saves the selected file as `target` on this computer; all of it, or nothing.
    void saveAs(const QString& target);

signals:
    void saved(const QString& text);

private:
    void build(const RestorePointRow& point);
    void show(FileListing listing);
    void chooseTarget();
    void readOn();
    void take(const FilePiece& piece);
    void endSaving();
    void updateButtons();
    [[nodiscard]] QString pathOf(const QString& name) const;

    FleetClient& m_client;
    const std::string m_point;
    QString m_path, m_source;
    std::unique_ptr<QSaveFile> m_target;  // while one is being saved
    std::int64_t m_done = 0;
    CallId m_call = 0;
    MessageBar* m_messages;
    ListModel<FileRow>* m_files;
    QTableView* m_view;
    QLabel *m_where, *m_note;
    QProgressBar* m_progress;
    QPushButton *m_up, *m_save, *m_close;
};

}  // namespace console
