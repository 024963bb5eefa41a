<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>console::ConnectDialog</name>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Twinset – connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Twinset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to a &amp;gateway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Host a local fleet on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gateway&apos;s address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>host:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The console runs a gateway of its own. The fleet is kept in this directory; a new one is made when it is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directory of the local fleet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway prints it when it starts. If it is not the same, somebody may be in between: do not connect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The local fleet is running. Who are you?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have a one-time password. Choose one of your own, of at least %1 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password, again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Again:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust and connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first contact with %1. Compare the fingerprint of its certificate authority:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logging in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the local fleet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is shorter than %1 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the two are not the same</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::FleetPage</name>
    <message>
        <source>Fleet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search handset, phone or person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handsets and virtual phones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a virtual phone to see what is desired, reported and proved of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the fleet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n handset(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 online</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n virtual phone(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, on %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::FleetTreeModel</name>
    <message>
        <source>Handset / virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Desired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serial number %1, agent %2, driver %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::ListPages</name>
    <message>
        <source>Assigned to:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No restore point yet. Select a virtual phone on the Fleet page and press Back up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the restore points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incremental</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 new in the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guest stood still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Releases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No release was published yet. The command line publishes them: twinset release publish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the releases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No policy yet. The command line sets them: twinset policy set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the policies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was done yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the audit events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chain hash: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected audit event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alerts. All is well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::MainWindow</name>
    <message>
        <source>Twinset – %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore a phone…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A phone is lost: bring it back on another handset (Ctrl+Shift+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fleet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Releases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::MessageBar</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not permit this, or your session has ended; ask an administrator, or log in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been removed meanwhile; look at the list again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something changed meanwhile; look at the current state, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the input and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it happens again, look at the gateway&apos;s log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway does not answer (%1). What you see is from before; the console keeps trying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway answers again; everything was read anew.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::OperationsPage</name>
    <message>
        <source>Reading the operations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ordered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an operation to see its steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelling the operation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::PhoneActions</name>
    <message>
        <source>Restore…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring this phone up on another handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a restore point now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the phone another release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backing up %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup of %1 was ordered; see Operations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarting %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The restart of %1 was ordered; see Operations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is to stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is to start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role %1 does not permit this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a virtual phone first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no restore point of this phone yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The handset is offline; this needs it to answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone is stopped; start it instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::PhoneDetails</name>
    <message>
        <source>Desired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Controls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No restore point yet: nothing can be brought back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest restore point: %1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release %1 was rejected: %2. It runs %3 again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::ReceiptView</name>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Print…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>receipt.txt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt was saved as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt was not saved: %1. Choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::RestoreText</name>
    <message>
        <source>The certificate of %1 is revoked at once: that handset is shut out of the fleet for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is ordered to wipe its work phone as soon as it is heard from. Personal phones on it are not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keeps its certificate; the virtual phone on it is given up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 becomes the handset of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data of %1 (%2) is restored. What was changed after that is not in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy is applied again, the phone boots, and what runs is proved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A receipt is written for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe of the old phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ordered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt of a restored virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::StepList</name>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the operation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::VirtualPhoneRestoreDialog</name>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose phone is gone?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which virtual phone is to come back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On which handset?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From which restore point?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This will happen:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone is being restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore a virtual phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name or an email address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody of that name has a virtual phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual phones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This person has no virtual phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest restore point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handsets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a handset&apos;s name or serial number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other enrolled handset is online. Switch the replacement on, or enrol one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no restore point of this phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has been booted from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never booted from so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>release %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is &amp;lost: shut it out and wipe its work phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a virtual phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no restore point of this phone yet; choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a handset that is online.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a restore point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Restore now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restoring %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The restore did not succeed: %1
Its steps can be done again: go back to the summary and restore again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is coming up on %2. You may close this window: the restore goes on, and Operations shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the receipt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::VirtualPhoneUpdateDialog</name>
    <message>
        <source>&amp;Update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phone keeps its data. The new release is verified and booted beside the old one; if its health check does not answer, the old release boots again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Release of %1 (now %2):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the releases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no other release of this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is to run release %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updating %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>console::Wording</name>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>staging release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>creating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>updating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wiped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for acceptance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Personal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke the old handset&apos;s certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order the wipe of the old work phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bind the replacement handset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply the policy again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boot and prove the phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for the guest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not supported here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
