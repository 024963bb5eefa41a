// Icons: drawn as vectors in the palette's own colours, so that they are sharp at every scale and readable in light and
// dark. GUI thread.
#pragma once

#include <QColor>
#include <QIcon>

namespace console {

enum class Symbol {
    Fleet, Operations, RestorePoints, Releases, Policies, Groups, Exceptions, Compliance, Audit, Alerts,
    Handset, WorkPhone, PersonalPhone, Person,
    Agrees, Pending, Differs, Unknown, Offline, Waiting,
    Restore, BackUp, Restart, Start, Stop, Update, Search, Close, Folder, File, Link,
};

/// In the palette's text colour.
QIcon icon(Symbol symbol);
/// In one colour, whatever the mode.
QIcon icon(Symbol symbol, const QColor& colour);

}  // namespace console
