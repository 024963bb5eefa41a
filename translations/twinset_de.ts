<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>console::AssignmentList</name>
    <message>
        <source>A&amp;ssign</source>
        <translation>&amp;Zuweisen</translation>
    </message>
    <message>
        <source>&amp;Unassign</source>
        <translation>Zuweisung &amp;aufheben</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>Zugewiesen an</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Restrictions of all levels count together; a level decides only where no value is stricter than another. Nothing loosens a floor.</source>
        <translation>Einschränkungen aller Ebenen gelten zusammen; eine Ebene entscheidet nur, wo kein Wert strenger ist als der andere. Eine Mindestvorgabe lockert nichts.</translation>
    </message>
</context>
<context>
    <name>console::ComplianceRuleSetDialog</name>
    <message>
        <source>New compliance rule</source>
        <translation>Neue Konformitätsregel</translation>
    </message>
    <message>
        <source>Change compliance rule %1</source>
        <translation>Konformitätsregel %1 ändern</translation>
    </message>
    <message>
        <source>Reading the compliance rule</source>
        <translation>Lesen der Konformitätsregel</translation>
    </message>
    <message>
        <source>Saving the compliance rule</source>
        <translation>Speichern der Konformitätsregel</translation>
    </message>
    <message>
        <source>there is already a compliance rule named %1</source>
        <translation>es gibt schon eine Konformitätsregel namens %1</translation>
    </message>
    <message>
        <source>The compliance rule %1 was saved.</source>
        <translation>Die Konformitätsregel %1 wurde gespeichert.</translation>
    </message>
    <message>
        <source>a phone for which this &amp;condition holds:</source>
        <translation>ein Telefon, für das diese B&amp;edingung gilt:</translation>
    </message>
    <message>
        <source>a handset that is not &amp;heard from</source>
        <translation>ein Handgerät, das sich nicht &amp;meldet</translation>
    </message>
    <message>
        <source>For example: %1</source>
        <translation>Zum Beispiel: %1</translation>
    </message>
    <message>
        <source>What the person reads in the warning, and what to do</source>
        <translation>Was die Person in der Warnung liest, und was zu tun ist</translation>
    </message>
    <message>
        <source>A violation that ends within the grace period has no consequence. All times count from the violation&apos;s beginning; of a handset that is not heard from, from its last contact.</source>
        <translation>Eine Verletzung, die in der Schonfrist endet, hat keine Folge. Alle Zeiten zählen ab Beginn der Verletzung; bei einem Handgerät, das sich nicht meldet, ab seinem letzten Kontakt.</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>Not compliant:</source>
        <translation>Nicht konform:</translation>
    </message>
    <message>
        <source>&amp;Grace period:</source>
        <translation>S&amp;chonfrist:</translation>
    </message>
    <message>
        <source>Then:</source>
        <translation>Dann:</translation>
    </message>
    <message>
        <source>&amp;Message:</source>
        <translation>Nach&amp;richt:</translation>
    </message>
    <message>
        <source>Write the condition.</source>
        <translation>Schreiben Sie die Bedingung.</translation>
    </message>
    <message>
        <source>Correct the condition.</source>
        <translation>Berichtigen Sie die Bedingung.</translation>
    </message>
</context>
<context>
    <name>console::ConditionEdit</name>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Always. Or for example: %1</source>
        <translation>Immer. Oder zum Beispiel: %1</translation>
    </message>
    <message>
        <source>What is wrong with the condition</source>
        <translation>Was an der Bedingung falsch ist</translation>
    </message>
</context>
<context>
    <name>console::ConditionWords</name>
    <message>
        <source>The present moment.</source>
        <translation>Der gegenwärtige Augenblick.</translation>
    </message>
</context>
<context>
    <name>console::ConnectDialog</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Twinset – connect</source>
        <translation>Twinset – verbinden</translation>
    </message>
    <message>
        <source>Twinset</source>
        <translation>Twinset</translation>
    </message>
    <message>
        <source>Connect to a &amp;gateway</source>
        <translation>Mit einem &amp;Gateway verbinden</translation>
    </message>
    <message>
        <source>&amp;Host a local fleet on this computer</source>
        <translation>Eine lokale Flotte auf diesem &amp;Rechner führen</translation>
    </message>
    <message>
        <source>Gateway&apos;s address</source>
        <translation>Adresse des Gateways</translation>
    </message>
    <message>
        <source>host:port</source>
        <translation>Rechner:Port</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation>&amp;Passwort:</translation>
    </message>
    <message>
        <source>The console runs a gateway of its own. The fleet is kept in this directory; a new one is made when it is empty.</source>
        <translation>Die Konsole führt ein eigenes Gateway aus. Die Flotte liegt in diesem Verzeichnis; ist es leer, entsteht eine neue.</translation>
    </message>
    <message>
        <source>Directory of the local fleet</source>
        <translation>Verzeichnis der lokalen Flotte</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Fingerabdruck</translation>
    </message>
    <message>
        <source>The gateway prints it when it starts. If it is not the same, somebody may be in between: do not connect.</source>
        <translation>Das Gateway gibt ihn beim Start aus. Ist er nicht gleich, ist vielleicht jemand dazwischen: verbinden Sie sich nicht.</translation>
    </message>
    <message>
        <source>The local fleet is running. Who are you?</source>
        <translation>Die lokale Flotte läuft. Wer sind Sie?</translation>
    </message>
    <message>
        <source>You have a one-time password. Choose one of your own, of at least %1 characters.</source>
        <translation>Sie haben ein Einmalpasswort. Wählen Sie ein eigenes mit mindestens %1 Zeichen.</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Passwort</translation>
    </message>
    <message>
        <source>New password, again</source>
        <translation>Neues Passwort, noch einmal</translation>
    </message>
    <message>
        <source>&amp;New password:</source>
        <translation>&amp;Neues Passwort:</translation>
    </message>
    <message>
        <source>&amp;Again:</source>
        <translation>Noch &amp;einmal:</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Trust and connect</source>
        <translation>Vertrauen und verbinden</translation>
    </message>
    <message>
        <source>This is the first contact with %1. Compare the fingerprint of its certificate authority:</source>
        <translation>Dies ist der erste Kontakt mit %1. Vergleichen Sie den Fingerabdruck seiner Zertifizierungsstelle:</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Set password</source>
        <translation>Passwort setzen</translation>
    </message>
    <message>
        <source>Reading the address</source>
        <translation>Lesen der Adresse</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Verbinden mit %1</translation>
    </message>
    <message>
        <source>Logging in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Starting the local fleet</source>
        <translation>Starten der lokalen Flotte</translation>
    </message>
    <message>
        <source>Setting the password</source>
        <translation>Setzen des Passworts</translation>
    </message>
    <message>
        <source>it is shorter than %1 characters</source>
        <translation>es ist kürzer als %1 Zeichen</translation>
    </message>
    <message>
        <source>the two are not the same</source>
        <translation>die beiden sind nicht gleich</translation>
    </message>
</context>
<context>
    <name>console::DurationEdit</name>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
