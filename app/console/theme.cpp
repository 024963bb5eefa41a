#include "app/console/theme.h"

#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolTip>
#include <algorithm>

namespace console {
namespace {

bool isDark(const QPalette& palette) { return palette.color(QPalette::Window).lightness() < 128; }

QPalette paletteFor(bool dark) {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const char* light, const char* darkText) {
        palette.setColor(role, QColor(dark ? darkText : light));
    };
    set(QPalette::Window, "#f4f5f7", "#1e2126");
    set(QPalette::WindowText, "#1d232b", "#e4e7eb");
    set(QPalette::Base, "#ffffff", "#262a30");
    set(QPalette::AlternateBase, "#f8f9fb", "#2a2f36");
    set(QPalette::Text, "#1d232b", "#e4e7eb");
    set(QPalette::Button, "#fdfdfe", "#30353d");
    set(QPalette::ButtonText, "#1d232b", "#e4e7eb");
    set(QPalette::Mid, "#d5d9df", "#3d434c");
    set(QPalette::Midlight, "#e7eaee", "#343a42");
    set(QPalette::Dark, "#aab1bb", "#15171b");
    set(QPalette::Light, "#ffffff", "#3a4049");
    set(QPalette::Highlight, "#2463b5", "#3f7fd6");
    set(QPalette::HighlightedText, "#ffffff", "#ffffff");
    set(QPalette::Link, "#2463b5", "#7fb0f2");
    set(QPalette::ToolTipBase, "#ffffff", "#30353d");
    set(QPalette::ToolTipText, "#1d232b", "#e4e7eb");
    set(QPalette::PlaceholderText, "#7b8490", "#8b93a0");
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(dark ? "#6d7580" : "#a1a8b2"));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(dark ? "#3d434c" : "#d5d9df"));
    return palette;
}

const char* const kStyleSheet = R"(
QTreeView, QTableView, QListView, QPlainTextEdit, QTextBrowser, QFrame#card {
    background: palette(base); border: 1px solid palette(mid); border-radius: 6px; }
QTreeView, QTableView, QListView { outline: 0; }
QHeaderView { background: palette(base); border: 0; }
QHeaderView::section { background: palette(base); border: 0; border-bottom: 1px solid palette(mid);
    padding: 6px 8px; color: palette(placeholder-text); }
QTableView { gridline-color: palette(midlight); }
QListWidget#navigation { background: transparent; border: 0; border-radius: 0; padding: 4px; }
QListWidget#navigation::item { padding: 8px 8px; border-radius: 6px; margin: 1px 0; }
QListWidget#navigation::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QListWidget#navigation::item:hover:!selected { background: palette(midlight); }
QLineEdit, QComboBox, QSpinBox { padding: 5px 8px; border: 1px solid palette(mid); border-radius: 5px;
    background: palette(base); }
QLineEdit:focus, QTreeView:focus, QTableView:focus, QListView:focus, QPlainTextEdit:focus {
    border: 1px solid palette(highlight); }
QListWidget#navigation:focus { border: 0; }
QTabWidget::pane { border: 0; border-top: 1px solid palette(mid); padding-top: 10px; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; border: 0; border-bottom: 2px solid transparent; padding: 6px 4px; margin-right: 18px;
    color: palette(placeholder-text); }
QTabBar::tab:selected { color: palette(text); border-bottom: 2px solid palette(highlight); }
QTabBar::tab:hover:!selected { color: palette(text); }
QDateTimeEdit { padding: 4px 8px; }
QPushButton { padding: 5px 12px; border: 1px solid palette(mid); border-radius: 5px; background: palette(button); }
QPushButton:hover { background: palette(midlight); }
QPushButton:pressed { background: palette(mid); }
QPushButton:focus { border: 1px solid palette(highlight); }
QPushButton:disabled { background: palette(window); }
QPushButton[primary="true"] { background: palette(highlight); color: palette(highlighted-text);
    border: 1px solid palette(highlight); }
QPushButton[primary="true"]:focus { border: 2px solid palette(text); padding: 4px 11px; }
QPushButton[primary="true"]:disabled { background: palette(mid); border-color: palette(mid);
    color: palette(placeholder-text); }
