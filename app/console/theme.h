// Theme: the console's look. Qt's Fusion style everywhere, a calm palette in light or dark, a short style sheet whose
// colours all come from the palette.
#pragma once

#include <QApplication>
#include <QColor>
#include <QPalette>

namespace console {

enum class ColourScheme { System, Light, Dark };

/// Once, before the first window.
void applyTheme(QApplication& application, ColourScheme scheme);

/// Colours with a meaning, chosen to be readable on the palette's base.
struct StateColours {
    QColor good, waiting, bad, muted;
};
StateColours stateColours(const QPalette& palette);

}  // namespace console