</context>
<context>
    <name>console::ExceptionSetDialog</name>
    <message>
        <source>New exception</source>
        <translation>Neue Ausnahme</translation>
    </message>
    <message>
        <source>Change exception %1</source>
        <translation>Ausnahme %1 ändern</translation>
    </message>
    <message>
        <source>Reading the exception</source>
        <translation>Lesen der Ausnahme</translation>
    </message>
    <message>
        <source>Saving the exception</source>
        <translation>Speichern der Ausnahme</translation>
    </message>
    <message>
        <source>there is already an exception named %1</source>
        <translation>es gibt schon eine Ausnahme namens %1</translation>
    </message>
    <message>
        <source>The exception %1 was saved.</source>
        <translation>Die Ausnahme %1 wurde gespeichert.</translation>
    </message>
    <message>
        <source>who answers for it</source>
        <translation>wer dafür einsteht</translation>
    </message>
    <message>
        <source>why it is needed</source>
        <translation>wozu sie nötig ist</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Until:</source>
        <translation>&amp;Bis:</translation>
    </message>
    <message>
        <source>&amp;Owner:</source>
        <translation>Ve&amp;rantwortlich:</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>&amp;Grund:</translation>
    </message>
    <message>
        <source>Se&amp;tting:</source>
        <translation>&amp;Einstellung:</translation>
    </message>
    <message>
        <source>A&amp;llowed:</source>
        <translation>Er&amp;laubt:</translation>
    </message>
    <message>
        <source>&amp;For:</source>
        <translation>&amp;Für:</translation>
    </message>
    <message>
        <source>Applies &amp;when:</source>
        <translation>Gilt, &amp;wenn:</translation>
    </message>
    <message>
        <source>There is no such setting.</source>
        <translation>Diese Einstellung gibt es nicht.</translation>
    </message>
    <message>
        <source>Say who answers for the exception.</source>
        <translation>Sagen Sie, wer für die Ausnahme einsteht.</translation>
    </message>
    <message>
        <source>Say why it is needed.</source>
        <translation>Sagen Sie, wozu sie nötig ist.</translation>
    </message>
    <message>
        <source>Say for whom it is.</source>
        <translation>Sagen Sie, für wen sie gilt.</translation>
    </message>
    <message>
        <source>Correct the condition.</source>
        <translation>Berichtigen Sie die Bedingung.</translation>
    </message>
    <message>
        <source>It would have expired already: choose a later time.</source>
        <translation>Sie wäre schon abgelaufen: Wählen Sie einen späteren Zeitpunkt.</translation>
    </message>
</context>
<context>
    <name>console::FleetPage</name>
    <message>
        <source>Fleet</source>
        <translation>Flotte</translation>
    </message>
    <message>
        <source>Search handset, phone or person</source>
        <translation>Handgerät, Telefon, Person suchen</translation>
    </message>
    <message>
        <source>Handsets and virtual phones</source>
        <translation>Handgeräte und virtuelle Telefone</translation>
    </message>
    <message>
        <source>Select a virtual phone to see what is desired, reported and proved of it.</source>
        <translation>Wählen Sie ein virtuelles Telefon, um zu sehen, was von ihm gewünscht, gemeldet und erwiesen ist.</translation>
    </message>
    <message>
        <source>Reading the fleet</source>
        <translation>Lesen der Flotte</translation>
    </message>
    <message numerus="yes">
        <source>%n handset(s)</source>
        <translation>
            <numerusform>%n Handgerät</numerusform>
            <numerusform>%n Handgeräte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 online</source>
        <translation>%1 online</translation>
    </message>
    <message numerus="yes">
        <source>%n virtual phone(s)</source>
        <translation>
            <numerusform>%n virtuelles Telefon</numerusform>
            <numerusform>%n virtuelle Telefone</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 differ</source>
        <translation>%1 abweichend</translation>
    </message>
    <message>
        <source>%1, %2, on %3</source>
        <translation>%1, %2, auf %3</translation>
    </message>
</context>
<context>
    <name>console::FleetTreeModel</name>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Desired</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>Gemeldet</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Erwiesen</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Serial number %1, agent %2, driver %3</source>
        <translation>Seriennummer %1, Agent %2, Treiber %3</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>seen %1</source>
        <translation>gesehen %1</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>console::GroupSetDialog</name>
    <message>
        <source>New group</source>
        <translation>Neue Gruppe</translation>
    </message>
    <message>
        <source>Change group %1</source>
        <translation>Gruppe %1 ändern</translation>
    </message>
    <message>
        <source>Reading the group</source>
        <translation>Lesen der Gruppe</translation>
    </message>
    <message>
        <source>Saving the group</source>
        <translation>Speichern der Gruppe</translation>
    </message>
    <message>
        <source>there is already a group named %1</source>
        <translation>es gibt schon eine Gruppe namens %1</translation>
    </message>
    <message>
        <source>The group %1 was saved.</source>
        <translation>Die Gruppe %1 wurde gespeichert.</translation>
    </message>
    <message>
        <source>every phone for which a &amp;condition holds, now and later</source>
        <translation>jedes Telefon, für das eine B&amp;edingung gilt, jetzt und später</translation>
    </message>
    <message>
        <source>the handsets and phones of a &amp;list</source>
        <translation>die Handgeräte und Telefone einer &amp;Liste</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Description:</source>
        <translation>&amp;Beschreibung:</translation>
    </message>
    <message>
        <source>In the group:</source>
        <translation>In der Gruppe:</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Add a handset or a phone.</source>
        <translation>Fügen Sie ein Handgerät oder Telefon hinzu.</translation>
    </message>
    <message>
        <source>Write the condition.</source>
        <translation>Schreiben Sie die Bedingung.</translation>
    </message>
    <message>
        <source>Correct the condition.</source>
        <translation>Berichtigen Sie die Bedingung.</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s). Of a handset in the list, all phones are in the group.</source>
        <translation>
            <numerusform>%n Mitglied. Von einem Handgerät der Liste gehören alle Telefone zur Gruppe.</numerusform>
            <numerusform>%n Mitglieder. Von einem Handgerät der Liste gehören alle Telefone zur Gruppe.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a handset or phone from what the search finds.</source>
        <translation>Wählen Sie ein Handgerät oder Telefon aus dem, was die Suche findet.</translation>
    </message>
</context>
<context>
    <name>console::LadderEdit</name>
    <message>
        <source>the person is told on the phone</source>
        <translation>die Person erfährt es am Telefon</translation>
    </message>
    <message>
        <source>the work phone is shut until the rule is kept again</source>
        <translation>das Arbeitstelefon bleibt zu, bis die Regel wieder eingehalten ist</translation>
    </message>
    <message>
        <source>the work phone&apos;s data is erased for good; only after a block, so that the person can still act</source>
        <translation>die Daten des Arbeitstelefons werden endgültig gelöscht; nur nach einer Sperre, damit die Person noch handeln kann</translation>
    </message>
    <message>
        <source>%1 after</source>
        <translation>%1 ab</translation>
    </message>
    <message>
        <source>after</source>
        <translation>ab</translation>
    </message>
    <message>
        <source>A wipe comes only after a block: choose the block first.</source>
        <translation>Eine Löschung kommt nur nach einer Sperre: Wählen Sie erst die Sperre.</translation>
    </message>
    <message>
        <source>Choose at least one step.</source>
        <translation>Wählen Sie mindestens eine Stufe.</translation>
    </message>
    <message>
        <source>%1 must come later than %2.</source>
        <translation>%1 muss später kommen als %2.</translation>
    </message>
    <message>
        <source>%1 falls into the grace period: nothing happens for %2.</source>
        <translation>%1 fällt in die Schonfrist: %2 lang geschieht nichts.</translation>
    </message>
    <message>
        <source>Every handset is silent for a moment: let the first step come later.</source>
        <translation>Jedes Handgerät schweigt einmal: Lassen Sie die erste Stufe später kommen.</translation>
    </message>
