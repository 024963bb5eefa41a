#include "agent/operations/operation_desk.h"

#include <algorithm>

#include "agent/owner/phone_keys.h"
#include "base/log.h"

namespace agent {
namespace {

using base::ErrorCode;

constexpr std::size_t kKeptResults = 100;

std::filesystem::path operationRecordFile(const StateLayout& layout, const base::OperationId& id) {
    return layout.operations() / (id.text() + ".json");
}

/// Of an operation that is about the handset: it needs nothing but to be in time.
bool isApart(const OperationRecord& record) {
    const auto* operation = findOperation(record.request.kind);
    return operation != nullptr && !operation->needsPhone();
}

}  // namespace

base::Result<void> OperationDesk::load() {
    TWINSET_ASSIGN(const auto names, m_services.files.list(m_services.layout.operations()));
    for (const auto& name : names) {
        if (!name.ends_with(".json")) continue;
        const auto path = m_services.layout.operations() / name;
        TWINSET_ASSIGN(const auto bytes, m_services.files.readFile(path));
        auto record = readOperationRecord(bytes);
        if (!record) return {ErrorCode::Corrupt, path.string() + ": " + record.error().message};
        const auto id = record->request.operation;
        m_entries[id].record = std::make_shared<OperationRecord>(std::move(record).value());
    }
    return {};
}

base::Result<void> OperationDesk::save(const OperationRecord& record) {
    return m_services.files.writeFileAtomically(operationRecordFile(m_services.layout, record.request.operation),
                                                writeOperationRecord(record), 0600);
}

base::Result<void> OperationDesk::take(const fleet::protocol::Operation& operation) {
    const auto found = m_entries.find(operation.operation);
    if (found != m_entries.end()) {
        found->second.askedAgain = true;
        return {};
    }
    auto record = std::make_shared<OperationRecord>();
    record->request = operation;
    record->receivedAt = m_services.clock.now();
    TWINSET_TRY(save(*record));
    m_entries[operation.operation].record = std::move(record);
    forgetOld();
    return {};
}

void OperationDesk::cancel(const base::OperationId& operation) {
    const auto found = m_entries.find(operation);
    if (found == m_entries.end()) return;
    auto& entry = found->second;
    if (entry.running) {
        entry.running->cancelled = true;
    } else if (entry.record->state != OperationState::Done) {
        finish(entry, base::Error{ErrorCode::Cancelled, "cancelled before it began"});
    }
}

void OperationDesk::acknowledged(const std::string& message) {
    for (auto& [id, entry] : m_entries) {
        if (entry.message != message || entry.record->acknowledged) continue;
        entry.record->acknowledged = true;
        if (const auto saved = save(*entry.record); !saved) base::logWarning(id.text() + ": " + saved.error().message);
    }
}

void OperationDesk::linkUp() {
    m_up = true;
    for (auto& [id, entry] : m_entries) {
        entry.sentAt.reset();
        entry.sentStep.clear();  // what an operation waits for is said again
    }
}

bool OperationDesk::waitsForData(const Entry& entry, const Phone& phone) {
    return phone.record().remoteRoot && findOperation(entry.record->request.kind)->needsWholeData();
}

std::optional<base::Error> OperationDesk::refusal(const Entry& entry, const Phone* phone) const {
    const auto& request = entry.record->request;
    if (phone == nullptr)
        return base::Error{ErrorCode::NotFound, "there is no virtual phone " + request.phone.text() + " here"};
    if (findOperation(request.kind) == nullptr)
        return base::Error{ErrorCode::InvalidInput,
                           "this agent does not know the operation '" + request.kind + "'; update it"};
    const bool owners = phone->record().persona != kWorkPersona;
    if (owners && !findOperation(request.kind)->servesOwners())
        return base::Error{ErrorCode::Denied, "the virtual phone " + request.phone.text() + " is " +
                                                  phone->record().persona + "; this operation is for work phones only"};
    if (owners && !ownerKeysOf(m_services).exists(request.phone))
        return base::Error{ErrorCode::Denied, "the virtual phone " + request.phone.text() + " is " + phone->record().persona +
                                                  ", and its owner has not asked for this at the handset"};
    if (phone->record().data == DataState::Erased || phone->record().wipeOrder)
        return base::Error{ErrorCode::NotFound,
                           "the virtual phone " + request.phone.text() + " was wiped or removed here"};
    if (entry.record->state == OperationState::Waiting)
        if (const auto permitted = permitOperation(phone->desired().settings, request.kind); !permitted) return permitted.error();
    const bool expired = entry.record->state == OperationState::Waiting && m_services.clock.now() > request.expiresAt;
    if (expired && waitsForData(entry, *phone))
        return base::Error{ErrorCode::Timeout, "the operation expired before all of the virtual phone's data was on the handset again; ask for it "
                                               "once the phone's detail no longer says how much is local"};
    if (expired)
        return base::Error{ErrorCode::Timeout, "the operation expired before the virtual phone was ready for it"};
    return std::nullopt;
}

void OperationDesk::turn(Phones& phones) {
    std::vector<Entry*> open;
    for (auto& [id, entry] : m_entries)
        if (entry.record->state != OperationState::Done && !entry.running) open.push_back(&entry);
    std::sort(open.begin(), open.end(),
              [](const Entry* one, const Entry* other) { return one->record->receivedAt < other->record->receivedAt; });
    for (auto* entry : open) {
        if (isApart(*entry->record)) {
            turnApart(*entry);
            continue;
        }
        const auto found = phones.find(entry->record->request.phone);
        auto* phone = found == phones.end() ? nullptr : found->second.get();
        if (const auto refused = refusal(*entry, phone)) {
            finish(*entry, *refused);
        } else if (phone->steady() && !waitsForData(*entry, *phone)) {
            if (!phone->machine()) {
                finish(*entry, base::Error{ErrorCode::Unavailable, "the virtual phone has no machine yet"});
            } else if (mayRun(*entry)) {
                begin(*entry, *phone);
            }
        }
    }
    for (auto& [id, entry] : m_entries) {
        sendProgress(entry);
        sendResult(entry);
    }
}

bool OperationDesk::mayRun(Entry& entry) {
    const auto now = m_services.clock.monotonic();
    if (!entry.waits.empty() && now - entry.waitsLookedAt < m_services.timing.conditionCheck) return false;
    entry.waitsLookedAt = now;
    const auto waits = findOperation(entry.record->request.kind)->waitsFor(*entry.record, m_services);
    if (!waits) finish(entry, waits.error());
    entry.waits = waits.valueOr("");
    return waits && waits->empty();
}

bool OperationDesk::markBegun(Entry& entry) {
    auto& record = *entry.record;
    record.state = OperationState::Begun;
    ++record.attempts;
    if (!record.begunAt) record.begunAt = m_services.clock.now();
    const auto saved = save(record);
    if (!saved) finish(entry, saved.error());
    if (saved) entry.running = std::make_shared<WorkState>();
    return saved.ok();
}

void OperationDesk::begin(Entry& entry, Phone& phone) {
    if (!markBegun(entry)) return;
    const auto& record = *entry.record;
    const auto* operation = findOperation(record.request.kind);
    const auto owned = std::make_shared<OperationRecord>(record);
    phone.run(entry.running, operation->needsMachine(),
              [this, alive = std::weak_ptr(m_alive), operation, owned, &phone, &services = m_services](StepWork& work) {
                  OperationWork operationWork{work, *owned, [&services, owned] {
                                                  return services.files.writeFileAtomically(
                                                      operationRecordFile(services.layout, owned->request.operation),
                                                      writeOperationRecord(*owned), 0600);
                                              }};
                  auto answer = std::make_shared<base::Result<OperationAnswer>>(operation->run(operationWork));
                  return std::function<void()>([this, alive, owned, answer, &phone] {
                      if (alive.expired()) return;
                      *m_entries.at(owned->request.operation).record = *owned;
                      done(owned->request.operation, &phone, *answer);
                  });
              });
}

void OperationDesk::holdApart(bool held) {
    m_heldApart = held;
    for (auto& [id, entry] : m_entries)
        if (held && entry.running && isApart(*entry.record)) entry.running->cancelled = true;
}

bool OperationDesk::busyApart() const {
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const auto& entry) { return entry.second.running && isApart(*entry.second.record); });
}

