// What the agent writes down about itself and its virtual phones, and how it reads it again.
#include <QTest>
#include <nlohmann/json.hpp>

#include "agent/state/data_key.h"
#include "agent/state/identity.h"
#include "agent/state/journal.h"
#include "agent/state/state_directory.h"
#include "tests/fakes/faulty_file_system.h"

using base::ErrorCode;

namespace {

const base::PhoneId kPhone("vp-one");

agent::Identity someIdentity() {
    agent::Identity identity;
    identity.handset = base::HandsetId("hs-one");
    identity.name = "Handset One";
    identity.fleet = "acme";
    identity.gateway = {"gateway.example", 7443, 7444};
    identity.fleetKey = base::Bytes(32, 'f');
    identity.releaseKeys = {base::Bytes(32, 'r'), base::Bytes(32, 's')};
    identity.certificatePem = "certificate";
    identity.authorityPem = "authority";
    identity.privateKeyPem = base::Secret("private key");
    return identity;
}

agent::PhoneRecord fullRecord() {
    const base::Timestamp at(base::Duration(1'795'000'000'123));
    agent::PhoneRecord record;
    record.phone = kPhone;
    record.persona = "work";
    record.document = std::string("{\"any\": \"bytes\"}\n\x01", 18);
    record.version = 41;
    record.envelope = std::string("{\"signed\": true}\x00", 17);
    record.signature = base::Bytes(64, '\xfe');
    record.chain = base::Digest::of("envelope");
    record.refusal = "why";
    record.refusedVersion = 42;
    record.networkIndex = 7;
    record.channel = agent::ChannelEnd::Listens;
    record.releases[agent::Slot::A] = {base::Digest::of("a"), "work", "1.0.0", "quiet"};
    record.releases[agent::Slot::B] = {base::Digest::of("b"), "work", "1.1.0", ""};
    record.active = agent::Slot::A;
    record.change = agent::ReleaseSwitch{agent::Slot::B, true, 2};
    record.rejection = agent::Rejection{base::Digest::of("b"), 41, {"1.1.0", "it did not answer", "1.0.0"}};
    record.data = agent::DataState::Ready;
    record.ownerRestore = agent::OwnerRestore{base::RestorePointId("rp-2"), base::Digest::of("owner's root")};
    record.checkpoint = agent::KeptCheckpoint{"cp-1", base::Digest::of("root")};
    record.proof = agent::Proof{{at, "1.0.0", "{}"}, at - base::Duration(5000)};
    record.suspended = true;
    record.steps = {{"encrypted", policy::ComplianceAction::Block, at, false},
                    {"silent", policy::ComplianceAction::Wipe, at, true, base::RestorePointId("rp-1")}};
    record.wipeOrder = base::OperationId("op-wipe");
    record.erasedAt = at;
    record.phase = "running";
    record.detail = "fine";
    return record;
}

}  // namespace

class AgentStateTest : public QObject {
    Q_OBJECT
private slots:
    void aNewStateDirectoryIsMadeAndOpensAgain();
    void aSecondAgentIsRefused();
    void aNewerFormatIsRefusedAndNothingIsTouched();
    void aDirectoryOfSomethingElseIsRefused();
    void theIdentityComesBackAndItsKeyIsPrivate();
    void aHandsetWithoutIdentityIsToldToEnrol();
    void aDamagedIdentityIsRefused();
    void aPhoneRecordComesBackWhole();
    void aDamagedJournalIsAnErrorThatNamesIt();
    void aJournalInAnotherPhonesPlaceIsRefused();
    void aDataKeyOpensOnItsHandsetOnly();
    void aDataKeyOfAnotherPhoneIsRefused();
    void aDamagedDataKeyIsRefused();
    void aDestroyedDataKeyIsGone();
    void aLongStateDirectoryHasAShortSocket();
};

void AgentStateTest::aNewStateDirectoryIsMadeAndOpensAgain() {
    fakes::FaultyFileSystem files;
    for (int i = 0; i < 2; ++i) {
        const auto state = agent::openStateDirectory(files, "/state");
        QVERIFY2(state.ok(), state.ok() ? "" : state.error().message.c_str());
        QVERIFY(files.exists("/state/format.json"));
        QVERIFY(files.exists("/state/phones"));
    }
}