</context>
<context>
    <name>console::ListPages</name>
    <message>
        <source>Restore points</source>
        <translation>Sicherungspunkte</translation>
    </message>
    <message>
        <source>No restore point yet. Select a virtual phone on the Fleet page and press Back up.</source>
        <translation>Noch kein Sicherungspunkt. Wählen Sie auf der Seite Flotte ein virtuelles Telefon und drücken Sie Sichern.</translation>
    </message>
    <message>
        <source>Reading the restore points</source>
        <translation>Lesen der Sicherungspunkte</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Genommen</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Erwiesen</translation>
    </message>
    <message>
        <source>Not proved</source>
        <translation>Nicht erwiesen</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>%1 new in the store</source>
        <translation>%1 neu im Speicher</translation>
    </message>
    <message>
        <source>application-consistent</source>
        <translation>anwendungskonsistent</translation>
    </message>
    <message>
        <source>crash-consistent</source>
        <translation>absturzkonsistent</translation>
    </message>
    <message>
        <source>Guest stood still</source>
        <translation>Gast stand still</translation>
    </message>
    <message>
        <source>Releases</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>No release was published yet. The command line publishes them: twinset release publish.</source>
        <translation>Noch keine Ausgabe veröffentlicht. Die Befehlszeile veröffentlicht sie: twinset release publish.</translation>
    </message>
    <message>
        <source>Reading the releases</source>
        <translation>Lesen der Ausgaben</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Zurückgezogen</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Angeboten</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>Veröffentlicht</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>Manifest</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing was done yet.</source>
        <translation>Noch wurde nichts getan.</translation>
    </message>
    <message>
        <source>Reading the audit events</source>
        <translation>Lesen des Protokolls</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>Woran</translation>
    </message>
    <message>
        <source>Chain hash: %1</source>
        <translation>Kettenprüfsumme: %1</translation>
    </message>
    <message>
        <source>The selected audit event</source>
        <translation>Der gewählte Protokolleintrag</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>No alerts. All is well.</source>
        <translation>Keine Warnungen. Alles in Ordnung.</translation>
    </message>
    <message>
        <source>Reading the alerts</source>
        <translation>Lesen der Warnungen</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>the newest</source>
        <translation>der neueste</translation>
    </message>
    <message>
        <source>the newest proved</source>
        <translation>der neueste erwiesene</translation>
    </message>
    <message>
        <source>its phone&apos;s data still comes from it</source>
        <translation>die Daten des Telefons kommen noch aus ihm</translation>
    </message>
    <message>
        <source>of the last</source>
        <translation>einer der letzten</translation>
    </message>
    <message>
        <source>hourly</source>
        <translation>stündlich</translation>
    </message>
    <message>
        <source>daily</source>
        <translation>täglich</translation>
    </message>
    <message>
        <source>weekly</source>
        <translation>wöchentlich</translation>
    </message>
    <message>
        <source>monthly</source>
        <translation>monatlich</translation>
    </message>
    <message>
        <source>yearly</source>
        <translation>jährlich</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>Behalten durch</translation>
    </message>
    <message>
        <source>All are kept</source>
        <translation>Alle bleiben</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>there is no rule</source>
        <translation>es gibt keine Regel</translation>
    </message>
    <message>
        <source>it will be removed</source>
        <translation>er wird entfernt</translation>
    </message>
    <message>
        <source>disk of %1</source>
        <translation>Platte von %1</translation>
    </message>
    <message>
        <source>%1, incremental</source>
        <translation>%1, inkrementell</translation>
    </message>
    <message>
        <source>%1, full</source>
        <translation>%1, vollständig</translation>
    </message>
</context>
<context>
    <name>console::MainWindow</name>
    <message>
        <source>Twinset – %1</source>
        <translation>Twinset – %1</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Restore a phone…</source>
        <translation>Telefon zurückholen …</translation>
    </message>
    <message>
        <source>A phone is lost: bring it back on another handset (Ctrl+Shift+L)</source>
        <translation>Ein Telefon ist verloren: auf einem anderen Handgerät zurückholen (Strg+Umschalt+L)</translation>
    </message>
    <message>
        <source>Fleet</source>
        <translation>Flotte</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>Restore points</source>
        <translation>Sicherungspunkte</translation>
    </message>
    <message>
        <source>Releases</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Read anew</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>Verbunden mit %1</translation>
    </message>
    <message>
        <source>No answer from %1</source>
        <translation>Keine Antwort von %1</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>Compliance</source>
        <translation>Konformität</translation>
    </message>
    <message>
        <source>The role %1 does not permit this.</source>
        <translation>Die Rolle %1 erlaubt das nicht.</translation>
    </message>
</context>
<context>
    <name>console::MessageBar</name>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Your role does not permit this, or your session has ended; ask an administrator, or log in again.</source>
        <translation>Ihre Rolle erlaubt das nicht, oder Ihre Sitzung ist abgelaufen; fragen Sie einen Administrator oder melden Sie sich neu an.</translation>
    </message>
    <message>
        <source>It may have been removed meanwhile; look at the list again.</source>
        <translation>Es wurde vielleicht inzwischen entfernt; sehen Sie in der Liste nach.</translation>
    </message>
    <message>
        <source>Something changed meanwhile; look at the current state, then try again.</source>
        <translation>Inzwischen hat sich etwas geändert; prüfen Sie den jetzigen Stand und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Correct the input and try again.</source>
        <translation>Berichtigen Sie die Eingabe und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>If it happens again, look at the gateway&apos;s log.</source>
        <translation>Wenn es wieder geschieht, sehen Sie in das Protokoll des Gateways.</translation>
    </message>
    <message>
        <source>The gateway does not answer (%1). What you see is from before; the console keeps trying.</source>
        <translation>Das Gateway antwortet nicht (%1). Was Sie sehen, ist von vorher; die Konsole versucht es weiter.</translation>
    </message>
    <message>
        <source>The gateway answers again; everything was read anew.</source>
        <translation>Das Gateway antwortet wieder; alles wurde neu gelesen.</translation>
    </message>
</context>
<context>
    <name>console::OperationsPage</name>
    <message>
        <source>Reading the operations</source>
        <translation>Lesen der Vorgänge</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Ordered</source>
        <translation>Beauftragt</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Receipt…</source>
        <translation>Beleg …</translation>
    </message>
    <message>
        <source>Cancel operation</source>
        <translation>Vorgang abbrechen</translation>
    </message>
    <message>
        <source>Select an operation to see its steps.</source>
        <translation>Wählen Sie einen Vorgang, um seine Schritte zu sehen.</translation>
    </message>
    <message>
        <source>Cancelling the operation</source>
        <translation>Abbrechen des Vorgangs</translation>
    </message>
</context>
<context>
    <name>console::PhoneActions</name>
    <message>
        <source>Restore…</source>
        <translation>Zurückholen …</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Take a restore point now</source>
        <translation>Jetzt einen Sicherungspunkt nehmen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Restart the virtual phone</source>
        <translation>Das virtuelle Telefon neu starten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the virtual phone</source>
        <translation>Das virtuelle Telefon anhalten</translation>
    </message>
    <message>
        <source>Update…</source>
        <translation>Aktualisieren …</translation>
    </message>
    <message>
        <source>Give the phone another release</source>
        <translation>Dem Telefon eine andere Ausgabe geben</translation>
    </message>
    <message>
        <source>Backing up %1</source>
        <translation>Sichern von %1</translation>
    </message>
    <message>
        <source>The backup of %1 was ordered; see Operations.</source>
        <translation>Die Sicherung von %1 ist beauftragt; siehe Vorgänge.</translation>
    </message>
    <message>
        <source>Restarting %1</source>
        <translation>Neustart von %1</translation>
    </message>
    <message>
        <source>The restart of %1 was ordered; see Operations.</source>
        <translation>Der Neustart von %1 ist beauftragt; siehe Vorgänge.</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>Anhalten von %1</translation>
    </message>
    <message>
        <source>%1 is to stop.</source>
        <translation>%1 soll anhalten.</translation>
    </message>
    <message>
        <source>Starting %1</source>
        <translation>Starten von %1</translation>
    </message>
    <message>
        <source>%1 is to start.</source>
        <translation>%1 soll starten.</translation>
    </message>
    <message>
        <source>The role %1 does not permit this.</source>
        <translation>Die Rolle %1 erlaubt das nicht.</translation>
    </message>
    <message>
        <source>Select a virtual phone first.</source>
        <translation>Wählen Sie zuerst ein virtuelles Telefon.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Start the virtual phone</source>
        <translation>Das virtuelle Telefon starten</translation>
    </message>
    <message>
        <source>There is no restore point of this phone yet.</source>
        <translation>Von diesem Telefon gibt es noch keinen Sicherungspunkt.</translation>
    </message>
    <message>
        <source>The handset is offline; this needs it to answer.</source>
        <translation>Das Handgerät ist offline; dafür muss es antworten.</translation>
    </message>
    <message>
        <source>The phone is stopped; start it instead.</source>
        <translation>Das Telefon ist angehalten; starten Sie es.</translation>
    </message>
    <message>
        <source>Why these settings…</source>
        <translation>Warum diese Einstellungen …</translation>
    </message>
    <message>
        <source>Where each setting of the phone comes from</source>
        <translation>Woher jede Einstellung des Telefons kommt</translation>
    </message>
    <message>
        <source>Bring this phone back, on another handset or where it is</source>
        <translation>Dieses Telefon zurückholen, auf ein anderes Handgerät oder dort, wo es ist</translation>
    </message>
