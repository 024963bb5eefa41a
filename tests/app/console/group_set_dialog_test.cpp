#include <QAbstractItemModelTester>
#include <QTest>

#include "app/console/group_set_dialog.h"
#include "app/console/rule_answers.h"
#include "app/console/rule_delete_dialog.h"
#include "app/console/rule_pages.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = GroupSetDialog;

class GroupSetDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void thePageListsGroupsWithTheNumberOfTheirMembers();
    void aGroupByConditionIsSavedAfterWhatWouldChange();
    void aConditionThatIsMissingOrWrongCannotBeSaved();
    void membersAreChosenByNameAndSavedById();
    void changingAGroupKeepsWhatIsNotTouched();
    void whatADeletionWouldChangeIsShownBeforeIt();
    void aGroupThatIsNeededIsNotOfferedForDeletion();
    void onlyRolesThatMaySetGroupsAreOfferedIt_data();
    void onlyRolesThatMaySetGroupsAreOfferedIt();

private:
    void open(const QString& group);

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void GroupSetDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void GroupSetDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void GroupSetDialogTest::open(const QString& group) {
    m_dialog = new Dialog(*m_client, group);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
}

void GroupSetDialogTest::thePageListsGroupsWithTheNumberOfTheirMembers() {
    const std::unique_ptr<RulePage> page(createGroupsPage(*m_client, Permissions("administrator"), nullptr));
    auto* model = page->view().model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    page->show();
    page->readAnew();
    QTRY_COMPARE(model->rowCount(), 2);
    QCOMPARE(model->index(0, 0).data().toString(), QString("pilots"));
    QVERIFY(model->index(0, 2).data().toString().startsWith("3 "));
    QCOMPARE(model->index(1, 1).data().toString(), QString("\"sales\" in user.groups"));
    QVERIFY(model->index(1, 2).data().toString().startsWith("3 "));
    // It follows what others do.
    QVERIFY(m_service->call("group_set", {{"name", "board"}, {"expression", "device.online"}}));
    connect(m_client.get(), &FleetClient::changed, page.get(), &Page::apply);
    m_service->change("policy_group", "board");
    QTRY_COMPARE(model->rowCount(), 3);
}

void GroupSetDialogTest::aGroupByConditionIsSavedAfterWhatWouldChange() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "outside");
    QTest::keyClicks(&m_dialog->description(), "Not in the house");
    m_dialog->condition().setSource("!device.online");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    const std::string group = R"({"description":"Not in the house","expression":"!device.online","name":"outside"})";
    QCOMPARE(m_service->callsOf("policy_whatif")[0]["edit"].dump(), R"({"put":{"groups":[)" + group + "]}}");
    QVERIFY(m_service->callsOf("group_set").empty());
    const auto labels = m_dialog->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->isVisible() && label->text().contains("would be in the new group outside."); }));
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("group_set")[0].dump(), group);
}

void GroupSetDialogTest::aConditionThatIsMissingOrWrongCannotBeSaved() {
    open({});
    QVERIFY(!m_dialog->next().isEnabled());
    QTest::keyClicks(&m_dialog->name(), "outside");
    QVERIFY(!m_dialog->next().isEnabled());
    m_dialog->condition().setSource("device.onlin");
    QVERIFY(!m_dialog->next().isEnabled());
    m_dialog->condition().setSource("device.online");
    QVERIFY(m_dialog->next().isEnabled());
    m_dialog->name().setText("Out side");
    QVERIFY(!m_dialog->next().isEnabled());
}

