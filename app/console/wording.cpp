#include "app/console/wording.h"

#include <QDateTime>
#include <QHash>
#include <QLocale>

namespace console {
namespace {

using Words = QHash<QString, const char*>;

/// A value this console has no word for is shown as the gateway wrote it.
QString translated(const Words& words, const QString& value) {
    const auto found = words.constFind(value);
    return found == words.constEnd() ? value : QCoreApplication::translate("console::Wording", *found);
}

}  // namespace

QString Wording::age(const Stamp& at, base::Timestamp now) {
    if (!at) return tr("never");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - *at).count();
    if (seconds < 5) return tr("just now");
    if (seconds < 90) return tr("%1 s ago").arg(seconds);
    if (seconds < 90 * 60) return tr("%1 min ago").arg(seconds / 60);
    if (seconds < 36 * 3600) return tr("%1 h ago").arg(seconds / 3600);
    return tr("%n day(s) ago", "", static_cast<int>(seconds / 86400));
}

QString Wording::dateTime(const Stamp& at) {
    if (!at) return QStringLiteral("–");
    const auto local = QDateTime::fromMSecsSinceEpoch(at->time_since_epoch().count());
    return QLocale().toString(local.date(), QLocale::ShortFormat) + ' ' + local.time().toString("HH:mm");
}

