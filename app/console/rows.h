// Rows: what models and pages show, as plain values. They are read from the gateway's answers on the call thread
// (row_reading.h) and carry no behaviour; docs/admin-api.md says what each member means.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace console {

using Stamp = std::optional<base::Timestamp>;
using NamedValues = std::vector<std::pair<QString, QString>>;

struct CertificateRow {
    QString fingerprint;
    Stamp notAfter, revokedAt;
    QString reason;
};

struct HandsetRow {
    QString id, name, model, serial, state;
    bool online = false;
    Stamp lastSeenAt, enrolledAt;
    QString agentVersion, driver, acceleration;
    CertificateRow certificate;
    QStringList phones;
};

struct ControlRow {
    QString control, outcome, readBack;
};

struct DesiredRow {
    std::int64_t version = 0;
    Stamp at;
    bool present = true, running = true;
    QString image, release;
    NamedValues settings;
};

struct ReportedRow {
    Stamp at, startedAt;
    std::int64_t desiredVersion = 0;
    QString phase, detail, runState, release;
    double progress = 0;
    std::vector<ControlRow> controls;
    QString rejectedVersion, rejectedReason, fellBackTo;  // empty: nothing was rejected
};

struct ProvedRow {
    Stamp at;
    QString release;
    NamedValues health;
};

enum class Agreement { Agrees, Pending, Differs, Unknown };

struct PhoneRow {
    QString id, name, persona, handsetId, handsetName, personId, personName;
    bool handsetOnline = false;
    DesiredRow desired;
    std::optional<ReportedRow> reported;
    std::optional<ProvedRow> proved;
    Agreement agreement = Agreement::Unknown;
    QStringList disagreements;
    QString lastRestorePoint;
    Stamp lastRestorePointAt;
    Stamp lastProvedTakenAt, lastProvedAt;  // of the newest restore point that was proved; empty: none was
    std::optional<std::int64_t> ownerBackupBytes;  // stored because the owner of a personal phone asked for it
};

struct PersonRow {
    QString id, name, email;
    QStringList phones;  // ids
};

struct StepRow {
    QString name, state, detail;
    Stamp at;
};

struct OperationRow {
    QString id, kind, handset, phone, state, createdBy, step, errorMessage;
    Stamp createdAt, startedAt, finishedAt;
    double progress = 0;
    std::vector<StepRow> steps;
    [[nodiscard]] bool ended() const {
        return state == "succeeded" || state == "failed" || state == "expired" || state == "cancelled";
    }
};

struct RestorePointRow {
    QString id, phoneId, phoneName, release, consistency;
    Stamp takenAt, provedAt;
    base::ByteCount diskSize, bytesRead, bytesUploaded;
    bool incremental = false;
    std::int64_t guestPauseMs = 0;
    bool hasRule = false;  // one says how many of the phone's restore points are kept
    QStringList keptBy;    // "newest", "newest proved", "origin", "last", "daily" ...; none with a rule: it will be removed
};

struct ReleaseRow {
    QString id, image, version, manifest, publishedBy;
    Stamp publishedAt;
    base::ByteCount size;
    bool withdrawn = false;
};

struct PolicyRow {
    QString id, description, when;  // a policy's id is its name
    NamedValues settings;
    std::vector<std::pair<QString, QString>> assignments;  // target, level
    std::int64_t revision = 0;
};

struct AuditRow {
    QString id;  // the sequence number as text
    Stamp at;
    QString actor, verb, subject, detail, hash;
};

struct AlertRow {
    QString id, kind, subject, message;
    Stamp at;
};

struct FleetStatus {
    QString fleet, version;
    std::int64_t handsets = 0, online = 0, phones = 0, agree = 0, differ = 0, operationsRunning = 0, alerts = 0;
};

/// The receipt of a restore, as label keys and texts in the order they are read out.
struct ReceiptRow {
    QString person, phone, oldHandset, newHandset, restorePoint, release, certificateFingerprint, wipeState, wipeReceipt;
    Stamp takenAt, revokedAt, provedAt;
    NamedValues policySettings;
    std::int64_t durationMs = 0;
};

template <typename Row>
struct KeysetPage {
    std::vector<Row> rows;
    QString next;  // empty: that was all
};

}  // namespace console
