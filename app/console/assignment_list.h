// AssignmentList: whom a policy is for, and at which level; assignments are added, taken away and given another level. GUI thread.
#pragma once

#include <QComboBox>
#include <QPushButton>
#include <QTableView>

#include "app/console/list_model.h"
#include "app/console/rule_answers.h"
#include "app/console/target_edit.h"

namespace console {

class AssignmentList final : public QWidget {
    Q_OBJECT
public:
    AssignmentList(FleetClient& client, QWidget* parent);
    void setAssignments(std::vector<AssignmentRow> assignments);
    [[nodiscard]] const std::vector<AssignmentRow>& assignments() const { return m_assignments; }
    [[nodiscard]] TargetEdit& target() { return *m_target; }
    [[nodiscard]] QComboBox& level() { return *m_level; }
    [[nodiscard]] QPushButton& addButton() { return *m_add; }
    [[nodiscard]] QPushButton& removeButton() { return *m_remove; }
    [[nodiscard]] QTableView& view() { return *m_view; }
    [[nodiscard]] QAbstractItemModel& model() { return *m_model; }

signals:
    void changed();
    void failed(const QString& doing, const base::Error& error);

private:
    void build();
    void add();
    void remove();
    void updateButtons();

    NameBook m_names;
    std::vector<AssignmentRow> m_assignments;
    ListModel<AssignmentRow>* m_model;
    QTableView* m_view;
    TargetEdit* m_target;
    QComboBox* m_level;
    QPushButton *m_add, *m_remove;
};

}  // namespace console