QString Wording::duration(std::int64_t milliseconds) {
    if (milliseconds < 1000) return tr("%1 ms").arg(milliseconds);
    if (milliseconds < 60'000) return tr("%1 s").arg(QLocale().toString(double(milliseconds) / 1000, 'f', 1));
    return tr("%1 min %2 s").arg(milliseconds / 60'000).arg(milliseconds / 1000 % 60);
}

QString Wording::agreement(Agreement agreement) {
    switch (agreement) {
        case Agreement::Agrees: return tr("Agrees");
        case Agreement::Pending: return tr("Pending");
        case Agreement::Differs: return tr("Differs");
        case Agreement::Unknown: break;
    }
    return tr("Unknown");
}

QString Wording::power(bool running) { return running ? tr("running") : tr("stopped"); }

QString Wording::runState(const QString& state) {
    static const Words kWords{{"running", QT_TR_NOOP("running")},
                              {"paused", QT_TR_NOOP("paused")},
                              {"stopped", QT_TR_NOOP("stopped")},
                              {"failed", QT_TR_NOOP("failed")}};
    return translated(kWords, state);
}

QString Wording::phase(const QString& phase) {
    static const Words kWords{{"staging", QT_TR_NOOP("staging release")}, {"creating", QT_TR_NOOP("creating")},
                              {"restoring", QT_TR_NOOP("restoring")},     {"starting", QT_TR_NOOP("starting")},
                              {"updating", QT_TR_NOOP("updating")},       {"running", QT_TR_NOOP("running")},
                              {"stopped", QT_TR_NOOP("stopped")},         {"wiped", QT_TR_NOOP("wiped")},
                              {"absent", QT_TR_NOOP("absent")},           {"failed", QT_TR_NOOP("failed")}};
    return translated(kWords, phase);
}

QString Wording::handsetState(const QString& state) {
    static const Words kWords{{"pending", QT_TR_NOOP("Waiting for acceptance")},
                              {"enrolled", QT_TR_NOOP("Enrolled")},
                              {"lost", QT_TR_NOOP("Lost")},
                              {"retired", QT_TR_NOOP("Retired")}};
    return translated(kWords, state);
}

QString Wording::persona(const QString& persona) {
    static const Words kWords{{"work", QT_TR_NOOP("Work")}, {"personal", QT_TR_NOOP("Personal")}};
    return translated(kWords, persona);
}

QString Wording::operationKind(const QString& kind) {
    static const Words kWords{{"virtual_phone_restore", QT_TR_NOOP("Restore")},
                              {"virtual_phone_backup", QT_TR_NOOP("Back up")},
                              {"virtual_phone_restart", QT_TR_NOOP("Restart")},
                              {"virtual_phone_exec", QT_TR_NOOP("Run a command")},
                              {"virtual_phone_export", QT_TR_NOOP("Export")},
                              {"virtual_phone_import", QT_TR_NOOP("Import")},
                              {"virtual_phone_screenshot", QT_TR_NOOP("Take a picture")},
                              {"virtual_phone_wipe", QT_TR_NOOP("Wipe")},
                              {"restore", QT_TR_NOOP("Restore")},
                              {"backup", QT_TR_NOOP("Back up")},
                              {"restart", QT_TR_NOOP("Restart")},
                              {"exec", QT_TR_NOOP("Run a command")},
                              {"wipe", QT_TR_NOOP("Wipe")}};
    return translated(kWords, kind);
}

QString Wording::operationState(const QString& state) {
    static const Words kWords{{"queued", QT_TR_NOOP("Queued")},       {"delivered", QT_TR_NOOP("Delivered")},
                              {"running", QT_TR_NOOP("Running")},     {"succeeded", QT_TR_NOOP("Succeeded")},
                              {"failed", QT_TR_NOOP("Failed")},       {"expired", QT_TR_NOOP("Expired")},
                              {"cancelled", QT_TR_NOOP("Cancelled")}};
    return translated(kWords, state);
}

QString Wording::stepState(const QString& state) {
    static const Words kWords{{"waiting", QT_TR_NOOP("waiting")},
                              {"running", QT_TR_NOOP("in progress")},
                              {"done", QT_TR_NOOP("done")},
                              {"failed", QT_TR_NOOP("failed")}};
    return translated(kWords, state);
}

QString Wording::stepName(const QString& name) {
    static const Words kWords{{"find_person", QT_TR_NOOP("Find the person and the phone")},
                              {"revoke_certificate", QT_TR_NOOP("Revoke the old handset's certificate")},
                              {"queue_wipe", QT_TR_NOOP("Order the wipe of the old work phone")},
                              {"empty_handset", QT_TR_NOOP("Remove what the phone holds")},
                              {"bind_replacement", QT_TR_NOOP("Bind the replacement handset")},
                              {"restore", QT_TR_NOOP("Restore the data")},
                              {"reapply_policy", QT_TR_NOOP("Apply the policy again")},
                              {"prove", QT_TR_NOOP("Boot and prove the phone")},
                              {"receipt", QT_TR_NOOP("Write the receipt")}};
    return translated(kWords, name);
}

QString Wording::wipeState(const QString& state) {
    static const Words kWords{{"queued", QT_TR_NOOP("ordered; waits for the handset to be heard from")},
                              {"done", QT_TR_NOOP("done")},
                              {"failed", QT_TR_NOOP("failed")}};
    return translated(kWords, state);
}

QString Wording::controlOutcome(const QString& outcome) {
    static const Words kWords{{"applied", QT_TR_NOOP("applied")},
                              {"pending_guest", QT_TR_NOOP("waiting for the guest")},
                              {"unsupported", QT_TR_NOOP("not supported here")},
                              {"failed", QT_TR_NOOP("failed")}};
    return translated(kWords, outcome);
}

QString Wording::enforcement(const QString& enforcement) {
    static const Words kWords{{"hypervisor", QT_TR_NOOP("the hypervisor")}, {"guest", QT_TR_NOOP("the guest")}, {"both", QT_TR_NOOP("the hypervisor and the guest")}};
    return translated(kWords, enforcement);
}

QString Wording::settingArea(const QString& area) {
    static const Words kWords{{"hardware", QT_TR_NOOP("Hardware")},   {"wireless", QT_TR_NOOP("Wireless")},
                              {"network", QT_TR_NOOP("Network")},     {"cross-profile", QT_TR_NOOP("Between work and personal")},
                              {"lock", QT_TR_NOOP("Lock")},           {"screen", QT_TR_NOOP("Screen")},
                              {"calls", QT_TR_NOOP("Calls")},         {"apps", QT_TR_NOOP("Apps")},
                              {"accounts", QT_TR_NOOP("Accounts")},   {"system", QT_TR_NOOP("System")},
                              {"updates", QT_TR_NOOP("Updates")},     {"resources", QT_TR_NOOP("Resources")},
                              {"reporting", QT_TR_NOOP("Reporting")}};
    return translated(kWords, area);
}

QString Wording::policyChange(const QString& change) {
    static const Words kWords{{"tightened", QT_TR_NOOP("tightened")},          {"loosened", QT_TR_NOOP("loosened")},
                              {"changed", QT_TR_NOOP("changed")},              {"newly-set", QT_TR_NOOP("newly set")},
                              {"no-longer-set", QT_TR_NOOP("no longer set")},  {"violated", QT_TR_NOOP("rule would be broken")},
                              {"complied", QT_TR_NOOP("rule kept again")},
                              {"rule-changed", QT_TR_NOOP("rule leads elsewhere")}};
    return translated(kWords, change);
}

QString Wording::level(const QString& level) {
    static const Words kWords{{"floor", QT_TR_NOOP("floor")},   {"org", QT_TR_NOOP("organisation")}, {"group", QT_TR_NOOP("group")},
                              {"device", QT_TR_NOOP("device")}, {"default", QT_TR_NOOP("default")}};
    return translated(kWords, level);
}

QString Wording::complianceAction(const QString& action) {
    static const Words kWords{{"warn", QT_TR_NOOP("Warn")}, {"block", QT_TR_NOOP("Block")}, {"wipe", QT_TR_NOOP("Wipe")}};
    return translated(kWords, action);
}

QString Wording::until(base::Timestamp at, base::Timestamp now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at - now).count();
    if (seconds <= 0) return age(at, now);
    if (seconds < 90) return tr("in %1 s").arg(seconds);
    if (seconds < 90 * 60) return tr("in %1 min").arg(seconds / 60);
    if (seconds < 36 * 3600) return tr("in %1 h").arg(seconds / 3600);
    return tr("in %n day(s)", "", static_cast<int>(seconds / 86400));
}

QString Wording::span(base::Duration span) {
    const auto milliseconds = span.count();
    if (milliseconds % 1000 != 0) return tr("%1 ms").arg(milliseconds);
    const auto seconds = milliseconds / 1000;
    if (seconds % 86400 == 0 && seconds > 0) return tr("%n day(s)", "", static_cast<int>(seconds / 86400));
    if (seconds % 3600 == 0 && seconds > 0) return tr("%1 h").arg(seconds / 3600);
    return seconds % 60 == 0 && seconds > 0 ? tr("%1 min").arg(seconds / 60) : tr("%1 s").arg(seconds);
}

QString Wording::role(const QString& role) {
    static const Words kWords{{"administrator", QT_TR_NOOP("Administrator")},
                              {"help_desk", QT_TR_NOOP("Help desk")},
                              {"auditor", QT_TR_NOOP("Auditor")},
                              {"automation", QT_TR_NOOP("Automation")}};
    return translated(kWords, role);
}

}  // namespace console