void GroupSetDialogTest::membersAreChosenByNameAndSavedById() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "lab");
    m_dialog->byList().setChecked(true);
    QVERIFY(!m_dialog->next().isEnabled());
    QAbstractItemModelTester tester(&m_dialog->members(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTest::keyClicks(&m_dialog->member().value(), "field-02");
    QTRY_VERIFY(m_dialog->addButton().isEnabled());
    QTest::mouseClick(&m_dialog->addButton(), Qt::LeftButton);
    const auto asked = m_service->callsOf("handset_list").size();
    QTest::keyClicks(&m_dialog->member().value(), "nobody");
    QTRY_VERIFY(m_service->callsOf("handset_list").size() > asked);
    QVERIFY(!m_dialog->addButton().isEnabled());
    m_dialog->member().setTarget("phone:vp-4");
    QTRY_VERIFY(m_dialog->addButton().isEnabled());
    QTest::mouseClick(&m_dialog->addButton(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->members().index(1, 0).data().toString(), QString("phone Chiara's work phone"));
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("group_set")[0].dump(), std::string(R"({"members":["hs-2","vp-4"],"name":"lab"})"));
}

void GroupSetDialogTest::changingAGroupKeepsWhatIsNotTouched() {
    open("pilots");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    QVERIFY(m_dialog->name().isReadOnly());
    QVERIFY(m_dialog->byList().isChecked());
    m_dialog->memberView().setCurrentIndex(m_dialog->members().index(0, 0));
    QTest::mouseClick(&m_dialog->removeButton(), Qt::LeftButton);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("group_set")[0].dump(), std::string(R"({"description":"They get new releases first","members":["vp-3"],"name":"pilots"})"));
}

void GroupSetDialogTest::whatADeletionWouldChangeIsShownBeforeIt() {
    QPointer<RuleDeleteDialog> dialog = new RuleDeleteDialog(*m_client, kGroupKind, "pilots");
    dialog->open();
    QVERIFY(!dialog->deleteButton().isEnabled());
    QTRY_VERIFY(dialog->deleteButton().isEnabled());
    QCOMPARE(m_service->callsOf("policy_whatif")[0]["edit"].dump(), std::string(R"({"remove":{"groups":["pilots"]}})"));
    QTest::mouseClick(&dialog->deleteButton(), Qt::LeftButton);
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(m_service->callsOf("group_delete")[0].dump(), std::string(R"({"name":"pilots"})"));
}

void GroupSetDialogTest::aGroupThatIsNeededIsNotOfferedForDeletion() {
    m_service->on("policy_whatif", [](const base::Json&) -> base::Result<base::Json> {
        return {base::ErrorCode::InvalidInput, "exception camera-for-audit: there is no group 'sales'"};
    });
    RuleDeleteDialog dialog(*m_client, kGroupKind, "sales");
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    const auto* bar = dialog.findChild<MessageBar*>();
    QTRY_VERIFY(bar->text().contains("camera-for-audit"));
    QVERIFY(!dialog.deleteButton().isEnabled());
}

void GroupSetDialogTest::onlyRolesThatMaySetGroupsAreOfferedIt_data() {
    QTest::addColumn<QString>("role");
    QTest::addColumn<bool>("may");
    QTest::newRow("administrator") << "administrator" << true;
    QTest::newRow("automation") << "automation" << true;
    QTest::newRow("help desk") << "help_desk" << false;
    QTest::newRow("auditor") << "auditor" << false;
}

void GroupSetDialogTest::onlyRolesThatMaySetGroupsAreOfferedIt() {
    QFETCH(QString, role);
    QFETCH(bool, may);
    const std::unique_ptr<RulePage> page(createGroupsPage(*m_client, Permissions(role), nullptr));
    page->readAnew();
    QTRY_COMPARE(page->view().model()->rowCount(), 2);
    QCOMPARE(page->newAction()->isEnabled(), may);
    QVERIFY(!page->editAction()->isEnabled());
    page->view().setCurrentIndex(page->view().model()->index(0, 0));
    for (auto* action : {page->newAction(), page->editAction(), page->deleteAction()}) QCOMPARE(action->isEnabled(), may);
    QCOMPARE(page->newAction()->toolTip().contains("does not permit"), !may);
}

QTEST_MAIN(GroupSetDialogTest)
#include "group_set_dialog_test.moc"
