#include <QTest>
#include <algorithm>

#include "policy/attribute.h"
#include "policy/compiled_book.h"

using namespace policy;

namespace {

/// A book being written.
struct Book : RuleBook {
    Book& policy(const std::string& name, std::map<std::string, Value> settings, const std::string& when = "") {
        policies[name] = {name, "", std::move(settings), when};
        return *this;
    }
    Book& assign(const std::string& name, const std::string& target, Level level = Level::Group) {
        assignments.push_back({name, targetFromText(target).value(), level});
        return *this;
    }
    Book& group(const std::string& name, const std::string& expression, std::vector<std::string> members = {}) {
        groups[name] = {name, "", expression, std::move(members)};
        return *this;
    }
    Book& except(const std::string& name, const std::string& setting, const Value& value, const std::string& target, const std::string& when = "") {
        exceptions[name] = {name, setting, value, targetFromText(target).value(), when, "ada", "audit", {}};
        return *this;
    }
    Book& rule(const std::string& name, const std::string& violation, std::vector<ComplianceStep> ladder) {
        complianceRules[name] = {name, violation, false, {}, std::move(ladder), ""};
        return *this;
    }
};

Value zone(const char* name) { return std::string(name); }

/// Two policies with different time zones, at one level.
Book twoZones(const char* targetA, const char* whenA, const char* targetB, const char* whenB) {
    Book book;
    book.policy("tokyo", {{"time.zone", zone("Asia/Tokyo")}}, whenA).assign("tokyo", targetA);
    book.policy("vienna", {{"time.zone", zone("Europe/Vienna")}}, whenB).assign("vienna", targetB);
    book.group("sales", R"("sales" in user.groups)").group("others", R"(!("sales" in user.groups))").group("some", "", {"vp-1"}).group("more", "", {"vp-2"});
    return book;
}

Book wholeBook() {
    Book book;
    book.policy("staff", {{"camera.allowed", false}}, R"(phone.persona == "work" && now > device.enrolledAt + duration("24h"))")
        .assign("staff", "all", Level::Org)
        .group("sales", R"(has(user.groups) && "sales" in user.groups)")
        .assign("staff", "group:sales")
        .except("audit", "camera.allowed", true, "group:sales", R"(phone.persona == "work")")
        .rule("current", "phone.release < phone.desiredRelease", {{ComplianceAction::Warn, {}}});
    return book;
}

}  // namespace

class CompiledBookTest : public QObject {
    Q_OBJECT
private slots:
    void aConditionNamesTheAttributesItReads();
    void aStructAsAWholeReadsAllOfIt();
    void conditionsWithTheSameSourceAreOne();
    void anEditCompilesOnlyWhatIsNew();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void everyProblemIsReported();
    void exclusivesThatExcludeEachOtherAreAccepted_data();
    void exclusivesThatExcludeEachOtherAreAccepted();
    void exclusivesThatMayMeetAreRefused_data();
    void exclusivesThatMayMeetAreRefused();
    void atomicGroupsAreComparedAsAWhole();
    void policiesOfOneSiteEachContradictOnlyThoseThatMayMeetThem();
};

void CompiledBookTest::aConditionNamesTheAttributesItReads() {
    const auto book = CompiledBook::compile(wholeBook());
    QVERIFY2(book.ok(), book.ok() ? "" : book.error().message.c_str());
    const auto names = [](const CompiledCondition* condition) {
        std::vector<std::string> read;
        for (const auto index : condition->attributes) read.emplace_back(allAttributes()[index].name);
        return read;
    };
    QVERIFY(names((*book)->ofPolicy("staff")) == (std::vector<std::string>{"device.enrolledAt", "phone.persona"}));
    QVERIFY((*book)->ofPolicy("staff")->readsNow);
    QVERIFY(names((*book)->ofGroup("sales")) == (std::vector<std::string>{"user.groups"}));
    QVERIFY(!(*book)->ofGroup("sales")->readsNow);
    QVERIFY(names((*book)->ofComplianceRule("current")) == (std::vector<std::string>{"phone.desiredRelease", "phone.release"}));
    QVERIFY((*book)->ofPolicy("nobody") == nullptr);
}

