// SettingList: every setting there is, by area, with a search; each can be set or not, and the selected one is edited beside the list. All of it
// comes from the settings table. GUI thread.
#pragma once

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <map>
#include <string>

#include "app/console/setting_value_edit.h"

namespace console {

class SettingList final : public QWidget {
    Q_OBJECT
public:
    using Values = std::map<std::string, policy::Value>;

    explicit SettingList(QWidget* parent = nullptr);
    void setValues(Values values);
    /// The settings that are set. Names that the table does not have are kept as they came.
    [[nodiscard]] const Values& values() const { return m_values; }
    /// The first of the values that is not what its setting expects, in words; empty: none.
    [[nodiscard]] QString problem() const;
    /// False when there is no such setting.
    bool select(const QString& name);
    [[nodiscard]] QLineEdit& search() { return *m_search; }
    [[nodiscard]] QTreeWidget& tree() { return *m_tree; }
    /// Of the selected setting; nullptr: none is selected.
    [[nodiscard]] SettingValueEdit* editor() { return m_editor; }

signals:
    void changed();

private:
    QWidget* createList();
    QWidget* createPanel();
    void fillTree();
    void filter();
    void showSelected();
    void showEditor();
    void setIsSet(const policy::Setting& setting, bool isSet);
    void take();
    void refresh(QTreeWidgetItem* item);
    void refreshArea(QTreeWidgetItem* area);

    Values m_values;
    std::map<std::string, QTreeWidgetItem*> m_items;
    const policy::Setting* m_selected = nullptr;
    bool m_filling = false;
    QLineEdit* m_search;
    QCheckBox *m_onlySet, *m_isSet;
    QTreeWidget* m_tree;
    QLabel *m_title, *m_description, *m_facts, *m_problem;
    QWidget* m_panel;
    QVBoxLayout* m_place;  // of the editor
    SettingValueEdit* m_editor = nullptr;
};

}  // namespace console
