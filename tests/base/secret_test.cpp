#include <QTest>
#include <concepts>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/secret.h"

using base::Secret;

template <typename T>
concept Streams = requires(std::ostringstream& stream, const T& value) {
    stream << value;
};
template <typename T>
concept ConvertsToJson = requires(const T& value) {
    nlohmann::json(value);
};

static_assert(Streams<std::string> && !Streams<Secret>, "a secret cannot be printed");
static_assert(!std::equality_comparable<Secret>, "a secret is compared in constant time only");
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);
static_assert(ConvertsToJson<std::string> && !ConvertsToJson<Secret>);

class SecretTest : public QObject {
    Q_OBJECT
private slots:
    void theBytesAreRevealedOnRequest() {
        const Secret secret(base::Bytes("password"));
        QCOMPARE(secret.reveal(), base::BytesView("password"));
        QCOMPARE(secret.size(), 8U);
        QVERIFY(!secret.empty());
        QVERIFY(Secret().empty());
    }

    void comparisonIsExact() {
        const Secret secret(base::Bytes("password"));
        QVERIFY(secret.matches("password"));
        for (const auto* other : {"passwore", "Password", "passwor", "password1", ""}) QVERIFY(!secret.matches(other));
        QVERIFY(Secret().matches(""));
    }

    void copiesAreEqualAndMovedFromOnesAreEmpty() {
        Secret secret(base::Bytes("short"));
        Secret copy = secret;
        QVERIFY(copy.matches("short"));
        const Secret moved = std::move(secret);
        QVERIFY(moved.matches("short"));
        QVERIFY(secret.empty());
        copy = moved;
        QVERIFY(copy.matches("short"));
        Secret target(base::Bytes("other"));
        target = std::move(copy);
        QVERIFY(target.matches("short"));
        QVERIFY(copy.empty());
    }

    // A short string lives inside the object: what the destructor leaves behind can be looked at.
    void theMemoryIsWipedWhenItDies() {
        alignas(Secret) unsigned char memory[sizeof(Secret)] = {};
        auto* secret = new (memory) Secret(base::Bytes("topsecret"));
        const auto holds = [&] { return ::memmem(memory, sizeof memory, "topsecret", 9) != nullptr; };
        QVERIFY(holds());
        secret->~Secret();
        QVERIFY(!holds());
    }

    void aMoveLeavesNothingBehind() {
        alignas(Secret) unsigned char memory[sizeof(Secret)] = {};
        auto* secret = new (memory) Secret(base::Bytes("topsecret"));
        const Secret moved = std::move(*secret);
        QVERIFY(::memmem(memory, sizeof memory, "topsecret", 9) == nullptr);
        QVERIFY(moved.matches("topsecret"));
        secret->~Secret();
    }

    void randomSecretsDiffer() {
        QCOMPARE(Secret::random(32).size(), 32U);
        QVERIFY(!Secret::random(32).matches(Secret::random(32).reveal()));
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
