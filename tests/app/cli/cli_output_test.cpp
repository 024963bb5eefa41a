// What the command line prints, kept in golden files.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/app/cli/cli_run.h"
#include "tests/app/cli/sample_fleet.h"
#include "tests/app/cli/sample_policy.h"

using base::Json;

class CliOutputTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsPrintedIsAsTheGoldenFileHasIt_data();
    void whatIsPrintedIsAsTheGoldenFileHasIt();
    void aPhoneShowsDesiredReportedAndProvedApart_data();
    void aPhoneShowsDesiredReportedAndProvedApart();
    void aChainOfReceiptsThatHoldsIsSaidToHold();
    void aBrokenChainOfReceiptsIsSaidAndEndsWithItsCode();
    void aPhoneWithoutReceiptsIsSaidToHaveNone();
    void aDamagedStoreNamesThePhonesAndEndsWithItsCode();
    void aCopyWithKeysAsksForTheirPassphraseTwice();
    void jsonIsTheObjectAsItCame();
    void aPipeGetsWholeCells();
    void controlCharactersNeverReachTheTerminal();
    void pagesAreJoinedWhenAllAreAskedFor();
    void aCutListSaysThatThereIsMore();
    void whatifListsAsManyPhonesAsWereAskedFor();
    void anEmptyListSaysWhatToDo();
    void theCommandLineDocumentIsWhatTheTableOfCommandsSays();
};

