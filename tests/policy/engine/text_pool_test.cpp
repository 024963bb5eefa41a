// Texts held once each: a random life of a pool against a map of counts.
#include <QtTest>

#include <map>
#include <random>

#include "policy/engine/text_pool.h"

using policy::engine::TextPool;

class TextPoolTest : public QObject {
    Q_OBJECT

private slots:
    void aTextIsHeldWhileSomebodyRefersToIt() {
        TextPool pool;
        std::map<std::string, std::pair<TextPool::Id, int>> held;
        std::mt19937 random(7);
        for (int step = 0; step < 200'000; ++step) {
            const std::string text = std::string(random() % 200, 'x') + std::to_string(random() % 500);
            if (random() % 2 == 0) {
                const auto id = pool.intern(text);
                auto& [known, count] = held[text];
                if (count++ > 0) QCOMPARE(id, known);
                known = id;
            } else if (const auto found = held.find(text); found != held.end()) {
                QCOMPARE(pool.release(found->second.first), --found->second.second == 0);
                if (found->second.second == 0) held.erase(found);
            }
        }
        for (const auto& [text, entry] : held) {
            QCOMPARE(pool.find(text), entry.first);
            QCOMPARE(pool.at(entry.first), std::string_view(text));
        }
    }

    void numbersAreUsedAgain() {
        TextPool pool;
        for (int i = 0; i < 10'000; ++i) pool.release(pool.intern("text " + std::to_string(i)));
        QCOMPARE(pool.limit(), TextPool::Id{2});
    }

    void aLongTextAndAnEmptyOneAreTexts() {
        TextPool pool;
        const std::string longText(1'000'000, 'l');
        const auto first = pool.intern(longText), second = pool.intern(""), third = pool.intern("after");
        QCOMPARE(pool.at(first), std::string_view(longText));
        QCOMPARE(pool.at(second), std::string_view());
        QCOMPARE(pool.at(third), std::string_view("after"));
    }
};

QTEST_GUILESS_MAIN(TextPoolTest)
#include "text_pool_test.moc"