QToolButton#dismiss { border: 0; padding: 4px; }
QLabel#pageTitle { font-size: 17pt; font-weight: 600; }
QLabel#cardTitle { font-weight: 600; color: palette(placeholder-text); }
QLabel#value { font-size: 12pt; font-weight: 600; }
QLabel#muted { color: palette(placeholder-text); }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: 0; }
QScrollArea#plain, QScrollArea#plain > QWidget > QWidget { background: transparent; }
QSplitter::handle { background: transparent; }
)";

/// Fusion, but with check boxes and radio buttons that can be seen on a dark ground: Fusion draws their frames in a shade of the window.
class ConsoleStyle final : public QProxyStyle {
public:
    ConsoleStyle() : QProxyStyle(QStyleFactory::create("Fusion")) {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override {
        if (element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck) return drawCheckBox(*option, *painter);
        if (element == PE_IndicatorRadioButton) return drawRadioButton(*option, *painter);
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }

private:
    static void drawRadioButton(const QStyleOption& option, QPainter& painter) {
        const auto group = option.state.testFlag(State_Enabled) ? QPalette::Active : QPalette::Disabled;
        const double side = std::min(option.rect.width(), option.rect.height()) - 1;
        const QPointF centre(option.rect.center().x() + 0.5, option.rect.center().y() + 0.5);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(option.palette.color(group, option.state.testFlag(State_HasFocus) ? QPalette::Highlight : QPalette::PlaceholderText));
        painter.setBrush(option.palette.color(group, QPalette::Base));
        painter.drawEllipse(centre, side / 2, side / 2);
        painter.setPen(Qt::NoPen);
        painter.setBrush(option.palette.color(group, QPalette::Text));
        if (option.state.testFlag(State_On)) painter.drawEllipse(centre, side / 4, side / 4);
        painter.restore();
    }
    static void drawCheckBox(const QStyleOption& option, QPainter& painter) {
        const auto group = option.state.testFlag(State_Enabled) ? QPalette::Active : QPalette::Disabled;
        const double side = std::min(option.rect.width(), option.rect.height()) - 1;
        const QRectF box(option.rect.center().x() - side / 2 + 0.5, option.rect.center().y() - side / 2 + 0.5, side, side);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const bool focused = option.state.testFlag(State_HasFocus);
        painter.setPen(option.palette.color(group, focused ? QPalette::Highlight : QPalette::PlaceholderText));
        painter.setBrush(option.palette.color(group, QPalette::Base));
        painter.drawRoundedRect(box, 2.5, 2.5);
        painter.setPen(QPen(option.palette.color(group, QPalette::Text), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        const auto at = [&](double x, double y) { return QPointF(box.x() + x * side, box.y() + y * side); };
        if (option.state.testFlag(State_On)) painter.drawPolyline(QPolygonF{at(0.22, 0.52), at(0.42, 0.73), at(0.79, 0.28)});
        else if (option.state.testFlag(State_NoChange)) painter.drawLine(at(0.25, 0.5), at(0.75, 0.5));
        painter.restore();
    }
};

}  // namespace

void applyTheme(QApplication& application, ColourScheme scheme) {
    const bool dark = scheme == ColourScheme::System ? isDark(application.palette()) : scheme == ColourScheme::Dark;
    application.setStyle(new ConsoleStyle);
    application.setPalette(paletteFor(dark));
    const QString problem = QStringLiteral("QLabel#problem { color: %1; }\n").arg(stateColours(application.palette()).bad.name());
    QString sheet = QString::fromLatin1(kStyleSheet);
    // Qt's style sheets have no word for this role before 6.5, and pass over what they do not know.
    sheet.replace("palette(placeholder-text)", application.palette().color(QPalette::PlaceholderText).name());
    application.setStyleSheet(sheet + problem);
}

StateColours stateColours(const QPalette& palette) {
    if (isDark(palette)) return {QColor("#5fc98b"), QColor("#e3b341"), QColor("#f47b72"), QColor("#8b93a0")};
    return {QColor("#18794e"), QColor("#9a6700"), QColor("#c0322b"), QColor("#7b8490")};
}

}  // namespace console