void OperationDesk::turnApart(Entry& entry) {
    if (entry.record->state == OperationState::Waiting && m_services.clock.now() > entry.record->request.expiresAt)
        return finish(entry, base::Error{ErrorCode::Timeout, "the operation expired before the handset came to it"});
    if (!m_heldApart && !busyApart() && mayRun(entry)) beginApart(entry);
}

void OperationDesk::beginApart(Entry& entry) {
    if (!markBegun(entry)) return;
    const auto* operation = findOperation(entry.record->request.kind);
    const auto owned = std::make_shared<OperationRecord>(*entry.record);
    m_services.workers.post(std::string(operation->kind()), [this, alive = std::weak_ptr(m_alive), inbox = m_inbox, operation, owned,
                                                             state = entry.running, &services = m_services] {
        StepWork work{{}, {}, services, nullptr, nullptr, state, nullptr};
        work.record.phone = owned->request.phone;
        OperationWork operationWork{work, *owned, [&services, owned] {
                                        return services.files.writeFileAtomically(
                                            operationRecordFile(services.layout, owned->request.operation),
                                            writeOperationRecord(*owned), 0600);
                                    }};
        const auto answer = std::make_shared<base::Result<OperationAnswer>>(operation->run(operationWork));
        inbox->put(WorkEnded{[this, alive, owned, answer] {
            if (alive.expired()) return;
            *m_entries.at(owned->request.operation).record = *owned;
            done(owned->request.operation, nullptr, *answer);
        }});
    });
}