</context>
<context>
    <name>console::PhoneDetails</name>
    <message>
        <source>Desired</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>Gemeldet</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Erwiesen</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Regelung</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>Regelungen</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <source>No restore point yet: nothing can be brought back.</source>
        <translation>Noch kein Sicherungspunkt: nichts kann zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Newest restore point: %1 (%2)</source>
        <translation>Neuester Sicherungspunkt: %1 (%2)</translation>
    </message>
    <message>
        <source>Last proved restore point: taken %1, booted and asked %2</source>
        <translation>Zuletzt erwiesener Sicherungspunkt: erstellt %1, gestartet und befragt %2</translation>
    </message>
    <message>
        <source>No restore point of it was proved yet.</source>
        <translation>Noch keiner seiner Sicherungspunkte ist erwiesen.</translation>
    </message>
    <message>
        <source>Backed up because its owner asked for it (%1), under a key that only the owner has: a restore waits until the key is entered at the handset.</source>
        <translation>Gesichert, weil die Besitzerin oder der Besitzer es verlangt hat (%1), unter einem Schlüssel, den nur diese Person hat: Eine Wiederherstellung wartet, bis er am Handgerät eingegeben wird.</translation>
    </message>
    <message>
        <source>Release %1 was rejected: %2. It runs %3 again.</source>
        <translation>Ausgabe %1 wurde abgelehnt: %2. Es läuft wieder %3.</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) by policy</source>
        <translation>
            <numerusform>%n Einstellung durch Richtlinien</numerusform>
            <numerusform>%n Einstellungen durch Richtlinien</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::PoliciesPage</name>
    <message>
        <source>Policies</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>No policy yet. Press New… to write the first one.</source>
        <translation>Noch keine Richtlinie. Mit „Neu …“ entsteht die erste.</translation>
    </message>
    <message>
        <source>Reading the policies</source>
        <translation>Lesen der Richtlinien</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Applies when</source>
        <translation>Gilt, wenn</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>Zugewiesen an</translation>
    </message>
    <message>
        <source>Applies when:</source>
        <translation>Gilt, wenn:</translation>
    </message>
    <message>
        <source>Assigned to:</source>
        <translation>Zugewiesen an:</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>The selected policy</source>
        <translation>Die gewählte Richtlinie</translation>
    </message>
    <message>
        <source>Write a new policy</source>
        <translation>Eine neue Richtlinie schreiben</translation>
    </message>
    <message>
        <source>Delete the selected policy</source>
        <translation>Die gewählte Richtlinie löschen</translation>
    </message>
    <message>
        <source>Select a policy first.</source>
        <translation>Wählen Sie erst eine Richtlinie.</translation>
    </message>
    <message>
        <source>Change the selected policy, and whom it is for</source>
        <translation>Die gewählte Richtlinie ändern, und für wen sie gilt</translation>
    </message>
</context>
<context>
    <name>console::PolicyExplainDialog</name>
    <message>
        <source>Why these settings: %1</source>
        <translation>Warum diese Einstellungen: %1</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>Beobachtet</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Settings of the phone</source>
        <translation>Einstellungen des Telefons</translation>
    </message>
    <message>
        <source>Where the selected setting comes from</source>
        <translation>Woher die gewählte Einstellung kommt</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Reading where the settings come from</source>
        <translation>Lesen der Herkunft der Einstellungen</translation>
    </message>
    <message>
        <source>The compliance rule %1 is broken since %2.</source>
        <translation>Die Konformitätsregel %1 ist seit %2 verletzt.</translation>
    </message>
    <message>
        <source>No policy sets anything on this phone.</source>
        <translation>Keine Richtlinie setzt etwas auf diesem Telefon.</translation>
    </message>
</context>
<context>
    <name>console::PolicyExplainText</name>
    <message>
        <source>could not be evaluated: %1</source>
        <translation>konnte nicht ausgewertet werden: %1</translation>
    </message>
    <message>
        <source>does not hold for this phone</source>
        <translation>gilt für dieses Telefon nicht</translation>
    </message>
    <message>
        <source>holds for this phone</source>
        <translation>gilt für dieses Telefon</translation>
    </message>
    <message>
        <source>Its condition %1 %2.</source>
        <translation>Ihre Bedingung %1 %2.</translation>
    </message>
    <message>
        <source>Policy %1, assigned to %2 at level %3, asks for %4</source>
        <translation>Die Richtlinie %1, zugewiesen an %2 auf der Ebene %3, verlangt %4</translation>
    </message>
    <message>
        <source>This decides</source>
        <translation>Das entscheidet</translation>
    </message>
    <message>
        <source>This does not decide</source>
        <translation>Das entscheidet nicht</translation>
    </message>
    <message>
        <source>Exception %1 of %2 allows %3 until %4</source>
        <translation>Die Ausnahme %1 von %2 erlaubt %3 bis %4</translation>
    </message>
    <message>
        <source>It applies</source>
        <translation>Sie greift</translation>
    </message>
    <message>
        <source>It does not apply</source>
        <translation>Sie greift nicht</translation>
    </message>
    <message>
        <source>%1 is %2.</source>
        <translation>%1 ist %2.</translation>
    </message>
    <message>
        <source>Nobody who applies here sets %1, so this holds: %2.</source>
        <translation>Nichts, was hier gilt, setzt %1; darum gilt: %2.</translation>
    </message>
    <message>
        <source>Enforced by: %1.</source>
        <translation>Durchgesetzt durch: %1.</translation>
    </message>
    <message>
        <source>Nothing was observed of it so far.</source>
        <translation>Beobachtet wurde davon noch nichts.</translation>
    </message>
    <message>
        <source>Observed %1: %2.</source>
        <translation>Beobachtet %1: %2.</translation>
    </message>
    <message>
        <source>It %1.</source>
        <translation>Sie %1.</translation>
    </message>
</context>
<context>
    <name>console::PolicySetDialog</name>
    <message>
        <source>New policy</source>
        <translation>Neue Richtlinie</translation>
    </message>
    <message>
        <source>Change policy %1</source>
        <translation>Richtlinie %1 ändern</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Description:</source>
        <translation>&amp;Beschreibung:</translation>
    </message>
    <message>
        <source>Applies &amp;when:</source>
        <translation>Gilt, &amp;wenn:</translation>
    </message>
    <message>
        <source>Reading the policy</source>
        <translation>Lesen der Richtlinie</translation>
    </message>
    <message>
        <source>Correct the condition.</source>
        <translation>Berichtigen Sie die Bedingung.</translation>
    </message>
    <message>
        <source>there is already a policy named %1</source>
        <translation>es gibt schon eine Richtlinie namens %1</translation>
    </message>
    <message>
        <source>Saving the policy</source>
        <translation>Speichern der Richtlinie</translation>
    </message>
    <message>
        <source>The policy %1 was saved.</source>
        <translation>Die Richtlinie %1 wurde gespeichert.</translation>
    </message>
    <message>
        <source>Settings (%1)</source>
        <translation>Einstellungen (%1)</translation>
    </message>
    <message>
        <source>Assigned to (%1)</source>
        <translation>Zugewiesen an (%1)</translation>
    </message>
    <message>
        <source>The policy was saved, but not assigned to %1</source>
        <translation>Die Richtlinie wurde gespeichert, aber nicht zugewiesen an %1</translation>
    </message>
    <message>
        <source>The policy was saved, but is still assigned to %1</source>
        <translation>Die Richtlinie wurde gespeichert, ist aber noch zugewiesen an %1</translation>
    </message>
