// The catalog: schema and migrations, whole transactions whatever dies, the change feed, pages and counters.
#include "fleet/catalog/catalog.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file_system.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/change_feed.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/person_table.h"
#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/setting_table.h"
#include "tests/fakes/fake_clock.h"

using namespace fleet::catalog;
using base::ErrorCode;

namespace {

HandsetRow handset(const std::string& id, const std::string& name) {
    return {base::HandsetId(id), name, "model", "serial", "enrolled", {}, {}, {}, {}, "[]", "request of " + id};
}

/// One change with everything that belongs to it, dying after `statements` steps when that is not negative.
base::Result<void> enrolOne(Catalog& catalog, int number, int dieAfter) {
    return catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto name = "handset " + std::to_string(number);
        auto step = [&, done = 0]() mutable {
            if (done++ == dieAfter) ::kill(::getpid(), SIGKILL);
        };
        step();
        HandsetTable(transaction).insert(handset("hs-" + std::to_string(number), name));
        step();
        HandsetTable(transaction).seen(base::HandsetId("hs-" + std::to_string(number)), transaction.now());
        step();
        CertificateTable(transaction)
            .insert({"print " + name, base::HandsetId("hs-" + std::to_string(number)), "pem", {}, {}, {}, ""});
        step();
        AuditEventTable(transaction).append("test", "handset_enrol", name, base::Json::object());
        step();
        SettingTable(transaction).put("newest", name);
        step();
        return {};
    });
}

}  // namespace

class CatalogTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    FakeClock m_clock;
    int m_files = 0;

    std::filesystem::path newPath() {
        return m_directory.filePath(QString("catalog%1.sqlite").arg(++m_files)).toStdString();
    }
    std::unique_ptr<Catalog> open(const std::filesystem::path& path) {
        auto catalog = Catalog::open(path, m_clock);
        if (!catalog) qFatal("%s", catalog.error().message.c_str());
        return std::move(*catalog);
    }
    /// The catalog at `path`, opened by this program, has the schema on record.
    void compareSchema(const std::filesystem::path& path) {
        open(path);
        auto database = Database::open(path, Database::Access::ReadOnly);
        QVERIFY(database.ok());
        auto statement =
            (*database)->prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name");
        std::string schema;
        while (statement.next()) {
            std::string sql;
            statement >> sql;
            schema += sql + ";\n";
        }
        const std::filesystem::path golden = TWINSET_SOURCE_DIR "/tests/fleet/catalog/golden/schema.sql";
        const auto files = base::createPosixFileSystem();
        if (qEnvironmentVariableIsSet("TWINSET_UPDATE_GOLDEN"))
            QVERIFY(files->writeFileAtomically(golden, schema, 0644).ok());
        const auto expected = files->readFile(golden);
        QVERIFY2(expected.ok(), "run this test once with TWINSET_UPDATE_GOLDEN=1");
        QCOMPARE(schema, *expected);
    }

