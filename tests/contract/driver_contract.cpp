#include "tests/contract/driver_contract.h"

#include <QRandomGenerator>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <thread>

#include "tests/contract/processor_time.h"
#include "tests/fakes/memory_source.h"

using namespace hypervisor;
using namespace std::chrono_literals;
using base::ErrorCode;

// The value of a Result; fails the test function with the error's message otherwise.
#define NEED(declaration, expression)                                                            \
    auto TWINSET_CONCAT(needed, __LINE__) = (expression);                                        \
    QVERIFY2(TWINSET_CONCAT(needed, __LINE__).ok(),                                              \
             TWINSET_CONCAT(needed, __LINE__).ok() ? "" : TWINSET_CONCAT(needed, __LINE__).error().message.c_str()); \
    declaration = std::move(TWINSET_CONCAT(needed, __LINE__)).value()
#define NEED_OK(expression)                                                    \
    do {                                                                       \
        const auto needed = (expression);                                      \
        QVERIFY2(needed.ok(), needed.ok() ? "" : needed.error().message.c_str()); \
    } while (false)
#define NEED_ERROR(expression, wanted)                                             \
    do {                                                                           \
        const auto refused = (expression);                                         \
        QVERIFY2(!refused.ok(), "this was expected to be refused");                \
        QVERIFY2(refused.error().code == (wanted), refused.error().message.c_str()); \
    } while (false)

namespace {

constexpr auto kGuestTimeout = base::Duration(20s);
constexpr std::uint64_t kBeyondSource = 16 * 1024 * 1024;  // by which a disk is larger than what it is restored from

base::Result<std::string> run(Machine& machine, const std::vector<std::string>& command, const std::string& input) {
    TWINSET_ASSIGN(const auto outcome, machine.guest().exec(command, input, kGuestTimeout));
    if (outcome.exitCode != 0)
        return {ErrorCode::Internal, command[0] + " ended with " + std::to_string(outcome.exitCode) + ": " +
                                         outcome.standardError + outcome.standardOutput};
    return outcome.standardOutput;
}

/// A machine that is just dying may not be seen at all for a moment.
bool isStopped(Machine& machine) {
    const auto seen = machine.observe();
    return seen && seen->state == RunState::Stopped;
}

base::Result<void> writeNote(Machine& machine, const std::string& name, const std::string& content) {
    TWINSET_TRY(run(machine, {"/bin/sh", "-c", "cat > /data/" + name + " && sync"}, content));
    return {};
}

base::Result<std::string> readNote(Machine& machine, const std::string& name) {
    return run(machine, {"/bin/cat", "/data/" + name}, "");
}

base::Result<std::vector<std::string>> guestPorts(Machine& machine) {
    TWINSET_ASSIGN(const auto listing, run(machine, {"/bin/ls", "/dev/virtio-ports"}, ""));
    std::vector<std::string> names;
    for (std::size_t at = 0, end; (end = listing.find('\n', at)) != std::string::npos; at = end + 1)
        names.push_back(listing.substr(at, end - at));
    return names;
}

base::Result<long> guestMemoryKiB(Machine& machine) {
    TWINSET_ASSIGN(const auto information, run(machine, {"/bin/cat", "/proc/meminfo"}, ""));
    return std::strtol(information.c_str() + std::string_view("MemTotal:").size(), nullptr, 10);
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The whole image a reader gives, zeros where the map says zero.
base::Result<std::string> readAll(base::BlockReader& reader) {
    TWINSET_ASSIGN(const auto extents, reader.extents());
    std::string image;
    image.reserve(reader.size());
    for (const auto& extent : extents) {
        if (extent.offset != image.size()) return {ErrorCode::Corrupt, "the extents do not follow each other"};
        if (extent.zero) {
            image.append(extent.length, '\0');
            continue;
        }
        for (std::uint64_t done = 0; done < extent.length;) {
            const auto count = std::min<std::uint64_t>(extent.length - done, 1024 * 1024);
            TWINSET_ASSIGN(const auto bytes, reader.read(extent.offset + done, count));
            image += bytes;
            done += count;
        }
    }
    if (image.size() != reader.size()) return {ErrorCode::Corrupt, "the extents do not cover the disk"};
    return image;
}

/// Lays the changed extents of a reader over an older image.
base::Result<std::uint64_t> applyChanges(base::BlockReader& reader, std::string& image) {
    TWINSET_ASSIGN(const auto extents, reader.extents());
    std::uint64_t changed = 0;
    for (const auto& extent : extents) {
        if (!extent.changed) continue;
        changed += extent.length;
        if (extent.zero) {
            image.replace(extent.offset, extent.length, extent.length, '\0');
            continue;
        }
        TWINSET_ASSIGN(const auto bytes, reader.read(extent.offset, extent.length));
        image.replace(extent.offset, extent.length, bytes);
    }
    return changed;
}

base::Result<void> writeImage(DataImport& import, const std::string& image) {
    constexpr std::size_t kPiece = 1024 * 1024;
    for (std::size_t at = 0; at < image.size(); at += kPiece) {
        const auto piece = std::string_view(image).substr(at, kPiece);
        if (piece.find_first_not_of('\0') == std::string_view::npos) {
            TWINSET_TRY(import.disk().writeZeros(at, piece.size()));
        } else {
            TWINSET_TRY(import.disk().write(at, piece));
        }
    }
    return import.commit();
}

const ControlResult* resultOf(const ControlResults& results, const std::string& control) {
    for (const auto& result : results)
        if (result.control == control) return &result;
    return nullptr;
}

}  // namespace

DriverContract::DriverContract(std::unique_ptr<DriverUnderTest> subject) : m_subject(std::move(subject)) {}
DriverContract::~DriverContract() = default;

base::Result<void> DriverContract::reopen() {
    m_work.reset();
    m_personal.reset();
    m_driver.reset();
    m_driver = m_subject->openDriver();
    TWINSET_ASSIGN(m_work, m_driver->open(m_workSpec.id));
    TWINSET_ASSIGN(m_personal, m_driver->open(m_personalSpec.id));
    return {};
}

base::Result<void> DriverContract::waitHealthy(Machine& machine) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + m_subject->bootDeadline();
    std::string last = "it was never asked";
    while (clock.monotonic() < deadline) {
        if (const auto pong = machine.guest().ping(2s); pong) {
            const auto health = machine.guest().exec({"/usr/libexec/twinset/health"}, "", kGuestTimeout);
            if (health && health->exitCode == 0) return {};
            last = health ? health->standardOutput + health->standardError : health.error().message;
        } else {
            last = pong.error().message;
        }
        std::this_thread::sleep_for(50ms);
    }
    return {ErrorCode::Timeout, "the guest did not become healthy: " + last};
}

