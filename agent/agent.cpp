#include "agent/agent.h"

#include <algorithm>

#include "agent/proofs/proof_machine.h"
#include "base/log.h"
#include "fleet/protocol/incident.h"

namespace agent {
namespace {

using namespace fleet::protocol;
namespace incident = fleet::protocol::incident;

constexpr base::Duration kRest = std::chrono::milliseconds(100);
constexpr base::Duration kContactInterval = std::chrono::seconds(10);
constexpr base::Duration kTimeInterval = std::chrono::seconds(60);
constexpr base::Duration kTakeAgain = std::chrono::seconds(2);
constexpr std::size_t kMostUntaken = 64;

}  // namespace

Agent::Agent(Services& services)
    : m_services(services),
      m_journal(services.files, services.layout),
      m_operations(services, m_inbox),
      m_wipes(services, m_inbox),
      m_incidents(services),
      m_receipts(services),
      m_reporter(services),
      m_bootId(base::newIdText("boot")),
      m_time(services.clock) {}

Agent::~Agent() {
    m_services.driver.setEventSink({});
    for (auto& [id, phone] : m_phones) phone->cancelWork();
}

base::Result<void> Agent::begin() {
    m_begunAt = m_services.clock.monotonic();
    TWINSET_ASSIGN(m_probe, m_services.driver.probe());
    if (const auto gone = destroyLeftProofs(m_services); !gone)
        base::logError("what proved a restore point when the agent died is not removed: " + gone.error().message);
    TWINSET_ASSIGN(const auto contact, m_journal.loadContact());
    TWINSET_TRY(m_incidents.load());
    const auto saved = contact ? contact->time.value_or(SavedTime{contact->heardAt, contact->heardAt})
                               : std::optional<SavedTime>();
    const auto setBack = m_time.begin(saved);
    TWINSET_ASSIGN(auto records, m_journal.loadPhones());
    for (auto& record : records) {
        const auto id = record.phone;
        auto phone = std::make_unique<Phone>(m_services, m_journal, m_inbox, std::move(record));
        TWINSET_TRY(phone->begin().withContext(id.text()));
        if (const auto envelope = readPolicyEnvelope(phone->record().envelope)) m_time.atLeast(envelope->issuedAt);
        m_phones.emplace(id, std::move(phone));
    }
    m_heardAt = contact ? contact->heardAt : m_time.now();
    TWINSET_TRY(m_journal.saveContact({m_heardAt, m_time.saved()}));
    m_heardSaved = m_heardAt;
    m_timeSaved = m_time.now();
    noteClockSetBack(setBack);
    TWINSET_TRY(m_operations.load());
    TWINSET_TRY(m_wipes.load());
    m_services.driver.setEventSink([inbox = m_inbox](const hypervisor::Event&) { inbox->put(Hint{}); });
    return {};
}

base::Duration Agent::turn() {
    for (const auto& happening : m_inbox->takeAll()) handle(happening);
    takeAgain();
    keepTime();
    m_wipes.turn(m_phones, m_operations.busyApart());
    const bool settled = m_fleetAnswered || m_services.clock.monotonic() - m_begunAt >= m_services.timing.fleetAnswer;
    std::vector<PhoneReport> reports;
    std::map<base::PhoneId, base::Duration> intervals;
    for (auto& [id, phone] : m_phones) {
        phone->turn({m_wipes.holding(), settled, m_time.now(), m_heardAt});
        reports.push_back(phone->report());
        phone->noteReport(reports.back());
        if (const auto interval = phone->reportInterval()) intervals[id] = *interval;
    }
    m_operations.holdApart(m_wipes.holding());
    m_operations.turn(m_phones);
    m_reporter.turn(reports, intervals);
    m_incidents.turn();
    m_receipts.turn(m_phones, m_time.now());
    collectReleases();
    return kRest;
}

void Agent::run() {
    while (!m_stopping) m_inbox->wait(turn());
    for (auto& [id, phone] : m_phones) phone->cancelWork();
    m_operations.holdApart(true);
}

void Agent::handle(const Happening& happening) {
    if (const auto* ended = std::get_if<WorkEnded>(&happening)) {
        ended->finish();
    } else if (const auto* message = std::get_if<Message>(&happening)) {
        handle(*message);
        heard();
    } else if (const auto* refusal = std::get_if<Refusal>(&happening)) {
        handle(*refusal);
    } else if (std::holds_alternative<LinkUp>(happening)) {
        sayHello();
        m_reporter.linkUp();
        m_operations.linkUp();
        m_incidents.linkUp();
        m_receipts.linkUp();
        for (auto& [id, phone] : m_phones) phone->retryNow();
    } else if (const auto* down = std::get_if<LinkDown>(&happening)) {
        base::logInfo("the link to the gateway is down: " + down->reason);
        m_linked = false;
        m_reporter.linkDown();
        m_operations.linkDown();
        m_incidents.linkDown();
        m_receipts.linkDown();
    }
}

void Agent::handle(const Message& message) {
    if (const auto* welcome = std::get_if<Welcome>(&message.body)) {
        m_fleetAnswered = true;
        m_linked = true;
        m_time.told(welcome->serverTime);
        m_heardAt = m_time.now();
        saveContact();
    } else if (const auto* ack = std::get_if<Ack>(&message.body)) {
        m_reporter.acknowledged(ack->message);
        m_operations.acknowledged(ack->message);
        m_incidents.acknowledged(ack->message);
        m_receipts.acknowledged(ack->message);
    } else if (const auto* cancel = std::get_if<OperationCancel>(&message.body)) {
        m_operations.cancel(cancel->operation);
    } else {
        take(message);
    }
}

void Agent::take(const Message& message) {
    const auto* desired = std::get_if<Desired>(&message.body);
    const auto* operation = std::get_if<Operation>(&message.body);
    const auto taken = desired != nullptr     ? takeDesired(*desired)
                       : operation != nullptr ? m_operations.take(*operation)
                                              : base::Result<void>();
    if (taken) return;
    base::logWarning("a message of the fleet was not taken: " + taken.error().message);
    const auto code = taken.error().code;
    const bool lasting = code != base::ErrorCode::Unavailable && code != base::ErrorCode::Internal;
    if (!lasting && m_untaken.size() < kMostUntaken) m_untaken.push_back(message);
}

void Agent::takeAgain() {
    const auto now = m_services.clock.monotonic();
    if (m_untaken.empty() || now < m_takeAgainAt) return;
    m_takeAgainAt = now + kTakeAgain;
    for (const auto& message : std::exchange(m_untaken, {})) take(message);
}

void Agent::handle(const Refusal& refusal) {
    m_fleetAnswered = true;
    base::logWarning("the gateway refuses this handset (" + refusal.reason + "): " + refusal.message);
    if (refusal.order.empty()) return;
    if (const auto taken = m_wipes.take(refusal.order, refusal.orderSignature); !taken)
        base::logWarning("the order that came with the refusal is not carried out: " + taken.error().message);
}

void Agent::heard() {
    m_heardAt = m_time.now();
    if (m_heardAt - m_heardSaved >= kContactInterval || m_heardAt < m_heardSaved) saveContact();
}

/// A link that stands is contact with the fleet, also when there is nothing to say. Without one, what time passes is
/// saved now and then, so that a restart does not take it back.
void Agent::keepTime() {
    noteClockSetBack(m_time.look());
    if (m_linked) heard();
    if (m_time.now() - m_timeSaved >= kTimeInterval) saveContact();
}

void Agent::saveContact() {
    if (const auto saved = m_journal.saveContact({m_heardAt, m_time.saved()}); !saved) {
        base::logWarning("the time of the last contact was not kept: " + saved.error().message);
        return;
    }
    m_heardSaved = m_heardAt;
    m_timeSaved = m_time.now();
}

void Agent::noteClockSetBack(base::Duration by) {
    if (by.count() == 0) return;
    noteIncident(incident::kClockSetBack, std::nullopt,
                 "the handset's clock was set back by " + base::humanDuration(by) +
                     "; leases, compliance steps and the end of envelopes go by the time before");
    saveContact();
}

void Agent::noteIncident(std::string_view code, const std::optional<base::PhoneId>& phone, const std::string& why) {
    m_incidents.note({m_time.now(), std::string(code), phone, why});
}

void Agent::sayHello() {
    Hello hello;
    hello.agentVersion = TWINSET_VERSION;
    hello.bootId = m_bootId;
    hello.driver = m_probe.driver;
    hello.driverVersion = m_probe.version;
    hello.acceleration = m_probe.acceleration;
    for (const auto capability : m_probe.capabilities)
        hello.capabilities.emplace_back(hypervisor::capabilityName(capability));
    for (const auto& [id, phone] : m_phones)
        hello.applied[id.text()] = phone->record().tip();
    m_services.link.send({base::newIdText("ms"), hello});
}

base::Result<void> Agent::takeDesired(const Desired& received) {
    const auto opened = openEnvelope(received, m_services.identity);
    if (const auto* refused = std::get_if<RefusedEnvelope>(&opened)) {
        noteUnopened(received, *refused);
        return {base::ErrorCode::Denied, refused->why};
    }
    return takeOpened(std::get<OpenedEnvelope>(opened));
}

base::Result<void> Agent::takeOpened(const OpenedEnvelope& opened) {
    const auto& id = opened.envelope.phone;
    const auto found = m_phones.find(id);
    auto* phone = found == m_phones.end() ? nullptr : found->second.get();
    const auto judgement = judgeEnvelope(opened, phone == nullptr ? nullptr : &phone->record(), m_time.now());
    switch (judgement.verdict) {
        case Verdict::Take:
            m_time.atLeast(opened.envelope.issuedAt);
            return phone == nullptr ? addPhone(opened) : phone->take(opened);
        case Verdict::Known:
            return {};
        case Verdict::Resync:
            base::logInfo(id.text() + ": " + judgement.why + "; the fleet is asked for one that does");
            m_services.link.send({base::newIdText("ms"), Resync{id, phone == nullptr ? EnvelopeTip{} : phone->record().tip()}});
            return {};
        case Verdict::Refuse:
            noteIncident(judgement.code, id, judgement.why);
            if (phone != nullptr)
                TWINSET_TRY(phone->change([&](PhoneRecord& record) { record.refusal = judgement.why; }));
            return {base::ErrorCode::Conflict, judgement.why};
        case Verdict::Forbid:
            TWINSET_TRY(phone->change([&](PhoneRecord& record) {
                record.refusal = judgement.why;
                record.refusedVersion = opened.envelope.version;
                record.chain = opened.digest;
            }));
            noteIncident(judgement.code, id, judgement.why);
            return {};
    }
    return {};
}

base::Result<void> Agent::addPhone(const OpenedEnvelope& opened) {
    if (!opened.desired.present && opened.desired.persona != "work")
        return {};  // it is not here, and nothing is to be remembered of it
    std::vector<const PhoneRecord*> others;
    for (const auto& [id, phone] : m_phones) others.push_back(&phone->record());
    TWINSET_ASSIGN(auto record, newPhoneRecord(opened, others));
    TWINSET_TRY(m_journal.savePhone(record));
    auto phone = std::make_unique<Phone>(m_services, m_journal, m_inbox, std::move(record));
    TWINSET_TRY(phone->begin());
    m_phones.emplace(opened.desired.phone, std::move(phone));
    return {};
}

/// The phone that an unsigned or foreign document names is not to be believed, but if it is here, its report is where
/// an operator will look.
void Agent::noteUnopened(const Desired& received, const RefusedEnvelope& refused) {
    const auto claimed = readDesiredState(received.document);
    auto found = refused.phone ? m_phones.find(*refused.phone) : m_phones.end();
    if (found == m_phones.end() && claimed) found = m_phones.find(claimed->phone);
    if (found == m_phones.end()) return noteIncident(refused.code, std::nullopt, refused.why);
    noteIncident(refused.code, found->first, refused.why);
    const auto noted = found->second->change([&](PhoneRecord& record) { record.refusal = refused.why; });
    if (!noted) base::logWarning(noted.error().message);
}

void Agent::collectReleases() {
    if (m_operations.busyApart()) {
        m_releasesInUse.clear();  // looked at anew afterwards
        return;
    }
    std::set<base::Digest> inUse;
    for (const auto& [id, phone] : m_phones) {
        if (phone->busy()) return;
        for (const auto& [slot, content] : phone->record().releases) inUse.insert(content.manifest);
    }
    if (inUse == m_releasesInUse) return;
    m_releasesInUse = inUse;
    const auto names = m_services.files.list(m_services.layout.releases());
    if (!names) return;
    for (const auto& name : *names) {
        const auto digest = base::Digest::fromHex(name);
        if (!digest || inUse.contains(*digest)) continue;
        if (const auto removed = m_services.files.removeTree(m_services.layout.releases() / name); !removed)
            base::logWarning("an old release stays on the disk: " + removed.error().message);
    }
}

}  // namespace agent
