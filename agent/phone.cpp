#include "agent/phone.h"

#include "agent/compliance.h"
#include "agent/control_mapping.h"
#include "agent/machine_plan.h"
#include "agent/owner/owners_wish.h"
#include "agent/owner/phone_keys.h"
#include "base/log.h"

namespace agent {

namespace {
constexpr int kMostStepsATurn = 16;
constexpr base::Duration kControlsRetry = std::chrono::milliseconds(500);
}  // namespace

Phone::Phone(Services& services, Journal& journal, std::shared_ptr<Inbox> inbox, PhoneRecord record)
    : m_services(services),
      m_journal(journal),
      m_inbox(std::move(inbox)),
      m_record(std::move(record)),
      m_holder(services.driver, m_record.phone) {}

base::Result<void> Phone::begin() {
    TWINSET_ASSIGN(m_desired, fleet::protocol::readDesiredState(m_record.document));
    m_guestPolicy = guestPolicyOf(m_desired.settings, noticeOf(m_record, m_desired));
    TWINSET_TRY(m_holder.open());
    if (!machine()) return {};
    const auto abandoned = machine()->backup().abandonOpenCheckpoints();
    if (!abandoned) base::logWarning(m_record.phone.text() + ": " + abandoned.error().message);
    return observe();
}

base::Result<void> Phone::change(const std::function<void(PhoneRecord&)>& edit) {
    auto next = m_record;
    edit(next);
    TWINSET_TRY(m_journal.savePhone(next));
    m_record = std::move(next);
    return {};
}

base::Result<void> Phone::take(const OpenedEnvelope& opened) {
    const auto& desired = opened.desired;
    TWINSET_TRY(change([&](PhoneRecord& record) {
        record.force(opened.received, desired.version);
        if (record.rejection && record.rejection->manifest != desired.release.manifest) record.rejection.reset();
        const bool wiped = record.wipeOrder || record.stepOf(policy::ComplianceAction::Wipe) != nullptr;
        const bool returns = record.data == DataState::Erased && !wiped && desired.present;
        if (returns) record.data = DataState::None;
    }));
    m_desired = desired;
    m_guestPolicy = guestPolicyOf(m_desired.settings, noticeOf(m_record, m_desired));
    m_backOffs.clear();
    m_controlsAgain = {};
    return {};
}

/// A compliance step has something to say to the person, or no longer has.
void Phone::tellGuest() {
    m_guestPolicy = guestPolicyOf(m_desired.settings, noticeOf(m_record, m_desired));
    m_backOffs.erase("deliver_policy");
}

base::Result<void> Phone::observe() {
    TWINSET_TRY(m_holder.open());
    if (!machine()) {
        m_seen = {};
        return {};
    }
    TWINSET_ASSIGN(m_seen, machine()->observe());
    return {};
}

void Phone::watchBoot() {
    const auto now = m_services.clock.monotonic();
    if (m_watched == m_seen.startedAt && m_seen.state != hypervisor::RunState::Paused) return;
    if (m_watched != m_seen.startedAt) m_unfit.clear();
    m_watched = m_seen.startedAt;
    m_watchedSince = now;
}

void Phone::watchPower() {
    const bool off = m_seen.state == hypervisor::RunState::Stopped;
    if (m_record.data != DataState::Ready || off == m_record.offSince.has_value()) return;
    const auto since = off ? std::optional(m_surroundings.now) : std::nullopt;
    (void)change([&](PhoneRecord& record) { record.offSince = since; });  // tried again at the next turn
}

void Phone::watchEncryption() {
    if (!demandsEncryption(m_desired.settings) || !machine() || m_record.data != DataState::Ready) {
        m_encrypted.reset();
    } else if (!m_encrypted || m_encryptionSeenOf != m_seen.startedAt) {
        const auto seen = machine()->dataDisk().encrypted();
        m_encrypted = seen ? std::optional(*seen) : std::nullopt;
        m_encryptionSeenOf = m_seen.startedAt;
    }
}

bool Phone::leaseEnded() const {
    if (m_desired.leaseSeconds <= 0 || m_record.persona != "work") return false;
    return m_surroundings.now - m_surroundings.heardAt > std::chrono::seconds(m_desired.leaseSeconds);
}

bool Phone::waitsForOwner() const {
    const bool absent = m_record.data == DataState::None || m_record.data == DataState::Preparing;
    if (!absent || m_record.ownerRestore || !m_desired.origin || !m_desired.origin->ownerKey) return false;
    const auto keys = ownerKeysOf(m_services).open(m_record.phone);
    return !keys || keys->name != *m_desired.origin->ownerKey;
}

void Phone::takeOwnersWish() {
    const auto file = m_services.layout.ownerRestore(m_record.phone);
    if (m_record.persona == kWorkPersona || m_work || !m_services.files.exists(file)) return;
    const auto wish = readOwnersWish(m_services.files, file);
    if (wish && m_record.data != DataState::Erased && !m_record.remoteRoot) {
        if (!change([&](PhoneRecord& record) { record.ownerRestore = *wish; })) return;  // tried again at the next turn
        m_backOffs.clear();
    } else {
        base::logWarning(m_record.phone.text() + ": what its owner asked for cannot be done: " +
                         (wish ? "its data is erased, or still on its way" : wish.error().message));
    }
    if (const auto removed = m_services.files.remove(file); !removed) base::logWarning(removed.error().message);
}

PhoneFacts Phone::facts() const {
    PhoneFacts facts(m_record, m_desired);
    facts.defined = machine() != nullptr;
    if (facts.defined) {
        facts.definedSlot = slotOf(m_services.layout, machine()->spec());
        facts.definitionFits = m_record.content(m_record.bootSlot()) != nullptr &&
                               sameMachine(machine()->spec(), planMachine(m_services.layout, m_record, m_desired));
    }
    facts.remoteServed = facts.defined && m_record.remoteRoot && machine()->remoteData().attached();
    facts.remoteCopied = facts.remoteServed && m_source->copied;
    facts.run = m_seen.state;
    facts.pauseReason = m_seen.reason;
    facts.proved = m_record.proof && m_seen.startedAt == m_record.proof->startedAt;
    facts.bootDeadlinePassed = !facts.proved && m_seen.startedAt &&
                               m_services.clock.monotonic() - m_watchedSince >= m_services.timing.bootDeadline;
    facts.unfit = m_unfit;
    facts.switching = updateMoment(m_desired.settings, m_surroundings.now, facts.stopped(), m_services.zones);
    facts.waitsForOwner = waitsForOwner();
    facts.guestHasPart = !m_guestPolicy.names.empty() || m_guestPolicy.hasNotice;
    facts.held = m_surroundings.held;
    facts.mayStart = m_surroundings.mayStart;
    facts.leaseEnded = leaseEnded();
    const ComplianceTimes times{m_surroundings.now, m_surroundings.heardAt, m_surroundings.mayStart};
    facts.dueStep = dueStep(m_desired, m_record, times);
    std::copy_if(m_record.steps.begin(), m_record.steps.end(), std::back_inserter(facts.lapsedSteps),
                 [&](const TakenStep& step) { return lapsed(step, m_desired, m_record, times); });
    return facts;
}

void Phone::turn(const Surroundings& surroundings) {
    m_surroundings = surroundings;
    if (m_work && m_work->needsMachine) return;
    takeOwnersWish();
    for (int i = 0; i < kMostStepsATurn; ++i) {
        const auto observed = observe();
        m_observeError = observed ? std::nullopt : std::optional(observed.error());
        if (m_observeError) return;
        watchBoot();
        watchPower();
        watchEncryption();
        applyControls();
        if (m_work || !takeStep()) return;
        if (m_work) return;
    }
}

void Phone::applyControls() {
    const auto now = m_services.clock.monotonic();
    if (m_seen.state != hypervisor::RunState::Running || m_record.data != DataState::Ready) return;
    const auto wanted = controlsFor(m_desired.settings, m_record.channel != ChannelEnd::None);
    m_controlError = wanted ? std::nullopt : std::optional(wanted.error());
    if (!wanted) return;
    const bool inForce = m_applied == *wanted && m_appliedTo == m_seen.startedAt;
    if (inForce && (m_controlsAgain.count() == 0 || now < m_controlsAgain)) return;
    const auto results = machine()->apply(*wanted);
    if (!results) {
        m_controlError = results.error();
        return;
    }
    m_applied = *wanted;
    m_appliedTo = m_seen.startedAt;
    m_controls = reportControls(*results);
    const bool open = std::any_of(results->begin(), results->end(), [](const hypervisor::ControlResult& result) {
        return result.outcome == hypervisor::ControlOutcome::PendingGuest ||
               result.outcome == hypervisor::ControlOutcome::Failed;
    });
    m_controlsAgain = open ? now + kControlsRetry : base::Duration{0};
}

BackOff& Phone::backOff(const PhoneStep& step) {
    const auto& timing = m_services.timing;
    return m_backOffs.try_emplace(step.name(), timing.shortestBackOff, timing.longestBackOff).first->second;
}

bool Phone::takeStep() {
    const auto now = m_services.clock.monotonic();
    const auto known = facts();
    for (const auto& step : stepTable()) {
        if (!step->applies(known)) {
            m_backOffs.erase(step->name());
            continue;
        }
        if (!backOff(*step).ready(now)) continue;
        begin(*step);
        return true;
    }
    return false;
}

StepWork Phone::workFor(std::shared_ptr<WorkState> state) const {
    return StepWork{m_record, m_desired, m_services, machine(), nullptr, std::move(state), m_source};
}

void Phone::begin(const PhoneStep& step) {
    base::logDebug(m_record.phone.text() + ": " + std::string(step.name()));
    auto next = m_record;
    if (step.prepare(next, facts())) {
        if (const auto saved = m_journal.savePhone(next); !saved) return ended(step, saved.error());
        const bool stepsChanged = next.steps != m_record.steps;
        m_record = std::move(next);
        if (stepsChanged) tellGuest();
    }
    auto state = std::make_shared<WorkState>();
    auto work = workFor(state);
    if (!step.onWorker()) {
        work.machine.reset();
        work.holder = &m_holder;
        return ended(step, step.act(work));
    }
    m_work = Work{&step, state, step.needsMachine()};
    m_services.workers.post(m_record.phone.text(), [this, alive = std::weak_ptr(m_alive), inbox = m_inbox, &step,
                                                    owned = std::move(work)]() mutable {
        auto outcome = std::make_shared<base::Result<StepOutcome>>(step.act(owned));
        owned.machine.reset();
        inbox->put(WorkEnded{[this, alive, outcome, &step] {
            if (alive.expired()) return;
            m_work.reset();
            ended(step, std::move(*outcome));
        }});
    });
}

void Phone::ended(const PhoneStep& step, base::Result<StepOutcome> outcome) {
    const auto now = m_services.clock.monotonic();
    if (outcome && outcome->finish) {
        if (const auto saved = change(outcome->finish); !saved) outcome = saved.error();
    }
    if (outcome) return backOff(step).succeeded(outcome->rest.count() == 0 ? base::Duration{0} : now + outcome->rest);
    const auto& error = outcome.error();
    if (error.code == base::ErrorCode::Cancelled) return backOff(step).succeeded({});
    const bool judged = step.name() == "prove_machine" && error.code == base::ErrorCode::InvalidInput;
    if (judged) m_unfit = error.message;
    auto& retries = backOff(step);
    const bool news = !retries.error() || retries.error()->message != error.message;
    if (news) base::logWarning(m_record.phone.text() + ": " + std::string(step.name()) + ": " + error.message);
    retries.failed(now, error);
}

void Phone::cancelWork() {
    if (m_work) m_work->state->cancelled = true;
}

void Phone::run(std::shared_ptr<WorkState> state, bool needsMachine,
                std::function<std::function<void()>(StepWork&)> job) {
    m_work = Work{nullptr, state, needsMachine};
    m_services.workers.post(m_record.phone.text(), [this, alive = std::weak_ptr(m_alive), inbox = m_inbox,
                                                    task = std::move(job), owned = workFor(state)]() mutable {
        auto finish = task(owned);
        owned.machine.reset();
        inbox->put(WorkEnded{[this, alive, finish] {
            if (alive.expired()) return;
            m_work.reset();
            finish();
        }});
    });
}

}  // namespace agent