base::Result<void> DriverContract::boot(Machine& machine) {
    TWINSET_TRY(machine.start({}, m_key));
    return waitHealthy(machine);
}

void DriverContract::initTestCase() {
    m_driver = m_subject->openDriver();
    m_workSpec = m_subject->spec("vp-work", 2);
    m_personalSpec = m_subject->spec("vp-personal", 3);
}

void DriverContract::cleanupTestCase() {
    for (auto* machine : {m_work.get(), m_personal.get()})
        if (machine != nullptr) (void)machine->kill();
    m_work.reset();
    m_personal.reset();
    if (m_driver) {
        (void)m_driver->undefine(m_workSpec.id);
        (void)m_driver->undefine(m_personalSpec.id);
    }
    m_driver.reset();
}

void DriverContract::probeNamesTheDriverAndItsCapabilities() {
    NEED(const auto probe, m_driver->probe());
    QVERIFY(!probe.driver.empty());
    QVERIFY(!probe.version.empty());
    QVERIFY(!probe.acceleration.empty());
    for (const auto capability : {Capability::DataEncryption, Capability::LiveBackup, Capability::IncrementalBackup,
                                  Capability::NetworkLink, Capability::PortHotplug, Capability::GuestAgent})
        QVERIFY2(probe.has(capability), std::string(capabilityName(capability)).c_str());
}

void DriverContract::definedMachinesAreListed() {
    NEED_OK(m_driver->define(m_workSpec));
    NEED_OK(m_driver->define(m_personalSpec));
    NEED_OK(m_driver->define(m_workSpec));
    NEED(auto ids, m_driver->list());
    std::sort(ids.begin(), ids.end());
    QVERIFY((ids == std::vector<base::PhoneId>{m_personalSpec.id, m_workSpec.id}));
}

void DriverContract::openingAnUndefinedMachineIsNotFound() {
    NEED_ERROR(m_driver->open(base::PhoneId("vp-nobody")), ErrorCode::NotFound);
    NEED_ERROR(m_driver->undefine(base::PhoneId("vp-nobody")), ErrorCode::NotFound);
}

void DriverContract::secondHandleOnAMachineIsRefused() {
    NEED(m_work, m_driver->open(m_workSpec.id));
    NEED_ERROR(m_driver->open(m_workSpec.id), ErrorCode::Conflict);
    m_work.reset();
    NEED(m_work, m_driver->open(m_workSpec.id));
    NEED(m_personal, m_driver->open(m_personalSpec.id));
    QCOMPARE(m_work->spec().persona, m_workSpec.persona);
    NEED(const auto seen, m_work->observe());
    QCOMPARE(seen.state, RunState::Stopped);
    QVERIFY(!seen.startedAt);
}

void DriverContract::startWithoutADataDiskSaysSo() {
    NEED(const bool there, m_work->dataDisk().exists());
    QVERIFY(!there);
    NEED_ERROR(m_work->dataDisk().encrypted(), ErrorCode::NotFound);
    const auto started = m_work->start({}, m_key);
    NEED_ERROR(started, ErrorCode::NotFound);
    QVERIFY2(started.error().message.find(m_workSpec.dataDisk.string()) != std::string::npos, started.error().message.c_str());
}

void DriverContract::createdDiskExistsAndHasADigest() {
    NEED_OK(m_work->dataDisk().create(m_subject->dataSize(), m_key));
    NEED_OK(m_personal->dataDisk().create(m_subject->dataSize(), m_key));
    NEED(const bool there, m_work->dataDisk().exists());
    QVERIFY(there);
    NEED(const bool encrypted, m_work->dataDisk().encrypted());
    QVERIFY(encrypted);
    NEED(const auto first, m_work->dataDisk().storedDigest());
    NEED(const auto again, m_work->dataDisk().storedDigest());
    QCOMPARE(first, again);
}