namespace {

Json pages(const std::string& member, std::vector<Json> objects) {
    Json page{{"next", nullptr}};
    page[member] = std::move(objects);
    return page;
}

/// Programs every verb that the rows below ask for.
Json endedWork(const char* kind, const Json& result) {
    return {{"id", "op-0000000000000009"}, {"kind", kind}, {"state", "succeeded"}, {"progress", 1.0},
            {"finishedAt", "2026-11-21T08:00:00.000Z"}, {"result", result}};
}

void fillFleet(fakes::FakeFleetService& fleet, const SampleFleet& sample) {
    fleet.answer("handset_list",
                 pages("handsets", {sample.handset("pixel-01", "hs-0000000000000001"), sample.lostHandset()}));
    fleet.answer("handset_show", sample.lostHandset());
    fleet.answer("virtual_phone_list",
                 pages("phones", {sample.phone(), sample.updatingPhone(), sample.rejectingPhone()}));
    fleet.answer("virtual_phone_receipt", {{"receipt", sample.receipt()}});
    fleet.answer("policy_list", {{"policies", {sample.policy()}}});
    fleet.answer("policy_show", sample.policy());
    fleet.answer("restore_point_list", pages("restorePoints", {sample.restorePoint()}));
    fleet.answer("restore_point_show", sample.restorePoint());
    fleet.answer("retention_whatif", {{"removed", 14}, {"phones", 3}, {"kept", 26}, {"removedNow", 1}, {"more", 13},
                                      {"restorePoints", {{{"id", "rp-0000000000000001"}, {"phone", sample.restorePoint()["phone"]},
                                                          {"takenAt", sample.restorePoint()["takenAt"]}}}}});
    Json scheduled = sample.backup();
    scheduled["phone"] = sample.restorePoint()["phone"];
    fleet.answer("backup_schedule_show", scheduled);
    const Json hourly{{"everyHours", 24}, {"daily", ""}, {"timeZone", "UTC"}, {"onlyWhileCharging", true}};
    fleet.answer("backup_schedule_list",
                 {{"schedules",
                   {{{"target", "group:sales"}, {"schedule", scheduled["schedule"]}, {"setAt", scheduled["dueAt"]}, {"phones", 3}},
                    {{"target", "all"}, {"schedule", hourly}, {"setAt", scheduled["dueAt"]}, {"phones", 120}}}},
                  {"unscheduled", 0},
                  {"overdue", 1},
                  {"waiting", {{{"phone", scheduled["phone"]}, {"dueAt", scheduled["dueAt"]}, {"waits", "waits for Wi-Fi"}}}}});
    const auto file = [](const char* name, const char* kind, int size, int mode) {
        return Json{{"name", name}, {"kind", kind}, {"size", size}, {"modifiedAt", "2026-11-21T08:00:00.000Z"},
                    {"mode", mode}, {"owner", 1000}, {"group", 1000}, {"target", nullptr}};
    };
    Json latest = file("latest", "link", 10, 0777);
    latest["target"] = "report.odt";
    fleet.answer("restore_point_file_list", {{"path", "/home"}, {"truncated", false}, {"journalPending", true},
                                             {"files", {file("documents", "directory", 4096, 0750), latest, file("report.odt", "file", 240123, 0640),
                                                        file("\x1b[31mred\nname", "file", 3, 0600)}}});
    fleet.answer("store_stats", {{"chunks", 4120}, {"storedBytes", 98566144}, {"deadBytes", 1048576}, {"packs", 2},
                                 {"damagedChunks", 1}, {"indexMemory", 196608}, {"freeBytes", 42949672960},
                                 {"restorePoints", 12}, {"releases", 2}});
    fleet.answer("store_repair", endedWork("store_repair", {{"chunksHealed", 3}, {"packsRewritten", 1}, {"tablesWritten", 1},
                                                            {"headersWritten", 0}, {"remainingCount", 0},
                                                            {"restorePoints", Json::array()}, {"releases", Json::array()}}));
    fleet.answer("store_copy", endedWork("store_copy", {{"to", "/mnt/offsite"}, {"chunksCopied", 120}, {"bytesCopied", 7864320},
                                                        {"chunksThere", 4000}, {"chunksRemoved", 0}, {"bytesFreed", 0},
                                                        {"withKeys", false}, {"damagedCount", 0}}));
    fleet.answer("person_list",
                 pages("persons", {{{"id", "pe-0000000000000001"},
                                    {"name", "Ada Lovelace"},
                                    {"email", "ada@example.org"},
                                    {"phones", {{{"id", "vp-1"}, {"persona", "work"}, {"handset", "hs-1"}}}}}}));
    Json failed = sample.operation("virtual_phone_backup", "failed");
    failed["error"] = {{"code", "unavailable"}, {"message", "the handset went away while it was read from"}};
    fleet.answer("operation_list", pages("operations", {sample.operation("virtual_phone_backup", "running"), failed}));
    Json restore = sample.operation("virtual_phone_restore", "running");
    restore["steps"] = {
        {{"name", "Revoke the certificate"}, {"state", "done"}, {"at", failed["startedAt"]}, {"detail", ""}},
        {{"name", "Restore the newest restore point"},
         {"state", "running"},
         {"at", nullptr},
         {"detail", "40 of 120 MiB"}},
        {{"name", "Print the receipt"}, {"state", "waiting"}, {"at", nullptr}, {"detail", ""}}};
    fleet.answer("operation_show", restore);
    answerPolicyVerbs(fleet, failed["createdAt"], "2026-12-24T18:00:00.000Z");
    fleet.answer("release_list", {{"releases",
                                   {{{"image", "reference-work"},
                                     {"version", "1.0.0"},
                                     {"manifest", std::string(64, 'b')},
                                     {"publishedAt", failed["createdAt"]},
                                     {"publishedBy", "ada"},
                                     {"size", 120586240},
                                     {"withdrawn", false}}}}});
    fleet.answer("audit_list", pages("events", {{{"sequence", 12},
                                                 {"at", failed["createdAt"]},
                                                 {"actor", "ada"},
                                                 {"verb", "policy_set"},
                                                 {"subject", "field-staff"},
                                                 {"detail", {{"settings", 2}}},
                                                 {"previous", "00"},
                                                 {"hash", "11"}}}));
    fleet.answer("fleet_status", {{"fleet", "Example Ltd"},
                                  {"version", "0.1.0"},
                                  {"revision", 812},
                                  {"counts",
                                   {{"handsets", 2},
                                    {"online", 1},
                                    {"phones", 3},
                                    {"agree", 2},
                                    {"differ", 1},
                                    {"operationsRunning", 1},
                                    {"alerts", 0}}},
                                  {"releaseKeys", 1},
                                  {"store", {{"chunks", 4120}, {"storedBytes", 98566144}}}});
}

}  // namespace

