// Delegates of the console's lists: a cell of two lines (value, and its age or explanation, muted) and a cell with a
// progress bar.
#pragma once

#include <QStyledItemDelegate>

#include "app/console/roles.h"

namespace console {

QColor toneColour(Tone tone, const QPalette& palette);

class TwoLineDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class ProgressDelegate : public TwoLineDelegate {
    Q_OBJECT
public:
    using TwoLineDelegate::TwoLineDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace console
