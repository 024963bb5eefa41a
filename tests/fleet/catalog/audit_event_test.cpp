// The audit record cannot be changed through the catalog, and whoever changes the file is found out.
#include "fleet/catalog/audit_event_table.h"

#include <QtTest>
#include <nlohmann/json.hpp>

#include "fleet/catalog/catalog.h"
#include "tests/fakes/fake_clock.h"

using namespace fleet::catalog;

class AuditEventTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    FakeClock m_clock;
    int m_files = 0;

    std::filesystem::path newPath() {
        return m_directory.filePath(QString("audit%1.sqlite").arg(++m_files)).toStdString();
    }

    std::unique_ptr<Catalog> withEvents(const std::filesystem::path& path) {
        auto catalog = Catalog::open(path, m_clock).value();
        for (int i = 1; i <= 5; ++i) {
            m_clock.advance(std::chrono::seconds(1));
            const auto written = catalog->write([&](Transaction& t) -> base::Result<void> {
                AuditEventTable(t).append("admin", "virtual_phone_start", "vp-" + std::to_string(i), {{"number", i}});
                return {};
            });
            if (!written) qFatal("cannot write an audit event");
        }
        return catalog;
    }

    AuditVerdict verdict(const std::filesystem::path& path) {
        auto catalog = Catalog::open(path, m_clock).value();
        return *catalog->read([](Transaction& t) -> base::Result<AuditVerdict> { return AuditEventTable(t).verify(); });
    }

private slots:
    void soundChainIsFoundSound() {
        const auto path = newPath();
        withEvents(path);
        const auto found = verdict(path);
        QCOMPARE(found.events, std::int64_t(5));
        QVERIFY(!found.firstBroken);
    }

    void eventsAreReadInPages() {
        auto catalog = withEvents(newPath());
        const auto page = catalog->read(
            [](Transaction& t) -> base::Result<std::vector<AuditEvent>> { return AuditEventTable(t).page(2, 2); });
        QCOMPARE(page->size(), std::size_t(2));
        QCOMPARE(page->front().sequence, std::int64_t(3));
        QCOMPARE(page->front().detail, std::string("{\"number\":3}"));
        QCOMPARE(page->back().previous, page->front().hash);
    }

    void catalogRefusesToChangeAnEvent() {
        auto catalog = withEvents(newPath());
        for (const auto* sql : {"UPDATE audit_event SET actor = 'other' WHERE sequence = 2",
                                "DELETE FROM audit_event WHERE sequence = 5"}) {
            const auto changed = catalog->write([&](Transaction& t) -> base::Result<void> {
                t.database().execute(sql);
                return {};
            });
            QVERIFY(!changed.ok());
            QVERIFY2(changed.error().message.find("audit events are never") != std::string::npos,
                     changed.error().message.c_str());
        }
    }

    void tamperingIsFound_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("firstBroken");
        QTest::newRow("actor") << "UPDATE audit_event SET actor = 'other' WHERE sequence = 3" << 3;
        QTest::newRow("time") << "UPDATE audit_event SET at = at + 1 WHERE sequence = 1" << 1;
        QTest::newRow("detail") << "UPDATE audit_event SET detail = '{\"number\":9}' WHERE sequence = 5" << 5;
        QTest::newRow("hash") << "UPDATE audit_event SET hash = previous WHERE sequence = 2" << 2;
        QTest::newRow("one removed") << "DELETE FROM audit_event WHERE sequence = 2" << 3;
        QTest::newRow("the last removed") << "DELETE FROM audit_event WHERE sequence = 5" << 5;
        QTest::newRow("all removed") << "DELETE FROM audit_event" << 1;
        QTest::newRow("two exchanged")
            << "UPDATE audit_event SET sequence = CASE sequence WHEN 2 THEN -3 ELSE -2 END WHERE sequence IN (2, 3);"
               "UPDATE audit_event SET sequence = -sequence WHERE sequence < 0"
            << 2;
    }
    void tamperingIsFound() {
        QFETCH(QString, sql);
        QFETCH(int, firstBroken);
        const auto path = newPath();
        withEvents(path);
        {
            auto database = Database::open(path, Database::Access::ReadWrite);
            (*database)->execute(
                "DROP TRIGGER audit_event_is_never_changed; DROP TRIGGER audit_event_is_never_removed");
            (*database)->execute(sql.toStdString());
            QVERIFY(!(*database)->takeError());
        }
        const auto found = verdict(path);
        QVERIFY(found.firstBroken.has_value());
        QCOMPARE(*found.firstBroken, std::int64_t(firstBroken));
    }
};

QTEST_GUILESS_MAIN(AuditEventTest)
#include "audit_event_test.moc"