</context>
<context>
    <name>console::PolicyWhatIfView</name>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>No phone would change.</source>
        <translation>Kein Telefon würde sich ändern.</translation>
    </message>
    <message>
        <source>%1 loosened</source>
        <translation>%1 gelockert</translation>
    </message>
    <message>
        <source>%1 tightened</source>
        <translation>%1 verschärft</translation>
    </message>
    <message>
        <source>%1 with a setting more</source>
        <translation>%1 mit einer Einstellung mehr</translation>
    </message>
    <message>
        <source>%1 with a setting less</source>
        <translation>%1 mit einer Einstellung weniger</translation>
    </message>
    <message>
        <source>%1 changed otherwise</source>
        <translation>%1 anders geändert</translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would change</source>
        <translation>
            <numerusform>%n Telefon würde sich ändern</numerusform>
            <numerusform>%n Telefone würden sich ändern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would break a compliance rule.</source>
        <translation>
            <numerusform>%n Telefon würde eine Konformitätsregel verletzen.</numerusform>
            <numerusform>%n Telefone würden eine Konformitätsregel verletzen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be blocked.</source>
        <translation>
            <numerusform>%n Telefon würde gesperrt.</numerusform>
            <numerusform>%n Telefone würden gesperrt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be wiped.</source>
        <translation>
            <numerusform>%n Telefon würde gelöscht.</numerusform>
            <numerusform>%n Telefone würden gelöscht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more phone(s) are not listed here.</source>
        <translation>
            <numerusform>%n weiteres Telefon steht nicht in der Liste.</numerusform>
            <numerusform>%n weitere Telefone stehen nicht in der Liste.</numerusform>
        </translation>
    </message>
    <message>
        <source>compliance rule</source>
        <translation>Konformitätsregel</translation>
    </message>
    <message numerus="yes">
        <source>The group %1 would be gone; %n phone(s) are in it.</source>
        <translation>
            <numerusform>Die Gruppe %1 gäbe es nicht mehr; in ihr ist %n Telefon.</numerusform>
            <numerusform>Die Gruppe %1 gäbe es nicht mehr; in ihr sind %n Telefone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be in the new group %1.</source>
        <translation>
            <numerusform>%n Telefon wäre in der neuen Gruppe %1.</numerusform>
            <numerusform>%n Telefone wären in der neuen Gruppe %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be in the group %1, now %2.</source>
        <translation>
            <numerusform>%n Telefon wäre in der Gruppe %1, jetzt %2.</numerusform>
            <numerusform>%n Telefone wären in der Gruppe %1, jetzt %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::ReceiptView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Print…</source>
        <translation>&amp;Drucken …</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter …</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>The receipt is on the clipboard.</source>
        <translation>Der Beleg ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the receipt</source>
        <translation>Beleg speichern</translation>
    </message>
    <message>
        <source>receipt.txt</source>
        <translation>beleg.txt</translation>
    </message>
    <message>
        <source>The receipt was saved as %1.</source>
        <translation>Der Beleg wurde als %1 gespeichert.</translation>
    </message>
    <message>
        <source>The receipt was not saved: %1. Choose another place.</source>
        <translation>Der Beleg wurde nicht gespeichert: %1. Wählen Sie einen anderen Ort.</translation>
    </message>
</context>
<context>
    <name>console::RestorePointFilesDialog</name>
    <message>
        <source>&amp;Up</source>
        <translation>&amp;Aufwärts</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Files of %1</source>
        <translation>Dateien von %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>As they were on %1. Each look is in the audit record.</source>
        <translation>Wie sie am %1 waren. Jeder Blick steht im Protokoll.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>Öffnen von %1</translation>
    </message>
    <message>
        <source>There are more files here than can be listed.</source>
        <translation>Hier sind mehr Dateien, als aufgeführt werden können.</translation>
    </message>
    <message>
        <source>The disk was copied while it was in use: what was written last may be missing.</source>
        <translation>Der Datenträger wurde im Gebrauch kopiert: Zuletzt Geschriebenes kann fehlen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>%1 speichern</translation>
    </message>
    <message>
        <source>Saving %1</source>
        <translation>Speichern von %1</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>Lesen von %1</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
</context>
<context>
    <name>console::RestorePointsPage</name>
    <message>
        <source>Every restore point is kept: there is no rule.</source>
        <translation>Jeder Sicherungspunkt bleibt: Es gibt keine Regel.</translation>
    </message>
    <message>
        <source>the last %1</source>
        <translation>die letzten %1</translation>
    </message>
    <message>
        <source>%1 hourly</source>
        <translation>%1 stündliche</translation>
    </message>
    <message>
        <source>%1 daily</source>
        <translation>%1 tägliche</translation>
    </message>
    <message>
        <source>%1 weekly</source>
        <translation>%1 wöchentliche</translation>
    </message>
    <message>
        <source>%1 monthly</source>
        <translation>%1 monatliche</translation>
    </message>
    <message>
        <source>%1 yearly</source>
        <translation>%1 jährliche</translation>
    </message>
    <message>
        <source>Kept by this phone&apos;s own rule: %1 (%2). The newest, and the newest one that was proved, always stay.</source>
        <translation>Nach der eigenen Regel dieses Telefons bleiben: %1 (%2). Der neueste und der neueste erwiesene bleiben immer.</translation>
    </message>
    <message>
        <source>Kept by the fleet&apos;s rule: %1 (%2). The newest, and the newest one that was proved, always stay.</source>
        <translation>Nach der Regel der Flotte bleiben: %1 (%2). Der neueste und der neueste erwiesene bleiben immer.</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>Dateien …</translation>
    </message>
    <message>
        <source>Of all phones; type to search</source>
        <translation>Von allen Telefonen; zum Suchen tippen</translation>
    </message>
    <message>
        <source>Reading how many restore points are kept</source>
        <translation>Lesen, wie viele Sicherungspunkte bleiben</translation>
    </message>
    <message>
        <source>The role %1 does not permit this.</source>
        <translation>Die Rolle %1 erlaubt das nicht.</translation>
    </message>
    <message>
        <source>Select a restore point first.</source>
        <translation>Wählen Sie erst einen Sicherungspunkt.</translation>
    </message>
    <message>
        <source>Look for single files in the restore point (Ctrl+O)</source>
        <translation>Einzelne Dateien im Sicherungspunkt ansehen (Strg+O)</translation>
    </message>
    <message>
        <source>Retention…</source>
        <translation>Aufbewahrung…</translation>
    </message>
    <message>
        <source>Say how many restore points are kept, of the phone shown or of all (Ctrl+T)</source>
        <translation>Sagen, wie viele Sicherungspunkte bleiben, die des gezeigten Telefons oder aller (Strg+T)</translation>
    </message>
</context>
<context>
    <name>console::RestoreText</name>
    <message>
        <source>The certificate of %1 is revoked at once: that handset is shut out of the fleet for good.</source>
        <translation>Das Zertifikat von %1 wird sofort widerrufen: das Handgerät ist für immer aus der Flotte ausgesperrt.</translation>
    </message>
    <message>
        <source>%1 is ordered to wipe its work phone as soon as it is heard from. Personal phones on it are not touched.</source>
        <translation>%1 erhält den Auftrag, sein Arbeitstelefon zu löschen, sobald es sich meldet. Persönliche Telefone darauf bleiben unberührt.</translation>
    </message>
    <message>
        <source>%1 keeps its certificate; the virtual phone on it is given up.</source>
        <translation>%1 behält sein Zertifikat; das virtuelle Telefon darauf wird aufgegeben.</translation>
    </message>
    <message>
        <source>%1 becomes the handset of %2.</source>
        <translation>%1 wird das Handgerät von: %2.</translation>
    </message>
    <message>
        <source>The data of %1 (%2) is restored. What was changed after that is not in it.</source>
        <translation>Die Daten vom %1 (%2) werden zurückgeholt. Was danach geändert wurde, ist nicht dabei.</translation>
    </message>
    <message>
        <source>The policy is applied again, the phone boots, and what runs is proved.</source>
        <translation>Die Richtlinie wird wieder angewandt, das Telefon startet, und was läuft, wird erwiesen.</translation>
    </message>
    <message>
        <source>A receipt is written for %1.</source>
        <translation>Für %1 wird ein Beleg geschrieben.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Old handset</source>
        <translation>Altes Handgerät</translation>
    </message>
    <message>
        <source>New handset</source>
        <translation>Neues Handgerät</translation>
    </message>
    <message>
        <source>Restore point</source>
        <translation>Sicherungspunkt</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Genommen</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Certificate revoked</source>
        <translation>Zertifikat widerrufen</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Wipe of the old phone</source>
        <translation>Löschung des alten Telefons</translation>
    </message>
    <message>
        <source>not ordered</source>
        <translation>nicht beauftragt</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Erwiesen</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Policy %1</source>
        <translation>Richtlinie %1</translation>
    </message>
    <message>
        <source>Receipt of a restored virtual phone</source>
        <translation>Beleg über ein zurückgeholtes virtuelles Telefon</translation>
    </message>
    <message>
        <source>What %1 holds of %2 now is removed. Back the phone up first if that is to be kept.</source>
        <translation>Was %1 jetzt von %2 hat, wird entfernt. Sichern Sie das Telefon vorher, wenn das erhalten bleiben soll.</translation>
    </message>
