// Wording: how values of the fleet read, in the operator's language: ages, states, steps. Pure; GUI thread (the translator
// is the application's).
#pragma once

#include <QCoreApplication>
#include <QString>

#include "app/console/rows.h"
#include "base/clock.h"

namespace console {

class Wording {
    Q_DECLARE_TR_FUNCTIONS(console::Wording)
public:
    /// "12 s ago", "3 min ago", ...; "never" without a time.
    static QString age(const Stamp& at, base::Timestamp now);
    /// Local date and time, to the minute, in the locale's short form; a dash without a time.
    static QString dateTime(const Stamp& at);
    static QString duration(std::int64_t milliseconds);
    static QString agreement(Agreement agreement);
    static QString power(bool running);
    static QString runState(const QString& state);
    static QString phase(const QString& phase);
    static QString handsetState(const QString& state);
    static QString persona(const QString& persona);
    static QString operationKind(const QString& kind);
    static QString operationState(const QString& state);
    static QString stepState(const QString& state);
    static QString stepName(const QString& name);
    static QString wipeState(const QString& state);
    static QString controlOutcome(const QString& outcome);
    /// Of a setting: "hypervisor", "guest", "both".
    static QString enforcement(const QString& enforcement);
    static QString settingArea(const QString& area);
    /// What a change of policy does: "tightened", "no-longer-set", "violated".
    static QString policyChange(const QString& change);
    /// Of an assignment: "floor", "org", "group", "device", "default".
    static QString level(const QString& level);
    /// Of a compliance rule: "warn", "block", "wipe".
    static QString complianceAction(const QString& action);
    /// "in 3 h", "in 2 days"; age() for what is past.
    static QString until(base::Timestamp at, base::Timestamp now);
    /// A span that people wrote: "90 min", "2 h", "7 days", in the largest unit that is exact.
    static QString span(base::Duration span);
    static QString role(const QString& role);
};

}  // namespace console