void DriverContract::startWithAMissingKernelNamesIt() {
    auto broken = m_subject->spec("vp-broken", 4);
    broken.system.kernel = "/nowhere/vmlinuz-gone";
    NEED_OK(m_driver->define(broken));
    {
        NEED(const auto machine, m_driver->open(broken.id));
        NEED_OK(machine->dataDisk().create(m_subject->dataSize(), m_key));
        const auto started = machine->start({}, m_key);
        NEED_ERROR(started, ErrorCode::NotFound);
        QVERIFY2(started.error().message.find("vmlinuz-gone") != std::string::npos, started.error().message.c_str());
        NEED_OK(machine->dataDisk().cryptoErase());
        NEED_OK(machine->dataDisk().cryptoErase());
    }
    NEED_OK(m_driver->undefine(broken.id));
}

void DriverContract::startWithTheWrongKeyIsDenied() {
    NEED_ERROR(m_work->start({}, base::Secret::random(32)), ErrorCode::Denied);
    NEED(const auto seen, m_work->observe());
    QCOMPARE(seen.state, RunState::Stopped);
    NEED_ERROR(m_work->dataDisk().openExport(base::Secret::random(32)), ErrorCode::Denied);
}

void DriverContract::startedMachineBecomesHealthy() {
    NEED_OK(m_work->start({}, m_key));
    NEED_OK(m_personal->start({}, m_key));
    NEED_OK(waitHealthy(*m_work));
    NEED_OK(waitHealthy(*m_personal));
    NEED(const auto seen, m_work->observe());
    QCOMPARE(seen.state, RunState::Running);
    QVERIFY(seen.startedAt && seen.processId && seen.guestAgentConnected && seen.networkLink);
    NEED_OK(writeNote(*m_work, "note", "first content"));
    NEED(const auto note, readNote(*m_work, "note"));
    QCOMPARE(note, std::string("first content"));
}

void DriverContract::startingTwiceIsRefused() { NEED_ERROR(m_work->start({}, m_key), ErrorCode::Conflict); }

void DriverContract::diskOfARunningMachineCannotBeTouched() {
    NEED_ERROR(m_work->dataDisk().create(m_subject->dataSize(), m_key), ErrorCode::Conflict);
    NEED_ERROR(m_work->dataDisk().openImport(m_key), ErrorCode::Conflict);
    NEED_ERROR(m_work->dataDisk().storedDigest(), ErrorCode::Conflict);
    NEED_ERROR(m_work->snapshots().take("early"), ErrorCode::Conflict);
}

void DriverContract::redefiningARunningMachineIsRefused() { NEED_ERROR(m_driver->define(m_workSpec), ErrorCode::Conflict); }

void DriverContract::guestProgramsReportTheirExitCodes() {
    NEED(const auto outcome, m_work->guest().exec({"/bin/cat", "/data/absent"}, "", kGuestTimeout));
    QVERIFY(outcome.exitCode != 0);
    QVERIFY(!outcome.standardError.empty());
    NEED(const auto release, run(*m_work, {"/bin/cat", "/etc/twinset-release"}, ""));
    QVERIFY(!release.empty());
    NEED_OK(m_work->guest().setTime(base::SystemClock().now(), kGuestTimeout));
}

void DriverContract::pausedMachineResumes() {
    NEED_OK(m_work->pause());
    NEED(const auto paused, m_work->observe());
    QCOMPARE(paused.state, RunState::Paused);
    NEED_OK(m_work->resume());
    NEED(const auto resumed, m_work->observe());
    QCOMPARE(resumed.state, RunState::Running);
    NEED_OK(m_work->guest().ping(kGuestTimeout));
}

