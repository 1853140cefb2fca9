<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>full sync: %1 of %2 key</numerusform>
            <numerusform>full sync: %1 of %2 keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>%1 of %2 key</numerusform>
            <numerusform>%1 of %2 keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1 %2 check in %3, read %4.</numerusform>
            <numerusform>%1 %2 checks in %3, read %4.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%1 of %2 failed</numerusform>
            <numerusform>%1 of %2 failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 of %1 usable</numerusform>
            <numerusform>%1 of %1 usable</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>Dry run at %1: the switch would have begun, %2 gate is open.</numerusform>
            <numerusform>Dry run at %1: the switch would have begun, all %2 gates are open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>Dry run at %1: the switch would not have begun, %2 of %3 gates is closed.</numerusform>
            <numerusform>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>on %1 server, with the ways back</numerusform>
            <numerusform>on %1 servers, with the ways back</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>%1 gate is open.</numerusform>
            <numerusform>All %1 gates are open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>%1 of %2 gates is closed.</numerusform>
            <numerusform>%1 of %2 gates are closed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>Nothing blocks this migration, %1 thing deserves a look.</numerusform>
            <numerusform>Nothing blocks this migration, %1 things deserve a look.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>%1 thing blocks this migration</numerusform>
            <numerusform>%1 things block this migration</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1, %2 deserves a look.</numerusform>
            <numerusform>%1, %2 deserve a look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FindingView</name>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>&amp;Run %1 command…</numerusform>
            <numerusform>&amp;Run %1 commands…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>This command will be sent to %1. The journal is written first.</numerusform>
            <numerusform>These commands will be sent to %1. The journal is written first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>Nothing undoes it.</numerusform>
            <numerusform>Nothing undoes them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::GateList</name>
    <message numerus="yes">
        <source>Gates: %1 of %2 open</source>
        <translation>
            <numerusform>Gates: %1 of %2 open</numerusform>
            <numerusform>Gates: %1 of %2 open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message numerus="yes">
        <source>%1 of %2 open</source>
        <translation>
            <numerusform>%1 of %2 open</numerusform>
            <numerusform>%1 of %2 open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 of %2 agrees</numerusform>
            <numerusform>%1 of %2 agree</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1 Largest lag in that time %2. %3 sample taken, %4 missed.</numerusform>
            <numerusform>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonfly holds %1 key. Starting deletes it.</numerusform>
            <numerusform>Dragonfly holds %1 keys. Starting deletes all of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>&amp;Replace the %1 key on Dragonfly</numerusform>
            <numerusform>&amp;Replace the %1 keys on Dragonfly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>Load: %1 of %2 key</numerusform>
            <numerusform>Load: %1 of %2 keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 key/s</numerusform>
            <numerusform>%1 keys/s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>Made of %1 row of the journal; the last one&apos;s hash: %2</numerusform>
            <numerusform>Made of %1 rows of the journal; the last one&apos;s hash: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>%1 file is in %2.</numerusform>
            <numerusform>%1 files are in %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 of %2 agrees</numerusform>
            <numerusform>%1 of %2 agree</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>Named by %1 of %2 Sentinel: %3</numerusform>
            <numerusform>Named by %1 of %2 Sentinels: %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 key/s</numerusform>
            <numerusform>%1 keys/s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>Load Dragonfly anew? All it holds is deleted, and %1 key is copied from the source once more.</numerusform>
            <numerusform>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>No difference, %1 key compared.</numerusform>
            <numerusform>No difference, %1 keys compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>%1 difference</numerusform>
            <numerusform>%1 differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1, %2 key compared.</numerusform>
            <numerusform>%1, %2 keys compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>Within the freeze %1 key was compared once more in %2; different: %3, not read: %4.</numerusform>
            <numerusform>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>Within the freeze of the switch %1 key is compared once more, in about %2.</numerusform>
            <numerusform>Within the freeze of the switch %1 keys are compared once more, in about %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>Within the freeze of the switch %1 key is compared once more.</numerusform>
            <numerusform>Within the freeze of the switch %1 keys are compared once more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>Of %1 undecided key the name is not kept, so that the freeze cannot compare it.</numerusform>
            <numerusform>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>No difference, but %1 key kept changing and is undecided.</numerusform>
            <numerusform>No difference, but %1 keys kept changing and are undecided.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>No difference among %1 key.</numerusform>
            <numerusform>No difference among %1 keys.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1 key cannot be compared.</numerusform>
            <numerusform>%1 keys cannot be compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>Both servers hold the same: %1 key compared, none differs.</numerusform>
            <numerusform>Both servers hold the same: %1 keys compared, none differs.</numerusform>
        </translation>
    </message>
</context>
</TS>
