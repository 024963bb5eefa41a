// Properties of rule books on 100,000 random books each, seen from five phones: what an edit reaches, and what it leaves behind. Another number with
// RC_PARAMS="max_success=N".
#include <QTest>
#include <array>
#include <cstdio>

#include "policy/explanation.h"
#include "tests/policy/merge_cases.h"
#include "tests/policy/sample_facts.h"

using namespace policy;
using namespace policy::testing;

namespace policy::testing {

/// A book and an edit of one of its policies.
struct BookCase {
    RuleBook book;
    Policy edited;  // takes the place of the one with its name, or is new
    Assignment assignment;
};
using BookCasePtr = std::shared_ptr<const BookCase>;

void showValue(const BookCasePtr& given, std::ostream& out) {
    for (const auto& assignment : given->book.assignments) {
        const auto& policy = given->book.policies.at(assignment.policy);
        out << "\n  " << policy.name << " when '" << policy.when << "' to " << targetText(assignment.target) << " at " << levelName(assignment.level) << ":";
        for (const auto& [name, value] : policy.settings) out << " " << name << "=" << valueText(value);
    }
    out << "\n  edited " << given->edited.name << " when '" << given->edited.when << "'";
}

}  // namespace policy::testing

namespace {

constexpr int kCases = 100'000;
const base::Timestamp kNow = base::parseTimestamp("2026-06-01T00:00:00Z").value();

constexpr std::array<const char*, 6> kConditions{"", R"(phone.persona == "work")", "device.online", R"(user.email.endsWith("@example.com"))",
                                                 "phone.cpus > 2", R"(has(user.email) && phone.persona in ["work", "lab"])"};
constexpr std::array<const char*, 7> kTargets{"all", "persona:work", "persona:lab", "handset:hs-1", "phone:vp-2", "group:mail", "group:some"};

const std::vector<PhoneFacts>& phones() {
    const auto text = [](const char* value) { return AttributeValue(std::string(value)); };
    static const std::vector<PhoneFacts> all{
        sampleFacts("vp-1", {{"phone.persona", text("work")}, {"device.id", text("hs-1")}, {"device.online", true}, {"user.email", text("a@example.com")}}),
        sampleFacts("vp-2", {{"phone.persona", text("personal")}, {"device.id", text("hs-1")}, {"phone.cpus", std::int64_t{4}}}),
        sampleFacts("vp-3", {{"phone.persona", text("work")}, {"device.id", text("hs-2")}, {"phone.cpus", std::int64_t{4}}}),
        sampleFacts("vp-4", {{"phone.persona", text("lab")}, {"device.id", text("hs-3")}, {"user.email", text("b@other.example")}}),
        sampleFacts("vp-5", {{"phone.persona", text("guest")}, {"device.id", text("hs-4")}, {"device.online", true}}),
    };
    return all;
}

/// Only settings that have an order: a book with others may be refused.
std::vector<const Setting*> orderedSettings(Draw& draw) {
    std::vector<const Setting*> settings;
    while (settings.size() < 2)
        for (const auto* setting : drawSettings(draw))
            if (setting->atomicGroup.empty() && setting->merge != MergeOperator::Exclusive) settings.push_back(setting);
    return settings;
}

/// Values that checkSetting accepts: true, false and numbers are always; sets and texts only as the table has them.
std::optional<Value> validValue(Draw& draw, const Setting& setting) {
    auto value = drawValue(draw, setting, Level::Group);
    return checkSetting(setting.name, value).ok() ? std::optional(std::move(value)) : std::nullopt;
}

Policy drawBookPolicy(Draw& draw, const std::string& name, const std::vector<const Setting*>& settings) {
    Policy policy{name, "", {}, kConditions[draw.below(kConditions.size())]};
    for (const auto* setting : settings)
        if (auto value = validValue(draw, *setting); value && !draw.oneIn(3)) policy.settings.emplace(setting->name, *value);
    return policy;
}

BookCase drawBook(Draw& draw) {
    BookCase made;
    const auto settings = orderedSettings(draw);
    made.book.groups["mail"] = {"mail", "", R"(user.email.startsWith("a"))", {}};
    made.book.groups["some"] = {"some", "", "", {"hs-2", "vp-5"}};
    const auto target = [&] { return targetFromText(kTargets[draw.below(kTargets.size())]).value(); };
    const auto count = draw.below(4);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto name = "p" + std::to_string(i);
        made.book.policies[name] = drawBookPolicy(draw, name, settings);
        made.book.assignments.push_back({name, target(), static_cast<Level>(draw.below(5))});
    }
    if (draw.oneIn(2)) {
        const auto* setting = settings[draw.below(settings.size())];
        if (auto value = validValue(draw, *setting))
            made.book.exceptions["e"] = {"e", std::string(setting->name), *value, target(), kConditions[draw.below(kConditions.size())], "ada", "r",
                                         kNow + std::chrono::hours(1)};
    }
    const auto edited = "p" + std::to_string(draw.below(count + 1));
    made.edited = drawBookPolicy(draw, edited, settings);
    made.assignment = {edited, target(), static_cast<Level>(draw.below(5))};
    return made;
}