void CompiledBookTest::aStructAsAWholeReadsAllOfIt() {
    Book book;
    book.policy("p", {}, R"(cel.bind(d, device, d.model == "x"))");
    const auto compiled = CompiledBook::compile(book);
    QVERIFY2(compiled.ok(), compiled.ok() ? "" : compiled.error().message.c_str());
    const auto& read = (*compiled)->ofPolicy("p")->attributes;
    const auto devices = std::count_if(allAttributes().begin(), allAttributes().end(), [](const Attribute& a) { return a.name.starts_with("device."); });
    QCOMPARE(read.size(), static_cast<std::size_t>(devices));
}

void CompiledBookTest::conditionsWithTheSameSourceAreOne() {
    Book book;
    book.policy("a", {}, "device.online").policy("b", {}, "device.online").group("g", "device.online");
    const auto compiled = CompiledBook::compile(book).value();
    QVERIFY(compiled->ofPolicy("a") == compiled->ofPolicy("b"));
    QVERIFY(compiled->ofPolicy("a") == compiled->ofGroup("g"));
}

void CompiledBookTest::anEditCompilesOnlyWhatIsNew() {
    const auto before = CompiledBook::compile(wholeBook()).value();
    auto edited = wholeBook();
    edited.policies["staff"].when = "device.online";
    const auto after = CompiledBook::compile(edited, before.get()).value();
    QVERIFY(after->ofGroup("sales") == before->ofGroup("sales"));
    QVERIFY(after->ofPolicy("staff") != before->ofPolicy("staff"));
    QVERIFY(CompiledBook::compile(wholeBook()).value()->ofGroup("sales") != before->ofGroup("sales"));
}

void CompiledBookTest::whatIsWrongIsNamed_data() {
    QTest::addColumn<RuleBook>("book");
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* object, const char* message, const Book& book) { QTest::newRow(message) << static_cast<const RuleBook&>(book) << object << message; };
    row("policy p", "camera.alowed", Book().policy("p", {{"camera.alowed", true}}));
    row("policy p", "network.bandwidthLimit: expected", Book().policy("p", {{"network.bandwidthLimit", std::int64_t{1}}}));
    row("policy p", "column 7", Book().policy("p", {}, "phone.personna == \"work\""));
    row("policy p", "phone.persona", Book().policy("p", {}, "phone.persona"));
    row("policy No Name", "is not a name", Book().policy("No Name", {}));
    row("group g", "line 1", Book().group("g", "&&"));
    row("group g", "members and an expression", Book().group("g", "true", {"vp-1"}));
    row("assignment of p to all", "no policy 'p'", Book().assign("p", "all"));
    row("assignment of p to group:g", "no group 'g'", Book().policy("p", {}).assign("p", "group:g"));
    row("exception e", "there is no setting", Book().except("e", "camera", true, "all"));
    row("exception e", "has no order", Book().except("e", "time.zone", zone("Asia/Tokyo"), "all"));
    row("exception e", "no group 'nobody'", Book().except("e", "camera.allowed", true, "group:nobody"));
    row("exception e", "column 1", Book().except("e", "camera.allowed", true, "all", "nothing"));
    row("compliance c", "the ladder is empty", Book().rule("c", "true", {}));
    row("compliance c", "a wipe must come after a block", Book().rule("c", "true", {{ComplianceAction::Wipe, {}}}));
    row("compliance c", "line 1, column 6", Book().rule("c", "true x", {{ComplianceAction::Warn, {}}}));
}

void CompiledBookTest::whatIsWrongIsNamed() {
    QFETCH(RuleBook, book);
    QFETCH(QString, object);
    QFETCH(QString, message);
    const auto problems = CompiledBook::problems(book);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(problems[0].object), object);
    QVERIFY2(QString::fromStdString(problems[0].message).contains(message), problems[0].message.c_str());
    QCOMPARE(CompiledBook::compile(book).error().code, base::ErrorCode::InvalidInput);
}

void CompiledBookTest::everyProblemIsReported() {
    const auto compiled = CompiledBook::compile(Book().policy("a", {}, "1").policy("b", {{"nothing", true}}).assign("c", "group:d"));
    for (const char* words : {"policy a: ", "policy b: ", "no policy 'c'", "no group 'd'"})
        QVERIFY2(compiled.error().message.find(words) != std::string::npos, compiled.error().message.c_str());
}

