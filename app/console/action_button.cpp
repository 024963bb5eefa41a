#include "app/console/action_button.h"

namespace console {

QPushButton* buttonFor(QAction& action, QWidget* parent) {
    auto* button = new QPushButton(parent);
    const auto follow = [button, &action] {
        button->setText(action.text());
        button->setIcon(action.icon());
        button->setEnabled(action.isEnabled());
        button->setToolTip(action.toolTip());
        button->setAccessibleDescription(action.toolTip());
    };
    QObject::connect(&action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, &action, &QAction::trigger);
    follow();
    return button;
}

}  // namespace console
