// ConditionWords: what may stand where somebody writes a condition, with what it means: the attributes of phone, handset and person; inside of a quoted
// text, the settings. All of it comes from policy's tables. A model for a completer; GUI thread.
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace console {

class ConditionWords final : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Qt::DisplayRole and Qt::EditRole: the word; kSecondLineRole and Qt::ToolTipRole: what it means.
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Offers the words that begin with `begun`, or whose last part does ("mod" offers "device.model"). Nothing when `begun` is the only one of them.
    void offer(const QString& begun, bool inText);

    /// What a word means; empty: it is no attribute, nor a setting.
    static QString meaningOf(const QString& word);
    /// The word that ends at `end` in a condition, without what follows it.
    static QString wordBefore(const QString& source, qsizetype end);
    /// True when `at` is between quotes.
    static bool isInText(const QString& source, qsizetype at);

private:
    struct Word {
        QString text, meaning;
    };
    std::vector<Word> m_words;
};

}  // namespace console
