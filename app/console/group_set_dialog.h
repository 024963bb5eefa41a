// GroupSetDialog: writes a group, by condition or by list, and shows what would change before it is saved. Shown with open(); GUI thread.
#pragma once

#include <QRadioButton>
#include <QTableView>

#include "app/console/condition_edit.h"
#include "app/console/list_model.h"
#include "app/console/rule_set_dialog.h"
#include "app/console/target_edit.h"
#include "policy/rule_book.h"

namespace console {

class GroupSetDialog final : public RuleSetDialog {
    Q_OBJECT
public:
    /// `group` is the name of the one to change; empty: a new one.
    GroupSetDialog(FleetClient& client, QString group, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit& description() { return *m_description; }
    [[nodiscard]] QRadioButton& byCondition() { return *m_byCondition; }
    [[nodiscard]] QRadioButton& byList() { return *m_byList; }
    [[nodiscard]] ConditionEdit& condition() { return *m_condition; }
    [[nodiscard]] TargetEdit& member() { return *m_member; }
    [[nodiscard]] QPushButton& addButton() { return *m_add; }
    [[nodiscard]] QPushButton& removeButton() { return *m_remove; }
    [[nodiscard]] QAbstractItemModel& members() { return *m_members; }
    [[nodiscard]] QTableView& memberView() { return *m_view; }

protected:
    base::Result<void> fill(const base::Json& rule) override;
    QString whyNot() override;
    base::Json draft() override;

private:
    struct MemberRow {
        QString id;
    };
    QWidget* createEditor();
    QWidget* createList(QWidget* parent);
    void showMembers();
    void add();
    void remove();
    void updateList();

    NameBook m_names;
    std::vector<std::string> m_ids;
    QLineEdit* m_description;
    QRadioButton *m_byCondition, *m_byList;
    QStackedWidget* m_who;
    ConditionEdit* m_condition;
    ListModel<MemberRow>* m_members;
    QTableView* m_view;
    TargetEdit* m_member;
    QPushButton *m_add, *m_remove;
    QLabel* m_count;
};

}  // namespace console
