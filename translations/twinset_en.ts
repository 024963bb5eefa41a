<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
<context>
    <name>console::FleetPage</name>
    <message numerus="yes">
        <source>%n handset(s)</source>
        <translation>
            <numerusform>%n handset</numerusform>
            <numerusform>%n handsets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n virtual phone(s)</source>
        <translation>
            <numerusform>%n virtual phone</numerusform>
            <numerusform>%n virtual phones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::GroupSetDialog</name>
    <message numerus="yes">
        <source>%n member(s). Of a handset in the list, all phones are in the group.</source>
        <translation>
            <numerusform>%n member. Of a handset in the list, all phones are in the group.</numerusform>
            <numerusform>%n members. Of a handset in the list, all phones are in the group.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::PhoneDetails</name>
    <message numerus="yes">
        <source>%n setting(s) by policy</source>
        <translation>
            <numerusform>%n setting by policy</numerusform>
            <numerusform>%n settings by policy</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::PolicyWhatIfView</name>
    <message numerus="yes">
        <source>%n phone(s) would change</source>
        <translation>
            <numerusform>%n phone would change</numerusform>
            <numerusform>%n phones would change</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would break a compliance rule.</source>
        <translation>
            <numerusform>%n phone would break a compliance rule.</numerusform>
            <numerusform>%n phones would break a compliance rule.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be blocked.</source>
        <translation>
            <numerusform>%n phone would be blocked.</numerusform>
            <numerusform>%n phones would be blocked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be wiped.</source>
        <translation>
            <numerusform>%n phone would be wiped.</numerusform>
            <numerusform>%n phones would be wiped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more phone(s) are not listed here.</source>
        <translation>
            <numerusform>%n more phone is not listed here.</numerusform>
            <numerusform>%n more phones are not listed here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The group %1 would be gone; %n phone(s) are in it.</source>
        <translation>
            <numerusform>The group %1 would be gone; %n phone is in it.</numerusform>
            <numerusform>The group %1 would be gone; %n phones are in it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be in the new group %1.</source>
        <translation>
            <numerusform>%n phone would be in the new group %1.</numerusform>
            <numerusform>%n phones would be in the new group %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phone(s) would be in the group %1, now %2.</source>
        <translation>
            <numerusform>%n phone would be in the group %1, now %2.</numerusform>
            <numerusform>%n phones would be in the group %1, now %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::RetentionSetDialog</name>
    <message numerus="yes">
        <source>It would remove %n restore point(s); %1 would stay.</source>
        <translation>
            <numerusform>It would remove %n restore point; %1 would stay.</numerusform>
            <numerusform>It would remove %n restore points; %1 would stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>As things are, %n restore point(s) will go when it is pruned next.</source>
        <translation>
            <numerusform>As things are, %n restore point will go when it is pruned next.</numerusform>
            <numerusform>As things are, %n restore points will go when it is pruned next.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more restore point(s) are not listed here.</source>
        <translation>
            <numerusform>%n more restore point is not listed here.</numerusform>
            <numerusform>%n more restore points are not listed here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::RulePages</name>
    <message numerus="yes">
        <source>%n phone(s)</source>
        <translation>
            <numerusform>%n phone</numerusform>
            <numerusform>%n phones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>console::Wording</name>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
</TS>
