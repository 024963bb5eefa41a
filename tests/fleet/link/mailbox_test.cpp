#include "fleet/link/mailbox.h"

#include <QTest>

#include "fleet/link/handshake_slots.h"

using namespace fleet;
using Kind = Mailbox::Item::Kind;

namespace {

protocol::Message ack(const std::string& of) { return {"", protocol::Ack{of}}; }

std::string takenAck(Mailbox& mailbox) {
    const auto item = mailbox.take();
    if (!item || item->kind != Kind::Text) return {};
    return std::get<protocol::Ack>(protocol::readMessage(item->text)->body).message;
}

class Candidate final : public HandshakeCandidate {
public:
    void beginHandshake() override { begun = true; }
    bool begun = false;
};

}  // namespace

class MailboxTest : public QObject {
    Q_OBJECT

private slots:
    void onlyTheNewestOfAKeyIsKept() {
        Mailbox mailbox([] {});
        mailbox.send(ack("a1"), "a");
        mailbox.send(ack("b1"), "b");
        mailbox.send(ack("plain"), "");
        mailbox.send(ack("a2"), "a");
        QCOMPARE(takenAck(mailbox), std::string("b1"));
        QCOMPARE(takenAck(mailbox), std::string("plain"));
        QCOMPARE(takenAck(mailbox), std::string("a2"));
        QVERIFY(!mailbox.take());
    }

    void theReaderIsWokenOnceUntilItHasTakenAll() {
        int woken = 0;
        Mailbox mailbox([&] { ++woken; });
        mailbox.send(ack("1"), "");
        mailbox.send(ack("2"), "");
        QCOMPARE(woken, 1);
        while (mailbox.take()) {
        }
        mailbox.send(ack("3"), "");
        QCOMPARE(woken, 2);
    }

    void tooManyMessagesOverflow() {
        int woken = 0;
        Mailbox mailbox([&] { ++woken; });
        for (std::size_t i = 0; i < Mailbox::kMostMessages; ++i) QVERIFY(mailbox.put(ack("m"), ""));
        QVERIFY(!mailbox.overflown());
        QVERIFY(!mailbox.put(ack("m"), ""));
        QVERIFY(mailbox.overflown());
        QCOMPARE(woken, 2);
    }

    void manyUpdatesOfOneStateDoNotOverflow() {
        Mailbox mailbox([] {});
        for (int i = 0; i < 10'000; ++i) QVERIFY(mailbox.put(ack("m" + std::to_string(i)), "state"));
        QCOMPARE(takenAck(mailbox), std::string("m9999"));
    }

    void closingComesAfterWhatWasSent() {
        Mailbox mailbox([] {});
        mailbox.send(ack("1"), "");
        mailbox.disconnect("bye");
        QVERIFY(!mailbox.put(ack("2"), ""));
        QCOMPARE(takenAck(mailbox), std::string("1"));
        const auto item = mailbox.take();
        QVERIFY(item && item->kind == Kind::Close);
        QCOMPARE(item->text, std::string("bye"));
    }

    void aShutMailboxTakesNothing() {
        int woken = 0;
        Mailbox mailbox([&] { ++woken; });
        mailbox.shut();
        QVERIFY(!mailbox.put(ack("1"), ""));
        mailbox.disconnect("x");
        QVERIFY(!mailbox.take());
        QCOMPARE(woken, 0);
    }

    void aMessageOverTheLimitIsNotSent() {
        Mailbox mailbox([] {});
        mailbox.send({"d", protocol::Desired{"", base::Bytes(60'000, 'd'), base::Bytes(64, 's')}}, "");
        QVERIFY(!mailbox.take());
    }

    void handshakesWaitForASlot() {
        HandshakeSlots line(2);
        std::vector<std::shared_ptr<Candidate>> candidates;
        for (int i = 0; i < 4; ++i) {
            candidates.push_back(std::make_shared<Candidate>());
            line.enter(candidates.back());
        }
        QVERIFY(candidates[0]->begun && candidates[1]->begun && !candidates[2]->begun);
        QCOMPARE(line.waiting(), std::size_t{2});
        candidates[2].reset();
        line.leave(*candidates[1]);
        QVERIFY(candidates[3]->begun);
        line.leave(*candidates[1]);
        QCOMPARE(line.waiting(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(MailboxTest)
#include "mailbox_test.moc"
