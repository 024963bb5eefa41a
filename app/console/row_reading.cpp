#include "app/console/row_reading.h"

#include <nlohmann/json.hpp>

#include "app/console/answer_reader.h"

namespace console {
namespace {

base::ByteCount bytesOf(AnswerReader& reader, std::string_view name) {
    return {static_cast<std::uint64_t>(std::max<std::int64_t>(0, reader.integerOr(name, 0)))};
}

/// `{id, name}` members, or an id alone.
void readReference(AnswerReader& reader, std::string_view name, QString& id, QString& label) {
    reader.object(name, [&](AnswerReader& inner) {
        id = inner.text("id");
        label = inner.textOr("name", id);
    });
}

template <typename Row>
base::Result<KeysetPage<Row>> readPage(const base::Json& json, std::string_view list,
                                       base::Result<Row> (*readRow)(const base::Json&)) {
    KeysetPage<Row> page;
    AnswerReader reader(json, "answer");
    reader.array(list, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(Row row, readRow(element));
        page.rows.push_back(std::move(row));
        return base::success();
    });
    page.next = reader.displayText("next");
    TWINSET_TRY(reader.finish());
    return page;
}

ReportedRow readReported(AnswerReader& reader) {
    ReportedRow row;
    row.at = reader.optionalTime("at");
    row.desiredVersion = reader.integerOr("desiredVersion", 0);
    row.phase = reader.textOr("phase");
    row.progress = reader.numberOr("progress", 0);
    row.detail = reader.textOr("detail");
    row.runState = reader.textOr("runState");
    row.release = reader.textOr("release");
    row.startedAt = reader.optionalTime("startedAt");
    reader.array("controls", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader control(element, "control");
        row.controls.push_back({control.text("control"), control.textOr("outcome"), control.displayText("readBack")});
        return control.finish();
    });
    reader.object("rejected", [&](AnswerReader& rejected) {
        row.rejectedVersion = rejected.displayText("version");
        row.rejectedReason = rejected.textOr("reason");
        row.fellBackTo = rejected.displayText("fellBackTo");
    });
    return row;
}

DesiredRow readDesired(AnswerReader& reader) {
    DesiredRow row;
    row.version = reader.integerOr("version", 0);
    row.at = reader.optionalTime("at");
    row.present = reader.booleanOr("present", true);
    row.running = reader.booleanOr("running", true);
    reader.object("release", [&](AnswerReader& release) {
        row.image = release.textOr("image");
        row.release = release.textOr("version");
    });
    row.settings = reader.members("settings");
    return row;
}

Agreement agreementFrom(const QString& text) {
    if (text == "agrees") return Agreement::Agrees;
    if (text == "pending") return Agreement::Pending;
    if (text == "differs") return Agreement::Differs;
    return Agreement::Unknown;
}

}  // namespace

