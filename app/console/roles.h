// Item data roles that the console's models answer besides Qt's own, read by its delegates and pages.
#pragma once

#include <Qt>

namespace console {

enum ItemRole {
    kIdRole = Qt::UserRole + 1,
    kSecondLineRole,  // muted text below the display text
    kProgressRole,    // 0 to 1; absent where a row has no progress
    kToneRole,        // Tone, of the icon and a progress bar
};

enum class Tone { Plain, Good, Waiting, Bad, Muted };

}  // namespace console
