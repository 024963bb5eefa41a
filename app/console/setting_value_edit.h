// SettingValueEdit: the editor of one setting's value, made from what the settings table says of its type. GUI thread.
#pragma once

#include <QWidget>
#include <functional>
#include <string_view>

#include "policy/setting.h"

namespace console {

/// Text of the settings table.
inline QString shown(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// What a setting begins with when somebody sets it: flags with the stricter value, everything else with the loosest that the type can hold.
policy::Value firstValue(const policy::Setting& setting);

class SettingValueEdit final : public QWidget {
    Q_OBJECT
public:
    /// `setting` is of the table. A value of another type than the setting's is shown as firstValue().
    SettingValueEdit(const policy::Setting& setting, const policy::Value& value, QWidget* parent);
    [[nodiscard]] policy::Value value() const { return m_value(); }

signals:
    void edited();

private:
    QWidget* createFlag(bool value);
    QWidget* createNumber(const policy::Setting& setting, std::int64_t value);
    QWidget* createChoice(const policy::Setting& setting, const std::string& value);
    QWidget* createText(const policy::Setting& setting, const std::string& value);
    QWidget* createChosenTexts(const policy::Setting& setting, const policy::TextSet& value);
    QWidget* createFreeTexts(const policy::Setting& setting, const policy::TextSet& value);

    std::function<policy::Value()> m_value;
};

}  // namespace console