void CliOutputTest::whatIsPrintedIsAsTheGoldenFileHasIt_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("columns");
    const auto row = [](const char* name, QStringList words, int columns = 80) {
        QTest::newRow(name) << words << columns;
    };
    row("handset_list_80", {"handset", "list"});
    row("handset_list_120", {"handset", "list"}, 120);
    row("handset_show", {"handset", "show", "x"});
    row("virtual_phone_list_80", {"phone", "list"});
    row("virtual_phone_list_120", {"phone", "list"}, 120);
    row("virtual_phone_receipt", {"phone", "receipt", "op-1"});
    row("policy_list_80", {"policy", "list"});
    row("policy_show", {"policy", "show", "field-staff"});
    row("policy_explain_80", {"policy", "explain", "ada-work"});
    row("policy_explain_120", {"policy", "explain", "ada-work"}, 120);
    row("policy_explain_one_80", {"policy", "explain", "ada-work", "camera.allowed"});
    row("policy_explain_one_140", {"policy", "explain", "ada-work", "camera.allowed"}, 140);
    row("policy_whatif_80", {"policy", "whatif", "--remove-policy", "field-staff"});
    row("policy_whatif_120", {"policy", "whatif", "--remove-policy", "field-staff"}, 120);
    row("policy_receipts_80", {"policy", "receipts", "ada-work"});
    row("policy_lint_80", {"policy", "lint"});
    row("policy_diff_80", {"policy", "diff", TWINSET_SOURCE_DIR "/tests/policy/data/rule_book.json"});
    row("group_list_80", {"group", "list"});
    row("exception_list_80", {"exception", "list"});
    row("exception_list_120", {"exception", "list"}, 120);
    row("compliance_rule_list_80", {"compliance", "rule", "list"});
    row("compliance_list_80", {"compliance", "list"});
    row("policy_settings_80", {"policy", "settings"});
    row("policy_settings_network_120", {"policy", "settings", "network"}, 120);
    row("policy_settings_one", {"policy", "settings", "usb.dataAccess"});
    row("restore_point_list_80", {"backup", "list"});
    row("restore_point_list_160", {"backup", "list"}, 160);
    row("retention_whatif_80", {"backup", "keep", "--daily", "7", "--dry-run"});
    row("restore_point_show", {"backup", "show", "rp-1"});
    row("backup_schedule_list_80", {"backup", "schedule", "list"});
    row("backup_schedule_show", {"backup", "schedule", "show", "ada-work"});
    row("files_list_80", {"files", "list", "rp-1", "/home"});
    row("store_stats", {"store", "stats"});
    row("store_repair_80", {"store", "repair", "--from", "/mnt/offsite"});
    row("store_copy_80", {"store", "copy", "--to", "/mnt/offsite"});
    row("person_list", {"person", "list"});
    row("operation_list_80", {"operation", "list"});
    row("operation_list_120", {"operation", "list"}, 120);
    row("operation_show", {"operation", "show", "op-1"});
    row("release_list_80", {"release", "list"});
    row("audit_list_80", {"audit", "list"});
    row("fleet_status", {"status"});
    row("help_overview", {"help"});
    row("help_exit_codes", {"help", "exit-codes"});
    row("help_phone_restore", {"phone", "restore", "--help"});
    row("help_phone", {"help", "phone"});
    row("completion_bash", {"completion", "bash"});
    row("completion_zsh", {"completion", "zsh"});
    row("completion_fish", {"completion", "fish"});
}

void CliOutputTest::whatIsPrintedIsAsTheGoldenFileHasIt() {
    QFETCH(QStringList, words);
    QFETCH(int, columns);
    CliRun run;
    run.writeSession();
    run.terminal.isTerminal = true;
    run.terminal.columns = static_cast<std::size_t>(columns);
    const SampleFleet sample(run.clock.now());
    fillFleet(run.door.fleet, sample);
    std::vector<std::string> arguments;
    for (const QString& word : words) arguments.push_back(word.toStdString());
    QCOMPARE(run.run(arguments), 0);
    QVERIFY(matchesGolden(std::string(QTest::currentDataTag()) + ".txt", run.out() + run.err()));
}

void CliOutputTest::aPhoneShowsDesiredReportedAndProvedApart_data() {
    QTest::addColumn<int>("columns");
    QTest::newRow("agrees") << 80;
    QTest::newRow("pending") << 80;
    QTest::newRow("differs") << 120;
    QTest::newRow("unknown") << 80;
}

void CliOutputTest::aPhoneShowsDesiredReportedAndProvedApart() {
    QFETCH(int, columns);
    const std::string which = QTest::currentDataTag();
    CliRun run;
    run.writeSession();
    run.terminal.isTerminal = true;
    run.terminal.columns = static_cast<std::size_t>(columns);
    const SampleFleet sample(run.clock.now());
    Json phone = which == "pending"   ? sample.updatingPhone()
                 : which == "differs" ? sample.rejectingPhone()
                                      : sample.phone();
    if (which == "unknown") {
        phone["reported"] = nullptr;
        phone["proved"] = nullptr;
        phone["agreement"] = "unknown";
    }
    run.door.fleet.answer("virtual_phone_show", phone);
    QCOMPARE(run.run({"phone", "show", "ada-work"}), 0);
    QVERIFY(matchesGolden("virtual_phone_show_" + which + ".txt", run.out()));
}

