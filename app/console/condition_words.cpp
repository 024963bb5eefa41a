#include "app/console/condition_words.h"

#include "app/console/roles.h"
#include "app/console/setting_value_edit.h"
#include "policy/attribute.h"

namespace console {
namespace {

constexpr const char* kNow = "now";

bool isOfWord(QChar each) { return each.isLetterOrNumber() || each == '_' || each == '.'; }

/// Any part of `word` that begins after a dot counts, and the whole of it.
bool beginsWith(const QString& word, const QString& begun) {
    if (word.startsWith(begun, Qt::CaseInsensitive)) return true;
    for (qsizetype dot = word.indexOf('.'); dot >= 0; dot = word.indexOf('.', dot + 1))
        if (QStringView(word).mid(dot + 1).startsWith(begun, Qt::CaseInsensitive)) return true;
    return false;
}

}  // namespace

int ConditionWords::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_words.size()); }

QVariant ConditionWords::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& word = m_words[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::EditRole) return word.text;
    return role == Qt::ToolTipRole || role == kSecondLineRole ? QVariant(word.meaning) : QVariant();
}

void ConditionWords::offer(const QString& begun, bool inText) {
    beginResetModel();
    m_words.clear();
    const auto add = [&](const QString& word) {
        if (!begun.isEmpty() && beginsWith(word, begun)) m_words.push_back({word, meaningOf(word)});
    };
    if (inText) {
        for (const auto& setting : policy::allSettings()) add(shown(setting.name));
    } else {
        for (const auto& attribute : policy::allAttributes()) add(shown(attribute.name));
        add(kNow);
    }
    if (m_words.size() == 1 && m_words.front().text == begun) m_words.clear();
    endResetModel();
}

QString ConditionWords::meaningOf(const QString& word) {
    if (word == kNow) return tr("The present moment.");
    if (const auto attribute = policy::attributeIndex(word.toStdString())) return shown(policy::allAttributes()[*attribute].description);
    const auto* setting = policy::findSetting(word.toStdString());
    return setting == nullptr ? QString() : shown(setting->description);
}

QString ConditionWords::wordBefore(const QString& source, qsizetype end) {
    qsizetype begin = end;
    while (begin > 0 && isOfWord(source[begin - 1])) --begin;
    return source.mid(begin, end - begin);
}

bool ConditionWords::isInText(const QString& source, qsizetype at) {
    QChar quote;
    for (qsizetype i = 0; i < at; ++i) {
        const QChar each = source[i];
        if (quote.isNull() && (each == '"' || each == '\'')) quote = each;
        else if (!quote.isNull() && each == '\\') ++i;
        else if (each == quote) quote = QChar();
    }
    return !quote.isNull();
}

}  // namespace console
