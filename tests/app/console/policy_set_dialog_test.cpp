#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QFontDatabase>
#include <QSignalSpy>
#include <QTest>

#include "app/console/permissions.h"
#include "app/console/policies_page.h"
#include "app/console/policy_set_dialog.h"
#include "app/console/rule_delete_dialog.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = PolicySetDialog;

class PolicySetDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void whatWouldChangeIsShownBeforeTheExactPolicyIsSaved();
    void aWrongConditionBlocksSavingAndShowsTheCaret();
    void aWrongNameIsSaidAtOnce();
    void aWrongValueIsSaidInItsPlace();
    void changingAPolicyKeepsWhatIsNotTouched();
    void aNameThatIsTakenIsRefused();
    void everySettingCanBeSetWithAnEditorOfItsType();
    void theSearchFindsNamesDescriptionsAndAreas();
    void assignmentsArePartOfWhatChangesAndAreSavedAfterThePolicy();
    void anAssignmentThatFailsLeavesTheRestSavedAndCanBeTriedAgain();
    void aRefusedDeletionSaysWhy();
    void onlyRolesThatMaySetPoliciesAreOfferedIt_data();
    void onlyRolesThatMaySetPoliciesAreOfferedIt();

private:
    void open(const QString& policy);
    void setValue(const QString& setting, const std::function<void(QWidget&)>& edit);
    QString allText(const QWidget& window);

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void PolicySetDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void PolicySetDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void PolicySetDialogTest::open(const QString& policy) {
    m_dialog = new Dialog(*m_client, policy);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
}

void PolicySetDialogTest::setValue(const QString& setting, const std::function<void(QWidget&)>& edit) {
    QVERIFY(m_dialog->settings().select(setting));
    m_dialog->settings().tree().currentItem()->setCheckState(0, Qt::Checked);
    edit(*m_dialog->settings().editor()->findChild<QWidget*>("value"));
}

QString PolicySetDialogTest::allText(const QWidget& window) {
    QString text;
    for (const auto* label : window.findChildren<QLabel*>())
        if (label->isVisible()) text += label->text() + '\n';
    return text;
}

void PolicySetDialogTest::whatWouldChangeIsShownBeforeTheExactPolicyIsSaved() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "field-staff");
    QTest::keyClicks(&m_dialog->description(), "People outside");
    QTest::keyClicks(&m_dialog->condition().edit(), "phone.persona == \"work\"");
    setValue("camera.allowed", [](QWidget& editor) { QVERIFY(!qobject_cast<QCheckBox*>(&editor)->isChecked()); });
    setValue("network.bandwidthLimit", [](QWidget& editor) {
        editor.setFocus();
        QTest::keySequence(&editor, QKeySequence::SelectAll);
        QTest::keyClicks(&editor, "2000");
    });
    setValue("update.freezePeriods", [](QWidget& editor) { QTest::keyClicks(&editor, "12-20..01-06"); });
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QVERIFY(m_service->callsOf("policy_set").empty());
    const std::string policy = R"("description":"People outside","name":"field-staff","settings":{"camera.allowed":false,"network.bandwidthLimit":2000,)"
                               R"("update.freezePeriods":["12-20..01-06"]},"when":"phone.persona == \"work\"")";
    const auto asked = m_service->callsOf("policy_whatif");
    QCOMPARE(asked.size(), std::size_t(1));
    QCOMPARE(asked[0].dump(), R"({"edit":{"put":{"policies":[{)" + policy + R"(}]}},"limit":100})");
    const QString text = allText(*m_dialog);
    QVERIFY2(text.contains("would change: 3 loosened, 2 tightened, 8 with a setting more."), qPrintable(text));
    QVERIFY2(text.contains("would be blocked"), qPrintable(text));
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    const auto saved = m_service->callsOf("policy_set");
    QCOMPARE(saved.size(), std::size_t(1));
    QCOMPARE(saved[0].dump(), "{" + policy + "}");
}

void PolicySetDialogTest::aWrongConditionBlocksSavingAndShowsTheCaret() {
    open("baseline");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    QTest::keyClicks(&m_dialog->condition().edit(), "phone.persna == \"work\"");
    QTRY_VERIFY(!m_dialog->next().isEnabled());
    const QString problem = m_dialog->condition().problemView().toPlainText();
    QVERIFY2(problem.contains("line 1, column 7"), qPrintable(problem));
    QVERIFY2(problem.contains("\n        ^"), qPrintable(problem));
    QVERIFY(QFontInfo(m_dialog->condition().problemView().font()).fixedPitch());
    m_dialog->condition().setSource("phone.persona == \"work\"");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    QVERIFY(!m_dialog->condition().problemView().isVisible());
    // A press that comes before the check does not slip through.
    QTest::keyClicks(&m_dialog->condition().edit(), " &&");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QVERIFY(!m_dialog->next().isEnabled());
    QVERIFY(m_service->callsOf("policy_whatif").empty());
}