void CompiledBookTest::exclusivesThatExcludeEachOtherAreAccepted_data() {
    QTest::addColumn<RuleBook>("book");
    const auto row = [](const char* name, const Book& book) { QTest::newRow(name) << static_cast<const RuleBook&>(book); };
    row("personas", twoZones("persona:work", "", "persona:personal", ""));
    row("handsets", twoZones("handset:hs-1", "", "handset:hs-2", ""));
    row("phones", twoZones("phone:vp-1", "", "phone:vp-2", ""));
    row("dynamic groups", twoZones("group:sales", "", "group:others", ""));
    row("conditions", twoZones("all", "device.online", "all", "!device.online"));
    row("a target and a condition", twoZones("persona:work", "", "all", R"(phone.persona in ["personal", "guest"])"));
    row("a group and a condition", twoZones("group:sales", "", "all", R"(!("sales" in user.groups))"));
    auto levels = twoZones("all", "", "all", "");
    levels.assignments[0].level = Level::Org;
    row("levels", levels);
    auto equal = twoZones("all", "", "all", "");
    equal.policies["vienna"].settings = equal.policies["tokyo"].settings;
    row("the same value", equal);
    auto unassigned = twoZones("all", "", "all", "");
    unassigned.assignments.pop_back();
    row("assigned nowhere", unassigned);
}

void CompiledBookTest::exclusivesThatExcludeEachOtherAreAccepted() {
    QFETCH(RuleBook, book);
    const auto compiled = CompiledBook::compile(book);
    QVERIFY2(compiled.ok(), compiled.ok() ? "" : compiled.error().message.c_str());
}

void CompiledBookTest::exclusivesThatMayMeetAreRefused_data() {
    QTest::addColumn<RuleBook>("book");
    const auto row = [](const char* name, const Book& book) { QTest::newRow(name) << static_cast<const RuleBook&>(book); };
    row("everybody", twoZones("all", "", "all", ""));
    row("a persona and a handset", twoZones("persona:work", "", "handset:hs-1", ""));
    row("static groups", twoZones("group:some", "", "group:more", ""));
    row("conditions on different attributes", twoZones("all", "device.online", "all", R"(phone.persona == "work")"));
    row("overlapping ranges", twoZones("all", "phone.memoryMiB > 1024", "all", "phone.memoryMiB < 2048"));
}

void CompiledBookTest::exclusivesThatMayMeetAreRefused() {
    QFETCH(RuleBook, book);
    const auto problems = CompiledBook::problems(book);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(problems[0].object, std::string("policy tokyo"));
    for (const char* words : {"time.zone", "'vienna'", "Asia/Tokyo", "Europe/Vienna", "level group"})
        QVERIFY2(problems[0].message.find(words) != std::string::npos, problems[0].message.c_str());
}

void CompiledBookTest::atomicGroupsAreComparedAsAWhole() {
    Book book;
    book.policy("a", {{"vpn.server", zone("vpn.example")}}).assign("a", "all");
    book.policy("b", {{"vpn.server", zone("vpn.example")}, {"vpn.lockdown", true}}).assign("b", "all");
    const auto problems = CompiledBook::problems(book);
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY2(problems[0].message.starts_with("group vpn: contradicts policy 'b'"), problems[0].message.c_str());
}

void CompiledBookTest::policiesOfOneSiteEachContradictOnlyThoseThatMayMeetThem() {
    Book book;
    for (int site = 0; site < 400; ++site) {
        const auto number = std::to_string(site);
        book.policy("site-" + number, {{"time.zone", "Etc/Zone-" + number}}, "'site-" + number + "' == device.name && device.online").assign("site-" + number, "all");
    }
    QVERIFY(CompiledBook::problems(book).empty());
    book.policy("second", {{"time.zone", zone("Asia/Tokyo")}}, "device.name == 'site-7'").assign("second", "all");
    auto problems = CompiledBook::problems(book);
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(problems[0].object, std::string("policy second"));
    QVERIFY2(problems[0].message.find("'site-7'") != std::string::npos, problems[0].message.c_str());
    // One that any phone may match meets them all, wherever it stands among them.
    book.policy("second", {{"time.zone", zone("Asia/Tokyo")}}, "device.model == 'A'");
    QCOMPARE(CompiledBook::problems(book).size(), std::size_t{400});
}

QTEST_GUILESS_MAIN(CompiledBookTest)
#include "compiled_book_test.moc"
