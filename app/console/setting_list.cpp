// Longer than most files: the list and the panel beside it show one selection.
#include "app/console/setting_list.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>

#include "app/console/icons.h"
#include "app/console/item_delegates.h"
#include "app/console/setting_value_edit.h"
#include "app/console/wording.h"

namespace console {
namespace {

enum Column { kName, kValue };

QString valueWithUnit(const policy::Setting& setting, const policy::Value& value) {
    const QString text = QString::fromStdString(policy::valueText(value)).simplified();
    return setting.unit.empty() ? text : text + ' ' + shown(setting.unit);
}

const policy::Setting* settingOf(const QTreeWidgetItem* item) {
    return item == nullptr || item->parent() == nullptr ? nullptr : policy::findSetting(item->text(kName).toStdString());
}

QString problemOf(const policy::Setting& setting, const policy::Value& value) {
    const auto checked = policy::checkSetting(setting.name, value);
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

bool speaksOf(const policy::Setting& setting, const QString& area, const QString& text) {
    return shown(setting.name).contains(text, Qt::CaseInsensitive) || shown(setting.description).contains(text, Qt::CaseInsensitive) ||
           area.contains(text, Qt::CaseInsensitive);
}

}  // namespace

SettingList::SettingList(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(createList(), 3);
    row->addWidget(createPanel(), 2);
    fillTree();
    connect(m_search, &QLineEdit::textChanged, this, &SettingList::filter);
    connect(m_onlySet, &QCheckBox::toggled, this, &SettingList::filter);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &SettingList::showSelected);
    connect(m_tree, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item, int column) {
        const auto* setting = settingOf(item);
        if (m_filling || setting == nullptr || column != kName) return;
        setIsSet(*setting, item->checkState(kName) == Qt::Checked);
        m_tree->setCurrentItem(item);
    });
    connect(m_isSet, &QCheckBox::toggled, this, [this](bool isSet) {
        if (m_selected != nullptr) setIsSet(*m_selected, isSet);
    });
    m_tree->setCurrentItem(m_tree->topLevelItem(0)->child(0));
}

