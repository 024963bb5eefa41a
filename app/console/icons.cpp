#include "app/console/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmap>
#include <QStringList>

namespace console {
namespace {

/// Strokes on a grid of 24 × 24, in the words of SVG paths that this file knows: M, L, Z with absolute points, and
/// O x y r for a circle, A x y r from span for an arc (degrees, counter-clockwise, 0 at three o'clock).
const char* strokesOf(Symbol symbol) {
    switch (symbol) {
        case Symbol::Fleet: return "M 3 4 L 10 4 L 10 18 L 3 18 Z M 14 8 L 21 8 L 21 21 L 14 21 Z M 6 15 L 7 15 M 17 18 L 18 18";
        case Symbol::Operations: return "M 9 6 L 21 6 M 9 12 L 21 12 M 9 18 L 21 18 M 3 6 L 4.5 7.5 L 6.5 4.5 M 3 12 L 4.5 13.5 L 6.5 10.5 M 4 18 L 6 18";
        case Symbol::RestorePoints: return "A 12 12 8.5 200 -310 M 3.5 5 L 4 9.5 L 8.5 9 M 12 7.5 L 12 12 L 15.5 14";
        case Symbol::Releases: return "M 12 3 L 20 7.5 L 20 16.5 L 12 21 L 4 16.5 L 4 7.5 Z M 4 7.5 L 12 12 L 20 7.5 M 12 12 L 12 21";
        case Symbol::Policies: return "M 12 3 L 20 6 L 20 12 L 17.5 17 L 12 21 L 6.5 17 L 4 12 L 4 6 Z M 8.5 11.5 L 11 14 L 15.5 9.5";
        case Symbol::Groups: return "O 9 8 3.5 M 2.5 20 L 3.5 16.5 L 6 15 L 12 15 L 14.5 16.5 L 15.5 20 A 16 8 3.2 80 -160 M 17.5 15 L 20 16 L 21.5 19.5";
        case Symbol::Exceptions: return "M 12 3 L 20 6 L 20 12 L 17.5 17 L 12 21 L 6.5 17 L 4 12 L 4 6 Z M 8 12 L 16 12";
        case Symbol::Compliance: return "M 9 5 L 5.5 5 L 5.5 21 L 18.5 21 L 18.5 5 L 15 5 M 9 3 L 15 3 L 15 7 L 9 7 Z M 9 14 L 11.3 16.3 L 15.5 11.5";
        case Symbol::Audit: return "M 5 3 L 15 3 L 19 7 L 19 21 L 5 21 Z M 8.5 10 L 15.5 10 M 8.5 13.5 L 15.5 13.5 M 8.5 17 L 13 17";
        case Symbol::Alerts: return "M 12 4 L 21.5 20 L 2.5 20 Z M 12 10 L 12 14.5 M 12 17 L 12 17.4";
        case Symbol::Handset: return "M 7 2.5 L 17 2.5 L 17 21.5 L 7 21.5 Z M 10.5 18.5 L 13.5 18.5";
        case Symbol::WorkPhone: return "M 3.5 8 L 20.5 8 L 20.5 19.5 L 3.5 19.5 Z M 9 8 L 9 4.5 L 15 4.5 L 15 8 M 3.5 13 L 20.5 13";
        case Symbol::PersonalPhone:
        case Symbol::Person: return "O 12 8 4 M 4.5 20.5 L 5.5 17 L 8.5 15 L 15.5 15 L 18.5 17 L 19.5 20.5";
        case Symbol::Agrees: return "O 12 12 9 M 7.5 12.5 L 10.7 15.5 L 16.5 9";
        case Symbol::Pending: return "O 12 12 9 M 12 7 L 12 12 L 15.5 14";
        case Symbol::Differs: return "M 12 3.5 L 21.5 20 L 2.5 20 Z M 12 10 L 12 14.5 M 12 17 L 12 17.4";
        case Symbol::Unknown: return "O 12 12 9 A 12 10 2.6 160 -250 M 12 12.6 L 12 14 M 12 16.8 L 12 17.2";
        case Symbol::Waiting: return "O 12 12 9";
        case Symbol::Offline: return "O 12 12 9 M 6 6 L 18 18";
        case Symbol::Restore: return "A 12 12 8.5 200 -310 M 3.5 5 L 4 9.5 L 8.5 9";
        case Symbol::BackUp: return "M 12 3 L 12 15 M 7.5 10.5 L 12 15 L 16.5 10.5 M 4 17 L 4 21 L 20 21 L 20 17";
        case Symbol::Restart: return "A 12 12 8.5 20 300 M 20.5 4.5 L 20 9 L 15.5 8.6";
        case Symbol::Start: return "M 7 4 L 19 12 L 7 20 Z";
        case Symbol::Stop: return "M 6 6 L 18 6 L 18 18 L 6 18 Z";
        case Symbol::Update: return "M 12 20 L 12 8 M 7.5 12.5 L 12 8 L 16.5 12.5 M 4 4 L 20 4";
        case Symbol::Search: return "O 10.5 10.5 6.5 M 15.5 15.5 L 21 21";
        case Symbol::Folder: return "M 3 5.5 L 9 5.5 L 11 8 L 21 8 L 21 19 L 3 19 Z";
        case Symbol::File: return "M 6 3 L 14 3 L 18 7 L 18 21 L 6 21 Z M 14 3 L 14 7 L 18 7";
        case Symbol::Link: return "M 5 19 L 19 5 M 9 5 L 19 5 L 19 15";
        case Symbol::Close: return "M 6 6 L 18 18 M 18 6 L 6 18";
    }
    return "";
}

QPainterPath pathOf(Symbol symbol) {
    QPainterPath path;
    const QStringList words = QString::fromLatin1(strokesOf(symbol)).split(' ');
    const auto number = [&](qsizetype at) { return words.value(at).toDouble(); };
    for (qsizetype at = 0; at < words.size();) {
        const QString& verb = words[at];
        if (verb == "M") path.moveTo(number(at + 1), number(at + 2)), at += 3;
        else if (verb == "L") path.lineTo(number(at + 1), number(at + 2)), at += 3;
        else if (verb == "O") path.addEllipse(QPointF(number(at + 1), number(at + 2)), number(at + 3), number(at + 3)), at += 4;
        else if (verb == "A") {
            const double r = number(at + 3);
            const QRectF square(number(at + 1) - r, number(at + 2) - r, 2 * r, 2 * r);
            path.arcMoveTo(square, number(at + 4));
            path.arcTo(square, number(at + 4), number(at + 5));
            at += 6;
        } else path.closeSubpath(), at += 1;
    }
    return path;
}

class SymbolEngine final : public QIconEngine {
public:
    SymbolEngine(Symbol symbol, QColor colour) : m_symbol(symbol), m_colour(std::move(colour)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const double side = std::min(rect.width(), rect.height());
        painter->translate(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2);
        painter->scale(side / 24, side / 24);
        painter->setPen(QPen(colourFor(mode), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(pathOf(m_symbol));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new SymbolEngine(m_symbol, m_colour); }

private:
    QColor colourFor(QIcon::Mode mode) const {
        const QPalette palette = QApplication::palette();
        if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::Text);
        if (mode == QIcon::Selected) return palette.color(QPalette::Active, QPalette::HighlightedText);
        return m_colour.isValid() ? m_colour : palette.color(QPalette::Active, QPalette::Text);
    }

    Symbol m_symbol;
    QColor m_colour;
};

}  // namespace

QIcon icon(Symbol symbol) { return QIcon(new SymbolEngine(symbol, QColor())); }
QIcon icon(Symbol symbol, const QColor& colour) { return QIcon(new SymbolEngine(symbol, colour)); }

}  // namespace console