void PolicySetDialogTest::aWrongNameIsSaidAtOnce() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "Field staff");
    QVERIFY(!m_dialog->next().isEnabled());
    QVERIFY2(allText(*m_dialog).contains("A name has only a-z"), qPrintable(allText(*m_dialog)));
    m_dialog->name().setText("field-staff");
    QTRY_VERIFY(m_dialog->next().isEnabled());
}

void PolicySetDialogTest::aWrongValueIsSaidInItsPlace() {
    open("baseline");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    setValue("update.window", [](QWidget& editor) { QTest::keyClicks(&editor, "22:00-25:00"); });
    QVERIFY(!m_dialog->next().isEnabled());
    const auto* problem = m_dialog->settings().findChild<QLabel*>("problem");
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains("22:00-25:00") && problem->text().contains("22:00-05:00"), qPrintable(problem->text()));
    setValue("update.window", [](QWidget& editor) {
        QTest::keySequence(&editor, QKeySequence::SelectAll);
        QTest::keyClicks(&editor, "22:00-05:00");
    });
    QVERIFY(!problem->isVisible());
    QVERIFY(m_dialog->next().isEnabled());
}

void PolicySetDialogTest::changingAPolicyKeepsWhatIsNotTouched() {
    m_service->on("policy_show", [](const base::Json&) -> base::Result<base::Json> {
        return base::Json{{"name", "baseline"}, {"description", "d"}, {"when", "device.online"}, {"settings", {{"camera.allowed", false}, {"apps.blocked", {"com.a.b"}}}},
                          {"assignments", base::Json::array()}, {"revision", 3}};
    });
    open("baseline");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    QVERIFY(m_dialog->name().isReadOnly());
    QVERIFY(m_dialog->settings().select("camera.allowed"));
    m_dialog->settings().tree().currentItem()->setCheckState(0, Qt::Unchecked);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("policy_set")[0].dump(), std::string(R"({"description":"d","name":"baseline","settings":{"apps.blocked":["com.a.b"]},"when":"device.online"})"));
}

void PolicySetDialogTest::aNameThatIsTakenIsRefused() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "baseline");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(allText(*m_dialog).contains("already a policy named baseline"));
    QCOMPARE(m_dialog->stage(), Dialog::kEdit);
    QVERIFY(m_service->callsOf("policy_whatif").empty());
}

void PolicySetDialogTest::everySettingCanBeSetWithAnEditorOfItsType() {
    open({});
    for (const auto& setting : policy::allSettings()) {
        const QString name = QString::fromUtf8(setting.name.data(), static_cast<qsizetype>(setting.name.size()));
        setValue(name, [](QWidget& editor) { QVERIFY(editor.isEnabled()); });
        QVERIFY2(m_dialog->settings().editor()->value().index() == firstValue(setting).index(), qPrintable(name));
    }
    QCOMPARE(m_dialog->settings().values().size(), policy::allSettings().size());
}

void PolicySetDialogTest::theSearchFindsNamesDescriptionsAndAreas() {
    open({});
    const auto shown = [this] {
        QStringList names;
        auto& tree = m_dialog->settings().tree();
        for (int area = 0; area < tree.topLevelItemCount(); ++area)
            for (int row = 0; row < tree.topLevelItem(area)->childCount(); ++row)
                if (!tree.topLevelItem(area)->child(row)->isHidden()) names.append(tree.topLevelItem(area)->child(row)->text(0));
        return names;
    };
    QTest::keyClicks(&m_dialog->settings().search(), "sends and receives");
    QCOMPARE(shown(), QStringList{"network.bandwidthLimit"});
    m_dialog->settings().search().setText("BANDWIDTHLIM");
    QCOMPARE(shown(), QStringList{"network.bandwidthLimit"});
    m_dialog->settings().search().setText("no such thing");
    QVERIFY(shown().isEmpty());
}