void OperationDesk::done(const base::OperationId& id, Phone* phone, const base::Result<OperationAnswer>& answer) {
    auto& entry = m_entries.at(id);
    entry.running.reset();
    if (!answer) return finish(entry, answer.error());
    if (answer->later) {
        entry.record->state = OperationState::Waiting;
        if (const auto saved = save(*entry.record); !saved) base::logWarning(id.text() + ": " + saved.error().message);
        return;
    }
    if (answer->finish && phone != nullptr)
        if (const auto saved = phone->change(answer->finish); !saved) return finish(entry, saved.error());
    finish(entry, answer);
}

void OperationDesk::finish(Entry& entry, const base::Result<OperationAnswer>& outcome) {
    auto& record = *entry.record;
    const auto& id = record.request.operation;
    if (outcome) {
        record.result = {id, true, "", outcome->message, outcome->result};
    } else {
        record.result = {id, false, std::string(base::errorCodeName(outcome.error().code)), outcome.error().message,
                         "{}"};
        base::logWarning(id.text() + " (" + record.request.kind + "): " + outcome.error().message);
    }
    record.state = OperationState::Done;
    if (const auto saved = save(record); !saved) base::logWarning(id.text() + ": " + saved.error().message);
}

void OperationDesk::sendProgress(Entry& entry) {
    const bool waiting = !entry.running && entry.record->state == OperationState::Waiting && !entry.waits.empty();
    if (!m_up || (!entry.running && !waiting)) return;
    const auto now = m_services.clock.monotonic();
    const double fraction = waiting ? 0.0 : entry.running->progress.load();
    const std::string step = waiting ? entry.waits : entry.running->step.load();
    const bool moved = step != entry.sentStep || fraction >= entry.sentFraction + 0.01 || fraction < entry.sentFraction;
    if (!moved || now - entry.progressAt < m_services.timing.messageInterval) return;
    const fleet::protocol::OperationProgress progress{entry.record->request.operation, fraction, step, waiting};
    if (!m_services.link.send({base::newIdText("ms"), progress})) return;
    entry.sentFraction = fraction;
    entry.sentStep = step;
    entry.progressAt = now;
}

void OperationDesk::sendResult(Entry& entry) {
    const auto& record = *entry.record;
    if (!m_up || record.state != OperationState::Done || !record.result) return;
    const auto now = m_services.clock.monotonic();
    const bool overdue =
        !record.acknowledged && (!entry.sentAt || now - *entry.sentAt >= m_services.timing.repeatInterval);
    if (!overdue && !entry.askedAgain) return;
    entry.message = base::newIdText("ms");
    if (m_services.link.send({entry.message, *record.result})) {
        entry.sentAt = now;
        entry.askedAgain = false;
    }
}

void OperationDesk::forgetOld() {
    std::vector<const OperationRecord*> done;
    for (const auto& [id, entry] : m_entries)
        if (entry.record->state == OperationState::Done && entry.record->acknowledged)
            done.push_back(entry.record.get());
    if (done.size() <= kKeptResults) return;
    std::sort(done.begin(), done.end(),
              [](const auto* one, const auto* other) { return one->receivedAt < other->receivedAt; });
    done.resize(done.size() - kKeptResults);
    for (const auto* record : done) {
        const auto id = record->request.operation;
        if (m_services.files.remove(operationRecordFile(m_services.layout, id))) m_entries.erase(id);
    }
}

}  // namespace agent