QWidget* SettingList::createList() {
    auto* list = new QWidget(this);
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    m_search = new QLineEdit(list);
    m_search->setPlaceholderText(tr("Search the settings"));
    m_search->setAccessibleName(tr("Search the settings"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(Symbol::Search), QLineEdit::LeadingPosition);
    m_onlySet = new QCheckBox(tr("&Only what is set"), list);
    row->addWidget(m_search, 1);
    row->addWidget(m_onlySet);
    column->addLayout(row);
    m_tree = new QTreeWidget(list);
    m_tree->setAccessibleName(tr("Settings"));
    m_tree->setHeaderLabels({tr("Setting"), tr("Value")});
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->header()->setSectionResizeMode(kName, QHeaderView::Interactive);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_tree->setMinimumHeight(160);
    column->addWidget(m_tree, 1);
    return list;
}

QWidget* SettingList::createPanel() {
    auto* card = new QFrame(this);
    card->setObjectName("card");
    m_panel = card;
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    m_title = new QLabel(card);
    m_title->setObjectName("value");
    m_description = new QLabel(card);
    m_facts = new QLabel(card);
    m_facts->setObjectName("muted");
    m_problem = new QLabel(card);
    m_problem->setObjectName("problem");
    for (auto* label : {m_title, m_description, m_facts, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_isSet = new QCheckBox(tr("&Set by this policy"), card);
    auto* place = new QWidget(card);
    m_place = new QVBoxLayout(place);
    m_place->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_description);
    column->addWidget(m_isSet);
    column->addWidget(place);
    column->addWidget(m_problem);
    column->addStretch(1);
    column->addWidget(m_facts);
    return card;
}

void SettingList::fillTree() {
    m_filling = true;
    const QSize rowSize(0, m_tree->fontMetrics().height() + 10);
    std::map<policy::Area, QTreeWidgetItem*> areas;
    for (const auto& setting : policy::allSettings()) areas.emplace(setting.area, nullptr);
    for (auto& [area, item] : areas) {
        item = new QTreeWidgetItem(m_tree);
        item->setData(kName, Qt::UserRole, Wording::settingArea(shown(policy::areaName(area))));
        item->setFirstColumnSpanned(true);
        item->setSizeHint(kName, rowSize);
        QFont bold = m_tree->font();
        bold.setBold(true);
        item->setFont(kName, bold);
    }
    int widest = 0;
    for (const auto& setting : policy::allSettings()) {
        auto* item = new QTreeWidgetItem(areas.at(setting.area), {shown(setting.name)});
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setToolTip(kName, shown(setting.description));
        item->setSizeHint(kName, rowSize);
        m_items[std::string(setting.name)] = item;
        refresh(item);
        widest = std::max(widest, m_tree->fontMetrics().horizontalAdvance(item->text(kName)));
    }
    for (const auto& [area, item] : areas) refreshArea(item);
    m_tree->expandAll();
    m_tree->setColumnWidth(kName, std::min(widest + 70, 330));
    m_filling = false;
}

void SettingList::refresh(QTreeWidgetItem* item) {
    const auto& setting = *settingOf(item);
    const auto found = m_values.find(std::string(setting.name));
    const bool isSet = found != m_values.end();
    const QString problem = isSet ? problemOf(setting, found->second) : QString();
    const bool was = m_filling;
    m_filling = true;
    item->setCheckState(kName, isSet ? Qt::Checked : Qt::Unchecked);
    item->setText(kValue, isSet ? valueWithUnit(setting, found->second) : shown(policy::looseText(setting)));
    item->setForeground(kValue, isSet ? m_tree->palette().brush(QPalette::Text) : m_tree->palette().brush(QPalette::PlaceholderText));
    item->setIcon(kValue, problem.isEmpty() ? QIcon() : icon(Symbol::Differs, toneColour(Tone::Bad, QApplication::palette())));
    item->setToolTip(kValue, problem.isEmpty() ? item->text(kValue) : problem);
    m_filling = was;
}

void SettingList::refreshArea(QTreeWidgetItem* area) {
    int set = 0;
    for (int row = 0; row < area->childCount(); ++row) set += area->child(row)->checkState(kName) == Qt::Checked ? 1 : 0;
    const QString name = area->data(kName, Qt::UserRole).toString();
    area->setText(kName, set == 0 ? name : tr("%1 – %2 set").arg(name).arg(set));
}

void SettingList::setValues(Values values) {
    m_values = std::move(values);
    for (const auto& [name, item] : m_items) refresh(item);
    for (int row = 0; row < m_tree->topLevelItemCount(); ++row) refreshArea(m_tree->topLevelItem(row));
    filter();
    showSelected();
    emit changed();
}

QString SettingList::problem() const {
    for (const auto& [name, value] : m_values)
        if (const auto checked = policy::checkSetting(name, value); !checked) return QString::fromStdString(checked.error().message);
    return {};
}

bool SettingList::select(const QString& name) {
    const auto found = m_items.find(name.toStdString());
    if (found == m_items.end()) return false;
    m_tree->setCurrentItem(found->second);
    m_tree->scrollToItem(found->second, QAbstractItemView::PositionAtCenter);
    return true;
}

void SettingList::filter() {
    const QString text = m_search->text().trimmed();
    for (int at = 0; at < m_tree->topLevelItemCount(); ++at) {
        auto* area = m_tree->topLevelItem(at);
        bool any = false;
        for (int row = 0; row < area->childCount(); ++row) {
            auto* item = area->child(row);
            const bool shows = speaksOf(*settingOf(item), area->data(kName, Qt::UserRole).toString(), text) &&
                               (!m_onlySet->isChecked() || item->checkState(kName) == Qt::Checked);
            item->setHidden(!shows);
            any = any || shows;
        }
        area->setHidden(!any);
    }
}

void SettingList::showSelected() {
    m_selected = settingOf(m_tree->currentItem());
    m_panel->setEnabled(m_selected != nullptr);
    if (m_selected == nullptr) return showEditor();
    m_title->setText(shown(m_selected->name));
    m_description->setText(shown(m_selected->description));
    QStringList facts{tr("Enforced by: %1").arg(Wording::enforcement(shown(policy::enforcementName(m_selected->enforcement)))),
                      tr("Expected: %1").arg(QString::fromStdString(policy::expectedText(*m_selected))),
                      tr("Stricter: %1").arg(shown(policy::stricterText(m_selected->merge))),
                      tr("When no policy sets it: %1").arg(shown(policy::looseText(*m_selected)))};
    m_facts->setText(facts.join('\n'));
    showEditor();
}

void SettingList::showEditor() {
    delete m_editor;
    m_editor = nullptr;
    m_problem->clear();
    m_problem->hide();
    if (m_selected == nullptr) return;
    const auto found = m_values.find(std::string(m_selected->name));
    const bool isSet = found != m_values.end();
    {
        const QSignalBlocker blocker(m_isSet);
        m_isSet->setChecked(isSet);
    }
    m_editor = new SettingValueEdit(*m_selected, isSet ? found->second : firstValue(*m_selected), m_panel);
    m_editor->setEnabled(isSet);
    m_place->addWidget(m_editor);
    connect(m_editor, &SettingValueEdit::edited, this, &SettingList::take);
    if (!isSet) return;
    m_problem->setText(problemOf(*m_selected, found->second));
    m_problem->setVisible(!m_problem->text().isEmpty());
}

void SettingList::setIsSet(const policy::Setting& setting, bool isSet) {
    const std::string name(setting.name);
    if (isSet) m_values.emplace(name, firstValue(setting));
    else m_values.erase(name);
    auto* item = m_items.at(name);
    refresh(item);
    refreshArea(item->parent());
    if (m_selected == &setting) showEditor();
    emit changed();
}

void SettingList::take() {
    if (m_selected == nullptr || m_editor == nullptr) return;
    const policy::Value value = m_editor->value();
    m_values[std::string(m_selected->name)] = value;
    refresh(m_items.at(std::string(m_selected->name)));
    m_problem->setText(problemOf(*m_selected, value));
    m_problem->setVisible(!m_problem->text().isEmpty());
    emit changed();
}

}  // namespace console
