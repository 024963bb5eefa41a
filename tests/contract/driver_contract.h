// The contract of hypervisor::Driver as one Qt test, run against every driver. Slots run in order and share two machines,
// `work` and `personal`, because booting a real guest for each would take minutes.
#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "tests/contract/driver_under_test.h"

class DriverContract : public QObject {
    Q_OBJECT

public:
    explicit DriverContract(std::unique_ptr<DriverUnderTest> subject);
    ~DriverContract() override;

private slots:
    void initTestCase();
    void cleanupTestCase();

    // Definitions and errors, nothing runs.
    void probeNamesTheDriverAndItsCapabilities();
    void definedMachinesAreListed();
    void openingAnUndefinedMachineIsNotFound();
    void secondHandleOnAMachineIsRefused();
    void startWithoutADataDiskSaysSo();
    void createdDiskExistsAndHasADigest();
    void startWithAMissingKernelNamesIt();
    void startWithTheWrongKeyIsDenied();

    // Both machines run from here on.
    void startedMachineBecomesHealthy();
    void startingTwiceIsRefused();
    void diskOfARunningMachineCannotBeTouched();
    void redefiningARunningMachineIsRefused();
    void guestProgramsReportTheirExitCodes();
    void pausedMachineResumes();
    void controlsReachOneMachineOnly();
    void detachedPortIsGoneInsideTheGuest();
    void everyPortComesAndGoes();
    void applyingControlsTwiceChangesNothing();
    void memoryIsTakenBackAndGivenAgain();
    void limitedDiskOperationsTakeTheirTime();
    void limitedProcessorsAreUsedNoMore();
    void screenshotIsAPng();
    void droppedHandleLeavesTheMachineRunning();
    void freshDriverAdoptsWithUptimeUnbroken();

    // Backup.
    void firstCheckpointReadsEverythingAtOnePoint();
    void secondCheckpointReadsWhatChanged();
    void discardedCheckpointLeavesItsParentValid();
    void fullScratchAreaFailsTheBackupAndNotTheGuest();
    void unknownParentIsReported();
    void checkpointOfADeadCallerIsAbandoned();

    // The end of machines.
    void crashedMachineIsSeenStoppedAndStartsAgain();
    void crashInvalidatesTheParent();
    void shutdownEndsTheMachineAndKeepsTheData();
    void snapshotRollsTheDataBack();
    void savedStateContinuesWhereItStopped();
    void importedDataIsSeenByTheNextBoot();
    void guestUsesContentThatIsStillElsewhere();
    void disksThatNeedTheirSourceAreLeftAlone();
    void restartedAgentFindsTheGuestWaiting();
    void hydrationSurvivesKillsAndMakesTheDiskWhole();
    void diskKilledAtAnyPointIsNeverTakenForWhole();
    void diskThatIsBeingFilledCanBeErased();
    void cryptoEraseLeavesTheOtherDiskAlone();
    void undefinedMachineIsForgotten();

private:
    /// Drops both handles and the driver, then opens all three anew, as a restarted agent does.
    base::Result<void> reopen();
    base::Result<void> boot(hypervisor::Machine& machine);
    base::Result<void> waitHealthy(hypervisor::Machine& machine);
    base::Result<bool> fillUntil(double fraction);

    std::unique_ptr<DriverUnderTest> m_subject;
    std::unique_ptr<hypervisor::Driver> m_driver;
    hypervisor::MachineSpec m_workSpec;
    hypervisor::MachineSpec m_personalSpec;
    base::Secret m_key = base::Secret::random(32);
    std::unique_ptr<hypervisor::Machine> m_work;
    std::unique_ptr<hypervisor::Machine> m_personal;
    std::shared_ptr<base::BlockSource> remoteImage() const;

    std::string m_image;  // what a restored disk should hold
};