std::vector<PhoneEvaluation> evaluate(const CompiledBook& book) {
    std::vector<PhoneEvaluation> all;
    for (const auto& phone : phones()) all.push_back(evaluatePhone(book, phone, kNow).value());
    return all;
}

bool matches(const PhoneEvaluation& evaluation, const std::string& policy) {
    for (const auto& one : evaluation.assignments)
        if (one.policy->name == policy && one.condition.state != ConditionState::NotHeld) return true;
    return false;
}

/// Conditions are compiled once for all books.
std::shared_ptr<const CompiledBook> compiled(const RuleBook& book) {
    static const auto known = [] {
        RuleBook all;
        for (std::size_t i = 0; i < kConditions.size(); ++i) all.policies["c" + std::to_string(i)] = {"c" + std::to_string(i), "", {}, kConditions[i]};
        all.groups["mail"] = {"mail", "", R"(user.email.startsWith("a"))", {}};
        return CompiledBook::compile(std::move(all)).value();
    }();
    return CompiledBook::compile(book, known.get()).value();
}

}  // namespace

namespace rc {

template <>
struct Arbitrary<BookCasePtr> {
    static Gen<BookCasePtr> arbitrary() {
        return [](const Random& random, int) {
            Random source(random);
            Draw draw(source.next());
            return shrinkable::just(BookCasePtr(std::make_shared<const BookCase>(drawBook(draw))));
        };
    }
};

}  // namespace rc

class BookPropertiesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void editingAPolicyChangesOnlyPhonesItMatches();
    void removingAPolicyReversesAddingIt();
    void explanationsOfPhonesAreSound();
};

void BookPropertiesTest::initTestCase() {
    if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=" + QByteArray::number(kCases));
}

void BookPropertiesTest::editingAPolicyChangesOnlyPhonesItMatches() {
    long long cases = 0, changed = 0, untouched = 0;
    QVERIFY(rc::check("an edit reaches whom it matches", [&](const BookCasePtr& given) {
        auto after = given->book;
        after.policies[given->edited.name] = given->edited;
        after.assignments.push_back(given->assignment);
        const auto bookBefore = compiled(given->book), bookAfter = compiled(after);
        const auto old = evaluate(*bookBefore), now = evaluate(*bookAfter);
        ++cases;
        for (std::size_t i = 0; i < old.size(); ++i) {
            const bool reached = matches(old[i], given->edited.name) || matches(now[i], given->edited.name);
            const bool differs = old[i].effective != now[i].effective;
            changed += differs ? 1 : 0;
            untouched += reached ? 0 : 1;
            if (differs && !reached) return false;
        }
        return true;
    }));
    std::printf("locality: %lld books, %lld phones changed, %lld not reached by the edit and unchanged\n", cases, changed, untouched);
    QVERIFY(changed > 0 && untouched > 0);
}

void BookPropertiesTest::removingAPolicyReversesAddingIt() {
    long long cases = 0, changed = 0;
    QVERIFY(rc::check("removal reverses addition", [&](const BookCasePtr& given) {
        const auto before = compiled(given->book);
        auto with = given->book;
        auto added = given->edited;
        added.name = "added";
        with.policies["added"] = added;
        with.assignments.push_back({"added", given->assignment.target, given->assignment.level});
        const auto between = CompiledBook::compile(with, before.get()).value();
        auto without = between->book();
        without.policies.erase("added");
        std::erase_if(without.assignments, [](const Assignment& each) { return each.policy == "added"; });
        const auto after = CompiledBook::compile(without, between.get()).value();
        const auto old = evaluate(*before), middle = evaluate(*between), now = evaluate(*after);
        ++cases;
        for (std::size_t i = 0; i < old.size(); ++i) {
            changed += old[i].effective != middle[i].effective ? 1 : 0;
            if (old[i].effective != now[i].effective) return false;
        }
        return true;
    }));
    std::printf("removal reverses addition: %lld books, %lld phones changed in between\n", cases, changed);
    QVERIFY(changed > 0);
}

void BookPropertiesTest::explanationsOfPhonesAreSound() {
    long long cases = 0, settings = 0;
    QVERIFY(rc::check("replaying the named contributors gives the value", [&](const BookCasePtr& given) {
        const auto book = compiled(given->book);
        ++cases;
        for (const auto& evaluation : evaluate(*book))
            for (const auto& one : explain(evaluation, "").settings) {
                settings += one.value ? 1 : 0;
                if (replay(one) != one.value) return false;
            }
        return true;
    }));
    std::printf("explanation soundness: %lld books, %lld settings\n", cases, settings);
    QVERIFY(settings > 0);
}

QTEST_GUILESS_MAIN(BookPropertiesTest)
#include "book_properties_test.moc"
