#include "app/console/item_delegates.h"

#include <QApplication>
#include <QPainter>
#include <QTreeView>

#include "app/console/theme.h"

namespace console {
namespace {

constexpr int kMargin = 8;
constexpr int kIconSide = 16;

QFont smallFont(const QFont& font) {
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.88);
    return small;
}

}  // namespace

QColor toneColour(Tone tone, const QPalette& palette) {
    const auto colours = stateColours(palette);
    switch (tone) {
        case Tone::Good: return colours.good;
        case Tone::Waiting: return colours.waiting;
        case Tone::Bad: return colours.bad;
        case Tone::Muted: return colours.muted;
        case Tone::Plain: break;
    }
    return palette.color(QPalette::Text);
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const QIcon symbol = background.icon;
    const QString first = background.text;
    background.text.clear();
    background.icon = {};
    QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    const bool besideBranches = index.column() == 0 && qobject_cast<const QTreeView*>(option.widget) != nullptr;
    QRect area = option.rect.adjusted(besideBranches ? 2 : kMargin, 2, -kMargin, -2);
    if (!symbol.isNull()) {
        const QRect square(area.left(), area.center().y() - kIconSide / 2 + 1, kIconSide, kIconSide);
        symbol.paint(painter, square, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
        area.setLeft(area.left() + kIconSide + 6);
    }
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QString second = index.data(kSecondLineRole).toString();
    const QFont small = smallFont(background.font);
    const int firstHeight = QFontMetrics(background.font).height();
    const int secondHeight = second.isEmpty() ? 0 : QFontMetrics(small).height();
    const int top = area.top() + (area.height() - firstHeight - secondHeight) / 2;
    painter->setFont(background.font);
    painter->setPen(ink);
    painter->drawText(QRect(area.left(), top, area.width(), firstHeight), Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(background.font).elidedText(first, Qt::ElideRight, area.width()));
    if (!second.isEmpty()) {
        painter->setFont(small);
        painter->setPen(selected ? ink : option.palette.color(QPalette::PlaceholderText));
        painter->drawText(QRect(area.left(), top + firstHeight, area.width(), secondHeight),
                          Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(small).elidedText(second, Qt::ElideRight, area.width()));
    }
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics metrics(option.font);
    const QFontMetrics small(smallFont(option.font));
    const QString first = index.data(Qt::DisplayRole).toString();
    const int width = std::max(metrics.horizontalAdvance(first),
                               small.horizontalAdvance(index.data(kSecondLineRole).toString()));
    const int symbol = index.data(Qt::DecorationRole).isNull() ? 0 : kIconSide + 6;
    return {width + symbol + 2 * kMargin + 2, metrics.height() + small.height() + 8};
}

void ProgressDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QVariant progress = index.data(kProgressRole);
    if (!progress.isValid()) return TwoLineDelegate::paint(painter, option, index);
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const QString text = background.text;
    background.text.clear();
    QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    const QRect area = option.rect.adjusted(kMargin, 4, -kMargin, -4);
    const int textHeight = QFontMetrics(background.font).height();
    painter->setFont(background.font);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(QRect(area.left(), area.top(), area.width(), textHeight), Qt::AlignVCenter,
                      QFontMetrics(background.font).elidedText(text, Qt::ElideRight, area.width()));
    const QRectF track(area.left(), area.bottom() - 7, area.width(), 5);
    painter->setPen(Qt::NoPen);
    painter->setBrush(option.palette.color(QPalette::Mid));
    painter->drawRoundedRect(track, 2.5, 2.5);
    QRectF filled = track;
    filled.setWidth(track.width() * std::clamp(progress.toDouble(), 0.0, 1.0));
    const auto tone = static_cast<Tone>(index.data(kToneRole).toInt());
    painter->setBrush(selected              ? option.palette.color(QPalette::HighlightedText)
                      : tone == Tone::Plain ? option.palette.color(QPalette::Highlight)
                                            : toneColour(tone, option.palette));
    painter->drawRoundedRect(filled, 2.5, 2.5);
    painter->restore();
}

}  // namespace console