void PolicySetDialogTest::assignmentsArePartOfWhatChangesAndAreSavedAfterThePolicy() {
    open("baseline");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    auto& list = m_dialog->assignments();
    QAbstractItemModelTester tester(&list.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(list.model().rowCount(), 1);
    QCOMPARE(list.model().index(0, 0).data().toString(), QString("persona Work"));
    m_dialog->tabs().setCurrentIndex(1);
    list.view().setCurrentIndex(list.model().index(0, 0));
    QTest::mouseClick(&list.removeButton(), Qt::LeftButton);
    QCOMPARE(list.model().rowCount(), 0);
    list.target().kind().setCurrentIndex(list.target().kind().findData("handset"));
    QVERIFY(!list.addButton().isEnabled());
    QTest::keyClicks(&list.target().value(), "field-01");
    QTRY_VERIFY(list.target().isPicked());
    list.level().setCurrentIndex(list.level().findData("floor"));
    QTest::mouseClick(&list.addButton(), Qt::LeftButton);
    QTRY_COMPARE(list.model().index(0, 0).data().toString(), QString("handset field-01"));
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    const auto asked = m_service->callsOf("policy_whatif").front()["edit"];
    QCOMPARE(asked["put"]["assignments"].dump(), std::string(R"([{"level":"floor","policy":"baseline","target":"handset:hs-1"}])"));
    QCOMPARE(asked["remove"]["assignments"].dump(), std::string(R"([{"policy":"baseline","target":"persona:work"}])"));
    QVERIFY(m_service->callsOf("policy_assign").empty());
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QVERIFY(m_service->callsOf("policy_set").empty());  // nothing of the policy itself was changed
    QCOMPARE(m_service->callsOf("policy_assign").front().dump(), std::string(R"({"level":"floor","name":"baseline","target":"handset:hs-1"})"));
    QCOMPARE(m_service->callsOf("policy_unassign").front().dump(), std::string(R"({"name":"baseline","target":"persona:work"})"));
}

void PolicySetDialogTest::anAssignmentThatFailsLeavesTheRestSavedAndCanBeTriedAgain() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "field-staff");
    setValue("camera.allowed", [](QWidget&) {});
    auto& list = m_dialog->assignments();
    list.target().setTarget("all");
    m_dialog->tabs().setCurrentIndex(1);
    QTest::mouseClick(&list.addButton(), Qt::LeftButton);
    m_service->on("policy_assign", [](const base::Json&) -> base::Result<base::Json> { return {base::ErrorCode::Unavailable, "the gateway is busy"}; });
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(allText(*m_dialog).contains("was saved, but not assigned to all"));
    // That the feed tells of the dialog's own saving late does not put the error away.
    QSignalSpy told(m_client.get(), &FleetClient::changed);
    m_service->change("policy", "field-staff");
    QTRY_VERIFY(!told.isEmpty());
    QVERIFY(allText(*m_dialog).contains("was saved, but not assigned to all"));
    QCOMPARE(m_service->callsOf("policy_set").size(), std::size_t(1));
    m_service->on("policy_assign", [](const base::Json&) -> base::Result<base::Json> { return base::Json::object(); });
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("policy_set").size(), std::size_t(1));
    QCOMPARE(m_service->callsOf("policy_assign").size(), std::size_t(2));
}

void PolicySetDialogTest::aRefusedDeletionSaysWhy() {
    QPointer<RuleDeleteDialog> dialog = new RuleDeleteDialog(*m_client, kPolicyKind, "baseline");
    dialog->open();
    QTest::mouseClick(&dialog->deleteButton(), Qt::LeftButton);
    QTRY_VERIFY(allText(*dialog).contains("is assigned to persona:work: unassign it first"));
    QVERIFY(dialog->isVisible());
    m_service->on("policy_delete", [](const base::Json&) -> base::Result<base::Json> { return base::Json::object(); });
    QTest::mouseClick(&dialog->deleteButton(), Qt::LeftButton);
    QTRY_VERIFY(dialog.isNull());
}

void PolicySetDialogTest::onlyRolesThatMaySetPoliciesAreOfferedIt_data() {
    QTest::addColumn<QString>("role");
    QTest::addColumn<bool>("may");
    QTest::newRow("administrator") << "administrator" << true;
    QTest::newRow("automation") << "automation" << true;
    QTest::newRow("help desk") << "help_desk" << false;
    QTest::newRow("auditor") << "auditor" << false;
}

void PolicySetDialogTest::onlyRolesThatMaySetPoliciesAreOfferedIt() {
    QFETCH(QString, role);
    QFETCH(bool, may);
    PoliciesPage page(*m_client, Permissions(role));
    page.show();
    page.readAnew();
    QTRY_COMPARE(page.list().model().rowCount(), 1);
    page.list().view().setCurrentIndex({});
    QVERIFY(!page.editAction()->isEnabled());
    page.list().view().setCurrentIndex(page.list().model().index(0, 0));
    for (auto* action : {page.newAction(), page.editAction(), page.deleteAction()}) QCOMPARE(action->isEnabled(), may);
    QCOMPARE(page.newAction()->toolTip().contains("does not permit"), !may);
}

QTEST_MAIN(PolicySetDialogTest)
#include "policy_set_dialog_test.moc"
