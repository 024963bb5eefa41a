// A push button that follows an action: its text, icon, state and tooltip, which says why when it is disabled.
#pragma once

#include <QAction>
#include <QPushButton>

namespace console {

/// Owned by `parent`; must not outlive `action`.
QPushButton* buttonFor(QAction& action, QWidget* parent);

}  // namespace console