void AgentStateTest::aSecondAgentIsRefused() {
    fakes::FaultyFileSystem files;
    const auto first = agent::openStateDirectory(files, "/state");
    QVERIFY(first.ok());
    const auto second = agent::openStateDirectory(files, "/state");
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QVERIFY(second.error().message.find("another twinset-agent") != std::string::npos);
}

void AgentStateTest::aNewerFormatIsRefusedAndNothingIsTouched() {
    fakes::FaultyFileSystem files;
    QVERIFY(files.createDirectories("/state").ok());
    QVERIFY(files.writeFileAtomically("/state/format.json", "{\"format\": 2}", 0644).ok());
    const auto before = files.steps();
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(!state.ok());
    QCOMPARE(state.error().code, ErrorCode::InvalidInput);
    QVERIFY(state.error().message.find("newer") != std::string::npos);
    QCOMPARE(files.steps(), before);
    QVERIFY(!agent::inspectStateDirectory(files, "/state").ok());
}

void AgentStateTest::aDirectoryOfSomethingElseIsRefused() {
    fakes::FaultyFileSystem files;
    QVERIFY(files.createDirectories("/home").ok());
    QVERIFY(files.writeFileAtomically("/home/letter.txt", "dear", 0644).ok());
    const auto state = agent::openStateDirectory(files, "/home");
    QVERIFY(!state.ok());
    QVERIFY(state.error().message.find("letter.txt") != std::string::npos);
}

void AgentStateTest::theIdentityComesBackAndItsKeyIsPrivate() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(agent::saveIdentity(files, state->layout, someIdentity()).ok());
    const auto loaded = agent::loadIdentity(files, state->layout);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QCOMPARE(loaded->handset.text(), std::string("hs-one"));
    QCOMPARE(loaded->gateway.linkPort, std::uint16_t{7444});
    QCOMPARE(loaded->releaseKeys.size(), std::size_t{2});
    QVERIFY(loaded->privateKeyPem.matches("private key"));
    QCOMPARE(files.modeOf("/state/key.pem"), 0600U);
}

void AgentStateTest::aHandsetWithoutIdentityIsToldToEnrol() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    const auto loaded = agent::loadIdentity(files, state->layout);
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, ErrorCode::NotFound);
    QVERIFY(loaded.error().message.find("twinset-agent enrol") != std::string::npos);
}

void AgentStateTest::aDamagedIdentityIsRefused() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    auto identity = someIdentity();
    identity.fleetKey = "short";
    QVERIFY(agent::saveIdentity(files, state->layout, identity).ok());
    QVERIFY(!agent::loadIdentity(files, state->layout).ok());
}

void AgentStateTest::aPhoneRecordComesBackWhole() {
    const auto record = fullRecord();
    const auto bytes = agent::writePhoneRecord(record);
    const auto read = agent::readPhoneRecord(bytes);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QCOMPARE(agent::writePhoneRecord(*read), bytes);
    QCOMPARE(read->document, record.document);
    QCOMPARE(read->envelope, record.envelope);
    QCOMPARE(read->signature, record.signature);
    QVERIFY(read->tip() == record.tip());
    QVERIFY(read->steps == record.steps);
    QCOMPARE(read->change->to, agent::Slot::B);
    QVERIFY(read->change->fallingBack);
    QCOMPARE(read->proof->startedAt, record.proof->startedAt);
    QCOMPARE(read->channel, agent::ChannelEnd::Listens);
    const auto bare = agent::readPhoneRecord(agent::writePhoneRecord([] {
        agent::PhoneRecord empty;
        empty.phone = kPhone;
        return empty;
    }()));
    QVERIFY(bare.ok());
    QVERIFY(!bare->active && !bare->change && !bare->wipeOrder);
}