private slots:
    void schemaIsTheOneOnRecord() { compareSchema(newPath()); }

    void theFirstReleasedSchemaBecomesTheNewest() {
        const auto path = newPath();
        {
            auto first = Catalog::open(path, m_clock, allMigrations().first(1));
            QVERIFY(first.ok());
            QVERIFY((*first)
                        ->write([](Transaction& transaction) -> base::Result<void> {
                            transaction.prepare("INSERT INTO policy VALUES ('old', 'kept', '{}', 3)").run();
                            return {};
                        })
                        .ok());
        }
        compareSchema(path);
        const auto row = open(path)->read([](Transaction& transaction) -> base::Result<std::optional<PolicyRow>> {
            return PolicyTable(transaction).find("old");
        });
        QCOMPARE((*row)->description, std::string("kept"));
        QCOMPARE((*row)->condition, std::string());
    }

    void whatFollowsAChangeIsPartOfIt() {
        auto catalog = open(newPath());
        std::vector<std::string> seen;
        bool refuse = false;
        catalog->followChanges([&](Transaction& transaction) -> base::Result<void> {
            for (const auto& [kind, id] : transaction.changes()) seen.push_back(kind + " " + id);
            SettingTable(transaction).put("derived", "yes");
            if (refuse) return {ErrorCode::Conflict, "no"};
            return {};
        });
        const auto insert = [&](const std::string& id) {
            return catalog->write([&](Transaction& transaction) -> base::Result<void> {
                HandsetTable(transaction).insert(handset(id, "name of " + id));
                transaction.changed("handset", id);
                return {};
            });
        };
        QVERIFY(insert("hs-1").ok());
        QCOMPARE(seen, std::vector<std::string>{"handset hs-1"});
        refuse = true;
        QCOMPARE(insert("hs-2").error().code, ErrorCode::Conflict);
        const auto state = catalog->read([](Transaction& transaction) -> base::Result<std::pair<bool, std::string>> {
            return std::pair(HandsetTable(transaction).find(base::HandsetId("hs-2")).has_value(),
                             SettingTable(transaction).find("derived").value_or(""));
        });
        QCOMPARE(*state, std::pair(false, std::string("yes")));
    }

    void aRollbackIsTold() {
        auto catalog = open(newPath());
        int told = 0;
        const auto attempt = [&](bool succeeds) {
            return catalog->write([&](Transaction& transaction) -> base::Result<void> {
                transaction.afterRollback([&] { ++told; });
                if (!succeeds) return {ErrorCode::Conflict, "no"};
                return {};
            });
        };
        QVERIFY(attempt(true).ok());
        QCOMPARE(told, 0);
        QVERIFY(!attempt(false).ok());
        QCOMPARE(told, 1);
    }

    void catalogIsDurableAndMarkedAsOurs() {
        const auto path = newPath();
        open(path);
        auto database = Database::open(path, Database::Access::ReadOnly);
        std::string mode;
        std::int64_t application = 0, version = 0;
        {
            auto statement = (*database)->prepare("PRAGMA journal_mode");
            QVERIFY(statement.next());
            statement >> mode;
        }
        {
            auto statement = (*database)->prepare("PRAGMA application_id");
            QVERIFY(statement.next());
            statement >> application;
        }
        {
            auto statement = (*database)->prepare("PRAGMA user_version");
            QVERIFY(statement.next());
            statement >> version;
        }
        QCOMPARE(mode, std::string("wal"));
        QCOMPARE(application, std::int64_t(kApplicationId));
        QCOMPARE(version, std::int64_t(allMigrations().back().version));
        QCOMPARE(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    }

    void newerSchemaIsRefusedAndLeftAlone() {
        const auto path = newPath();
        QVERIFY(
            Catalog::open(
                path, m_clock,
                std::vector<Migration>{
                    {9, "CREATE TABLE thing (id); CREATE TABLE change (revision INTEGER PRIMARY KEY AUTOINCREMENT)"}})
                .ok());
        const auto files = base::createPosixFileSystem();
        const auto before = *files->readFile(path);
        const auto refused = Catalog::open(path, m_clock);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY2(refused.error().message.find("schema 9") != std::string::npos, refused.error().message.c_str());
        QCOMPARE(*files->readFile(path), before);
    }

    void databaseOfAnotherProgramIsRefused() {
        const auto path = newPath();
        {
            auto database = Database::open(path, Database::Access::ReadWrite);
            (*database)->execute("CREATE TABLE bookmarks (url TEXT)");
        }
        const auto refused = Catalog::open(path, m_clock);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Corrupt);
    }

    void fileThatIsNoDatabaseIsRefused() {
        const auto path = newPath();
        QVERIFY(base::createPosixFileSystem()->writeFileAtomically(path, std::string(4096, 'x'), 0600).ok());
        const auto refused = Catalog::open(path, m_clock);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::Corrupt);
    }

    void copyIsKeptBeforeAMigration() {
        const auto path = newPath();
        const char* first =
            "CREATE TABLE change (revision INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, id TEXT);"
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT); INSERT INTO setting VALUES ('a', 'kept')";
        QVERIFY(Catalog::open(path, m_clock, std::vector<Migration>{{1, first}}).ok());
        const std::vector<Migration> both{{1, first}, {2, "UPDATE setting SET value = 'changed'"}};
        {
            auto catalog = Catalog::open(path, m_clock, both);
            QVERIFY2(catalog.ok(), catalog.ok() ? "" : catalog.error().message.c_str());
            QCOMPARE(*(*catalog)->read([](Transaction& t) -> base::Result<std::string> {
                return SettingTable(t).find("a").value_or("");
            }),
                     std::string("changed"));
        }
        auto copy = path;
        copy += ".before-2";
        auto database = Database::open(copy, Database::Access::ReadOnly);
        QVERIFY(database.ok());
        Transaction transaction(**database, m_clock.now());
        QCOMPARE(SettingTable(transaction).find("a").value_or(""), std::string("kept"));
    }

    void failedMigrationLeavesTheOldSchema() {
        const auto path = newPath();
        const char* first = "CREATE TABLE change (revision INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, id TEXT)";
        QVERIFY(Catalog::open(path, m_clock, std::vector<Migration>{{1, first}}).ok());
        const std::vector<Migration> broken{{1, first}, {2, "CREATE TABLE good (id INTEGER); CREATE BROKEN"}};
        QVERIFY(!Catalog::open(path, m_clock, broken).ok());
        auto database = Database::open(path, Database::Access::ReadOnly);
        auto statement = (*database)->prepare("SELECT (SELECT count(*) FROM sqlite_schema WHERE name = 'good')");
        std::int64_t tables = -1;
        QVERIFY(statement.next());
        statement >> tables;
        QCOMPARE(tables, std::int64_t(0));
        QVERIFY(Catalog::open(path, m_clock, std::vector<Migration>{{1, first}}).ok());
    }

    void failedWriteLeavesNothingAndRunsNoAction() {
        auto catalog = open(newPath());
        bool acted = false;
        const auto before = catalog->revision();
        const auto failed = catalog->write([&](Transaction& transaction) -> base::Result<void> {
            HandsetTable(transaction).insert(handset("hs-1", "one"));
            transaction.afterCommit([&] { acted = true; });
            return {ErrorCode::Denied, "no"};
        });
        QCOMPARE(failed.error().code, ErrorCode::Denied);
        QVERIFY(!acted);
        QCOMPARE(catalog->revision(), before);
        const auto found = catalog->read(
            [](Transaction& t) -> base::Result<bool> { return HandsetTable(t).findByName("one").has_value(); });
        QVERIFY(!*found);
    }

    void fullDiskIsSaidAndChangesNothing() {
        auto catalog = open(newPath());
        QVERIFY(enrolOne(*catalog, 1, -1).ok());
        // SQLite's own limit on the size of the file fails as a full disk does.
        QVERIFY(catalog
                    ->write([](Transaction& t) -> base::Result<void> {
                        auto limit = t.prepare("PRAGMA max_page_count = 1");
                        limit.next();
                        return {};
                    })
                    .ok());
        const auto full = catalog->write([](Transaction& t) -> base::Result<void> {
            HandsetTable(t).insert(handset("hs-2", std::string(1 << 20, 'x')));
            return {};
        });
        QVERIFY(!full.ok());
        QCOMPARE(full.error().code, ErrorCode::Unavailable);
        QVERIFY2(full.error().message.find("the disk is full") != std::string::npos, full.error().message.c_str());
        const auto counted =
            catalog->read([](Transaction& t) -> base::Result<std::int64_t> { return CounterTable(t).sum("handset."); });
        QCOMPARE(*counted, std::int64_t(1));
    }

    void readersCannotWrite() {
        auto catalog = open(newPath());
        const auto result = catalog->read([](Transaction& transaction) -> base::Result<void> {
            SettingTable(transaction).put("a", "b");
            return {};
        });
        QVERIFY(!result.ok());
        QVERIFY(catalog->read([](Transaction&) -> base::Result<void> { return {}; }).ok());
    }

    void deathBetweenAnyTwoStatementsLeavesWholeTransactions() {
        const auto path = newPath();
        open(path);
        for (int dieAfter = 0; dieAfter < 7; ++dieAfter) {
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto catalog = Catalog::open(path, m_clock);
                if (!catalog) ::_exit(1);
                ::_exit(enrolOne(**catalog, dieAfter, dieAfter).ok() ? 0 : 2);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            const bool committed = dieAfter >= 6;
            QCOMPARE(WIFSIGNALED(status), !committed);
            auto catalog = open(path);
            const auto seen = catalog->read([&](Transaction& t) -> base::Result<std::vector<std::int64_t>> {
                const auto id = base::HandsetId("hs-" + std::to_string(dieAfter));
                return std::vector<std::int64_t>{HandsetTable(t).find(id).has_value(),
                                                 HandsetTable(t).lastSeenAt(id).has_value(),
                                                 CertificateTable(t).newestOf(id).has_value(),
                                                 AuditEventTable(t).verify().events,
                                                 SettingTable(t).find("newest").has_value(),
                                                 CounterTable(t).sum("handset."),
                                                 !AuditEventTable(t).verify().firstBroken.has_value()};
            });
            QVERIFY(seen.ok());
            const std::int64_t c = committed ? 1 : 0;
            QCOMPARE(*seen, (std::vector<std::int64_t>{c, c, c, c, c, c, 1}));
            QCOMPARE(catalog->revision() > 0, committed);
        }
    }

    void feedGivesWhatChangedAfterARevision() {
        auto catalog = open(newPath());
        QVERIFY(enrolOne(*catalog, 1, -1).ok());
        const auto first = catalog->feed(0, base::Duration(0));
        QVERIFY(first.ok());
        QVERIFY(first->complete);
        QCOMPARE(first->entries.size(), std::size_t(1));
        QCOMPARE(first->entries[0].kind, std::string("handset"));
        QCOMPARE(first->entries[0].id, std::string("hs-1"));
        QCOMPARE(catalog->feed(first->revision, base::Duration(0))->entries.size(), std::size_t(0));
        QVERIFY(!catalog->feed(first->revision + 5, base::Duration(0))->complete);
        QCOMPARE(catalog->feed(-1, base::Duration(0)).error().code, ErrorCode::InvalidInput);
    }

    void feedWakesAWaiterAndForgetsWhatIsOld() {
        auto catalog = open(newPath());
        std::thread waiter([&] {
            const auto page = catalog->feed(0, std::chrono::seconds(30));
            if (!page || page->entries.size() != 1) qFatal("the waiter was not told");
        });
        QVERIFY(enrolOne(*catalog, 1, -1).ok());
        waiter.join();
        QVERIFY(catalog
                    ->write([](Transaction& t) -> base::Result<void> {
                        for (int i = 0; i <= ChangeFeed::kKept + 5; ++i)
                            t.prepare("INSERT INTO change (kind, id) VALUES ('x', ?)").with(i).run();
                        t.changed("x", "last");
                        return {};
                    })
                    .ok());
        const auto old = catalog->feed(1, base::Duration(0));
        QVERIFY(!old->complete);
        const auto page = catalog->feed(old->revision - 1500, base::Duration(0));
        QVERIFY(page->complete);
        QCOMPARE(page->entries.size(), std::size_t(ChangeFeed::kPage));
        const auto rest = catalog->feed(page->revision, base::Duration(0));
        QCOMPARE(rest->entries.size(), std::size_t(500));
        QCOMPARE(rest->entries.back().id, std::string("last"));
    }

    void pagesCoverEverythingOnce() {
        auto catalog = open(newPath());
        QVERIFY(catalog
                    ->write([](Transaction& t) -> base::Result<void> {
                        for (int i = 0; i < 25; ++i)
                            PersonTable(t).insert({base::PersonId("pe-" + std::to_string(i)),
                                                   i % 2 == 0 ? "Same Name" : "Person " + std::to_string(i),
                                                   "p" + std::to_string(i) + "@example.org",
                                                   {}});
                        return {};
                    })
                    .ok());
        std::set<std::string> seen;
        PageRequest request{"", "", 4};
        int pages = 0;
        for (;; ++pages) {
            const auto page = catalog->read([&](Transaction& t) { return PersonTable(t).page(request); });
            QVERIFY(page.ok());
            for (const auto& row : page->rows) QVERIFY(seen.insert(row.id.text()).second);
            if (!page->next) break;
            request.after = *page->next;
        }
        QCOMPARE(seen.size(), std::size_t(25));
        QCOMPARE(pages, 6);
        request = {"P7@", "", 100};
        QCOMPARE(catalog->read([&](Transaction& t) { return PersonTable(t).page(request); })->rows.size(),
                 std::size_t(1));
        request = {"%", "", 100};
        QCOMPARE(catalog->read([&](Transaction& t) { return PersonTable(t).page(request); })->rows.size(),
                 std::size_t(0));
        request = {"", "what is this", 100};
        QCOMPARE(catalog->read([&](Transaction& t) { return PersonTable(t).page(request); }).error().code,
                 ErrorCode::InvalidInput);
    }

    void countersFollowTheRows() {
        auto catalog = open(newPath());
        QVERIFY(enrolOne(*catalog, 1, -1).ok());
        QVERIFY(enrolOne(*catalog, 2, -1).ok());
        QVERIFY(catalog
                    ->write([](Transaction& t) -> base::Result<void> {
                        auto row = *HandsetTable(t).find(base::HandsetId("hs-1"));
                        row.state = "lost";
                        HandsetTable(t).update(row);
                        return {};
                    })
                    .ok());
        const auto counts = catalog->read([](Transaction& t) -> base::Result<std::vector<std::int64_t>> {
            return std::vector<std::int64_t>{CounterTable(t).sum("handset."), CounterTable(t).sum("handset.enrolled"),
                                             CounterTable(t).sum("handset.lost")};
        });
        QCOMPARE(*counts, (std::vector<std::int64_t>{2, 1, 1}));
    }
};

QTEST_GUILESS_MAIN(CatalogTest)
#include "catalog_test.moc"