void DriverContract::controlsReachOneMachineOnly() {
    Controls off;
    off.networkLink = false;
    NEED(const auto results, m_work->apply(off));
    const auto* link = resultOf(results, "network.link");
    QVERIFY(link != nullptr);
    QCOMPARE(link->outcome, ControlOutcome::Applied);
    const std::vector<std::string> carrier{"/bin/cat", "/sys/class/net/eth0/carrier"};
    QTRY_COMPARE_WITH_TIMEOUT(run(*m_work, carrier, "").valueOr("unknown"), std::string("0\n"), 10'000);
    NEED(const auto other, run(*m_personal, carrier, ""));
    QCOMPARE(other, std::string("1\n"));
    NEED_OK(m_work->apply(Controls{}));
    QTRY_COMPARE_WITH_TIMEOUT(run(*m_work, carrier, "").valueOr("unknown"), std::string("1\n"), 10'000);
}

void DriverContract::detachedPortIsGoneInsideTheGuest() {
    const auto camera = m_workSpec.ports.at(0).name;
    NEED(const auto before, guestPorts(*m_work));
    QVERIFY(holds(before, camera));
    Controls detached;
    detached.ports[camera] = false;
    detached.ports["no-such-port"] = true;
    NEED(const auto results, m_work->apply(detached));
    QCOMPARE(resultOf(results, "port." + camera)->outcome, ControlOutcome::Applied);
    QCOMPARE(resultOf(results, "port.no-such-port")->outcome, ControlOutcome::Failed);
    QTRY_VERIFY_WITH_TIMEOUT(!holds(guestPorts(*m_work).valueOr({camera}), camera), 10'000);
    NEED(const auto other, guestPorts(*m_personal));
    QVERIFY(holds(other, camera));
    NEED(const auto seen, m_work->observe());
    QVERIFY(!holds(seen.attachedPorts, camera));
    Controls attached;
    attached.ports[camera] = true;
    NEED(const auto back, m_work->apply(attached));
    QCOMPARE(resultOf(back, "port." + camera)->outcome, ControlOutcome::Applied);
    QTRY_VERIFY_WITH_TIMEOUT(holds(guestPorts(*m_work).valueOr({}), camera), 10'000);
}

void DriverContract::everyPortComesAndGoes() {
    Controls none, all;
    for (const auto& port : m_workSpec.ports) {
        none.ports[port.name] = false;
        all.ports[port.name] = true;
    }
    NEED(const auto taken, m_work->apply(none));
    for (const auto& port : m_workSpec.ports) QCOMPARE(resultOf(taken, "port." + port.name)->outcome, ControlOutcome::Applied);
    QTRY_COMPARE_WITH_TIMEOUT(guestPorts(*m_work).valueOr({}), std::vector<std::string>{"org.qemu.guest_agent.0"}, 20'000);
    NEED(const auto given, m_work->apply(all));
    for (const auto& port : m_workSpec.ports) QCOMPARE(resultOf(given, "port." + port.name)->readBack, std::string("attached"));
    QTRY_COMPARE_WITH_TIMEOUT(guestPorts(*m_work).valueOr({}).size(), m_workSpec.ports.size() + 1, 20'000);
}

void DriverContract::applyingControlsTwiceChangesNothing() {
    Controls controls;
    controls.diskBytesPerSecond = 8 * 1024 * 1024;
    controls.diskOperationsPerSecond = 500;
    controls.processorPercent = 90;
    NEED(const auto first, m_work->apply(controls));
    NEED(const auto second, m_work->apply(controls));
    QCOMPARE(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(first[i].control, second[i].control);
        QCOMPARE(first[i].outcome, second[i].outcome);
        QCOMPARE(first[i].readBack, second[i].readBack);
    }
    for (const auto* control : {"disk.rate", "disk.operations", "memory.limit", "cpu.limit"})
        QVERIFY2(resultOf(first, control)->outcome == ControlOutcome::Applied || !m_subject->offers(control), control);
    NEED(const auto undone, m_work->apply(Controls{}));
    for (const auto* control : {"disk.rate", "disk.operations", "cpu.limit"})
        QCOMPARE(resultOf(undone, control)->readBack, std::string("unlimited"));
}

void DriverContract::memoryIsTakenBackAndGivenAgain() {
    NEED(const auto before, guestMemoryKiB(*m_work));
    Controls limited;
    limited.memoryMiB = m_workSpec.memoryMiB / 2;
    const auto outcome = [&](const Controls& wanted) {
        const auto results = m_work->apply(wanted);
        return results ? resultOf(*results, "memory.limit")->outcome : ControlOutcome::Failed;
    };
    QTRY_COMPARE_WITH_TIMEOUT(outcome(limited), ControlOutcome::Applied, 30'000);
    NEED(const auto squeezed, guestMemoryKiB(*m_work));
    QVERIFY2(squeezed <= before - m_workSpec.memoryMiB * 512 + 4096, std::to_string(squeezed).c_str());
    QTRY_COMPARE_WITH_TIMEOUT(outcome({}), ControlOutcome::Applied, 30'000);
    NEED(const auto after, guestMemoryKiB(*m_work));
    QVERIFY2(after + 4096 >= before, std::to_string(after).c_str());
}

void DriverContract::limitedDiskOperationsTakeTheirTime() {
    Controls limited;
    limited.diskOperationsPerSecond = 20;
    NEED(const auto results, m_work->apply(limited));
    QCOMPARE(resultOf(results, "disk.operations")->outcome, ControlOutcome::Applied);
    QCOMPARE(resultOf(results, "disk.operations")->readBack, std::string("20 operations/s"));
    const base::SystemClock clock;
    const auto begin = clock.monotonic();
    for (int i = 0; i < 10; ++i) NEED_OK(writeNote(*m_work, "slow", std::to_string(i)));
    const auto took = clock.monotonic() - begin;
    NEED_OK(m_work->apply(Controls{}));
    // Ten notes are written back with at least three writes each.
    if (m_subject->takesRealTime()) QVERIFY2(took >= 1s, base::humanDuration(took).c_str());
}

void DriverContract::limitedProcessorsAreUsedNoMore() {
    if (!m_subject->offers("cpu.limit")) QSKIP("this host cannot limit processors; the control says so");
    Controls limited;
    limited.processorPercent = 20;
    NEED(const auto results, m_work->apply(limited));
    QCOMPARE(resultOf(results, "cpu.limit")->outcome, ControlOutcome::Applied);
    QCOMPARE(resultOf(results, "cpu.limit")->readBack, std::string("20 %"));
    if (m_subject->takesRealTime()) {
        NEED(const auto seen, m_work->observe());
        const base::SystemClock clock;
        const auto begin = clock.monotonic();
        const auto before = fakes::processorTimeOf(*seen.processId);
        NEED_OK(run(*m_work, {"/bin/sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done"}, ""));
        const auto used = fakes::processorTimeOf(*seen.processId) - before;
        const auto took = clock.monotonic() - begin;
        qInfo("%lld ms of processor in %lld ms", static_cast<long long>(used.count()), static_cast<long long>(took.count()));
        QVERIFY2(used <= took / 4 + 150ms, base::humanDuration(used).c_str());
    }
    NEED_OK(m_work->apply(Controls{}));
}

void DriverContract::screenshotIsAPng() {
    const auto file = m_workSpec.dataDisk.parent_path() / "screen.png";
    NEED_OK(m_work->screen().screenshot(file));
    std::ifstream stream(file, std::ios::binary);
    std::string head(8, '\0');
    stream.read(head.data(), 8);
    QCOMPARE(head, std::string("\x89PNG\r\n\x1a\n"));
}

void DriverContract::droppedHandleLeavesTheMachineRunning() {
    NEED(const auto before, m_work->observe());
    m_work.reset();
    NEED(m_work, m_driver->open(m_workSpec.id));
    NEED(const auto after, m_work->observe());
    QCOMPARE(after.state, RunState::Running);
    QVERIFY(after.processId == before.processId);
}

void DriverContract::freshDriverAdoptsWithUptimeUnbroken() {
    NEED(const auto before, m_work->observe());
    m_work.reset();
    m_personal.reset();
    m_driver.reset();
    m_driver = m_subject->openDriver();
    const base::SystemClock clock;
    const auto begin = clock.monotonic();
    NEED(m_work, m_driver->open(m_workSpec.id));
    NEED(const auto after, m_work->observe());
    const auto took = clock.monotonic() - begin;
    NEED(m_personal, m_driver->open(m_personalSpec.id));
    QVERIFY2(took <= 1s, base::humanDuration(took).c_str());
    qInfo("adopted in %lld ms", static_cast<long long>(took.count()));
    QCOMPARE(after.state, RunState::Running);
    QVERIFY(after.startedAt == before.startedAt);
    QVERIFY(after.processId == before.processId);
    NEED_OK(m_work->guest().ping(kGuestTimeout));
}

void DriverContract::firstCheckpointReadsEverythingAtOnePoint() {
    NEED_OK(writeNote(*m_work, "note", "content of the first backup"));
    NEED(auto checkpoint, m_work->backup().begin({"cp-1", std::nullopt}));
    QVERIFY(!checkpoint->parentValid());
    QCOMPARE(checkpoint->consistency(), Consistency::Application);
    qInfo("the guest stood still for %lld ms", static_cast<long long>(checkpoint->guestPause().count()));
    QVERIFY2(checkpoint->guestPause() <= 200ms, base::humanDuration(checkpoint->guestPause()).c_str());
    NEED_OK(writeNote(*m_work, "note", "written while the backup reads"));
    NEED(const auto image, readAll(checkpoint->disk()));
    QCOMPARE(image.size(), m_subject->dataSize().value);
    QVERIFY(image.find("content of the first backup") != std::string::npos);
    QVERIFY(image.find("written while the backup reads") == std::string::npos);
    m_image = image;
    NEED_ERROR(checkpoint->disk().read(image.size(), 1), ErrorCode::InvalidInput);
    NEED_OK(checkpoint->end(true));
    NEED(const auto seen, m_work->observe());
    QVERIFY(holds(seen.checkpoints, "cp-1"));
    QCOMPARE(seen.openCheckpoints, 0);
}

void DriverContract::secondCheckpointReadsWhatChanged() {
    NEED_OK(writeNote(*m_work, "second", std::string(300'000, 'x') + "end of the second"));
    NEED(auto checkpoint, m_work->backup().begin({"cp-2", "cp-1"}));
    QVERIFY2(checkpoint->parentValid(), checkpoint->parentProblem().c_str());
    qInfo("the guest stood still for %lld ms", static_cast<long long>(checkpoint->guestPause().count()));
    QVERIFY2(checkpoint->guestPause() <= 200ms, base::humanDuration(checkpoint->guestPause()).c_str());
    NEED(const auto changed, applyChanges(checkpoint->disk(), m_image));
    qInfo("%llu bytes changed", static_cast<unsigned long long>(changed));
    QVERIFY2(changed <= 300'000 + 1024 * 1024, std::to_string(changed).c_str());
    NEED(const auto whole, readAll(checkpoint->disk()));
    QVERIFY2(whole == m_image, "the changed extents do not lead from the first image to the second");
    QVERIFY(whole.find("end of the second") != std::string::npos);
    NEED_OK(checkpoint->end(true));
    NEED(const auto seen, m_work->observe());
    QVERIFY((seen.checkpoints == std::vector<std::string>{"cp-2"}));
}

void DriverContract::discardedCheckpointLeavesItsParentValid() {
    NEED_OK(writeNote(*m_work, "third", "before the discarded checkpoint"));
    {
        NEED(auto discarded, m_work->backup().begin({"cp-3", "cp-2"}));
        QVERIFY2(discarded->parentValid(), discarded->parentProblem().c_str());
        NEED_ERROR(m_work->backup().begin({"cp-4", "cp-2"}), ErrorCode::Conflict);
        NEED_OK(writeNote(*m_work, "fourth", "during the discarded checkpoint"));
        NEED_OK(discarded->end(false));
    }
    NEED(auto checkpoint, m_work->backup().begin({"cp-5", "cp-2"}));
    QVERIFY2(checkpoint->parentValid(), checkpoint->parentProblem().c_str());
    NEED_OK(applyChanges(checkpoint->disk(), m_image));
    NEED(const auto whole, readAll(checkpoint->disk()));
    QVERIFY(whole == m_image);
    QVERIFY(whole.find("before the discarded checkpoint") != std::string::npos);
    QVERIFY(whole.find("during the discarded checkpoint") != std::string::npos);
    NEED_OK(checkpoint->end(true));
}

void DriverContract::fullScratchAreaFailsTheBackupAndNotTheGuest() {
    NEED(const auto before, m_work->observe());
    m_subject->fillScratch(*m_work, *before.processId, true);
    {
        NEED(auto checkpoint, m_work->backup().begin({"cp-full", "cp-5"}));
        // One directory in each part of the disk, with something in it.
        const std::string spread = "for i in 1 2 3 4 5 6 7 8; do mkdir -p /data/part$i; head -c 400000 /dev/urandom > /data/part$i/new; done; sync";
        if (m_subject->takesRealTime()) NEED_OK(run(*m_work, {"/bin/sh", "-c", spread}, ""));
        const auto read = readAll(checkpoint->disk());
        QVERIFY2(!read.ok(), "a backup without what was overwritten counts as whole");
        QVERIFY2(read.error().message.find("scratch area") != std::string::npos, read.error().message.c_str());
        QCOMPARE(read.error().code, ErrorCode::Unavailable);
        NEED_OK(writeNote(*m_work, "full", "written while the scratch area is full"));
        NEED_OK(checkpoint->end(false));
    }
    m_subject->fillScratch(*m_work, *before.processId, false);
    NEED(const auto after, m_work->observe());
    QVERIFY(after.state == RunState::Running && after.startedAt == before.startedAt && after.openCheckpoints == 0);
    NEED(auto checkpoint, m_work->backup().begin({"cp-after", "cp-5"}));
    QVERIFY2(checkpoint->parentValid(), checkpoint->parentProblem().c_str());
    NEED_OK(applyChanges(checkpoint->disk(), m_image));
    NEED(const auto whole, readAll(checkpoint->disk()));
    QVERIFY(whole == m_image);
    QVERIFY(whole.find("written while the scratch area is full") != std::string::npos);
    NEED_OK(checkpoint->end(false));
}

void DriverContract::unknownParentIsReported() {
    NEED(auto checkpoint, m_work->backup().begin({"cp-6", "cp-never"}));
    QVERIFY(!checkpoint->parentValid());
    QVERIFY(checkpoint->parentProblem().find("cp-never") != std::string::npos);
    NEED(const auto extents, checkpoint->disk().extents());
    QVERIFY(std::all_of(extents.begin(), extents.end(), [](const base::Extent& extent) { return extent.changed; }));
    NEED_OK(checkpoint->end(false));
    NEED_ERROR(m_work->backup().begin({"Not A Name", std::nullopt}), ErrorCode::InvalidInput);
}

void DriverContract::checkpointOfADeadCallerIsAbandoned() {
    NEED(const auto before, m_work->observe());
    m_work.reset();
    m_personal.reset();
    m_driver.reset();
    m_subject->dieWithOpenCheckpoint(m_workSpec.id, "cp-lost");
    NEED_OK(reopen());
    NEED(const auto left, m_work->observe());
    QCOMPARE(left.state, RunState::Running);
    QVERIFY(left.processId == before.processId);
    QVERIFY(left.startedAt == before.startedAt);
    QCOMPARE(left.openCheckpoints, 1);
    NEED(const int closed, m_work->backup().abandonOpenCheckpoints());
    QCOMPARE(closed, 1);
    NEED(const auto after, m_work->observe());
    QCOMPARE(after.openCheckpoints, 0);
    NEED_OK(writeNote(*m_work, "fifth", "after the abandoned checkpoint"));
    NEED(auto checkpoint, m_work->backup().begin({"cp-7", "cp-5"}));
    QVERIFY2(checkpoint->parentValid(), checkpoint->parentProblem().c_str());
    NEED_OK(applyChanges(checkpoint->disk(), m_image));
    NEED(const auto whole, readAll(checkpoint->disk()));
    QVERIFY(whole == m_image);
    NEED_OK(checkpoint->end(true));
}

void DriverContract::crashedMachineIsSeenStoppedAndStartsAgain() {
    NEED(const auto before, m_work->observe());
    m_subject->crash(*m_work, *before.processId);
    NEED(const auto after, m_work->observe());
    QCOMPARE(after.state, RunState::Stopped);
    NEED_ERROR(m_work->guest().ping(2s), ErrorCode::Unavailable);
    NEED_ERROR(m_work->pause(), ErrorCode::Unavailable);
    NEED_OK(boot(*m_work));
    NEED(const auto note, readNote(*m_work, "fifth"));
    QCOMPARE(note, std::string("after the abandoned checkpoint"));
}

void DriverContract::crashInvalidatesTheParent() {
    NEED(auto checkpoint, m_work->backup().begin({"cp-8", "cp-7"}));
    QVERIFY(!checkpoint->parentValid());
    QVERIFY(!checkpoint->parentProblem().empty());
    NEED(m_image, readAll(checkpoint->disk()));
    NEED_OK(checkpoint->end(true));
}

void DriverContract::shutdownEndsTheMachineAndKeepsTheData() {
    NEED_OK(writeNote(*m_work, "sixth", "before the shutdown"));
    NEED_OK(m_work->shutdown(30s));
    NEED(const auto seen, m_work->observe());
    QCOMPARE(seen.state, RunState::Stopped);
    QVERIFY(holds(seen.checkpoints, "cp-8"));
    NEED_OK(m_work->shutdown(1s));
    NEED_OK(m_work->kill());
}

void DriverContract::snapshotRollsTheDataBack() {
    NEED_OK(m_work->snapshots().take("before"));
    NEED_ERROR(m_work->snapshots().take("before"), ErrorCode::Conflict);
    NEED_ERROR(m_work->snapshots().rollBack("absent"), ErrorCode::NotFound);
    NEED(const auto names, m_work->snapshots().list());
    QVERIFY((names == std::vector<std::string>{"before"}));
    NEED_OK(boot(*m_work));
    NEED(const auto note, readNote(*m_work, "sixth"));
    QCOMPARE(note, std::string("before the shutdown"));
    NEED_OK(writeNote(*m_work, "sixth", "after the snapshot"));
    NEED_OK(m_work->shutdown(30s));
    NEED_OK(m_work->snapshots().rollBack("before"));
    NEED_OK(boot(*m_work));
    NEED(const auto rolled, readNote(*m_work, "sixth"));
    QCOMPARE(rolled, std::string("before the shutdown"));
}

void DriverContract::savedStateContinuesWhereItStopped() {
    const auto file = m_workSpec.dataDisk.parent_path() / "work.state";
    NEED_OK(writeNote(*m_work, "seventh", "before the state was saved"));
    NEED_OK(m_work->snapshots().saveState(file));
    NEED(const auto stopped, m_work->observe());
    QCOMPARE(stopped.state, RunState::Stopped);
    StartOptions options;
    options.savedState = file;
    NEED_OK(m_work->start(options, m_key));
    NEED_OK(waitHealthy(*m_work));
    NEED(const auto note, readNote(*m_work, "seventh"));
    QCOMPARE(note, std::string("before the state was saved"));
    NEED_OK(m_work->shutdown(30s));
}

void DriverContract::importedDataIsSeenByTheNextBoot() {
    NEED_OK(m_work->snapshots().remove("before"));
    {
        NEED(auto reader, m_work->dataDisk().openExport(m_key));
        NEED(m_image, readAll(*reader));
    }
    NEED_OK(m_work->dataDisk().cryptoErase());
    NEED_OK(m_work->dataDisk().create(m_subject->dataSize(), m_key));
    {
        NEED(auto import, m_work->dataDisk().openImport(m_key));
        NEED_OK(writeImage(*import, m_image));
    }
    NEED_OK(boot(*m_work));
    NEED(const auto note, readNote(*m_work, "seventh"));
    QCOMPARE(note, std::string("before the state was saved"));
}

std::shared_ptr<base::BlockSource> DriverContract::remoteImage() const {
    constexpr std::size_t kPiece = 64 * 1024;
    fakes::MemoryDisk disk(m_image.size());
    for (std::size_t at = 0; at < m_image.size(); at += kPiece) {
        const auto piece = m_image.substr(at, kPiece);
        if (piece.find_first_not_of('\0') != std::string::npos) (void)disk.write(at, piece);
    }
    return std::make_shared<fakes::MemorySource>(std::move(disk));
}

void DriverContract::guestUsesContentThatIsStillElsewhere() {
    NEED_OK(m_work->dataDisk().cryptoErase());
    const base::ByteCount larger{m_subject->dataSize().value + kBeyondSource};
    NEED_OK(m_work->remoteData().create(larger, m_key));
    NEED(const bool missing, m_work->remoteData().needed());
    QVERIFY(missing);
    NEED_ERROR(m_work->start({}, m_key), ErrorCode::Conflict);
    NEED_ERROR(m_work->remoteData().attach(std::make_shared<fakes::MemorySource>(fakes::MemoryDisk(larger.value + 512))),
               ErrorCode::InvalidInput);
    QVERIFY(!m_work->remoteData().attached());
    NEED_OK(m_work->remoteData().attach(remoteImage()));
    NEED_ERROR(m_work->start({}, base::Secret::random(32)), ErrorCode::Denied);
    NEED_OK(boot(*m_work));
    NEED(const auto note, readNote(*m_work, "seventh"));
    QCOMPARE(note, std::string("before the state was saved"));
    NEED_OK(writeNote(*m_work, "eighth", "written over content that is elsewhere"));
    NEED(const bool encrypted, m_work->dataDisk().encrypted());
    QVERIFY(encrypted);
}

void DriverContract::disksThatNeedTheirSourceAreLeftAlone() {
    NEED_ERROR(m_work->backup().begin({"early", std::nullopt}), ErrorCode::Conflict);
    NEED_ERROR(m_work->remoteData().detach(), ErrorCode::Conflict);
    NEED(const auto progress, m_work->remoteData().progress());
    QVERIFY(!progress.complete && !progress.filling);
    NEED_OK(m_work->shutdown(30s));
    NEED_ERROR(m_work->snapshots().take("early"), ErrorCode::Conflict);
    NEED_ERROR(m_work->dataDisk().openExport(m_key), ErrorCode::Conflict);
    NEED_ERROR(m_work->dataDisk().openImport(m_key), ErrorCode::Conflict);
    NEED_OK(m_work->remoteData().detach());
    NEED_ERROR(m_work->start({}, m_key), ErrorCode::Conflict);
    NEED_OK(m_work->remoteData().attach(remoteImage()));
    NEED_OK(boot(*m_work));
}

void DriverContract::restartedAgentFindsTheGuestWaiting() {
    NEED(const auto before, m_work->observe());
    NEED_OK(reopen());
    QVERIFY(!m_work->remoteData().attached());
    NEED_OK(m_work->remoteData().attach(remoteImage()));
    NEED(const auto note, readNote(*m_work, "seventh"));
    QCOMPARE(note, std::string("before the state was saved"));
    NEED(const auto after, m_work->observe());
    QVERIFY(after.state == RunState::Running && after.startedAt == before.startedAt);
}

/// As the agent does it: observes between any two looks at the filling, and concludes it. False when the machine ended.
base::Result<bool> DriverContract::fillUntil(double fraction) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + 60s;
    auto& remote = m_work->remoteData();
    while (clock.monotonic() < deadline) {
        TWINSET_ASSIGN(const auto seen, m_work->observe());
        if (seen.state == RunState::Stopped) return false;
        TWINSET_ASSIGN(const auto progress, remote.progress());
        if (progress.complete || (fraction < 1 && progress.fraction >= fraction)) return true;
        if (progress.copied) {
            TWINSET_TRY(remote.conclude());
        } else if (!progress.filling) {
            TWINSET_TRY(remote.hydrate());
        }
    }
    return base::Error{ErrorCode::Timeout, "the disk was not filled in time"};
}

void DriverContract::hydrationSurvivesKillsAndMakesTheDiskWhole() {
    NEED_OK(m_work->remoteData().hydrate());
    NEED(const auto seen, m_work->observe());
    m_subject->crash(*m_work, seen.processId.value());
    QTRY_VERIFY_WITH_TIMEOUT(isStopped(*m_work), 20000);
    NEED_OK(boot(*m_work));
    NEED_OK(m_work->remoteData().hydrate());
    NEED_OK(reopen());  // the source is away while the disk is filled
    NEED_OK(m_work->remoteData().attach(remoteImage()));
    NEED_OK(m_work->remoteData().hydrate());
    NEED(const bool filled, fillUntil(1));
    QVERIFY(filled);
    NEED_OK(m_work->remoteData().detach());
    NEED(const bool missing, m_work->remoteData().needed());
    QVERIFY(!missing);
    NEED(const auto note, readNote(*m_work, "eighth"));
    QCOMPARE(note, std::string("written over content that is elsewhere"));
    {
        NEED(const auto checkpoint, m_work->backup().begin({"whole", std::nullopt}));
        NEED(const auto image, readAll(checkpoint->disk()));
        QCOMPARE(image.size(), m_subject->dataSize().value + kBeyondSource);
    }
    NEED_OK(m_work->shutdown(30s));
    NEED_OK(boot(*m_work));
    NEED(const auto old, readNote(*m_work, "seventh"));
    QCOMPARE(old, std::string("before the state was saved"));
    NEED_OK(m_work->shutdown(30s));
}

/// No guest runs, so the disk has to equal its source byte by byte.
void DriverContract::diskKilledAtAnyPointIsNeverTakenForWhole() {
    QRandomGenerator random(20261129);
    std::string expected = m_image;
    expected.resize(m_image.size() + kBeyondSource, '\0');
    for (int round = 0; round < 6; ++round) {
        NEED_OK(m_work->dataDisk().cryptoErase());
        NEED_OK(m_work->remoteData().create({expected.size()}, m_key));
        bool whole = false;
        for (int start = 0; !whole; ++start) {
            NEED_OK(m_work->remoteData().attach(remoteImage()));
            StartOptions options;
            options.paused = true;
            NEED_OK(m_work->start(options, m_key));
            // The last start goes to the end; the machine is killed the moment the disk counts as whole.
            NEED(const bool ran, fillUntil(start == 2 ? 1 : random.bounded(1.05)));
            QVERIFY2(ran, "the hypervisor ended by itself");
            NEED(const auto seen, m_work->observe());
            m_subject->crash(*m_work, seen.processId.value());
            QTRY_VERIFY_WITH_TIMEOUT(isStopped(*m_work), 20000);
            NEED(const bool missing, m_work->remoteData().needed());
            whole = !missing;
            QVERIFY(whole || start < 2);
        }
        NEED_OK(m_work->remoteData().detach());
        NEED(auto reader, m_work->dataDisk().openExport(m_key));
        NEED(const auto image, readAll(*reader));
        QVERIFY2(image == expected, "the disk counts as whole and is not what it was restored from");
    }
}

void DriverContract::diskThatIsBeingFilledCanBeErased() {
    NEED_OK(m_work->dataDisk().cryptoErase());
    NEED_OK(m_work->remoteData().create(m_subject->dataSize(), m_key));
    NEED_OK(m_work->remoteData().attach(remoteImage()));
    NEED_OK(boot(*m_work));
    NEED_OK(m_work->remoteData().hydrate());
    NEED_OK(m_work->dataDisk().cryptoErase());
    NEED(const bool missing, m_work->remoteData().needed());
    QVERIFY(!missing);
    NEED_OK(m_work->dataDisk().create(m_subject->dataSize(), m_key));
    NEED_OK(boot(*m_work));
}

void DriverContract::cryptoEraseLeavesTheOtherDiskAlone() {
    NEED_OK(m_personal->shutdown(30s));
    NEED(const auto before, m_personal->dataDisk().storedDigest());
    NEED_OK(m_work->dataDisk().cryptoErase());
    NEED(const auto seen, m_work->observe());
    QCOMPARE(seen.state, RunState::Stopped);
    NEED(const bool there, m_work->dataDisk().exists());
    QVERIFY(!there);
    NEED(const auto after, m_personal->dataDisk().storedDigest());
    QCOMPARE(before, after);
}

void DriverContract::undefinedMachineIsForgotten() {
    m_work.reset();
    NEED_OK(m_driver->undefine(m_workSpec.id));
    NEED(const auto ids, m_driver->list());
    QVERIFY((ids == std::vector<base::PhoneId>{m_personalSpec.id}));
    NEED(const bool there, m_personal->dataDisk().exists());
    QVERIFY(there);
}
