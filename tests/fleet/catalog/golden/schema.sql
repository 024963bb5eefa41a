CREATE INDEX alert_by_subject ON alert(kind, subject, at);
CREATE INDEX assignment_by_target ON assignment(target);
CREATE INDEX certificate_by_handset ON certificate(handset, issued_at);
CREATE INDEX compliance_violation_by_rule ON compliance_violation(rule, since);
CREATE INDEX desired_document_by_handset ON desired_document(handset);
CREATE INDEX operation_by_handset ON operation(handset, sequence);
CREATE INDEX operation_by_phone ON operation(phone, sequence);
CREATE INDEX operation_live ON operation(state) WHERE state IN ('queued', 'delivered', 'running');
CREATE INDEX owner_restore_point_by_phone ON owner_restore_point(phone, sequence);
CREATE INDEX person_by_name ON person(name, id);
CREATE INDEX policy_receipt_by_phone ON policy_receipt(phone, handset, id);
CREATE INDEX restore_point_by_phone ON restore_point(phone, sequence);
CREATE INDEX virtual_phone_by_handset ON virtual_phone(handset);
CREATE INDEX virtual_phone_by_name ON virtual_phone(name, id);
CREATE INDEX virtual_phone_by_person ON virtual_phone(person);
CREATE INDEX wipe_order_by_handset ON wipe_order(handset, issued_at);
CREATE TABLE alert (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE api_token (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, created_by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE assignment (
    policy TEXT NOT NULL REFERENCES policy(name), target TEXT NOT NULL, level TEXT NOT NULL,
    PRIMARY KEY (policy, target)) WITHOUT ROWID;
CREATE TABLE audit_event (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL, subject TEXT NOT NULL,
    detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE backup_schedule (target TEXT PRIMARY KEY, schedule TEXT NOT NULL, set_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE boot_list (phone TEXT PRIMARY KEY REFERENCES virtual_phone (id), noted_at INTEGER NOT NULL, chunks TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE certificate (
    fingerprint TEXT PRIMARY KEY, handset TEXT NOT NULL REFERENCES handset(id), pem TEXT NOT NULL,
    issued_at INTEGER NOT NULL, not_after INTEGER NOT NULL, revoked_at INTEGER, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change (revision INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL);
CREATE TABLE compliance_violation (
    phone TEXT NOT NULL REFERENCES virtual_phone(id), rule TEXT NOT NULL, since INTEGER NOT NULL,
    by_error INTEGER NOT NULL, PRIMARY KEY (phone, rule)) WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE desired_document (
    phone TEXT NOT NULL REFERENCES virtual_phone(id), handset TEXT NOT NULL REFERENCES handset(id),
    version INTEGER NOT NULL, issued_at INTEGER NOT NULL, document BLOB NOT NULL, signature BLOB NOT NULL,
    content TEXT NOT NULL, envelope BLOB NOT NULL DEFAULT x'', envelope_digest TEXT NOT NULL DEFAULT '', previous TEXT NOT NULL DEFAULT '', not_after INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (phone, handset)) WITHOUT ROWID;
CREATE TABLE enrolment_token (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, secret_digest TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, uses_left INTEGER NOT NULL, requires_acceptance INTEGER NOT NULL,
    created_by TEXT NOT NULL, revoked_at INTEGER);
CREATE TABLE handset (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, model TEXT NOT NULL, serial TEXT NOT NULL, state TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL, agent_version TEXT NOT NULL, driver TEXT NOT NULL, acceleration TEXT NOT NULL,
    capabilities TEXT NOT NULL, enrolment_request TEXT NOT NULL UNIQUE, labels TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
CREATE TABLE handset_presence (
    handset TEXT PRIMARY KEY REFERENCES handset(id), last_seen_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE operation (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, handset TEXT, phone TEXT,
    state TEXT NOT NULL, priority INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
    started_at INTEGER, finished_at INTEGER, expires_at INTEGER NOT NULL, progress REAL NOT NULL, step TEXT NOT NULL,
    arguments TEXT NOT NULL, result TEXT NOT NULL, error_code TEXT NOT NULL, error_message TEXT NOT NULL);
CREATE TABLE operation_step (
    operation TEXT NOT NULL REFERENCES operation(id), ordinal INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    at INTEGER, detail TEXT NOT NULL, PRIMARY KEY (operation, ordinal)) WITHOUT ROWID;
CREATE TABLE operator (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password_hash TEXT NOT NULL,
    must_change_password INTEGER NOT NULL, created_at INTEGER NOT NULL, last_login_at INTEGER) WITHOUT ROWID;
CREATE TABLE owner_backup (
    phone TEXT PRIMARY KEY REFERENCES virtual_phone(id), key_name TEXT NOT NULL, enabled_at INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL, collected INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE owner_restore_point (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL REFERENCES owner_backup(phone),
    taken_at INTEGER NOT NULL, root TEXT NOT NULL, list TEXT NOT NULL, disk_size INTEGER NOT NULL,
    bytes_uploaded INTEGER NOT NULL, incremental INTEGER NOT NULL, consistency TEXT NOT NULL, guest_pause_ms INTEGER NOT NULL,
    release TEXT NOT NULL, proved_at INTEGER, full_read_reason TEXT NOT NULL);
CREATE TABLE person (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, created_at INTEGER NOT NULL, labels TEXT NOT NULL DEFAULT '{}', groups TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID;
CREATE TABLE phone_report (
    phone TEXT PRIMARY KEY REFERENCES virtual_phone(id), handset TEXT NOT NULL, at INTEGER NOT NULL,
    received_at INTEGER NOT NULL, body TEXT NOT NULL, proved_at INTEGER, proved_release TEXT NOT NULL,
    proved_health TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE policy (
    name TEXT PRIMARY KEY, description TEXT NOT NULL, settings TEXT NOT NULL, revision INTEGER NOT NULL, condition TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE policy_envelope (
    handset TEXT NOT NULL REFERENCES handset(id), phone TEXT NOT NULL REFERENCES virtual_phone(id),
    version INTEGER NOT NULL, digest TEXT NOT NULL, issued_at INTEGER NOT NULL,
    PRIMARY KEY (handset, phone, version)) WITHOUT ROWID;
CREATE TABLE policy_receipt (
    id INTEGER PRIMARY KEY, handset TEXT NOT NULL REFERENCES handset(id), phone TEXT NOT NULL REFERENCES virtual_phone(id),
    sequence INTEGER NOT NULL, digest TEXT NOT NULL, previous TEXT NOT NULL, envelope_version INTEGER NOT NULL,
    envelope_digest TEXT NOT NULL, at INTEGER NOT NULL, received_at INTEGER NOT NULL, body BLOB NOT NULL,
    signature BLOB NOT NULL, certificate TEXT NOT NULL, follows INTEGER NOT NULL);
CREATE TABLE release (
    image TEXT NOT NULL, version TEXT NOT NULL, manifest_digest TEXT NOT NULL UNIQUE, manifest BLOB NOT NULL,
    signature BLOB NOT NULL, size INTEGER NOT NULL, published_at INTEGER NOT NULL, published_by TEXT NOT NULL,
    withdrawn_at INTEGER, PRIMARY KEY (image, version)) WITHOUT ROWID;
CREATE TABLE release_key (
    public_key TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, added_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE restore_point (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL REFERENCES virtual_phone(id),
    taken_at INTEGER NOT NULL, root TEXT NOT NULL, disk_size INTEGER NOT NULL, bytes_read INTEGER NOT NULL,
    bytes_changed INTEGER NOT NULL, bytes_uploaded INTEGER NOT NULL, incremental INTEGER NOT NULL,
    consistency TEXT NOT NULL, guest_pause_ms INTEGER NOT NULL, release TEXT NOT NULL, proved_at INTEGER, full_read_reason TEXT NOT NULL DEFAULT '');
CREATE TABLE retention (phone TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rule_object (
    kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE session (
    digest TEXT PRIMARY KEY, operator TEXT NOT NULL REFERENCES operator(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE virtual_phone (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, persona TEXT NOT NULL, handset TEXT NOT NULL REFERENCES handset(id),
    person TEXT REFERENCES person(id), created_at INTEGER NOT NULL, present INTEGER NOT NULL, running INTEGER NOT NULL,
    image TEXT NOT NULL, version TEXT NOT NULL, memory_mib INTEGER NOT NULL, cpus INTEGER NOT NULL,
    data_size INTEGER NOT NULL, origin_restore_point TEXT, desired_version INTEGER NOT NULL, agreement TEXT NOT NULL,
    deleted_at INTEGER) WITHOUT ROWID;
CREATE TABLE wipe_order (
    id TEXT PRIMARY KEY, handset TEXT NOT NULL REFERENCES handset(id), phones TEXT NOT NULL, issued_at INTEGER NOT NULL,
    document BLOB NOT NULL, signature BLOB NOT NULL, receipt TEXT NOT NULL, receipt_at INTEGER) WITHOUT ROWID;
CREATE TRIGGER alert_counted AFTER INSERT ON alert
BEGIN INSERT INTO counter VALUES ('alert', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1; END;
CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER audit_event_is_never_removed BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never removed'); END;
CREATE TRIGGER handset_counted AFTER INSERT ON handset
BEGIN INSERT INTO counter VALUES ('handset.' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1; END;
CREATE TRIGGER handset_recounted AFTER UPDATE OF state ON handset WHEN OLD.state <> NEW.state
BEGIN
    UPDATE counter SET value = value - 1 WHERE name = 'handset.' || OLD.state;
    INSERT INTO counter VALUES ('handset.' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER operation_counted AFTER INSERT ON operation
BEGIN INSERT INTO counter VALUES ('operation.' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1; END;
CREATE TRIGGER operation_recounted AFTER UPDATE OF state ON operation WHEN OLD.state <> NEW.state
BEGIN
    UPDATE counter SET value = value - 1 WHERE name = 'operation.' || OLD.state;
    INSERT INTO counter VALUES ('operation.' || NEW.state, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER virtual_phone_counted AFTER INSERT ON virtual_phone
BEGIN INSERT INTO counter VALUES ('virtual_phone.' || NEW.agreement, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1; END;
CREATE TRIGGER virtual_phone_deleted AFTER UPDATE OF deleted_at ON virtual_phone
WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
BEGIN UPDATE counter SET value = value - 1 WHERE name = 'virtual_phone.' || OLD.agreement; END;
CREATE TRIGGER virtual_phone_recounted AFTER UPDATE OF agreement ON virtual_phone
WHEN OLD.agreement <> NEW.agreement AND OLD.deleted_at IS NULL
BEGIN
    UPDATE counter SET value = value - 1 WHERE name = 'virtual_phone.' || OLD.agreement;
    INSERT INTO counter VALUES ('virtual_phone.' || NEW.agreement, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
