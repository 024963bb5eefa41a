// The columns that most lists are made of. GUI thread.
#pragma once

#include "app/console/list_model.h"

namespace console {

/// A column of one line of text.
template <typename Row>
ListColumn<Row> textColumn(const QString& title, std::function<QString(const Row&)> text) {
    return {title, [text = std::move(text)](const Row& row, int role) {
                return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(text(row)) : QVariant();
            }};
}

/// A column of a value with a muted second line. What does not fit is shown whole in the tool tip.
template <typename Row>
ListColumn<Row> twoLineColumn(const QString& title, std::function<QString(const Row&)> first, std::function<QString(const Row&)> second) {
    return {title, [first = std::move(first), second = std::move(second)](const Row& row, int role) {
                if (role == Qt::DisplayRole) return QVariant(first(row));
                if (role == kSecondLineRole) return QVariant(second(row));
                if (role != Qt::ToolTipRole) return QVariant();
                const QString below = second(row);
                return QVariant(below.isEmpty() ? first(row) : first(row) + '\n' + below);
            }};
}

}  // namespace console
