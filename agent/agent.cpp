#include "agent/agent.h"

#include <algorithm>

#include "agent/desired_intake.h"
#include "base/log.h"

namespace agent {
namespace {

using namespace fleet::protocol;

constexpr base::Duration kRest = std::chrono::milliseconds(100);
constexpr base::Duration kContactInterval = std::chrono::seconds(10);
constexpr base::Duration kTakeAgain = std::chrono::seconds(2);
constexpr std::size_t kMostUntaken = 64;

}  // namespace

Agent::Agent(Services& services)
    : m_services(services),
      m_journal(services.files, services.layout),
      m_operations(services),
      m_wipes(services, m_inbox),
      m_reporter(services),
      m_bootId(base::newIdText("boot")) {}

Agent::~Agent() {
    m_services.driver.setEventSink({});
    for (auto& [id, phone] : m_phones) phone->cancelWork();
}

base::Result<void> Agent::begin() {
    m_begunAt = m_services.clock.monotonic();
    TWINSET_ASSIGN(m_probe, m_services.driver.probe());
    TWINSET_ASSIGN(const auto contact, m_journal.loadContact());
    m_heardAt = contact.value_or(m_services.clock.now());
    if (!contact) TWINSET_TRY(m_journal.saveContact(m_heardAt));
    m_heardSaved = m_heardAt;
    TWINSET_ASSIGN(auto records, m_journal.loadPhones());
    for (auto& record : records) {
        const auto id = record.phone;
        auto phone = std::make_unique<Phone>(m_services, m_journal, m_inbox, std::move(record));
        TWINSET_TRY(phone->begin().withContext(id.text()));
        m_phones.emplace(id, std::move(phone));
    }
    TWINSET_TRY(m_operations.load());
    TWINSET_TRY(m_wipes.load());
    m_services.driver.setEventSink([inbox = m_inbox](const hypervisor::Event&) { inbox->put(Hint{}); });
    return {};
}

base::Duration Agent::turn() {
    for (const auto& happening : m_inbox->takeAll()) handle(happening);
    takeAgain();
    m_wipes.turn(m_phones);
    const bool settled = m_fleetAnswered || m_services.clock.monotonic() - m_begunAt >= m_services.timing.fleetAnswer;
    std::vector<PhoneReport> reports;
    std::map<base::PhoneId, base::Duration> intervals;
    for (auto& [id, phone] : m_phones) {
        phone->turn({m_wipes.holding(), settled, m_heardAt});
        reports.push_back(phone->report());
        phone->noteReport(reports.back());
        if (const auto interval = phone->reportInterval()) intervals[id] = *interval;
    }
    m_operations.turn(m_phones);
    m_reporter.turn(reports, intervals);
    collectReleases();
    return kRest;
}

void Agent::run() {
    while (!m_stopping) m_inbox->wait(turn());
    for (auto& [id, phone] : m_phones) phone->cancelWork();
}

void Agent::handle(const Happening& happening) {
    if (const auto* ended = std::get_if<WorkEnded>(&happening)) {
        ended->finish();
    } else if (const auto* message = std::get_if<Message>(&happening)) {
        heard();
        handle(*message);
    } else if (const auto* refusal = std::get_if<Refusal>(&happening)) {
        handle(*refusal);
    } else if (std::holds_alternative<LinkUp>(happening)) {
        sayHello();
        m_reporter.linkUp();
        m_operations.linkUp();
        for (auto& [id, phone] : m_phones) phone->retryNow();
    } else if (const auto* down = std::get_if<LinkDown>(&happening)) {
        base::logInfo("the link to the gateway is down: " + down->reason);
        m_reporter.linkDown();
        m_operations.linkDown();
    }
}

void Agent::handle(const Message& message) {
    if (std::holds_alternative<Welcome>(message.body)) {
        m_fleetAnswered = true;
    } else if (const auto* ack = std::get_if<Ack>(&message.body)) {
        m_reporter.acknowledged(ack->message);
        m_operations.acknowledged(ack->message);
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
    m_heardAt = m_services.clock.now();
    if (m_heardAt - m_heardSaved < kContactInterval && m_heardAt >= m_heardSaved) return;
    if (m_journal.saveContact(m_heardAt)) m_heardSaved = m_heardAt;
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
        hello.applied[id.text()] = std::max(phone->record().version, phone->record().refusedVersion);
    m_services.link.send({base::newIdText("ms"), hello});
}

base::Result<void> Agent::takeDesired(const Desired& received) {
    const auto desired = openDesired(received, m_services.identity);
    if (!desired) {
        noteUnopened(received, desired.error());
        return desired.error();
    }
    const auto found = m_phones.find(desired->phone);
    if (found == m_phones.end()) return addPhone(*desired, received.document);
    auto& phone = *found->second;
    const auto judgement = judgeDesired(*desired, received.document, phone.record());
    switch (judgement.verdict) {
        case Verdict::Take:
            return phone.take(*desired, received.document);
        case Verdict::Known:
            return {};
        case Verdict::Stale:
            TWINSET_TRY(phone.change([&](PhoneRecord& record) { record.refusal = judgement.why; }));
            return {base::ErrorCode::Conflict, judgement.why};
        case Verdict::Forbid:
            base::logWarning(desired->phone.text() + ": " + judgement.why);
            return phone.change([&](PhoneRecord& record) {
                record.refusal = judgement.why;
                record.refusedVersion = desired->version;
            });
    }
    return {};
}

base::Result<void> Agent::addPhone(const DesiredState& desired, const base::Bytes& document) {
    if (!desired.present && desired.persona != "work")
        return {};  // it is not here, and nothing is to be remembered of it
    std::vector<const PhoneRecord*> others;
    for (const auto& [id, phone] : m_phones) others.push_back(&phone->record());
    TWINSET_ASSIGN(auto record, newPhoneRecord(desired, document, others));
    TWINSET_TRY(m_journal.savePhone(record));
    auto phone = std::make_unique<Phone>(m_services, m_journal, m_inbox, std::move(record));
    TWINSET_TRY(phone->begin());
    m_phones.emplace(desired.phone, std::move(phone));
    return {};
}

/// The phone that an unsigned or foreign document names is not to be believed, but if it is here, its report is where
/// an operator will look.
void Agent::noteUnopened(const Desired& received, const base::Error& error) {
    const auto claimed = readDesiredState(received.document);
    if (!claimed) return;
    const auto found = m_phones.find(claimed->phone);
    if (found == m_phones.end()) return;
    const auto noted = found->second->change(
        [&](PhoneRecord& record) { record.refusal = "refused a desired state: " + error.message; });
    if (!noted) base::logWarning(noted.error().message);
}

void Agent::collectReleases() {
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