</context>
<context>
    <name>console::RetentionSetDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>How many restore points the fleet keeps</source>
        <translation>Wie viele Sicherungspunkte die Flotte behält</translation>
    </message>
    <message>
        <source>How many restore points of %1 are kept</source>
        <translation>Wie viele Sicherungspunkte von %1 bleiben</translation>
    </message>
    <message>
        <source>Keep &amp;everything</source>
        <translation>A&amp;lles behalten</translation>
    </message>
    <message>
        <source>As the &amp;fleet&apos;s rule says</source>
        <translation>Wie die Regel der &amp;Flotte sagt</translation>
    </message>
    <message>
        <source>Keep, of each phone without a rule of its own:</source>
        <translation>Behalten, von jedem Telefon ohne eigene Regel:</translation>
    </message>
    <message>
        <source>Keep, by a rule of its own:</source>
        <translation>Behalten, nach einer eigenen Regel:</translation>
    </message>
    <message>
        <source>A restore point stays as long as one of the numbers keeps it: the newest one of each hour, day, week, month or year. The newest one of a phone, the newest proved one, and the one its data still comes from always stay.</source>
        <translation>Ein Sicherungspunkt bleibt, solange eine der Zahlen ihn behält: der neueste jeder Stunde, jedes Tages, jeder Woche, jedes Monats oder Jahres. Der neueste eines Telefons, der neueste erwiesene, und der, aus dem seine Daten noch kommen, bleiben immer.</translation>
    </message>
    <message>
        <source>Would be removed: taken</source>
        <translation>Würde entfernt: erstellt</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Restore points that would be removed</source>
        <translation>Sicherungspunkte, die entfernt würden</translation>
    </message>
    <message>
        <source>the &amp;last:</source>
        <translation>die l&amp;etzten:</translation>
    </message>
    <message>
        <source>&amp;hourly:</source>
        <translation>&amp;stündlich:</translation>
    </message>
    <message>
        <source>&amp;daily:</source>
        <translation>&amp;täglich:</translation>
    </message>
    <message>
        <source>&amp;weekly:</source>
        <translation>&amp;wöchentlich:</translation>
    </message>
    <message>
        <source>&amp;monthly:</source>
        <translation>&amp;monatlich:</translation>
    </message>
    <message>
        <source>&amp;yearly:</source>
        <translation>&amp;jährlich:</translation>
    </message>
    <message>
        <source>by the clocks of:</source>
        <translation>nach den Uhren von:</translation>
    </message>
    <message>
        <source>Reading how many restore points are kept</source>
        <translation>Lesen, wie viele Sicherungspunkte bleiben</translation>
    </message>
    <message>
        <source>Looking what would be removed</source>
        <translation>Nachsehen, was entfernt würde</translation>
    </message>
    <message>
        <source>It would remove no restore point.</source>
        <translation>Es würde kein Sicherungspunkt entfernt.</translation>
    </message>
    <message numerus="yes">
        <source>It would remove %n restore point(s); %1 would stay.</source>
        <translation>
            <numerusform>Es würde %n Sicherungspunkt entfernt; %1 blieben.</numerusform>
            <numerusform>Es würden %n Sicherungspunkte entfernt; %1 blieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>As things are, %n restore point(s) will go when it is pruned next.</source>
        <translation>
            <numerusform>So wie es ist, geht %n Sicherungspunkt beim nächsten Aufräumen.</numerusform>
            <numerusform>So wie es ist, gehen %n Sicherungspunkte beim nächsten Aufräumen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more restore point(s) are not listed here.</source>
        <translation>
            <numerusform>%n weiterer Sicherungspunkt ist hier nicht aufgeführt.</numerusform>
            <numerusform>%n weitere Sicherungspunkte sind hier nicht aufgeführt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving how many restore points are kept</source>
        <translation>Speichern, wie viele Sicherungspunkte bleiben</translation>
    </message>
    <message>
        <source>How many restore points are kept was saved.</source>
        <translation>Wie viele Sicherungspunkte bleiben, wurde gespeichert.</translation>
    </message>
</context>
<context>
    <name>console::RuleDeleteDialog</name>
    <message>
        <source>Delete group %1</source>
        <translation>Gruppe %1 löschen</translation>
    </message>
    <message>
        <source>The group %1 is removed for good. A group that a policy or an exception names is not removed.</source>
        <translation>Die Gruppe %1 wird endgültig entfernt. Eine Gruppe, die eine Richtlinie oder Ausnahme nennt, wird nicht entfernt.</translation>
    </message>
    <message>
        <source>The group %1 was deleted.</source>
        <translation>Die Gruppe %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Delete exception %1</source>
        <translation>Ausnahme %1 löschen</translation>
    </message>
    <message>
        <source>The exception %1 is removed for good. What it loosened is as strict again as the policies say.</source>
        <translation>Die Ausnahme %1 wird endgültig entfernt. Was sie gelockert hat, ist wieder so streng, wie es die Richtlinien sagen.</translation>
    </message>
    <message>
        <source>The exception %1 was deleted.</source>
        <translation>Die Ausnahme %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Delete compliance rule %1</source>
        <translation>Konformitätsregel %1 löschen</translation>
    </message>
    <message>
        <source>The compliance rule %1 is removed for good. What it blocked is not blocked by it any more.</source>
        <translation>Die Konformitätsregel %1 wird endgültig entfernt. Was sie gesperrt hat, sperrt sie nicht mehr.</translation>
    </message>
    <message>
        <source>The compliance rule %1 was deleted.</source>
        <translation>Die Konformitätsregel %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Delete policy %1</source>
        <translation>Richtlinie %1 löschen</translation>
    </message>
    <message>
        <source>The policy %1 is removed for good. A policy that is still assigned is not removed: unassign it first.</source>
        <translation>Die Richtlinie %1 wird endgültig entfernt. Eine noch zugewiesene Richtlinie wird nicht entfernt: Heben Sie erst die Zuweisung auf.</translation>
    </message>
    <message>
        <source>The policy %1 was deleted.</source>
        <translation>Die Richtlinie %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Deleting %1</source>
        <translation>Löschen von %1</translation>
    </message>
</context>
<context>
    <name>console::RulePage</name>
    <message>
        <source>New…</source>
        <translation>Neu …</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>The role %1 does not permit this.</source>
        <translation>Die Rolle %1 erlaubt das nicht.</translation>
    </message>
