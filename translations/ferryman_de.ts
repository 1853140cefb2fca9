<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>Vollabgleich: %1 von %2 Schlüssel</numerusform>
            <numerusform>Vollabgleich: %1 von %2 Schlüsseln</numerusform>
        </translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>Vollabgleich</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2 s</translation>
    </message>
    <message>
        <source>is being attached</source>
        <translation>wird angehängt</translation>
    </message>
    <message>
        <source>catches up</source>
        <translation>holt auf</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>Rückstand %1</translation>
    </message>
    <message>
        <source>steady, lag %1</source>
        <translation>stetig, Rückstand %1</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>Verbindung getrennt</translation>
    </message>
    <message>
        <source>full sync after full sync</source>
        <translation>Vollabgleich um Vollabgleich</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Gate</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Scharfstellen</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>Nachprüfung</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Schreibpause</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Nachlauf</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Auslösen</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>Befördern</translation>
    </message>
    <message>
        <source>Demote</source>
        <translation>Herabstufen</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Retreat</source>
        <translation>Rückzug</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Abhängen</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>Ausrichten</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederaufnahme</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Replizieren</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Umschalten</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message>
        <source>full sync in %1</source>
        <translation>Vollabgleich in %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>%1 von %2 Schlüssel</numerusform>
            <numerusform>%1 von %2 Schlüsseln</numerusform>
        </translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>Rückstand %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 von %2 s</translation>
    </message>
    <message>
        <source>%1 s within the limits</source>
        <translation>%1 s innerhalb der Grenzen</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Abbild</translation>
    </message>
    <message>
        <source>by the source</source>
        <translation>durch die Quelle</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Catch up</source>
        <translation>Aufholen</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Stetig</translation>
    </message>