void CliOutputTest::aChainOfReceiptsThatHoldsIsSaidToHold() {
    CliRun run;
    run.writeSession();
    run.terminal.isTerminal = true;
    run.terminal.columns = 120;
    run.door.fleet.answer("policy_receipts", policyReceipts(run.ago(std::chrono::seconds(20)), true));
    QCOMPARE(run.run({"policy", "receipts", "ada-work", "--verify"}), 0);
    QVERIFY(matchesGolden("policy_receipts_verified_120.txt", run.out() + run.err()));
    QVERIFY(Json::parse(run.door.fleet.lastArguments("policy_receipts")).at("verify").get<bool>());
}

void CliOutputTest::aBrokenChainOfReceiptsIsSaidAndEndsWithItsCode() {
    CliRun run;
    run.writeSession();
    Json answer = policyReceipts(run.ago(std::chrono::hours(1)), false);
    answer["verdict"] = {{"receipts", 3}, {"intact", false}, {"firstBroken", 2}, {"why", "it does not name the one before"}};
    run.door.fleet.answer("policy_receipts", answer);
    QCOMPARE(run.run({"policy", "receipts", "ada-work", "--verify"}), 8);
    QVERIFY2(run.err().find("broken at receipt 2: it does not name the one before") != std::string::npos, run.err().c_str());
    QVERIFY(run.out().find("receipts hold") == std::string::npos);
    QCOMPARE(run.run({"policy", "receipts", "ada-work", "--verify", "-o", "json"}), 8);
}

void CliOutputTest::aPhoneWithoutReceiptsIsSaidToHaveNone() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("policy_receipts", {{"receipts", Json::array()}, {"verdict", nullptr}});
    QCOMPARE(run.run({"policy", "receipts", "ada-work"}), 0);
    QVERIFY2(run.err().find("has not signed a receipt") != std::string::npos, run.err().c_str());
}

void CliOutputTest::aDamagedStoreNamesThePhonesAndEndsWithItsCode() {
    CliRun run;
    run.writeSession();
    run.terminal.isTerminal = true;
    run.terminal.columns = 100;
    const Json point{{"restorePoint", "rp-0000000000000001"}, {"phone", "vp-0000000000000001"}, {"phoneName", "pixel-01/work"},
                     {"takenAt", run.ago(std::chrono::hours(5))}, {"chunks", 2}};
    run.door.fleet.answer("store_check",
                          endedWork("store_check", {{"chunks", 4120}, {"bytes", 98566144}, {"packs", 2}, {"damagedCount", 3},
                                                    {"examinedRestorePoints", 12}, {"examinedReleases", 2},
                                                    {"restorePoints", {point}},
                                                    {"releases", {{{"image", "reference-work"}, {"version", "1.0.0"}, {"chunks", 1}}}}}));
    QCOMPARE(run.run({"store", "check"}), 8);
    QVERIFY(matchesGolden("store_check_damaged_100.txt", run.out() + run.err()));
}

void CliOutputTest::aCopyWithKeysAsksForTheirPassphraseTwice() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("store_copy", endedWork("store_copy", {{"to", "/mnt/offsite"}, {"withKeys", true}}));
    run.terminal.asks = true;
    run.terminal.answers = {"correct horse battery", "correct horse batterie"};
    QCOMPARE(run.run({"store", "copy", "--to", "/mnt/offsite", "--keys"}), 7);
    QCOMPARE(run.door.fleet.countOf("store_copy"), 0);
    run.terminal.answers = {"correct horse battery", "correct horse battery"};
    QCOMPARE(run.run({"store", "copy", "--to", "/mnt/offsite", "--keys"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("store_copy")).at("keysPassphrase").get<std::string>(),
             std::string("correct horse battery"));
}

void CliOutputTest::jsonIsTheObjectAsItCame() {
    CliRun run;
    run.writeSession();
    const Json phone = SampleFleet(run.clock.now()).phone();
    run.door.fleet.answer("virtual_phone_show", phone);
    QCOMPARE(run.run({"phone", "show", "ada-work", "-o", "json"}), 0);
    QCOMPARE(Json::parse(run.out()).dump(), phone.dump());
    run.forget();
    QCOMPARE(run.run({"-o", "json", "phone", "show", "ada-work"}), 0);
    QCOMPARE(Json::parse(run.out()).dump(), phone.dump());
    QCOMPARE(run.err(), std::string());
}

void CliOutputTest::aPipeGetsWholeCells() {
    CliRun run;
    run.writeSession();
    run.terminal.columns = 20;
    Json handset = SampleFleet(run.clock.now()).handset(std::string(150, 'n'), "hs-0000000000000001");
    run.door.fleet.answer("handset_list", pages("handsets", {handset}));
    QCOMPARE(run.run({"handset", "list"}), 0);
    QVERIFY(run.out().find(std::string(150, 'n')) != std::string::npos);
    QVERIFY(run.out().find("…") == std::string::npos);
}