</context>
<context>
    <name>console::RulePages</name>
    <message>
        <source>expired</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Write a new group</source>
        <translation>Eine neue Gruppe schreiben</translation>
    </message>
    <message>
        <source>Change the selected group</source>
        <translation>Die gewählte Gruppe ändern</translation>
    </message>
    <message>
        <source>Delete the selected group</source>
        <translation>Die gewählte Gruppe löschen</translation>
    </message>
    <message>
        <source>Select a group first.</source>
        <translation>Wählen Sie erst eine Gruppe.</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>No group yet. Press New… to write the first one; policies and exceptions can be for a group.</source>
        <translation>Noch keine Gruppe. Mit „Neu …“ entsteht die erste; Richtlinien und Ausnahmen können für eine Gruppe gelten.</translation>
    </message>
    <message>
        <source>Reading the groups</source>
        <translation>Lesen der Gruppen</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Who is in it</source>
        <translation>Wer dazugehört</translation>
    </message>
    <message>
        <source>a list of handsets and phones</source>
        <translation>eine Liste von Handgeräten und Telefonen</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s)</source>
        <translation>
            <numerusform>%n Telefon</numerusform>
            <numerusform>%n Telefone</numerusform>
        </translation>
    </message>
    <message>
        <source>Write a new exception</source>
        <translation>Eine neue Ausnahme schreiben</translation>
    </message>
    <message>
        <source>Change the selected exception</source>
        <translation>Die gewählte Ausnahme ändern</translation>
    </message>
    <message>
        <source>Delete the selected exception</source>
        <translation>Die gewählte Ausnahme löschen</translation>
    </message>
    <message>
        <source>Select an exception first.</source>
        <translation>Wählen Sie erst eine Ausnahme.</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>No exception. Only an exception loosens what policies say, never below a floor, and for a time.</source>
        <translation>Keine Ausnahme. Nur eine Ausnahme lockert, was Richtlinien sagen: nie unter eine Mindestvorgabe, und auf Zeit.</translation>
    </message>
    <message>
        <source>Reading the exceptions</source>
        <translation>Lesen der Ausnahmen</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Ausnahme</translation>
    </message>
    <message>
        <source>Allows</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>when %1</source>
        <translation>wenn %1</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Verantwortlich</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Write a new compliance rule</source>
        <translation>Eine neue Konformitätsregel schreiben</translation>
    </message>
    <message>
        <source>Change the selected compliance rule</source>
        <translation>Die gewählte Konformitätsregel ändern</translation>
    </message>
    <message>
        <source>Delete the selected compliance rule</source>
        <translation>Die gewählte Konformitätsregel löschen</translation>
    </message>
    <message>
        <source>Select a compliance rule first.</source>
        <translation>Wählen Sie erst eine Konformitätsregel.</translation>
    </message>
    <message>
        <source>Compliance rules</source>
        <translation>Konformitätsregeln</translation>
    </message>
    <message>
        <source>No compliance rule yet. Press New… to write the first one.</source>
        <translation>Noch keine Konformitätsregel. Mit „Neu …“ entsteht die erste.</translation>
    </message>
    <message>
        <source>Reading the compliance rules</source>
        <translation>Lesen der Konformitätsregeln</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Not compliant</source>
        <translation>Nicht konform</translation>
    </message>
    <message>
        <source>not heard from</source>
        <translation>meldet sich nicht</translation>
    </message>
    <message>
        <source>Grace period</source>
        <translation>Schonfrist</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Violations</source>
        <translation>Verletzungen</translation>
    </message>
    <message>
        <source>Every work phone keeps the compliance rules.</source>
        <translation>Jedes Arbeitstelefon hält die Konformitätsregeln ein.</translation>
    </message>
    <message>
        <source>Reading the violations</source>
        <translation>Lesen der Verletzungen</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>its condition fails</source>
        <translation>ihre Bedingung scheitert</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>In Kraft</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
</context>
<context>
    <name>console::RuleSetDialog</name>
    <message>
        <source>a-z, 0-9 and -</source>
        <translation>a-z, 0-9 und -</translation>
    </message>
    <message>
        <source>Somebody else changed %1 meanwhile; saving would replace that change.</source>
        <translation>Jemand anderes hat %1 inzwischen geändert; das Speichern würde diese Änderung ersetzen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>It has not been read.</source>
        <translation>Es wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Geben Sie einen Namen an.</translation>
    </message>
    <message>
        <source>See what &amp;changes…</source>
        <translation>&amp;Auswirkungen ansehen …</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Looking what would change</source>
        <translation>Ermitteln der Auswirkungen</translation>
    </message>
    <message>
        <source>A name has only a-z, 0-9 and -, and at most 64 characters.</source>
        <translation>Ein Name hat nur a-z, 0-9 und -, und höchstens 64 Zeichen.</translation>
    </message>
</context>
<context>
    <name>console::SettingList</name>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>&amp;Only what is set</source>
        <translation>Nur &amp;Gesetztes</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>&amp;Set by this policy</source>
        <translation>Diese Richtlinie &amp;setzt sie</translation>
    </message>
    <message>
        <source>%1 – %2 set</source>
        <translation>%1 – %2 gesetzt</translation>
    </message>
    <message>
        <source>Enforced by: %1</source>
        <translation>Durchgesetzt durch: %1</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>Erwartet: %1</translation>
    </message>
    <message>
        <source>Stricter: %1</source>
        <translation>Strenger: %1</translation>
    </message>
    <message>
        <source>When no policy sets it: %1</source>
        <translation>Ohne Richtlinie: %1</translation>
    </message>
</context>
<context>
    <name>console::SettingValueEdit</name>
    <message>
        <source>Value of %1</source>
        <translation>Wert von %1</translation>
    </message>
    <message>
        <source>One a line, each %1</source>
        <translation>Einer je Zeile, jeder %1</translation>
    </message>
</context>
<context>
    <name>console::StepList</name>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Steps of the operation</source>
        <translation>Schritte des Vorgangs</translation>
    </message>
</context>
<context>
    <name>console::TargetEdit</name>
    <message>
        <source>All phones</source>
        <translation>Alle Telefone</translation>
    </message>
    <message>
        <source>Phones of a persona</source>
        <translation>Telefone einer Persona</translation>
    </message>
    <message>
        <source>A group</source>
        <translation>Eine Gruppe</translation>
    </message>
    <message>
        <source>A handset</source>
        <translation>Ein Handgerät</translation>
    </message>
    <message>
        <source>A virtual phone</source>
        <translation>Ein virtuelles Telefon</translation>
    </message>
    <message>
        <source>Kind of target</source>
        <translation>Art des Ziels</translation>
    </message>
    <message>
        <source>Name of the target</source>
        <translation>Name des Ziels</translation>
    </message>
    <message>
        <source>Show what there is</source>
        <translation>Zeigen, was es gibt</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translation>Zum Suchen tippen</translation>
    </message>
    <message>
        <source>Looking for names</source>
        <translation>Suchen nach Namen</translation>
    </message>
    <message>
        <source>all phones</source>
        <translation>alle Telefone</translation>
    </message>
    <message>
        <source>persona %1</source>
        <translation>Persona %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>handset %1</source>
        <translation>Handgerät %1</translation>
    </message>
    <message>
        <source>phone %1</source>
        <translation>Telefon %1</translation>
    </message>
