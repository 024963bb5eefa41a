#include "app/console/setting_value_edit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>

namespace console {
namespace {

using policy::MergeOperator;
using policy::Setting;
using policy::TextSet;
using policy::Value;
using policy::ValueType;

QString flagText(bool value) { return value ? QStringLiteral("true") : QStringLiteral("false"); }

}  // namespace

Value firstValue(const Setting& setting) {
    switch (setting.type) {
        case ValueType::Boolean: return setting.merge != MergeOperator::And;
        case ValueType::Integer: return setting.merge == MergeOperator::Min ? setting.most : setting.least;
        case ValueType::Choice: return std::string(setting.choices.front());
        case ValueType::Text: return std::string();
        case ValueType::Texts: return TextSet();
    }
    return false;
}

SettingValueEdit::SettingValueEdit(const Setting& setting, const Value& given, QWidget* parent) : QWidget(parent) {
    const Value first = firstValue(setting);
    const Value& value = given.index() == first.index() ? given : first;
    QWidget* editor = nullptr;
    switch (setting.type) {
        case ValueType::Boolean: editor = createFlag(std::get<bool>(value)); break;
        case ValueType::Integer: editor = createNumber(setting, std::get<std::int64_t>(value)); break;
        case ValueType::Choice: editor = createChoice(setting, std::get<std::string>(value)); break;
        case ValueType::Text: editor = createText(setting, std::get<std::string>(value)); break;
        case ValueType::Texts:
            editor = setting.choices.empty() ? createFreeTexts(setting, std::get<TextSet>(value)) : createChosenTexts(setting, std::get<TextSet>(value));
            break;
    }
    editor->setObjectName("value");
    editor->setAccessibleName(tr("Value of %1").arg(shown(setting.name)));
    editor->setAccessibleDescription(QString::fromStdString(policy::expectedText(setting)));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(editor);
    setFocusProxy(editor);
}

QWidget* SettingValueEdit::createFlag(bool value) {
    auto* box = new QCheckBox(flagText(value), this);
    box->setChecked(value);
    connect(box, &QCheckBox::toggled, this, [this, box](bool now) {
        box->setText(flagText(now));
        emit edited();
    });
    m_value = [box] { return Value(box->isChecked()); };
    return box;
}

QWidget* SettingValueEdit::createNumber(const Setting& setting, std::int64_t value) {
    auto* box = new QDoubleSpinBox(this);  // QSpinBox ends at 2^31
    box->setDecimals(0);
    box->setRange(static_cast<double>(setting.least), static_cast<double>(setting.most));
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    if (!setting.unit.empty()) box->setSuffix(' ' + shown(setting.unit));
    box->setValue(static_cast<double>(value));
    connect(box, &QDoubleSpinBox::valueChanged, this, &SettingValueEdit::edited);
    m_value = [box] { return Value(static_cast<std::int64_t>(box->value())); };
    return box;
}

QWidget* SettingValueEdit::createChoice(const Setting& setting, const std::string& value) {
    auto* box = new QComboBox(this);
    for (const auto choice : setting.choices) box->addItem(shown(choice));
    box->setCurrentText(QString::fromStdString(value));
    connect(box, &QComboBox::currentTextChanged, this, &SettingValueEdit::edited);
    m_value = [box] { return Value(box->currentText().toStdString()); };
    return box;
}

QWidget* SettingValueEdit::createText(const Setting& setting, const std::string& value) {
    if (setting.format == policy::Format::Lines) {
        auto* edit = new QPlainTextEdit(QString::fromStdString(value), this);
        edit->setTabChangesFocus(true);
        connect(edit, &QPlainTextEdit::textChanged, this, &SettingValueEdit::edited);
        m_value = [edit] { return Value(edit->toPlainText().toStdString()); };
        return edit;
    }
    auto* line = new QLineEdit(QString::fromStdString(value), this);
    line->setPlaceholderText(shown(policy::formatText(setting.format)));
    connect(line, &QLineEdit::textChanged, this, &SettingValueEdit::edited);
    m_value = [line] { return Value(line->text().trimmed().toStdString()); };
    return line;
}

QWidget* SettingValueEdit::createChosenTexts(const Setting& setting, const TextSet& value) {
    auto* list = new QListWidget(this);
    for (const auto choice : setting.choices) {
        auto* item = new QListWidgetItem(shown(choice), list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(std::find(value.begin(), value.end(), choice) != value.end() ? Qt::Checked : Qt::Unchecked);
    }
    connect(list, &QListWidget::itemChanged, this, &SettingValueEdit::edited);
    m_value = [list] {
        std::vector<std::string> chosen;
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->checkState() == Qt::Checked) chosen.push_back(list->item(row)->text().toStdString());
        return Value(policy::makeTextSet(std::move(chosen)));
    };
    return list;
}

QWidget* SettingValueEdit::createFreeTexts(const Setting& setting, const TextSet& value) {
    auto* edit = new QPlainTextEdit(this);
    edit->setTabChangesFocus(true);
    edit->setPlaceholderText(tr("One a line, each %1").arg(shown(policy::formatText(setting.format))));
    QStringList lines;
    for (const auto& text : value) lines.append(QString::fromStdString(text));
    edit->setPlainText(lines.join('\n'));
    connect(edit, &QPlainTextEdit::textChanged, this, &SettingValueEdit::edited);
    m_value = [edit] {
        std::vector<std::string> texts;
        for (const QString& line : edit->toPlainText().split('\n'))
            if (!line.trimmed().isEmpty()) texts.push_back(line.trimmed().toStdString());
        return Value(policy::makeTextSet(std::move(texts)));
    };
    return edit;
}

}  // namespace console