void CliOutputTest::controlCharactersNeverReachTheTerminal() {
    CliRun run;
    run.writeSession();
    run.terminal.isTerminal = true;
    const Json handset = SampleFleet(run.clock.now()).handset("evil\x1b]0;owned\x07\nname", "hs-0000000000000001");
    run.door.fleet.answer("handset_list", pages("handsets", {handset}));
    run.door.fleet.answer("handset_show", handset);
    QCOMPARE(run.run({"handset", "list"}), 0);
    QCOMPARE(run.run({"handset", "show", "x"}), 0);
    QVERIFY(run.out().find('\x1b') == std::string::npos);
    QVERIFY(run.out().find('\x07') == std::string::npos);
    QVERIFY(run.out().find("owned\xEF\xBF\xBD name") != std::string::npos);
}

void CliOutputTest::pagesAreJoinedWhenAllAreAskedFor() {
    CliRun run;
    run.writeSession();
    const SampleFleet sample(run.clock.now());
    Json first = pages("handsets", {sample.handset("a", "hs-1")});
    first["next"] = "a";
    run.door.fleet.answer("handset_list", first);
    run.door.fleet.answer("handset_list", pages("handsets", {sample.handset("b", "hs-2")}));
    QCOMPARE(run.run({"handset", "list", "--limit", "0", "-o", "json"}), 0);
    const Json all = Json::parse(run.out());
    QCOMPARE(int(all["handsets"].size()), 2);
    QVERIFY(all["next"].is_null());
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("handset_list"))["after"].dump(), Json("a").dump());
}

void CliOutputTest::aCutListSaysThatThereIsMore() {
    CliRun run;
    run.writeSession();
    Json page = pages("handsets", {SampleFleet(run.clock.now()).handset("a", "hs-1")});
    page["next"] = "a";
    run.door.fleet.answer("handset_list", page);
    QCOMPARE(run.run({"handset", "list", "--limit", "1"}), 0);
    QCOMPARE(run.door.fleet.countOf("handset_list"), 1);
    QCOMPARE(run.err(), std::string("There are more than 1; use --limit 0 for all of them.\n"));
}

void CliOutputTest::whatifListsAsManyPhonesAsWereAskedFor() {
    CliRun run;
    run.writeSession();
    const auto page = [](int first, int count, int more, Json next) {
        Json answer{{"changedPhones", 2500}, {"rules", Json::array()}, {"totals", {{"tightened", 2500}}}, {"phones", Json::array()}, {"more", more}};
        answer["next"] = std::move(next);
        for (int i = first; i < first + count; ++i)
            answer["phones"].push_back({{"phone", {{"id", std::to_string(i)}}}, {"settings", Json::array()}});
        return answer;
    };
    run.door.fleet.answer("policy_whatif", page(0, 1000, 1500, "999"));
    run.door.fleet.answer("policy_whatif", page(1000, 1000, 500, "1999"));
    run.door.fleet.answer("policy_whatif", page(2000, 200, 300, "2199"));
    QCOMPARE(run.run({"policy", "whatif", "--remove-policy", "field-staff", "--limit", "2200", "-o", "json"}), 0);
    const auto printed = Json::parse(run.out());
    QCOMPARE(printed.at("phones").size(), std::size_t(2200));
    QCOMPARE(printed.at("phones").back().at("phone").at("id").get<std::string>(), std::string("2199"));
    QCOMPARE(printed.at("more").get<int>(), 300);
    QCOMPARE(run.door.fleet.countOf("policy_whatif"), 3);
    const auto last = Json::parse(run.door.fleet.lastArguments("policy_whatif"));
    QCOMPARE(last.at("after").get<std::string>(), std::string("1999"));
    QCOMPARE(last.at("limit").get<int>(), 200);
}

void CliOutputTest::anEmptyListSaysWhatToDo() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("handset_list", pages("handsets", {}));
    run.door.fleet.answer("handset_list", pages("handsets", {}));
    QCOMPARE(run.run({"handset", "list"}), 0);
    QCOMPARE(run.out(), std::string());
    QVERIFY(run.err().find("twinset token create") != std::string::npos);
}

void CliOutputTest::theCommandLineDocumentIsWhatTheTableOfCommandsSays() {
    CliRun run;
    QCOMPARE(run.run({"help", "--markdown"}), 0);
    QVERIFY(matchesSourceFile("docs/cli.md", run.out()));
}

QTEST_GUILESS_MAIN(CliOutputTest)
#include "cli_output_test.moc"