</context>
<context>
    <name>console::VirtualPhoneRestoreDialog</name>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Virtual phone</source>
        <translation>Virtuelles Telefon</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatzgerät</translation>
    </message>
    <message>
        <source>Restore point</source>
        <translation>Sicherungspunkt</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Whose phone is gone?</source>
        <translation>Wessen Telefon ist weg?</translation>
    </message>
    <message>
        <source>Which virtual phone is to come back?</source>
        <translation>Welches virtuelle Telefon soll zurück?</translation>
    </message>
    <message>
        <source>On which handset?</source>
        <translation>Auf welches Handgerät?</translation>
    </message>
    <message>
        <source>From which restore point?</source>
        <translation>Von welchem Sicherungspunkt?</translation>
    </message>
    <message>
        <source>This will happen:</source>
        <translation>Das wird geschehen:</translation>
    </message>
    <message>
        <source>The phone is being restored</source>
        <translation>Das Telefon wird zurückgeholt</translation>
    </message>
    <message>
        <source>The phone is back</source>
        <translation>Das Telefon ist zurück</translation>
    </message>
    <message>
        <source>Restore a virtual phone</source>
        <translation>Ein virtuelles Telefon zurückholen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Reading the list</source>
        <translation>Lesen der Liste</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Type a name or an email address</source>
        <translation>Name oder E-Mail-Adresse eingeben</translation>
    </message>
    <message>
        <source>Nobody of that name has a virtual phone.</source>
        <translation>Niemand dieses Namens hat ein virtuelles Telefon.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Virtual phones</source>
        <translation>Virtuelle Telefone</translation>
    </message>
    <message>
        <source>This person has no virtual phone.</source>
        <translation>Diese Person hat kein virtuelles Telefon.</translation>
    </message>
    <message>
        <source>On handset</source>
        <translation>Auf Handgerät</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>Newest restore point</source>
        <translation>Neuester Sicherungspunkt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Handsets</source>
        <translation>Handgeräte</translation>
    </message>
    <message>
        <source>Type a handset&apos;s name or serial number</source>
        <translation>Name oder Seriennummer eines Handgeräts eingeben</translation>
    </message>
    <message>
        <source>No other enrolled handset is online. Switch the replacement on, or enrol one.</source>
        <translation>Kein anderes angemeldetes Handgerät ist online. Schalten Sie das Ersatzgerät ein oder melden Sie eines an.</translation>
    </message>
    <message>
        <source>Handset</source>
        <translation>Handgerät</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <source>Restore points</source>
        <translation>Sicherungspunkte</translation>
    </message>
    <message>
        <source>There is no restore point of this phone.</source>
        <translation>Von diesem Telefon gibt es keinen Sicherungspunkt.</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Genommen</translation>
    </message>
    <message>
        <source>Proved</source>
        <translation>Erwiesen</translation>
    </message>
    <message>
        <source>not proved</source>
        <translation>nicht erwiesen</translation>
    </message>
    <message>
        <source>it has been booted from</source>
        <translation>es wurde davon gestartet</translation>
    </message>
    <message>
        <source>never booted from so far</source>
        <translation>bisher nie davon gestartet</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>release %1</source>
        <translation>Ausgabe %1</translation>
    </message>
    <message>
        <source>Progress of the restore</source>
        <translation>Fortschritt der Zurückholung</translation>
    </message>
    <message>
        <source>%1 is &amp;lost: shut it out and wipe its work phone</source>
        <translation>%1 ist &amp;verloren: aussperren und sein Arbeitstelefon löschen</translation>
    </message>
    <message>
        <source>Choose a person.</source>
        <translation>Wählen Sie eine Person.</translation>
    </message>
    <message>
        <source>Choose a virtual phone.</source>
        <translation>Wählen Sie ein virtuelles Telefon.</translation>
    </message>
    <message>
        <source>There is no restore point of this phone yet; choose another one.</source>
        <translation>Von diesem Telefon gibt es noch keinen Sicherungspunkt; wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Choose a handset that is online.</source>
        <translation>Wählen Sie ein Handgerät, das online ist.</translation>
    </message>
    <message>
        <source>Choose a restore point.</source>
        <translation>Wählen Sie einen Sicherungspunkt.</translation>
    </message>
    <message>
        <source>&amp;Restore now</source>
        <translation>&amp;Jetzt zurückholen</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Restoring %1</source>
        <translation>Zurückholen von %1</translation>
    </message>
    <message>
        <source>The restore did not succeed: %1
Its steps can be done again: go back to the summary and restore again.</source>
        <translation>Die Zurückholung ist nicht gelungen: %1
Ihre Schritte können wiederholt werden: gehen Sie zur Übersicht zurück und holen Sie das Telefon erneut zurück.</translation>
    </message>
    <message>
        <source>%1 is coming up on %2. You may close this window: the restore goes on, and Operations shows it.</source>
        <translation>%1 kommt auf %2 zurück. Sie können dieses Fenster schließen: es geht weiter, und Vorgänge zeigt es.</translation>
    </message>
    <message>
        <source>Reading the receipt</source>
        <translation>Lesen des Belegs</translation>
    </message>
    <message>
        <source>where the phone is now</source>
        <translation>wo das Telefon jetzt ist</translation>
    </message>
</context>
<context>
    <name>console::VirtualPhoneUpdateDialog</name>
    <message>
        <source>&amp;Update</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>Update %1</source>
        <translation>%1 aktualisieren</translation>
    </message>
    <message>
        <source>The phone keeps its data. The new release is verified and booted beside the old one; if its health check does not answer, the old release boots again.</source>
        <translation>Das Telefon behält seine Daten. Die neue Ausgabe wird geprüft und neben der alten gestartet; antwortet ihre Gesundheitsprüfung nicht, startet wieder die alte.</translation>
    </message>
    <message>
        <source>&amp;Release of %1 (now %2):</source>
        <translation>&amp;Ausgabe von %1 (jetzt %2):</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Reading the releases</source>
        <translation>Lesen der Ausgaben</translation>
    </message>
    <message>
        <source>There is no other release of this image.</source>
        <translation>Von diesem Abbild gibt es keine andere Ausgabe.</translation>
    </message>
    <message>
        <source>%1 is to run release %2.</source>
        <translation>%1 soll Ausgabe %2 ausführen.</translation>
    </message>
    <message>
        <source>Updating %1</source>
        <translation>Aktualisieren von %1</translation>
    </message>
</context>
<context>
    <name>console::Wording</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>Stimmt</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Weicht ab</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>staging release</source>
        <translation>lädt Ausgabe</translation>
    </message>
    <message>
        <source>creating</source>
        <translation>wird angelegt</translation>
    </message>
    <message>
        <source>restoring</source>
        <translation>wird zurückgeholt</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>updating</source>
        <translation>aktualisiert</translation>
    </message>
    <message>
        <source>wiped</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>Waiting for acceptance</source>
        <translation>Wartet auf Annahme</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>Ausgemustert</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>Personal</source>
        <translation>Persönlich</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Zurückholung</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neustart</translation>
    </message>
    <message>
        <source>Run a command</source>
        <translation>Befehl ausführen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Take a picture</source>
        <translation>Bild aufnehmen</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Löschung</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>Gelungen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>in progress</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>Revoke the old handset&apos;s certificate</source>
        <translation>Zertifikat des alten Handgeräts widerrufen</translation>
    </message>
    <message>
        <source>Order the wipe of the old work phone</source>
        <translation>Löschung des alten Arbeitstelefons beauftragen</translation>
    </message>
    <message>
        <source>Remove what the phone holds</source>
        <translation>Inhalt des Telefons entfernen</translation>
    </message>
    <message>
        <source>Bind the replacement handset</source>
        <translation>Ersatzgerät binden</translation>
    </message>
    <message>
        <source>Restore the data</source>
        <translation>Daten zurückholen</translation>
    </message>
    <message>
        <source>Apply the policy again</source>
        <translation>Richtlinie wieder anwenden</translation>
    </message>
    <message>
        <source>Boot and prove the phone</source>
        <translation>Telefon starten und erweisen</translation>
    </message>
    <message>
        <source>Write the receipt</source>
        <translation>Beleg schreiben</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>angewandt</translation>
    </message>
    <message>
        <source>waiting for the guest</source>
        <translation>wartet auf Gast</translation>
    </message>
    <message>
        <source>not supported here</source>
        <translation>hier nicht unterstützt</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Help desk</source>
        <translation>Helpdesk</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>Automatik</translation>
    </message>
    <message>
        <source>Find the person and the phone</source>
        <translation>Person und Telefon finden</translation>
    </message>
    <message>
        <source>ordered; waits for the handset to be heard from</source>
        <translation>beauftragt; wartet, bis das Handgerät sich meldet</translation>
    </message>
    <message>
        <source>the hypervisor</source>
        <translation>Hypervisor</translation>
    </message>
    <message>
        <source>the guest</source>
        <translation>Gast</translation>
    </message>
    <message>
        <source>the hypervisor and the guest</source>
        <translation>Hypervisor und Gast</translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Wireless</source>
        <translation>Funk</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Between work and personal</source>
        <translation>Zwischen Arbeit und Privat</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Apps</source>
        <translation>Apps</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>Reporting</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>tightened</source>
        <translation>verschärft</translation>
    </message>
    <message>
        <source>loosened</source>
        <translation>gelockert</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>newly set</source>
        <translation>neu gesetzt</translation>
    </message>
    <message>
        <source>no longer set</source>
        <translation>nicht mehr gesetzt</translation>
    </message>
    <message>
        <source>rule would be broken</source>
        <translation>verletzt die Regel</translation>
    </message>
    <message>
        <source>rule kept again</source>
        <translation>hält die Regel wieder</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>Mindestvorgabe</translation>
    </message>
    <message>
        <source>organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Handgerät</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>in %1 s</source>
        <translation>in %1 s</translation>
    </message>
    <message>
        <source>in %1 min</source>
        <translation>in %1 min</translation>
    </message>
    <message>
        <source>in %1 h</source>
        <translation>in %1 h</translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n Tag</numerusform>
            <numerusform>in %n Tagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>rule leads elsewhere</source>
        <translation>Regel führt woandershin</translation>
    </message>
</context>
</TS>
