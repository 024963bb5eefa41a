// Which restore points a rule keeps: by example, and by what holds for all rules and all restore points.
#include "fleet/gateway/retention.h"

#include <QtTest>
#include <nlohmann/json.hpp>
#include <random>

using fleet::RetainedPoint;
using fleet::RetentionRule;
using namespace std::chrono_literals;

namespace {

/// Two hours ahead of UTC, all year; no other zone.
class FixedZones final : public base::ZoneOffsets {
public:
    [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t) const override {
        if (zone == "Test/Two") return 2 * 3600;
        return std::nullopt;
    }
};

const FixedZones kZones;

base::Timestamp at(const std::string& text) { return *base::parseTimestamp(text); }

std::vector<bool> kept(const RetentionRule& rule, const std::vector<RetainedPoint>& points) {
    const auto reasons = fleet::retainedBy(rule, points, &kZones);
    if (!reasons) qFatal("%s", reasons.error().message.c_str());
    std::vector<bool> keeps;
    for (const auto& each : *reasons) keeps.push_back(!each.empty());
    return keeps;
}

/// Newest first, at random times of the last three years.
std::vector<RetainedPoint> randomPoints(std::mt19937_64& random) {
    std::vector<RetainedPoint> points(random() % 200);
    for (auto& point : points) {
        const auto within = random() % 3 == 0 ? 3600ULL * 24 * 1000 * 1000 : 3600ULL * 1000 * 100;
        point.takenAt = at("2026-11-22T12:00:00.000Z") - base::Duration(static_cast<std::int64_t>(random() % within));
        point.proved = random() % 10 == 0;
        point.origin = random() % 50 == 0;
    }
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.takenAt > b.takenAt; });
    return points;
}

RetentionRule randomRule(std::mt19937_64& random) {
    const auto some = [&] { return random() % 2 == 0 ? 0U : static_cast<unsigned>(random() % 12); };
    return {some(), some(), some(), some(), some(), some(), random() % 2 == 0 ? "UTC" : "Test/Two"};
}

}  // namespace

class RetentionTest : public QObject {
    Q_OBJECT

private slots:
    void dailyKeepsTheNewestOfEachDayThatHasOne() {
        const std::vector<RetainedPoint> points{{at("2026-11-22T11:00:00.000Z")}, {at("2026-11-22T10:00:00.000Z")},
                                                {at("2026-11-21T23:00:00.000Z")}, {at("2026-11-21T10:00:00.000Z")},
                                                {at("2026-11-18T10:00:00.000Z")}, {at("2026-11-17T10:00:00.000Z")}};
        RetentionRule rule;
        rule.daily = 3;
        QCOMPARE(kept(rule, points), (std::vector<bool>{true, false, true, false, true, false}));
        rule.timeZone = "Test/Two";  // there it was the 22nd already at 23:00 UTC of the 21st
        QCOMPARE(kept(rule, points), (std::vector<bool>{true, false, false, true, true, false}));
    }

    void weeksBeginOnMonday() {
        const std::vector<RetainedPoint> points{{at("2026-11-23T00:30:00.000Z")}, {at("2026-11-22T23:30:00.000Z")},
                                                {at("2026-11-16T00:00:00.000Z")}, {at("2026-11-15T12:00:00.000Z")}};
        RetentionRule rule;
        rule.weekly = 3;
        QCOMPARE(kept(rule, points), (std::vector<bool>{true, true, false, true}));
    }

    void monthsAndYearsAreThoseOfTheCalendar() {
        const std::vector<RetainedPoint> points{{at("2026-03-01T00:00:00.000Z")}, {at("2026-02-28T00:00:00.000Z")},
                                                {at("2026-02-01T00:00:00.000Z")}, {at("2025-12-31T23:59:59.000Z")},
                                                {at("1969-12-31T00:00:00.000Z")}};
        RetentionRule rule;
        rule.monthly = 3;
        QCOMPARE(kept(rule, points), (std::vector<bool>{true, true, false, true, false}));
        rule.monthly = 0;
        rule.yearly = 3;
        QCOMPARE(kept(rule, points), (std::vector<bool>{true, false, false, true, true}));
    }

    void newestOnesStayWhateverTheRuleSays() {
        std::mt19937_64 random(1);
        for (int run = 0; run < 500; ++run) {
            const auto points = randomPoints(random);
            const auto keeps = kept(randomRule(random), points);
            if (points.empty()) continue;
            QVERIFY(keeps.front());
            const auto proved = std::find_if(points.begin(), points.end(), [](const auto& one) { return one.proved; });
            if (proved != points.end()) QVERIFY(keeps[static_cast<std::size_t>(proved - points.begin())]);
            for (std::size_t i = 0; i < points.size(); ++i) QVERIFY(!points[i].origin || keeps[i]);
        }
    }

    void pruningTwiceRemovesNothingMore() {
        std::mt19937_64 random(2);
        for (int run = 0; run < 500; ++run) {
            const auto rule = randomRule(random);
            const auto points = randomPoints(random);
            const auto keeps = kept(rule, points);
            std::vector<RetainedPoint> left;
            for (std::size_t i = 0; i < points.size(); ++i)
                if (keeps[i]) left.push_back(points[i]);
            QCOMPARE(kept(rule, left), std::vector<bool>(left.size(), true));
        }
    }

    void keepingMoreNeverRemovesWhatLessKept() {
        std::mt19937_64 random(3);
        for (int run = 0; run < 500; ++run) {
            const auto rule = randomRule(random);
            auto more = rule;
            for (auto count : {&RetentionRule::last, &RetentionRule::hourly, &RetentionRule::daily, &RetentionRule::weekly,
                               &RetentionRule::monthly, &RetentionRule::yearly})
                more.*count += static_cast<unsigned>(random() % 3);
            const auto points = randomPoints(random);
            const auto few = kept(rule, points), many = kept(more, points);
            for (std::size_t i = 0; i < points.size(); ++i) QVERIFY(!few[i] || many[i]);
        }
    }

    void noMoreIsKeptThanAskedForAndWhatAlwaysStays() {
        std::mt19937_64 random(4);
        for (int run = 0; run < 500; ++run) {
            const auto rule = randomRule(random);
            const auto points = randomPoints(random);
            const auto keeps = kept(rule, points);
            const auto origins = std::count_if(points.begin(), points.end(), [](const auto& one) { return one.origin; });
            const auto most = rule.last + rule.hourly + rule.daily + rule.weekly + rule.monthly + rule.yearly + 2 +
                              static_cast<unsigned>(origins);
            QVERIFY(std::count(keeps.begin(), keeps.end(), true) <= static_cast<std::ptrdiff_t>(most));
        }
    }

    void rulesAreReadStrictlyAndWrittenBack() {
        const base::Json json{{"last", 3}, {"daily", 7}, {"timeZone", "Test/Two"}};
        const auto rule = fleet::readRetentionRule(json, &kZones);
        QVERIFY(rule.ok());
        QCOMPARE(rule->daily, 7U);
        QVERIFY(*fleet::readRetentionRule(fleet::retentionRuleJson(*rule), &kZones) == *rule);
        for (const auto& wrong : {base::Json::object(), base::Json{{"last", 0}}, base::Json{{"last", -1}},
                                  base::Json{{"last", 1}, {"timeZone", "Mars/North"}}, base::Json{{"lasts", 1}}})
            QCOMPARE(fleet::readRetentionRule(wrong, &kZones).error().code, base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(RetentionTest)
#include "retention_test.moc"