base::Result<HandsetRow> readHandset(const base::Json& json) {
    AnswerReader reader(json, "handset");
    HandsetRow row;
    row.id = reader.text("id");
    row.name = reader.textOr("name", row.id);
    row.model = reader.textOr("model");
    row.serial = reader.textOr("serial");
    row.state = reader.text("state");
    row.online = reader.boolean("online");
    row.lastSeenAt = reader.optionalTime("lastSeenAt");
    row.enrolledAt = reader.optionalTime("enrolledAt");
    row.agentVersion = reader.textOr("agentVersion");
    row.driver = reader.textOr("driver");
    row.acceleration = reader.textOr("acceleration");
    reader.object("certificate", [&](AnswerReader& certificate) {
        row.certificate = {certificate.textOr("fingerprint"), certificate.optionalTime("notAfter"),
                           certificate.optionalTime("revokedAt"), certificate.textOr("reason")};
    });
    row.phones = reader.textsOr("phones");
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<PhoneRow> readPhone(const base::Json& json) {
    AnswerReader reader(json, "virtual phone");
    PhoneRow row;
    row.id = reader.text("id");
    row.name = reader.textOr("name", row.id);
    row.persona = reader.textOr("persona");
    reader.object("handset", [&](AnswerReader& handset) {
        row.handsetId = handset.text("id");
        row.handsetName = handset.textOr("name", row.handsetId);
        row.handsetOnline = handset.booleanOr("online", false);
    });
    readReference(reader, "person", row.personId, row.personName);
    reader.object("desired", [&](AnswerReader& desired) { row.desired = readDesired(desired); });
    reader.object("reported", [&](AnswerReader& reported) { row.reported = readReported(reported); });
    reader.object("proved", [&](AnswerReader& proved) {
        row.proved = ProvedRow{proved.optionalTime("at"), proved.textOr("release"), proved.members("health")};
    });
    row.agreement = agreementFrom(reader.textOr("agreement"));
    row.disagreements = reader.textsOr("disagreements");
    reader.object("lastRestorePoint", [&](AnswerReader& point) {
        row.lastRestorePoint = point.text("id");
        row.lastRestorePointAt = point.optionalTime("at");
    });
    reader.object("lastProved", [&](AnswerReader& point) {
        row.lastProvedTakenAt = point.optionalTime("takenAt");
        row.lastProvedAt = point.optionalTime("at");
    });
    reader.object("ownerBackup", [&](AnswerReader& backup) { row.ownerBackupBytes = backup.integerOr("storedBytes", 0); });
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<PersonRow> readPerson(const base::Json& json) {
    AnswerReader reader(json, "person");
    PersonRow row{reader.text("id"), reader.text("name"), reader.textOr("email"), {}};
    reader.array("phones", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader phone(element, "person.phone");
        row.phones.append(phone.text("id"));
        return phone.finish();
    });
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<OperationRow> readOperation(const base::Json& json) {
    AnswerReader reader(json, "operation");
    OperationRow row;
    row.id = reader.text("id");
    row.kind = reader.text("kind");
    row.handset = reader.displayText("handset");
    row.phone = reader.displayText("phone");
    row.state = reader.text("state");
    row.createdAt = reader.optionalTime("createdAt");
    row.createdBy = reader.textOr("createdBy");
    row.startedAt = reader.optionalTime("startedAt");
    row.finishedAt = reader.optionalTime("finishedAt");
    row.progress = reader.numberOr("progress", 0);
    row.step = reader.textOr("step");
    reader.array("steps", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader step(element, "operation.step");
        row.steps.push_back({step.text("name"), step.text("state"), step.textOr("detail"), step.optionalTime("at")});
        return step.finish();
    });
    reader.object("error", [&](AnswerReader& error) { row.errorMessage = error.textOr("message"); });
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<RestorePointRow> readRestorePoint(const base::Json& json) {
    AnswerReader reader(json, "restore point");
    RestorePointRow row;
    row.id = reader.text("id");
    readReference(reader, "phone", row.phoneId, row.phoneName);
    row.takenAt = reader.time("takenAt");
    row.provedAt = reader.optionalTime("provedAt");
    row.diskSize = bytesOf(reader, "diskSize");
    row.bytesRead = bytesOf(reader, "bytesRead");
    row.bytesUploaded = bytesOf(reader, "bytesUploaded");
    row.incremental = reader.booleanOr("incremental", false);
    row.consistency = reader.textOr("consistency");
    row.guestPauseMs = reader.integerOr("guestPauseMs", 0);
    row.release = reader.displayText("release");
    row.keptBy = reader.textsOr("keptBy");
    row.hasRule = json.is_object() && json.contains("keptBy") && !json["keptBy"].is_null();
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<ReleaseRow> readRelease(const base::Json& json) {
    AnswerReader reader(json, "release");
    ReleaseRow row;
    row.image = reader.text("image");
    row.version = reader.text("version");
    row.id = row.image + ":" + row.version;
    row.manifest = reader.textOr("manifest");
    row.publishedAt = reader.optionalTime("publishedAt");
    row.publishedBy = reader.textOr("publishedBy");
    row.size = bytesOf(reader, "size");
    row.withdrawn = reader.booleanOr("withdrawn", false);
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<PolicyRow> readPolicy(const base::Json& json) {
    AnswerReader reader(json, "policy");
    PolicyRow row;
    row.id = reader.text("name");
    row.description = reader.textOr("description");
    row.when = reader.textOr("when");
    row.settings = reader.members("settings");
    row.revision = reader.integerOr("revision", 0);
    reader.array("assignments", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader assignment(element, "policy.assignment");
        row.assignments.emplace_back(assignment.text("target"), assignment.textOr("level"));
        return assignment.finish();
    });
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<AuditRow> readAuditEvent(const base::Json& json) {
    AnswerReader reader(json, "audit event");
    AuditRow row;
    row.id = QString::number(reader.integer("sequence"));
    row.at = reader.time("at");
    row.actor = reader.displayText("actor");
    row.verb = reader.text("verb");
    row.subject = reader.displayText("subject");
    row.detail = reader.displayText("detail");
    row.hash = reader.textOr("hash");
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<AlertRow> readAlert(const base::Json& json) {
    AnswerReader reader(json, "alert");
    AlertRow row{reader.displayText("id"), reader.text("kind"), reader.displayText("subject"), reader.text("message"),
                 reader.time("at")};
    TWINSET_TRY(reader.finish());
    return row;
}

base::Result<FleetStatus> readFleetStatus(const base::Json& json) {
    AnswerReader reader(json, "fleet_status");
    FleetStatus status;
    status.fleet = reader.displayText("fleet");
    status.version = reader.displayText("version");
    reader.object("counts", [&](AnswerReader& counts) {
        status.handsets = counts.integerOr("handsets", 0);
        status.online = counts.integerOr("online", 0);
        status.phones = counts.integerOr("phones", 0);
        status.agree = counts.integerOr("agree", 0);
        status.differ = counts.integerOr("differ", 0);
        status.operationsRunning = counts.integerOr("operationsRunning", 0);
        status.alerts = counts.integerOr("alerts", 0);
    });
    TWINSET_TRY(reader.finish());
    return status;
}

namespace {

QString nameOf(AnswerReader& reader, std::string_view name) {
    QString text = reader.displayText(name);
    if (!text.startsWith('{')) return text;
    reader.object(name, [&](AnswerReader& inner) { text = inner.textOr("name", inner.textOr("id")); });
    return text;
}

void readWipe(AnswerReader& wipe, ReceiptRow& row) {
    row.wipeState = wipe.textOr("state");
    row.wipeReceipt = wipe.displayText("receipt");
}

}  // namespace

base::Result<ReceiptRow> readReceiptAnswer(const base::Json& json) {
    ReceiptRow row;
    AnswerReader answer(json, "receipt answer");
    const bool present = answer.object("receipt", [&](AnswerReader& reader) {
        row.person = nameOf(reader, "person");
        row.phone = nameOf(reader, "phone");
        row.oldHandset = nameOf(reader, "oldHandset");
        row.newHandset = nameOf(reader, "newHandset");
        row.restorePoint = nameOf(reader, "restorePoint");
        row.takenAt = reader.optionalTime("takenAt");
        row.release = reader.displayText("release");
        row.policySettings = reader.members("policySettings");
        reader.object("certificateRevoked", [&](AnswerReader& revoked) {
            row.certificateFingerprint = revoked.textOr("fingerprint");
            row.revokedAt = revoked.optionalTime("at");
        });
        reader.object("wipe", [&](AnswerReader& wipe) { readWipe(wipe, row); });
        row.provedAt = reader.optionalTime("provedAt");
        row.durationMs = reader.integerOr("duration", 0);
    });
    if (!present) answer.fail("receipt", "is missing");
    TWINSET_TRY(answer.finish());
    return row;
}

base::Result<bool> readNothing(const base::Json&) { return true; }

base::Result<KeysetPage<HandsetRow>> readHandsetPage(const base::Json& json) {
    return readPage(json, "handsets", readHandset);
}
base::Result<KeysetPage<PhoneRow>> readPhonePage(const base::Json& json) { return readPage(json, "phones", readPhone); }
base::Result<KeysetPage<PersonRow>> readPersonPage(const base::Json& json) {
    return readPage(json, "persons", readPerson);
}
base::Result<KeysetPage<OperationRow>> readOperationPage(const base::Json& json) {
    return readPage(json, "operations", readOperation);
}
base::Result<KeysetPage<RestorePointRow>> readRestorePointPage(const base::Json& json) {
    return readPage(json, "restorePoints", readRestorePoint);
}
base::Result<KeysetPage<ReleaseRow>> readReleasePage(const base::Json& json) {
    return readPage(json, "releases", readRelease);
}
base::Result<KeysetPage<PolicyRow>> readPolicyPage(const base::Json& json) {
    return readPage(json, "policies", readPolicy);
}
base::Result<KeysetPage<AuditRow>> readAuditPage(const base::Json& json) {
    return readPage(json, "events", readAuditEvent);
}
base::Result<KeysetPage<AlertRow>> readAlertPage(const base::Json& json) { return readPage(json, "alerts", readAlert); }

}  // namespace console