</context>
<context>
    <name>TurningPoint</name>
    <message>
        <source>Every needed connection works.</source>
        <translation>Jede benötigte Verbindung steht.</translation>
    </message>
    <message>
        <source>All gates are open: the switch waits for the name of the group.</source>
        <translation>Alle Bedingungen sind erfüllt: Die Umschaltung wartet auf den Namen der Gruppe.</translation>
    </message>
    <message>
        <source>Switch: %1.</source>
        <translation>Umschaltung: %1.</translation>
    </message>
    <message>
        <source>From here on the switch only goes forward.</source>
        <translation>Von hier an geht die Umschaltung nur noch vorwärts.</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>Der Bericht wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>source %1</source>
        <translation>Quelle %1</translation>
    </message>
    <message>
        <source>Dragonfly %1</source>
        <translation>Dragonfly %1</translation>
    </message>
    <message>
        <source>lag %1 B</source>
        <translation>Rückstand %1 B</translation>
    </message>
    <message>
        <source>written %1</source>
        <translation>geschrieben %1</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>angewandt %1</translation>
    </message>
    <message>
        <source>no value is known</source>
        <translation>kein Wert bekannt</translation>
    </message>
    <message>
        <source>At %1: %2</source>
        <translation>Um %1: %2</translation>
    </message>
    <message>
        <source>keys %1 / %2</source>
        <translation>Schlüssel %1 / %2</translation>
    </message>
    <message>
        <source>memory %1 / %2</source>
        <translation>Speicher %1 / %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>Der Vorgang wurde vor seinem Ende aufgegeben.</translation>
    </message>
    <message>
        <source>%1 answered the freeze in an unknown shape.</source>
        <translation>%1 hat auf die Schreibpause in unbekannter Form geantwortet.</translation>
    </message>
    <message>
        <source>%1 does not answer as a primary with an offset: it is none any more.</source>
        <translation>%1 antwortet nicht als Primärserver mit einem Offset: Er ist keiner mehr.</translation>
    </message>
    <message>
        <source>Dragonfly is a primary already: somebody else promoted it.</source>
        <translation>Dragonfly ist schon Primärserver: Jemand anders hat es befördert.</translation>
    </message>
    <message>
        <source>Dragonfly began a new full sync during the freeze.</source>
        <translation>Dragonfly hat während der Schreibpause einen neuen Vollabgleich begonnen.</translation>
    </message>
    <message>
        <source>The source is no longer the primary that was frozen.</source>
        <translation>Die Quelle ist nicht mehr der Primärserver, der angehalten wurde.</translation>
    </message>
    <message>
        <source>A new full sync began during the freeze.</source>
        <translation>Während der Schreibpause hat ein neuer Vollabgleich begonnen.</translation>
    </message>
    <message>
        <source>down</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Rückstand in Bytes</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>Last acknowledgement</source>
        <translation>Letzte Bestätigung</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>höchstens %1 s</translation>
    </message>
    <message>
        <source>Replication stream</source>
        <translation>Replikationsstrom</translation>
    </message>
    <message>
        <source>source %1, Dragonfly %2</source>
        <translation>Quelle %1, Dragonfly %2</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>%1 on the source, %2 on Dragonfly</source>
        <translation>%1 auf der Quelle, %2 auf Dragonfly</translation>
    </message>
    <message>
        <source>Sentinels that answer</source>
        <translation>Sentinels, die antworten</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>no common primary</source>
        <translation>kein gemeinsamer Primärserver</translation>
    </message>
    <message>
        <source>all name %1</source>
        <translation>alle nennen %1</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primärserver</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>a failover is in progress at Sentinel %1</source>
        <translation>am Sentinel %1 läuft ein Failover</translation>
    </message>
    <message>
        <source>Sentinel %1 is in tilt mode</source>
        <translation>Sentinel %1 ist im Tilt-Modus</translation>
    </message>
    <message>
        <source>Sentinel %1 holds the source for down</source>
        <translation>Sentinel %1 hält die Quelle für ausgefallen</translation>
    </message>
    <message>
        <source>Dragonfly alone</source>
        <translation>Dragonfly allein</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Dragonfly (%2) yet</source>
        <translation>Sentinel %1 kennt Dragonfly (%2) noch nicht</translation>
    </message>
    <message>
        <source>Sentinel %1 holds Dragonfly for down</source>
        <translation>Sentinel %1 hält Dragonfly für ausgefallen</translation>
    </message>
    <message>
        <source>%1 is a live replica as well</source>
        <translation>%1 ist ebenfalls ein lebendes Replikat</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel</source>
        <translation>Dragonfly, bei jedem Sentinel</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none</source>
        <translation>Sentinel %1 würde keines wählen</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose %2</source>
        <translation>Sentinel %1 würde %2 wählen</translation>
    </message>
    <message>
        <source>Findings that block</source>
        <translation>Befunde, die im Weg stehen</translation>
    </message>
    <message>
        <source>%1, such as: %2</source>
        <translation>%1, zum Beispiel: %2</translation>
    </message>
    <message>
        <source>Version of the source</source>
        <translation>Version der Quelle</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>%1 does not tell its setting %2, so it could not be put back: %3</source>
        <translation>%1 gibt seine Einstellung %2 nicht preis; sie könnte also nicht zurückgestellt werden: %3</translation>
    </message>
    <message>
        <source>%1 still refuses writes since an earlier switch: run there CONFIG SET min-replicas-to-write 0, then begin again.</source>
        <translation>%1 weist seit einer früheren Umschaltung Schreibvorgänge ab: Führen Sie dort CONFIG SET min-replicas-to-write 0 aus und beginnen Sie von vorn.</translation>
    </message>
    <message>
        <source>The connection to the source broke just before the freeze.</source>
        <translation>Die Verbindung zur Quelle ist unmittelbar vor der Schreibpause abgebrochen.</translation>
    </message>
    <message>
        <source>A new full sync began just before the freeze.</source>
        <translation>Unmittelbar vor der Schreibpause hat ein neuer Vollabgleich begonnen.</translation>
    </message>
    <message>
        <source>A Sentinel names %1 again.</source>
        <translation>Ein Sentinel nennt wieder %1.</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1 hat geantwortet: %2</translation>
    </message>
    <message>
        <source>No answer in time.</source>
        <translation>Keine rechtzeitige Antwort.</translation>
    </message>
    <message>
        <source>Sentinel %1 gave the failover up: %2.</source>
        <translation>Sentinel %1 hat das Failover aufgegeben: %2.</translation>
    </message>
    <message>
        <source>Sentinel %1 names no primary.</source>
        <translation>Sentinel %1 nennt keinen Primärserver.</translation>
    </message>
    <message>
        <source>No Sentinel is left that could be told to fail over.</source>
        <translation>Es ist kein Sentinel mehr da, der mit dem Failover beauftragt werden könnte.</translation>
    </message>
    <message>
        <source>No Sentinel answers.</source>
        <translation>Kein Sentinel antwortet.</translation>
    </message>
    <message>
        <source>The switch has begun already.</source>
        <translation>Die Umschaltung hat schon begonnen.</translation>
    </message>
    <message>
        <source>No switch is under way.</source>
        <translation>Es läuft keine Umschaltung.</translation>
    </message>
    <message>
        <source>The failover was begun already, so the switch only goes forward: stopping it now could lose writes.</source>
        <translation>Das Failover hat schon begonnen; die Umschaltung geht nur noch vorwärts: Sie jetzt anzuhalten könnte Schreibvorgänge kosten.</translation>
    </message>
    <message>
        <source>Dragonfly may be chosen from now on.</source>
        <translation>Von jetzt an darf Dragonfly gewählt werden.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.</source>
        <translation>Warten, bis jeder Sentinel Dragonfly wählen würde: bis zu 10 s, seine INFO-Abfrage.</translation>
    </message>
    <message>
        <source>All gates once more, by the machine. Until here nothing has touched the source.</source>
        <translation>Alle Bedingungen noch einmal, durch das Programm. Bis hierhin hat nichts die Quelle berührt.</translation>
    </message>
    <message>
        <source>Writes wait; the offset in the reply is the last one.</source>
        <translation>Schreibvorgänge warten; der Offset in der Antwort ist der letzte.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly has that offset.</source>
        <translation>Warten, bis Dragonfly diesen Offset hat.</translation>
    </message>
    <message>
        <source>To one Sentinel. From here it only goes forward.</source>
        <translation>An einen Sentinel. Von hier an geht es nur vorwärts.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly says role:master.</source>
        <translation>Warten, bis Dragonfly role:master meldet.</translation>
    </message>
    <message>
        <source>The old primary becomes read-only, and its clients ask Sentinel.</source>
        <translation>Der alte Primärserver wird schreibgeschützt, und seine Clients fragen Sentinel.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel names Dragonfly.</source>
        <translation>Warten, bis jeder Sentinel Dragonfly nennt.</translation>
    </message>
    <message>
        <source>One write where Sentinel points; it expires after a minute.</source>
        <translation>Ein Schreibvorgang dorthin, wohin Sentinel weist; er verfällt nach einer Minute.</translation>
    </message>
    <message>
        <source>Only if it turns back before the promotion: everything as it was.</source>
        <translation>Nur wenn vor der Beförderung umgekehrt wird: alles, wie es war.</translation>
    </message>
    <message>
        <source>All gates are open.</source>
        <translation>Alle Bedingungen sind erfüllt.</translation>
    </message>
    <message>
        <source>What comes next stands in the journal.</source>
        <translation>Was als Nächstes kommt, steht im Journal.</translation>
    </message>
    <message>
        <source>Dragonfly may be promoted: replica_priority is 1.</source>
        <translation>Dragonfly darf befördert werden: replica_priority ist 1.</translation>
    </message>
    <message>
        <source>Every answering Sentinel would choose Dragonfly.</source>
        <translation>Jeder antwortende Sentinel würde Dragonfly wählen.</translation>
    </message>
    <message>
        <source>Every connection is open, the old settings are known.</source>
        <translation>Jede Verbindung steht, die alten Einstellungen sind bekannt.</translation>
    </message>
    <message>
        <source>Writes are frozen at offset %1.</source>
        <translation>Schreibvorgänge sind bei Offset %1 angehalten.</translation>
    </message>
    <message>
        <source>Dragonfly has everything: offset %1.</source>
        <translation>Dragonfly hat alles: Offset %1.</translation>
    </message>
    <message>
        <source>The Sentinel began the failover.</source>
        <translation>Der Sentinel hat das Failover begonnen.</translation>
    </message>
    <message>
        <source>Dragonfly is the primary: it accepts writes.</source>
        <translation>Dragonfly ist der Primärserver: Es nimmt Schreibvorgänge an.</translation>
    </message>
    <message>
        <source>The old primary is read-only, its clients were sent to Sentinel.</source>
        <translation>Der alte Primärserver ist schreibgeschützt, seine Clients wurden zu Sentinel geschickt.</translation>
    </message>
    <message>
        <source>Every answering Sentinel names Dragonfly.</source>
        <translation>Jeder antwortende Sentinel nennt Dragonfly.</translation>
    </message>
    <message>
        <source>A write where Sentinel points was accepted.</source>
        <translation>Ein Schreibvorgang dorthin, wohin Sentinel weist, wurde angenommen.</translation>
    </message>
    <message>
        <source>The source accepts writes again.</source>
        <translation>Die Quelle nimmt wieder Schreibvorgänge an.</translation>
    </message>
    <message>
        <source>Looked around: the outcome of the failover is still open.</source>
        <translation>Umgesehen: Der Ausgang des Failovers ist noch offen.</translation>
    </message>
    <message>
        <source>The freeze failed: %1</source>
        <translation>Die Schreibpause ist misslungen: %1</translation>
    </message>
    <message>
        <source>The Sentinel did not take the failover: %1</source>
        <translation>Der Sentinel hat das Failover nicht angenommen: %1</translation>
    </message>
    <message>
        <source>The old primary is not demoted yet, and is tried again: %1</source>
        <translation>Der alte Primärserver ist noch nicht herabgestuft; es wird wieder versucht: %1</translation>
    </message>
    <message>
        <source>The write where Sentinel points failed, and is tried again: %1</source>
        <translation>Der Schreibvorgang dorthin, wohin Sentinel weist, ist misslungen; er wird wieder versucht: %1</translation>
    </message>
    <message>
        <source>The source could not be put back yet: %1</source>
        <translation>Die Quelle konnte noch nicht zurückgestellt werden: %1</translation>
    </message>
    <message>
        <source>Dragonfly could not be put back yet: %1</source>
        <translation>Dragonfly konnte noch nicht zurückgestellt werden: %1</translation>
    </message>
    <message>
        <source>Nothing was switched, but not everything could be put back. Run this as soon as the server answers: %1</source>
        <translation>Nichts wurde umgeschaltet, aber nicht alles konnte zurückgestellt werden. Führen Sie dies aus, sobald der Server antwortet: %1</translation>
    </message>
    <message>
        <source>The failover was begun and its end is not known, so %1 goes on refusing writes and none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. If it is slave and no Sentinel shows a failover-state, run this: %3</source>
        <translation>Das Failover hat begonnen, und sein Ausgang ist nicht bekannt; %1 weist deshalb weiter Schreibvorgänge ab, und keiner geht verloren. Fragen Sie %2 nach seiner ROLE. Ist sie master, führen Sie auf %1 REPLICAOF 127.0.0.1 1 aus. Ist sie slave und zeigt kein Sentinel einen failover-state, führen Sie dies aus: %3</translation>
    </message>
    <message>
        <source>Dragonfly %2 is the primary, but the old primary %1 did not answer and was not demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers.</source>
        <translation>Dragonfly %2 ist der Primärserver, aber der alte, %1, hat nicht geantwortet und wurde nicht herabgestuft. Halten Sie ihn angehalten, oder führen Sie dort REPLICAOF 127.0.0.1 1 aus, sobald er antwortet.</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that is wrong.</source>
        <translation>Dragonfly %1 ist der Primärserver, und der alte ist schreibgeschützt, aber nicht jeder Sentinel nennt es. Führen Sie auf jedem SENTINEL MASTER %2 aus und auf dem falschen SENTINEL RESET %2.</translation>
    </message>
    <message>
        <source>Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and its memory limit.</source>
        <translation>Jeder Sentinel nennt Dragonfly %1, aber es hat einen Schreibvorgang nicht angenommen: Sehen Sie in sein Protokoll und nach seiner Speichergrenze.</translation>
    </message>
    <message>
        <source>Sentinel failed over to Dragonfly %2 by itself, before it was known to have every write. It is the primary now; compare it with %1, which was not changed since.</source>
        <translation>Sentinel ist von selbst auf Dragonfly %2 umgestiegen, bevor bekannt war, dass es jeden Schreibvorgang hat. Es ist jetzt der Primärserver; vergleichen Sie es mit %1, das seitdem nicht verändert wurde.</translation>
    </message>
    <message>
        <source>Reads all gates.</source>
        <translation>Liest alle Bedingungen.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.</source>
        <translation>Wartet, bis jeder Sentinel bemerkt hat, dass Dragonfly befördert werden darf: bis zu 10 s.</translation>
    </message>
    <message>
        <source>Opens every connection and reads all gates once more.</source>
        <translation>Öffnet jede Verbindung und liest alle Bedingungen noch einmal.</translation>
    </message>
    <message>
        <source>Freezes the writes on the source.</source>
        <translation>Hält die Schreibvorgänge auf der Quelle an.</translation>
    </message>
    <message>
        <source>Waits until Dragonfly has the last write.</source>
        <translation>Wartet, bis Dragonfly den letzten Schreibvorgang hat.</translation>
    </message>
    <message>
        <source>Tells a Sentinel to fail over.</source>
        <translation>Beauftragt einen Sentinel mit dem Failover.</translation>
    </message>
    <message>
        <source>Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.</source>
        <translation>Wartet, bis Sentinel Dragonfly befördert hat. Die Quelle weist weiter Schreibvorgänge ab.</translation>
    </message>
    <message>
        <source>Makes the old primary read-only.</source>
        <translation>Macht den alten Primärserver schreibgeschützt.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel names Dragonfly.</source>
        <translation>Wartet, bis jeder Sentinel Dragonfly nennt.</translation>
    </message>
    <message>
        <source>Waits until the old primary answers and every Sentinel names Dragonfly.</source>
        <translation>Wartet, bis der alte Primärserver antwortet und jeder Sentinel Dragonfly nennt.</translation>
    </message>
    <message>
        <source>Puts everything back.</source>
        <translation>Stellt alles zurück.</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>Zum Anhalten aufgefordert.</translation>
    </message>
    <message>
        <source>Nothing was switched, and everything was put back.</source>
        <translation>Nichts wurde umgeschaltet, und alles wurde zurückgestellt.</translation>
    </message>
    <message>
        <source>The gates could not be read in time: a server answers too slowly.</source>
        <translation>Die Bedingungen konnten nicht rechtzeitig gelesen werden: Ein Server antwortet zu langsam.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to choose Dragonfly in time.</source>
        <translation>Nicht jeder Sentinel hätte rechtzeitig Dragonfly gewählt.</translation>
    </message>
    <message>
        <source>The last look at all gates took too long: a server answers too slowly.</source>
        <translation>Der letzte Blick auf alle Bedingungen hat zu lange gedauert: Ein Server antwortet zu langsam.</translation>
    </message>
    <message>
        <source>The source did not answer the freeze in time.</source>
        <translation>Die Quelle hat auf die Schreibpause nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Dragonfly did not take in the last writes while the source was frozen.</source>
        <translation>Dragonfly hat die letzten Schreibvorgänge nicht übernommen, während die Quelle angehalten war.</translation>
    </message>
    <message>
        <source>The Sentinel gave the failover up before it began to promote.</source>
        <translation>Der Sentinel hat das Failover aufgegeben, bevor er zu befördern begann.</translation>
    </message>
    <message>
        <source>It was stopped at your word.</source>
        <translation>Sie haben es angehalten.</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used: see that the disk has room and that you may write there.</source>
        <translation>Das Journal %1 kann nicht benutzt werden: Sorgen Sie für Platz auf dem Datenträger und für das Recht, dort zu schreiben.</translation>
    </message>
    <message>
        <source>The journal %1 was written by another version of Ferryman (schema %2, this one reads %3): use that version to go on with it.</source>
        <translation>Das Journal %1 wurde von einer anderen Version von Ferryman geschrieben (Schema %2, diese liest %3): Setzen Sie es mit jener Version fort.</translation>
    </message>
    <message>
        <source>Row %2 of the journal %1 cannot be read: the file was damaged.</source>
        <translation>Zeile %2 des Journals %1 kann nicht gelesen werden: Die Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>This is not JSON: line %1, column %2: %3.</source>
        <translation>Dies ist kein JSON: Zeile %1, Spalte %2: %3.</translation>
    </message>
    <message>
        <source>A plan is a JSON object: { ... }.</source>
        <translation>Ein Plan ist ein JSON-Objekt: { ... }.</translation>
    </message>
    <message>
        <source>%1 is no key of a plan: check its spelling.</source>
        <translation>%1 ist kein Schlüssel eines Plans: Prüfen Sie die Schreibweise.</translation>
    </message>
    <message>
        <source>%1 must be a text.</source>
        <translation>%1 muss ein Text sein.</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1 muss eine Liste von Texten sein.</translation>
    </message>
    <message>
        <source>%1 must be true or false.</source>
        <translation>%1 muss true oder false sein.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3.</source>
        <translation>%1 muss eine ganze Zahl von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>%1 must be an object: { ... }.</source>
        <translation>%1 muss ein Objekt sein: { ... }.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1 muss eines von %2 sein.</translation>
    </message>
    <message>
        <source>%1 is missing: a client certificate and its key belong together.</source>
        <translation>%1 fehlt: Ein Client-Zertifikat und sein Schlüssel gehören zusammen.</translation>
    </message>
    <message>
        <source>%1 must be a UUID; leave it out and one is made.</source>
        <translation>%1 muss eine UUID sein; lassen Sie sie weg, dann wird eine gemacht.</translation>
    </message>
    <message>
        <source>%1 must name at least one Sentinel.</source>
        <translation>%1 muss mindestens einen Sentinel nennen.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the URL of the target.</source>
        <translation>%1 fehlt: Es ist die URL des Ziels.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be read: check its name and its rights.</source>
        <translation>Der Plan %1 kann nicht gelesen werden: Prüfen Sie seinen Namen und seine Rechte.</translation>
    </message>
    <message>
        <source>The file %1 is too large to be a plan.</source>
        <translation>Die Datei %1 ist zu groß für einen Plan.</translation>
    </message>
    <message>
        <source>Starting a Redis source and its future primary</source>
        <translation>Eine Redis-Quelle und ihr künftiger Primärserver werden gestartet</translation>
    </message>
    <message>
        <source>Waiting until every Sentinel knows all others</source>
        <translation>Warten, bis jeder Sentinel alle anderen kennt</translation>
    </message>
    <message>
        <source>The Sentinels did not find each other.</source>
        <translation>Die Sentinels haben einander nicht gefunden.</translation>
    </message>
    <message>
        <source>The lab has no such server.</source>
        <translation>Das Labor hat keinen solchen Server.</translation>
    </message>
    <message>
        <source>The practice data could not be written.</source>
        <translation>Die Übungsdaten konnten nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>No Sentinel names a primary of %1.</source>
        <translation>Kein Sentinel nennt einen Primärserver von %1.</translation>
    </message>
    <message>
        <source>The server that Sentinel names is no primary.</source>
        <translation>Der Server, den Sentinel nennt, ist kein Primärserver.</translation>
    </message>
    <message>
        <source>The files of a local server cannot be written to %1.</source>
        <translation>Die Dateien eines lokalen Servers können nicht nach %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>%1 could not be run: %2</source>
        <translation>%1 konnte nicht gestartet werden: %2</translation>
    </message>
    <message>
        <source>The local server %1 did not answer within %2 s.</source>
        <translation>Der lokale Server %1 hat innerhalb von %2 s nicht geantwortet.</translation>
    </message>
    <message>
        <source>The local server %1 ended before it was ready.</source>
        <translation>Der lokale Server %1 hat geendet, bevor er bereit war.</translation>
    </message>
    <message>
        <source>%1 names no program that can be run: correct or remove this environment variable.</source>
        <translation>%1 nennt kein Programm, das gestartet werden kann: Berichtigen oder entfernen Sie diese Umgebungsvariable.</translation>
    </message>
    <message>
        <source>%1 was not found: install it, or name its path in the environment variable %2.</source>
        <translation>%1 wurde nicht gefunden: Installieren Sie es, oder nennen Sie seinen Pfad in der Umgebungsvariablen %2.</translation>
    </message>
    <message>
        <source>No free port was found on 127.0.0.1 between %1 and %2.</source>
        <translation>Auf 127.0.0.1 wurde zwischen %1 und %2 kein freier Port gefunden.</translation>
    </message>
    <message>
        <source>Port %1 of 127.0.0.1 cannot be opened: %2</source>
        <translation>Port %1 von 127.0.0.1 kann nicht geöffnet werden: %2</translation>
    </message>
    <message>
        <source>No port could be opened on 127.0.0.1.</source>
        <translation>Auf 127.0.0.1 konnte kein Port geöffnet werden.</translation>
    </message>
    <message>
        <source>The acknowledged writes cannot be looked for.</source>
        <translation>Nach den bestätigten Schreibvorgängen kann nicht gesucht werden.</translation>
    </message>
    <message>
        <source>This check did not end in time</source>
        <translation>Diese Prüfung ist nicht rechtzeitig zu Ende gekommen</translation>
    </message>
    <message>
        <source>no answer within %1 s</source>
        <translation>keine Antwort innerhalb von %1 s</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>eine Antwort</translation>
    </message>
    <message>
        <source>What was not read is not known to be well: check again.</source>
        <translation>Was nicht gelesen wurde, ist nicht als gut bekannt: Prüfen Sie erneut.</translation>
    </message>
    <message>
        <source>What was not read is not known to be well.</source>
        <translation>Was nicht gelesen wurde, ist nicht als gut bekannt.</translation>
    </message>
    <message>
        <source>Every Sentinel answers</source>
        <translation>Jeder Sentinel antwortet</translation>
    </message>
    <message>
        <source>%1 of %1</source>
        <translation>%1 von %1</translation>
    </message>
    <message>
        <source>Sentinel %1 does not answer</source>
        <translation>Sentinel %1 antwortet nicht</translation>
    </message>
    <message>
        <source>an answer of every Sentinel of the group</source>
        <translation>eine Antwort jedes Sentinels der Gruppe</translation>
    </message>
    <message>
        <source>A Sentinel that was not asked may lead clients back to the old primary: mend it, or have the others forget it with SENTINEL RESET.</source>
        <translation>Ein Sentinel, der nicht gefragt wurde, kann Clients zum alten Primärserver zurückführen: Bringen Sie ihn in Ordnung, oder lassen Sie ihn die anderen mit SENTINEL RESET vergessen.</translation>
    </message>
    <message>
        <source>The Sentinels disagree</source>
        <translation>Die Sentinels sind uneins</translation>
    </message>
    <message>
        <source>one primary, one epoch, one quorum, everybody known</source>
        <translation>ein Primärserver, eine Epoche, ein Quorum, jeder kennt jeden</translation>
    </message>
    <message>
        <source>Clients go where the Sentinel that they ask sends them.</source>
        <translation>Clients gehen dorthin, wohin der Sentinel sie schickt, den sie fragen.</translation>
    </message>
    <message>
        <source>All Sentinels agree</source>
        <translation>Alle Sentinels sind sich einig</translation>
    </message>
    <message>
        <source>primary %1, epoch %2</source>
        <translation>Primärserver %1, Epoche %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 usable, quorum %2</source>
        <translation>
            <numerusform>%1 brauchbar, Quorum %2</numerusform>
            <numerusform>%1 brauchbar, Quorum %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The quorum can be reached</source>
        <translation>Das Quorum ist erreichbar</translation>
    </message>
    <message>
        <source>The quorum cannot be reached</source>
        <translation>Das Quorum ist nicht erreichbar</translation>
    </message>
    <message numerus="yes">
        <source>at least %1 usable</source>
        <translation>
            <numerusform>mindestens %1 brauchbar</numerusform>
            <numerusform>mindestens %1 brauchbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a majority the group has no failover of its own after the switch.</source>
        <translation>Ohne Mehrheit hat die Gruppe nach der Umschaltung kein eigenes Failover.</translation>
    </message>
    <message>
        <source>A Sentinel is in tilt mode</source>
        <translation>Ein Sentinel ist im Tilt-Modus</translation>
    </message>
    <message>
        <source>In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later.</source>
        <translation>Im Tilt-Modus nimmt ein Sentinel ein Failover an, tut aber nichts, bis der Modus 30 s später endet.</translation>
    </message>
    <message>
        <source>A failover is in progress</source>
        <translation>Ein Failover ist im Gang</translation>
    </message>
    <message>
        <source>Two failovers at once leave the Sentinels with different primaries.</source>
        <translation>Zwei Failover zugleich hinterlassen die Sentinels mit verschiedenen Primärservern.</translation>
    </message>
    <message>
        <source>A Sentinel holds the primary for down</source>
        <translation>Ein Sentinel hält den Primärserver für ausgefallen</translation>
    </message>
    <message>
        <source>It may start a failover of its own at any moment.</source>
        <translation>Er kann jeden Augenblick ein eigenes Failover beginnen.</translation>
    </message>
    <message>
        <source>No failover, no tilt, nobody held for down</source>
        <translation>Kein Failover, kein Tilt, niemand gilt als ausgefallen</translation>
    </message>
    <message>
        <source>The freeze ends before a Sentinel can hold the primary for down</source>
        <translation>Die Schreibpause endet, bevor ein Sentinel den Primärserver für ausgefallen hält</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a host name</source>
        <translation>Sentinel nennt den Primärserver mit einem Hostnamen</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>eine IP-Adresse</translation>
    </message>
    <message>
        <source>Dragonfly must be attached by the very address that Sentinel uses; else Sentinel re-points it, which empties it and begins a full sync anew.</source>
        <translation>Dragonfly muss unter genau der Adresse angehängt werden, die Sentinel benutzt; sonst hängt Sentinel es um, was es leert und einen neuen Vollabgleich beginnt.</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a loopback address</source>
        <translation>Sentinel nennt den Primärserver mit einer Loopback-Adresse</translation>
    </message>
    <message>
        <source>an address that Dragonfly can reach</source>
        <translation>eine Adresse, die Dragonfly erreichen kann</translation>
    </message>
    <message>
        <source>The primary is named by an address that Dragonfly can use</source>
        <translation>Der Primärserver wird mit einer Adresse genannt, die Dragonfly benutzen kann</translation>
    </message>
    <message>
        <source>No other live replica</source>
        <translation>Kein anderes lebendes Replikat</translation>
    </message>
    <message>
        <source>The group has other live replicas</source>
        <translation>Die Gruppe hat andere lebende Replikate</translation>
    </message>
    <message>
        <source>Dragonfly as the only live replica</source>
        <translation>Dragonfly als einziges lebendes Replikat</translation>
    </message>
    <message>
        <source>The source is a primary</source>
        <translation>Die Quelle ist ein Primärserver</translation>
    </message>
    <message>
        <source>The source is no primary</source>
        <translation>Die Quelle ist kein Primärserver</translation>
    </message>
    <message>
        <source>role:master</source>
        <translation>role:master</translation>
    </message>
    <message>
        <source>Only the primary holds every write. Sentinel may just have failed over: read the endpoints again.</source>
        <translation>Nur der Primärserver hat jeden Schreibvorgang. Vielleicht gab es eben ein Failover: Lesen Sie die Endpunkte erneut.</translation>
    </message>
    <message>
        <source>The source is neither Redis nor Valkey</source>
        <translation>Die Quelle ist weder Redis noch Valkey</translation>
    </message>
    <message>
        <source>Ferryman knows how to freeze and to drain these two only.</source>
        <translation>Ferryman weiß nur bei diesen beiden, wie man sie anhält und leert.</translation>
    </message>
    <message>
        <source>The source is too old to be frozen</source>
        <translation>Die Quelle ist zu alt, um angehalten zu werden</translation>
    </message>
    <message>
        <source>Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the full sync fail and begin again for ever.</source>
        <translation>Dragonfly liest RDB-Versionen 5 bis 12 (rdb_load.cc): Eine neuere lässt den Vollabgleich scheitern und endlos neu beginnen.</translation>
    </message>
    <message>
        <source>Lua scripts may write past the fence</source>
        <translation>Lua-Skripte könnten am Zaun vorbei schreiben</translation>
    </message>
    <message>
        <source>6.2.7 or newer</source>
        <translation>6.2.7 oder neuer</translation>
    </message>
    <message>
        <source>Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the pause still holds it for the freeze budget.</source>
        <translation>Redis 6.2.0 bis 6.2.6 lässt EVAL trotz min-replicas-to-write schreiben; die Pause hält es für die Dauer der Schreibpause dennoch an.</translation>
    </message>
    <message>
        <source>Cluster mode</source>
        <translation>Cluster-Betrieb</translation>
    </message>
    <message>
        <source>The source is no cluster node</source>
        <translation>Die Quelle ist kein Cluster-Knoten</translation>
    </message>
    <message>
        <source>cluster_enabled:0</source>
        <translation>cluster_enabled:0</translation>
    </message>
    <message>
        <source>The source is a cluster node</source>
        <translation>Die Quelle ist ein Cluster-Knoten</translation>
    </message>
    <message>
        <source>cluster_enabled:1</source>
        <translation>cluster_enabled:1</translation>
    </message>
    <message>
        <source>A cluster node holds a part of the keys only, and Sentinel does not manage it.</source>
        <translation>Ein Cluster-Knoten hat nur einen Teil der Schlüssel, und Sentinel verwaltet ihn nicht.</translation>
    </message>
    <message>
        <source>TTLs of hash fields</source>
        <translation>TTLs von Hash-Feldern</translation>
    </message>
    <message>
        <source>No hash field has a TTL</source>
        <translation>Kein Hash-Feld hat eine TTL</translation>
    </message>
    <message>
        <source>TTLs of hash fields make the full sync loop for ever</source>
        <translation>TTLs von Hash-Feldern lassen den Vollabgleich endlos laufen</translation>
    </message>
    <message numerus="yes">
        <source>%1 hashes</source>
        <translation>
            <numerusform>%1 Hash</numerusform>
            <numerusform>%1 Hashes</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete these hashes first.</source>
        <translation>Dragonfly kann sie nicht laden (gemessen mit 1.40.1): Machen Sie die Felder zuerst dauerhaft, oder löschen Sie diese Hashes.</translation>
    </message>
    <message>
        <source>Function libraries</source>
        <translation>Funktionsbibliotheken</translation>
    </message>
    <message>
        <source>No function library</source>
        <translation>Keine Funktionsbibliothek</translation>
    </message>
    <message>
        <source>A function library makes the full sync loop for ever</source>
        <translation>Eine Funktionsbibliothek lässt den Vollabgleich endlos laufen</translation>
    </message>
    <message>
        <source>no library</source>
        <translation>keine Bibliothek</translation>
    </message>
    <message>
        <source>Database indexes</source>
        <translation>Datenbanknummern</translation>
    </message>
    <message>
        <source>highest database with keys %1, Dragonfly has %2</source>
        <translation>höchste Datenbank mit Schlüsseln %1, Dragonfly hat %2</translation>
    </message>
    <message>
        <source>Dragonfly has every database that is in use</source>
        <translation>Dragonfly hat jede benutzte Datenbank</translation>
    </message>
    <message>
        <source>Dragonfly lacks a database that is in use</source>
        <translation>Dragonfly fehlt eine benutzte Datenbank</translation>
    </message>
    <message>
        <source>Who the target is</source>
        <translation>Wer das Ziel ist</translation>
    </message>
    <message>
        <source>The target is a Dragonfly</source>
        <translation>Das Ziel ist ein Dragonfly</translation>
    </message>
    <message>
        <source>The target is no Dragonfly</source>
        <translation>Das Ziel ist kein Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly 1.39 or newer</source>
        <translation>Dragonfly 1.39 oder neuer</translation>
    </message>
    <message>
        <source>Whether target and source are two servers</source>
        <translation>Ob Ziel und Quelle zwei Server sind</translation>
    </message>
    <message>
        <source>Target and source are two servers</source>
        <translation>Ziel und Quelle sind zwei Server</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>The target is the source itself</source>
        <translation>Das Ziel ist die Quelle selbst</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>ein anderer Server</translation>
    </message>
    <message>
        <source>Dragonfly is too old</source>
        <translation>Dragonfly ist zu alt</translation>
    </message>
    <message>
        <source>1.39 or newer</source>
        <translation>1.39 oder neuer</translation>
    </message>
    <message>
        <source>What the target holds</source>
        <translation>Was das Ziel enthält</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys</source>
        <translation>
            <numerusform>%1 Schlüssel</numerusform>
            <numerusform>%1 Schlüssel</numerusform>
        </translation>
    </message>
    <message>
        <source>The target follows this source already</source>
        <translation>Das Ziel folgt dieser Quelle schon</translation>
    </message>
    <message>
        <source>The target is empty</source>
        <translation>Das Ziel ist leer</translation>
    </message>
    <message>
        <source>The target holds keys, which the full sync deletes</source>
        <translation>Das Ziel enthält Schlüssel, die der Vollabgleich löscht</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>Replication empties Dragonfly before it loads. Empty it yourself, or accept that its keys are replaced (replaceTargetData in a plan).</source>
        <translation>Die Replikation leert Dragonfly, bevor sie lädt. Leeren Sie es selbst, oder nehmen Sie hin, dass seine Schlüssel ersetzt werden (replaceTargetData im Plan).</translation>
    </message>
    <message>
        <source>Whom the target follows</source>
        <translation>Wem das Ziel folgt</translation>
    </message>
    <message>
        <source>The target follows nobody else</source>
        <translation>Das Ziel folgt niemand anderem</translation>
    </message>
    <message>
        <source>role:%1</source>
        <translation>role:%1</translation>
    </message>
    <message>
        <source>The target follows another primary</source>
        <translation>Das Ziel folgt einem anderen Primärserver</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemandem</translation>
    </message>
    <message>
        <source>Attaching it here would take it away from there.</source>
        <translation>Es hier anzuhängen würde es dort wegnehmen.</translation>
    </message>
    <message>
        <source>The target sets itself no memory limit</source>
        <translation>Das Ziel setzt sich keine Speichergrenze</translation>
    </message>
    <message>
        <source>source uses %1, Dragonfly may use %2</source>
        <translation>Quelle benutzt %1, Dragonfly darf %2 benutzen</translation>
    </message>
    <message>
        <source>Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and begins the full sync again for ever.</source>
        <translation>Dragonfly weist ein Abbild ab, dessen used-mem über dem 1,05-Fachen seines maxmemory liegt, und beginnt den Vollabgleich endlos neu.</translation>
    </message>
    <message>
        <source>The connection ended amid several commands, some of which had been run: ask the server what is true.</source>
        <translation>Die Verbindung endete mitten in mehreren Befehlen, von denen einige ausgeführt waren: Fragen Sie den Server, was gilt.</translation>
    </message>
    <message>
        <source>%1 did not run the transaction.</source>
        <translation>%1 hat die Transaktion nicht ausgeführt.</translation>
    </message>
    <message>
        <source>%1 did not answer each command of the transaction.</source>
        <translation>%1 hat nicht jeden Befehl der Transaktion beantwortet.</translation>
    </message>
    <message>
        <source>The connection ended before the reply to %1: whether it was run is not known, so ask the server.</source>
        <translation>Die Verbindung endete vor der Antwort auf %1: Ob der Befehl ausgeführt wurde, ist nicht bekannt; fragen Sie den Server.</translation>
    </message>
    <message>
        <source>The connection to %1 was given up.</source>
        <translation>Die Verbindung zu %1 wurde aufgegeben.</translation>
    </message>
    <message>
        <source>The connection to %1 was closed.</source>
        <translation>Die Verbindung zu %1 wurde geschlossen.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>Es besteht keine Verbindung zu %1.</translation>
    </message>
    <message>
        <source>%1 does not keep up with what it is sent: too much waits for an answer.</source>
        <translation>%1 kommt mit dem Gesendeten nicht nach: Zu viel wartet auf Antwort.</translation>
    </message>
    <message>
        <source>%1 did not answer %2 in time, so the connection was closed: the server hangs, is overloaded, or the network is down.</source>
        <translation>%1 hat auf %2 nicht rechtzeitig geantwortet, deshalb wurde die Verbindung geschlossen: Der Server hängt, ist überlastet, oder das Netz ist gestört.</translation>
    </message>
    <message>
        <source>%1 answered what it was not asked, so its answers can no longer be told apart.</source>
        <translation>%1 hat auf etwas geantwortet, das nicht gefragt wurde; seine Antworten sind nicht mehr zuzuordnen.</translation>
    </message>
    <message>
        <source>%1 speaks TLS: write rediss:// instead of redis://.</source>
        <translation>%1 spricht TLS: Schreiben Sie rediss:// statt redis://.</translation>
    </message>
    <message>
        <source>A line of the reply is longer than %1 bytes: this is no server that Ferryman knows.</source>
        <translation>Eine Zeile der Antwort ist länger als %1 Bytes: Dies ist kein Server, den Ferryman kennt.</translation>
    </message>
    <message>
        <source>The reply holds a value above the limit of %1 bytes.</source>
        <translation>Die Antwort enthält einen Wert über der Grenze von %1 Bytes.</translation>
    </message>
    <message>
        <source>The reply is above the limit of %1 bytes.</source>
        <translation>Die Antwort liegt über der Grenze von %1 Bytes.</translation>
    </message>
    <message>
        <source>The reply holds a list above the limit of %1 items.</source>
        <translation>Die Antwort enthält eine Liste über der Grenze von %1 Einträgen.</translation>
    </message>
    <message>
        <source>The reply nests lists more than %1 deep.</source>
        <translation>Die Antwort schachtelt Listen tiefer als %1 Ebenen.</translation>
    </message>
    <message>
        <source>The address holds a password: take it out, and give it in the password field or, for a plan, by an environment variable or the keychain.</source>
        <translation>Die Adresse enthält ein Passwort: Nehmen Sie es heraus, und geben Sie es im Passwortfeld an oder für einen Plan mit einer Umgebungsvariablen oder dem Schlüsselbund.</translation>
    </message>
    <message>
        <source>The user name before the @ of the address is empty or not written correctly: write special characters as %XX.</source>
        <translation>Der Benutzername vor dem @ der Adresse ist leer oder nicht richtig geschrieben: Schreiben Sie Sonderzeichen als %XX.</translation>
    </message>
    <message>
        <source>%1 accepts connections but does not answer TLS within %2 s: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 nimmt Verbindungen an, antwortet aber nicht innerhalb von %2 s mit TLS: Ist es ein Port ohne TLS, schreiben Sie redis:// statt rediss://.</translation>
    </message>
    <message>
        <source>%1 did not answer the login within %2 s: it hangs or is overloaded.</source>
        <translation>%1 hat die Anmeldung nicht innerhalb von %2 s beantwortet: Der Server hängt oder ist überlastet.</translation>
    </message>
    <message>
        <source>%1 accepts connections but says nothing within %2 s: it hangs, or it wants TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 nimmt Verbindungen an, sagt aber innerhalb von %2 s nichts: Der Server hängt, oder er will TLS; dann schreiben Sie rediss:// statt redis://.</translation>
    </message>
    <message>
        <source>No answer from %1 within %2 s: check the address, the port, the network and its firewalls.</source>
        <translation>Keine Antwort von %1 innerhalb von %2 s: Prüfen Sie die Adresse, den Port, das Netz und seine Firewalls.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered: it may want TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 hat die Verbindung vor der Antwort geschlossen: Vielleicht will der Server TLS; dann schreiben Sie rediss:// statt redis://.</translation>
    </message>
    <message>
        <source>%1 wants a password: give the user and password of this server.</source>
        <translation>%1 verlangt ein Passwort: Geben Sie Benutzer und Passwort dieses Servers an.</translation>
    </message>
    <message>
        <source>%1 refuses the user or the password: check both.</source>
        <translation>%1 weist den Benutzer oder das Passwort ab: Prüfen Sie beide.</translation>
    </message>
    <message>
        <source>%1 refuses the password: check it.</source>
        <translation>%1 weist das Passwort ab: Prüfen Sie es.</translation>
    </message>
    <message>
        <source>%1 wants no password, but one was given: leave it empty, or set one on the server.</source>
        <translation>%1 verlangt kein Passwort, es wurde aber eines angegeben: Lassen Sie es leer, oder setzen Sie auf dem Server eines.</translation>
    </message>
    <message>
        <source>%1 is in protected mode and accepts nobody from another machine: set a password on it, or bind it to an address.</source>
        <translation>%1 ist im geschützten Modus und nimmt niemanden von einem anderen Rechner an: Setzen Sie dort ein Passwort, oder binden Sie den Server an eine Adresse.</translation>
    </message>
    <message>
        <source>%1 has as many clients as it allows: raise its maxclients or close some.</source>
        <translation>%1 hat so viele Clients, wie der Server erlaubt: Erhöhen Sie maxclients, oder schließen Sie einige.</translation>
    </message>
    <message>
        <source>%1 is still loading its data: wait until it has finished.</source>
        <translation>%1 lädt noch seine Daten: Warten Sie, bis es fertig ist.</translation>
    </message>
    <message>
        <source>%1 is a replica and takes no writes, so it refused %2.</source>
        <translation>%1 ist ein Replikat und nimmt keine Schreibvorgänge an; %2 wurde deshalb abgewiesen.</translation>
    </message>
    <message>
        <source>%1 is running a script and answers nothing else: wait for it, or end it with SCRIPT KILL.</source>
        <translation>%1 führt ein Skript aus und beantwortet nichts anderes: Warten Sie darauf, oder beenden Sie es mit SCRIPT KILL.</translation>
    </message>
    <message>
        <source>%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.</source>
        <translation>%1 kann nicht auf seinen Datenträger sichern und nimmt keine Schreibvorgänge an; %2 wurde deshalb abgewiesen: Sehen Sie in sein Protokoll.</translation>
    </message>
    <message>
        <source>%1 does not know the command %2.</source>
        <translation>%1 kennt den Befehl %2 nicht.</translation>
    </message>
    <message>
        <source>%1 ended the conversation with an error: %2</source>
        <translation>%1 hat das Gespräch mit einem Fehler beendet: %2</translation>
    </message>
    <message>
        <source>%1 answers %2 with an error: %3</source>
        <translation>%1 beantwortet %2 mit einem Fehler: %3</translation>
    </message>
    <message>
        <source>%1 refuses the login: %2</source>
        <translation>%1 weist die Anmeldung ab: %2</translation>
    </message>
    <message>
        <source>%1 does not have the database that the address names.</source>
        <translation>%1 hat die Datenbank nicht, die die Adresse nennt.</translation>
    </message>
    <message>
        <source>Nothing listens on %1: check the address, the port and whether the server runs.</source>
        <translation>Auf %1 lauscht niemand: Prüfen Sie die Adresse, den Port und ob der Server läuft.</translation>
    </message>
    <message>
        <source>The name %1 is not known: check its spelling and the name service.</source>
        <translation>Der Name %1 ist nicht bekannt: Prüfen Sie die Schreibweise und den Namensdienst.</translation>
    </message>
    <message>
        <source>%1 closed the connection.</source>
        <translation>%1 hat die Verbindung geschlossen.</translation>
    </message>
    <message>
        <source>No answer from %1: check the address, the port, the network and its firewalls.</source>
        <translation>Keine Antwort von %1: Prüfen Sie die Adresse, den Port, das Netz und seine Firewalls.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: check the network and its firewalls.</source>
        <translation>%1 ist nicht erreichbar: Prüfen Sie das Netz und seine Firewalls.</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>Die Verbindung zu %1 ist misslungen.</translation>
    </message>
    <message>
        <source>The TLS file %1 cannot be read.</source>
        <translation>Die TLS-Datei %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The file %1 holds no certificate in PEM form.</source>
        <translation>Die Datei %1 enthält kein Zertifikat in PEM-Form.</translation>
    </message>
    <message>
        <source>The file %1 holds no RSA or EC key in PEM form without a passphrase.</source>
        <translation>Die Datei %1 enthält keinen RSA- oder EC-Schlüssel in PEM-Form ohne Passphrase.</translation>
    </message>
    <message>
        <source>A client certificate needs its key and a key its certificate: only %1 is given.</source>
        <translation>Ein Client-Zertifikat braucht seinen Schlüssel und ein Schlüssel sein Zertifikat: Nur %1 ist angegeben.</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2: have it renewed.</source>
        <translation>Das Zertifikat von %1 ist am %2 abgelaufen: Lassen Sie es erneuern.</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on only: check both clocks.</source>
        <translation>Das Zertifikat von %1 gilt erst ab %2: Prüfen Sie beide Uhren.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the name %2: give the name that it bears as the TLS server name.</source>
        <translation>Das Zertifikat von %1 gilt nicht für den Namen %2: Geben Sie den Namen, den es trägt, als TLS-Servernamen an.</translation>
    </message>
    <message>
        <source>The certificate of %1 was not accepted.</source>
        <translation>Das Zertifikat von %1 wurde nicht angenommen.</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate: check that its certificate authority knows it and that it has not expired.</source>
        <translation>%1 weist das Client-Zertifikat ab: Prüfen Sie, ob seine Zertifizierungsstelle dort bekannt und es nicht abgelaufen ist.</translation>
    </message>
    <message>
        <source>%1 breaks off TLS: it may want a client certificate, so give certificate and key.</source>
        <translation>%1 bricht TLS ab: Vielleicht will der Server ein Client-Zertifikat; geben Sie dann Zertifikat und Schlüssel an.</translation>
    </message>
    <message>
        <source>%1 does not speak TLS as expected: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 spricht TLS nicht wie erwartet: Ist es ein Port ohne TLS, schreiben Sie redis:// statt rediss://.</translation>
    </message>
    <message>
        <source>Dragonfly could not attach to %1: %2. It must reach that address, and log in there if a password is wanted.</source>
        <translation>Dragonfly konnte sich nicht an %1 hängen: %2. Es muss diese Adresse erreichen und sich dort anmelden können, wenn ein Passwort verlangt wird.</translation>
    </message>
    <message>
        <source>Dragonfly is a replica of %1 already: end that first with REPLICAOF NO ONE.</source>
        <translation>Dragonfly ist schon Replikat von %1: Beenden Sie das zuerst mit REPLICAOF NO ONE.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and attaching would delete them: empty it, or allow them to be replaced.</source>
        <translation>
            <numerusform>Dragonfly enthält %1 Schlüssel, und das Anhängen würde ihn löschen: Leeren Sie es, oder erlauben Sie, dass er ersetzt wird.</numerusform>
            <numerusform>Dragonfly enthält %1 Schlüssel, und das Anhängen würde sie löschen: Leeren Sie es, oder erlauben Sie, dass sie ersetzt werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is not attached yet.</source>
        <translation>Dragonfly ist noch nicht angehängt.</translation>
    </message>
    <message>
        <source>Dragonfly connects to the source.</source>
        <translation>Dragonfly verbindet sich mit der Quelle.</translation>
    </message>
    <message>
        <source>Replication was stopped.</source>
        <translation>Die Replikation wurde angehalten.</translation>
    </message>
    <message>
        <source>Not steady: the source does not answer.</source>
        <translation>Nicht stetig: Die Quelle antwortet nicht.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly does not answer.</source>
        <translation>Nicht stetig: Dragonfly antwortet nicht.</translation>
    </message>
    <message>
        <source>Not steady: lag %1; the limit is %2.</source>
        <translation>Nicht stetig: Rückstand %1; die Grenze ist %2.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and growing by %2; the limit is %3.</source>
        <translation>Nicht stetig: Rückstand %1 und um %2 wachsend; die Grenze ist %3.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and shrinking by %2; the limit is %3.</source>
        <translation>Nicht stetig: Rückstand %1 und um %2 schrumpfend; die Grenze ist %3.</translation>
    </message>
    <message>
        <source>Not steady: the source does not list Dragonfly among its replicas.</source>
        <translation>Nicht stetig: Die Quelle führt Dragonfly nicht unter ihren Replikaten.</translation>
    </message>
    <message>
        <source>Not steady: the full sync is under way (%1).</source>
        <translation>Nicht stetig: Der Vollabgleich ist im Gang (%1).</translation>
    </message>
    <message>
        <source>Not steady: the lag is not known, since one side did not answer.</source>
        <translation>Nicht stetig: Der Rückstand ist nicht bekannt, weil eine Seite nicht geantwortet hat.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 s; the limit is %2 s.</source>
        <translation>Nicht stetig: Rückstand %1 s; die Grenze ist %2 s.</translation>
    </message>
    <message>
        <source>Not steady: a new full sync has begun since.</source>
        <translation>Nicht stetig: Seitdem hat ein neuer Vollabgleich begonnen.</translation>
    </message>
    <message>
        <source>Within the limits for %1, lag %2; steady after %3 s.</source>
        <translation>Seit %1 innerhalb der Grenzen, Rückstand %2; stetig nach %3 s.</translation>
    </message>
    <message>
        <source>Steady for %1: lag %2 and %3 s, limits %4 and %5 s.</source>
        <translation>Stetig seit %1: Rückstand %2 und %3 s, Grenzen %4 und %5 s.</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Replication offset</source>
        <translation>Replikations-Offset</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Rückstand in Sekunden</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Schreib- und Anwendungsrate</translation>
    </message>
    <message>
        <source>This is a Sentinel, not a Dragonfly: give the address on which Dragonfly serves data, usually port 6379.</source>
        <translation>Dies ist ein Sentinel, kein Dragonfly: Geben Sie die Adresse an, unter der Dragonfly Daten bedient, gewöhnlich Port 6379.</translation>
    </message>
    <message>
        <source>No Sentinel is given: enter the address of any one of them.</source>
        <translation>Es ist kein Sentinel angegeben: Tragen Sie die Adresse irgendeines von ihnen ein.</translation>
    </message>
    <message>
        <source>This Sentinel watches no group: have it monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Dieser Sentinel überwacht keine Gruppe: Lassen Sie ihn zuerst den Primärserver überwachen (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>This Sentinel watches several groups: choose one of %1.</source>
        <translation>Dieser Sentinel überwacht mehrere Gruppen: Wählen Sie eine von %1.</translation>
    </message>
    <message>
        <source>The Sentinels name no primary of this group.</source>
        <translation>Die Sentinels nennen keinen Primärserver dieser Gruppe.</translation>
    </message>
    <message>
        <source>The plan names %1 as the source, but Sentinel names %2 as the primary of this group: leave the source out, or correct it.</source>
        <translation>Der Plan nennt %1 als Quelle, Sentinel aber %2 als Primärserver dieser Gruppe: Lassen Sie die Quelle weg, oder berichtigen Sie sie.</translation>
    </message>
    <message>
        <source>Nothing is connected yet: go through Connect first.</source>
        <translation>Noch ist nichts verbunden: Gehen Sie zuerst durch „Verbinden“.</translation>
    </message>
    <message>
        <source>A switch is under way: wait until it has ended.</source>
        <translation>Eine Umschaltung ist im Gang: Warten Sie, bis sie geendet hat.</translation>
    </message>
    <message>
        <source>Interrupted before the switch.</source>
        <translation>Vor der Umschaltung unterbrochen.</translation>
    </message>
    <message>
        <source>%1 Nothing was changed.</source>
        <translation>%1 Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>The assessment found what blocks this migration: %1</source>
        <translation>Die Prüfung hat gefunden, was dieser Migration im Weg steht: %1</translation>
    </message>
    <message>
        <source>Nothing blocks this migration.</source>
        <translation>Dieser Migration steht nichts im Weg.</translation>
    </message>
    <message>
        <source>An earlier run on this plan sent %1 to %2 and did not put it back; what puts it back: %3</source>
        <translation>Ein früherer Lauf dieses Plans hat %1 an %2 geschickt und nicht zurückgestellt; zurück stellt es: %3</translation>
    </message>
    <message>
        <source>An earlier run on this plan may have sent %1 to %2; what puts it back: %3</source>
        <translation>Ein früherer Lauf dieses Plans hat vielleicht %1 an %2 geschickt; zurück stellt es: %3</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 does not answer: %2 of %3 do.</source>
        <translation>
            <numerusform>Sentinel %1 antwortet nicht: %2 von %3 antwortet.</numerusform>
            <numerusform>Sentinel %1 antwortet nicht: %2 von %3 antworten.</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers were running.</source>
        <translation>Es liefen keine Schreiber.</translation>
    </message>
    <message>
        <source>reading and testing</source>
        <translation>liest und testet</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 tests failed</source>
        <translation>
            <numerusform>%1 von %2 Test misslungen</numerusform>
            <numerusform>%1 von %2 Tests misslungen</numerusform>
        </translation>
    </message>
    <message>
        <source>all connections work</source>
        <translation>alle Verbindungen stehen</translation>
    </message>
    <message>
        <source>something stands in the way</source>
        <translation>etwas steht im Weg</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>zu tun</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>prüft</translation>
    </message>
    <message>
        <source>waits for Connect</source>
        <translation>wartet auf „Verbinden“</translation>
    </message>
    <message>
        <source>blockers: %1</source>
        <translation>Hindernisse: %1</translation>
    </message>
    <message>
        <source>no blocker, warnings: %1</source>
        <translation>kein Hindernis, Warnungen: %1</translation>
    </message>
    <message>
        <source>nothing in the way</source>
        <translation>nichts im Weg</translation>
    </message>
    <message>
        <source>ended with the switch</source>
        <translation>endete mit der Umschaltung</translation>
    </message>
    <message>
        <source>attaching</source>
        <translation>hängt an</translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>Vollabgleich</translation>
    </message>
    <message>
        <source>not steady yet</source>
        <translation>noch nicht stetig</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stetig</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>full syncs without end</source>
        <translation>Vollabgleich ohne Ende</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>waits for Assess</source>
        <translation>wartet auf „Prüfen“</translation>
    </message>
    <message>
        <source>waits for Replicate</source>
        <translation>wartet auf „Replizieren“</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>a person is needed</source>
        <translation>ein Mensch ist gefragt</translation>
    </message>
    <message>
        <source>aborted, all put back</source>
        <translation>abgebrochen, alles zurück</translation>
    </message>
    <message>
        <source>waits for steady replication</source>
        <translation>wartet auf Stetigkeit</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>gates closed: %1</source>
        <translation>nicht erfüllt: %1</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>ready, not exported</source>
        <translation>bereit, nicht gespeichert</translation>
    </message>
    <message>
        <source>waits for Fail over</source>
        <translation>wartet auf „Umschalten“</translation>
    </message>
    <message>
        <source>The keychain cannot be used: enter the password for this session only.</source>
        <translation>Der Schlüsselbund ist nicht benutzbar: Geben Sie das Passwort nur für diese Sitzung ein.</translation>
    </message>
    <message>
        <source>The keychain did not answer within %1 seconds: unlock it, or enter the password for this session only.</source>
        <translation>Der Schlüsselbund hat innerhalb von %1 Sekunden nicht geantwortet: Entsperren Sie ihn, oder geben Sie das Passwort für diese Sitzung ein.</translation>
    </message>
    <message>
        <source>The environment variable %1, which the plan names for a password, is not set.</source>
        <translation>Die Umgebungsvariable %1, die der Plan für ein Passwort nennt, ist nicht gesetzt.</translation>
    </message>
    <message>
        <source>After SENTINEL RESET %1 did not find the other Sentinels again within %2 seconds: look at its log before you go on.</source>
        <translation>Nach SENTINEL RESET hat %1 die anderen Sentinels nicht innerhalb von %2 Sekunden wiedergefunden: Sehen Sie in sein Protokoll, bevor Sie weitermachen.</translation>
    </message>
    <message>
        <source>excluded: the Sentinel holds it for down</source>
        <translation>ausgeschlossen: Der Sentinel hält es für ausgefallen</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has no connection to it</source>
        <translation>ausgeschlossen: Der Sentinel hat keine Verbindung dazu</translation>
    </message>
    <message>
        <source>excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms</source>
        <translation>ausgeschlossen: Seine letzte gültige Antwort auf PING ist %1 ms alt, die Grenze ist %2 ms</translation>
    </message>
    <message>
        <source>excluded: its priority is 0</source>
        <translation>ausgeschlossen: Seine Priorität ist 0</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has not read its INFO yet</source>
        <translation>ausgeschlossen: Der Sentinel hat sein INFO noch nicht gelesen</translation>
    </message>
    <message>
        <source>excluded: its last INFO is %1 ms old, the limit is %2 ms</source>
        <translation>ausgeschlossen: Sein letztes INFO ist %1 ms alt, die Grenze ist %2 ms</translation>
    </message>
    <message>
        <source>excluded: its link to the primary has been down for %1 ms, the limit is %2 ms</source>
        <translation>ausgeschlossen: Seine Verbindung zum Primärserver ist seit %1 ms getrennt, die Grenze ist %2 ms</translation>
    </message>
    <message>
        <source>not chosen: its priority is %1, that of the chosen one %2</source>
        <translation>nicht gewählt: Seine Priorität ist %1, die des gewählten %2</translation>
    </message>
    <message>
        <source>not chosen: its offset is %1, that of the chosen one %2</source>
        <translation>nicht gewählt: Sein Offset ist %1, der des gewählten %2</translation>
    </message>
    <message>
        <source>not chosen: all else is equal, and its run id is the greater or missing</source>
        <translation>nicht gewählt: Alles andere ist gleich, und seine Run-ID ist die größere oder fehlt</translation>
    </message>
    <message>
        <source>would be chosen now</source>
        <translation>würde jetzt gewählt</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know this group.</source>
        <translation>Sentinel %1 kennt diese Gruppe nicht.</translation>
    </message>
    <message>
        <source>The Sentinels know no group at all: have them monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Die Sentinels kennen gar keine Gruppe: Lassen Sie sie zuerst den Primärserver überwachen (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>Sentinel %1 refuses SENTINEL MASTER.</source>
        <translation>Sentinel %1 weist SENTINEL MASTER ab.</translation>
    </message>
    <message>
        <source>No Sentinel is given.</source>
        <translation>Es ist kein Sentinel angegeben.</translation>
    </message>
    <message>
        <source>The Sentinels name different primaries (%1): wait until they agree, or reset the one that is wrong.</source>
        <translation>Die Sentinels nennen verschiedene Primärserver (%1): Warten Sie, bis sie sich einig sind, oder setzen Sie den falschen zurück.</translation>
    </message>
    <message>
        <source>The Sentinels are at different configuration epochs (%1): one of them has missed a failover.</source>
        <translation>Die Sentinels sind in verschiedenen Konfigurationsepochen (%1): Einem von ihnen ist ein Failover entgangen.</translation>
    </message>
    <message>
        <source>The Sentinels have different quorums (%1): set the same one with SENTINEL SET.</source>
        <translation>Die Sentinels haben verschiedene Quoren (%1): Setzen Sie mit SENTINEL SET dasselbe.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover in progress: wait until it ends.</source>
        <translation>An Sentinel %1 läuft ein Failover: Warten Sie, bis es endet.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Sentinel %2: they find each other through the primary within seconds; if not, look at the network between them.</source>
        <translation>Sentinel %1 kennt Sentinel %2 nicht: Sie finden einander über den Primärserver innerhalb von Sekunden; wenn nicht, sehen Sie nach dem Netz zwischen ihnen.</translation>
    </message>
    <message>
        <source>not switched</source>
        <translation>nicht umgeschaltet</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>umgezogen</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>braucht einen Menschen</translation>
    </message>
    <message>
        <source>Writes lost</source>
        <translation>Verlorene Schreibvorgänge</translation>
    </message>
    <message>
        <source>Dragonfly had the frozen offset before it was promoted</source>
        <translation>Dragonfly hatte den Offset der Schreibpause, bevor es befördert wurde</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Schreibausfall</translation>
    </message>
    <message>
        <source>longest gap of one writer</source>
        <translation>längste Lücke eines Schreibers</translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Schreibpause</translation>
    </message>
    <message>
        <source>from the freeze to the promotion</source>
        <translation>vom Anhalten bis zur Beförderung</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Sentinels agree</source>
        <translation>Sentinels einig</translation>
    </message>
    <message>
        <source>The reply has an unknown shape: %1</source>
        <translation>Die Antwort hat eine unbekannte Form: %1</translation>
    </message>
    <message>
        <source>The reply to INFO lacks %1</source>
        <translation>In der Antwort auf INFO fehlt %1</translation>
    </message>
    <message>
        <source>What the Sentinels say</source>
        <translation>Was die Sentinels sagen</translation>
    </message>
    <message>
        <source>No Sentinel of the group is known</source>
        <translation>Es ist kein Sentinel der Gruppe bekannt</translation>
    </message>
    <message>
        <source>The address of the primary</source>
        <translation>Die Adresse des Primärservers</translation>
    </message>
    <message>
        <source>The Sentinels name no common primary</source>
        <translation>Die Sentinels nennen keinen gemeinsamen Primärserver</translation>
    </message>
    <message>
        <source>The switch did not begin.</source>
        <translation>Die Umschaltung hat nicht begonnen.</translation>
    </message>
    <message>
        <source>reads the gates</source>
        <translation>liest die Bedingungen</translation>
    </message>
    <message>
        <source>Expected drain</source>
        <translation>Erwarteter Nachlauf</translation>
    </message>
    <message>
        <source>%1 is a live replica as well, and is detached first</source>
        <translation>%1 ist ebenfalls ein lebendes Replikat und wird zuerst abgehängt</translation>
    </message>
    <message>
        <source>%1: writes are refused instead of paused</source>
        <translation>%1: Schreibvorgänge werden abgelehnt statt angehalten</translation>
    </message>
    <message>
        <source>5.0 or later</source>
        <translation>5.0 oder neuer</translation>
    </message>
    <message>
        <source>min-replicas-max-lag is 0 on %1, so that it ignores min-replicas-to-write and could not be fenced: set it to 10, its default.</source>
        <translation>min-replicas-max-lag ist 0 auf %1, deshalb beachtet er min-replicas-to-write nicht und ließe sich nicht abriegeln: Setzen Sie es auf 10, den Standardwert.</translation>
    </message>
    <message>
        <source>Dragonfly was started anew.</source>
        <translation>Dragonfly wurde neu gestartet.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and knew every command that it was given.</source>
        <translation>
            <numerusform>Dragonfly hält %1 Schlüssel und kannte jeden Befehl, den es bekam.</numerusform>
            <numerusform>Dragonfly hält %1 Schlüssel und kannte jeden Befehl, den es bekam.</numerusform>
        </translation>
    </message>
    <message>
        <source>Detached: no Sentinel would choose it, its readers see the data as they are now.</source>
        <translation>Abgehängt: Kein Sentinel würde es wählen, seine Leser sehen die Daten, wie sie jetzt sind.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, each waited for until it knows its peers again.</source>
        <translation>An einen Sentinel nach dem anderen; bei jedem wird gewartet, bis er die anderen wieder kennt.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel shows Dragonfly alone: up to 10 s, its INFO poll.</source>
        <translation>Warten, bis jeder Sentinel Dragonfly allein zeigt: bis zu 10 s, seine INFO-Abfrage.</translation>
    </message>
    <message>
        <source>Wait for the moment at which a Sentinel promotes soonest: up to 15 s, then without it.</source>
        <translation>Auf den Augenblick warten, in dem ein Sentinel am schnellsten befördert: bis zu 15 s, danach ohne ihn.</translation>
    </message>
    <message>
        <source>Writes are refused; the offset in the reply is the last one.</source>
        <translation>Schreibvorgänge werden abgelehnt; der Offset in der Antwort ist der letzte.</translation>
    </message>
    <message>
        <source>It keeps its data, and refuses every write.</source>
        <translation>Er behält seine Daten und lehnt jeden Schreibvorgang ab.</translation>
    </message>
    <message>
        <source>So that a restart changes nothing of it.</source>
        <translation>Damit ein Neustart daran nichts ändert.</translation>
    </message>
    <message>
        <source>The plan wants it shut down.</source>
        <translation>Der Plan will ihn heruntergefahren.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, once none has a failover under way: it forgets the old servers.</source>
        <translation>An einen Sentinel nach dem anderen, sobald keiner einen Failover im Gange hat: Er vergisst die alten Server.</translation>
    </message>
    <message>
        <source>It stays a read-only replica of nobody.</source>
        <translation>Er bleibt ein schreibgeschütztes Replikat von niemandem.</translation>
    </message>
    <message>
        <source>The other replicas are detached: no Sentinel would choose one of them.</source>
        <translation>Die anderen Replikate sind abgehängt: Kein Sentinel würde eines davon wählen.</translation>
    </message>
    <message>
        <source>Every answering Sentinel has forgotten the other servers and found its peers again.</source>
        <translation>Jeder antwortende Sentinel hat die anderen Server vergessen und die anderen Sentinels wiedergefunden.</translation>
    </message>
    <message>
        <source>Every answering Sentinel shows Dragonfly alone.</source>
        <translation>Jeder antwortende Sentinel zeigt Dragonfly allein.</translation>
    </message>
    <message>
        <source>The best moment has come.</source>
        <translation>Der beste Augenblick ist da.</translation>
    </message>
    <message>
        <source>No Sentinel has a failover under way any more.</source>
        <translation>Kein Sentinel hat mehr einen Failover im Gange.</translation>
    </message>
    <message>
        <source>The old servers are as the plan wants them.</source>
        <translation>Die alten Server sind, wie der Plan sie will.</translation>
    </message>
    <message>
        <source>Read who is there.</source>
        <translation>Gelesen, wer da ist.</translation>
    </message>
    <message>
        <source>The other replicas follow the source again.</source>
        <translation>Die anderen Replikate folgen der Quelle wieder.</translation>
    </message>
    <message>
        <source>The other replicas could not be detached: %1</source>
        <translation>Die anderen Replikate konnten nicht abgehängt werden: %1</translation>
    </message>
    <message>
        <source>A Sentinel has not forgotten the other servers: %1</source>
        <translation>Ein Sentinel hat die anderen Server nicht vergessen: %1</translation>
    </message>
    <message>
        <source>The old servers could not be parked yet: %1</source>
        <translation>Die alten Server konnten noch nicht geparkt werden: %1</translation>
    </message>
    <message>
        <source>Not every server could be read yet: %1</source>
        <translation>Noch konnte nicht jeder Server gelesen werden: %1</translation>
    </message>
    <message>
        <source>The other replicas could not be put back yet: %1</source>
        <translation>Die anderen Replikate konnten noch nicht zurückgestellt werden: %1</translation>
    </message>
    <message>
        <source>Dragonfly %2 was started anew during the switch, so it may be empty and must not become the primary: %1 has every write and goes on refusing new ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run this: %3</source>
        <translation>Dragonfly %2 wurde während der Umschaltung neu gestartet; es ist vielleicht leer und darf nicht Primärserver werden: %1 hat jeden Schreibvorgang und lehnt neue weiter ab. Halten Sie Dragonfly an, sehen Sie nach, dass kein Sentinel einen failover-state zeigt, und führen Sie dann dies aus: %3</translation>
    </message>
    <message>
        <source>Detaches the other replicas, and waits until every Sentinel knows Dragonfly alone: about 10 s and 3 s more for each Sentinel.</source>
        <translation>Hängt die anderen Replikate ab und wartet, bis jeder Sentinel Dragonfly allein kennt: etwa 10 s und 3 s mehr für jeden Sentinel.</translation>
    </message>
    <message>
        <source>Waits for the best moment, which comes every 10 s at each Sentinel.</source>
        <translation>Wartet auf den besten Augenblick, der bei jedem Sentinel alle 10 s kommt.</translation>
    </message>
    <message>
        <source>Parks the old servers.</source>
        <translation>Parkt die alten Server.</translation>
    </message>
    <message>
        <source>Has the Sentinels forget the old servers, one after the other.</source>
        <translation>Lässt die Sentinels die alten Server vergessen, einen nach dem anderen.</translation>
    </message>
    <message>
        <source>Reads what is true on all servers.</source>
        <translation>Liest auf allen Servern, was wahr ist.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to know Dragonfly alone in time.</source>
        <translation>Nicht jeder Sentinel kannte Dragonfly rechtzeitig allein.</translation>
    </message>
    <message>
        <source>An earlier switch had not come to its end.</source>
        <translation>Eine frühere Umschaltung war nicht zu Ende gekommen.</translation>
    </message>
    <message>
        <source>at least %1: the freeze budget of %2 ms and a margin</source>
        <translation>mindestens %1: die Schreibpause von %2 ms und ein Zuschlag</translation>
    </message>
    <message>
        <source>Sentinel could promote one of them, and would wait for them to follow Dragonfly, which they cannot. So they are detached before the switch, which takes about %1 s: meanwhile their readers see old data, and there is no other candidate should the source fail. Should the switch be aborted, they follow the source again.</source>
        <translation>Sentinel könnte eines davon befördern und würde warten, dass sie Dragonfly folgen, was sie nicht können. Deshalb werden sie vor der Umschaltung abgehängt, was etwa %1 s dauert: Währenddessen sehen ihre Leser alte Daten, und es gibt keinen anderen Kandidaten, falls die Quelle ausfällt. Wird die Umschaltung abgebrochen, folgen sie wieder der Quelle.</translation>
    </message>
    <message>
        <source>No switch of this plan was left open.</source>
        <translation>Keine Umschaltung dieses Plans ist offen geblieben.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover under way that does not end, so it was not reset.</source>
        <translation>Sentinel %1 hat einen Failover im Gange, der nicht endet; deshalb wurde er nicht zurückgesetzt.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused</source>
        <translation>Schreibvorgänge werden abgelehnt statt angehalten</translation>
    </message>
    <message>
        <source>6.2 or newer</source>
        <translation>6.2 oder neuer</translation>
    </message>
    <message>
        <source>Before 6.2 CLIENT PAUSE knows no WRITE, so during the switch clients get NOREPLICAS errors instead of waiting.</source>
        <translation>Vor 6.2 kennt CLIENT PAUSE kein WRITE, also bekommen die Clients während der Umschaltung NOREPLICAS-Fehler, statt zu warten.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused, and scripts pass</source>
        <translation>Schreibvorgänge werden abgelehnt statt angehalten, und Skripte kommen durch</translation>
    </message>
    <message>
        <source>6.0.17 or newer</source>
        <translation>6.0.17 oder neuer</translation>
    </message>
    <message>
        <source>Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before 6.2 nothing else freezes: what a script writes during the switch is lost. Stop the clients that run writing scripts for that second.</source>
        <translation>Vor 6.0.17 schreibt EVAL trotz min-replicas-to-write, und vor 6.2 hält sonst nichts die Schreibvorgänge an: Was ein Skript während der Umschaltung schreibt, ist verloren. Halten Sie die Clients, die schreibende Skripte ausführen, für diese Sekunde an.</translation>
    </message>
    <message>
        <source>Redis 5.0 to 7.4, or Valkey 7.2 to 8</source>
        <translation>Redis 5.0 bis 7.4 oder Valkey 7.2 bis 8</translation>
    </message>
    <message>
        <source>The fence by min-replicas-to-write is known to hold from 5.0 on.</source>
        <translation>Die Abriegelung durch min-replicas-to-write hält nachweislich ab 5.0.</translation>
    </message>
    <message>
        <source>Another finding is being mended: wait until it has ended.</source>
        <translation>Ein anderer Befund wird gerade behoben: Warten Sie, bis das beendet ist.</translation>
    </message>
    <message>
        <source>Nothing was sent: checked again, this finding is not what it was, or Ferryman cannot mend it by itself.</source>
        <translation>Nichts wurde gesendet: Noch einmal geprüft, ist dieser Befund nicht mehr, was er war, oder Ferryman kann ihn nicht selbst beheben.</translation>
    </message>
    <message>
        <source>A finding is being mended: wait until it has ended.</source>
        <translation>Ein Befund wird gerade behoben: Warten Sie, bis das beendet ist.</translation>
    </message>
    <message>
        <source>There is nothing here that this session could undo; the journal holds the command that does.</source>
        <translation>Hier ist nichts, was diese Sitzung rückgängig machen könnte; das Journal enthält den Befehl dazu.</translation>
    </message>
    <message>
        <source>There is no connection to %1 any more: read the endpoints again.</source>
        <translation>Es gibt keine Verbindung zu %1 mehr: Lesen Sie die Endpunkte neu ein.</translation>
    </message>
    <message>
        <source>The journal was closed.</source>
        <translation>Das Journal wurde geschlossen.</translation>
    </message>
    <message>
        <source>The reply to %1 (%2) cannot be kept in the journal, so nothing was changed: keep it yourself, then run the commands by hand.</source>
        <translation>Die Antwort auf %1 (%2) passt nicht ins Journal; deshalb wurde nichts geändert: Bewahren Sie sie selbst auf, und führen Sie die Befehle dann von Hand aus.</translation>
    </message>
    <message>
        <source>none, but read more than %1 s ago</source>
        <translation>keine, aber vor mehr als %1 s gelesen</translation>
    </message>
    <message numerus="yes">
        <source>Asking %1 Sentinels what they watch.</source>
        <translation>
            <numerusform>%1 Sentinel wird gefragt, was er überwacht.</numerusform>
            <numerusform>%1 Sentinels werden gefragt, was sie überwachen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sentinel %1 watches %2 under the name %3 already: choose another name.</source>
        <translation>Sentinel %1 überwacht unter dem Namen %3 schon %2: Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Registering the group %1.</source>
        <translation>Die Gruppe %1 wird angemeldet.</translation>
    </message>
    <message>
        <source>The source has no Sentinel yet</source>
        <translation>Die Quelle hat noch keinen Sentinel</translation>
    </message>
    <message>
        <source>%1 Nothing changed for %2 s: see that the Sentinels reach the source and each other.</source>
        <translation>%1 Seit %2 s hat sich nichts geändert: Sorgen Sie dafür, dass die Sentinels die Quelle und einander erreichen.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not watch the group yet.</source>
        <translation>Sentinel %1 überwacht die Gruppe noch nicht.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not reach the source yet.</source>
        <translation>Sentinel %1 erreicht die Quelle noch nicht.</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 knows %2 of %3 others so far.</source>
        <translation>
            <numerusform>Sentinel %1 kennt bisher %2 von %3 anderem.</numerusform>
            <numerusform>Sentinel %1 kennt bisher %2 von %3 anderen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %1 Sentinels watch %2 as the group %3.</source>
        <translation>
            <numerusform>%1 Sentinel überwacht %2 als Gruppe %3.</numerusform>
            <numerusform>Alle %1 Sentinels überwachen %2 als Gruppe %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the source by its IP address: Sentinel hands it to clients and to Dragonfly as it stands here.</source>
        <translation>Geben Sie die Quelle mit ihrer IP-Adresse an: Sentinel reicht sie so an Clients und an Dragonfly weiter, wie sie hier steht.</translation>
    </message>
    <message>
        <source>%1 (read %2 ago: too old)</source>
        <translation>%1 (vor %2 gelesen: zu alt)</translation>
    </message>
    <message>
        <source>the source lists no replica, Dragonfly is reached as %1</source>
        <translation>die Quelle führt kein Replikat, Dragonfly ist unter %1 erreichbar</translation>
    </message>
    <message>
        <source>Not steady: %1.</source>
        <translation>Nicht stetig: %1.</translation>
    </message>
    <message>
        <source>not known: a round trip or the drain was not measured</source>
        <translation>nicht bekannt: eine Umlaufzeit oder der Nachlauf wurde nicht gemessen</translation>
    </message>
    <message>
        <source>Before it %1 will be detached, which takes about 10 s for each Sentinel, %2 s in all: meanwhile reads there are stale, and there is no other candidate should the source fail.</source>
        <translation>Davor wird %1 abgehängt, was etwa 10 s je Sentinel dauert, zusammen %2 s: Währenddessen wird dort Veraltetes gelesen, und es gibt keinen anderen Kandidaten, falls die Quelle ausfällt.</translation>
    </message>
    <message>
        <source>Expected outage at your round trip</source>
        <translation>Erwarteter Ausfall bei Ihrer Umlaufzeit</translation>
    </message>
    <message>
        <source>%1; no answer from %2</source>
        <translation>%1; keine Antwort von %2</translation>
    </message>
    <message>
        <source>it is not known which of them is Dragonfly</source>
        <translation>es ist nicht bekannt, welches davon Dragonfly ist</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel, once its priority is 1</source>
        <translation>Dragonfly, bei jedem Sentinel, sobald seine Priorität 1 ist</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none; Dragonfly is %2</source>
        <translation>Sentinel %1 würde keines wählen; Dragonfly ist %2</translation>
    </message>
    <message>
        <source>not known: no assessment has ended</source>
        <translation>nicht bekannt: keine Prüfung ist zu Ende gegangen</translation>
    </message>
    <message>
        <source>none, assessed %1 ago</source>
        <translation>keine, vor %1 geprüft</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. It holds the file %4.</source>
        <translation>Eine andere Konsole (%1, Prozess %2 auf %3) arbeitet an dieser Migration: Beenden Sie sie zuerst, oder machen Sie dort weiter. Sie hält die Datei %4.</translation>
    </message>
    <message numerus="yes">
        <source>The rehearsal migrated and lost no write, but it is void: its writers reached %1 of %2 writes a second.</source>
        <translation>
            <numerusform>Die Probe hat migriert und keinen Schreibvorgang verloren, ist aber ungültig: Ihre Schreiber erreichten %1 von %2 Schreibvorgang je Sekunde.</numerusform>
            <numerusform>Die Probe hat migriert und keinen Schreibvorgang verloren, ist aber ungültig: Ihre Schreiber erreichten %1 von %2 Schreibvorgängen je Sekunde.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 refuses writes, and did not shut down: %2</source>
        <translation>%1 lehnt Schreibvorgänge ab, ließ sich aber nicht herunterfahren: %2</translation>
    </message>
    <message>
        <source>%1 is shut down, and could not write its config file: started again, by a supervisor too, it would accept writes on old data. Keep it stopped. (%2)</source>
        <translation>%1 ist heruntergefahren und konnte seine Konfigurationsdatei nicht schreiben: Wieder gestartet, auch von einem Dienstverwalter, nähme er Schreibvorgänge auf alten Daten an. Lassen Sie ihn angehalten. (%2)</translation>
    </message>
    <message>
        <source>%1 refuses writes, and could not write its config file: after a restart it would accept writes on old data. Shut it down and keep it stopped, or make its config file writable and run CONFIG REWRITE. (%2)</source>
        <translation>%1 lehnt Schreibvorgänge ab und konnte seine Konfigurationsdatei nicht schreiben: Nach einem Neustart nähme er Schreibvorgänge auf alten Daten an. Fahren Sie ihn herunter und lassen Sie ihn angehalten, oder machen Sie seine Konfigurationsdatei schreibbar und führen Sie CONFIG REWRITE aus. (%2)</translation>
    </message>
    <message>
        <source>a Sentinel made this old server follow another again: %1</source>
        <translation>ein Sentinel hat diesen alten Server wieder einem anderen folgen lassen: %1</translation>
    </message>
    <message>
        <source>An old server did not answer in time.</source>
        <translation>Ein alter Server hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>A Sentinel was not ready for it in time.</source>
        <translation>Ein Sentinel war nicht rechtzeitig dazu bereit.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. It did not know these commands, and did nothing for them: %2.</source>
        <translation>
            <numerusform>Dragonfly hält %1 Schlüssel. Diese Befehle kannte es nicht und tat nichts für sie: %2.</numerusform>
            <numerusform>Dragonfly hält %1 Schlüssel. Diese Befehle kannte es nicht und tat nichts für sie: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Errors that it has counted since it was started: %2.</source>
        <translation>%1 Fehler, die es seit seinem Start gezählt hat: %2.</translation>
    </message>
    <message>
        <source>The last look found this: %1</source>
        <translation>Der letzte Blick ergab: %1</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but a Sentinel still lists the old servers and would point them at it. Once it answers, names %1 and shows no failover-state, run SENTINEL RESET %2 there. %3</source>
        <translation>Dragonfly %1 ist der Primärserver und kein Schreibvorgang ist verloren, aber ein Sentinel führt noch die alten Server und würde sie auf Dragonfly richten. Sobald er antwortet, %1 nennt und keinen failover-state zeigt, führen Sie dort SENTINEL RESET %2 aus. %3</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but an old server may accept writes after a restart: keep it stopped, or see that it refuses them. %2</source>
        <translation>Dragonfly %1 ist der Primärserver und kein Schreibvorgang ist verloren, aber ein alter Server könnte nach einem Neustart Schreibvorgänge annehmen: Lassen Sie ihn angehalten, oder sorgen Sie dafür, dass er sie ablehnt. %2</translation>
    </message>
    <message>
        <source>Sentinel %1 names %2 as the primary instead of %3, so it was not reset.</source>
        <translation>Sentinel %1 nennt %2 als Primärserver statt %3; deshalb wurde er nicht zurückgesetzt.</translation>
    </message>
    <message>
        <source>Sentinel %1 gives no answer, so it was not reset: %2</source>
        <translation>Sentinel %1 gibt keine Antwort; deshalb wurde er nicht zurückgesetzt: %2</translation>
    </message>
    <message>
        <source>it fell silent.</source>
        <translation>er ist verstummt.</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. If it is gone, or %3 is an earlier name of this machine, delete the file %4.</source>
        <translation>Eine andere Konsole (%1, Prozess %2 auf %3) arbeitet an dieser Migration: Beenden Sie sie zuerst, oder machen Sie dort weiter. Gibt es sie nicht mehr, oder ist %3 ein früherer Name dieses Rechners, so löschen Sie die Datei %4.</translation>
    </message>
    <message>
        <source>Replication is being stopped.</source>
        <translation>Die Replikation wird angehalten.</translation>
    </message>
    <message>
        <source>Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so no Sentinel was reset: without it they would not find each other again. Once it answers, stop the replication again.</source>
        <translation>Dragonfly hat REPLICAOF NO ONE erhalten, aber die Quelle %1 antwortet nicht, und so wurde kein Sentinel zurückgesetzt: Ohne sie fänden sie einander nicht wieder. Halten Sie die Replikation noch einmal an, sobald sie antwortet.</translation>
    </message>
    <message>
        <source>Dragonfly was not out of the group in time.</source>
        <translation>Dragonfly war nicht rechtzeitig aus der Gruppe genommen.</translation>
    </message>
    <message>
        <source>A Sentinel attached Dragonfly again meanwhile.</source>
        <translation>Ein Sentinel hat Dragonfly inzwischen wieder angehängt.</translation>
    </message>
    <message>
        <source>Sentinel %1 still lists Dragonfly as a replica.</source>
        <translation>Sentinel %1 führt Dragonfly noch als Replikat.</translation>
    </message>
    <message>
        <source>Dragonfly is detached, but these Sentinels do not answer and will attach it again once they do: %1. Send each of them SENTINEL RESET %2 then.</source>
        <translation>Dragonfly ist abgehängt, aber diese Sentinels antworten nicht und werden es wieder anhängen, sobald sie es tun: %1. Senden Sie dann jedem von ihnen SENTINEL RESET %2.</translation>
    </message>
    <message>
        <source>A switch was left open: take it up first.</source>
        <translation>Eine Umschaltung blieb offen: Nehmen Sie sie zuerst wieder auf.</translation>
    </message>
    <message>
        <source>%1 Everything was put back: Dragonfly is detached and has its settings of before, and no Sentinel lists it.</source>
        <translation>%1 Alles wurde zurückgestellt: Dragonfly ist abgehängt und hat seine Einstellungen von vorher, und kein Sentinel führt es.</translation>
    </message>
    <message>
        <source>%1 The source was not changed, but Dragonfly could not be taken out again: %2 By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET.</source>
        <translation>%1 Die Quelle wurde nicht verändert, aber Dragonfly konnte nicht wieder herausgenommen werden: %2 Von Hand: auf Dragonfly REPLICAOF NO ONE, auf jedem Sentinel SENTINEL RESET.</translation>
    </message>
    <message>
        <source>%1 But no report was written: %2</source>
        <translation>%1 Aber es wurde kein Bericht geschrieben: %2</translation>
    </message>
    <message>
        <source>No switch of this plan was left open, but this was changed and not put back: %1. Migrate again to go on with it, or put it back by hand, the first of them first.</source>
        <translation>Keine Umschaltung dieses Plans blieb offen, aber dies wurde verändert und nicht zurückgestellt: %1. Migrieren Sie noch einmal, um damit weiterzumachen, oder stellen Sie es von Hand zurück, das Erste zuerst.</translation>
    </message>
    <message>
        <source>Row %1 of the journal is missing.</source>
        <translation>Zeile %1 des Journals fehlt.</translation>
    </message>
    <message>
        <source>Row %1 of the journal was altered, or the hash of the row before it: its own hash does not fit.</source>
        <translation>Zeile %1 des Journals wurde verändert, oder die Prüfsumme der Zeile davor: Ihre eigene Prüfsumme passt nicht.</translation>
    </message>
    <message>
        <source>There is no journal of this plan: %1 does not exist.</source>
        <translation>Zu diesem Plan gibt es kein Journal: %1 ist nicht vorhanden.</translation>
    </message>
    <message>
        <source>This journal was written by an older Ferryman, whose rows had no hashes: nothing can be proven of it.</source>
        <translation>Dieses Journal schrieb ein älterer Ferryman, dessen Zeilen keine Prüfsummen hatten: Von ihm lässt sich nichts beweisen.</translation>
    </message>
    <message>
        <source>The report %1 cannot be read.</source>
        <translation>Der Bericht %1 lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The report bears no hash of a journal: nothing can be proven of it.</source>
        <translation>Der Bericht trägt keine Prüfsumme eines Journals: Von ihm lässt sich nichts beweisen.</translation>
    </message>
    <message numerus="yes">
        <source>The report was made of %1 rows, but the journal has only %2: its end was cut off.</source>
        <translation>
            <numerusform>Der Bericht entstand aus %1 Zeile, das Journal hat aber nur %2: Sein Ende wurde abgeschnitten.</numerusform>
            <numerusform>Der Bericht entstand aus %1 Zeilen, das Journal hat aber nur %2: Sein Ende wurde abgeschnitten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1 has another hash in the journal than in the report: one of the two was written anew.</source>
        <translation>Zeile %1 hat im Journal eine andere Prüfsumme als im Bericht: Eines von beiden wurde neu geschrieben.</translation>
    </message>
    <message>
        <source>%1 was altered: it does not say what the journal says.</source>
        <translation>%1 wurde verändert: Darin steht nicht, was im Journal steht.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows. Hash: %2</source>
        <translation>
            <numerusform>Das Journal ist unverändert: %1 Zeile. Prüfsumme: %2</numerusform>
            <numerusform>Das Journal ist unverändert: %1 Zeilen. Prüfsumme: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly follows another replication stream (%1) than the source&apos;s (%2).</source>
        <translation>Dragonfly folgt einem anderen Replikationsstrom (%1) als dem der Quelle (%2).</translation>
    </message>
    <message>
        <source>The gate &quot;%1&quot; is closed: %2; wanted: %3.</source>
        <translation>Die Bedingung „%1“ ist nicht erfüllt: %2; gewünscht: %3.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of the group, which is &quot;%2&quot;.</source>
        <translation>„%1“ ist nicht der Name der Gruppe; sie heißt „%2“.</translation>
    </message>
    <message>
        <source>Dragonfly forgets the old primary&apos;s login.</source>
        <translation>Dragonfly vergisst die Anmeldung am alten Primärserver.</translation>
    </message>
    <message>
        <source>Dragonfly forgot the old primary&apos;s login.</source>
        <translation>Dragonfly hat die Anmeldung am alten Primärserver vergessen.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority is as it was.</source>
        <translation>Dragonflys replica_priority ist, wie sie war.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority could not be set: %1</source>
        <translation>Dragonflys replica_priority konnte nicht gesetzt werden: %1</translation>
    </message>
    <message>
        <source>The old primary&apos;s login stays on Dragonfly: %1</source>
        <translation>Die Anmeldung am alten Primärserver bleibt auf Dragonfly: %1</translation>
    </message>
    <message>
        <source>Waits for the group&apos;s name as confirmation.</source>
        <translation>Wartet auf den Namen der Gruppe als Bestätigung.</translation>
    </message>
    <message>
        <source>The journal&apos;s lock %1 cannot be made: see that you may write there.</source>
        <translation>Die Sperre %1 des Journals kann nicht angelegt werden: Sorgen Sie dafür, dass Sie dort schreiben dürfen.</translation>
    </message>
    <message>
        <source>The journal&apos;s folder %1 cannot be made: choose one where you may write.</source>
        <translation>Der Ordner %1 des Journals kann nicht angelegt werden: Wählen Sie einen, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>The plan&apos;s id names its journal and must be letters, digits and dashes.</source>
        <translation>Die ID des Plans benennt sein Journal und darf nur Buchstaben, Ziffern und Bindestriche enthalten.</translation>
    </message>
    <message>
        <source>%1 is no journal of Ferryman&apos;s: move it away, or choose another folder for the journals.</source>
        <translation>%1 ist kein Journal von Ferryman: Verschieben Sie die Datei, oder wählen Sie einen anderen Ordner für die Journale.</translation>
    </message>
    <message>
        <source>%1 takes either &quot;env&quot; with a variable&apos;s name or &quot;keychain&quot; with an entry&apos;s name.</source>
        <translation>%1 enthält entweder „env“ mit dem Namen einer Variablen oder „keychain“ mit dem Namen eines Eintrags.</translation>
    </message>
    <message>
        <source>The plan cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Der Plan kann nicht nach %1 geschrieben werden: Prüfen Sie die Rechte des Ordners und den freien Platz.</translation>
    </message>
    <message>
        <source>The freeze could outlast a Sentinel&apos;s patience</source>
        <translation>Die Schreibpause könnte die Geduld eines Sentinels überdauern</translation>
    </message>
    <message>
        <source>CLIENT PAUSE also freezes Sentinel&apos;s own link: beyond down-after it starts a failover of its own.</source>
        <translation>CLIENT PAUSE hält auch Sentinels eigene Verbindung an: Über down-after hinaus beginnt er ein eigenes Failover.</translation>
    </message>
    <message>
        <source>On Dragonfly&apos;s machine that address is Dragonfly&apos;s machine.</source>
        <translation>Auf dem Rechner von Dragonfly ist diese Adresse der Rechner von Dragonfly.</translation>
    </message>
    <message>
        <source>The source&apos;s role</source>
        <translation>Die Rolle der Quelle</translation>
    </message>
    <message>
        <source>The source&apos;s version</source>
        <translation>Die Version der Quelle</translation>
    </message>
    <message>
        <source>Dragonfly cannot load this version&apos;s snapshot</source>
        <translation>Dragonfly kann das Abbild dieser Version nicht laden</translation>
    </message>
    <message>
        <source>The source&apos;s version is supported</source>
        <translation>Die Version der Quelle wird unterstützt</translation>
    </message>
    <message>
        <source>Dragonfly cannot load a function library: the full sync fails at its end and begins again by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the library&apos;s owner, keep what FUNCTION DUMP gives, then delete it.</source>
        <translation>Dragonfly kann keine Funktionsbibliothek laden: Der Vollabgleich scheitert an seinem Ende und beginnt von selbst neu (gemessen mit 1.40.1: 8 Vollabgleiche in 4 s). Fragen Sie den Besitzer der Bibliothek, heben Sie auf, was FUNCTION DUMP liefert, und löschen Sie sie dann.</translation>
    </message>
    <message>
        <source>Ferryman moves data to Dragonfly alone: check the target&apos;s address.</source>
        <translation>Ferryman überträgt Daten nur nach Dragonfly: Prüfen Sie die Adresse des Ziels.</translation>
    </message>
    <message>
        <source>A server cannot follow itself: give Dragonfly&apos;s address as the target.</source>
        <translation>Ein Server kann nicht sich selbst folgen: Geben Sie die Adresse von Dragonfly als Ziel an.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version is supported</source>
        <translation>Die Version von Dragonfly wird unterstützt</translation>
    </message>
    <message>
        <source>The target&apos;s memory</source>
        <translation>Der Speicher des Ziels</translation>
    </message>
    <message>
        <source>The data fit into the target&apos;s memory</source>
        <translation>Die Daten passen in den Speicher des Ziels</translation>
    </message>
    <message>
        <source>The data do not fit into the target&apos;s memory</source>
        <translation>Die Daten passen nicht in den Speicher des Ziels</translation>
    </message>
    <message>
        <source>maxmemory of at least the source&apos;s used_memory</source>
        <translation>maxmemory mindestens so groß wie used_memory der Quelle</translation>
    </message>
    <message>
        <source>A line of the server&apos;s CLIENT LIST has no id.</source>
        <translation>Einer Zeile in CLIENT LIST des Servers fehlt die ID.</translation>
    </message>
    <message>
        <source>The reply is not in Redis&apos; protocol: check that a Redis, Sentinel or Dragonfly listens at this address and port.</source>
        <translation>Die Antwort folgt nicht dem Protokoll von Redis: Prüfen Sie, ob an dieser Adresse und diesem Port ein Redis, Sentinel oder Dragonfly lauscht.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no port: give a number from 1 to 65535.</source>
        <translation>„%1“ ist kein Port: Geben Sie eine Zahl von 1 bis 65535 an.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no IPv6 address in brackets, such as [::1].</source>
        <translation>„%1“ ist keine IPv6-Adresse in Klammern wie [::1].</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host: give a name or an IP address, IPv6 in brackets.</source>
        <translation>„%1“ ist kein Host: Geben Sie einen Namen oder eine IP-Adresse an, IPv6 in Klammern.</translation>
    </message>
    <message>
        <source>The port is missing in &quot;%1&quot;: write host:port.</source>
        <translation>In „%1“ fehlt der Port: Schreiben Sie Host:Port.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address of a server: write redis://host:port, or rediss://host:port for TLS.</source>
        <translation>„%1“ ist keine Adresse eines Servers: Schreiben Sie redis://Host:Port oder für TLS rediss://Host:Port.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no database: after the address&apos;s slash stands a number, such as redis://host:6379/0.</source>
        <translation>„%1“ ist keine Datenbank: Nach dem Schrägstrich der Adresse steht eine Zahl, etwa redis://Host:6379/0.</translation>
    </message>
    <message>
        <source>The server&apos;s reply to ROLE has a shape that Ferryman does not know.</source>
        <translation>Die Antwort des Servers auf ROLE hat eine Form, die Ferryman nicht kennt.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s reply is not the list of names and values that was expected.</source>
        <translation>Die Antwort des Sentinels ist nicht die erwartete Liste von Namen und Werten.</translation>
    </message>
    <message>
        <source>The user of %1 may not run %2: grant it in the server&apos;s ACL, or use another user.</source>
        <translation>Der Benutzer von %1 darf %2 nicht ausführen: Erlauben Sie es in der ACL des Servers, oder nehmen Sie einen anderen Benutzer.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here: give the authority&apos;s certificate as the CA file.</source>
        <translation>Das Zertifikat von %1 ist von keiner Stelle unterschrieben, der hier vertraut wird: Geben Sie das Zertifikat der Stelle als CA-Datei an.</translation>
    </message>
    <message>
        <source>TLS is not available here: Qt&apos;s TLS plugin or OpenSSL is missing.</source>
        <translation>TLS ist hier nicht verfügbar: Qts TLS-Plugin oder OpenSSL fehlt.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the text that was expected.</source>
        <translation>Die Antwort des Servers ist nicht der erwartete Text.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the number that was expected.</source>
        <translation>Die Antwort des Servers ist nicht die erwartete Zahl.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the list that was expected.</source>
        <translation>Die Antwort des Servers ist nicht die erwartete Liste.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s reply has an unknown shape: %1</source>
        <translation>Die Antwort von Dragonfly hat eine unbekannte Form: %1</translation>
    </message>
    <message>
        <source>Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>Die Replikation wurde angehalten: Dragonfly hat %1 Vollabgleiche begonnen, und keiner führte zu stetiger Replikation. Suchen Sie nach Funktionen (FUNCTION LIST), nach Schlüsseln in einer Datenbank jenseits von Dragonflys dbnum, nach TTLs von Hash-Feldern oder nach einem zu kleinen Ausgabepuffer für Replikate auf der Quelle.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly&apos;s link to the source is down.</source>
        <translation>Nicht stetig: Dragonflys Verbindung zur Quelle ist getrennt.</translation>
    </message>
    <message>
        <source>The report cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Der Bericht kann nicht nach %1 geschrieben werden: Prüfen Sie die Rechte des Ordners und den freien Platz.</translation>
    </message>
    <message>
        <source>The group to confirm is &quot;%1&quot;, but the plan&apos;s group is &quot;%2&quot;.</source>
        <translation>Die zu bestätigende Gruppe ist „%1“, die Gruppe des Plans aber „%2“.</translation>
    </message>
    <message>
        <source>The keychain holds no entry &quot;%1&quot;: enter the password for this session.</source>
        <translation>Der Schlüsselbund hat keinen Eintrag „%1“: Geben Sie das Passwort für diese Sitzung ein.</translation>
    </message>
    <message>
        <source>%1 is no Sentinel but %2: give a Sentinel&apos;s address, usually port 26379.</source>
        <translation>%1 ist kein Sentinel, sondern %2: Geben Sie die Adresse eines Sentinels an, gewöhnlich Port 26379.</translation>
    </message>
    <message>
        <source>The Sentinels do not know the group &quot;%1&quot;: they know %2.</source>
        <translation>Die Sentinels kennen die Gruppe „%1“ nicht: Sie kennen %2.</translation>
    </message>
    <message numerus="yes">
        <source>of %1 acknowledged by the lab&apos;s writers</source>
        <translation>
            <numerusform>von %1, der den Schreibern des Labors bestätigt wurde</numerusform>
            <numerusform>von %1, die den Schreibern des Labors bestätigt wurden</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version</source>
        <translation>Die Version von Dragonfly</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly were ended, with whatever was queued there.</source>
        <translation>Die Verbindungen der Sentinels zu Dragonfly wurden beendet, mit allem, was dort wartete.</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly could not be ended yet: %1</source>
        <translation>Die Verbindungen der Sentinels zu Dragonfly konnten noch nicht beendet werden: %1</translation>
    </message>
    <message>
        <source>Whether the clients follow Sentinel</source>
        <translation>Ob die Clients dem Sentinel folgen</translation>
    </message>
    <message>
        <source>Every client&apos;s machine talks to a Sentinel</source>
        <translation>Von der Maschine jedes Clients besteht eine Verbindung zu einem Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 clients</source>
        <translation>
            <numerusform>%1 Client</numerusform>
            <numerusform>%1 Clients</numerusform>
        </translation>
    </message>
    <message>
        <source>Clients do not seem to follow Sentinel</source>
        <translation>Clients scheinen dem Sentinel nicht zu folgen</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 clients: %3</source>
        <translation>
            <numerusform>%1 von %2 Client: %3</numerusform>
            <numerusform>%1 von %2 Clients: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>every client&apos;s machine has a connection to a Sentinel</source>
        <translation>von der Maschine jedes Clients eine Verbindung zu einem Sentinel</translation>
    </message>
    <message>
        <source>A client that never asks Sentinel stays at the old primary, which refuses its writes after the switch. Some libraries ask only when they connect: look at their settings.</source>
        <translation>Ein Client, der nie einen Sentinel fragt, bleibt beim alten Primärserver, der seine Schreibvorgänge nach der Umschaltung abweist. Manche Bibliotheken fragen nur, wenn sie sich verbinden: Sehen Sie in ihre Einstellungen.</translation>
    </message>
    <message>
        <source>Commands in use</source>
        <translation>Benutzte Befehle</translation>
    </message>
    <message>
        <source>Dragonfly knows every command in use</source>
        <translation>Dragonfly kennt jeden benutzten Befehl</translation>
    </message>
    <message>
        <source>no unknown command in commandstats</source>
        <translation>kein unbekannter Befehl in commandstats</translation>
    </message>
    <message>
        <source>writes that would be skipped: %1</source>
        <translation>Schreibvorgänge, die übergangen würden: %1</translation>
    </message>
    <message>
        <source>commands that would fail: %1</source>
        <translation>Befehle, die fehlschlagen würden: %1</translation>
    </message>
    <message>
        <source>Commands are in use that Dragonfly does not know</source>
        <translation>Es werden Befehle benutzt, die Dragonfly nicht kennt</translation>
    </message>
    <message>
        <source>Writes are in use that Dragonfly would skip silently</source>
        <translation>Es werden Schreibbefehle benutzt, die Dragonfly stillschweigend überginge</translation>
    </message>
    <message>
        <source>only commands that Dragonfly knows</source>
        <translation>nur Befehle, die Dragonfly kennt</translation>
    </message>
    <message>
        <source>Whoever uses them gets errors after the switch. If nobody does any more, have the source forget its counts and check again.</source>
        <translation>Wer sie benutzt, bekommt nach der Umschaltung Fehler. Tut es niemand mehr, lassen Sie die Quelle ihre Zählung vergessen und prüfen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Dragonfly skips such a write in the stream without a word, while its offset advances: from then on the data differ. Stop whoever uses it, have the source forget its counts and check again.</source>
        <translation>Dragonfly übergeht einen solchen Schreibvorgang im Strom ohne ein Wort, während sein Offset weitergeht: Von da an weichen die Daten ab. Halten Sie an, wer ihn benutzt, lassen Sie die Quelle ihre Zählung vergessen und prüfen Sie noch einmal.</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>Der Server antwortet nicht</translation>
    </message>
    <message>
        <source>Without it nothing can be read or switched.</source>
        <translation>Ohne ihn lässt sich nichts lesen und nichts umschalten.</translation>
    </message>
    <message>
        <source>round trip %1, jitter %2</source>
        <translation>Umlaufzeit %1, Schwankung %2</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>unter %1</translation>
    </message>
    <message>
        <source>The server answers</source>
        <translation>Der Server antwortet</translation>
    </message>
    <message>
        <source>The server is far away</source>
        <translation>Der Server ist weit weg</translation>
    </message>
    <message>
        <source>The switch takes some exchanges one after the other, while writes stand still: run Ferryman closer to the servers.</source>
        <translation>Die Umschaltung braucht einige Wechsel nacheinander, während Schreibvorgänge stillstehen: Lassen Sie Ferryman näher bei den Servern laufen.</translation>
    </message>
    <message>
        <source>The login is refused</source>
        <translation>Die Anmeldung wird abgelehnt</translation>
    </message>
    <message>
        <source>a user and a password that the server takes</source>
        <translation>ein Benutzer und ein Passwort, die der Server annimmt</translation>
    </message>
    <message>
        <source>Without a login nothing can be read.</source>
        <translation>Ohne Anmeldung lässt sich nichts lesen.</translation>
    </message>
    <message>
        <source>The server wants no password</source>
        <translation>Der Server verlangt kein Passwort</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>Benutzer %1</translation>
    </message>
    <message>
        <source>The login is accepted</source>
        <translation>Die Anmeldung wird angenommen</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>nicht verschlüsselt</translation>
    </message>
    <message>
        <source>No TLS, as the plan says</source>
        <translation>Kein TLS, wie im Plan</translation>
    </message>
    <message>
        <source>The password travels in clear</source>
        <translation>Das Passwort geht im Klartext über das Netz</translation>
    </message>
    <message>
        <source>Whoever can listen on the network reads the password and the data.</source>
        <translation>Wer im Netz mithören kann, liest das Passwort und die Daten.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>Das Zertifikat des Servers</translation>
    </message>
    <message>
        <source>The TLS library shows no certificate.</source>
        <translation>Die TLS-Bibliothek zeigt kein Zertifikat.</translation>
    </message>
    <message numerus="yes">
        <source>%1; %2, issued by %3, %4 days left</source>
        <translation>
            <numerusform>%1; %2, ausgestellt von %3, noch %4 Tag</numerusform>
            <numerusform>%1; %2, ausgestellt von %3, noch %4 Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>TLS: chain and name are verified</source>
        <translation>TLS: Kette und Name sind geprüft</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expires soon</source>
        <translation>Das Zertifikat des Servers läuft bald ab</translation>
    </message>
    <message>
        <source>at least %1 days left</source>
        <translation>noch mindestens %1 Tage</translation>
    </message>
    <message>
        <source>After that day neither Sentinel nor clients nor Ferryman can connect.</source>
        <translation>Nach diesem Tag können sich weder Sentinel noch Clients noch Ferryman verbinden.</translation>
    </message>
    <message>
        <source>TLS cannot be set up</source>
        <translation>TLS kommt nicht zustande</translation>
    </message>
    <message>
        <source>a certificate that can be verified</source>
        <translation>ein Zertifikat, das sich prüfen lässt</translation>
    </message>
    <message>
        <source>Ferryman never skips the verification.</source>
        <translation>Ferryman lässt die Prüfung niemals aus.</translation>
    </message>
    <message>
        <source>It has no setting %1.</source>
        <translation>Er hat keine Einstellung %1.</translation>
    </message>
    <message>
        <source>the right to run it</source>
        <translation>das Recht, ihn auszuführen</translation>
    </message>
    <message>
        <source>Long TTLs</source>
        <translation>Lange TTLs</translation>
    </message>
    <message>
        <source>No key has a TTL</source>
        <translation>Kein Schlüssel hat eine TTL</translation>
    </message>
    <message>
        <source>No TTL is too long for Dragonfly</source>
        <translation>Keine TTL ist zu lang für Dragonfly</translation>
    </message>
    <message>
        <source>TTLs are longer than Dragonfly&apos;s longest</source>
        <translation>TTLs sind länger als die längste von Dragonfly</translation>
    </message>
    <message>
        <source>at most 8.5 years</source>
        <translation>höchstens 8,5 Jahre</translation>
    </message>
    <message>
        <source>Dragonfly shortens such a TTL, or refuses the write: in the stream it is skipped without a word. Make it shorter, or let the key live for ever (PERSIST).</source>
        <translation>Dragonfly verkürzt eine solche TTL oder weist den Schreibvorgang ab: Im Strom wird er ohne ein Wort übergangen. Verkürzen Sie sie, oder lassen Sie den Schlüssel für immer leben (PERSIST).</translation>
    </message>
    <message>
        <source>Other groups of Sentinel</source>
        <translation>Andere Gruppen von Sentinel</translation>
    </message>
    <message>
        <source>No other group has the source or Dragonfly</source>
        <translation>Keine andere Gruppe hat die Quelle oder Dragonfly</translation>
    </message>
    <message>
        <source>Another group of Sentinel has the source or Dragonfly too</source>
        <translation>Eine andere Gruppe von Sentinel hat die Quelle oder Dragonfly ebenfalls</translation>
    </message>
    <message>
        <source>one group alone</source>
        <translation>nur eine Gruppe</translation>
    </message>
    <message>
        <source>Groups that share a server share its hello channel, and the other one&apos;s Sentinels would take the switch for a failure: they would promote and demote servers of their own accord.</source>
        <translation>Gruppen, die einen Server teilen, teilen seinen Hello-Kanal, und die Sentinels der anderen hielten die Umschaltung für einen Ausfall: Sie würden Server von sich aus befördern und herabstufen.</translation>
    </message>
    <message>
        <source>Users of the source</source>
        <translation>Benutzer der Quelle</translation>
    </message>
    <message>
        <source>Settings of both servers</source>
        <translation>Einstellungen beider Server</translation>
    </message>
    <message>
        <source>The source has no ACL users</source>
        <translation>Die Quelle hat keine ACL-Benutzer</translation>
    </message>
    <message>
        <source>it is older than 6.0</source>
        <translation>sie ist älter als 6.0</translation>
    </message>
    <message>
        <source>Dragonfly has every user of the source</source>
        <translation>Dragonfly hat jeden Benutzer der Quelle</translation>
    </message>
    <message numerus="yes">
        <source>%1 users</source>
        <translation>
            <numerusform>%1 Benutzer</numerusform>
            <numerusform>%1 Benutzer</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks users of the source</source>
        <translation>Dragonfly fehlen Benutzer der Quelle</translation>
    </message>
    <message>
        <source>the same users on both</source>
        <translation>dieselben Benutzer auf beiden</translation>
    </message>
    <message>
        <source>ACL users are not replicated: whoever logs in as one of them is refused after the switch. Rights on single subcommands are left out, and a Dragonfly that takes no password hash (#) in ACL SETUSER wants these lines in its --aclfile.</source>
        <translation>ACL-Benutzer werden nicht repliziert: Wer sich als einer von ihnen anmeldet, wird nach der Umschaltung abgewiesen. Rechte an einzelnen Unterbefehlen sind weggelassen, und ein Dragonfly, das in ACL SETUSER keinen Passwort-Hash (#) annimmt, will diese Zeilen in seiner --aclfile.</translation>
    </message>
    <message>
        <source>Settings that clients notice are alike</source>
        <translation>Einstellungen, die Clients bemerken, sind gleich</translation>
    </message>
    <message>
        <source>Dragonfly is set differently than the source</source>
        <translation>Dragonfly ist anders eingestellt als die Quelle</translation>
    </message>
    <message>
        <source>Settings are not replicated: clients would meet others after the switch.</source>
        <translation>Einstellungen werden nicht repliziert: Clients fänden nach der Umschaltung andere vor.</translation>
    </message>
    <message>
        <source>Persistence of both servers</source>
        <translation>Was beide Server auf der Platte behalten</translation>
    </message>
    <message>
        <source>Dragonfly keeps as much on disk as the source</source>
        <translation>Dragonfly behält so viel auf der Platte wie die Quelle</translation>
    </message>
    <message>
        <source>The source has an append-only file, Dragonfly has snapshots alone</source>
        <translation>Die Quelle hat eine Append-only-Datei, Dragonfly nur Snapshots</translation>
    </message>
    <message>
        <source>snapshots often enough</source>
        <translation>Snapshots in kurzen Abständen</translation>
    </message>
    <message>
        <source>What was written since the last snapshot is lost should Dragonfly crash.</source>
        <translation>Was seit dem letzten Snapshot geschrieben wurde, ist verloren, sollte Dragonfly abstürzen.</translation>
    </message>
    <message>
        <source>The source keeps its data on disk, Dragonfly does not</source>
        <translation>Die Quelle behält ihre Daten auf der Platte, Dragonfly nicht</translation>
    </message>
    <message>
        <source>After a crash or a restart Dragonfly would be empty. It has no append-only file: how often it takes snapshots is how much may be lost.</source>
        <translation>Nach einem Absturz oder Neustart wäre Dragonfly leer. Es hat keine Append-only-Datei: Wie oft es Snapshots macht, so viel kann verloren gehen.</translation>
    </message>
    <message>
        <source>The rights of the user</source>
        <translation>Die Rechte des Benutzers</translation>
    </message>
    <message>
        <source>The user may run every command needed</source>
        <translation>Der Benutzer darf jeden nötigen Befehl ausführen</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 commands</source>
        <translation>
            <numerusform>%1: %2 Befehl</numerusform>
            <numerusform>%1: %2 Befehle</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks rights that the migration needs</source>
        <translation>Dem Benutzer fehlen Rechte, die die Migration braucht</translation>
    </message>
    <message>
        <source>%1 may not run %2</source>
        <translation>%1 darf nicht ausführen: %2</translation>
    </message>
    <message>
        <source>the right to run each</source>
        <translation>das Recht, jeden auszuführen</translation>
    </message>
    <message>
        <source>The checks that read with them say &quot;unknown&quot;, and without +@read and +watch the data cannot be compared. The command grants just what Ferryman needs.</source>
        <translation>Die Prüfungen, die damit lesen, sagen „unbekannt“, und ohne +@read und +watch können die Daten nicht verglichen werden. Der Befehl gewährt genau das, was Ferryman braucht.</translation>
    </message>
    <message>
        <source>The switch would stop half-way. The command grants just what Ferryman needs.</source>
        <translation>Die Umschaltung bliebe auf halbem Weg stehen. Der Befehl gewährt genau das, was Ferryman braucht.</translation>
    </message>
    <message>
        <source>the server knows no ACL</source>
        <translation>der Server kennt keine ACL</translation>
    </message>
    <message>
        <source>shortest down-after-milliseconds %1, shortest failover-timeout %2</source>
        <translation>kürzestes down-after-milliseconds %1, kürzestes failover-timeout %2</translation>
    </message>
    <message>
        <source>A Sentinel gives a failover up too soon</source>
        <translation>Ein Sentinel gibt ein Failover zu bald auf</translation>
    </message>
    <message>
        <source>failover-timeout of at least %1</source>
        <translation>failover-timeout mindestens %1</translation>
    </message>
    <message>
        <source>Within it Dragonfly must have been promoted, and the old primary forgotten before a Sentinel points it to Dragonfly.</source>
        <translation>In dieser Zeit muss Dragonfly befördert und der alte Primärserver vergessen sein, bevor ein Sentinel ihn auf Dragonfly richtet.</translation>
    </message>
    <message>
        <source>no replica</source>
        <translation>kein Replikat</translation>
    </message>
    <message>
        <source>Sentinel would promote nobody but Dragonfly</source>
        <translation>Sentinel würde niemanden als Dragonfly befördern</translation>
    </message>
    <message>
        <source>Sentinel would promote a Redis replica today</source>
        <translation>Sentinel würde heute ein Redis-Replikat befördern</translation>
    </message>
    <message>
        <source>Dragonfly, at the switch</source>
        <translation>Dragonfly, bei der Umschaltung</translation>
    </message>
    <message>
        <source>So it should be until then: Dragonfly gets a better priority, and the others none, only once it is steady.</source>
        <translation>So soll es bis dahin sein: Dragonfly bekommt eine bessere Priorität, und die anderen keine, erst wenn es stabil ist.</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>ein Passwort</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>kein Passwort</translation>
    </message>
    <message>
        <source>Sentinel cannot log in to both servers alike</source>
        <translation>Sentinel kann sich nicht bei beiden Servern gleich anmelden</translation>
    </message>
    <message>
        <source>source and Dragonfly have different passwords</source>
        <translation>Quelle und Dragonfly haben verschiedene Passwörter</translation>
    </message>
    <message>
        <source>source: %1, Dragonfly: %2</source>
        <translation>Quelle: %1, Dragonfly: %2</translation>
    </message>
    <message>
        <source>the same user and password on both</source>
        <translation>derselbe Benutzer und dasselbe Passwort auf beiden</translation>
    </message>
    <message>
        <source>Sentinel has one auth-user and auth-pass for a primary and all its replicas, and so have the clients. A Dragonfly that refuses it is held for down and never promoted.</source>
        <translation>Sentinel hat ein auth-user und ein auth-pass für einen Primärserver und alle seine Replikate, und die Clients ebenso. Ein Dragonfly, das sie ablehnt, gilt als ausgefallen und wird nie befördert.</translation>
    </message>
    <message>
        <source>Sentinel can log in to Dragonfly as to the source</source>
        <translation>Sentinel kann sich bei Dragonfly anmelden wie bei der Quelle</translation>
    </message>
    <message>
        <source>Sentinel reaches Dragonfly</source>
        <translation>Sentinel erreicht Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel&apos;s login</source>
        <translation>Die Anmeldung von Sentinel</translation>
    </message>
    <message>
        <source>neither wants a password</source>
        <translation>keiner verlangt ein Passwort</translation>
    </message>
    <message>
        <source>one password for both</source>
        <translation>ein Passwort für beide</translation>
    </message>
    <message>
        <source>Dragonfly lacks the user as which Sentinel logs in</source>
        <translation>Dragonfly fehlt der Benutzer, als der sich Sentinel anmeldet</translation>
    </message>
    <message>
        <source>Sentinel would hold Dragonfly for down. Create the user there with Sentinel&apos;s password and the rights that it has on the source.</source>
        <translation>Sentinel hielte Dragonfly für ausgefallen. Legen Sie den Benutzer dort an, mit dem Passwort von Sentinel und den Rechten, die er auf der Quelle hat.</translation>
    </message>
    <message>
        <source>Sentinel does not tell its password: once Dragonfly is attached it shows whether it fits.</source>
        <translation>Sentinel verrät sein Passwort nicht: Ist Dragonfly erst angebunden, zeigt sich, ob es passt.</translation>
    </message>
    <message>
        <source>No Sentinel runs a script</source>
        <translation>Kein Sentinel führt ein Skript aus</translation>
    </message>
    <message>
        <source>The Sentinels run scripts at a failover</source>
        <translation>Die Sentinels führen bei einem Failover Skripte aus</translation>
    </message>
    <message>
        <source>scripts that may run</source>
        <translation>Skripte, die laufen dürfen</translation>
    </message>
    <message>
        <source>They run at this switch as at every failover, with Dragonfly as the new primary: a script that moves an address or talks to Redis must be ready for that.</source>
        <translation>Sie laufen bei dieser Umschaltung wie bei jedem Failover, mit Dragonfly als neuem Primärserver: Ein Skript, das eine Adresse umzieht oder mit Redis spricht, muss darauf gefasst sein.</translation>
    </message>
    <message>
        <source>Renamed commands</source>
        <translation>Umbenannte Befehle</translation>
    </message>
    <message>
        <source>No command that Sentinel sends is renamed</source>
        <translation>Kein Befehl, den Sentinel sendet, ist umbenannt</translation>
    </message>
    <message>
        <source>Commands are renamed or disabled on the source</source>
        <translation>Befehle sind auf der Quelle umbenannt oder abgeschaltet</translation>
    </message>
    <message>
        <source>no rename-command for them, in redis.conf and at the Sentinels</source>
        <translation>kein rename-command für sie, in redis.conf und bei den Sentinels</translation>
    </message>
    <message>
        <source>Sentinel sends its renamed commands to Dragonfly as well, which knows none of these names and would not be promoted; and Ferryman freezes and demotes the source by them.</source>
        <translation>Sentinel sendet seine umbenannten Befehle auch an Dragonfly, das keinen dieser Namen kennt und nicht befördert würde; und mit ihnen hält Ferryman die Quelle an und stuft sie herab.</translation>
    </message>
    <message>
        <source>Modules of the source</source>
        <translation>Module der Quelle</translation>
    </message>
    <message>
        <source>The source has no module loaded</source>
        <translation>Die Quelle hat kein Modul geladen</translation>
    </message>
    <message>
        <source>Dragonfly loads the values of this module</source>
        <translation>Dragonfly lädt die Werte dieses Moduls</translation>
    </message>
    <message>
        <source>The source has modules whose values Dragonfly cannot load</source>
        <translation>Die Quelle hat Module, deren Werte Dragonfly nicht laden kann</translation>
    </message>
    <message>
        <source>no module but ReJSON</source>
        <translation>kein Modul außer ReJSON</translation>
    </message>
    <message>
        <source>Before 1.40 one value of such a module makes the whole full sync fail, and begin again for ever.</source>
        <translation>Vor 1.40 lässt ein einziger Wert eines solchen Moduls den ganzen Vollabgleich scheitern und für immer von vorn beginnen.</translation>
    </message>
    <message>
        <source>Dragonfly leaves out every key of such a module, with a line in its log only, and knows none of its commands. If no key uses it, unload it.</source>
        <translation>Dragonfly lässt jeden Schlüssel eines solchen Moduls weg, nur mit einer Zeile in seinem Log, und kennt keinen seiner Befehle. Benutzt kein Schlüssel es, entladen Sie es.</translation>
    </message>
    <message>
        <source>Dragonfly started with --dbnum=%1 or more</source>
        <translation>Dragonfly mit --dbnum=%1 oder mehr gestartet</translation>
    </message>
    <message>
        <source>The full sync fails and begins again for ever.</source>
        <translation>Der Vollabgleich scheitert und beginnt für immer von vorn.</translation>
    </message>
    <message numerus="yes">
        <source>%1 configured, highest with keys %2, Dragonfly has %3</source>
        <translation>
            <numerusform>%1 eingerichtet, höchste mit Schlüsseln %2, Dragonfly hat %3</numerusform>
            <numerusform>%1 eingerichtet, höchste mit Schlüsseln %2, Dragonfly hat %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks databases that the source offers</source>
        <translation>Dragonfly fehlen Datenbanken, die die Quelle anbietet</translation>
    </message>
    <message>
        <source>They are empty today. The first write to one of them during the migration fails to select it on Dragonfly, and all that follows lands in the wrong database, while link and offset look healthy.</source>
        <translation>Heute sind sie leer. Der erste Schreibvorgang in eine von ihnen während der Migration kann sie auf Dragonfly nicht auswählen, und alles Folgende landet in der falschen Datenbank, während Verbindung und Offset gesund aussehen.</translation>
    </message>
    <message>
        <source>Databases of Dragonfly</source>
        <translation>Datenbanken von Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>%1 databases</source>
        <translation>
            <numerusform>%1 Datenbank</numerusform>
            <numerusform>%1 Datenbanken</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s number of databases is usual</source>
        <translation>Dragonfly hat die übliche Zahl von Datenbanken</translation>
    </message>
    <message>
        <source>Dragonfly was started with fewer databases than usual</source>
        <translation>Dragonfly wurde mit weniger Datenbanken gestartet als üblich</translation>
    </message>
    <message>
        <source>A write to a database that only the source has lands in the wrong database on Dragonfly, while link and offset look healthy.</source>
        <translation>Ein Schreibvorgang in eine Datenbank, die nur die Quelle hat, landet auf Dragonfly in der falschen, während Verbindung und Offset gesund aussehen.</translation>
    </message>
    <message>
        <source>Memory for the snapshot&apos;s fork</source>
        <translation>Speicher für den Fork des Snapshots</translation>
    </message>
    <message>
        <source>The source&apos;s last snapshot failed</source>
        <translation>Der letzte Snapshot der Quelle ist gescheitert</translation>
    </message>
    <message>
        <source>The full sync begins with a snapshot as well: what made the last one fail, a fork without memory or a full disk, stands in the source&apos;s log. Mend it, then take one again.</source>
        <translation>Auch der Vollabgleich beginnt mit einem Snapshot: Woran der letzte gescheitert ist, an einem Fork ohne Speicher oder einer vollen Platte, steht im Log der Quelle. Beheben Sie es, und machen Sie dann noch einen.</translation>
    </message>
    <message>
        <source>%1 resident, about %2 to be copied, the machine has %3</source>
        <translation>%1 belegt, etwa %2 zu kopieren, die Maschine hat %3</translation>
    </message>
    <message>
        <source>The source has memory for a snapshot</source>
        <translation>Die Quelle hat Speicher für einen Snapshot</translation>
    </message>
    <message>
        <source>The source may run out of memory during the full sync</source>
        <translation>Der Quelle könnte während des Vollabgleichs der Speicher ausgehen</translation>
    </message>
    <message>
        <source>below nine tenths of the machine&apos;s memory</source>
        <translation>unter neun Zehnteln des Speichers der Maschine</translation>
    </message>
    <message>
        <source>The full sync forks, and every page written meanwhile is copied. Without memory the fork fails, or the kernel ends the source: sync at a quiet hour.</source>
        <translation>Der Vollabgleich macht einen Fork, und jede Speicherseite, die währenddessen beschrieben wird, wird kopiert. Ohne Speicher scheitert der Fork, oder der Kernel beendet die Quelle: Gleichen Sie zu einer ruhigen Stunde ab.</translation>
    </message>
    <message>
        <source>The replica output buffer</source>
        <translation>Der Ausgabepuffer für Replikate</translation>
    </message>
    <message>
        <source>limit %1, or %2 for %3 s; writes gather %4 during a sync of %5</source>
        <translation>Grenze %1, oder %2 für %3 s; Schreibvorgänge sammeln %4 während eines Abgleichs von %5</translation>
    </message>
    <message>
        <source>The replica output buffer outlasts the sync</source>
        <translation>Der Ausgabepuffer für Replikate reicht für den Abgleich</translation>
    </message>
    <message>
        <source>The replica output buffer is too small for the full sync</source>
        <translation>Der Ausgabepuffer für Replikate ist zu klein für den Vollabgleich</translation>
    </message>
    <message>
        <source>at least %1, or %2 for %3 s</source>
        <translation>mindestens %1, oder %2 für %3 s</translation>
    </message>
    <message>
        <source>The source keeps what is written while Dragonfly loads. Beyond the limit it cuts the link, and the full sync begins again, with the same end.</source>
        <translation>Die Quelle behält, was geschrieben wird, während Dragonfly lädt. Jenseits der Grenze trennt sie die Verbindung, und der Vollabgleich beginnt von vorn, mit demselben Ende.</translation>
    </message>
    <message>
        <source>The write rate</source>
        <translation>Die Schreibrate</translation>
    </message>
    <message>
        <source>The source is written to at a rate that replication can follow</source>
        <translation>Die Quelle wird mit einer Rate beschrieben, der die Replikation folgen kann</translation>
    </message>
    <message>
        <source>The source is written to at a high rate</source>
        <translation>Die Quelle wird mit hoher Rate beschrieben</translation>
    </message>
    <message>
        <source>The stream to Dragonfly must keep up, beside the snapshot during the full sync: else the lag grows and the switch waits. A quiet hour is better.</source>
        <translation>Der Strom zu Dragonfly muss mithalten, beim Vollabgleich neben dem Snapshot: Sonst wächst der Rückstand, und die Umschaltung wartet. Eine ruhige Stunde ist besser.</translation>
    </message>
    <message>
        <source>What a full sync costs</source>
        <translation>Was ein Vollabgleich kostet</translation>
    </message>
    <message>
        <source>The source gives up a slow replica too soon</source>
        <translation>Die Quelle gibt ein langsames Replikat zu bald auf</translation>
    </message>
    <message>
        <source>While Dragonfly loads it says nothing to the source. Silent for longer than repl-timeout it is cut off, and the full sync begins again.</source>
        <translation>Während Dragonfly lädt, sagt es der Quelle nichts. Schweigt es länger als repl-timeout, wird es getrennt, und der Vollabgleich beginnt von vorn.</translation>
    </message>
    <message>
        <source>%1 in about %2, without the source&apos;s disk</source>
        <translation>%1 in etwa %2, ohne die Platte der Quelle</translation>
    </message>
    <message>
        <source>%1 in about %2, through the source&apos;s disk</source>
        <translation>%1 in etwa %2, über die Platte der Quelle</translation>
    </message>
    <message>
        <source>A full sync, and every dropped link costs another, takes little time</source>
        <translation>Ein Vollabgleich, und jede getrennte Verbindung kostet noch einen, dauert nicht lange</translation>
    </message>
    <message>
        <source>A full sync takes long</source>
        <translation>Ein Vollabgleich dauert lange</translation>
    </message>
    <message>
        <source>below half an hour</source>
        <translation>unter einer halben Stunde</translation>
    </message>
    <message>
        <source>Dragonfly cannot resume with a Redis primary: every dropped link costs the whole sync once more, with an empty Dragonfly until it ends.</source>
        <translation>Dragonfly kann bei einem Redis-Primärserver nicht fortsetzen: Jede getrennte Verbindung kostet den ganzen Abgleich noch einmal, mit einem leeren Dragonfly bis zu seinem Ende.</translation>
    </message>
    <message>
        <source>Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a Redis source (1.39): nothing else could prove that it has every write.</source>
        <translation>Nötig sind role:slave für Sentinel (seit 1.18), eine replica_priority, die sich im Lauf setzen lässt (1.21), slave_repl_offset (1.22), und dass dieser Offset bei einer Redis-Quelle stimmt (1.39): Nichts anderes könnte beweisen, dass es jeden Schreibvorgang hat.</translation>
    </message>
    <message>
        <source>Dragonfly runs in cluster mode</source>
        <translation>Dragonfly läuft im Cluster-Modus</translation>
    </message>
    <message>
        <source>With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by which Sentinels find each other, and has database 0 only. Start it without, unless it is the emulated mode and you know that this suffices.</source>
        <translation>Mit --cluster_mode=yes lehnt es PUBLISH und SUBSCRIBE ab, durch die sich die Sentinels finden, und hat nur Datenbank 0. Starten Sie es ohne, es sei denn, es ist der emulierte Modus und Sie wissen, dass er genügt.</translation>
    </message>
    <message>
        <source>Dragonfly hides its role from Sentinel</source>
        <translation>Dragonfly verbirgt seine Rolle vor Sentinel</translation>
    </message>
    <message>
        <source>Sentinel reads neither priority nor link of such a replica. Start it without --info_replication_valkey_compatible=false.</source>
        <translation>Sentinel liest bei einem solchen Replikat weder Priorität noch Verbindung. Starten Sie es ohne --info_replication_valkey_compatible=false.</translation>
    </message>
    <message>
        <source>The source evicts keys, Dragonfly would not</source>
        <translation>Die Quelle verdrängt Schlüssel, Dragonfly täte es nicht</translation>
    </message>
    <message>
        <source>Dragonfly started with --cache_mode</source>
        <translation>Dragonfly mit --cache_mode gestartet</translation>
    </message>
    <message>
        <source>When its memory is full Dragonfly answers writes with an error instead.</source>
        <translation>Ist sein Speicher voll, beantwortet Dragonfly Schreibvorgänge stattdessen mit einem Fehler.</translation>
    </message>
    <message>
        <source>Dragonfly would evict keys, the source does not</source>
        <translation>Dragonfly würde Schlüssel verdrängen, die Quelle tut es nicht</translation>
    </message>
    <message>
        <source>Dragonfly started without --cache_mode</source>
        <translation>Dragonfly ohne --cache_mode gestartet</translation>
    </message>
    <message>
        <source>From the promotion on it would delete keys that nobody deleted.</source>
        <translation>Von der Beförderung an würde es Schlüssel löschen, die niemand gelöscht hat.</translation>
    </message>
    <message>
        <source>Dragonfly follows the source already</source>
        <translation>Dragonfly folgt der Quelle schon</translation>
    </message>
    <message>
        <source>attached by Ferryman, not by --replicaof</source>
        <translation>von Ferryman angebunden, nicht durch --replicaof</translation>
    </message>
    <message>
        <source>If it was started with --replicaof, a restart after the switch would attach it to the old primary again and empty it: take the flag away. Dragonfly does not tell its flags.</source>
        <translation>Wurde es mit --replicaof gestartet, würde ein Neustart nach der Umschaltung es wieder an den alten Primärserver binden und leeren: Nehmen Sie die Option weg. Dragonfly verrät seine Optionen nicht.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags</source>
        <translation>Die Startoptionen von Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags suit a primary under Sentinel</source>
        <translation>Die Startoptionen von Dragonfly passen zu einem Primärserver unter Sentinel</translation>
    </message>
    <message>
        <source>One of source and Dragonfly speaks TLS, the other does not</source>
        <translation>Von Quelle und Dragonfly spricht einer TLS, der andere nicht</translation>
    </message>
    <message>
        <source>TLS on both or on neither</source>
        <translation>TLS auf beiden oder auf keinem</translation>
    </message>
    <message>
        <source>A Sentinel speaks TLS to all servers or to none, so it could not reach Dragonfly.</source>
        <translation>Ein Sentinel spricht zu allen Servern TLS oder zu keinem, könnte Dragonfly also nicht erreichen.</translation>
    </message>
    <message>
        <source>Whether Dragonfly speaks TLS to the source</source>
        <translation>Ob Dragonfly mit der Quelle TLS spricht</translation>
    </message>
    <message>
        <source>Dragonfly does not tell its flag --tls_replication</source>
        <translation>Dragonfly verrät seine Option --tls_replication nicht</translation>
    </message>
    <message>
        <source>How Dragonfly reaches the source</source>
        <translation>Wie Dragonfly die Quelle erreicht</translation>
    </message>
    <message>
        <source>Dragonfly would log in to a source that wants no login</source>
        <translation>Dragonfly würde sich bei einer Quelle anmelden, die keine Anmeldung will</translation>
    </message>
    <message>
        <source>masterauth is set</source>
        <translation>masterauth ist gesetzt</translation>
    </message>
    <message>
        <source>masterauth is empty</source>
        <translation>masterauth ist leer</translation>
    </message>
    <message>
        <source>The source answers AUTH with an error then, and Dragonfly does not attach. What it was cannot be put back: it is a password.</source>
        <translation>Die Quelle beantwortet AUTH dann mit einem Fehler, und Dragonfly bindet sich nicht an. Was es war, lässt sich nicht zurückstellen: Es ist ein Passwort.</translation>
    </message>
    <message>
        <source>Sentinel would list Dragonfly under another port</source>
        <translation>Sentinel würde Dragonfly unter einem anderen Port führen</translation>
    </message>
    <message>
        <source>0, or the port %1 of the plan</source>
        <translation>0, oder der Port %1 des Plans</translation>
    </message>
    <message>
        <source>Sentinel reaches a replica by the address that it announces to the source, and promotes it there.</source>
        <translation>Sentinel erreicht ein Replikat unter der Adresse, die es der Quelle ankündigt, und befördert es dort.</translation>
    </message>
    <message>
        <source>The plan names Dragonfly by a host name</source>
        <translation>Der Plan nennt Dragonfly mit einem Rechnernamen</translation>
    </message>
    <message>
        <source>Sentinel lists replicas by their IP, by which Dragonfly must be recognized there.</source>
        <translation>Sentinel führt Replikate mit ihrer IP, an der Dragonfly dort zu erkennen sein muss.</translation>
    </message>
    <message>
        <source>Dragonfly can attach, and be listed by Sentinel</source>
        <translation>Dragonfly kann sich anbinden und von Sentinel geführt werden</translation>
    </message>
    <message>
        <source>Snapshots of Dragonfly</source>
        <translation>Snapshots von Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly takes snapshots</source>
        <translation>Dragonfly macht Snapshots</translation>
    </message>
    <message>
        <source>Dragonfly takes no snapshots</source>
        <translation>Dragonfly macht keine Snapshots</translation>
    </message>
    <message>
        <source>Dragonfly has no append-only file: without snapshots a crash leaves nothing. Take one right after the promotion (SAVE), and others regularly.</source>
        <translation>Dragonfly hat keine Append-only-Datei: Ohne Snapshots lässt ein Absturz nichts übrig. Machen Sie gleich nach der Beförderung einen (SAVE), und weitere regelmäßig.</translation>
    </message>
    <message>
        <source>Replicas of Dragonfly</source>
        <translation>Replikate von Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>%1 replicas</source>
        <translation>
            <numerusform>%1 Replikat</numerusform>
            <numerusform>%1 Replikate</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly has a replica</source>
        <translation>Dragonfly hat ein Replikat</translation>
    </message>
    <message>
        <source>One Dragonfly alone is a single point of failure</source>
        <translation>Ein Dragonfly allein ist eine einzelne Ausfallstelle</translation>
    </message>
    <message>
        <source>a second Dragonfly, attached after the switch</source>
        <translation>ein zweites Dragonfly, nach der Umschaltung angebunden</translation>
    </message>
    <message>
        <source>Sentinel has nobody to promote should it fail: the old primary is parked, and a replica of a replica is refused, so a standby follows Dragonfly only once that is the primary.</source>
        <translation>Sentinel hat niemanden zu befördern, sollte es ausfallen: Der alte Primärserver ist abgestellt, und das Replikat eines Replikats wird abgelehnt, ein Ersatz folgt Dragonfly also erst, wenn dieses der Primärserver ist.</translation>
    </message>
    <message>
        <source>The clocks of both servers</source>
        <translation>Die Uhren beider Server</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s clock is %1 s from the source&apos;s</source>
        <translation>Die Uhr von Dragonfly geht %1 s gegen die der Quelle</translation>
    </message>
    <message>
        <source>Both clocks agree</source>
        <translation>Beide Uhren gehen gleich</translation>
    </message>
    <message>
        <source>The clocks of source and Dragonfly differ</source>
        <translation>Die Uhren von Quelle und Dragonfly gehen verschieden</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>weniger als eine Sekunde</translation>
    </message>
    <message>
        <source>Expiries are moments, not durations: on Dragonfly every key expires by that much earlier or later.</source>
        <translation>Ablaufzeiten sind Zeitpunkte, keine Dauern: Auf Dragonfly läuft jeder Schlüssel um so viel früher oder später ab.</translation>
    </message>
    <message>
        <source>Lua scripts</source>
        <translation>Lua-Skripte</translation>
    </message>
    <message>
        <source>No Lua script was run</source>
        <translation>Es lief kein Lua-Skript</translation>
    </message>
    <message>
        <source>Lua scripts are in use</source>
        <translation>Lua-Skripte werden benutzt</translation>
    </message>
    <message>
        <source>scripts that name all their keys, and clients that load them again</source>
        <translation>Skripte, die alle ihre Schlüssel nennen, und Clients, die sie neu laden</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys.</source>
        <translation>Dragonfly lehnt ein Skript ab, das einen Schlüssel anrührt, den es nicht in KEYS genannt hat, wenn es nicht mit --default_lua_flags=allow-undeclared-keys gestartet wurde.</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys. And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT after the switch until the client loads them.</source>
        <translation>Dragonfly lehnt ein Skript ab, das einen Schlüssel anrührt, den es nicht in KEYS genannt hat, wenn es nicht mit --default_lua_flags=allow-undeclared-keys gestartet wurde. Und seit Redis 7 werden Skripte nicht repliziert: EVALSHA bekommt nach der Umschaltung NOSCRIPT, bis der Client sie lädt.</translation>
    </message>
    <message>
        <source>Blocking commands</source>
        <translation>Blockierende Befehle</translation>
    </message>
    <message>
        <source>No client blocks</source>
        <translation>Kein Client blockiert</translation>
    </message>
    <message>
        <source>Clients use blocking commands</source>
        <translation>Clients benutzen blockierende Befehle</translation>
    </message>
    <message numerus="yes">
        <source>%1 blocked now; %2</source>
        <translation>
            <numerusform>%1 blockiert jetzt; %2</numerusform>
            <numerusform>%1 blockieren jetzt; %2</numerusform>
        </translation>
    </message>
    <message>
        <source>clients that try again</source>
        <translation>Clients, die es noch einmal versuchen</translation>
    </message>
    <message>
        <source>Who waits at the switch gets UNBLOCKED, or a closed connection, and has to ask again at Dragonfly.</source>
        <translation>Wer bei der Umschaltung wartet, bekommt UNBLOCKED oder eine geschlossene Verbindung und muss bei Dragonfly neu fragen.</translation>
    </message>
    <message>
        <source>Keyspace notifications</source>
        <translation>Keyspace-Benachrichtigungen</translation>
    </message>
    <message>
        <source>No keyspace notification that Dragonfly lacks</source>
        <translation>Keine Keyspace-Benachrichtigung, die Dragonfly fehlt</translation>
    </message>
    <message>
        <source>Keyspace notifications that Dragonfly does not send</source>
        <translation>Keyspace-Benachrichtigungen, die Dragonfly nicht sendet</translation>
    </message>
    <message>
        <source>&quot;Ex&quot; at most</source>
        <translation>höchstens „Ex“</translation>
    </message>
    <message>
        <source>Dragonfly tells of expired keys only: who listens for anything else hears nothing after the switch.</source>
        <translation>Dragonfly meldet nur abgelaufene Schlüssel: Wer auf anderes hört, hört nach der Umschaltung nichts.</translation>
    </message>
    <message>
        <source>Client-side caching</source>
        <translation>Caching beim Client</translation>
    </message>
    <message>
        <source>No client uses tracking</source>
        <translation>Kein Client benutzt Tracking</translation>
    </message>
    <message>
        <source>Clients use tracking</source>
        <translation>Clients benutzen Tracking</translation>
    </message>
    <message>
        <source>RESP3, without BCAST, REDIRECT and PREFIX</source>
        <translation>RESP3, ohne BCAST, REDIRECT und PREFIX</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP alone: another client would serve stale values from its cache.</source>
        <translation>CLIENT TRACKING kennt bei Dragonfly nur OPTIN, OPTOUT und NOLOOP: Ein anderer Client gäbe veraltete Werte aus seinem Cache.</translation>
    </message>
    <message>
        <source>Pub/sub</source>
        <translation>Pub/Sub</translation>
    </message>
    <message>
        <source>Nobody but Sentinel subscribes</source>
        <translation>Niemand außer Sentinel abonniert</translation>
    </message>
    <message>
        <source>Clients subscribe to channels</source>
        <translation>Clients abonnieren Kanäle</translation>
    </message>
    <message>
        <source>subscribers that come back</source>
        <translation>Abonnenten, die wiederkommen</translation>
    </message>
    <message>
        <source>Subscribers are disconnected at the switch, and what is published until they are back reaches nobody.</source>
        <translation>Abonnenten werden bei der Umschaltung getrennt, und was gesendet wird, bis sie wieder da sind, erreicht niemanden.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady.</source>
        <translation>Bei diesem Verlauf wird sie nicht stetig.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady: the source writes %1, Dragonfly applies %2.</source>
        <translation>Bei diesem Verlauf wird sie nicht stetig: Die Quelle schreibt %1, Dragonfly wendet %2 an.</translation>
    </message>
    <message>
        <source>At this trend it is within the limits in about %1, and steady %2 s later.</source>
        <translation>Bei diesem Verlauf liegt sie in etwa %1 innerhalb der Grenzen und ist %2 s später stetig.</translation>
    </message>
    <message>
        <source>Steady in about %1, if it stays within the limits.</source>
        <translation>Stetig in etwa %1, wenn sie innerhalb der Grenzen bleibt.</translation>
    </message>
    <message>
        <source>The lag grows by %1: at this trend it reaches the limit in about %2.</source>
        <translation>Der Rückstand wächst um %1: Bei diesem Verlauf erreicht er die Grenze in etwa %2.</translation>
    </message>
    <message>
        <source>The lag does not grow.</source>
        <translation>Der Rückstand wächst nicht.</translation>
    </message>
    <message>
        <source>After it Dragonfly must catch up and stay within the limits for %1 s.</source>
        <translation>Danach muss Dragonfly aufholen und %1 s lang innerhalb der Grenzen bleiben.</translation>
    </message>
    <message>
        <source>At this rate it ends in about %1; then Dragonfly must catch up and stay within the limits for %2 s.</source>
        <translation>Bei diesem Tempo endet er in etwa %1; dann muss Dragonfly aufholen und %2 s lang innerhalb der Grenzen bleiben.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly is not attached yet.</source>
        <translation>Nicht stetig: Dragonfly ist noch nicht angehängt.</translation>
    </message>
    <message>
        <source>When it answers again, Dragonfly begins with a new full sync.</source>
        <translation>Wenn die Verbindung wieder steht, beginnt Dragonfly mit einem neuen Vollabgleich.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>über den Offset</translation>
    </message>
    <message>
        <source>the data themselves were not compared</source>
        <translation>die Daten selbst wurden nicht verglichen</translation>
    </message>
    <message>
        <source>The runbook cannot be written to %1.</source>
        <translation>Der Ablaufplan lässt sich nicht nach %1 schreiben.</translation>
    </message>
    <message>
        <source>Gates would be closed: %1</source>
        <translation>Nicht erfüllt wären diese Bedingungen: %1</translation>
    </message>
    <message>
        <source>%1 Nothing was changed; the gates of the replication open once it was started and is steady.</source>
        <translation>%1 Nichts wurde geändert; die Bedingungen der Replikation sind erfüllt, sobald sie gestartet wurde und stetig ist.</translation>
    </message>
    <message>
        <source>%1 fell silent with replies due, so the connection was closed: the server hangs, or the network is down.</source>
        <translation>%1 schwieg, obwohl Antworten ausstanden; die Verbindung wurde geschlossen: Der Server hängt, oder das Netz ist ausgefallen.</translation>
    </message>
    <message>
        <source>Planted %1, found %2, false alarms %3.</source>
        <translation>%1 gesetzt, %2 gefunden, %3 Fehlalarme.</translation>
    </message>
    <message>
        <source>The self-test could not plant with %1.</source>
        <translation>Der Selbsttest konnte mit %1 keinen Unterschied setzen.</translation>
    </message>
    <message>
        <source>A reply has not the shape that was expected.</source>
        <translation>Eine Antwort hat nicht die erwartete Form.</translation>
    </message>
    <message>
        <source>%1 is no replica, so it cannot be compared as one: start the replication, or compare two servers that are not linked.</source>
        <translation>%1 ist kein Replikat und kann nicht als solches verglichen werden: Starten Sie die Replikation, oder vergleichen Sie zwei unverbundene Server.</translation>
    </message>
    <message>
        <source>%1 does not say how far its stream has come.</source>
        <translation>%1 nennt nicht, wie weit sein Strom gekommen ist.</translation>
    </message>
    <message>
        <source>The replication link of %1 is down or a full sync is under way: go on once it is up.</source>
        <translation>Die Replikationsverbindung von %1 ist unterbrochen, oder eine vollständige Synchronisation läuft: Setzen Sie fort, sobald sie steht.</translation>
    </message>
    <message>
        <source>The frozen comparison is not ready.</source>
        <translation>Der Vergleich in der Schreibpause ist nicht bereit.</translation>
    </message>
    <message>
        <source>It starts anew: the source is another server, or was restarted meanwhile.</source>
        <translation>Er beginnt von vorn: Die Quelle ist ein anderer Server oder wurde inzwischen neu gestartet.</translation>
    </message>
    <message>
        <source>It starts anew: the target is another server, or was restarted meanwhile.</source>
        <translation>Er beginnt von vorn: Das Ziel ist ein anderer Server oder wurde inzwischen neu gestartet.</translation>
    </message>
    <message>
        <source>It starts anew: a full sync replaced the target&apos;s data meanwhile.</source>
        <translation>Er beginnt von vorn: Eine vollständige Synchronisation hat inzwischen die Daten des Ziels ersetzt.</translation>
    </message>
    <message>
        <source>It starts anew: the servers were linked in another way when it began.</source>
        <translation>Er beginnt von vorn: Die Server waren zu Beginn anders verbunden.</translation>
    </message>
    <message>
        <source>Each key was compared in a state between the source&apos;s offsets %1 and %2.</source>
        <translation>Jeder Schlüssel wurde in einem Zustand zwischen den Offsets %1 und %2 der Quelle verglichen.</translation>
    </message>
    <message>
        <source>The two servers are not linked: each key was compared as it was at some moment between %1 and %2.</source>
        <translation>Die beiden Server sind nicht verbunden: Jeder Schlüssel wurde so verglichen, wie er in einem Augenblick zwischen %1 und %2 war.</translation>
    </message>
    <message>
        <source>A full sync replaced the target&apos;s data while it was compared: compare once more.</source>
        <translation>Eine vollständige Synchronisation hat die Daten des Ziels während des Vergleichs ersetzt: Vergleichen Sie noch einmal.</translation>
    </message>
    <message>
        <source>%1 refuses to be read.</source>
        <translation>%1 lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>%1 does not answer INFO, without which the data cannot be compared.</source>
        <translation>%1 beantwortet INFO nicht; ohne das können die Daten nicht verglichen werden.</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 random keys: with 95 % confidence fewer than %2 of %3 keys differ.</source>
        <translation>
            <numerusform>Kein Unterschied bei %1 zufälligen Schlüssel: Mit 95 % Sicherheit unterscheiden sich weniger als %2 von %3 Schlüsseln.</numerusform>
            <numerusform>Kein Unterschied bei %1 zufälligen Schlüsseln: Mit 95 % Sicherheit unterscheiden sich weniger als %2 von %3 Schlüsseln.</numerusform>
        </translation>
    </message>
    <message>
        <source>No key was compared, so nothing is known.</source>
        <translation>Kein Schlüssel wurde verglichen, also ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Slowed down: the source took %1 to answer.</source>
        <translation>Verlangsamt: Die Quelle brauchte %1 für eine Antwort.</translation>
    </message>
    <message>
        <source>Slowed down: the target lags %1 behind.</source>
        <translation>Verlangsamt: Das Ziel liegt %1 zurück.</translation>
    </message>
    <message>
        <source>Another console has this migration open, on %1 (%2): close it, then begin again.</source>
        <translation>Eine andere Konsole hat diese Migration geöffnet, auf %1 (%2): Schließen Sie sie, und beginnen Sie dann erneut.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: the old primary did not tell who was connected.</source>
        <translation>Welche Clients kamen, ist nicht bekannt: Der alte Primärserver sagte nicht, wer verbunden war.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: Dragonfly did not tell.</source>
        <translation>Welche Clients kamen, ist nicht bekannt: Dragonfly sagte es nicht.</translation>
    </message>
    <message>
        <source>Everything is being put back already.</source>
        <translation>Alles wird bereits zurückgenommen.</translation>
    </message>
    <message>
        <source>The probe, where Sentinel points, every 10 ms until all Sentinels agree; it expires by itself.</source>
        <translation>Der Probeschlüssel, wohin Sentinel zeigt, alle 10 ms, bis alle Sentinels übereinstimmen; er verfällt von selbst.</translation>
    </message>
    <message>
        <source>The Sentinel gave up its failover of the silent Dragonfly.</source>
        <translation>Der Sentinel gab sein Failover des stummen Dragonfly auf.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s failover could not be called off: %1</source>
        <translation>Das Failover des Sentinels konnte nicht abgebrochen werden: %1</translation>
    </message>
    <message>
        <source>%1 is too long: at most 100 characters.</source>
        <translation>%1 ist zu lang: höchstens 100 Zeichen.</translation>
    </message>
    <message>
        <source>The differences cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Die Unterschiede können nicht nach %1 geschrieben werden: Prüfen Sie die Rechte des Ordners und den freien Platz.</translation>
    </message>
    <message>
        <source>The group&apos;s name must be letters, digits, dots and dashes: it stands in config files.</source>
        <translation>Der Name der Gruppe muss aus Buchstaben, Ziffern, Punkten und Strichen bestehen: Er steht in Konfigurationsdateien.</translation>
    </message>
    <message>
        <source>the source lists %1, and none of them is surely Dragonfly, which is reached as %2: name it in the plan by the address under which it is listed (tls.serverName keeps its certificate&apos;s name), or start it with --replica_announce_ip and --announce_port set to an address that leads to it</source>
        <translation>die Quelle führt %1, und keines davon ist sicher Dragonfly, das unter %2 erreichbar ist: im Plan die Adresse nennen, unter der es geführt wird (tls.serverName behält den Namen seines Zertifikats), oder es mit --replica_announce_ip und --announce_port auf eine Adresse starten, die zu ihm führt</translation>
    </message>
    <message>
        <source>No port is free for the lab&apos;s proxies.</source>
        <translation>Für die Proxys des Labors ist kein Port frei.</translation>
    </message>
    <message>
        <source>Replication is being stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>Die Replikation wird angehalten: Dragonfly hat %1 Vollabgleiche begonnen, und keiner führte zu stetiger Replikation. Suchen Sie nach Funktionen (FUNCTION LIST), nach Schlüsseln in einer Datenbank jenseits von Dragonflys dbnum, nach TTLs von Hash-Feldern oder nach einem zu kleinen Ausgabepuffer für Replikate auf der Quelle.</translation>
    </message>
    <message>
        <source>%1 is no report of Ferryman&apos;s.</source>
        <translation>%1 ist kein Bericht von Ferryman.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows, and the report&apos;s hash is that of row %2. The report&apos;s words were not compared: another version of Ferryman wrote them.</source>
        <translation>
            <numerusform>Das Journal ist unverändert: %1 Zeile, und die Prüfsumme des Berichts ist die von Zeile %2. Der Wortlaut des Berichts wurde nicht verglichen: Ihn schrieb eine andere Version von Ferryman.</numerusform>
            <numerusform>Das Journal ist unverändert: %1 Zeilen, und die Prüfsumme des Berichts ist die von Zeile %2. Der Wortlaut des Berichts wurde nicht verglichen: Ihn schrieb eine andere Version von Ferryman.</numerusform>
        </translation>
    </message>
    <message>
        <source>The report was made of the journal&apos;s rows 1 to %1.</source>
        <translation>Der Bericht wurde aus den Zeilen 1 bis %1 des Journals erstellt.</translation>
    </message>
    <message>
        <source>is being compared: wait, or stop it</source>
        <translation>werden gerade verglichen: warten oder abbrechen</translation>
    </message>
    <message>
        <source>differences: %1</source>
        <translation>Unterschiede: %1</translation>
    </message>
    <message>
        <source>not compared: the plan says so</source>
        <translation>nicht verglichen: so will es der Plan</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>nicht verglichen</translation>
    </message>
    <message>
        <source>no difference in a sample, %1 ago</source>
        <translation>kein Unterschied in einer Stichprobe, vor %1</translation>
    </message>
    <message>
        <source>no difference, %1 ago</source>
        <translation>kein Unterschied, vor %1</translation>
    </message>
    <message>
        <source>%1; written since: %2</source>
        <translation>%1; seither geschrieben: %2</translation>
    </message>
    <message>
        <source>Nothing was compared: that Dragonfly holds the same data is not proven.</source>
        <translation>Es wurde nichts verglichen: Dass Dragonfly dieselben Daten hat, ist nicht bewiesen.</translation>
    </message>
    <message>
        <source>Keys that changed too often to be compared: %1.</source>
        <translation>Schlüssel, die sich zu oft änderten, um verglichen zu werden: %1.</translation>
    </message>
    <message>
        <source>Comparison of the data</source>
        <translation>Vergleich der Daten</translation>
    </message>
    <message>
        <source>no difference, at most %1 old</source>
        <translation>kein Unterschied, höchstens %1 alt</translation>
    </message>
    <message>
        <source>no difference is known</source>
        <translation>kein Unterschied bekannt</translation>
    </message>
    <message>
        <source>keys: %1, about %2</source>
        <translation>Schlüssel: %1, etwa %2</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>Schlüssel: %1</translation>
    </message>
    <message>
        <source>Comparison within the freeze</source>
        <translation>Vergleich in der Schreibpause</translation>
    </message>
    <message>
        <source>Not all keys that were written last can be compared within the freeze.</source>
        <translation>Nicht alle zuletzt geschriebenen Schlüssel können in der Schreibpause verglichen werden.</translation>
    </message>
    <message>
        <source>Within the freeze keys differ: %1, such as %2.</source>
        <translation>In der Schreibpause unterscheiden sich Schlüssel: %1, etwa %2.</translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference; not compared in time: %2.</source>
        <translation>
            <numerusform>In der Schreibpause verglichen: %1 Schlüssel, kein Unterschied; nicht rechtzeitig verglichen: %2.</numerusform>
            <numerusform>In der Schreibpause verglichen: %1 Schlüssel, kein Unterschied; nicht rechtzeitig verglichen: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference.</source>
        <translation>
            <numerusform>In der Schreibpause verglichen: %1 Schlüssel, kein Unterschied.</numerusform>
            <numerusform>In der Schreibpause verglichen: %1 Schlüssel, kein Unterschied.</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison within the freeze: %1</source>
        <translation>Der Vergleich in der Schreibpause: %1</translation>
    </message>
    <message>
        <source>The data are not compared</source>
        <translation>Die Daten werden nicht verglichen</translation>
    </message>
    <message>
        <source>That no acknowledged write is lost is proven by the offset at the switch. That Dragonfly made the same of each write is shown by a comparison alone: commands that it does not know are skipped without a word.</source>
        <translation>Dass kein bestätigter Schreibvorgang verloren geht, beweist der Offset bei der Umschaltung. Dass Dragonfly aus jedem dasselbe gemacht hat, zeigt nur ein Vergleich: Befehle, die es nicht kennt, übergeht es wortlos.</translation>
    </message>
    <message>
        <source>The data are compared before the switch</source>
        <translation>Die Daten werden vor der Umschaltung verglichen</translation>
    </message>
    <message>
        <source>Keys that differ between the source and Dragonfly: %1 of %2. &quot;ferrymanctl verify&quot; lists them.</source>
        <translation>Schlüssel, die sich zwischen der Quelle und Dragonfly unterscheiden: %1 von %2. &quot;ferrymanctl verify&quot; zählt sie auf.</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>vergleicht</translation>
    </message>
    <message>
        <source>comparing, %1 %</source>
        <translation>vergleicht, %1 %</translation>
    </message>
    <message>
        <source>no difference, undecided: %1</source>
        <translation>kein Unterschied, unentschieden: %1</translation>
    </message>
    <message>
        <source>no difference in a sample</source>
        <translation>kein Unterschied in einer Stichprobe</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>did not come to its end</source>
        <translation>kam nicht zum Ende</translation>
    </message>
    <message>
        <source>stopped, can go on</source>
        <translation>angehalten, kann weitergehen</translation>
    </message>
    <message>
        <source>off in the plan</source>
        <translation>im Plan ausgeschaltet</translation>
    </message>
    <message>
        <source>The comparison is being stopped.</source>
        <translation>Der Vergleich wird gerade angehalten.</translation>
    </message>
    <message>
        <source>The data is being compared already.</source>
        <translation>Die Daten werden schon verglichen.</translation>
    </message>
    <message>
        <source>It waits for Connect.</source>
        <translation>Es wartet auf Verbinden.</translation>
    </message>
    <message>
        <source>It waits until the full sync has ended.</source>
        <translation>Es wartet, bis die Vollsynchronisation beendet ist.</translation>
    </message>
    <message>
        <source>Keys of types that cannot be compared: %1. %2</source>
        <translation>Schlüssel von Typen, die nicht verglichen werden können: %1. %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. %2</source>
        <translation>
            <numerusform>Kein Unterschied in %1 Schlüssel. %2</numerusform>
            <numerusform>Kein Unterschied in %1 Schlüsseln. %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences: %1, in %2 compared keys. %3</source>
        <translation>
            <numerusform>Unterschiede: %1, in %2 verglichenen Schlüssel. %3</numerusform>
            <numerusform>Unterschiede: %1, in %2 verglichenen Schlüsseln. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>Der Vergleich wurde angehalten.</translation>
    </message>
    <message>
        <source>%1 The same command goes on where it was.</source>
        <translation>%1 Derselbe Befehl setzt ihn dort fort.</translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; what kept changing, within the freeze</source>
        <translation>
            <numerusform>%1 verglichen, keiner weicht ab; was sich fortwährend änderte, in der Schreibpause</numerusform>
            <numerusform>%1 verglichen, keiner weicht ab; was sich fortwährend änderte, in der Schreibpause</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; kept changing: %2</source>
        <translation>
            <numerusform>%1 verglichen, keiner weicht ab; ändern sich fortwährend: %2</numerusform>
            <numerusform>%1 verglichen, keiner weicht ab; ändern sich fortwährend: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; cannot be compared: %2</source>
        <translation>
            <numerusform>%1 verglichen, keiner weicht ab; nicht vergleichbar: %2</numerusform>
            <numerusform>%1 verglichen, keiner weicht ab; nicht vergleichbar: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs</source>
        <translation>
            <numerusform>%1 verglichen, keiner weicht ab</numerusform>
            <numerusform>%1 verglichen, keiner weicht ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys compared</source>
        <translation>
            <numerusform>%1 Schlüssel verglichen</numerusform>
            <numerusform>%1 Schlüssel verglichen</numerusform>
        </translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>eine Stichprobe</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>jeder Schlüssel</translation>
    </message>
    <message>
        <source>Nothing was switched, and nothing listens at %1 any more: if its process has ended, the write pause has ended with it. Start it, then take this up again; if it runs after all, run this: %2</source>
        <translation>Nichts wurde umgeschaltet, und unter %1 nimmt nichts mehr Verbindungen an: Ist der Prozess dort beendet, so ist auch die Schreibpause zu Ende. Starten Sie ihn, und nehmen Sie dies dann wieder auf; läuft er doch, führen Sie dies aus: %2</translation>
    </message>
    <message>
        <source>The journal %1 cannot be moved to %2.</source>
        <translation>Das Journal %1 kann nicht nach %2 verschoben werden.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow %1 any more: start the replication again.</source>
        <translation>Dragonfly folgt %1 nicht mehr: Beginnen Sie die Replikation erneut.</translation>
    </message>
    <message>
        <source>The switch is done, but Dragonfly %1 has not answered since: see that it runs. One setting is still to be put back there: %2</source>
        <translation>Die Umschaltung ist fertig, aber Dragonfly %1 hat seitdem nicht geantwortet: Sehen Sie nach, ob es läuft. Eine Einstellung ist dort noch zurückzustellen: %2</translation>
    </message>
    <message>
        <source>The folder %1 for plans cannot be made.</source>
        <translation>Der Ordner %1 für Pläne kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>Its journal says what stands changed on the servers, and how to put it back: open the migration and finish it first.</source>
        <translation>Ihr Journal sagt, was auf den Servern noch verändert ist und wie es zurückgestellt wird: Öffnen Sie die Migration, und bringen Sie sie zuerst zu Ende.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be moved to %2.</source>
        <translation>Der Plan %1 kann nicht nach %2 verschoben werden.</translation>
    </message>
    <message>
        <source>compare once more</source>
        <translation>noch einmal vergleichen</translation>
    </message>
    <message>
        <source>The certificate cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Das Zertifikat kann nicht nach %1 geschrieben werden: Prüfen Sie die Rechte des Ordners und seinen freien Platz.</translation>
    </message>
    <message>
        <source>The folder %1 holds too many certificates.</source>
        <translation>Der Ordner %1 enthält zu viele Zertifikate.</translation>
    </message>
    <message>
        <source>%1 must be a name of 1 to %2 characters.</source>
        <translation>%1 muss ein Name von 1 bis %2 Zeichen sein.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the server&apos;s URL.</source>
        <translation>%1 fehlt: Es ist die URL des Servers.</translation>
    </message>
    <message>
        <source>%1 is no key of a connection: check its spelling.</source>
        <translation>%1 ist kein Schlüssel einer Verbindung: Prüfen Sie die Schreibweise.</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 fehlt.</translation>
    </message>
    <message>
        <source>%1 is the name of another connection, too.</source>
        <translation>%1 ist auch der Name einer anderen Verbindung.</translation>
    </message>
    <message>
        <source>The name service did not find %1 within %2 s.</source>
        <translation>Der Namensdienst hat %1 nicht innerhalb von %2 s gefunden.</translation>
    </message>
    <message>
        <source>%1 took the login, and then did not answer within %2 s: it hangs or is overloaded.</source>
        <translation>%1 hat die Anmeldung angenommen und dann innerhalb von %2 s nicht geantwortet: Der Server hängt oder ist überlastet.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be read: check the file&apos;s rights.</source>
        <translation>Die Verbindungen in %1 können nicht gelesen werden: Prüfen Sie die Rechte der Datei.</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>Die Datei ist größer als %1 Bytes.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be used, and the file is left as it is: %2 Mend it, or move it away.</source>
        <translation>Die Verbindungen in %1 können nicht benutzt werden, und die Datei bleibt, wie sie ist: %2 Bringen Sie sie in Ordnung, oder legen Sie sie woanders ab.</translation>
    </message>
    <message>
        <source>The connections cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Die Verbindungen können nicht nach %1 geschrieben werden: Prüfen Sie die Rechte des Ordners und seinen freien Platz.</translation>
    </message>
    <message>
        <source>A connection has a name of 1 to %1 characters.</source>
        <translation>Eine Verbindung hat einen Namen von 1 bis %1 Zeichen.</translation>
    </message>
    <message>
        <source>There is a connection “%1” already: give it another name.</source>
        <translation>Es gibt schon eine Verbindung „%1“: Geben Sie ihr einen anderen Namen.</translation>
    </message>
    <message>
        <source>At most %1 connections are kept: delete some first.</source>
        <translation>Höchstens %1 Verbindungen werden aufbewahrt: Löschen Sie zuerst einige.</translation>
    </message>
    <message>
        <source>What follows ? or # in the URL is not known here: leave it out.</source>
        <translation>Was in der URL auf ? oder # folgt, ist hier nicht bekannt: Lassen Sie es weg.</translation>
    </message>
    <message>
        <source>The password in the URL is not written correctly: write a % in it as %25.</source>
        <translation>Das Passwort in der URL ist nicht richtig geschrieben: Schreiben Sie ein % darin als %25.</translation>
    </message>
    <message>
        <source>This is no address of a server: write redis://user:password@host:port.</source>
        <translation>Dies ist keine Adresse eines Servers: Schreiben Sie redis://user:password@host:port.</translation>
    </message>
    <message>
        <source>The text is longer than %1 lines or %2 KiB.</source>
        <translation>Der Text ist länger als %1 Zeilen oder %2 KiB.</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>%1 must be a certificate as a PEM text.</source>
        <translation>%1 muss ein Zertifikat als PEM-Text sein.</translation>
    </message>
    <message>
        <source>%1 must be a key as a PEM text.</source>
        <translation>%1 muss ein Schlüssel als PEM-Text sein.</translation>
    </message>
    <message>
        <source>The login of the group&apos;s servers is not imported: enter it in Connect.</source>
        <translation>Die Anmeldedaten der Server der Gruppe werden nicht importiert: Geben Sie sie unter „Verbinden“ ein.</translation>
    </message>
    <message>
        <source>It goes through an SSH tunnel, which Ferryman does not open: open one, and import its end.</source>
        <translation>Sie führt durch einen SSH-Tunnel, den Ferryman nicht öffnet: Öffnen Sie einen, und importieren Sie sein Ende.</translation>
    </message>
    <message>
        <source>It is a Redis Cluster, which Sentinel does not manage: Ferryman cannot move it.</source>
        <translation>Es ist ein Redis Cluster, den Sentinel nicht verwaltet: Ferryman kann ihn nicht nach Dragonfly bringen.</translation>
    </message>
    <message>
        <source>%1 must be a host&apos;s name or address.</source>
        <translation>%1 muss der Name oder die Adresse eines Hosts sein.</translation>
    </message>
    <message>
        <source>The client certificate came without its key, and is left out.</source>
        <translation>Das Client-Zertifikat kam ohne seinen Schlüssel und wird weggelassen.</translation>
    </message>
    <message>
        <source>RedisInsight does not verify the server&apos;s certificate; Ferryman does.</source>
        <translation>RedisInsight prüft das Zertifikat des Servers nicht; Ferryman tut es.</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s export is a JSON list of connections: [{ ... }].</source>
        <translation>Der Export von RedisInsight ist eine JSON-Liste von Verbindungen: [{ ... }].</translation>
    </message>
    <message>
        <source>The file holds more than %1 connections.</source>
        <translation>Die Datei enthält mehr als %1 Verbindungen.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: check its name and its rights.</source>
        <translation>Die Datei %1 kann nicht gelesen werden: Prüfen Sie ihren Namen und ihre Rechte.</translation>
    </message>
    <message>
        <source>The file %1 is larger than %2 MiB.</source>
        <translation>Die Datei %1 ist größer als %2 MiB.</translation>
    </message>
    <message>
        <source>%1 must be a list of objects: [{ ... }].</source>
        <translation>%1 muss eine Liste von Objekten sein: [{ ... }].</translation>
    </message>
    <message>
        <source>%1 is longer than %2 entries.</source>
        <translation>%1 ist länger als %2 Einträge.</translation>
    </message>
    <message>
        <source>The source refuses a Sentinel&apos;s login</source>
        <translation>Die Quelle weist die Anmeldung eines Sentinels ab</translation>
    </message>
    <message>
        <source>the source&apos;s user and password at every Sentinel</source>
        <translation>Benutzer und Passwort der Quelle bei jedem Sentinel</translation>
    </message>
    <message>
        <source>It answers this Sentinel with errors, which therefore holds it for down, could start a failover of its own, and would hold Dragonfly for down as well.</source>
        <translation>Sie antwortet diesem Sentinel mit Fehlern; deshalb hält er sie für ausgefallen, könnte ein eigenes Failover beginnen und hielte auch Dragonfly für ausgefallen.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>The server did not answer every command.</source>
        <translation>Der Server hat nicht jeden Befehl beantwortet.</translation>
    </message>
    <message>
        <source>%1 is no server of this group any more.</source>
        <translation>%1 ist kein Server dieser Gruppe mehr.</translation>
    </message>
    <message>
        <source>There is nothing to report: this migration has no journal yet. It begins with the replication.</source>
        <translation>Es gibt nichts zu berichten: Diese Migration hat noch kein Journal. Es beginnt mit der Replikation.</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>wie der Desktop</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>hoher Kontrast</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>was geschieht</translation>
    </message>
    <message>
        <source>warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>errors alone</source>
        <translation>nur Fehler</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>At once.</source>
        <translation>Wirkt sofort.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives. At once.</source>
        <translation>Von der Größe, die der Desktop vorgibt. Wirkt sofort.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Time between two samples</source>
        <translation>Zeit zwischen zwei Messungen</translation>
    </message>
    <message>
        <source>How often offsets and lag of both servers are read. At once.</source>
        <translation>Wie oft Offsets und Rückstand beider Server gelesen werden. Wirkt sofort.</translation>
    </message>
    <message>
        <source>History of the charts</source>
        <translation>Verlauf der Kurven</translation>
    </message>
    <message>
        <source>Older samples are forgotten; the journal keeps all it holds. At once.</source>
        <translation>Ältere Messwerte werden vergessen; das Journal behält alles, was es enthält. Wirkt sofort.</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Max. Schlüssel je Sekunde</translation>
    </message>
    <message>
        <source>What step 4 begins with when data is compared; each run may have its own.</source>
        <translation>Womit Schritt 4 beim Vergleichen der Daten beginnt; jeder Lauf kann seinen eigenen Wert haben.</translation>
    </message>
    <message>
        <source> keys/s</source>
        <translation> Schlüssel/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>Most data a second</source>
        <translation>Max. Daten je Sekunde</translation>
    </message>
    <message>
        <source>Replies of both servers together, when data is compared; each run may have its own.</source>
        <translation>Antworten beider Server zusammen beim Vergleichen der Daten; jeder Lauf kann seinen eigenen Wert haben.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>When something needs a person while another window is used.</source>
        <translation>Wenn etwas einen Menschen braucht, während ein anderes Fenster benutzt wird.</translation>
    </message>
    <message>
        <source>Folder of plans</source>
        <translation>Ordner für Pläne</translation>
    </message>
    <message>
        <source>Where plans are opened from and saved in.</source>
        <translation>Woraus Pläne geöffnet und worin sie gespeichert werden.</translation>
    </message>
    <message>
        <source>Folder of reports</source>
        <translation>Ordner für Berichte</translation>
    </message>
    <message>
        <source>Where reports and lists of differences are written.</source>
        <translation>Wohin Berichte und Listen von Unterschieden geschrieben werden.</translation>
    </message>
    <message>
        <source>Folder of journals</source>
        <translation>Ordner für Journale</translation>
    </message>
    <message>
        <source>From the next start on. Journals stay where they are: move them along, or what was left open is not found.</source>
        <translation>Ab dem nächsten Start. Journale bleiben, wo sie sind: Verschieben Sie sie mit, sonst wird nicht gefunden, was offen geblieben ist.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>What is kept in memory for the log view. At once.</source>
        <translation>Was für die Protokollansicht im Speicher behalten wird. Wirkt sofort.</translation>
    </message>
    <message>
        <source>%1 cannot be written: check the folder&apos;s rights and its free space.</source>
        <translation>%1 kann nicht geschrieben werden: Prüfen Sie die Rechte des Ordners und seinen freien Platz.</translation>
    </message>
    <message>
        <source>The URL and the field name two users: leave one out.</source>
        <translation>Die URL und das Feld nennen zwei Benutzer: Lassen Sie einen weg.</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together: give both files.</source>
        <translation>Ein Client-Zertifikat und sein Schlüssel gehören zusammen: Geben Sie beide Dateien an.</translation>
    </message>
    <message>
        <source>Give the name of the environment variable that holds the password.</source>
        <translation>Geben Sie den Namen der Umgebungsvariablen an, die das Passwort enthält.</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Nothing came from: %3</source>
        <translation>Client-Verbindungen zum alten Primärserver: %1, zu Dragonfly: %2. Nichts kam von: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came; with fewer connections until now: %3</source>
        <translation>Client-Verbindungen zum alten Primärserver: %1, zu Dragonfly: %2. Jeder Client kam; mit weniger Verbindungen bis jetzt: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came.</source>
        <translation>Client-Verbindungen zum alten Primärserver: %1, zu Dragonfly: %2. Jeder Client kam.</translation>
    </message>
    <message>
        <source>Starting %1, filling the source: %2</source>
        <translation>Gestartet werden %1, in die Quelle kommen %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 Sentinels</source>
        <translation>
            <numerusform>%1 Sentinel</numerusform>
            <numerusform>%1 Sentinels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>longest TTL of %1 keys looked at, in years: %2</source>
        <translation>
            <numerusform>längste TTL von %1 angesehenen Schlüssel, in Jahren: %2</numerusform>
            <numerusform>längste TTL von %1 angesehenen Schlüsseln, in Jahren: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2, Sentinel&apos;s own among them</source>
        <translation>%1 und %2, darunter der von Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 channels</source>
        <translation>
            <numerusform>%1 Kanal</numerusform>
            <numerusform>%1 Kanäle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 patterns</source>
        <translation>
            <numerusform>%1 Muster</numerusform>
            <numerusform>%1 Muster</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered, %1 rows, and the report agrees with it up to row %2. Hash: %3</source>
        <translation>
            <numerusform>Das Journal ist unverändert, %1 Zeile, und der Bericht stimmt mit ihm bis Zeile %2 überein. Prüfsumme: %3</numerusform>
            <numerusform>Das Journal ist unverändert, %1 Zeilen, und der Bericht stimmt mit ihm bis Zeile %2 überein. Prüfsumme: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The new primary lacks %1 of %2 acknowledged writes.</source>
        <translation>
            <numerusform>Auf dem neuen Primärserver fehlt %1 von %2 bestätigten Schreibvorgang.</numerusform>
            <numerusform>Auf dem neuen Primärserver fehlen %1 von %2 bestätigten Schreibvorgängen.</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing went on for %1 s.</source>
        <translation>%1 s lang ging nichts voran.</translation>
    </message>
    <message>
        <source>It took longer than %1 s.</source>
        <translation>Es dauerte länger als %1 s.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up.</source>
        <translation>%1 s lang ging nichts voran: aufgegeben.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up. In the way stood: %2</source>
        <translation>%1 s lang ging nichts voran: aufgegeben. Im Wege stand: %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. Undecided, because they kept changing: %2. %3</source>
        <translation>
            <numerusform>Kein Unterschied in %1 Schlüssel. Unentschieden, weil ständig geändert: %2. %3</numerusform>
            <numerusform>Kein Unterschied in %1 Schlüsseln. Unentschieden, weil ständig geändert: %2. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>A quorum of %1 needs at least as many Sentinels; given: %2.</source>
        <translation>Ein Quorum von %1 braucht mindestens so viele Sentinels; angegeben: %2.</translation>
    </message>
    <message>
        <source>%1 did not catch up with the source in %2 s: it lags %3 behind.</source>
        <translation>%1 hat die Quelle in %2 s nicht eingeholt: Es liegt %3 zurück.</translation>
    </message>
    <message numerus="yes">
        <source>Different: %1 of %2 random keys; of all %4 about %3 may be.</source>
        <translation>
            <numerusform>Verschieden: %1 von %2 zufälligen Schlüssel; von allen %4 dürften es etwa %3 sein.</numerusform>
            <numerusform>Verschieden: %1 von %2 zufälligen Schlüsseln; von allen %4 dürften es etwa %3 sein.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys: the sample held all of them.</source>
        <translation>
            <numerusform>Kein Unterschied in %1 Schlüssel: Die Stichprobe umfasste ihn, und es gibt keinen anderen.</numerusform>
            <numerusform>Kein Unterschied in %1 Schlüsseln: Die Stichprobe umfasste sie alle.</numerusform>
        </translation>
    </message>
    <message>
        <source>At most %1 connections are kept: %2 are there, and %3 were chosen. Choose fewer.</source>
        <translation>Höchstens %1 Verbindungen werden aufbewahrt: %2 sind da, und %3 wurden gewählt. Wählen Sie weniger.</translation>
    </message>
    <message>
        <source>What stands before the @ is taken for a user&apos;s name; a password would follow a colon.</source>
        <translation>Was vor dem @ steht, gilt als Benutzername; ein Passwort stünde nach einem Doppelpunkt.</translation>
    </message>
    <message>
        <source>%1:// names several servers at once: write one of them, a Sentinel, as redis://host:26379.</source>
        <translation>%1:// nennt mehrere Server auf einmal: Schreiben Sie einen davon, einen Sentinel, als redis://host:26379.</translation>
    </message>
    <message>
        <source>%1:// names a socket of one machine, which neither Sentinel nor Dragonfly can reach: write redis://host:port.</source>
        <translation>%1:// nennt einen Socket eines einzelnen Rechners, den weder Sentinel noch Dragonfly erreichen kann: Schreiben Sie redis://host:port.</translation>
    </message>
    <message>
        <source>some, where the source has any</source>
        <translation>mindestens einer, falls die Quelle welche hat</translation>
    </message>
    <message>
        <source>Keys that have expired are dropped when a snapshot is loaded, so that Dragonfly may hold fewer.</source>
        <translation>Abgelaufene Schlüssel werden beim Laden eines Abbilds verworfen; Dragonfly kann also weniger enthalten.</translation>
    </message>
    <message>
        <source>What is to be done stands there before it is done.</source>
        <translation>Was zu tun ist, steht dort, bevor es getan wird.</translation>
    </message>
    <message>
        <source>up, not listed by the source</source>
        <translation>steht, von der Quelle nicht geführt</translation>
    </message>
    <message>
        <source>up, %1</source>
        <translation>steht, %1</translation>
    </message>
    <message>
        <source>a full sync is under way</source>
        <translation>ein Vollabgleich ist im Gang</translation>
    </message>
    <message>
        <source>the same, no full sync</source>
        <translation>derselbe, kein Vollabgleich</translation>
    </message>
    <message>
        <source>Address of Dragonfly</source>
        <translation>Adresse von Dragonfly</translation>
    </message>
    <message>
        <source>listed by the source</source>
        <translation>von der Quelle geführt</translation>
    </message>
    <message>
        <source>Sentinel learns of Dragonfly from the source&apos;s list: the address there must lead to it.</source>
        <translation>Sentinel erfährt von Dragonfly aus der Liste der Quelle: Die Adresse dort muss zu Dragonfly führen.</translation>
    </message>
    <message>
        <source>Link to Dragonfly</source>
        <translation>Verbindung zu Dragonfly</translation>
    </message>
    <message>
        <source>up, online</source>
        <translation>steht, online</translation>
    </message>
    <message>
        <source>Steady, unbroken</source>
        <translation>Stetig, ununterbrochen</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>The limit is half of the freeze of %1.</source>
        <translation>Die Grenze ist die Hälfte der Schreibpause von %1.</translation>
    </message>
    <message>
        <source>about %1, aligned</source>
        <translation>etwa %1, ausgerichtet</translation>
    </message>
    <message>
        <source>up to %1, not aligned</source>
        <translation>bis zu %1, nicht ausgerichtet</translation>
    </message>
    <message>
        <source>The freeze is aligned with a Sentinel&apos;s look at Dragonfly; round trips: %1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel.</source>
        <translation>Die Schreibpause ist auf die Abfrage von Dragonfly durch einen Sentinel ausgerichtet; Umlaufzeiten: %1 zur Quelle, %2 zu Dragonfly, %3 zum langsamsten Sentinel.</translation>
    </message>
    <message>
        <source>The freeze cannot be aligned with a Sentinel&apos;s look at Dragonfly: drain and round trips (%1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel) take longer than the moment lasts.</source>
        <translation>Die Schreibpause lässt sich nicht auf die Abfrage von Dragonfly durch einen Sentinel ausrichten: Nachlauf und Umlaufzeiten (%1 zur Quelle, %2 zu Dragonfly, %3 zum langsamsten Sentinel) dauern länger als dieser Moment.</translation>
    </message>
    <message>
        <source>A failover wants the quorum and a majority of all Sentinels.</source>
        <translation>Ein Failover verlangt das Quorum und eine Mehrheit aller Sentinels.</translation>
    </message>
    <message>
        <source>Failover, tilt or doubt</source>
        <translation>Failover, Tilt oder Zweifel</translation>
    </message>
    <message>
        <source>Live replicas</source>
        <translation>Lebende Replikate</translation>
    </message>
    <message>
        <source>Another replica could be promoted instead of Dragonfly, or delay the switch.</source>
        <translation>Ein anderes Replikat könnte statt Dragonfly befördert werden oder die Umschaltung verzögern.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s choice</source>
        <translation>Wahl von Sentinel</translation>
    </message>
    <message>
        <source>Shortest down-after</source>
        <translation>Kürzestes down-after</translation>
    </message>
    <message>
        <source>A Sentinel must not hold the source for down within the freeze of at most %1, with a margin.</source>
        <translation>Ein Sentinel darf die Quelle während der Schreibpause von höchstens %1, mit einem Zuschlag, nicht für ausgefallen halten.</translation>
    </message>
    <message>
        <source>Each client within MULTI: before 6.0.6 EXEC runs what was queued before the freeze.</source>
        <translation>Jeder Client in MULTI: Vor 6.0.6 führt EXEC aus, was vor der Schreibpause eingereiht wurde.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.</source>
        <translation>
            <numerusform>Dragonfly %1 ist der Primärserver, genannt von %2 von %3 Sentinel. Schreibvorgänge waren für %4 angehalten.</numerusform>
            <numerusform>Dragonfly %1 ist der Primärserver, genannt von %2 von %3 Sentinels. Schreibvorgänge waren für %4 angehalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>keys looked at: %1; none of them expires</source>
        <translation>angesehene Schlüssel: %1; keiner davon läuft ab</translation>
    </message>
    <message>
        <source>Without its other replicas the source would refuse writes</source>
        <translation>Ohne ihre anderen Replikate würde die Quelle Schreibvorgänge ablehnen</translation>
    </message>
    <message>
        <source>min-replicas-to-write of at most 1</source>
        <translation>min-replicas-to-write höchstens 1</translation>
    </message>
    <message>
        <source>They are detached before the switch. From then on Dragonfly is the only replica that counts, and every write would fail with NOREPLICAS until the switch has ended.</source>
        <translation>Sie werden vor der Umschaltung abgehängt. Von da an ist Dragonfly das einzige Replikat, das zählt, und jeder Schreibvorgang würde mit NOREPLICAS scheitern, bis die Umschaltung geendet hat.</translation>
    </message>
    <message>
        <source>Dragonfly was not measured with this version</source>
        <translation>Dragonfly wurde mit dieser Version nicht gemessen</translation>
    </message>
    <message>
        <source>Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A key of a type that is new in Redis 8 makes the full sync fail: after three vain rounds Ferryman stops it.</source>
        <translation>Redis 8.0 bis 8.4 schreiben RDB-Version 12, die neueste, die Dragonfly liest. Ein Schlüssel eines Typs, der in Redis 8 neu ist, lässt den Vollabgleich scheitern: Nach drei vergeblichen Runden hält Ferryman ihn an.</translation>
    </message>
    <message>
        <source>No assessment was made.</source>
        <translation>Es wurde keine Prüfung durchgeführt.</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Hingenommen</translation>
    </message>
    <message>
        <source>Checks passed: %1</source>
        <translation>Bestandene Prüfungen: %1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Ferryman mended nothing.</source>
        <translation>Ferryman hat nichts behoben.</translation>
    </message>
    <message>
        <source>At (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Undone with</source>
        <translation>Rückgängig mit</translation>
    </message>
    <message>
        <source>Replication was not watched.</source>
        <translation>Die Replikation wurde nicht überwacht.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>DB</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>open</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>nicht erfüllt</translation>
    </message>
    <message>
        <source>The switch was not asked for.</source>
        <translation>Die Umschaltung wurde nicht verlangt.</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>Gelesen um (UTC)</translation>
    </message>
    <message>
        <source>From here there was no way back: Sentinel had been told.</source>
        <translation>Von hier an gab es kein Zurück: Das Failover war an Sentinel gesendet.</translation>
    </message>
    <message>
        <source>There was no switch.</source>
        <translation>Es gab keine Umschaltung.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Seit dem Anhalten</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>kein TLS</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Sentinels before</source>
        <translation>Sentinels davor</translation>
    </message>
    <message>
        <source>Sentinels now</source>
        <translation>Sentinels jetzt</translation>
    </message>
    <message>
        <source>%1 (priority %2, live)</source>
        <translation>%1 (Priorität %2, lebend)</translation>
    </message>
    <message>
        <source>%1 (priority %2, not live)</source>
        <translation>%1 (Priorität %2, nicht lebend)</translation>
    </message>
    <message>
        <source>Replicas known to the Sentinels: %1. Quorum %2.</source>
        <translation>Den Sentinels bekannte Replikate: %1. Quorum %2.</translation>
    </message>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>names as primary</source>
        <translation>nennt als Primärserver</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>no reply known</source>
        <translation>keine Antwort bekannt</translation>
    </message>
    <message>
        <source>Nothing that changes a server was sent.</source>
        <translation>Nichts wurde gesendet, das einen Server verändert.</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Wozu</translation>
    </message>
    <message>
        <source>Findings, and who accepted them</source>
        <translation>Befunde, und wer sie hingenommen hat</translation>
    </message>
    <message>
        <source>What was mended</source>
        <translation>Was behoben wurde</translation>
    </message>
    <message>
        <source>Offsets and lag</source>
        <translation>Offsets und Rückstand</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Prüfung der Daten</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Servers before and after</source>
        <translation>Server davor und danach</translation>
    </message>
    <message>
        <source>Commands and replies</source>
        <translation>Befehle und Antworten</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>How to go back</source>
        <translation>Der Weg zurück</translation>
    </message>
    <message>
        <source>Journal: %1</source>
        <translation>Journal: %1</translation>
    </message>
    <message>
        <source>This page is a translation to read. The record, which can be verified, is report.html.</source>
        <translation>Diese Seite ist eine Übersetzung zum Lesen. Die maßgebliche Fassung, die sich prüfen lässt, ist report.html.</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>blocker</source>
        <translation>Hindernis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>Abhängen</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>Scharfstellen</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>Nachprüfung</translation>
    </message>
    <message>
        <source>align</source>
        <translation>Ausrichten</translation>
    </message>
    <message>
        <source>freeze</source>
        <translation>Schreibpause</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>Nachlauf</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>Auslösen</translation>
    </message>
    <message>
        <source>promote</source>
        <translation>Befördern</translation>
    </message>
    <message>
        <source>demote</source>
        <translation>Herabstufen</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>retreat</source>
        <translation>Rückzug</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>Wiederaufnahme</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>überzählig</translation>
    </message>
    <message>
        <source>type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>expiry</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>fieldExpiry</source>
        <translation>Feldablauf</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>Replikat</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>Antwort verloren</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>angehängt</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>abgeglichen</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>nicht stetig</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>neuer Abgleich</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>befördert</translation>
    </message>
    <message>
        <source>passed: %1, notes: %2, warnings: %3, blockers: %4, not readable: %5; accepted by a person: %6</source>
        <translation>bestanden: %1, Hinweise: %2, Warnungen: %3, Hindernisse: %4, nicht lesbar: %5; von einem Menschen hingenommen: %6</translation>
    </message>
    <message>
        <source>%1 (undone again)</source>
        <translation>%1 (wieder rückgängig gemacht)</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary</source>
        <translation>Dragonfly %1 ist der Primärserver</translation>
    </message>
    <message>
        <source>no acknowledged write was lost</source>
        <translation>kein bestätigter Schreibvorgang ging verloren</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes were lost</source>
        <translation>
            <numerusform>%1 bestätigter Schreibvorgang ging verloren</numerusform>
            <numerusform>%1 bestätigte Schreibvorgänge gingen verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>whether a write was lost is not proven</source>
        <translation>ob ein Schreibvorgang verloren ging, ist nicht bewiesen</translation>
    </message>
    <message>
        <source>Migration of %1 to Dragonfly</source>
        <translation>Migration von %1 zu Dragonfly</translation>
    </message>
    <message>
        <source>%1 to %2 UTC, by %3</source>
        <translation>%1 bis %2 UTC, von %3</translation>
    </message>
    <message>
        <source>%1 was not switched yet: the source is its primary.</source>
        <translation>%1 wurde noch nicht umgeschaltet: Die Quelle ist der Primärserver.</translation>
    </message>
    <message>
        <source>%1 was not switched yet: %2 is its primary.</source>
        <translation>%1 wurde noch nicht umgeschaltet: %2 ist der Primärserver.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. The source is its primary as before, and every setting was put back.</source>
        <translation>Die Umschaltung von %1 wurde zurückgenommen. Die Quelle ist der Primärserver wie zuvor, und jede Einstellung wurde zurückgestellt.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. %2 is its primary as before, and every setting was put back.</source>
        <translation>Die Umschaltung von %1 wurde zurückgenommen. %2 ist der Primärserver wie zuvor, und jede Einstellung wurde zurückgestellt.</translation>
    </message>
    <message>
        <source>The switch of %1 needs a person: %2</source>
        <translation>Die Umschaltung von %1 braucht einen Menschen: %2</translation>
    </message>
    <message>
        <source>%1 moved from %2 to %3. Writes stood still for %4; %5.</source>
        <translation>%1 ist von %2 zu %3 umgezogen. Schreibvorgänge standen für %4 still; %5.</translation>
    </message>
    <message>
        <source>This was a rehearsal against Ferryman&apos;s stand-in for Dragonfly, not against a real Dragonfly: its figures say nothing about Dragonfly&apos;s speed.</source>
        <translation>Dies war eine Probe mit Ferrymans Stellvertreter für Dragonfly, nicht mit einem echten Dragonfly: Die Zahlen sagen nichts über die Geschwindigkeit von Dragonfly.</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>group %1: %2 at %3</source>
        <translation>Gruppe %1: %2 unter %3</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 unter %2</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht beendet</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys; full sync %2</source>
        <translation>
            <numerusform>%1 Schlüssel; Vollabgleich %2</numerusform>
            <numerusform>%1 Schlüssel; Vollabgleich %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Umschaltung</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Beweis</translation>
    </message>
    <message>
        <source>frozen at offset %1; Dragonfly had offset %2 before it was promoted</source>
        <translation>angehalten bei Offset %1; Dragonfly hatte Offset %2, bevor es befördert wurde</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Behoben</translation>
    </message>
    <message>
        <source>not chained: written by an older Ferryman</source>
        <translation>nicht verkettet: von einem älteren Ferryman geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows; SHA-256 of the chain&apos;s last row: %2</source>
        <translation>
            <numerusform>%1 Zeile; SHA-256 der letzten Zeile der Kette: %2</numerusform>
            <numerusform>%1 Zeilen; SHA-256 der letzten Zeile der Kette: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>Ausgeführt von</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>steady for %1 s with a lag of at most %2 and %3 s; freeze of at most %4</source>
        <translation>%1 s lang stetig bei höchstens %2 und %3 s Rückstand; Schreibpause höchstens %4</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Proof of it</source>
        <translation>Beweis dafür</translation>
    </message>
    <message>
        <source>ferrymanctl report PLAN --report FOLDER --verify, with the folder of this report</source>
        <translation>ferrymanctl report PLAN --report ORDNER --verify, mit dem Ordner dieses Berichts</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>hingenommen: %1</translation>
    </message>
    <message>
        <source>accepted by %1: %2</source>
        <translation>hingenommen von %1: %2</translation>
    </message>
    <message>
        <source>done, and undone again</source>
        <translation>erledigt und wieder rückgängig gemacht</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>nicht gesendet</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>Grenze %1</translation>
    </message>
    <message>
        <source>Nothing was measured for this chart.</source>
        <translation>Für dieses Diagramm wurde nichts gemessen.</translation>
    </message>
    <message numerus="yes">
        <source>no difference, but %1 keys kept changing</source>
        <translation>
            <numerusform>kein Unterschied, aber %1 Schlüssel änderte sich fortwährend</numerusform>
            <numerusform>kein Unterschied, aber %1 Schlüssel änderten sich fortwährend</numerusform>
        </translation>
    </message>
    <message>
        <source>keys drawn at random were compared</source>
        <translation>zufällig gezogene Schlüssel wurden verglichen</translation>
    </message>
    <message>
        <source>every key was compared in both directions</source>
        <translation>jeder Schlüssel wurde in beiden Richtungen verglichen</translation>
    </message>
    <message>
        <source>keys drawn at random were compared, the source by its replica %1</source>
        <translation>zufällig gezogene Schlüssel wurden verglichen, die Quelle über ihr Replikat %1</translation>
    </message>
    <message>
        <source>every key was compared in both directions, the source by its replica %1</source>
        <translation>jeder Schlüssel wurde in beiden Richtungen verglichen, die Quelle über ihr Replikat %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 keys, %3 read in %4; %5; ended %6 UTC</source>
        <translation>
            <numerusform>%1: %2 Schlüssel, %3 in %4 gelesen; %5; beendet %6 UTC</numerusform>
            <numerusform>%1: %2 Schlüssel, %3 in %4 gelesen; %5; beendet %6 UTC</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (%3 differ)</source>
        <translation>%1 %2 (verschieden: %3)</translation>
    </message>
    <message>
        <source>%1 From there until the freeze %2 were written, which the replication stream carried.</source>
        <translation>%1 Von da bis zur Schreibpause wurden %2 geschrieben, die der Replikationsstrom übertrug.</translation>
    </message>
    <message>
        <source>all keys outside of the sample</source>
        <translation>alle Schlüssel außerhalb der Stichprobe</translation>
    </message>
    <message>
        <source>what cannot be compared: %1</source>
        <translation>was nicht vergleichbar ist: %1</translation>
    </message>
    <message>
        <source>functions, users and settings; when and how often keys were used</source>
        <translation>Funktionen, Benutzer und Einstellungen; wann und wie oft Schlüssel benutzt wurden</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys that were written last or kept changing were compared once more while writes stood still, in %2; different: %3, not read: %4</source>
        <translation>
            <numerusform>%1 Schlüssel, der zuletzt geschrieben wurde oder sich fortwährend änderte, wurde noch einmal verglichen, während Schreibvorgänge stillstanden, in %2; verschieden: %3, nicht gelesen: %4</numerusform>
            <numerusform>%1 Schlüssel, die zuletzt geschrieben wurden oder sich fortwährend änderten, wurden noch einmal verglichen, während Schreibvorgänge stillstanden, in %2; verschieden: %3, nicht gelesen: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>planted %1 differences on scratch servers, found %2, false alarms %3</source>
        <translation>
            <numerusform>%1 Unterschied auf Wegwerf-Servern gesetzt, gefunden: %2, Fehlalarme: %3</numerusform>
            <numerusform>%1 Unterschiede auf Wegwerf-Servern gesetzt, gefunden: %2, Fehlalarme: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the servers at hand cannot show: %2</source>
        <translation>%1; die vorhandenen Server können nicht zeigen: %2</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Gilt für</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Aussagesicherheit</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>Nach Typ</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>Nach Klasse</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Nicht angesehen</translation>
    </message>
    <message>
        <source>what had been compared was replaced by a new full sync and not compared again; the proof is by replication offset</source>
        <translation>was verglichen war, wurde durch einen neuen Vollabgleich ersetzt und nicht noch einmal verglichen; den Beweis liefert der Replikations-Offset</translation>
    </message>
    <message>
        <source>the data were not compared; the proof is by replication offset</source>
        <translation>die Daten wurden nicht verglichen; den Beweis liefert der Replikations-Offset</translation>
    </message>
    <message>
        <source>stopped by a person</source>
        <translation>von einem Menschen angehalten</translation>
    </message>
    <message numerus="yes">
        <source>a later comparison did not come to its end: %1; until then %2 keys, %3</source>
        <translation>
            <numerusform>ein späterer Vergleich kam nicht zum Ende: %1; bis dahin %2 Schlüssel, %3</numerusform>
            <numerusform>ein späterer Vergleich kam nicht zum Ende: %1; bis dahin %2 Schlüssel, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Nicht beendet</translation>
    </message>
    <message>
        <source>Within the freeze</source>
        <translation>In der Schreibpause</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>Selbsttest</translation>
    </message>
    <message>
        <source>Offsets</source>
        <translation>Offsets</translation>
    </message>
    <message>
        <source>the source&apos;s last byte was %1, read inside the freeze; Dragonfly had applied %2 before it was promoted</source>
        <translation>das letzte Byte der Quelle war %1, gelesen in der Schreibpause; Dragonfly hatte %2 angewandt, bevor es befördert wurde</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Schreibvorgänge</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes of the lab&apos;s own writers were looked for on Dragonfly; missing: %2</source>
        <translation>
            <numerusform>%1 bestätigter Schreibvorgang der Schreiber des Labors wurde auf Dragonfly gesucht; es fehlen: %2</numerusform>
            <numerusform>%1 bestätigte Schreibvorgänge der Schreiber des Labors wurden auf Dragonfly gesucht; es fehlen: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Every Sentinel forgets the group. Do it on all of them before anything else: one that still knows it tells the others of Dragonfly.</source>
        <translation>Jeder Sentinel vergisst die Gruppe. Tun Sie es auf allen, bevor Sie etwas anderes tun: Einer, der sie noch kennt, meldet Dragonfly an die anderen weiter.</translation>
    </message>
    <message>
        <source>Every Sentinel watches the old primary again. Where it wants a login, add SENTINEL SET %1 auth-user and auth-pass.</source>
        <translation>Jeder Sentinel überwacht wieder den alten Primärserver. Verlangt dieser eine Anmeldung, fügen Sie SENTINEL SET %1 auth-user und auth-pass hinzu.</translation>
    </message>
    <message>
        <source>The old primary accepts writes again, with the settings that it had, and keeps them.</source>
        <translation>Der alte Primärserver nimmt wieder Schreibvorgänge an, mit den Einstellungen, die er hatte, und behält sie.</translation>
    </message>
    <message>
        <source>No Sentinel chooses Dragonfly any more.</source>
        <translation>Kein Sentinel wählt mehr Dragonfly.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again. Its min-replicas-to-write is not known from before: 0 is the default.</source>
        <translation>Ein Replikat folgt wieder dem alten Primärserver. Sein früheres min-replicas-to-write ist nicht bekannt: 0 ist der Standardwert.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again.</source>
        <translation>Ein Replikat folgt wieder dem alten Primärserver.</translation>
    </message>
    <message>
        <source>Stop what writes, or let it fail: from here on every write on Dragonfly is lost. Copy from Dragonfly by other means what must not be.</source>
        <translation>Halten Sie an, was schreibt, oder lassen Sie es scheitern: Von hier an ist jeder Schreibvorgang auf Dragonfly verloren. Kopieren Sie auf anderem Weg von Dragonfly, was nicht verloren gehen darf.</translation>
    </message>
    <message>
        <source>Start the old primary with its configuration file; it was shut down with its data saved.</source>
        <translation>Starten Sie den alten Primärserver mit seiner Konfigurationsdatei; er wurde heruntergefahren, seine Daten sind gespeichert.</translation>
    </message>
    <message>
        <source>It may still be changed: ask it, then put it back.</source>
        <translation>Er ist vielleicht noch verändert: Fragen Sie ihn, dann stellen Sie es zurück.</translation>
    </message>
    <message>
        <source>The old primary %1 is parked: it refuses every write, has priority 0, and its data are as they were at the freeze.</source>
        <translation>Der alte Primärserver %1 ist abgestellt: Er lehnt jeden Schreibvorgang ab, hat Priorität 0, und seine Daten sind die vom Beginn der Schreibpause.</translation>
    </message>
    <message>
        <source>The old primary %1 was shut down, with its data as they were at the freeze saved.</source>
        <translation>Der alte Primärserver %1 wurde heruntergefahren; seine Daten sind so gespeichert, wie sie zu Beginn der Schreibpause waren.</translation>
    </message>
    <message>
        <source>The old primary %1 is a read-only replica of nobody, with priority 0. Its data are as they were at the freeze.</source>
        <translation>Der alte Primärserver %1 ist ein schreibgeschütztes Replikat von niemandem, mit Priorität 0. Seine Daten sind die vom Beginn der Schreibpause.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s primary was not changed by a finished switch, so there is nothing to go back from. What may still be changed stands below, with its command.</source>
        <translation>Keine beendete Umschaltung hat den Primärserver von Sentinel geändert; ein Weg zurück ist also nicht nötig. Was vielleicht noch verändert ist, steht unten, mit seinem Befehl.</translation>
    </message>
    <message>
        <source>the promotion</source>
        <translation>der Beförderung</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly. Going back loses every write that Dragonfly accepted since %1, unless it is copied by other means.</source>
        <translation>Redis kann Dragonfly nicht folgen. Der Weg zurück verliert jeden Schreibvorgang, den Dragonfly seit %1 angenommen hat und der nicht auf anderem Weg kopiert wird.</translation>
    </message>
    <message>
        <source>Keep the old primary until Dragonfly has written its first snapshot (SAVE) and you are sure; then shut it down.</source>
        <translation>Behalten Sie den alten Primärserver, bis Dragonfly seinen ersten Snapshot geschrieben hat (SAVE) und Sie sicher sind; fahren Sie ihn dann herunter.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
    <message>
        <source>Nothing that could be read blocks this migration. Not known: %1.</source>
        <translation>Nichts, was gelesen werden konnte, steht dieser Migration im Weg. Nicht bekannt: %1.</translation>
    </message>
    <message>
        <source>The plan “%1” has the identity of a migration that is under way, and is not kept beside it: finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>Der Plan „%1“ hat die Kennung einer Migration, die im Gang ist, und wird nicht neben ihr aufbewahrt: Bringen Sie jene zuerst zu Ende, oder nehmen Sie die Zeile „id“ aus der Datei.</translation>
    </message>
    <message>
        <source>As the desktop: light, dark or of high contrast, as that is set, also while Ferryman runs. At once.</source>
        <translation>Wie der Desktop: hell, dunkel oder mit hohem Kontrast, je nachdem, was dort eingestellt ist, auch während Ferryman läuft. Wirkt sofort.</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>What Ferryman does, on the start page, as long as there is no migration. At once.</source>
        <translation>Was Ferryman tut, auf der Startseite, solange es keine Migration gibt. Wirkt sofort.</translation>
    </message>
    <message>
        <source>Dragonfly would be nearly full</source>
        <translation>Dragonfly wäre fast voll</translation>
    </message>
    <message>
        <source>%1; the data take %2 of it</source>
        <translation>%1; die Daten belegen davon %2</translation>
    </message>
    <message>
        <source>at most nine tenths of maxmemory</source>
        <translation>höchstens neun Zehntel von maxmemory</translation>
    </message>
    <message>
        <source>A replica loads beyond maxmemory, a primary refuses every write there: from the promotion on clients would get errors.</source>
        <translation>Ein Replikat lädt über maxmemory hinaus, ein Primärserver lehnt dort jeden Schreibvorgang ab: Von der Beförderung an bekämen die Clients Fehler.</translation>
    </message>
    <message>
        <source>Gates at the switch</source>
        <translation>Bedingungen beim Umschalten</translation>
    </message>
    <message>
        <source>is being made</source>
        <translation>wird erstellt</translation>
    </message>
    <message>
        <source>It says how writes are held back: paused from 6.2 on, refused before.</source>
        <translation>Sie sagt, wie Schreibvorgänge aufgehalten werden: ab 6.2 angehalten, davor abgelehnt.</translation>
    </message>
    <message>
        <source>Dragonfly tells the source about once a second how far it has come.</source>
        <translation>Dragonfly meldet der Quelle etwa einmal je Sekunde, wie weit es ist.</translation>
    </message>
    <message>
        <source>Only under the same replication id do the offsets of both sides count the same writes.</source>
        <translation>Nur unter derselben Replikations-ID zählen die Offsets beider Seiten dieselben Schreibvorgänge.</translation>
    </message>
    <message>
        <source>Clients may ask any Sentinel for the primary, and must be told the same by all.</source>
        <translation>Clients können jeden Sentinel nach dem Primärserver fragen und müssen von allen dasselbe hören.</translation>
    </message>
    <message>
        <source>In tilt a Sentinel distrusts its clock and acts on nothing for half a minute; one in doubt of the source may begin a failover of its own.</source>
        <translation>Im Tilt misstraut ein Sentinel seiner Uhr und tut eine halbe Minute lang nichts; einer, der an der Quelle zweifelt, könnte selbst ein Failover beginnen.</translation>
    </message>
    <message>
        <source>A Sentinel promotes the replica of the lowest priority above 0, and of those the one with the most data.</source>
        <translation>Ein Sentinel befördert das Replikat mit der niedrigsten Priorität über 0, und unter diesen das mit den meisten Daten.</translation>
    </message>
</context>
<context>
    <name>evidence</name>
    <message>
        <source>not said</source>
        <translation>nicht genannt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Quelle: %1</translation>
    </message>
    <message>
        <source>Dragonfly: %1</source>
        <translation>Dragonfly: %1</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Unbroken for</source>
        <translation>Ununterbrochen seit</translation>
    </message>
    <message>
        <source>Largest lag in that time</source>
        <translation>Größter Rückstand in dieser Zeit</translation>
    </message>
    <message>
        <source>Samples taken, missed</source>
        <translation>Messungen, ausgelassen</translation>
    </message>
    <message>
        <source>Round trip to %1</source>
        <translation>Umlaufzeit zu %1</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>Verbunden mit</translation>
    </message>
    <message>
        <source>The source lists</source>
        <translation>Die Quelle führt auf</translation>
    </message>
    <message>
        <source>Written on the source</source>
        <translation>Auf der Quelle geschrieben</translation>
    </message>
    <message>
        <source>Applied on Dragonfly</source>
        <translation>Auf Dragonfly angewandt</translation>
    </message>
    <message>
        <source>Keys compared</source>
        <translation>Verglichene Schlüssel</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Unentschieden</translation>
    </message>
    <message>
        <source>Compared until</source>
        <translation>Verglichen bis</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Gilt für</translation>
    </message>
    <message>
        <source>Written since</source>
        <translation>Seitdem geschrieben</translation>
    </message>
    <message>
        <source>Keys to compare within the freeze</source>
        <translation>In der Schreibpause zu vergleichende Schlüssel</translation>
    </message>
    <message>
        <source>answered in %1; quorum %2</source>
        <translation>hat in %1 geantwortet; Quorum %2</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>hingenommen: %1</translation>
    </message>
    <message>
        <source>Checks that ran</source>
        <translation>Ausgeführte Prüfungen</translation>
    </message>
    <message>
        <source>It costs</source>
        <translation>Das kostet</translation>
    </message>
    <message>
        <source>Read at</source>
        <translation>Gelesen um</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message>
        <source>&amp;Check all</source>
        <translation>Alles &amp;prüfen</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>All checks read the live servers and change nothing.</source>
        <translation>Alle Prüfungen lesen die laufenden Server und verändern nichts.</translation>
    </message>
    <message>
        <source>Connect first: the checks need the Sentinels, the source and Dragonfly.</source>
        <translation>Verbinden Sie zuerst: Die Prüfungen brauchen die Sentinels, die Quelle und Dragonfly.</translation>
    </message>
    <message>
        <source>Checking the live servers; each check has 5 seconds.</source>
        <translation>Die laufenden Server werden geprüft; jede Prüfung hat 5 Sekunden.</translation>
    </message>
    <message>
        <source>Nothing was checked yet: press “Check all”.</source>
        <translation>Noch wurde nichts geprüft: Drücken Sie „Alles prüfen“.</translation>
    </message>
    <message>
        <source>Replicate opens when all checks were made and no blocker is left.</source>
        <translation>„Replizieren“ öffnet sich, wenn alle Prüfungen gemacht sind und kein Hindernis bleibt.</translation>
    </message>
    <message>
        <source>No blocker is left. Replicate is open.</source>
        <translation>Kein Hindernis ist geblieben. „Replizieren“ ist offen.</translation>
    </message>
    <message>
        <source>Each finding says what was found, what is wanted, with which command it was read, and why it matters. A blocker must be mended; a warning may be accepted with a reason, which goes into the report. “Unknown” is not “passed”: something could not be read.</source>
        <translation>Jeder Befund sagt, was gefunden wurde, was gewünscht ist, mit welchem Befehl es gelesen wurde und warum es zählt. Ein Hindernis muss behoben werden; eine Warnung kann mit einem Grund hingenommen werden, der in den Bericht kommt. „Unbekannt“ ist nicht „bestanden“: Etwas konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Replicate opens when no blocker is left; now: %1.</source>
        <translation>„Replizieren“ öffnet sich, wenn kein Hindernis bleibt; jetzt: %1.</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>Befunde filtern</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>&amp;Check all again</source>
        <translation>Alles erneut &amp;prüfen</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1 %2 Prüfung in %3, gelesen %4.</numerusform>
            <numerusform>%1 %2 Prüfungen in %3, gelesen %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being mended: the servers are asked once more before and after.</source>
        <translation>%1 wird behoben: Die Server werden davor und danach noch einmal gefragt.</translation>
    </message>
    <message>
        <source>The checks are being made</source>
        <translation>Die Prüfungen laufen</translation>
    </message>
    <message>
        <source>No finding yet</source>
        <translation>Noch kein Befund</translation>
    </message>
    <message>
        <source>Each check stands here with what was found, what is wanted, why it matters, and the command that mends it.</source>
        <translation>Jede Prüfung steht hier mit dem, was gefunden wurde, was gewünscht ist, warum es zählt, und dem Befehl, der es behebt.</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>Nichts wird gezeigt</translation>
    </message>
    <message>
        <source>The buttons and the words above hide all findings.</source>
        <translation>Die Knöpfe und die Wörter oben blenden alle Befunde aus.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartBoard</name>
    <message>
        <source>Replication offset</source>
        <translation>Replikations-Offset</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Rückstand in Bytes</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Schreib- und Anwendungsrate</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>angewandt</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Rückstand in Sekunden</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>Messwerte, die neuesten zuerst</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>Grenze %1</translation>
    </message>
    <message>
        <source>limit %1 s</source>
        <translation>Grenze %1 s</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>angehängt</translation>
    </message>
    <message>
        <source>sync done</source>
        <translation>abgeglichen</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stetig</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>nicht stetig</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>neuer Abgleich</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>befördert</translation>
    </message>
    <message>
        <source>No sample yet.</source>
        <translation>Noch kein Messwert.</translation>
    </message>
    <message>
        <source>Newest sample %1, live</source>
        <translation>Neuester Messwert %1, laufend</translation>
    </message>
    <message>
        <source>Keys: sync progress</source>
        <translation>Schlüssel: Abgleich</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Stands still at %1; sampling goes on.</source>
        <translation>Angehalten um %1; gemessen wird weiter.</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Die Kurven exportieren</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Nach %1 exportiert.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartGestures</name>
    <message>
        <source>Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left and Right moves through time, Home leads to the beginning and End back to live. With the mouse: turn the wheel, drag, double-click for live.</source>
        <translation>Links und Rechts lesen die Werte eines Augenblicks ab. Plus und Minus zoomen, Umschalt mit Links und Rechts bewegt durch die Zeit, Pos1 führt an den Anfang und Ende zurück zur laufenden Anzeige. Mit der Maus: das Rad drehen, ziehen, für die laufende Anzeige doppelklicken.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartTools</name>
    <message>
        <source>1 min</source>
        <translation>1 min</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Zoomed</source>
        <translation>Gezoomt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Pause the charts; sampling goes on</source>
        <translation>Die Kurven anhalten; gemessen wird weiter</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Show the samples as a table</source>
        <translation>Die Messwerte als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Die Kurven exportieren</translation>
    </message>
    <message>
        <source>&amp;Picture (PNG)…</source>
        <translation>&amp;Bild (PNG) …</translation>
    </message>
    <message>
        <source>&amp;Drawing (SVG)…</source>
        <translation>&amp;Zeichnung (SVG) …</translation>
    </message>
    <message>
        <source>All &amp;values (CSV)…</source>
        <translation>Alle &amp;Werte (CSV) …</translation>
    </message>
    <message>
        <source>Zoomed to %1</source>
        <translation>Gezoomt auf %1</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Wieder laufend</translation>
    </message>
    <message>
        <source>Back to the newest sample</source>
        <translation>Zurück zum neuesten Messwert</translation>
    </message>
</context>
<context>
    <name>ferryman::CloseBox</name>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Bleiben</translation>
    </message>
    <message>
        <source>A switch is under way</source>
        <translation>Eine Umschaltung ist im Gang</translation>
    </message>
    <message>
        <source>The switch can no longer be undone: closing now would leave the source frozen. The window can close by itself as soon as the switch has ended.</source>
        <translation>Die Umschaltung kann nicht mehr zurückgenommen werden: Jetzt zu schließen würde die Quelle angehalten zurücklassen. Das Fenster kann sich von selbst schließen, sobald die Umschaltung geendet hat.</translation>
    </message>
    <message>
        <source>The switch can still be aborted: everything is put back, then the window closes.</source>
        <translation>Die Umschaltung kann noch abgebrochen werden: Alles wird zurückgestellt, dann schließt sich das Fenster.</translation>
    </message>
    <message>
        <source>&amp;Close when it has ended</source>
        <translation>Am &amp;Ende schließen</translation>
    </message>
    <message>
        <source>&amp;Abort and close</source>
        <translation>A&amp;bbrechen und schließen</translation>
    </message>
    <message>
        <source>A switch is left open</source>
        <translation>Eine Umschaltung ist offen</translation>
    </message>
    <message>
        <source>The switch needs a person, and the source may still refuse writes. Closing changes nothing of that; the next start can take the switch up again.</source>
        <translation>Die Umschaltung braucht einen Menschen, und die Quelle verweigert vielleicht noch Schreibvorgänge. Schließen ändert daran nichts; der nächste Start kann die Umschaltung wieder aufnehmen.</translation>
    </message>
    <message>
        <source>&amp;Close and leave it open</source>
        <translation>S&amp;chließen und offen lassen</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandPreview</name>
    <message>
        <source>What will be sent, literally</source>
        <translation>Was wörtlich gesendet wird</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Save as runbook…</source>
        <translation>Als Ablauf&amp;plan speichern…</translation>
    </message>
    <message>
        <source>Commands that the switch will send</source>
        <translation>Befehle, die die Umschaltung senden wird</translation>
    </message>
    <message>
        <source>The commands stand here as soon as the topology and Dragonfly are known.</source>
        <translation>Die Befehle stehen hier, sobald Topologie und Dragonfly bekannt sind.</translation>
    </message>
    <message>
        <source>Save as runbook</source>
        <translation>Als Ablaufplan speichern</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::ConfirmBox</name>
    <message>
        <source>Will be sent</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Reason for accepting the finding</source>
        <translation>Grund, den Befund hinzunehmen</translation>
    </message>
    <message>
        <source>Reason, for the report</source>
        <translation>Grund, für den Bericht</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message>
        <source>Enter any one Sentinel and Dragonfly: the primary and all other Sentinels are found from there.</source>
        <translation>Geben Sie irgendeinen Sentinel und Dragonfly an: Der Primärserver und alle anderen Sentinels werden von dort aus gefunden.</translation>
    </message>
    <message>
        <source>&amp;Read and test</source>
        <translation>&amp;Lesen und testen</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>read again twice a second</source>
        <translation>zweimal je Sekunde neu gelesen</translation>
    </message>
    <message>
        <source>Connection tests</source>
        <translation>Verbindungstests</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%1 von %2 misslungen</numerusform>
            <numerusform>%1 von %2 misslungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 von %1 brauchbar</numerusform>
            <numerusform>%1 von %1 brauchbar</numerusform>
        </translation>
    </message>
    <message>
        <source>The practice lab is being started.</source>
        <translation>Das Übungslabor wird gestartet.</translation>
    </message>
    <message>
        <source>Reading the Sentinels and testing each connection; each has 5 seconds.</source>
        <translation>Die Sentinels werden gelesen und jede Verbindung getestet; jede hat 5 Sekunden.</translation>
    </message>
    <message>
        <source>Every connection that is needed works. Assess is open.</source>
        <translation>Jede nötige Verbindung steht. „Prüfen“ ist offen.</translation>
    </message>
    <message>
        <source>Assess opens when the Sentinels, the source and Dragonfly answer.</source>
        <translation>„Prüfen“ öffnet sich, wenn die Sentinels, die Quelle und Dragonfly antworten.</translation>
    </message>
    <message>
        <source>A source without Sentinel gets one first: only Sentinel can lead the clients to Dragonfly.</source>
        <translation>Eine Quelle ohne Sentinel bekommt zuerst einen: Nur Sentinel kann die Clients zu Dragonfly führen.</translation>
    </message>
    <message>
        <source>A Sentinel knows the primary of its group, its replicas and the other Sentinels. Ferryman asks each of them for itself, because clients do so too. In the drawing the arrow keys go from server to server, and Enter opens what is known of one, with its INFO. Nothing is changed on this page. Passwords stay in memory for this session; a plan file names where they come from and never holds them.</source>
        <translation>Ein Sentinel kennt den Primärserver seiner Gruppe, dessen Replikate und die anderen Sentinels. Ferryman fragt jeden für sich, weil auch die Clients das tun. In der Zeichnung führen die Pfeiltasten von Server zu Server, und die Eingabetaste öffnet, was über einen bekannt ist, samt seinem INFO. Auf dieser Seite wird nichts verändert. Passwörter bleiben nur für diese Sitzung im Arbeitsspeicher; eine Plandatei nennt, woher sie kommen, und enthält sie nie.</translation>
    </message>
    <message>
        <source>No connection was tested yet</source>
        <translation>Noch keine Verbindung getestet</translation>
    </message>
    <message>
        <source>Each server stands here with its version, or with the stage at which its test failed: name lookup, connection, TLS, login or permissions.</source>
        <translation>Jeder Server steht hier mit seiner Version oder mit der Stufe, an der sein Test gescheitert ist: Namensauflösung, Verbindung, TLS, Anmeldung oder Rechte.</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionModel</name>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Replikat</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>kein TLS</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>wird getestet…</translation>
    </message>
    <message>
        <source>usable: %1, %2, %3 ms</source>
        <translation>brauchbar: %1, %2, %3 ms</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionRemoval</name>
    <message>
        <source>Delete a connection</source>
        <translation>Verbindung löschen</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>Die Verbindung „%1“ löschen?</translation>
    </message>
    <message>
        <source>Plans that were made with it keep what they took from it.</source>
        <translation>Pläne, die mit ihr erstellt wurden, behalten, was sie von ihr übernommen haben.</translation>
    </message>
    <message>
        <source>Delete the keychain&apos;s entry “%1”, too; plans may name it</source>
        <translation>Auch den Eintrag „%1“ im Schlüsselbund löschen; Pläne nennen ihn vielleicht</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionTestView</name>
    <message>
        <source>Name lookup</source>
        <translation>Namensauflösung</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>Berechtigung</translation>
    </message>
    <message>
        <source>%1, certificate of %2 by %3, valid until %4</source>
        <translation>%1, Zertifikat von %2, ausgestellt von %3, gültig bis %4</translation>
    </message>
    <message>
        <source>INFO, ROLE and SENTINEL MASTERS are answered</source>
        <translation>INFO, ROLE und SENTINEL MASTERS werden beantwortet</translation>
    </message>
    <message>
        <source>INFO, ROLE and CONFIG GET are answered</source>
        <translation>INFO, ROLE und CONFIG GET werden beantwortet</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>kommt noch</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <source>not wanted: the URL says redis://</source>
        <translation>nicht gewünscht: Die URL sagt redis://</translation>
    </message>
    <message>
        <source>not needed: an IP address is given</source>
        <translation>nicht nötig: Eine IP-Adresse ist angegeben</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>primary, replicas: %1</source>
        <translation>Primärserver, Replikate: %1</translation>
    </message>
    <message>
        <source>replica of %1, link: %2</source>
        <translation>Replikat von %1, Verbindung: %2</translation>
    </message>
    <message>
        <source>watches no group</source>
        <translation>überwacht keine Gruppe</translation>
    </message>
    <message>
        <source>watches %1</source>
        <translation>überwacht %1</translation>
    </message>
    <message>
        <source>role unknown</source>
        <translation>Rolle unbekannt</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>C&amp;ancel test</source>
        <translation>Test &amp;abbrechen</translation>
    </message>
    <message>
        <source>each stage has 5 seconds; nothing changes on the server</source>
        <translation>jede Stufe hat 5 Sekunden; auf dem Server ändert sich nichts</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>Der Test wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Answers within %1 ms. What a switch needs besides, Assess tests.</source>
        <translation>Antwortet innerhalb von %1 ms. Was eine Umschaltung sonst noch braucht, testet „Prüfen“.</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>To be chosen in Connect. A password is in the system&apos;s keychain, in an environment variable, or in memory until Ferryman ends; never in Ferryman&apos;s own files.</source>
        <translation>Zur Auswahl unter „Verbinden“. Ein Passwort liegt im Schlüsselbund des Systems, in einer Umgebungsvariablen oder bis zum Ende von Ferryman im Arbeitsspeicher; nie in Ferrymans eigenen Dateien.</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Neu</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen …</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Import from clip&amp;board…</source>
        <translation>Import aus &amp;Zwischenablage …</translation>
    </message>
    <message>
        <source>Import from &amp;RedisInsight…</source>
        <translation>Import aus &amp;RedisInsight …</translation>
    </message>
    <message>
        <source>&amp;Keep it for this session only</source>
        <translation>Nur für diese Sitzung &amp;behalten</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Der Schlüsselbund wird gefragt; vielleicht will er entsperrt werden.</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>„%1“ wird aufbewahrt.</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>„%1“ ist gelöscht.</translation>
    </message>
    <message>
        <source>The clipboard holds Redis URLs: they can be imported.</source>
        <translation>Die Zwischenablage enthält Redis-URLs: Sie können importiert werden.</translation>
    </message>
    <message>
        <source>“%1” was deleted meanwhile, by another console or an editor. Save once more to keep it as it is shown here.</source>
        <translation>„%1“ wurde inzwischen gelöscht, von einer anderen Konsole oder einem Editor. Speichern Sie noch einmal, um sie so zu behalten, wie sie hier steht.</translation>
    </message>
    <message>
        <source>“%1” was changed meanwhile, by another console or an editor. Save once more to keep what is shown here, or choose it again to see the other.</source>
        <translation>„%1“ wurde inzwischen geändert, von einer anderen Konsole oder einem Editor. Speichern Sie noch einmal, um zu behalten, was hier steht, oder wählen Sie sie erneut, um die andere Fassung zu sehen.</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Noch keine Verbindung aufbewahrt</translation>
    </message>
    <message>
        <source>“Save” keeps what is entered beside this list.</source>
        <translation>„Speichern“ bewahrt auf, was neben dieser Liste eingegeben ist.</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceModel</name>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>Überzählig</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Field expiry</source>
        <translation>Feldablauf</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Dragonfly has no database of that index.</source>
        <translation>Dragonfly hat keine Datenbank mit dieser Nummer.</translation>
    </message>
    <message>
        <source>The key is on the source alone.</source>
        <translation>Den Schlüssel hat nur die Quelle.</translation>
    </message>
    <message>
        <source>The key is on Dragonfly alone.</source>
        <translation>Den Schlüssel hat nur Dragonfly.</translation>
    </message>
    <message>
        <source>Both have the key, with different types.</source>
        <translation>Beide haben den Schlüssel, mit verschiedenen Typen.</translation>
    </message>
    <message>
        <source>The same type, but another content.</source>
        <translation>Gleicher Typ, aber anderer Inhalt.</translation>
    </message>
    <message>
        <source>The same content, but it expires at another time or on one side alone.</source>
        <translation>Gleicher Inhalt, aber er läuft zu anderer Zeit ab oder nur auf einer Seite.</translation>
    </message>
    <message>
        <source>The same content, but one of its fields expires at another time.</source>
        <translation>Gleicher Inhalt, aber eines seiner Felder läuft zu anderer Zeit ab.</translation>
    </message>
    <message>
        <source>The same entries, but last id, counters, groups, consumers or pending entries differ.</source>
        <translation>Gleiche Einträge, aber letzte ID, Zähler, Gruppen, Konsumenten oder unbestätigte Einträge weichen ab.</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>Byte %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>Index %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>Rang %1</translation>
    </message>
    <message>
        <source>field %1</source>
        <translation>Feld %1</translation>
    </message>
    <message>
        <source>member %1</source>
        <translation>Element %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>entry %1</source>
        <translation>Eintrag %1</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>alle Schlüssel</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>DB</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceView</name>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>Datenbank %1</translation>
    </message>
    <message>
        <source>from %1 on</source>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>The chosen difference</source>
        <translation>Der gewählte Unterschied</translation>
    </message>
    <message>
        <source>The first %1 of %2; all of them are counted.</source>
        <translation>Die ersten %1 von %2; gezählt sind alle.</translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message>
        <source>wanted: %1</source>
        <translation>gewünscht: %1</translation>
    </message>
    <message>
        <source>Gates, read for this dry run:</source>
        <translation>Bedingungen, für diesen Probelauf gelesen:</translation>
    </message>
    <message>
        <source>What would have been sent, and was not:</source>
        <translation>Was gesendet worden wäre und nicht gesendet wurde:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy the result of the dry run</source>
        <translation>Das Ergebnis des Probelaufs kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>Probelauf um %1: Die Umschaltung hätte begonnen, %2 Bedingung ist erfüllt.</numerusform>
            <numerusform>Probelauf um %1: Die Umschaltung hätte begonnen, alle %2 Bedingungen sind erfüllt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>Probelauf um %1: Die Umschaltung hätte nicht begonnen, %2 von %3 Bedingungen ist nicht erfüllt.</numerusform>
            <numerusform>Probelauf um %1: Die Umschaltung hätte nicht begonnen, %2 von %3 Bedingungen sind nicht erfüllt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Schreibausfall</translation>
    </message>
    <message>
        <source>Freeze budget</source>
        <translation>Höchstdauer der Schreibpause</translation>
    </message>
    <message>
        <source>What would have been sent</source>
        <translation>Was gesendet worden wäre</translation>
    </message>
    <message>
        <source>Commands that the switch would have sent</source>
        <translation>Befehle, die die Umschaltung gesendet hätte</translation>
    </message>
    <message>
        <source>Nothing was sent that changes a setting.</source>
        <translation>Es wurde nichts gesendet, was eine Einstellung ändert.</translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>auf %1 Server, mit den Wegen zurück</numerusform>
            <numerusform>auf %1 Servern, mit den Wegen zurück</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly would receive it while writes wait</source>
        <translation>Dragonfly erhielte ihn, während Schreibvorgänge warten</translation>
    </message>
    <message>
        <source>without the last write after half of it, everything is put back</source>
        <translation>fehlt der letzte Schreibvorgang nach der Hälfte davon, wird alles zurückgestellt</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointFields</name>
    <message>
        <source>Choose a connection: %1</source>
        <translation>Verbindung wählen: %1</translation>
    </message>
    <message>
        <source>What was used before, kept connections, and the clipboard</source>
        <translation>Früher Benutztes, aufbewahrte Verbindungen und die Zwischenablage</translation>
    </message>
    <message>
        <source>Password and TLS as in “%1”</source>
        <translation>Passwort und TLS wie in „%1“</translation>
    </message>
    <message>
        <source>Password as in “%1”</source>
        <translation>Passwort wie in „%1“</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>wie im Plan</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Nur für diese Sitzung im Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>Any one Sentinel</source>
        <translation>Irgendein Sentinel</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>URL of any one Sentinel</source>
        <translation>URL irgendeines Sentinels</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>found, if there is one only</source>
        <translation>gefunden, wenn es nur eine ist</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Passwort der Sentinels</translation>
    </message>
    <message>
        <source>&amp;No Sentinel yet…</source>
        <translation>&amp;Noch kein Sentinel …</translation>
    </message>
    <message>
        <source>Writes a sentinel.conf for each host, or registers the group on running Sentinels.</source>
        <translation>Schreibt je Rechner eine sentinel.conf oder meldet die Gruppe bei laufenden Sentinels an.</translation>
    </message>
    <message>
        <source>Source, as Sentinel names it</source>
        <translation>Quelle, wie Sentinel sie nennt</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>read from Sentinel</source>
        <translation>von Sentinel gelesen</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>Adresse der Quelle</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>User on the source</source>
        <translation>Benutzer auf der Quelle</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Passwort der Quelle</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>URL of Dragonfly</source>
        <translation>URL von Dragonfly</translation>
    </message>
    <message>
        <source>Password of Dragonfly</source>
        <translation>Passwort von Dragonfly</translation>
    </message>
    <message>
        <source>TLS, for rediss:// URLs</source>
        <translation>TLS, für rediss://-URLs</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Servername</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>wie in der URL</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointMenu</name>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Verbindungen …</translation>
    </message>
    <message>
        <source>&amp;Forget recent addresses</source>
        <translation>&amp;Letzte Adressen vergessen</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Früher benutzt</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Noch keine Verbindung aufbewahrt</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>On the clipboard</source>
        <translation>In der Zwischenablage</translation>
    </message>
    <message>
        <source>%1, with password</source>
        <translation>%1, mit Passwort</translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message>
        <source>Back to the &amp;gates</source>
        <translation>Zurück zu den &amp;Bedingungen</translation>
    </message>
    <message>
        <source>Primary now: %1. After the switch: Dragonfly %2.</source>
        <translation>Primärserver jetzt: %1. Nach der Umschaltung: Dragonfly %2.</translation>
    </message>
    <message>
        <source>No gate was read yet: start the replication first.</source>
        <translation>Noch wurde keine Bedingung gelesen: Beginnen Sie zuerst die Replikation.</translation>
    </message>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>%1 Bedingung ist erfüllt.</numerusform>
            <numerusform>Alle %1 Bedingungen sind erfüllt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>%1 von %2 Bedingungen ist nicht erfüllt.</numerusform>
            <numerusform>%1 von %2 Bedingungen sind nicht erfüllt.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; wanted: %3.</source>
        <translation>%1: %2; gewünscht: %3.</translation>
    </message>
    <message>
        <source>The primary of %1 is changing to Dragonfly %2.</source>
        <translation>Der Primärserver von %1 wechselt zu Dragonfly %2.</translation>
    </message>
    <message>
        <source>The switch is running.</source>
        <translation>Die Umschaltung läuft.</translation>
    </message>
    <message>
        <source>From here there is no way back; it goes on until it is done or needs a person.</source>
        <translation>Von hier an gibt es kein Zurück; sie geht weiter, bis sie fertig ist oder einen Menschen braucht.</translation>
    </message>
    <message>
        <source>Until the failover is sent to Sentinel, everything can be put back.</source>
        <translation>Bis das Failover an Sentinel gesendet wird, kann alles zurückgestellt werden.</translation>
    </message>
    <message>
        <source>The primary of %1 is Dragonfly %2.</source>
        <translation>Der Primärserver von %1 ist Dragonfly %2.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>The primary of %1 is as it was before.</source>
        <translation>Der Primärserver von %1 ist, wie er war.</translation>
    </message>
    <message>
        <source>Aborted: everything was put back.</source>
        <translation>Abgebrochen: Alles wurde zurückgestellt.</translation>
    </message>
    <message>
        <source>The switch of %1 cannot go on by itself.</source>
        <translation>Die Umschaltung von %1 kommt von selbst nicht weiter.</translation>
    </message>
    <message>
        <source>A person is needed.</source>
        <translation>Ein Mensch ist gefragt.</translation>
    </message>
    <message>
        <source>Fail over %1</source>
        <translation>%1 umschalten</translation>
    </message>
    <message>
        <source>waits for the gates</source>
        <translation>wartet auf die Bedingungen</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the name is typed.</source>
        <translation>Der Knopf öffnet sich, wenn jede Bedingung erfüllt und der Name eingegeben ist.</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>Bestätigt.</translation>
    </message>
    <message>
        <source>All gates are read once more before anything is sent.</source>
        <translation>Alle Bedingungen werden noch einmal gelesen, bevor etwas gesendet wird.</translation>
    </message>
    <message>
        <source>This is not the name of the group.</source>
        <translation>Dies ist nicht der Name der Gruppe.</translation>
    </message>
    <message>
        <source>The report opens when the switch has ended.</source>
        <translation>Der Bericht öffnet sich, wenn die Umschaltung geendet hat.</translation>
    </message>
    <message>
        <source>Every command and reply of the switch stands in the journal.</source>
        <translation>Jeder Befehl und jede Antwort der Umschaltung steht im Journal.</translation>
    </message>
    <message>
        <source>Sentinel makes Dragonfly the primary, and clients follow.</source>
        <translation>Sentinel macht Dragonfly zum Primärserver, und die Clients folgen.</translation>
    </message>
    <message>
        <source>Expected write outage: %1.</source>
        <translation>Erwarteter Ausfall der Schreibvorgänge: %1.</translation>
    </message>
    <message>
        <source>If Dragonfly has not received the last write within %1, half of the freeze budget, everything is put back.</source>
        <translation>Hat Dragonfly den letzten Schreibvorgang nicht innerhalb von %1 empfangen, der halben Schreibpause, wird alles zurückgestellt.</translation>
    </message>
    <message>
        <source>&amp;Type the group&apos;s name to confirm</source>
        <translation>&amp;Name der Gruppe als Bestätigung</translation>
    </message>
    <message>
        <source>The group&apos;s name, as confirmation</source>
        <translation>Der Name der Gruppe als Bestätigung</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the group&apos;s name is typed.</source>
        <translation>Der Knopf öffnet sich, wenn jede Bedingung erfüllt und der Name der Gruppe eingegeben ist.</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>Probe&amp;lauf</translation>
    </message>
    <message>
        <source>Reads every gate anew and says what the switch would do. It sends nothing that changes a setting.</source>
        <translation>Liest jede Bedingung neu und sagt, was die Umschaltung tun würde. Sendet nichts, das eine Einstellung ändert.</translation>
    </message>
    <message>
        <source>Dry run: every gate is being read anew.</source>
        <translation>Probelauf: Jede Bedingung wird neu gelesen.</translation>
    </message>
    <message>
        <source>Nothing is sent that changes a setting.</source>
        <translation>Nichts wird gesendet, das eine Einstellung ändert.</translation>
    </message>
    <message>
        <source>The switch freezes the writes on the source, waits until Dragonfly has the last one, and then lets Sentinel promote Dragonfly. Each gate is a condition without which that would not be safe; all are read again just before. Until the failover is sent to Sentinel everything can be put back, from then on it only goes forward. The commands on the right are those that will be sent, to the letter. Choose a gate to see what it was judged by. The dry run reads all of it anew and says what the switch would do.</source>
        <translation>Die Umschaltung hält die Schreibvorgänge auf der Quelle an, wartet, bis Dragonfly den letzten hat, und lässt dann Sentinel Dragonfly befördern. Ohne jede einzelne dieser Bedingungen wäre das nicht sicher; alle werden unmittelbar davor noch einmal gelesen. Bis das Failover an Sentinel gesendet wird, kann alles zurückgestellt werden, von da an geht es nur vorwärts. Die Befehle rechts sind genau die, die gesendet werden. Wählen Sie eine Bedingung, um zu sehen, wonach sie beurteilt wurde. Der Probelauf liest alles neu und sagt, was die Umschaltung tun würde.</translation>
    </message>
    <message>
        <source>The switch has changed nothing yet.</source>
        <translation>Die Umschaltung hat noch nichts verändert.</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message>
        <source>two</source>
        <translation>zwei</translation>
    </message>
    <message>
        <source>three</source>
        <translation>drei</translation>
    </message>
    <message>
        <source>four</source>
        <translation>vier</translation>
    </message>
    <message>
        <source>five</source>
        <translation>fünf</translation>
    </message>
    <message>
        <source>six</source>
        <translation>sechs</translation>
    </message>
    <message>
        <source>seven</source>
        <translation>sieben</translation>
    </message>
    <message>
        <source>eight</source>
        <translation>acht</translation>
    </message>
    <message>
        <source>nine</source>
        <translation>neun</translation>
    </message>
    <message>
        <source>ten</source>
        <translation>zehn</translation>
    </message>
    <message>
        <source>eleven</source>
        <translation>elf</translation>
    </message>
    <message>
        <source>twelve</source>
        <translation>zwölf</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>hingenommen</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>hingenommen von %1</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>Hindernis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>Hindernisse</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Nothing stands in the way of this migration.</source>
        <translation>Nichts steht dieser Migration im Weg.</translation>
    </message>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>Nichts verhindert diese Migration, %1 Punkt verdient einen Blick.</numerusform>
            <numerusform>Nichts verhindert diese Migration, %1 Punkte verdienen einen Blick.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>%1 Punkt verhindert diese Migration</numerusform>
            <numerusform>%1 Punkte verhindern diese Migration</numerusform>
        </translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1, %2 weiterer verdient einen Blick.</numerusform>
            <numerusform>%1, %2 weitere verdienen einen Blick.</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>one</source>
        <translation>ein</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingView</name>
    <message>
        <source>undone</source>
        <translation>rückgängig gemacht</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>abgelehnt: %1</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>nicht gesendet</translation>
    </message>
    <message>
        <source>the reply was lost</source>
        <translation>die Antwort ging verloren</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>Er&amp;neut prüfen</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Behebung</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Behoben</translation>
    </message>
    <message>
        <source>&amp;Undo the mend…</source>
        <translation>Behebung &amp;rückgängig machen …</translation>
    </message>
    <message>
        <source>&amp;Accept…</source>
        <translation>Hinneh&amp;men …</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Read with</source>
        <translation>Gelesen mit</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Why it matters</source>
        <translation>Warum es zählt</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Hingenommen</translation>
    </message>
    <message>
        <source>No finding is chosen</source>
        <translation>Kein Befund ist gewählt</translation>
    </message>
    <message>
        <source>is being read again…</source>
        <translation>wird neu gelesen …</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>von %1: %2</translation>
    </message>
    <message>
        <source>Ferryman can run this on %1</source>
        <translation>Ferryman kann dies ausführen auf %1</translation>
    </message>
    <message>
        <source>to be run by hand</source>
        <translation>von Hand auszuführen</translation>
    </message>
    <message>
        <source>puts it back as it was</source>
        <translation>stellt den alten Stand her</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>von %1, %2</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>Nichts ist zu beheben.</translation>
    </message>
    <message>
        <source>No command mends this by itself; the lines above say what to do.</source>
        <translation>Kein Befehl behebt dies allein; die Zeilen oben sagen, was zu tun ist.</translation>
    </message>
    <message>
        <source>Ferryman asks the servers again…</source>
        <translation>Ferryman fragt die Server noch einmal …</translation>
    </message>
    <message>
        <source>This blocker cannot be accepted: it must be mended.</source>
        <translation>Dieses Hindernis kann nicht hingenommen werden: Es muss behoben werden.</translation>
    </message>
    <message>
        <source>Nothing can be mended while a switch or another mend is under way.</source>
        <translation>Nichts kann behoben werden, während eine Umschaltung oder eine andere Behebung läuft.</translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>Dieser Befehl wird an %1 gesendet. Zuvor wird das Journal geschrieben.</numerusform>
            <numerusform>Diese Befehle werden an %1 gesendet. Zuvor wird das Journal geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>Nichts macht ihn rückgängig.</numerusform>
            <numerusform>Nichts macht sie rückgängig.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>Jetzt &amp;senden</translation>
    </message>
    <message>
        <source>These commands put back what was mended.</source>
        <translation>Diese Befehle machen die Behebung rückgängig.</translation>
    </message>
    <message>
        <source>The finding stays as it is. Who accepts it, and why, goes into the journal and the report.</source>
        <translation>Der Befund bleibt, wie er ist. Wer ihn hinnimmt und warum, steht dann im Journal und im Bericht.</translation>
    </message>
    <message>
        <source>Accep&amp;t it</source>
        <translation>H&amp;innehmen</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>%1 Befehl aus&amp;führen …</numerusform>
            <numerusform>%1 Befehle aus&amp;führen …</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FirstTimePanel</name>
    <message>
        <source>First time on this system?</source>
        <translation>Zum ersten Mal auf diesem System?</translation>
    </message>
    <message>
        <source>Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, report. The first two only read, and whatever changes a server later is shown to you first, as the commands that are sent.</source>
        <translation>Ferryman bringt einen Redis-Primärserver, den Sentinel verwaltet, zu Dragonfly, während seine Clients weiterschreiben. Sechs Schritte führen hindurch: Verbinden, Prüfen, Replizieren, Vergleichen, Umschalten, Bericht. Die ersten beiden lesen nur, und was später einen Server verändert, wird Ihnen zuvor gezeigt, als die Befehle, die gesendet werden.</translation>
    </message>
    <message>
        <source>Sentinel is where your clients ask which server is the primary. Dragonfly becomes a replica of that primary and takes over its data; until you fail over, no Sentinel can choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as they always did.</source>
        <translation>Ihre Clients fragen Sentinel, welcher Server der Primärserver ist. Dragonfly wird ein Replikat dieses Primärservers und übernimmt seine Daten; bis Sie umschalten, kann kein Sentinel es wählen. Dann nennt Sentinel selbst Dragonfly, und die Clients folgen, indem sie fragen wie immer.</translation>
    </message>
    <message>
        <source>Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a target and writers that count every acknowledged write. It touches nothing but 127.0.0.1 and a temporary folder, and takes a few minutes.</source>
        <translation>Proben Sie es einmal, ohne dass etwas auf dem Spiel steht: Ferryman startet ein Redis, drei Sentinels, ein Ziel und Schreiber, die jeden bestätigten Schreibvorgang zählen. Das berührt nichts als 127.0.0.1 und einen temporären Ordner und dauert einige Minuten.</translation>
    </message>
    <message>
        <source>Start the pract&amp;ice lab</source>
        <translation>Übungslabor s&amp;tarten</translation>
    </message>
    <message>
        <source>Opens a window of its own; its journal goes with the lab.</source>
        <translation>Öffnet ein eigenes Fenster; das Journal verschwindet mit dem Labor.</translation>
    </message>
    <message>
        <source>Do not &amp;show this again</source>
        <translation>Nicht mehr &amp;zeigen</translation>
    </message>
    <message>
        <source>Settings show it again.</source>
        <translation>In den Einstellungen wieder einschaltbar.</translation>
    </message>
</context>
<context>
    <name>ferryman::FormRows</name>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>Datei wählen: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::GateList</name>
    <message>
        <source>Gates</source>
        <translation>Bedingungen</translation>
    </message>
    <message numerus="yes">
        <source>Gates: %1 of %2 open</source>
        <translation>
            <numerusform>Bedingungen: %1 von %2 erfüllt</numerusform>
            <numerusform>Bedingungen: %1 von %2 erfüllt</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence of the chosen gate</source>
        <translation>Belege der gewählten Bedingung</translation>
    </message>
    <message>
        <source>No gate was read yet</source>
        <translation>Noch wurde keine Bedingung gelesen</translation>
    </message>
    <message>
        <source>A gate is a condition without which the switch would not be safe. Each stands here with its value, what is wanted, and its age, once replication runs.</source>
        <translation>Eine Bedingung ist etwas, ohne das die Umschaltung nicht sicher wäre. Jede steht hier mit ihrem Wert, dem gewünschten Wert und ihrem Alter, sobald die Replikation läuft.</translation>
    </message>
    <message>
        <source>choose one for its evidence</source>
        <translation>wählen Sie eine für ihre Belege</translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message>
        <source>Replication</source>
        <translation>Replikation</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 open</source>
        <translation>
            <numerusform>%1 von %2 erfüllt</numerusform>
            <numerusform>%1 von %2 erfüllt</numerusform>
        </translation>
    </message>
    <message>
        <source>never read</source>
        <translation>nie gelesen</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>open</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>nicht erfüllt</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Value now</source>
        <translation>Wert jetzt</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>ferryman::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Explain this page</source>
        <translation>Diese Seite &amp;erklären</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>&amp;About Ferryman</source>
        <translation>Ü&amp;ber Ferryman</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Versions, the plan, the state of every step and the last lines of the log are on the clipboard. Names and addresses of hosts are in it; passwords are not.</source>
        <translation>Versionen, der Plan, der Stand jedes Schritts und die letzten Zeilen des Protokolls sind in der Zwischenablage. Namen und Adressen von Hosts stehen darin, Passwörter nicht.</translation>
    </message>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>Ferryman %1 moves a Redis primary under Sentinel to Dragonfly. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Ferryman %1 bringt einen Redis-Primärserver unter Sentinel nach Dragonfly. Freie Software unter der GNU General Public License, Version 3 oder später.</translation>
    </message>
</context>
<context>
    <name>ferryman::Herald</name>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
</context>
<context>
    <name>ferryman::HistoryTableModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Source offset</source>
        <translation>Offset der Quelle</translation>
    </message>
    <message>
        <source>Dragonfly offset</source>
        <translation>Offset von Dragonfly</translation>
    </message>
    <message>
        <source>Lag, bytes</source>
        <translation>Rückstand, Bytes</translation>
    </message>
    <message>
        <source>Lag, seconds</source>
        <translation>Rückstand, Sekunden</translation>
    </message>
    <message>
        <source>Written, bytes/s</source>
        <translation>Geschrieben, Bytes/s</translation>
    </message>
    <message>
        <source>Applied, bytes/s</source>
        <translation>Angewandt, Bytes/s</translation>
    </message>
    <message>
        <source>Source keys</source>
        <translation>Schlüssel der Quelle</translation>
    </message>
    <message>
        <source>Dragonfly keys</source>
        <translation>Schlüssel von Dragonfly</translation>
    </message>
    <message>
        <source>Source memory, bytes</source>
        <translation>Speicher der Quelle, Bytes</translation>
    </message>
    <message>
        <source>Dragonfly memory, bytes</source>
        <translation>Speicher von Dragonfly, Bytes</translation>
    </message>
</context>
<context>
    <name>ferryman::HomePage</name>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importieren …</translation>
    </message>
    <message>
        <source>Copies plans to this list without opening one.</source>
        <translation>Kopiert Pläne in diese Liste, ohne einen zu öffnen.</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>&amp;Plan öffnen …</translation>
    </message>
    <message>
        <source>Opens a plan where it is.</source>
        <translation>Öffnet einen Plan dort, wo er liegt.</translation>
    </message>
    <message>
        <source>&amp;New migration</source>
        <translation>&amp;Neue Migration</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migrationen</translation>
    </message>
    <message>
        <source>Every migration of this machine: from its journal, or from its plan alone as long as nothing was begun. The journal tells how it stood when it was written last; what is true now, the servers say once it is opened. A switch that a console left open stands first. Duplicate makes a plan with an identity of its own. Delete moves a plan and its journal to the folder “deleted” beside the journals, and never touches a server.</source>
        <translation>Jede Migration dieses Rechners: aus ihrem Journal, oder allein aus ihrem Plan, solange nichts begonnen wurde. Das Journal sagt, wie sie stand, als es zuletzt geschrieben wurde; was jetzt wahr ist, sagen die Server, sobald sie geöffnet ist. Eine Umschaltung, die eine Konsole offen ließ, steht zuerst. „Duplizieren“ macht einen Plan mit eigener Identität. „Löschen“ verschiebt einen Plan und sein Journal in den Ordner „deleted“ neben den Journalen und berührt nie einen Server.</translation>
    </message>
    <message>
        <source>On this machine: %1.</source>
        <translation>Auf diesem Rechner: %1.</translation>
    </message>
    <message>
        <source>On this machine: %1. Left open: %2.</source>
        <translation>Auf diesem Rechner: %1. Offen geblieben: %2.</translation>
    </message>
    <message>
        <source>This is practice: its journal goes with the lab. The migrations of this machine are listed without --practice.</source>
        <translation>Dies ist eine Übung: Ihr Journal verschwindet mit dem Labor. Die Migrationen dieses Rechners werden ohne --practice aufgeführt.</translation>
    </message>
    <message>
        <source>The journals of this machine are being read.</source>
        <translation>Die Journale dieses Rechners werden gelesen.</translation>
    </message>
    <message>
        <source>Read servers and &amp;recover</source>
        <translation>Server lesen und wiede&amp;raufnehmen</translation>
    </message>
    <message>
        <source>Open this mi&amp;gration</source>
        <translation>Diese Mi&amp;gration öffnen</translation>
    </message>
    <message>
        <source>The journal of “%1” does not hold its plan: open the plan&apos;s file.</source>
        <translation>Das Journal von „%1“ enthält den Plan nicht: Öffnen Sie die Datei des Plans.</translation>
    </message>
    <message>
        <source>A replication is being watched</source>
        <translation>Eine Replikation wird überwacht</translation>
    </message>
    <message>
        <source>“%1” is being replicated. If you open another migration, Dragonfly goes on following the source, and nobody watches it until you open it again.</source>
        <translation>„%1“ wird repliziert. Öffnen Sie eine andere Migration, so folgt Dragonfly der Quelle weiter, und niemand überwacht es, bis Sie sie wieder öffnen.</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Bleiben</translation>
    </message>
    <message>
        <source>&amp;Open the other</source>
        <translation>&amp;Andere öffnen</translation>
    </message>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Verbindungen …</translation>
    </message>
    <message>
        <source>Makes, tests, imports and deletes connections that are kept under a name.</source>
        <translation>Erstellt, testet, importiert und löscht Verbindungen, die unter einem Namen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>The plan has the identity of “%1”, which is under way with other servers (group %2, Dragonfly %3): finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>Der Plan hat die Kennung von „%1“, die mit anderen Servern im Gang ist (Gruppe %2, Dragonfly %3): Bringen Sie jene zuerst zu Ende, oder nehmen Sie die Zeile „id“ aus der Datei.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportDialog</name>
    <message>
        <source>password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>Import connections</source>
        <translation>Verbindungen importieren</translation>
    </message>
    <message>
        <source>Choose what is kept. A password is never written to Ferryman&apos;s own files, and a connection that exists is not changed.</source>
        <translation>Wählen Sie, was aufbewahrt wird. Ein Passwort wird nie in Ferrymans eigene Dateien geschrieben, und eine Verbindung, die es schon gibt, wird nicht verändert.</translation>
    </message>
    <message>
        <source>Connections that were found</source>
        <translation>Gefundene Verbindungen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Comes along</source>
        <translation>Kommt mit</translation>
    </message>
    <message>
        <source>Where the passwords go</source>
        <translation>Wohin die Passwörter kommen</translation>
    </message>
    <message>
        <source>Keep the passwords for this session only</source>
        <translation>Die Passwörter nur für diese Sitzung behalten</translation>
    </message>
    <message>
        <source>Store the passwords in the system&apos;s keychain</source>
        <translation>Die Passwörter im Schlüsselbund des Systems speichern</translation>
    </message>
    <message>
        <source>Write certificates and keys as files that you alone can read</source>
        <translation>Zertifikate und Schlüssel als Dateien schreiben, die nur Sie lesen können</translation>
    </message>
    <message>
        <source>They go to %1. Without them, the connections are kept with no TLS files.</source>
        <translation>Sie kommen nach %1. Ohne sie werden die Verbindungen ohne TLS-Dateien aufbewahrt.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Der Schlüsselbund wird gefragt; vielleicht will er entsperrt werden.</translation>
    </message>
    <message>
        <source>Imported: %1. A password that the keychain did not take is kept for this session only.</source>
        <translation>Importiert: %1. Ein Passwort, das der Schlüsselbund nicht angenommen hat, bleibt nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>Es wurde nichts importiert.</translation>
    </message>
    <message>
        <source>connections: %1</source>
        <translation>Verbindungen: %1</translation>
    </message>
    <message>
        <source>Further problems: %1.</source>
        <translation>Weitere Probleme: %1.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportSources</name>
    <message>
        <source>Clipboard</source>
        <translation>Zwischenablage</translation>
    </message>
    <message>
        <source>Import RedisInsight&apos;s export</source>
        <translation>Export von RedisInsight importieren</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s exports (*.json)</source>
        <translation>Exporte von RedisInsight (*.json)</translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message>
        <source>Link</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>up</source>
        <translation>steht</translation>
    </message>
    <message>
        <source>down</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>Offset source</source>
        <translation>Offset der Quelle</translation>
    </message>
    <message>
        <source>Offset Dragonfly</source>
        <translation>Offset von Dragonfly</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2 s</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Write rate</source>
        <translation>Schreibrate</translation>
    </message>
    <message>
        <source>Full syncs</source>
        <translation>Vollabgleiche</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>Primary of %1</source>
        <translation>Primärserver von %1</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 von %2 einig</numerusform>
            <numerusform>%1 von %2 einig</numerusform>
        </translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Schreibpause</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Alter Primärserver</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>Acknowledged writes</source>
        <translation>Bestätigte Schreibvorgänge</translation>
    </message>
</context>
<context>
    <name>ferryman::LogModel</name>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>ferryman::LogView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>The lines that are selected, or else all that are shown.</source>
        <translation>Die ausgewählten Zeilen, sonst alle, die gezeigt werden.</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Least level that is shown</source>
        <translation>Niedrigste gezeigte Stufe</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>%1 and worse</source>
        <translation>%1 und höher</translation>
    </message>
    <message>
        <source>Words to filter by</source>
        <translation>Wörter für den Filter</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Lines of the log, the oldest first</source>
        <translation>Zeilen des Protokolls, die ältesten zuerst</translation>
    </message>
    <message>
        <source>No line is of that kind.</source>
        <translation>Keine Zeile ist von dieser Art.</translation>
    </message>
    <message>
        <source>Lines: %1. Passwords are never in it.</source>
        <translation>Zeilen: %1. Passwörter stehen nie darin.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Gespeichert: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::MainWindow</name>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>&amp;Öffnen…</translation>
    </message>
    <message>
        <source>&amp;Save plan…</source>
        <translation>&amp;Plan speichern…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Migration</source>
        <translation>&amp;Migration</translation>
    </message>
    <message>
        <source>&amp;Back: %1</source>
        <translation>&amp;Zurück: %1</translation>
    </message>
    <message>
        <source>&amp;Next: %1</source>
        <translation>&amp;Weiter: %1</translation>
    </message>
    <message>
        <source>The plan cannot be used</source>
        <translation>Der Plan kann nicht benutzt werden</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>Plan öffnen</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Pläne (*.json)</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Plan speichern</translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation>Der Plan wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>Journal on disk, rows: %1</source>
        <translation>Journal gespeichert, Zeilen: %1</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Topology in its own window</source>
        <translation>&amp;Topologie in eigenem Fenster</translation>
    </message>
    <message>
        <source>Switch of %1: %2 – Ferryman</source>
        <translation>Umschaltung von %1: %2 – Ferryman</translation>
    </message>
    <message>
        <source>A person is needed – Ferryman</source>
        <translation>Ein Mensch ist gefragt – Ferryman</translation>
    </message>
    <message>
        <source>The practice lab cannot be started.</source>
        <translation>Das Übungslabor lässt sich nicht starten.</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationModel</name>
    <message>
        <source>full sync</source>
        <translation>Vollabgleich</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>holt auf</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stetig</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>Verbindung getrennt</translation>
    </message>
    <message>
        <source>endless full syncs</source>
        <translation>endlose Vollabgleiche</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>verhindert</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>verdient einen Blick</translation>
    </message>
    <message>
        <source>replicating</source>
        <translation>repliziert</translation>
    </message>
    <message>
        <source>switching</source>
        <translation>schaltet um</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>braucht einen Menschen</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>migrated</source>
        <translation>migriert</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>unlesbar</translation>
    </message>
    <message>
        <source>plan saved</source>
        <translation>Plan gespeichert</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>nichts ist offen</translation>
    </message>
    <message>
        <source>open blockers: %1</source>
        <translation>offene Hindernisse: %1</translation>
    </message>
    <message>
        <source>settings not put back: %1</source>
        <translation>nicht zurückgestellte Einstellungen: %1</translation>
    </message>
    <message>
        <source>switch begun</source>
        <translation>Umschaltung begonnen</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in Phase „%1“</translation>
    </message>
    <message>
        <source>stopped in %1</source>
        <translation>stehen geblieben in Phase „%1“</translation>
    </message>
    <message>
        <source>switch ended open</source>
        <translation>Umschaltung endete offen</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>writes frozen for %1</source>
        <translation>Schreibvorgänge für %1 angehalten</translation>
    </message>
    <message>
        <source>Dragonfly is primary</source>
        <translation>Dragonfly ist Primärserver</translation>
    </message>
    <message>
        <source>journal cannot be read</source>
        <translation>Journal nicht lesbar</translation>
    </message>
    <message>
        <source>Enter Dragonfly</source>
        <translation>Dragonfly angeben</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Mend the blockers</source>
        <translation>Hindernisse beheben</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Wait for steady</source>
        <translation>Auf Stetigkeit warten</translation>
    </message>
    <message>
        <source>Go on in its console</source>
        <translation>In ihrer Konsole weitermachen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederaufnehmen</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>Grund lesen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Put settings back</source>
        <translation>Einstellungen zurückstellen</translation>
    </message>
    <message>
        <source>Remove old primary</source>
        <translation>Alten Primärserver entfernen</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>nicht gewählt</translation>
    </message>
    <message>
        <source>The primary at the start</source>
        <translation>Der Primärserver zu Beginn</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Letztes Ereignis</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>replication stopped</source>
        <translation>Replikation angehalten</translation>
    </message>
    <message>
        <source>no blocker is open</source>
        <translation>kein Hindernis offen</translation>
    </message>
    <message>
        <source>%1, data verified</source>
        <translation>%1, Daten geprüft</translation>
    </message>
    <message>
        <source>%1, data differs</source>
        <translation>%1, Daten weichen ab</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Replizieren</translation>
    </message>
    <message>
        <source>Mend the differences</source>
        <translation>Unterschiede beheben</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Umschalten</translation>
    </message>
    <message>
        <source>put back, Dragonfly follows</source>
        <translation>zurückgestellt, Dragonfly folgt</translation>
    </message>
    <message>
        <source>Go on or release</source>
        <translation>Fortsetzen oder freigeben</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) ended on %3 and needs a person.</source>
        <translation>Die Umschaltung von „%1“ (Gruppe %2) endete am %3 und braucht einen Menschen.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3: the source may refuse writes.</source>
        <translation>Die Umschaltung von „%1“ (Gruppe %2) blieb am %3 offen: Die Quelle weist vielleicht Schreibvorgänge ab.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3, before the freeze: the source takes writes, but settings stand changed.</source>
        <translation>Die Umschaltung von „%1“ (Gruppe %2) blieb am %3 vor der Schreibpause offen: Die Quelle nimmt Schreibvorgänge an, aber Einstellungen sind noch verändert.</translation>
    </message>
    <message>
        <source>“%1” was migrated on %2, and settings were not put back: %3.</source>
        <translation>„%1“ wurde am %2 migriert, und Einstellungen wurden nicht zurückgestellt: %3.</translation>
    </message>
    <message>
        <source>The switch of “%1” was aborted on %2 and put back: Dragonfly still follows the source, and nobody watches it.</source>
        <translation>Die Umschaltung von „%1“ wurde am %2 abgebrochen und zurückgestellt: Dragonfly folgt noch der Quelle, und niemand überwacht es.</translation>
    </message>
    <message>
        <source>“%1” was left on %2: Dragonfly follows the source, and nobody watches it.</source>
        <translation>„%1“ wurde am %2 verlassen: Dragonfly folgt der Quelle, und niemand überwacht es.</translation>
    </message>
    <message>
        <source>The migration “%1” was left on %2 with settings changed.</source>
        <translation>Die Migration „%1“ wurde am %2 mit veränderten Einstellungen verlassen.</translation>
    </message>
    <message>
        <source>Open its plan with File, Open plan. Its journal: %1</source>
        <translation>Öffnen Sie ihren Plan mit „Datei“, „Plan öffnen“. Ihr Journal: %1</translation>
    </message>
    <message>
        <source>Once that is done, Delete takes it off this list.</source>
        <translation>Ist das getan, nimmt „Löschen“ sie von dieser Liste.</translation>
    </message>
    <message>
        <source>Then let Ferryman ask all servers what is true, and finish.</source>
        <translation>Lassen Sie dann Ferryman alle Server fragen, was wahr ist, und die Umschaltung beenden.</translation>
    </message>
    <message>
        <source>Ferryman first asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Ferryman fragt zuerst alle Server, was wahr ist, und beendet die Umschaltung dann oder stellt alles zurück.</translation>
    </message>
    <message>
        <source>The console stopped in %1.</source>
        <translation>Die Konsole blieb in der Phase „%1“ stehen.</translation>
    </message>
    <message>
        <source>Open it and go through Connect. Then go on with it, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>Öffnen Sie sie, und gehen Sie durch „Verbinden“. Setzen Sie sie dann fort, oder geben Sie Dragonfly frei: „Replikation anhalten“ in „Replizieren“.</translation>
    </message>
    <message>
        <source>Open it, and go through Connect: what is open is named there.</source>
        <translation>Öffnen Sie sie, und gehen Sie durch „Verbinden“: Was offen ist, wird dort genannt.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationTable</name>
    <message>
        <source>All migrations</source>
        <translation>Alle Migrationen</translation>
    </message>
    <message>
        <source>Enter opens, Ctrl+D duplicates, Del deletes the plan, never data</source>
        <translation>Eingabe öffnet, Strg+D dupliziert, Entf löscht den Plan, nie Daten</translation>
    </message>
    <message>
        <source>Filter the migrations</source>
        <translation>Migrationen filtern</translation>
    </message>
    <message>
        <source>Filter by name, group, host</source>
        <translation>Nach Name, Gruppe, Host filtern</translation>
    </message>
    <message>
        <source>O&amp;pen</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>D&amp;uplizieren</translation>
    </message>
    <message>
        <source>E&amp;xport plan…</source>
        <translation>Plan e&amp;xportieren …</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>&amp;Löschen …</translation>
    </message>
    <message>
        <source>No migration has these words in its name, group or servers.</source>
        <translation>Keine Migration hat diese Wörter in Namen, Gruppe oder Servern.</translation>
    </message>
    <message>
        <source>Press “New migration” and enter any one Sentinel and Dragonfly, or open a plan.</source>
        <translation>Drücken Sie „Neue Migration“, und geben Sie einen beliebigen Sentinel und Dragonfly ein, oder öffnen Sie einen Plan.</translation>
    </message>
    <message>
        <source>To rehearse the whole switch first, on servers that Ferryman starts on this machine, start it with “ferryman --practice”.</source>
        <translation>Um die ganze Umschaltung zuerst zu üben, auf Servern, die Ferryman auf diesem Rechner startet, starten Sie es mit „ferryman --practice“.</translation>
    </message>
    <message>
        <source>No migration yet</source>
        <translation>Noch keine Migration</translation>
    </message>
</context>
<context>
    <name>ferryman::NodePane</name>
    <message>
        <source>Copy what is known of this server</source>
        <translation>Kopieren, was über diesen Server bekannt ist</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Die Details schließen</translation>
    </message>
    <message>
        <source>Details and INFO</source>
        <translation>Details und INFO</translation>
    </message>
    <message>
        <source>INFO is being read</source>
        <translation>INFO wird gelesen</translation>
    </message>
    <message>
        <source>INFO as of %1</source>
        <translation>INFO, Stand %1</translation>
    </message>
    <message>
        <source>INFO cannot be read</source>
        <translation>INFO ist nicht lesbar</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
</context>
<context>
    <name>ferryman::OldPrimaryPanel</name>
    <message>
        <source>Old primary</source>
        <translation>Alter Primärserver</translation>
    </message>
    <message>
        <source>Keep it until Dragonfly has written its first snapshot and you are sure. Then send it:</source>
        <translation>Behalten Sie ihn, bis Dragonfly seinen ersten Snapshot geschrieben hat und Sie sicher sind. Dann senden Sie ihm:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Going back</source>
        <translation>Der Weg zurück</translation>
    </message>
    <message>
        <source>&amp;Show the steps</source>
        <translation>&amp;Schritte zeigen</translation>
    </message>
    <message>
        <source>Copy the command that shuts the old primary down</source>
        <translation>Den Befehl kopieren, der den alten Primärserver beendet</translation>
    </message>
    <message>
        <source>Show the steps of going back</source>
        <translation>Die Schritte des Weges zurück zeigen</translation>
    </message>
    <message>
        <source>It is the primary as before.</source>
        <translation>Er ist Primärserver wie zuvor.</translation>
    </message>
    <message>
        <source>%1 is parked: it refuses every write, no Sentinel chooses it, and its data are as they were at the freeze.</source>
        <translation>%1 ist abgestellt: Er lehnt jeden Schreibvorgang ab, kein Sentinel wählt ihn, und seine Daten sind die vom Beginn der Schreibpause.</translation>
    </message>
    <message>
        <source>%1 was shut down; its data are saved as they were at the freeze.</source>
        <translation>%1 wurde beendet; seine Daten sind so gespeichert, wie sie zu Beginn der Schreibpause waren.</translation>
    </message>
    <message>
        <source>%1 is a read-only replica of nobody; its data are as they were at the freeze.</source>
        <translation>%1 ist ein schreibgeschütztes Replikat von niemandem; seine Daten sind die vom Beginn der Schreibpause.</translation>
    </message>
    <message>
        <source>Which server is the primary, the Sentinels must say: see the timeline, and what is still to be put back.</source>
        <translation>Welcher Server Primärserver ist, müssen die Sentinels sagen: Sehen Sie im Ablauf nach, und was noch zurückzustellen ist.</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly: going back loses every write since the switch, unless it is copied by other means.</source>
        <translation>Redis kann Dragonfly nicht folgen: Der Weg zurück verliert jeden Schreibvorgang seit der Umschaltung, der nicht auf anderem Weg kopiert wird.</translation>
    </message>
    <message>
        <source>Some settings may still be changed; the report has the commands that put them back.</source>
        <translation>Manche Einstellungen sind vielleicht noch verändert; im Bericht stehen die Befehle, die sie zurückstellen.</translation>
    </message>
</context>
<context>
    <name>ferryman::PlanActions</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>Plan exportieren</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Pläne (*.json)</translation>
    </message>
    <message>
        <source>Import plans</source>
        <translation>Pläne importieren</translation>
    </message>
    <message>
        <source>%1 is not imported: it is the plan of “%2”, which is under way. Finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>%1 wird nicht importiert: Es ist der Plan von „%2“, die im Gang ist. Bringen Sie jene zuerst zu Ende, oder nehmen Sie die Zeile „id“ aus der Datei.</translation>
    </message>
    <message>
        <source>“%1” is open: its journal says what stands changed on the servers. Open it and finish it first.</source>
        <translation>„%1“ ist offen: Das Journal sagt, was auf den Servern noch verändert ist. Öffnen Sie die Migration, und bringen Sie sie zuerst zu Ende.</translation>
    </message>
    <message>
        <source>“%1” is open: Dragonfly follows the source. Open it and finish it first, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>„%1“ ist offen: Dragonfly folgt der Quelle. Öffnen Sie die Migration, und bringen Sie sie zuerst zu Ende, oder geben Sie Dragonfly frei: „Replikation anhalten“ in „Replizieren“.</translation>
    </message>
    <message>
        <source>A console works on “%1”: end it there first.</source>
        <translation>Eine Konsole arbeitet an „%1“: Beenden Sie sie dort zuerst.</translation>
    </message>
    <message>
        <source>A switch is under way: delete once it has ended.</source>
        <translation>Eine Umschaltung ist im Gang: Löschen Sie, sobald sie geendet hat.</translation>
    </message>
    <message>
        <source>Its plan and journal move to the folder “deleted” beside the journals.</source>
        <translation>Plan und Journal werden in den Ordner „deleted“ neben den Journalen verschoben.</translation>
    </message>
    <message>
        <source>The file %1 stays where it is.</source>
        <translation>Die Datei %1 bleibt, wo sie ist.</translation>
    </message>
    <message>
        <source>Nothing changes on any server.</source>
        <translation>Auf keinem Server ändert sich etwas.</translation>
    </message>
    <message>
        <source>Delete a migration</source>
        <translation>Migration löschen</translation>
    </message>
    <message>
        <source>Delete “%1” from this list?</source>
        <translation>„%1“ aus dieser Liste löschen?</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
</context>
<context>
    <name>ferryman::ProfileForm</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>of a Sentinel only</source>
        <translation>nur bei einem Sentinel</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Servername</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>wie in der URL</translation>
    </message>
    <message>
        <source>%1, a PEM file for rediss:// URLs</source>
        <translation>%1, eine PEM-Datei für rediss://-URLs</translation>
    </message>
    <message>
        <source>PEM, for rediss://</source>
        <translation>PEM, für rediss://</translation>
    </message>
    <message>
        <source>Where the password comes from</source>
        <translation>Woher das Passwort kommt</translation>
    </message>
    <message>
        <source>For this session only</source>
        <translation>Nur für diese Sitzung</translation>
    </message>
    <message>
        <source>In the system&apos;s keychain</source>
        <translation>Im Schlüsselbund des Systems</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>Aus einer Umgebungsvariablen</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Name of the environment variable</source>
        <translation>Name der Umgebungsvariablen</translation>
    </message>
    <message>
        <source>Name of the keychain&apos;s entry</source>
        <translation>Name des Eintrags im Schlüsselbund</translation>
    </message>
    <message>
        <source>as the name above</source>
        <translation>wie der Name oben</translation>
    </message>
    <message>
        <source>as it is kept there</source>
        <translation>wie dort aufbewahrt</translation>
    </message>
    <message>
        <source>kept until Ferryman ends</source>
        <translation>bis zum Ende von Ferryman</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message>
        <source>S&amp;top replication…</source>
        <translation>Replikation anha&amp;lten…</translation>
    </message>
    <message>
        <source>Start a&amp;gain…</source>
        <translation>E&amp;rneut beginnen…</translation>
    </message>
    <message>
        <source>Stop the replication?</source>
        <translation>Die Replikation anhalten?</translation>
    </message>
    <message>
        <source>Sto&amp;p replication</source>
        <translation>Replikation anhal&amp;ten</translation>
    </message>
    <message>
        <source>&amp;Keep replicating</source>
        <translation>Weiter re&amp;plizieren</translation>
    </message>
    <message>
        <source>What will be sent to Dragonfly, literally</source>
        <translation>Was wörtlich an Dragonfly gesendet wird</translation>
    </message>
    <message>
        <source>Commands that start the replication</source>
        <translation>Befehle, die die Replikation beginnen</translation>
    </message>
    <message>
        <source>The commands stand here once every connection of step 1 works.</source>
        <translation>Die Befehle stehen hier, sobald jede Verbindung von Schritt 1 steht.</translation>
    </message>
    <message>
        <source>Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it forks and needs memory for what is written meanwhile; its clients are not affected.</source>
        <translation>Auf der Quelle wird nichts verändert. Sie macht ein Abbild für Dragonfly, für das sie sich verzweigt (fork) und Speicher für alles braucht, was inzwischen geschrieben wird; ihre Clients sind nicht betroffen.</translation>
    </message>
    <message>
        <source>&amp;Start replication</source>
        <translation>Replikation begi&amp;nnen</translation>
    </message>
    <message>
        <source>Keys loaded</source>
        <translation>Geladene Schlüssel</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary now.</source>
        <translation>Dragonfly %1 ist jetzt der Primärserver.</translation>
    </message>
    <message>
        <source>The replication has done its work: the switch is over.</source>
        <translation>Die Replikation hat ihren Dienst getan: Die Umschaltung ist vorbei.</translation>
    </message>
    <message>
        <source>Dragonfly becomes a replica of the source, while clients go on as before.</source>
        <translation>Dragonfly wird ein Replikat der Quelle, während die Clients weiterarbeiten wie zuvor.</translation>
    </message>
    <message>
        <source>Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot choose Dragonfly yet.</source>
        <translation>Dragonfly %1 folgt %2. Die Clients sind nicht betroffen, und Sentinel kann Dragonfly noch nicht wählen.</translation>
    </message>
    <message>
        <source>Starting: the commands are being sent.</source>
        <translation>Beginnt: Die Befehle werden gesendet.</translation>
    </message>
    <message>
        <source>Replication would not end: full sync after full sync.</source>
        <translation>Die Replikation würde nicht enden: ein Vollabgleich nach dem anderen.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonfly enthält %1 Schlüssel. Der Beginn löscht ihn.</numerusform>
            <numerusform>Dragonfly enthält %1 Schlüssel. Der Beginn löscht sie alle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>Den %1 Schlüssel auf Dragonfly er&amp;setzen</numerusform>
            <numerusform>Die %1 Schlüssel auf Dragonfly er&amp;setzen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>Geladen: %1 von %2 Schlüssel</numerusform>
            <numerusform>Geladen: %1 von %2 Schlüsseln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 Schlüssel/s</numerusform>
            <numerusform>%1 Schlüssel/s</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>Runde %1</translation>
    </message>
    <message>
        <source>Replication goes on while you work on the next pages.</source>
        <translation>Die Replikation läuft weiter, während Sie auf den nächsten Seiten arbeiten.</translation>
    </message>
    <message>
        <source>The next step opens after %1 s of unbroken steady replication.</source>
        <translation>Der nächste Schritt öffnet sich nach %1 s ununterbrochen stetiger Replikation.</translation>
    </message>
    <message>
        <source>Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none attaches it again. It keeps what it has loaded, but starting again begins with a new full sync. Clients are not affected.</source>
        <translation>Dragonfly erhält REPLICAOF NO ONE und jeder Sentinel SENTINEL RESET, damit keiner es wieder anhängt. Es behält, was es geladen hat, aber ein neuer Anfang beginnt mit einem neuen Vollabgleich. Die Clients sind nicht betroffen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1 Größter Rückstand in dieser Zeit %2. %3 Messung, %4 ausgelassen.</numerusform>
            <numerusform>%1 Größter Rückstand in dieser Zeit %2. %3 Messungen, %4 ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is made a replica of the source by the address that Sentinel uses. First it loads a snapshot (full sync), then it receives every write. It is steady when the link is up and the lag, in bytes and in seconds, has stayed below the plan&apos;s limits for long enough. The charts show both sides. In a chart, Left and Right read the values at one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads back to live; the mouse does the same by its wheel, by dragging and by a double-click. The button Table shows all values as text, and Export writes them as a file.</source>
        <translation>Dragonfly wird unter der Adresse, die Sentinel benutzt, zum Replikat der Quelle gemacht. Zuerst lädt es ein Abbild (Vollabgleich), dann empfängt es jeden Schreibvorgang. Stetig ist die Replikation, wenn die Verbindung steht und der Rückstand in Bytes und in Sekunden lange genug unter den Grenzen des Plans geblieben ist. Die Kurven zeigen beide Seiten. In einer Kurve lesen Links und Rechts die Werte eines Augenblicks ab, Plus und Minus zoomen, Umschalt mit Links und Rechts bewegt durch die Zeit, Ende führt zurück zur laufenden Anzeige; die Maus tut dasselbe mit dem Rad, durch Ziehen und durch Doppelklick. Der Knopf „Tabelle“ zeigt alle Werte als Text, und „Export“ schreibt sie in eine Datei.</translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>report.pdf is being made…</source>
        <translation>report.pdf wird erstellt …</translation>
    </message>
    <message>
        <source>Not exported yet.</source>
        <translation>Noch nicht exportiert.</translation>
    </message>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>Erstellt aus %1 Zeile des Journals; Prüfsumme der letzten: %2</numerusform>
            <numerusform>Erstellt aus %1 Zeilen des Journals; Prüfsumme der letzten: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Schreibausfall</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>Verlorene bestätigte Schreibvorgänge</translation>
    </message>
    <message>
        <source>Primary now</source>
        <translation>Primärserver jetzt</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Ordner für den Bericht</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>Der Bericht wurde geschrieben.</translation>
    </message>
    <message>
        <source>The switch is done. The report is being made; in practice every acknowledged write is looked for first.</source>
        <translation>Die Umschaltung ist fertig. Der Bericht entsteht; zur Übung wird zuvor nach jedem bestätigten Schreibvorgang gesucht.</translation>
    </message>
    <message>
        <source>The journal begins with the replication.</source>
        <translation>Das Journal beginnt mit der Replikation.</translation>
    </message>
    <message>
        <source>Sentinels that agree: %1</source>
        <translation>Einige Sentinels: %1</translation>
    </message>
    <message>
        <source>Journal: %1, rows: %2</source>
        <translation>Journal: %1, Zeilen: %2</translation>
    </message>
    <message>
        <source>Make a&amp;gain</source>
        <translation>&amp;Neu erstellen</translation>
    </message>
    <message>
        <source>Sections of the report</source>
        <translation>Abschnitte des Berichts</translation>
    </message>
    <message>
        <source>Frozen at offset %1; Dragonfly had %2 when it was promoted.</source>
        <translation>Angehalten bei Offset %1; Dragonfly hatte %2, als es befördert wurde.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>The last %1. All of them stand in the exported report.</source>
        <translation>Die letzten %1. Alle stehen im exportierten Bericht.</translation>
    </message>
    <message>
        <source>The journal was altered, so this report proves nothing.</source>
        <translation>Das Journal wurde verändert; dieser Bericht beweist also nichts.</translation>
    </message>
    <message>
        <source>The report was written; the PDF is being made.</source>
        <translation>Der Bericht wurde geschrieben; das PDF wird erstellt.</translation>
    </message>
    <message>
        <source>The report holds findings and who accepted them, charts, gates, the timeline to the millisecond, servers before and after, every command with its reply, and how to go back. Passwords are never in it. The journal&apos;s rows are chained by hashes, and the report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.</source>
        <translation>Der Bericht enthält Befunde und wer sie angenommen hat, Diagramme, Bedingungen, den Ablauf auf die Millisekunde, die Server davor und danach, jeden Befehl mit seiner Antwort und den Weg zurück. Passwörter stehen nie darin. Die Zeilen des Journals sind durch Prüfsummen verkettet, und der Bericht trägt die letzte: „ferrymanctl report PLAN --report ORDNER --verify“ beweist, dass keines von beiden verändert wurde. „Exportieren“ schreibt HTML, PDF, Markdown und JSON.</translation>
    </message>
    <message>
        <source>There is nothing to report yet</source>
        <translation>Noch gibt es nichts zu berichten</translation>
    </message>
    <message>
        <source>The report is made when the switch has ended; “Make again” makes one of what there is.</source>
        <translation>Der Bericht wird erstellt, wenn die Umschaltung geendet hat; „Neu erstellen“ macht einen aus dem, was da ist.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same.</source>
        <translation>Allein aus dem Journal erstellt; er kann zu jeder späteren Zeit neu erstellt werden und wird dasselbe sagen.</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same. The record is exported in English, so that anybody can read it; %1 and the PDF are in your language.</source>
        <translation>Allein aus dem Journal erstellt; er kann zu jeder späteren Zeit neu erstellt werden und wird dasselbe sagen. Die maßgebliche Fassung wird auf Englisch exportiert, damit jeder sie lesen kann; %1 und das PDF sind in Ihrer Sprache.</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>beendet %1</translation>
    </message>
    <message>
        <source>The data were not compared.</source>
        <translation>Die Daten wurden nicht verglichen.</translation>
    </message>
    <message>
        <source>The report is being made</source>
        <translation>Der Bericht wird erstellt</translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message>
        <source>The source and its group</source>
        <translation>Die Quelle und ihre Gruppe</translation>
    </message>
    <message>
        <source>URL of the source</source>
        <translation>URL der Quelle</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Passwort der Quelle</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Name der Gruppe</translation>
    </message>
    <message>
        <source>Sentinels, with commas between them</source>
        <translation>Sentinels, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Passwort der Sentinels</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Bleibt nur für diese Sitzung im Speicher.</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quorum</translation>
    </message>
    <message>
        <source>down-after-milliseconds</source>
        <translation>down-after-milliseconds</translation>
    </message>
    <message>
        <source>failover-timeout, ms</source>
        <translation>failover-timeout, ms</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back to a source with Sentinels</source>
        <translation>Zurück zu einer Quelle mit Sentinels</translation>
    </message>
    <message>
        <source>Either start new Sentinels</source>
        <translation>Entweder neue Sentinels starten</translation>
    </message>
    <message>
        <source>Sentinel whose file is shown</source>
        <translation>Sentinel, dessen Datei gezeigt wird</translation>
    </message>
    <message>
        <source>&amp;Save one file for each…</source>
        <translation>Je eine Datei &amp;speichern …</translation>
    </message>
    <message>
        <source>They &amp;run now</source>
        <translation>Sie &amp;laufen jetzt</translation>
    </message>
    <message>
        <source>Or register the group on Sentinels that run already</source>
        <translation>Oder die Gruppe bei laufenden Sentinels anmelden</translation>
    </message>
    <message>
        <source>Register the &amp;group…</source>
        <translation>&amp;Gruppe anmelden …</translation>
    </message>
    <message>
        <source>Then have every client ask Sentinel</source>
        <translation>Dann alle Clients Sentinel fragen lassen</translation>
    </message>
    <message>
        <source>Client library</source>
        <translation>Client-Bibliothek</translation>
    </message>
    <message>
        <source>How it connects</source>
        <translation>So verbindet sie sich</translation>
    </message>
    <message>
        <source>Our clients ask Sentinel</source>
        <translation>Unsere Clients fragen Sentinel</translation>
    </message>
    <message>
        <source>G&amp;o on with this group</source>
        <translation>&amp;Mit dieser Gruppe weiter</translation>
    </message>
    <message>
        <source>Nothing was sent yet.</source>
        <translation>Noch wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>Give the source and the Sentinels that shall watch it.</source>
        <translation>Geben Sie die Quelle an und die Sentinels, die sie überwachen sollen.</translation>
    </message>
    <message>
        <source>Save the files in</source>
        <translation>Dateien speichern in</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>%1 Datei liegt in %2.</numerusform>
            <numerusform>%1 Dateien liegen in %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>These commands will be sent to each of %1. A Sentinel that watches this source already gets the settings alone. SENTINEL REMOVE %2 undoes it.</source>
        <translation>Diese Befehle werden an jeden von %1 gesendet. Ein Sentinel, der diese Quelle schon überwacht, bekommt nur die Einstellungen. SENTINEL REMOVE %2 macht es rückgängig.</translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>Jetzt &amp;senden</translation>
    </message>
    <message>
        <source>Stands here once source, group and Sentinels are given.</source>
        <translation>Steht hier, sobald Quelle, Gruppe und Sentinels angegeben sind.</translation>
    </message>
    <message>
        <source>Stands here once group and Sentinels are given.</source>
        <translation>Steht hier, sobald Gruppe und Sentinels angegeben sind.</translation>
    </message>
</context>
<context>
    <name>ferryman::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Restore all defaults</source>
        <translation>Alles &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Wählen: %1</translation>
    </message>
    <message>
        <source>“%1” is no folder&apos;s whole path: %2 stays as it was.</source>
        <translation>„%1“ ist kein vollständiger Pfad eines Ordners: %2 bleibt unverändert.</translation>
    </message>
</context>
<context>
    <name>ferryman::StageRow</name>
    <message>
        <source>to come</source>
        <translation>kommt noch</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>in trouble</source>
        <translation>gestört</translation>
    </message>
</context>
<context>
    <name>ferryman::StepRail</name>
    <message>
        <source>New migration</source>
        <translation>Neue Migration</translation>
    </message>
    <message>
        <source>no group yet</source>
        <translation>noch keine Gruppe</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migrationen</translation>
    </message>
    <message>
        <source>%1, left open: %2</source>
        <translation>%1, offen geblieben: %2</translation>
    </message>
    <message>
        <source>on this machine: %1</source>
        <translation>auf diesem Rechner: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy the timeline</source>
        <translation>Den Ablauf kopieren</translation>
    </message>
    <message>
        <source>Timeline of the switch</source>
        <translation>Ablauf der Umschaltung</translation>
    </message>
    <message>
        <source>by this computer&apos;s clock; rows without a phase are Sentinel&apos;s own events</source>
        <translation>nach der Uhr dieses Rechners; Zeilen ohne Phase sind Sentinels eigene Ereignisse</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message>
        <source>Write freeze</source>
        <translation>Schreibpause</translation>
    </message>
    <message>
        <source>Promoted after</source>
        <translation>Befördert nach</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>&amp;Abort</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>Freeze budget used</source>
        <translation>Verbrauchter Teil der Schreibpause</translation>
    </message>
    <message>
        <source>from the freeze to the first write that Dragonfly could take; allowed were %1</source>
        <translation>vom Anhalten bis zum ersten Schreibvorgang, den Dragonfly annehmen konnte; erlaubt waren %1</translation>
    </message>
    <message>
        <source>after SENTINEL FAILOVER was sent</source>
        <translation>nach dem Senden von SENTINEL FAILOVER</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 von %2 einig</numerusform>
            <numerusform>%1 von %2 einig</numerusform>
        </translation>
    </message>
    <message>
        <source>all of them after %1</source>
        <translation>alle nach %1</translation>
    </message>
    <message>
        <source>not drained</source>
        <translation>kein Nachlauf</translation>
    </message>
    <message>
        <source>frozen at %1</source>
        <translation>angehalten bei %1</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>nicht vollständig</translation>
    </message>
    <message>
        <source>frozen at %1, Dragonfly had %2</source>
        <translation>angehalten bei %1, Dragonfly hatte %2</translation>
    </message>
    <message>
        <source>The failover was sent to Sentinel: from there it only goes forward.</source>
        <translation>Das Failover wurde an Sentinel gesendet: Von dort geht es nur vorwärts.</translation>
    </message>
    <message>
        <source>Puts everything back that the switch has changed.</source>
        <translation>Stellt alles zurück, was die Umschaltung verändert hat.</translation>
    </message>
    <message>
        <source>%1 Until %2 at the latest: %3 left.</source>
        <translation>%1 Bis spätestens %2: noch %3.</translation>
    </message>
    <message>
        <source>Writes waited for %1 of at most %2</source>
        <translation>Schreibvorgänge warteten %1 von höchstens %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, %2 left</source>
        <translation>Schreibvorgänge warten: seit %1, noch %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, the budget was %2</source>
        <translation>Schreibvorgänge warten: seit %1, erlaubt waren %2</translation>
    </message>
    <message>
        <source>Waiting for the best moment: %1 s. %2</source>
        <translation>Wartet auf den besten Augenblick: %1 s. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::TimeChart</name>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>%1 The table shows all values.</source>
        <translation>%1 Die Tabelle zeigt alle Werte.</translation>
    </message>
</context>
<context>
    <name>ferryman::TimelineModel</name>
    <message>
        <source>From here there is no way back: the failover was sent to Sentinel, and the switch only goes forward.</source>
        <translation>Von hier an gibt es kein Zurück: Das Failover wurde an Sentinel gesendet, und die Umschaltung geht nur noch vorwärts.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Seit dem Anhalten</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message>
        <source>nobody</source>
        <translation>niemandem</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>in TILT: takes no decision</source>
        <translation>in TILT: entscheidet nichts</translation>
    </message>
    <message>
        <source>fails over: %1</source>
        <translation>Failover läuft: %1</translation>
    </message>
    <message>
        <source>names %1</source>
        <translation>nennt %1</translation>
    </message>
    <message>
        <source>epoch %1, %2 ms</source>
        <translation>Epoche %1, %2 ms</translation>
    </message>
    <message>
        <source>Names as primary</source>
        <translation>Nennt als Primärserver</translation>
    </message>
    <message>
        <source>Agrees with</source>
        <translation>Einig mit</translation>
    </message>
    <message>
        <source>Configuration epoch</source>
        <translation>Konfigurationsepoche</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quorum</translation>
    </message>
    <message>
        <source>Other Sentinels known to it</source>
        <translation>Andere Sentinels, die er kennt</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Umlaufzeit</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Failover state</source>
        <translation>Failover-Zustand</translation>
    </message>
    <message>
        <source>Its own role</source>
        <translation>Eigene Rolle</translation>
    </message>
    <message>
        <source>replica of %1</source>
        <translation>Replikat von %1</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>Primärserver</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Gefragt um</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Replikat</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>Verbindung getrennt</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>Rückstand %1</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>Priorität %1</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>held for down</source>
        <translation>gilt als ausgefallen</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Alter Primärserver</translation>
    </message>
    <message>
        <source>a read-only replica</source>
        <translation>schreibgeschütztes Replikat</translation>
    </message>
    <message>
        <source>left the group</source>
        <translation>verließ die Gruppe</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primärserver</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>herabgestuft</translation>
    </message>
    <message>
        <source>takes writes</source>
        <translation>beschreibbar</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>Sentinels that name it</source>
        <translation>Sentinels, die ihn nennen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>frozen: writes wait</source>
        <translation>Schreibpause läuft</translation>
    </message>
    <message>
        <source>Primary: Dragonfly</source>
        <translation>Primärserver: Dragonfly</translation>
    </message>
    <message>
        <source>named by %1 of %2</source>
        <translation>%1 von %2 nennen es</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>befördert</translation>
    </message>
    <message>
        <source>is being promoted</source>
        <translation>wird befördert</translation>
    </message>
    <message>
        <source>follows, priority %1</source>
        <translation>folgt, Priorität %1</translation>
    </message>
    <message>
        <source>follows %1</source>
        <translation>folgt %1</translation>
    </message>
    <message>
        <source>not attached</source>
        <translation>nicht angehängt</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>Genannt von %1 von %2 Sentinel: %3</numerusform>
            <numerusform>Genannt von %1 von %2 Sentinels: %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>Nothing was read yet. Enter any one Sentinel and Dragonfly, then press “Read and test”.</source>
        <translation>Noch wurde nichts gelesen. Geben Sie irgendeinen Sentinel und Dragonfly an, und drücken Sie „Lesen und testen“.</translation>
    </message>
    <message>
        <source>The Sentinels are being asked for the primary, its replicas and each other.</source>
        <translation>Die Sentinels werden nach dem Primärserver, seinen Replikaten und einander gefragt.</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyWindow</name>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>Switch: %1. %2</source>
        <translation>Umschaltung: %1. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::Unattended</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>All six steps were gone through; Dragonfly %1 is the primary.</source>
        <translation>Alle sechs Schritte sind durchlaufen; Dragonfly %1 ist der Primärserver.</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>Das Bild %1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The step &quot;%1&quot; did not come to its end within %2 s.</source>
        <translation>Der Schritt „%1“ kam nicht innerhalb von %2 s an sein Ende.</translation>
    </message>
    <message>
        <source>The button &quot;%1&quot; cannot be pressed.</source>
        <translation>Der Knopf „%1“ kann nicht gedrückt werden.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; cannot be filled.</source>
        <translation>Das Feld „%1“ kann nicht ausgefüllt werden.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message>
        <source>a sample of %1</source>
        <translation>Stichprobe: %1</translation>
    </message>
    <message>
        <source>any number of keys/s</source>
        <translation>beliebig viele Schlüssel/s</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 Schlüssel/s</numerusform>
            <numerusform>%1 Schlüssel/s</numerusform>
        </translation>
    </message>
    <message>
        <source>any number of MB/s</source>
        <translation>beliebig viele MB/s</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>Was verglichen wird</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Höchstens so viele Schlüssel je Sekunde</translation>
    </message>
    <message>
        <source>Most bytes a second</source>
        <translation>Höchstens so viele Bytes je Sekunde</translation>
    </message>
    <message>
        <source>Server that is read as the source</source>
        <translation>Server, der als Quelle gelesen wird</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>Gelesen wird</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>alle Schlüssel</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich:</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>the primary</source>
        <translation>der Primärserver</translation>
    </message>
    <message>
        <source>Keys on both servers, with every value, type and expiry, while writes go on.</source>
        <translation>Schlüssel beider Server mit jedem Wert, Typ und Ablauf, während weiter geschrieben wird.</translation>
    </message>
    <message>
        <source>If none differs it will say: “%1”</source>
        <translation>Weicht keiner ab, so heißt es: „%1“</translation>
    </message>
    <message>
        <source>Keys drawn at random; what they say of all is told in a sentence.</source>
        <translation>Zufällig gezogene Schlüssel; was sie über alle sagen, steht danach in einem Satz.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyCountsView</name>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Verglichen</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>Weichen ab</translation>
    </message>
    <message>
        <source>Kind of difference</source>
        <translation>Art des Unterschieds</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Keys by type</source>
        <translation>Schlüssel nach Typ</translation>
    </message>
    <message>
        <source>Differences by their kind</source>
        <translation>Unterschiede nach ihrer Art</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyFigures</name>
    <message>
        <source>Keys compared</source>
        <translation>Schlüssel verglichen</translation>
    </message>
    <message>
        <source>Keys a second</source>
        <translation>Schlüssel je Sekunde</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Unentschieden</translation>
    </message>
    <message>
        <source>of %1, %2 %</source>
        <translation>von %1, %2 %</translation>
    </message>
    <message>
        <source>read: %1</source>
        <translation>gelesen: %1</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>im Mittel</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message>
        <source>time left not known</source>
        <translation>Restzeit unbekannt</translation>
    </message>
    <message>
        <source>cannot be compared: %1</source>
        <translation>nicht vergleichbar: %1</translation>
    </message>
    <message>
        <source>keys that keep changing</source>
        <translation>ändern sich fortwährend</translation>
    </message>
    <message>
        <source>read again before it counts</source>
        <translation>zählt erst nach erneutem Lesen</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message>
        <source>Fail over opens when replication is steady.</source>
        <translation>„Umschalten“ öffnet sich, wenn die Replikation stetig ist.</translation>
    </message>
    <message>
        <source>Fail over is open.</source>
        <translation>„Umschalten“ ist offen.</translation>
    </message>
    <message>
        <source>No difference so far. Each stands here as soon as it has been read again and lasts.</source>
        <translation>Bisher kein Unterschied. Jeder steht hier, sobald er erneut gelesen wurde und bleibt.</translation>
    </message>
    <message>
        <source>The differences of an earlier session were counted, but are not listed any more: compare again.</source>
        <translation>Die Unterschiede einer früheren Sitzung wurden gezählt, sind aber nicht mehr aufgeführt: Vergleichen Sie erneut.</translation>
    </message>
    <message>
        <source>No key differs.</source>
        <translation>Kein Schlüssel weicht ab.</translation>
    </message>
    <message>
        <source>Differences stand here as they are found, each with its database, its key and both sides.</source>
        <translation>Hier stehen die Unterschiede, sobald sie gefunden sind, jeder mit Datenbank, Schlüssel und beiden Seiten.</translation>
    </message>
    <message>
        <source>Self &amp;test</source>
        <translation>Selbs&amp;ttest</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>A&amp;nhalten</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Plants every kind of difference on two scratch servers of this machine, and looks whether each is found.</source>
        <translation>Legt auf zwei Wegwerf-Servern dieses Rechners jede Art von Unterschied an und sieht nach, ob jeder gefunden wird.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Nicht angesehen</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>Writes the differences as NDJSON or CSV.</source>
        <translation>Schreibt die Unterschiede als NDJSON oder CSV.</translation>
    </message>
    <message>
        <source>What was not looked at</source>
        <translation>Was nicht angesehen wurde</translation>
    </message>
    <message>
        <source>&amp;Compare anew</source>
        <translation>&amp;Von vorn vergleichen</translation>
    </message>
    <message>
        <source>&amp;Compare again</source>
        <translation>Erneut &amp;vergleichen</translation>
    </message>
    <message>
        <source>Differences: %1</source>
        <translation>Unterschiede: %1</translation>
    </message>
    <message>
        <source>Not looked at: %1</source>
        <translation>Nicht angesehen: %1</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: start the replication first.</source>
        <translation>Noch kann nichts verglichen werden: Beginnen Sie zuerst die Replikation.</translation>
    </message>
    <message>
        <source>The differences were written to %1.</source>
        <translation>Die Unterschiede wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow the source: start the replication first, or compare them as two servers by themselves.</source>
        <translation>Dragonfly folgt der Quelle nicht: Beginnen Sie zuerst die Replikation, oder vergleichen Sie beide als zwei Server für sich.</translation>
    </message>
    <message>
        <source>The self test runs on two scratch servers of this machine.</source>
        <translation>Der Selbsttest läuft auf zwei Wegwerf-Servern dieses Rechners.</translation>
    </message>
    <message>
        <source>The self test did not run.</source>
        <translation>Der Selbsttest lief nicht.</translation>
    </message>
    <message>
        <source>The servers of this machine cannot show: %1.</source>
        <translation>Die Server dieses Rechners können nicht zeigen: %1.</translation>
    </message>
    <message>
        <source>Self test: %1</source>
        <translation>Selbsttest: %1</translation>
    </message>
    <message>
        <source>Export the differences</source>
        <translation>Unterschiede exportieren</translation>
    </message>
    <message>
        <source>NDJSON (*.ndjson);;CSV (*.csv)</source>
        <translation>NDJSON (*.ndjson);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>New &amp;full sync…</source>
        <translation>Neuer Vo&amp;llabgleich …</translation>
    </message>
    <message>
        <source>Has Dragonfly load all data from the source once more.</source>
        <translation>Lässt Dragonfly alle Daten noch einmal von der Quelle laden.</translation>
    </message>
    <message>
        <source>Dragonfly against the source, in both directions. Comparing writes to neither.</source>
        <translation>Dragonfly gegen die Quelle, in beiden Richtungen. Der Vergleich schreibt auf keine der beiden Seiten.</translation>
    </message>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>Dragonfly neu laden? Alles, was es enthält, wird gelöscht, und %1 Schlüssel wird noch einmal von der Quelle kopiert.</numerusform>
            <numerusform>Dragonfly neu laden? Alles, was es enthält, wird gelöscht, und %1 Schlüssel werden noch einmal von der Quelle kopiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The last full sync took %1.</source>
        <translation>Der letzte Vollabgleich dauerte %1.</translation>
    </message>
    <message>
        <source>The source forks, needs memory for what is written meanwhile, and keeps those writes in its replica output buffer until Dragonfly has loaded; its clients go on as before.</source>
        <translation>Die Quelle verzweigt sich (fork), braucht Speicher für alles, was inzwischen geschrieben wird, und hält diese Schreibvorgänge in ihrem Ausgabepuffer für Replikate, bis Dragonfly geladen hat; ihre Clients arbeiten weiter wie zuvor.</translation>
    </message>
    <message>
        <source>Whoever reads Dragonfly sees the old data until the snapshot arrives, and the error LOADING while it is loaded.</source>
        <translation>Wer von Dragonfly liest, sieht die alten Daten, bis das Abbild ankommt, und den Fehler LOADING, während es geladen wird.</translation>
    </message>
    <message>
        <source>The comparison is void then, and Fail over waits until replication is steady and the data compared once more.</source>
        <translation>Der Vergleich ist dann ungültig, und „Umschalten“ wartet, bis die Replikation stetig ist und die Daten noch einmal verglichen sind.</translation>
    </message>
    <message>
        <source>Load anew</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Both servers are read at once while writes go on, and every key is compared in both directions: presence, type, value and expiry, whatever the order of sets and hashes. What differs once is read again, behind the source&apos;s offset at that moment, and counts only if it lasts. Keys that keep changing are undecided, and are compared once more within the freeze of the switch. Limits may be changed while it runs; it slows down by itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on where it was. Comparing writes nothing. What differs is mended by a new full sync, which Dragonfly is asked for where it follows the source: the source forks once more, what was compared is void, and Fail over waits until replication is steady and the data compared again. The self test plants every kind of difference on two scratch servers and tells how many were found.</source>
        <translation>Beide Server werden gleichzeitig gelesen, während weiter geschrieben wird, und jeder Schlüssel wird in beiden Richtungen verglichen: Vorhandensein, Typ, Wert und Ablauf, gleich in welcher Reihenfolge Sets und Hashes stehen. Was einmal abweicht, wird erneut gelesen, hinter dem Offset der Quelle in diesem Augenblick, und zählt nur, wenn es bleibt. Schlüssel, die sich fortwährend ändern, sind unentschieden und werden in der Schreibpause der Umschaltung noch einmal verglichen. Die Grenzen dürfen währenddessen geändert werden; der Vergleich wird von selbst langsamer, wenn die Quelle langsam antwortet oder Dragonfly zurückliegt. Ein angehaltener Lauf geht dort weiter, wo er war. Der Vergleich schreibt nichts. Abweichungen behebt ein neuer Vollabgleich, um den Dragonfly gebeten wird, wo es der Quelle folgt: Die Quelle verzweigt sich noch einmal (fork), das bisher Verglichene ist ungültig, und „Umschalten“ wartet, bis die Replikation stetig ist und die Daten erneut verglichen sind. Der Selbsttest legt auf zwei Wegwerf-Servern jede Art von Unterschied an und sagt, wie viele gefunden wurden.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>Kein Unterschied, %1 Schlüssel verglichen.</numerusform>
            <numerusform>Kein Unterschied, %1 Schlüssel verglichen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>In der Schreibpause wurde %1 Schlüssel in %2 noch einmal verglichen; verschieden: %3, nicht gelesen: %4.</numerusform>
            <numerusform>In der Schreibpause wurden %1 Schlüssel in %2 noch einmal verglichen; verschieden: %3, nicht gelesen: %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>In der Schreibpause der Umschaltung wird %1 Schlüssel noch einmal verglichen, in etwa %2.</numerusform>
            <numerusform>In der Schreibpause der Umschaltung werden %1 Schlüssel noch einmal verglichen, in etwa %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>In der Schreibpause der Umschaltung wird %1 Schlüssel noch einmal verglichen.</numerusform>
            <numerusform>In der Schreibpause der Umschaltung werden %1 Schlüssel noch einmal verglichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended %1, took %2.</source>
        <translation>Beendet %1, Dauer %2.</translation>
    </message>
    <message>
        <source>%1 Written on the source since: %2.</source>
        <translation>%1 Seitdem auf der Quelle geschrieben: %2.</translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>Kein Unterschied, aber %1 Schlüssel änderte sich fortwährend und ist unentschieden.</numerusform>
            <numerusform>Kein Unterschied, aber %1 Schlüssel änderten sich fortwährend und sind unentschieden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>Beide Server haben dasselbe: %1 Schlüssel verglichen, keiner weicht ab.</numerusform>
            <numerusform>Beide Server haben dasselbe: %1 Schlüssel verglichen, keiner weicht ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping: what was asked is still answered.</source>
        <translation>Wird angehalten: Was gefragt ist, wird noch beantwortet.</translation>
    </message>
    <message>
        <source>The governor leaves %1 % of the full speed.</source>
        <translation>Der Regler lässt %1 % der vollen Geschwindigkeit.</translation>
    </message>
    <message>
        <source>Read again, because they differed once: %1.</source>
        <translation>Erneut gelesen, weil einmal abweichend: %1.</translation>
    </message>
    <message>
        <source>Dragonfly lags %1, the source answers in %2.</source>
        <translation>Dragonfly liegt %1 zurück, die Quelle antwortet in %2.</translation>
    </message>
    <message>
        <source>Comparing. So far: %1</source>
        <translation>Vergleich läuft. Bisher: %1</translation>
    </message>
    <message>
        <source>The comparison broke off. Until then: %1</source>
        <translation>Der Vergleich brach ab. Bis dahin: %1</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>Angehalten. Bis dahin: %1</translation>
    </message>
    <message>
        <source>It can go on where it was.</source>
        <translation>Er kann dort weitergehen, wo er war.</translation>
    </message>
    <message>
        <source>Key counts: %1 on the source, %2 on Dragonfly.</source>
        <translation>Schlüssel: %1 auf der Quelle, %2 auf Dragonfly.</translation>
    </message>
    <message>
        <source>Nothing was compared yet.</source>
        <translation>Noch wurde nichts verglichen.</translation>
    </message>
    <message>
        <source>The expiries of single hash fields (hashes: %1): one of the servers cannot tell them.</source>
        <translation>Die Abläufe einzelner Hash-Felder (Hashes: %1): Einer der Server kann sie nicht nennen.</translation>
    </message>
    <message>
        <source>“%1” of streams (streams: %2): one of the servers does not tell it.</source>
        <translation>„%1“ von Streams (Streams: %2): Einer der Server nennt es nicht.</translation>
    </message>
    <message>
        <source>Keys of type %1: %2. The type cannot be compared.</source>
        <translation>Schlüssel des Typs %1: %2. Der Typ ist nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Keys that kept changing: %1. They are undecided.</source>
        <translation>Schlüssel, die sich fortwährend änderten: %1. Sie sind unentschieden.</translation>
    </message>
    <message>
        <source>All keys outside of the sample.</source>
        <translation>Alle Schlüssel außerhalb der Stichprobe.</translation>
    </message>
    <message>
        <source>Expiries that are less than %1 apart count as equal.</source>
        <translation>Abläufe, die weniger als %1 auseinanderliegen, gelten als gleich.</translation>
    </message>
    <message>
        <source>Functions, scripts, users and settings are no data: Assess looks at those that matter.</source>
        <translation>Funktionen, Skripte, Benutzer und Einstellungen sind keine Daten: Die Prüfung sieht die an, auf die es ankommt.</translation>
    </message>
    <message>
        <source>How long ago and how often a key was used (LRU, LFU) is not replicated.</source>
        <translation>Wann und wie oft ein Schlüssel zuletzt benutzt wurde (LRU, LFU), wird nicht repliziert.</translation>
    </message>
    <message>
        <source>An earlier comparison was left unfinished.</source>
        <translation>Ein früherer Vergleich wurde nicht beendet.</translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>Von %1 unentschiedenen Schlüssel ist der Name nicht aufbewahrt; die Schreibpause kann ihn deshalb nicht vergleichen.</numerusform>
            <numerusform>Von %1 unentschiedenen Schlüsseln sind die Namen nicht aufbewahrt; die Schreibpause kann sie deshalb nicht vergleichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>A new full sync mends it.</source>
        <translation>Ein neuer Vollabgleich behebt es.</translation>
    </message>
    <message>
        <source>A new full sync replaced what had been compared: compare once more.</source>
        <translation>Ein neuer Vollabgleich hat ersetzt, was verglichen war: Vergleichen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Keys that were being read when a comparison was stopped, and whose names are longer than %1: %2. They are undecided.</source>
        <translation>Schlüssel, die gerade gelesen wurden, als ein Vergleich angehalten wurde, und deren Namen länger als %1 sind: %2. Sie sind unentschieden.</translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>%1 Unterschied</numerusform>
            <numerusform>%1 Unterschiede</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1, %2 Schlüssel verglichen.</numerusform>
            <numerusform>%1, %2 Schlüssel verglichen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>Kein Unterschied bei %1 Schlüssel.</numerusform>
            <numerusform>Kein Unterschied bei %1 Schlüsseln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1 Schlüssel ist nicht vergleichbar.</numerusform>
            <numerusform>%1 Schlüssel sind nicht vergleichbar.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ViewMenu</name>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Colours as the &amp;desktop</source>
        <translation>Farben wie der &amp;Desktop</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>D&amp;unkel</translation>
    </message>
    <message>
        <source>Language as the d&amp;esktop</source>
        <translation>Sprache wie der D&amp;esktop</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>&amp;Normale Schrift</translation>
    </message>
    <message>
        <source>La&amp;rge text</source>
        <translation>&amp;Große Schrift</translation>
    </message>
    <message>
        <source>&amp;Very large text</source>
        <translation>&amp;Sehr große Schrift</translation>
    </message>
</context>
<context>
    <name>ferryman::WizardPage</name>
    <message>
        <source>Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers like one.</source>
        <translation>Übung mit einem Stellvertreter: Das Ziel ist kein echtes Dragonfly, sondern ein Redis, das wie eines antwortet.</translation>
    </message>
    <message>
        <source>Take &amp;up the earlier switch</source>
        <translation>Frühere Umschaltung wieder auf&amp;nehmen</translation>
    </message>
    <message>
        <source>Asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Fragt alle Server, was wahr ist, und beendet die Umschaltung dann oder stellt alles zurück.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>Bringt einen Redis-Primärserver unter Sentinel nach Dragonfly.</translation>
    </message>
    <message>
        <source>Practise on a lab of local servers.</source>
        <translation>An einem Labor aus lokalen Servern üben.</translation>
    </message>
    <message>
        <source>With --practice: go through all steps without a person.</source>
        <translation>Mit --practice: alle Schritte ohne einen Menschen durchlaufen.</translation>
    </message>
    <message>
        <source>Folder for report and pictures.</source>
        <translation>Ordner für Bericht und Bilder.</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Language of the console, such as de.</source>
        <translation>Sprache der Konsole, etwa de.</translation>
    </message>
    <message>
        <source>language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Dunkle Farben.</translation>
    </message>
    <message>
        <source>A plan to open.</source>
        <translation>Ein Plan zum Öffnen.</translation>
    </message>
    <message>
        <source>--unattended goes with --practice only.</source>
        <translation>--unattended gehört nur zu --practice.</translation>
    </message>
    <message>
        <source>--practice brings its own plan: leave the plan out.</source>
        <translation>--practice bringt seinen eigenen Plan mit: Lassen Sie den Plan weg.</translation>
    </message>
</context>
</TS>