void AgentStateTest::aDamagedJournalIsAnErrorThatNamesIt() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    agent::Journal journal(files, state->layout);
    QVERIFY(journal.savePhone(fullRecord()).ok());
    QCOMPARE(journal.loadPhones()->size(), std::size_t{1});
    files.damage("/state/phones/vp-one/journal.json", 0, 0x40);
    const auto loaded = journal.loadPhones();
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, ErrorCode::Corrupt);
    QVERIFY(loaded.error().message.find("vp-one/journal.json") != std::string::npos);
}

void AgentStateTest::aJournalInAnotherPhonesPlaceIsRefused() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(files.createDirectories("/state/phones/vp-two").ok());
    QVERIFY(files.writeFileAtomically("/state/phones/vp-two/journal.json", agent::writePhoneRecord(fullRecord()), 0600)
                .ok());
    agent::Journal journal(files, state->layout);
    QVERIFY(!journal.loadPhones().ok());
}

void AgentStateTest::aDataKeyOpensOnItsHandsetOnly() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(files.createDirectories("/state/phones/vp-one").ok());
    const agent::DataKeys keys(files, state->layout, base::Secret("private key"));
    QCOMPARE(keys.open(kPhone).error().code, ErrorCode::NotFound);
    const auto made = keys.openOrCreate(kPhone);
    QVERIFY(made.ok());
    QCOMPARE(made->size(), std::size_t{32});
    QVERIFY(keys.openOrCreate(kPhone)->matches(made->reveal()));
    QVERIFY(files.readFile("/state/phones/vp-one/data.key")->find(std::string(made->reveal())) == std::string::npos);
    const agent::DataKeys others(files, state->layout, base::Secret("another private key"));
    QCOMPARE(others.open(kPhone).error().code, ErrorCode::Corrupt);
}

void AgentStateTest::aDataKeyOfAnotherPhoneIsRefused() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(files.createDirectories("/state/phones/vp-one").ok());
    QVERIFY(files.createDirectories("/state/phones/vp-two").ok());
    const agent::DataKeys keys(files, state->layout, base::Secret("private key"));
    QVERIFY(keys.openOrCreate(kPhone).ok());
    const auto bytes = files.readFile("/state/phones/vp-one/data.key");
    QVERIFY(files.writeFileAtomically("/state/phones/vp-two/data.key", *bytes, 0600).ok());
    QCOMPARE(keys.open(base::PhoneId("vp-two")).error().code, ErrorCode::Corrupt);
}

void AgentStateTest::aDamagedDataKeyIsRefused() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(files.createDirectories("/state/phones/vp-one").ok());
    const agent::DataKeys keys(files, state->layout, base::Secret("private key"));
    QVERIFY(keys.openOrCreate(kPhone).ok());
    const auto size = files.readFile("/state/phones/vp-one/data.key")->size();
    for (std::size_t at = 0; at < size; ++at) {
        files.damage("/state/phones/vp-one/data.key", at, 1);
        QCOMPARE(keys.open(kPhone).error().code, ErrorCode::Corrupt);
        files.damage("/state/phones/vp-one/data.key", at, 1);
    }
    QVERIFY(keys.open(kPhone).ok());
}

void AgentStateTest::aDestroyedDataKeyIsGone() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    QVERIFY(files.createDirectories("/state/phones/vp-one").ok());
    const agent::DataKeys keys(files, state->layout, base::Secret("private key"));
    const auto made = keys.openOrCreate(kPhone);
    QVERIFY(keys.destroy(kPhone).ok());
    QCOMPARE(keys.open(kPhone).error().code, ErrorCode::NotFound);
    QVERIFY(!keys.openOrCreate(kPhone)->matches(made->reveal()));
    QVERIFY(keys.destroy(base::PhoneId("vp-none")).ok());
}

void AgentStateTest::aLongStateDirectoryHasAShortSocket() {
    const agent::StateLayout near("/state");
    QCOMPARE(near.channelSocket().string(), std::string("/state/run/channel-0"));
    const agent::StateLayout far("/" + std::string(200, 'x'));
    QVERIFY(far.channelSocket().native().size() <= 107);
    QVERIFY(far.channelSocket() != agent::StateLayout("/" + std::string(201, 'x')).channelSocket());
}

QTEST_GUILESS_MAIN(AgentStateTest)
#include "agent_state_test.moc"
