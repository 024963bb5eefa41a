// What an operator chose in the restore dialog, and the texts made from it: what will happen, and what has happened. Pure;
// GUI thread (the translator is the application's).
#pragma once

#include <QCoreApplication>
#include <QStringList>

#include "app/console/rows.h"
#include "base/clock.h"

namespace console {

struct RestoreChoice {
    PersonRow person;
    PhoneRow phone;
    HandsetRow replacement;
    RestorePointRow point;
    bool lost = true;  // the old handset is lost: revoke and wipe it
    [[nodiscard]] bool inPlace() const { return !lost && replacement.id == phone.handsetId; }
};

class RestoreText {
    Q_DECLARE_TR_FUNCTIONS(console::RestoreText)
public:
    /// One sentence a step, in the order they happen.
    static QStringList whatWillHappen(const RestoreChoice& choice, base::Timestamp now);
    /// The receipt as lines to read out, copy, print or save.
    static QString receipt(const ReceiptRow& receipt);
};

}  // namespace console
