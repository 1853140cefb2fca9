<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>sync. complète&#xa0;: %1 sur %2 clé</numerusform>
            <numerusform>sync. complète&#xa0;: %1 sur %2 clés</numerusform>
        </translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>synchronisation complète</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2&#xa0;s</translation>
    </message>
    <message>
        <source>is being attached</source>
        <translation>rattachement en cours</translation>
    </message>
    <message>
        <source>catches up</source>
        <translation>rattrapage</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retard %1</translation>
    </message>
    <message>
        <source>steady, lag %1</source>
        <translation>stable, retard %1</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>lien coupé</translation>
    </message>
    <message>
        <source>full sync after full sync</source>
        <translation>sync. complètes sans fin</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Gate</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Armement</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>Revérification</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Gel</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Drainage</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Déclenchement</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>Promotion</translation>
    </message>
    <message>
        <source>Demote</source>
        <translation>Rétrogradation</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Confirmation</translation>
    </message>
    <message>
        <source>Retreat</source>
        <translation>Repli</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Détachement</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>Alignement</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Nettoyage</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Reprise</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>Évaluation</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Réplication</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Vérification</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Bascule</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message>
        <source>full sync in %1</source>
        <translation>synchronisation complète en %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>%1 sur %2 clé</numerusform>
            <numerusform>%1 sur %2 clés</numerusform>
        </translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retard %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>depuis %1</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 sur %2&#xa0;s</translation>
    </message>
    <message>
        <source>%1 s within the limits</source>
        <translation>%1&#xa0;s dans les limites</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Rattachement</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Instantané</translation>
    </message>
    <message>
        <source>by the source</source>
        <translation>par la source</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Chargement</translation>
    </message>
    <message>
        <source>Catch up</source>
        <translation>Rattrapage</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Stable</translation>
    </message>
</context>
<context>
    <name>TurningPoint</name>
    <message>
        <source>Every needed connection works.</source>
        <translation>Chaque connexion nécessaire fonctionne.</translation>
    </message>
    <message>
        <source>All gates are open: the switch waits for the name of the group.</source>
        <translation>Toutes les conditions sont remplies&#xa0;: la bascule attend le nom du groupe.</translation>
    </message>
    <message>
        <source>Switch: %1.</source>
        <translation>Bascule&#xa0;: %1.</translation>
    </message>
    <message>
        <source>From here on the switch only goes forward.</source>
        <translation>À partir d’ici, la bascule ne peut plus qu’avancer.</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>Le rapport a été écrit.</translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message>
        <source>%1 s</source>
        <translation>%1&#xa0;s</translation>
    </message>
    <message>
        <source>source %1</source>
        <translation>source %1</translation>
    </message>
    <message>
        <source>Dragonfly %1</source>
        <translation>Dragonfly %1</translation>
    </message>
    <message>
        <source>lag %1 B</source>
        <translation>retard %1&#xa0;o</translation>
    </message>
    <message>
        <source>written %1</source>
        <translation>écrit %1</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>appliqué %1</translation>
    </message>
    <message>
        <source>no value is known</source>
        <translation>aucune valeur connue</translation>
    </message>
    <message>
        <source>At %1: %2</source>
        <translation>À %1&#xa0;: %2</translation>
    </message>
    <message>
        <source>keys %1 / %2</source>
        <translation>clés %1 / %2</translation>
    </message>
    <message>
        <source>memory %1 / %2</source>
        <translation>mémoire %1 / %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>L’opération a été abandonnée avant son terme.</translation>
    </message>
    <message>
        <source>%1 answered the freeze in an unknown shape.</source>
        <translation>%1 a répondu au gel sous une forme inconnue.</translation>
    </message>
    <message>
        <source>%1 does not answer as a primary with an offset: it is none any more.</source>
        <translation>%1 ne répond pas comme un primaire avec un décalage&#xa0;: il n’est plus primaire.</translation>
    </message>
    <message>
        <source>Dragonfly is a primary already: somebody else promoted it.</source>
        <translation>Dragonfly est déjà primaire&#xa0;: quelqu’un d’autre l’a promu.</translation>
    </message>
    <message>
        <source>Dragonfly began a new full sync during the freeze.</source>
        <translation>Dragonfly a commencé une nouvelle synchronisation complète pendant le gel.</translation>
    </message>
    <message>
        <source>The source is no longer the primary that was frozen.</source>
        <translation>La source n’est plus le primaire qui a été gelé.</translation>
    </message>
    <message>
        <source>A new full sync began during the freeze.</source>
        <translation>Une nouvelle synchronisation complète a commencé pendant le gel.</translation>
    </message>
    <message>
        <source>down</source>
        <translation>coupé</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Retard en octets</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>au plus %1</translation>
    </message>
    <message>
        <source>Last acknowledgement</source>
        <translation>Dernier acquittement</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>il y a %1&#xa0;s</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>au plus %1&#xa0;s</translation>
    </message>
    <message>
        <source>Replication stream</source>
        <translation>Flux de réplication</translation>
    </message>
    <message>
        <source>source %1, Dragonfly %2</source>
        <translation>source %1, Dragonfly %2</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>%1 on the source, %2 on Dragonfly</source>
        <translation>%1 sur la source, %2 sur Dragonfly</translation>
    </message>
    <message>
        <source>Sentinels that answer</source>
        <translation>Sentinels qui répondent</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>no common primary</source>
        <translation>aucun primaire commun</translation>
    </message>
    <message>
        <source>all name %1</source>
        <translation>tous désignent %1</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primaire</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>a failover is in progress at Sentinel %1</source>
        <translation>une bascule est en cours sur le Sentinel %1</translation>
    </message>
    <message>
        <source>Sentinel %1 is in tilt mode</source>
        <translation>le Sentinel %1 est en mode tilt</translation>
    </message>
    <message>
        <source>Sentinel %1 holds the source for down</source>
        <translation>le Sentinel %1 considère la source comme hors service</translation>
    </message>
    <message>
        <source>Dragonfly alone</source>
        <translation>Dragonfly seul</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Dragonfly (%2) yet</source>
        <translation>le Sentinel %1 ne connaît pas encore Dragonfly (%2)</translation>
    </message>
    <message>
        <source>Sentinel %1 holds Dragonfly for down</source>
        <translation>le Sentinel %1 considère Dragonfly comme hors service</translation>
    </message>
    <message>
        <source>%1 is a live replica as well</source>
        <translation>%1 est aussi un réplica actif</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel</source>
        <translation>Dragonfly, pour chaque Sentinel</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none</source>
        <translation>le Sentinel %1 n’en choisirait aucun</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose %2</source>
        <translation>le Sentinel %1 choisirait %2</translation>
    </message>
    <message>
        <source>Findings that block</source>
        <translation>Constats bloquants</translation>
    </message>
    <message>
        <source>%1, such as: %2</source>
        <translation>%1, par exemple&#xa0;: %2</translation>
    </message>
    <message>
        <source>Version of the source</source>
        <translation>Version de la source</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>est écrit</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>ne peut pas être écrit</translation>
    </message>
    <message>
        <source>%1 does not tell its setting %2, so it could not be put back: %3</source>
        <translation>%1 ne donne pas son paramètre %2, qui ne pourrait donc pas être rétabli&#xa0;: %3</translation>
    </message>
    <message>
        <source>%1 still refuses writes since an earlier switch: run there CONFIG SET min-replicas-to-write 0, then begin again.</source>
        <translation>%1 refuse encore les écritures depuis une bascule antérieure&#xa0;: exécutez-y CONFIG SET min-replicas-to-write 0, puis recommencez.</translation>
    </message>
    <message>
        <source>The connection to the source broke just before the freeze.</source>
        <translation>La connexion à la source s’est rompue juste avant le gel.</translation>
    </message>
    <message>
        <source>A new full sync began just before the freeze.</source>
        <translation>Une nouvelle synchronisation complète a commencé juste avant le gel.</translation>
    </message>
    <message>
        <source>A Sentinel names %1 again.</source>
        <translation>Un Sentinel désigne de nouveau %1.</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1 a répondu&#xa0;: %2</translation>
    </message>
    <message>
        <source>No answer in time.</source>
        <translation>Pas de réponse à temps.</translation>
    </message>
    <message>
        <source>Sentinel %1 gave the failover up: %2.</source>
        <translation>Le Sentinel %1 a abandonné la bascule&#xa0;: %2.</translation>
    </message>
    <message>
        <source>Sentinel %1 names no primary.</source>
        <translation>Le Sentinel %1 ne désigne aucun primaire.</translation>
    </message>
    <message>
        <source>No Sentinel is left that could be told to fail over.</source>
        <translation>Il ne reste aucun Sentinel à qui demander la bascule.</translation>
    </message>
    <message>
        <source>No Sentinel answers.</source>
        <translation>Aucun Sentinel ne répond.</translation>
    </message>
    <message>
        <source>The switch has begun already.</source>
        <translation>La bascule a déjà commencé.</translation>
    </message>
    <message>
        <source>No switch is under way.</source>
        <translation>Aucune bascule n’est en cours.</translation>
    </message>
    <message>
        <source>The failover was begun already, so the switch only goes forward: stopping it now could lose writes.</source>
        <translation>L’ordre de bascule est déjà donné à Sentinel&#xa0;: l’opération ne peut plus qu’avancer, et l’arrêter maintenant pourrait perdre des écritures.</translation>
    </message>
    <message>
        <source>Dragonfly may be chosen from now on.</source>
        <translation>Dragonfly peut être choisi à partir de maintenant.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.</source>
        <translation>Attendre que chaque Sentinel choisisse Dragonfly&#xa0;: jusqu’à 10&#xa0;s, son interrogation INFO.</translation>
    </message>
    <message>
        <source>All gates once more, by the machine. Until here nothing has touched the source.</source>
        <translation>Toutes les conditions une dernière fois, par le programme. Jusqu’ici, rien n’a touché la source.</translation>
    </message>
    <message>
        <source>Writes wait; the offset in the reply is the last one.</source>
        <translation>Les écritures attendent&#xa0;; le décalage de la réponse est le dernier.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly has that offset.</source>
        <translation>Attendre que Dragonfly atteigne ce décalage.</translation>
    </message>
    <message>
        <source>To one Sentinel. From here it only goes forward.</source>
        <translation>À un seul Sentinel. À partir d’ici, plus de retour en arrière.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly says role:master.</source>
        <translation>Attendre que Dragonfly annonce role:master.</translation>
    </message>
    <message>
        <source>The old primary becomes read-only, and its clients ask Sentinel.</source>
        <translation>L’ancien primaire passe en lecture seule, et ses clients interrogent Sentinel.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel names Dragonfly.</source>
        <translation>Attendre que chaque Sentinel désigne Dragonfly.</translation>
    </message>
    <message>
        <source>One write where Sentinel points; it expires after a minute.</source>
        <translation>Une écriture là où Sentinel dirige&#xa0;; elle expire au bout d’une minute.</translation>
    </message>
    <message>
        <source>Only if it turns back before the promotion: everything as it was.</source>
        <translation>Seulement en cas de retour avant la promotion&#xa0;: tout redevient comme avant.</translation>
    </message>
    <message>
        <source>All gates are open.</source>
        <translation>Toutes les conditions sont remplies.</translation>
    </message>
    <message>
        <source>What comes next stands in the journal.</source>
        <translation>La suite est inscrite au journal.</translation>
    </message>
    <message>
        <source>Dragonfly may be promoted: replica_priority is 1.</source>
        <translation>Dragonfly peut être promu&#xa0;: replica_priority vaut 1.</translation>
    </message>
    <message>
        <source>Every answering Sentinel would choose Dragonfly.</source>
        <translation>Chaque Sentinel qui répond choisirait Dragonfly.</translation>
    </message>
    <message>
        <source>Every connection is open, the old settings are known.</source>
        <translation>Chaque connexion est ouverte, les anciens paramètres sont connus.</translation>
    </message>
    <message>
        <source>Writes are frozen at offset %1.</source>
        <translation>Les écritures sont gelées au décalage %1.</translation>
    </message>
    <message>
        <source>Dragonfly has everything: offset %1.</source>
        <translation>Dragonfly a tout reçu&#xa0;: décalage %1.</translation>
    </message>
    <message>
        <source>The Sentinel began the failover.</source>
        <translation>Le Sentinel a commencé la bascule.</translation>
    </message>
    <message>
        <source>Dragonfly is the primary: it accepts writes.</source>
        <translation>Dragonfly est le primaire&#xa0;: il accepte les écritures.</translation>
    </message>
    <message>
        <source>The old primary is read-only, its clients were sent to Sentinel.</source>
        <translation>L’ancien primaire est en lecture seule, ses clients ont été renvoyés vers Sentinel.</translation>
    </message>
    <message>
        <source>Every answering Sentinel names Dragonfly.</source>
        <translation>Chaque Sentinel qui répond désigne Dragonfly.</translation>
    </message>
    <message>
        <source>A write where Sentinel points was accepted.</source>
        <translation>Une écriture là où Sentinel dirige a été acceptée.</translation>
    </message>
    <message>
        <source>The source accepts writes again.</source>
        <translation>La source accepte de nouveau les écritures.</translation>
    </message>
    <message>
        <source>Looked around: the outcome of the failover is still open.</source>
        <translation>Examen fait&#xa0;: l’issue de la bascule par Sentinel reste ouverte.</translation>
    </message>
    <message>
        <source>The freeze failed: %1</source>
        <translation>Le gel a échoué&#xa0;: %1</translation>
    </message>
    <message>
        <source>The Sentinel did not take the failover: %1</source>
        <translation>Le Sentinel n’a pas accepté la bascule&#xa0;: %1</translation>
    </message>
    <message>
        <source>The old primary is not demoted yet, and is tried again: %1</source>
        <translation>L’ancien primaire n’est pas encore rétrogradé, nouvel essai&#xa0;: %1</translation>
    </message>
    <message>
        <source>The write where Sentinel points failed, and is tried again: %1</source>
        <translation>L’écriture là où Sentinel dirige a échoué, nouvel essai&#xa0;: %1</translation>
    </message>
    <message>
        <source>The source could not be put back yet: %1</source>
        <translation>La source n’a pas encore pu être rétablie&#xa0;: %1</translation>
    </message>
    <message>
        <source>Dragonfly could not be put back yet: %1</source>
        <translation>Dragonfly n’a pas encore pu être rétabli&#xa0;: %1</translation>
    </message>
    <message>
        <source>Nothing was switched, but not everything could be put back. Run this as soon as the server answers: %1</source>
        <translation>Rien n’a basculé, mais une partie n’a pas pu être rétablie. Exécutez ceci dès que le serveur répond&#xa0;: %1</translation>
    </message>
    <message>
        <source>The failover was begun and its end is not known, so %1 goes on refusing writes and none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. If it is slave and no Sentinel shows a failover-state, run this: %3</source>
        <translation>La bascule par Sentinel a commencé et son issue est inconnue&#xa0;: %1 continue donc de refuser les écritures, et aucune n’est perdue. Demandez son ROLE à %2. S’il est master, exécutez REPLICAOF 127.0.0.1 1 sur %1. S’il est slave et qu’aucun Sentinel n’affiche de failover-state, exécutez ceci&#xa0;: %3</translation>
    </message>
    <message>
        <source>Dragonfly %2 is the primary, but the old primary %1 did not answer and was not demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers.</source>
        <translation>Dragonfly %2 est le primaire, mais l’ancien primaire %1 n’a pas répondu et n’a pas été rétrogradé. Laissez-le arrêté, ou exécutez-y REPLICAOF 127.0.0.1 1 dès qu’il répond.</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that is wrong.</source>
        <translation>Dragonfly %1 est le primaire et l’ancien est en lecture seule, mais certains Sentinels ne le désignent pas. Exécutez SENTINEL MASTER %2 sur chacun, et SENTINEL RESET %2 sur celui qui se trompe.</translation>
    </message>
    <message>
        <source>Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and its memory limit.</source>
        <translation>Chaque Sentinel désigne Dragonfly %1, mais celui-ci n’a pas accepté d’écriture&#xa0;: consultez ses logs et sa limite de mémoire.</translation>
    </message>
    <message>
        <source>Sentinel failed over to Dragonfly %2 by itself, before it was known to have every write. It is the primary now; compare it with %1, which was not changed since.</source>
        <translation>Sentinel a basculé de lui-même vers Dragonfly %2, avant qu’il soit établi que celui-ci avait chaque écriture. Il est maintenant le primaire&#xa0;; comparez-le à %1, qui n’a pas été modifié depuis.</translation>
    </message>
    <message>
        <source>Reads all gates.</source>
        <translation>Lit toutes les conditions.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.</source>
        <translation>Attend que chaque Sentinel ait remarqué que Dragonfly peut être promu&#xa0;: jusqu’à 10&#xa0;s.</translation>
    </message>
    <message>
        <source>Opens every connection and reads all gates once more.</source>
        <translation>Ouvre chaque connexion et relit toutes les conditions.</translation>
    </message>
    <message>
        <source>Freezes the writes on the source.</source>
        <translation>Gèle les écritures sur la source.</translation>
    </message>
    <message>
        <source>Waits until Dragonfly has the last write.</source>
        <translation>Attend que Dragonfly ait la dernière écriture.</translation>
    </message>
    <message>
        <source>Tells a Sentinel to fail over.</source>
        <translation>Demande la bascule à un Sentinel.</translation>
    </message>
    <message>
        <source>Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.</source>
        <translation>Attend que Sentinel ait promu Dragonfly. La source continue de refuser les écritures.</translation>
    </message>
    <message>
        <source>Makes the old primary read-only.</source>
        <translation>Met l’ancien primaire en lecture seule.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel names Dragonfly.</source>
        <translation>Attend que chaque Sentinel désigne Dragonfly.</translation>
    </message>
    <message>
        <source>Waits until the old primary answers and every Sentinel names Dragonfly.</source>
        <translation>Attend que l’ancien primaire réponde et que chaque Sentinel désigne Dragonfly.</translation>
    </message>
    <message>
        <source>Puts everything back.</source>
        <translation>Rétablit tout.</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>Arrêt demandé.</translation>
    </message>
    <message>
        <source>Nothing was switched, and everything was put back.</source>
        <translation>Rien n’a basculé, et tout a été rétabli.</translation>
    </message>
    <message>
        <source>The gates could not be read in time: a server answers too slowly.</source>
        <translation>Les conditions n’ont pas pu être lues à temps&#xa0;: un serveur répond trop lentement.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to choose Dragonfly in time.</source>
        <translation>Certains Sentinels n’auraient toujours pas choisi Dragonfly à la fin du délai imparti.</translation>
    </message>
    <message>
        <source>The last look at all gates took too long: a server answers too slowly.</source>
        <translation>Le dernier examen de toutes les conditions a duré trop longtemps&#xa0;: un serveur répond trop lentement.</translation>
    </message>
    <message>
        <source>The source did not answer the freeze in time.</source>
        <translation>La source n’a pas répondu à temps au gel.</translation>
    </message>
    <message>
        <source>Dragonfly did not take in the last writes while the source was frozen.</source>
        <translation>Dragonfly n’a pas reçu les dernières écritures pendant que la source était gelée.</translation>
    </message>
    <message>
        <source>The Sentinel gave the failover up before it began to promote.</source>
        <translation>Le Sentinel a abandonné la bascule avant de commencer à promouvoir.</translation>
    </message>
    <message>
        <source>It was stopped at your word.</source>
        <translation>L’arrêt a été fait à votre demande.</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used: see that the disk has room and that you may write there.</source>
        <translation>Le journal %1 est inutilisable&#xa0;: vérifiez que le disque a de la place et que vous avez le droit d’y écrire.</translation>
    </message>
    <message>
        <source>The journal %1 was written by another version of Ferryman (schema %2, this one reads %3): use that version to go on with it.</source>
        <translation>Le journal %1 a été écrit par une autre version de Ferryman (schéma %2, celle-ci lit %3)&#xa0;: poursuivez avec cette version-là.</translation>
    </message>
    <message>
        <source>Row %2 of the journal %1 cannot be read: the file was damaged.</source>
        <translation>La ligne %2 du journal %1 est illisible&#xa0;: le fichier a été endommagé.</translation>
    </message>
    <message>
        <source>This is not JSON: line %1, column %2: %3.</source>
        <translation>Ce n’est pas du JSON&#xa0;: ligne %1, colonne %2&#xa0;: %3.</translation>
    </message>
    <message>
        <source>A plan is a JSON object: { ... }.</source>
        <translation>Un plan est un objet JSON&#xa0;: { ... }.</translation>
    </message>
    <message>
        <source>%1 is no key of a plan: check its spelling.</source>
        <translation>%1 n’est pas une clé de plan&#xa0;: vérifiez son orthographe.</translation>
    </message>
    <message>
        <source>%1 must be a text.</source>
        <translation>%1 doit être un texte.</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1 doit être une liste de textes.</translation>
    </message>
    <message>
        <source>%1 must be true or false.</source>
        <translation>%1 doit valoir true ou false.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3.</source>
        <translation>%1 doit être un nombre entier de %2 à %3.</translation>
    </message>
    <message>
        <source>%1 must be an object: { ... }.</source>
        <translation>%1 doit être un objet&#xa0;: { ... }.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1 doit être l’une des valeurs %2.</translation>
    </message>
    <message>
        <source>%1 is missing: a client certificate and its key belong together.</source>
        <translation>%1 manque&#xa0;: un certificat client et sa clé vont ensemble.</translation>
    </message>
    <message>
        <source>%1 must be a UUID; leave it out and one is made.</source>
        <translation>%1 doit être un UUID&#xa0;; omettez-le et il sera créé.</translation>
    </message>
    <message>
        <source>%1 must name at least one Sentinel.</source>
        <translation>%1 doit nommer au moins un Sentinel.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the URL of the target.</source>
        <translation>%1 manque&#xa0;: c’est l’URL de la cible.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be read: check its name and its rights.</source>
        <translation>Le plan %1 est illisible&#xa0;: vérifiez son nom et ses droits.</translation>
    </message>
    <message>
        <source>The file %1 is too large to be a plan.</source>
        <translation>Le fichier %1 est trop gros pour être un plan.</translation>
    </message>
    <message>
        <source>Starting a Redis source and its future primary</source>
        <translation>Démarrage d’une source Redis et de son futur primaire</translation>
    </message>
    <message>
        <source>Waiting until every Sentinel knows all others</source>
        <translation>Attente que chaque Sentinel connaisse tous les autres</translation>
    </message>
    <message>
        <source>The Sentinels did not find each other.</source>
        <translation>Les Sentinels ne se sont pas trouvés.</translation>
    </message>
    <message>
        <source>The lab has no such server.</source>
        <translation>Le labo n’a pas de tel serveur.</translation>
    </message>
    <message>
        <source>The practice data could not be written.</source>
        <translation>Les données d’entraînement n’ont pas pu être écrites.</translation>
    </message>
    <message>
        <source>No Sentinel names a primary of %1.</source>
        <translation>Aucun Sentinel ne désigne de primaire pour %1.</translation>
    </message>
    <message>
        <source>The server that Sentinel names is no primary.</source>
        <translation>Le serveur que Sentinel désigne n’est pas un primaire.</translation>
    </message>
    <message>
        <source>The files of a local server cannot be written to %1.</source>
        <translation>Les fichiers d’un serveur local ne peuvent pas être écrits dans %1.</translation>
    </message>
    <message>
        <source>%1 could not be run: %2</source>
        <translation>%1 n’a pas pu être lancé&#xa0;: %2</translation>
    </message>
    <message>
        <source>The local server %1 did not answer within %2 s.</source>
        <translation>Le serveur local %1 n’a pas répondu en %2&#xa0;s.</translation>
    </message>
    <message>
        <source>The local server %1 ended before it was ready.</source>
        <translation>Le serveur local %1 s’est arrêté avant d’être prêt.</translation>
    </message>
    <message>
        <source>%1 names no program that can be run: correct or remove this environment variable.</source>
        <translation>%1 ne nomme aucun programme exécutable&#xa0;: corrigez ou supprimez cette variable d’environnement.</translation>
    </message>
    <message>
        <source>%1 was not found: install it, or name its path in the environment variable %2.</source>
        <translation>%1 est introuvable&#xa0;: installez-le, ou indiquez son chemin dans la variable d’environnement %2.</translation>
    </message>
    <message>
        <source>No free port was found on 127.0.0.1 between %1 and %2.</source>
        <translation>Aucun port libre trouvé sur 127.0.0.1 entre %1 et %2.</translation>
    </message>
    <message>
        <source>Port %1 of 127.0.0.1 cannot be opened: %2</source>
        <translation>Le port %1 de 127.0.0.1 ne peut pas être ouvert&#xa0;: %2</translation>
    </message>
    <message>
        <source>No port could be opened on 127.0.0.1.</source>
        <translation>Aucun port n’a pu être ouvert sur 127.0.0.1.</translation>
    </message>
    <message>
        <source>The acknowledged writes cannot be looked for.</source>
        <translation>Les écritures acquittées ne peuvent pas être recherchées.</translation>
    </message>
    <message>
        <source>This check did not end in time</source>
        <translation>Ce contrôle ne s’est pas terminé à temps</translation>
    </message>
    <message>
        <source>no answer within %1 s</source>
        <translation>pas de réponse en %1&#xa0;s</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>une réponse</translation>
    </message>
    <message>
        <source>What was not read is not known to be well: check again.</source>
        <translation>Rien ne garantit ce qui n’a pas été lu&#xa0;: contrôlez de nouveau.</translation>
    </message>
    <message>
        <source>What was not read is not known to be well.</source>
        <translation>Rien ne garantit ce qui n’a pas été lu.</translation>
    </message>
    <message>
        <source>Every Sentinel answers</source>
        <translation>Chaque Sentinel répond</translation>
    </message>
    <message>
        <source>%1 of %1</source>
        <translation>%1 sur %1</translation>
    </message>
    <message>
        <source>Sentinel %1 does not answer</source>
        <translation>Le Sentinel %1 ne répond pas</translation>
    </message>
    <message>
        <source>an answer of every Sentinel of the group</source>
        <translation>une réponse de chaque Sentinel du groupe</translation>
    </message>
    <message>
        <source>A Sentinel that was not asked may lead clients back to the old primary: mend it, or have the others forget it with SENTINEL RESET.</source>
        <translation>Un Sentinel qui n’a pas été interrogé peut ramener des clients vers l’ancien primaire&#xa0;: réparez-le, ou faites-le oublier par les autres avec SENTINEL RESET.</translation>
    </message>
    <message>
        <source>The Sentinels disagree</source>
        <translation>Les Sentinels ne sont pas d’accord</translation>
    </message>
    <message>
        <source>one primary, one epoch, one quorum, everybody known</source>
        <translation>un primaire, une époque, un quorum, chacun connu de tous</translation>
    </message>
    <message>
        <source>Clients go where the Sentinel that they ask sends them.</source>
        <translation>Les clients vont là où les envoie le Sentinel qu’ils interrogent.</translation>
    </message>
    <message>
        <source>All Sentinels agree</source>
        <translation>Tous les Sentinels sont d’accord</translation>
    </message>
    <message>
        <source>primary %1, epoch %2</source>
        <translation>primaire %1, époque %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 usable, quorum %2</source>
        <translation>
            <numerusform>%1 utilisable, quorum %2</numerusform>
            <numerusform>%1 utilisables, quorum %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The quorum can be reached</source>
        <translation>Le quorum peut être atteint</translation>
    </message>
    <message>
        <source>The quorum cannot be reached</source>
        <translation>Le quorum ne peut pas être atteint</translation>
    </message>
    <message numerus="yes">
        <source>at least %1 usable</source>
        <translation>
            <numerusform>au moins %1 utilisable</numerusform>
            <numerusform>au moins %1 utilisables</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a majority the group has no failover of its own after the switch.</source>
        <translation>Sans majorité, le groupe n’a plus de bascule automatique une fois la migration faite.</translation>
    </message>
    <message>
        <source>A Sentinel is in tilt mode</source>
        <translation>Un Sentinel est en mode tilt</translation>
    </message>
    <message>
        <source>In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later.</source>
        <translation>En mode tilt, un Sentinel accepte une bascule mais ne fait rien jusqu’à la fin du mode, 30&#xa0;s plus tard.</translation>
    </message>
    <message>
        <source>A failover is in progress</source>
        <translation>Une bascule est en cours</translation>
    </message>
    <message>
        <source>Two failovers at once leave the Sentinels with different primaries.</source>
        <translation>Deux bascules simultanées laissent les Sentinels avec des primaires différents.</translation>
    </message>
    <message>
        <source>A Sentinel holds the primary for down</source>
        <translation>Un Sentinel considère le primaire comme hors service</translation>
    </message>
    <message>
        <source>It may start a failover of its own at any moment.</source>
        <translation>Il peut lancer sa propre bascule à tout moment.</translation>
    </message>
    <message>
        <source>No failover, no tilt, nobody held for down</source>
        <translation>Pas de bascule, pas de tilt, aucun serveur considéré comme hors service</translation>
    </message>
    <message>
        <source>The freeze ends before a Sentinel can hold the primary for down</source>
        <translation>Le gel se termine avant qu’un Sentinel puisse considérer le primaire comme hors service</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a host name</source>
        <translation>Sentinel désigne le primaire par un nom d’hôte</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>une adresse IP</translation>
    </message>
    <message>
        <source>Dragonfly must be attached by the very address that Sentinel uses; else Sentinel re-points it, which empties it and begins a full sync anew.</source>
        <translation>Dragonfly doit être rattaché par l’adresse exacte que Sentinel utilise&#xa0;; sinon Sentinel le réoriente, ce qui le vide et relance une synchronisation complète.</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a loopback address</source>
        <translation>Sentinel désigne le primaire par une adresse de bouclage</translation>
    </message>
    <message>
        <source>an address that Dragonfly can reach</source>
        <translation>une adresse que Dragonfly peut joindre</translation>
    </message>
    <message>
        <source>The primary is named by an address that Dragonfly can use</source>
        <translation>Le primaire est désigné par une adresse que Dragonfly peut utiliser</translation>
    </message>
    <message>
        <source>No other live replica</source>
        <translation>Aucun autre réplica actif</translation>
    </message>
    <message>
        <source>The group has other live replicas</source>
        <translation>Le groupe a d’autres réplicas actifs</translation>
    </message>
    <message>
        <source>Dragonfly as the only live replica</source>
        <translation>Dragonfly comme seul réplica actif</translation>
    </message>
    <message>
        <source>The source is a primary</source>
        <translation>La source est un primaire</translation>
    </message>
    <message>
        <source>The source is no primary</source>
        <translation>La source n’est pas un primaire</translation>
    </message>
    <message>
        <source>role:master</source>
        <translation>role:master</translation>
    </message>
    <message>
        <source>Only the primary holds every write. Sentinel may just have failed over: read the endpoints again.</source>
        <translation>Seul le primaire a chaque écriture. Sentinel vient peut-être de basculer&#xa0;: relisez les points d’accès.</translation>
    </message>
    <message>
        <source>The source is neither Redis nor Valkey</source>
        <translation>La source n’est ni Redis ni Valkey</translation>
    </message>
    <message>
        <source>Ferryman knows how to freeze and to drain these two only.</source>
        <translation>Ferryman ne sait geler et drainer que ces deux-là.</translation>
    </message>
    <message>
        <source>The source is too old to be frozen</source>
        <translation>La source est trop ancienne pour être gelée</translation>
    </message>
    <message>
        <source>Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the full sync fail and begin again for ever.</source>
        <translation>Dragonfly lit les versions RDB 5 à 12 (rdb_load.cc)&#xa0;: une version plus récente fait échouer et recommencer sans fin la synchronisation complète.</translation>
    </message>
    <message>
        <source>Lua scripts may write past the fence</source>
        <translation>Des scripts Lua peuvent écrire malgré le verrou</translation>
    </message>
    <message>
        <source>6.2.7 or newer</source>
        <translation>6.2.7 ou plus récent</translation>
    </message>
    <message>
        <source>Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the pause still holds it for the freeze budget.</source>
        <translation>Redis 6.2.0 à 6.2.6 laisse EVAL écrire malgré min-replicas-to-write&#xa0;; la pause le retient tout de même pendant le budget de gel.</translation>
    </message>
    <message>
        <source>Cluster mode</source>
        <translation>Mode cluster</translation>
    </message>
    <message>
        <source>The source is no cluster node</source>
        <translation>La source n’est pas un nœud de cluster</translation>
    </message>
    <message>
        <source>cluster_enabled:0</source>
        <translation>cluster_enabled:0</translation>
    </message>
    <message>
        <source>The source is a cluster node</source>
        <translation>La source est un nœud de cluster</translation>
    </message>
    <message>
        <source>cluster_enabled:1</source>
        <translation>cluster_enabled:1</translation>
    </message>
    <message>
        <source>A cluster node holds a part of the keys only, and Sentinel does not manage it.</source>
        <translation>Un nœud de cluster ne contient qu’une partie des clés, et Sentinel ne le gère pas.</translation>
    </message>
    <message>
        <source>TTLs of hash fields</source>
        <translation>TTL de champs de hash</translation>
    </message>
    <message>
        <source>No hash field has a TTL</source>
        <translation>Aucun champ de hash n’a de TTL</translation>
    </message>
    <message>
        <source>TTLs of hash fields make the full sync loop for ever</source>
        <translation>Des TTL de champs de hash font boucler sans fin la synchronisation complète</translation>
    </message>
    <message numerus="yes">
        <source>%1 hashes</source>
        <translation>
            <numerusform>%1 hash</numerusform>
            <numerusform>%1 hashes</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete these hashes first.</source>
        <translation>Dragonfly ne peut pas les charger (mesuré sur 1.40.1)&#xa0;: rendez d’abord ces champs persistants ou supprimez ces hashes.</translation>
    </message>
    <message>
        <source>Function libraries</source>
        <translation>Bibliothèques de fonctions</translation>
    </message>
    <message>
        <source>No function library</source>
        <translation>Aucune bibliothèque de fonctions</translation>
    </message>
    <message>
        <source>A function library makes the full sync loop for ever</source>
        <translation>Une bibliothèque de fonctions fait boucler sans fin la synchronisation complète</translation>
    </message>
    <message>
        <source>no library</source>
        <translation>aucune bibliothèque</translation>
    </message>
    <message>
        <source>Database indexes</source>
        <translation>Numéros de base de données</translation>
    </message>
    <message>
        <source>highest database with keys %1, Dragonfly has %2</source>
        <translation>base de données la plus haute avec des clés&#xa0;: %1, Dragonfly en a %2</translation>
    </message>
    <message>
        <source>Dragonfly has every database that is in use</source>
        <translation>Dragonfly a chaque base de données utilisée</translation>
    </message>
    <message>
        <source>Dragonfly lacks a database that is in use</source>
        <translation>Il manque à Dragonfly une base de données utilisée</translation>
    </message>
    <message>
        <source>Who the target is</source>
        <translation>Nature de la cible</translation>
    </message>
    <message>
        <source>The target is a Dragonfly</source>
        <translation>La cible est un Dragonfly</translation>
    </message>
    <message>
        <source>The target is no Dragonfly</source>
        <translation>La cible n’est pas un Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly 1.39 or newer</source>
        <translation>Dragonfly 1.39 ou plus récent</translation>
    </message>
    <message>
        <source>Whether target and source are two servers</source>
        <translation>Cible et source&#xa0;: deux serveurs distincts ou non</translation>
    </message>
    <message>
        <source>Target and source are two servers</source>
        <translation>La cible et la source sont deux serveurs distincts</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 et %2</translation>
    </message>
    <message>
        <source>The target is the source itself</source>
        <translation>La cible est la source elle-même</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>un autre serveur</translation>
    </message>
    <message>
        <source>Dragonfly is too old</source>
        <translation>Dragonfly est trop ancien</translation>
    </message>
    <message>
        <source>1.39 or newer</source>
        <translation>1.39 ou plus récent</translation>
    </message>
    <message>
        <source>What the target holds</source>
        <translation>Contenu de la cible</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys</source>
        <translation>
            <numerusform>%1 clé</numerusform>
            <numerusform>%1 clés</numerusform>
        </translation>
    </message>
    <message>
        <source>The target follows this source already</source>
        <translation>La cible suit déjà cette source</translation>
    </message>
    <message>
        <source>The target is empty</source>
        <translation>La cible est vide</translation>
    </message>
    <message>
        <source>The target holds keys, which the full sync deletes</source>
        <translation>La cible contient des clés, que la synchronisation complète supprime</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>aucune clé</translation>
    </message>
    <message>
        <source>Replication empties Dragonfly before it loads. Empty it yourself, or accept that its keys are replaced (replaceTargetData in a plan).</source>
        <translation>La réplication vide Dragonfly avant de charger. Videz-le vous-même, ou acceptez que ses clés soient remplacées (replaceTargetData dans un plan).</translation>
    </message>
    <message>
        <source>Whom the target follows</source>
        <translation>Serveur que suit la cible</translation>
    </message>
    <message>
        <source>The target follows nobody else</source>
        <translation>La cible ne suit aucun autre serveur</translation>
    </message>
    <message>
        <source>role:%1</source>
        <translation>role:%1</translation>
    </message>
    <message>
        <source>The target follows another primary</source>
        <translation>La cible suit un autre primaire</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>Attaching it here would take it away from there.</source>
        <translation>La rattacher ici la retirerait de là-bas.</translation>
    </message>
    <message>
        <source>The target sets itself no memory limit</source>
        <translation>La cible ne se fixe pas de limite de mémoire</translation>
    </message>
    <message>
        <source>source uses %1, Dragonfly may use %2</source>
        <translation>la source utilise %1, Dragonfly peut utiliser %2</translation>
    </message>
    <message>
        <source>Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and begins the full sync again for ever.</source>
        <translation>Dragonfly refuse un instantané dont le used-mem dépasse 1,05 fois son maxmemory, et recommence sans fin la synchronisation complète.</translation>
    </message>
    <message>
        <source>The connection ended amid several commands, some of which had been run: ask the server what is true.</source>
        <translation>La connexion s’est terminée au milieu de plusieurs commandes, dont certaines avaient été exécutées&#xa0;: demandez au serveur ce qu’il en est.</translation>
    </message>
    <message>
        <source>%1 did not run the transaction.</source>
        <translation>%1 n’a pas exécuté la transaction.</translation>
    </message>
    <message>
        <source>%1 did not answer each command of the transaction.</source>
        <translation>%1 n’a pas répondu à chaque commande de la transaction.</translation>
    </message>
    <message>
        <source>The connection ended before the reply to %1: whether it was run is not known, so ask the server.</source>
        <translation>La connexion s’est terminée avant la réponse à %1&#xa0;: on ignore si la commande a été exécutée, demandez donc au serveur.</translation>
    </message>
    <message>
        <source>The connection to %1 was given up.</source>
        <translation>La connexion à %1 a été abandonnée.</translation>
    </message>
    <message>
        <source>The connection to %1 was closed.</source>
        <translation>La connexion à %1 a été fermée.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>Il n’y a pas de connexion à %1.</translation>
    </message>
    <message>
        <source>%1 does not keep up with what it is sent: too much waits for an answer.</source>
        <translation>%1 ne suit pas le rythme des envois&#xa0;: trop de requêtes attendent une réponse.</translation>
    </message>
    <message>
        <source>%1 did not answer %2 in time, so the connection was closed: the server hangs, is overloaded, or the network is down.</source>
        <translation>%1 n’a pas répondu à temps à %2, la connexion a donc été fermée&#xa0;: le serveur est bloqué ou surchargé, ou le réseau est coupé.</translation>
    </message>
    <message>
        <source>%1 answered what it was not asked, so its answers can no longer be told apart.</source>
        <translation>%1 a répondu sans avoir été interrogé&#xa0;: ses réponses ne peuvent plus être distinguées.</translation>
    </message>
    <message>
        <source>%1 speaks TLS: write rediss:// instead of redis://.</source>
        <translation>%1 parle TLS&#xa0;: écrivez rediss:// au lieu de redis://.</translation>
    </message>
    <message>
        <source>A line of the reply is longer than %1 bytes: this is no server that Ferryman knows.</source>
        <translation>Une ligne de la réponse dépasse %1 octets&#xa0;: ce n’est pas un serveur que Ferryman connaît.</translation>
    </message>
    <message>
        <source>The reply holds a value above the limit of %1 bytes.</source>
        <translation>La réponse contient une valeur au-delà de la limite de %1 octets.</translation>
    </message>
    <message>
        <source>The reply is above the limit of %1 bytes.</source>
        <translation>La réponse dépasse la limite de %1 octets.</translation>
    </message>
    <message>
        <source>The reply holds a list above the limit of %1 items.</source>
        <translation>La réponse contient une liste au-delà de la limite de %1 éléments.</translation>
    </message>
    <message>
        <source>The reply nests lists more than %1 deep.</source>
        <translation>La réponse imbrique des listes sur plus de %1 niveaux.</translation>
    </message>
    <message>
        <source>The address holds a password: take it out, and give it in the password field or, for a plan, by an environment variable or the keychain.</source>
        <translation>L’adresse contient un mot de passe&#xa0;: retirez-le, et indiquez-le dans le champ prévu ou, pour un plan, par une variable d’environnement ou le trousseau.</translation>
    </message>
    <message>
        <source>The user name before the @ of the address is empty or not written correctly: write special characters as %XX.</source>
        <translation>Le nom d’utilisateur avant le @ de l’adresse est vide ou mal écrit&#xa0;: écrivez les caractères spéciaux sous la forme %XX.</translation>
    </message>
    <message>
        <source>%1 accepts connections but does not answer TLS within %2 s: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 accepte les connexions mais ne répond pas en TLS en %2&#xa0;s&#xa0;: si c’est un port sans TLS, écrivez redis:// au lieu de rediss://.</translation>
    </message>
    <message>
        <source>%1 did not answer the login within %2 s: it hangs or is overloaded.</source>
        <translation>%1 n’a pas répondu à l’authentification en %2&#xa0;s&#xa0;: le serveur est bloqué ou surchargé.</translation>
    </message>
    <message>
        <source>%1 accepts connections but says nothing within %2 s: it hangs, or it wants TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 accepte les connexions mais ne dit rien en %2&#xa0;s&#xa0;: soit il est bloqué, soit il attend TLS&#xa0;; écrivez alors rediss:// au lieu de redis://.</translation>
    </message>
    <message>
        <source>No answer from %1 within %2 s: check the address, the port, the network and its firewalls.</source>
        <translation>Pas de réponse de %1 en %2&#xa0;s&#xa0;: vérifiez l’adresse, le port, le réseau et ses pare-feu.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered: it may want TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 a fermé la connexion avant de répondre&#xa0;: il attend peut-être TLS&#xa0;; écrivez alors rediss:// au lieu de redis://.</translation>
    </message>
    <message>
        <source>%1 wants a password: give the user and password of this server.</source>
        <translation>%1 demande un mot de passe&#xa0;: indiquez l’utilisateur et le mot de passe de ce serveur.</translation>
    </message>
    <message>
        <source>%1 refuses the user or the password: check both.</source>
        <translation>%1 refuse l’utilisateur ou le mot de passe&#xa0;: vérifiez les deux.</translation>
    </message>
    <message>
        <source>%1 refuses the password: check it.</source>
        <translation>%1 refuse le mot de passe&#xa0;: vérifiez-le.</translation>
    </message>
    <message>
        <source>%1 wants no password, but one was given: leave it empty, or set one on the server.</source>
        <translation>%1 ne demande pas de mot de passe, mais un mot de passe est indiqué&#xa0;: laissez-le vide, ou définissez-en un sur le serveur.</translation>
    </message>
    <message>
        <source>%1 is in protected mode and accepts nobody from another machine: set a password on it, or bind it to an address.</source>
        <translation>%1 est en mode protégé et n’accepte personne depuis une autre machine&#xa0;: définissez-y un mot de passe, ou liez-le à une adresse.</translation>
    </message>
    <message>
        <source>%1 has as many clients as it allows: raise its maxclients or close some.</source>
        <translation>%1 a atteint son nombre maximal de clients&#xa0;: augmentez son maxclients ou fermez-en quelques-uns.</translation>
    </message>
    <message>
        <source>%1 is still loading its data: wait until it has finished.</source>
        <translation>%1 charge encore ses données&#xa0;: attendez la fin du chargement.</translation>
    </message>
    <message>
        <source>%1 is a replica and takes no writes, so it refused %2.</source>
        <translation>%1 est un réplica et n’accepte pas d’écritures, il a donc refusé %2.</translation>
    </message>
    <message>
        <source>%1 is running a script and answers nothing else: wait for it, or end it with SCRIPT KILL.</source>
        <translation>%1 exécute un script et ne répond à rien d’autre&#xa0;: attendez-en la fin, ou terminez-le avec SCRIPT KILL.</translation>
    </message>
    <message>
        <source>%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.</source>
        <translation>%1 ne peut pas enregistrer sur son disque et n’accepte pas d’écritures, il a donc refusé %2&#xa0;: consultez ses logs.</translation>
    </message>
    <message>
        <source>%1 does not know the command %2.</source>
        <translation>%1 ne connaît pas la commande %2.</translation>
    </message>
    <message>
        <source>%1 ended the conversation with an error: %2</source>
        <translation>%1 a mis fin à l’échange par une erreur&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 answers %2 with an error: %3</source>
        <translation>%1 répond à %2 par une erreur&#xa0;: %3</translation>
    </message>
    <message>
        <source>%1 refuses the login: %2</source>
        <translation>%1 refuse l’authentification&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 does not have the database that the address names.</source>
        <translation>%1 n’a pas la base de données que nomme l’adresse.</translation>
    </message>
    <message>
        <source>Nothing listens on %1: check the address, the port and whether the server runs.</source>
        <translation>Rien n’écoute sur %1&#xa0;: vérifiez l’adresse, le port et si le serveur tourne.</translation>
    </message>
    <message>
        <source>The name %1 is not known: check its spelling and the name service.</source>
        <translation>Le nom %1 est inconnu&#xa0;: vérifiez son orthographe et le service de noms.</translation>
    </message>
    <message>
        <source>%1 closed the connection.</source>
        <translation>%1 a fermé la connexion.</translation>
    </message>
    <message>
        <source>No answer from %1: check the address, the port, the network and its firewalls.</source>
        <translation>Pas de réponse de %1&#xa0;: vérifiez l’adresse, le port, le réseau et ses pare-feu.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: check the network and its firewalls.</source>
        <translation>%1 est injoignable&#xa0;: vérifiez le réseau et ses pare-feu.</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>La connexion à %1 a échoué.</translation>
    </message>
    <message>
        <source>The TLS file %1 cannot be read.</source>
        <translation>Le fichier TLS %1 est illisible.</translation>
    </message>
    <message>
        <source>The file %1 holds no certificate in PEM form.</source>
        <translation>Le fichier %1 ne contient pas de certificat au format PEM.</translation>
    </message>
    <message>
        <source>The file %1 holds no RSA or EC key in PEM form without a passphrase.</source>
        <translation>Le fichier %1 ne contient pas de clé RSA ou EC au format PEM sans phrase secrète.</translation>
    </message>
    <message>
        <source>A client certificate needs its key and a key its certificate: only %1 is given.</source>
        <translation>Un certificat client exige sa clé, et une clé son certificat&#xa0;: seul %1 est indiqué.</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2: have it renewed.</source>
        <translation>Le certificat de %1 a expiré le %2&#xa0;: faites-le renouveler.</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on only: check both clocks.</source>
        <translation>Le certificat de %1 n’est valable qu’à partir du %2&#xa0;: vérifiez les deux horloges.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the name %2: give the name that it bears as the TLS server name.</source>
        <translation>Le certificat de %1 n’est pas établi pour le nom %2&#xa0;: indiquez le nom qu’il porte comme nom de serveur TLS.</translation>
    </message>
    <message>
        <source>The certificate of %1 was not accepted.</source>
        <translation>Le certificat de %1 n’a pas été accepté.</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate: check that its certificate authority knows it and that it has not expired.</source>
        <translation>%1 refuse le certificat client&#xa0;: vérifiez que son autorité de certification y est connue et qu’il n’a pas expiré.</translation>
    </message>
    <message>
        <source>%1 breaks off TLS: it may want a client certificate, so give certificate and key.</source>
        <translation>%1 interrompt TLS&#xa0;: il attend peut-être un certificat client&#xa0;; indiquez alors le certificat et la clé.</translation>
    </message>
    <message>
        <source>%1 does not speak TLS as expected: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 ne parle pas TLS comme attendu&#xa0;: si c’est un port sans TLS, écrivez redis:// au lieu de rediss://.</translation>
    </message>
    <message>
        <source>Dragonfly could not attach to %1: %2. It must reach that address, and log in there if a password is wanted.</source>
        <translation>Dragonfly n’a pas pu se rattacher à %1&#xa0;: %2. Il doit pouvoir joindre cette adresse, et s’y authentifier si un mot de passe est demandé.</translation>
    </message>
    <message>
        <source>Dragonfly is a replica of %1 already: end that first with REPLICAOF NO ONE.</source>
        <translation>Dragonfly est déjà un réplica de %1&#xa0;: mettez-y d’abord fin avec REPLICAOF NO ONE.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and attaching would delete them: empty it, or allow them to be replaced.</source>
        <translation>
            <numerusform>Dragonfly contient %1 clé, que le rattachement supprimerait&#xa0;: videz-le, ou autorisez son remplacement.</numerusform>
            <numerusform>Dragonfly contient %1 clés, que le rattachement supprimerait&#xa0;: videz-le, ou autorisez leur remplacement.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is not attached yet.</source>
        <translation>Dragonfly n’est pas encore rattaché.</translation>
    </message>
    <message>
        <source>Dragonfly connects to the source.</source>
        <translation>Dragonfly se connecte à la source.</translation>
    </message>
    <message>
        <source>Replication was stopped.</source>
        <translation>La réplication a été arrêtée.</translation>
    </message>
    <message>
        <source>Not steady: the source does not answer.</source>
        <translation>Pas stable&#xa0;: la source ne répond pas.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly does not answer.</source>
        <translation>Pas stable&#xa0;: Dragonfly ne répond pas.</translation>
    </message>
    <message>
        <source>Not steady: lag %1; the limit is %2.</source>
        <translation>Pas stable&#xa0;: retard %1&#xa0;; la limite est %2.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and growing by %2; the limit is %3.</source>
        <translation>Pas stable&#xa0;: retard %1, en hausse de %2&#xa0;; la limite est %3.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and shrinking by %2; the limit is %3.</source>
        <translation>Pas stable&#xa0;: retard %1, en baisse de %2&#xa0;; la limite est %3.</translation>
    </message>
    <message>
        <source>Not steady: the source does not list Dragonfly among its replicas.</source>
        <translation>Pas stable&#xa0;: la source ne recense pas Dragonfly parmi ses réplicas.</translation>
    </message>
    <message>
        <source>Not steady: the full sync is under way (%1).</source>
        <translation>Pas stable&#xa0;: la synchronisation complète est en cours (%1).</translation>
    </message>
    <message>
        <source>Not steady: the lag is not known, since one side did not answer.</source>
        <translation>Pas stable&#xa0;: le retard est inconnu, car un côté n’a pas répondu.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 s; the limit is %2 s.</source>
        <translation>Pas stable&#xa0;: retard %1&#xa0;s&#xa0;; la limite est %2&#xa0;s.</translation>
    </message>
    <message>
        <source>Not steady: a new full sync has begun since.</source>
        <translation>Pas stable&#xa0;: une nouvelle synchronisation complète a commencé depuis.</translation>
    </message>
    <message>
        <source>Within the limits for %1, lag %2; steady after %3 s.</source>
        <translation>Dans les limites depuis %1, retard %2&#xa0;; stable après %3&#xa0;s.</translation>
    </message>
    <message>
        <source>Steady for %1: lag %2 and %3 s, limits %4 and %5 s.</source>
        <translation>Stable depuis %1&#xa0;: retard %2 et %3&#xa0;s, limites %4 et %5&#xa0;s.</translation>
    </message>
    <message>
        <source>source</source>
        <translation>source</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Replication offset</source>
        <translation>Décalage de réplication</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Retard en secondes</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Débit d’écriture et d’application</translation>
    </message>
    <message>
        <source>This is a Sentinel, not a Dragonfly: give the address on which Dragonfly serves data, usually port 6379.</source>
        <translation>C’est un Sentinel, pas un Dragonfly&#xa0;: indiquez l’adresse à laquelle Dragonfly sert les données, d’ordinaire le port 6379.</translation>
    </message>
    <message>
        <source>No Sentinel is given: enter the address of any one of them.</source>
        <translation>Aucun Sentinel n’est indiqué&#xa0;: saisissez l’adresse de l’un d’eux.</translation>
    </message>
    <message>
        <source>This Sentinel watches no group: have it monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Ce Sentinel ne surveille aucun groupe&#xa0;: faites-lui d’abord surveiller le primaire (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>This Sentinel watches several groups: choose one of %1.</source>
        <translation>Ce Sentinel surveille plusieurs groupes&#xa0;: choisissez-en un parmi %1.</translation>
    </message>
    <message>
        <source>The Sentinels name no primary of this group.</source>
        <translation>Les Sentinels ne désignent aucun primaire pour ce groupe.</translation>
    </message>
    <message>
        <source>The plan names %1 as the source, but Sentinel names %2 as the primary of this group: leave the source out, or correct it.</source>
        <translation>Le plan nomme %1 comme source, mais Sentinel désigne %2 comme primaire de ce groupe&#xa0;: omettez la source, ou corrigez-la.</translation>
    </message>
    <message>
        <source>Nothing is connected yet: go through Connect first.</source>
        <translation>Rien n’est encore connecté&#xa0;: passez d’abord par «&#xa0;Connexion&#xa0;».</translation>
    </message>
    <message>
        <source>A switch is under way: wait until it has ended.</source>
        <translation>Une bascule est en cours&#xa0;: attendez qu’elle soit terminée.</translation>
    </message>
    <message>
        <source>Interrupted before the switch.</source>
        <translation>Interrompu avant la bascule.</translation>
    </message>
    <message>
        <source>%1 Nothing was changed.</source>
        <translation>%1 Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The assessment found what blocks this migration: %1</source>
        <translation>L’évaluation a trouvé ce qui bloque cette migration&#xa0;: %1</translation>
    </message>
    <message>
        <source>Nothing blocks this migration.</source>
        <translation>Rien ne bloque cette migration.</translation>
    </message>
    <message>
        <source>An earlier run on this plan sent %1 to %2 and did not put it back; what puts it back: %3</source>
        <translation>Une exécution antérieure de ce plan a envoyé %1 à %2 et ne l’a pas rétabli&#xa0;; pour le rétablir&#xa0;: %3</translation>
    </message>
    <message>
        <source>An earlier run on this plan may have sent %1 to %2; what puts it back: %3</source>
        <translation>Une exécution antérieure de ce plan a peut-être envoyé %1 à %2&#xa0;; pour le rétablir&#xa0;: %3</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 does not answer: %2 of %3 do.</source>
        <translation>
            <numerusform>Le Sentinel %1 ne répond pas&#xa0;: %2 sur %3 répond.</numerusform>
            <numerusform>Le Sentinel %1 ne répond pas&#xa0;: %2 sur %3 répondent.</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers were running.</source>
        <translation>Aucun client d’écriture ne tournait.</translation>
    </message>
    <message>
        <source>reading and testing</source>
        <translation>lecture et test</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 tests failed</source>
        <translation>
            <numerusform>échecs&#xa0;: %1 sur %2 test</numerusform>
            <numerusform>échecs&#xa0;: %1 sur %2 tests</numerusform>
        </translation>
    </message>
    <message>
        <source>all connections work</source>
        <translation>connexions établies</translation>
    </message>
    <message>
        <source>something stands in the way</source>
        <translation>quelque chose fait obstacle</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>à faire</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>contrôle en cours</translation>
    </message>
    <message>
        <source>waits for Connect</source>
        <translation>attend «&#xa0;Connexion&#xa0;»</translation>
    </message>
    <message>
        <source>blockers: %1</source>
        <translation>points bloquants&#xa0;: %1</translation>
    </message>
    <message>
        <source>no blocker, warnings: %1</source>
        <translation>aucun point bloquant, avertissements&#xa0;: %1</translation>
    </message>
    <message>
        <source>nothing in the way</source>
        <translation>rien ne fait obstacle</translation>
    </message>
    <message>
        <source>ended with the switch</source>
        <translation>terminée avec la bascule</translation>
    </message>
    <message>
        <source>attaching</source>
        <translation>rattachement</translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>synchronisation complète</translation>
    </message>
    <message>
        <source>not steady yet</source>
        <translation>pas encore stable</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stable</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrompue</translation>
    </message>
    <message>
        <source>full syncs without end</source>
        <translation>synchronisations sans fin</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>non démarrée</translation>
    </message>
    <message>
        <source>waits for Assess</source>
        <translation>attend «&#xa0;Évaluation&#xa0;»</translation>
    </message>
    <message>
        <source>waits for Replicate</source>
        <translation>attend «&#xa0;Réplication&#xa0;»</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en cours</translation>
    </message>
    <message>
        <source>done</source>
        <translation>terminé</translation>
    </message>
    <message>
        <source>a person is needed</source>
        <translation>intervention requise</translation>
    </message>
    <message>
        <source>aborted, all put back</source>
        <translation>abandonnée, tout est rétabli</translation>
    </message>
    <message>
        <source>waits for steady replication</source>
        <translation>attend une réplication stable</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>prêt</translation>
    </message>
    <message>
        <source>gates closed: %1</source>
        <translation>non remplies&#xa0;: %1</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>exporté</translation>
    </message>
    <message>
        <source>ready, not exported</source>
        <translation>prêt, non exporté</translation>
    </message>
    <message>
        <source>waits for Fail over</source>
        <translation>attend «&#xa0;Bascule&#xa0;»</translation>
    </message>
    <message>
        <source>The keychain cannot be used: enter the password for this session only.</source>
        <translation>Le trousseau est inutilisable&#xa0;: saisissez le mot de passe pour cette session seulement.</translation>
    </message>
    <message>
        <source>The keychain did not answer within %1 seconds: unlock it, or enter the password for this session only.</source>
        <translation>Le trousseau n’a pas répondu en %1 secondes&#xa0;: déverrouillez-le, ou saisissez le mot de passe pour cette session seulement.</translation>
    </message>
    <message>
        <source>The environment variable %1, which the plan names for a password, is not set.</source>
        <translation>La variable d’environnement %1, que le plan nomme pour un mot de passe, n’est pas définie.</translation>
    </message>
    <message>
        <source>After SENTINEL RESET %1 did not find the other Sentinels again within %2 seconds: look at its log before you go on.</source>
        <translation>Après SENTINEL RESET, %1 n’a pas retrouvé les autres Sentinels en %2 secondes&#xa0;: consultez ses logs avant de poursuivre.</translation>
    </message>
    <message>
        <source>excluded: the Sentinel holds it for down</source>
        <translation>exclu&#xa0;: le Sentinel le considère comme hors service</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has no connection to it</source>
        <translation>exclu&#xa0;: le Sentinel n’a pas de connexion avec lui</translation>
    </message>
    <message>
        <source>excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms</source>
        <translation>exclu&#xa0;: sa dernière réponse valide à PING date de %1&#xa0;ms, la limite est %2&#xa0;ms</translation>
    </message>
    <message>
        <source>excluded: its priority is 0</source>
        <translation>exclu&#xa0;: sa priorité est 0</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has not read its INFO yet</source>
        <translation>exclu&#xa0;: le Sentinel n’a pas encore lu son INFO</translation>
    </message>
    <message>
        <source>excluded: its last INFO is %1 ms old, the limit is %2 ms</source>
        <translation>exclu&#xa0;: son dernier INFO date de %1&#xa0;ms, la limite est %2&#xa0;ms</translation>
    </message>
    <message>
        <source>excluded: its link to the primary has been down for %1 ms, the limit is %2 ms</source>
        <translation>exclu&#xa0;: son lien au primaire est coupé depuis %1&#xa0;ms, la limite est %2&#xa0;ms</translation>
    </message>
    <message>
        <source>not chosen: its priority is %1, that of the chosen one %2</source>
        <translation>non choisi&#xa0;: sa priorité est %1, celle du réplica choisi %2</translation>
    </message>
    <message>
        <source>not chosen: its offset is %1, that of the chosen one %2</source>
        <translation>non choisi&#xa0;: son décalage est %1, celui du réplica choisi %2</translation>
    </message>
    <message>
        <source>not chosen: all else is equal, and its run id is the greater or missing</source>
        <translation>non choisi&#xa0;: tout le reste est égal, et son run id est le plus grand ou manque</translation>
    </message>
    <message>
        <source>would be chosen now</source>
        <translation>serait choisi maintenant</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know this group.</source>
        <translation>Le Sentinel %1 ne connaît pas ce groupe.</translation>
    </message>
    <message>
        <source>The Sentinels know no group at all: have them monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Les Sentinels ne connaissent aucun groupe&#xa0;: faites-leur d’abord surveiller le primaire (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>Sentinel %1 refuses SENTINEL MASTER.</source>
        <translation>Le Sentinel %1 refuse SENTINEL MASTER.</translation>
    </message>
    <message>
        <source>No Sentinel is given.</source>
        <translation>Aucun Sentinel n’est indiqué.</translation>
    </message>
    <message>
        <source>The Sentinels name different primaries (%1): wait until they agree, or reset the one that is wrong.</source>
        <translation>Les Sentinels désignent des primaires différents (%1)&#xa0;: attendez qu’ils s’accordent, ou réinitialisez celui qui se trompe.</translation>
    </message>
    <message>
        <source>The Sentinels are at different configuration epochs (%1): one of them has missed a failover.</source>
        <translation>Les Sentinels sont à des époques de configuration différentes (%1)&#xa0;: l’un d’eux a manqué une bascule.</translation>
    </message>
    <message>
        <source>The Sentinels have different quorums (%1): set the same one with SENTINEL SET.</source>
        <translation>Les Sentinels ont des quorums différents (%1)&#xa0;: fixez le même avec SENTINEL SET.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover in progress: wait until it ends.</source>
        <translation>Une bascule est en cours sur le Sentinel %1&#xa0;: attendez qu’elle se termine.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Sentinel %2: they find each other through the primary within seconds; if not, look at the network between them.</source>
        <translation>Le Sentinel %1 ne connaît pas le Sentinel %2&#xa0;: ils se trouvent par le primaire en quelques secondes&#xa0;; sinon, examinez le réseau qui les relie.</translation>
    </message>
    <message>
        <source>not switched</source>
        <translation>non basculé</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>migré</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>abandonné</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>intervention requise</translation>
    </message>
    <message>
        <source>Writes lost</source>
        <translation>Écritures perdues</translation>
    </message>
    <message>
        <source>Dragonfly had the frozen offset before it was promoted</source>
        <translation>Dragonfly avait le décalage gelé avant d’être promu</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interruption des écritures</translation>
    </message>
    <message>
        <source>longest gap of one writer</source>
        <translation>plus longue interruption d’un client d’écriture</translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Gel des écritures</translation>
    </message>
    <message>
        <source>from the freeze to the promotion</source>
        <translation>du gel à la promotion</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Sentinels agree</source>
        <translation>Sentinels d’accord</translation>
    </message>
    <message>
        <source>The reply has an unknown shape: %1</source>
        <translation>La réponse a une forme inconnue&#xa0;: %1</translation>
    </message>
    <message>
        <source>The reply to INFO lacks %1</source>
        <translation>Il manque %1 dans la réponse à INFO</translation>
    </message>
    <message>
        <source>What the Sentinels say</source>
        <translation>Ce que disent les Sentinels</translation>
    </message>
    <message>
        <source>No Sentinel of the group is known</source>
        <translation>Aucun Sentinel du groupe n’est connu</translation>
    </message>
    <message>
        <source>The address of the primary</source>
        <translation>L’adresse du primaire</translation>
    </message>
    <message>
        <source>The Sentinels name no common primary</source>
        <translation>Les Sentinels ne désignent pas de primaire commun</translation>
    </message>
    <message>
        <source>The switch did not begin.</source>
        <translation>La bascule n’a pas commencé.</translation>
    </message>
    <message>
        <source>reads the gates</source>
        <translation>lecture des conditions</translation>
    </message>
    <message>
        <source>Expected drain</source>
        <translation>Drainage prévu</translation>
    </message>
    <message>
        <source>%1 is a live replica as well, and is detached first</source>
        <translation>%1 est aussi un réplica actif, et sera d’abord détaché</translation>
    </message>
    <message>
        <source>%1: writes are refused instead of paused</source>
        <translation>%1&#xa0;: les écritures sont refusées au lieu d’être mises en pause</translation>
    </message>
    <message>
        <source>5.0 or later</source>
        <translation>5.0 ou plus récent</translation>
    </message>
    <message>
        <source>min-replicas-max-lag is 0 on %1, so that it ignores min-replicas-to-write and could not be fenced: set it to 10, its default.</source>
        <translation>min-replicas-max-lag vaut 0 sur %1&#xa0;: le serveur ignore donc min-replicas-to-write et ne pourrait pas être verrouillé. Réglez-le à 10, sa valeur par défaut.</translation>
    </message>
    <message>
        <source>Dragonfly was started anew.</source>
        <translation>Dragonfly a été redémarré.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and knew every command that it was given.</source>
        <translation>
            <numerusform>Dragonfly contient %1 clé, et connaissait chaque commande reçue.</numerusform>
            <numerusform>Dragonfly contient %1 clés, et connaissait chaque commande reçue.</numerusform>
        </translation>
    </message>
    <message>
        <source>Detached: no Sentinel would choose it, its readers see the data as they are now.</source>
        <translation>Détaché&#xa0;: aucun Sentinel ne le choisirait, ses lecteurs voient les données telles qu’elles sont maintenant.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, each waited for until it knows its peers again.</source>
        <translation>À un Sentinel après l’autre, en attendant chaque fois qu’il retrouve ses pairs.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel shows Dragonfly alone: up to 10 s, its INFO poll.</source>
        <translation>Attendre que chaque Sentinel ne montre que Dragonfly&#xa0;: jusqu’à 10&#xa0;s, son interrogation INFO.</translation>
    </message>
    <message>
        <source>Wait for the moment at which a Sentinel promotes soonest: up to 15 s, then without it.</source>
        <translation>Attendre le moment où un Sentinel promeut le plus vite&#xa0;: jusqu’à 15&#xa0;s, puis sans lui.</translation>
    </message>
    <message>
        <source>Writes are refused; the offset in the reply is the last one.</source>
        <translation>Les écritures sont refusées&#xa0;; le décalage de la réponse est le dernier.</translation>
    </message>
    <message>
        <source>It keeps its data, and refuses every write.</source>
        <translation>Il garde ses données, et refuse chaque écriture.</translation>
    </message>
    <message>
        <source>So that a restart changes nothing of it.</source>
        <translation>Pour qu’un redémarrage n’y change rien.</translation>
    </message>
    <message>
        <source>The plan wants it shut down.</source>
        <translation>Le plan demande son arrêt.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, once none has a failover under way: it forgets the old servers.</source>
        <translation>À un Sentinel après l’autre, une fois qu’aucun n’a de bascule en cours&#xa0;: il oublie les anciens serveurs.</translation>
    </message>
    <message>
        <source>It stays a read-only replica of nobody.</source>
        <translation>Il reste un réplica en lecture seule sans primaire.</translation>
    </message>
    <message>
        <source>The other replicas are detached: no Sentinel would choose one of them.</source>
        <translation>Les autres réplicas sont détachés&#xa0;: aucun Sentinel n’en choisirait un.</translation>
    </message>
    <message>
        <source>Every answering Sentinel has forgotten the other servers and found its peers again.</source>
        <translation>Chaque Sentinel qui répond a oublié les autres serveurs et retrouvé ses pairs.</translation>
    </message>
    <message>
        <source>Every answering Sentinel shows Dragonfly alone.</source>
        <translation>Chaque Sentinel qui répond ne montre que Dragonfly.</translation>
    </message>
    <message>
        <source>The best moment has come.</source>
        <translation>Le meilleur moment est venu.</translation>
    </message>
    <message>
        <source>No Sentinel has a failover under way any more.</source>
        <translation>Plus aucun Sentinel n’a de bascule en cours.</translation>
    </message>
    <message>
        <source>The old servers are as the plan wants them.</source>
        <translation>Les anciens serveurs sont tels que le plan les veut.</translation>
    </message>
    <message>
        <source>Read who is there.</source>
        <translation>Serveurs présents lus.</translation>
    </message>
    <message>
        <source>The other replicas follow the source again.</source>
        <translation>Les autres réplicas suivent de nouveau la source.</translation>
    </message>
    <message>
        <source>The other replicas could not be detached: %1</source>
        <translation>Les autres réplicas n’ont pas pu être détachés&#xa0;: %1</translation>
    </message>
    <message>
        <source>A Sentinel has not forgotten the other servers: %1</source>
        <translation>Un Sentinel n’a pas oublié les autres serveurs&#xa0;: %1</translation>
    </message>
    <message>
        <source>The old servers could not be parked yet: %1</source>
        <translation>Les anciens serveurs n’ont pas encore pu être mis à l’écart&#xa0;: %1</translation>
    </message>
    <message>
        <source>Not every server could be read yet: %1</source>
        <translation>Certains serveurs n’ont pas encore pu être lus&#xa0;: %1</translation>
    </message>
    <message>
        <source>The other replicas could not be put back yet: %1</source>
        <translation>Les autres réplicas n’ont pas encore pu être rétablis&#xa0;: %1</translation>
    </message>
    <message>
        <source>Dragonfly %2 was started anew during the switch, so it may be empty and must not become the primary: %1 has every write and goes on refusing new ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run this: %3</source>
        <translation>Dragonfly %2 a été redémarré pendant la bascule&#xa0;: il est peut-être vide et ne doit pas devenir primaire. %1 a chaque écriture et continue d’en refuser de nouvelles. Arrêtez Dragonfly, assurez-vous qu’aucun Sentinel n’affiche de failover-state, puis exécutez ceci&#xa0;: %3</translation>
    </message>
    <message>
        <source>Detaches the other replicas, and waits until every Sentinel knows Dragonfly alone: about 10 s and 3 s more for each Sentinel.</source>
        <translation>Détache les autres réplicas, et attend que chaque Sentinel ne connaisse que Dragonfly&#xa0;: environ 10&#xa0;s, et 3&#xa0;s de plus par Sentinel.</translation>
    </message>
    <message>
        <source>Waits for the best moment, which comes every 10 s at each Sentinel.</source>
        <translation>Attend le meilleur moment, qui vient toutes les 10&#xa0;s sur chaque Sentinel.</translation>
    </message>
    <message>
        <source>Parks the old servers.</source>
        <translation>Met les anciens serveurs à l’écart.</translation>
    </message>
    <message>
        <source>Has the Sentinels forget the old servers, one after the other.</source>
        <translation>Fait oublier les anciens serveurs aux Sentinels, l’un après l’autre.</translation>
    </message>
    <message>
        <source>Reads what is true on all servers.</source>
        <translation>Lit l’état réel sur tous les serveurs.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to know Dragonfly alone in time.</source>
        <translation>Certains Sentinels connaissaient encore d’autres serveurs à la fin du délai imparti.</translation>
    </message>
    <message>
        <source>An earlier switch had not come to its end.</source>
        <translation>Une bascule antérieure n’était pas arrivée à son terme.</translation>
    </message>
    <message>
        <source>at least %1: the freeze budget of %2 ms and a margin</source>
        <translation>au moins %1&#xa0;: le budget de gel de %2&#xa0;ms et une marge</translation>
    </message>
    <message>
        <source>Sentinel could promote one of them, and would wait for them to follow Dragonfly, which they cannot. So they are detached before the switch, which takes about %1 s: meanwhile their readers see old data, and there is no other candidate should the source fail. Should the switch be aborted, they follow the source again.</source>
        <translation>Sentinel pourrait promouvoir l’un d’eux, et attendrait qu’ils suivent Dragonfly, ce qu’ils ne peuvent pas. Ils sont donc détachés avant la bascule, ce qui prend environ %1&#xa0;s&#xa0;: pendant ce temps, leurs lecteurs voient d’anciennes données, et il n’y a pas d’autre candidat si la source tombe en panne. Si la bascule est abandonnée, ils suivent de nouveau la source.</translation>
    </message>
    <message>
        <source>No switch of this plan was left open.</source>
        <translation>Aucune bascule de ce plan n’est restée ouverte.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover under way that does not end, so it was not reset.</source>
        <translation>Le Sentinel %1 a une bascule en cours qui ne se termine pas, il n’a donc pas été réinitialisé.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused</source>
        <translation>Les écritures sont refusées au lieu d’être mises en pause</translation>
    </message>
    <message>
        <source>6.2 or newer</source>
        <translation>6.2 ou plus récent</translation>
    </message>
    <message>
        <source>Before 6.2 CLIENT PAUSE knows no WRITE, so during the switch clients get NOREPLICAS errors instead of waiting.</source>
        <translation>Avant 6.2, CLIENT PAUSE ne connaît pas WRITE&#xa0;: pendant la bascule, les clients reçoivent donc des erreurs NOREPLICAS au lieu d’attendre.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused, and scripts pass</source>
        <translation>Les écritures sont refusées au lieu d’être mises en pause, et les scripts passent</translation>
    </message>
    <message>
        <source>6.0.17 or newer</source>
        <translation>6.0.17 ou plus récent</translation>
    </message>
    <message>
        <source>Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before 6.2 nothing else freezes: what a script writes during the switch is lost. Stop the clients that run writing scripts for that second.</source>
        <translation>Avant 6.0.17, EVAL écrit malgré min-replicas-to-write, et avant 6.2 rien d’autre ne gèle&#xa0;: ce qu’un script écrit pendant la bascule est perdu. Arrêtez pour cette seconde les clients qui exécutent des scripts d’écriture.</translation>
    </message>
    <message>
        <source>Redis 5.0 to 7.4, or Valkey 7.2 to 8</source>
        <translation>Redis 5.0 à 7.4, ou Valkey 7.2 à 8</translation>
    </message>
    <message>
        <source>The fence by min-replicas-to-write is known to hold from 5.0 on.</source>
        <translation>Le verrou par min-replicas-to-write tient de façon avérée à partir de 5.0.</translation>
    </message>
    <message>
        <source>Another finding is being mended: wait until it has ended.</source>
        <translation>Un autre constat est en cours de correction&#xa0;: attendez qu’elle soit terminée.</translation>
    </message>
    <message>
        <source>Nothing was sent: checked again, this finding is not what it was, or Ferryman cannot mend it by itself.</source>
        <translation>Rien n’a été envoyé&#xa0;: recontrôlé, ce constat n’est plus ce qu’il était, ou Ferryman ne peut pas le corriger lui-même.</translation>
    </message>
    <message>
        <source>A finding is being mended: wait until it has ended.</source>
        <translation>Un constat est en cours de correction&#xa0;: attendez qu’elle soit terminée.</translation>
    </message>
    <message>
        <source>There is nothing here that this session could undo; the journal holds the command that does.</source>
        <translation>Cette session ne peut rien annuler ici&#xa0;; le journal contient la commande qui le fait.</translation>
    </message>
    <message>
        <source>There is no connection to %1 any more: read the endpoints again.</source>
        <translation>Il n’y a plus de connexion à %1&#xa0;: relisez les points d’accès.</translation>
    </message>
    <message>
        <source>The journal was closed.</source>
        <translation>Le journal a été fermé.</translation>
    </message>
    <message>
        <source>The reply to %1 (%2) cannot be kept in the journal, so nothing was changed: keep it yourself, then run the commands by hand.</source>
        <translation>La réponse à %1 (%2) ne peut pas être conservée dans le journal, rien n’a donc été modifié&#xa0;: conservez-la vous-même, puis exécutez les commandes à la main.</translation>
    </message>
    <message>
        <source>none, but read more than %1 s ago</source>
        <translation>aucun, mais lu il y a plus de %1&#xa0;s</translation>
    </message>
    <message numerus="yes">
        <source>Asking %1 Sentinels what they watch.</source>
        <translation>
            <numerusform>Interrogation de %1 Sentinel sur ce qu’il surveille.</numerusform>
            <numerusform>Interrogation de %1 Sentinels sur ce qu’ils surveillent.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sentinel %1 watches %2 under the name %3 already: choose another name.</source>
        <translation>Le Sentinel %1 surveille déjà %2 sous le nom %3&#xa0;: choisissez un autre nom.</translation>
    </message>
    <message>
        <source>Registering the group %1.</source>
        <translation>Inscription du groupe %1.</translation>
    </message>
    <message>
        <source>The source has no Sentinel yet</source>
        <translation>La source n’a pas encore de Sentinel</translation>
    </message>
    <message>
        <source>%1 Nothing changed for %2 s: see that the Sentinels reach the source and each other.</source>
        <translation>%1 Aucun changement depuis %2&#xa0;s&#xa0;: assurez-vous que les Sentinels joignent la source et se joignent entre eux.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not watch the group yet.</source>
        <translation>Le Sentinel %1 ne surveille pas encore le groupe.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not reach the source yet.</source>
        <translation>Le Sentinel %1 ne joint pas encore la source.</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 knows %2 of %3 others so far.</source>
        <translation>
            <numerusform>Le Sentinel %1 connaît pour l’instant %2 sur %3 autre.</numerusform>
            <numerusform>Le Sentinel %1 connaît pour l’instant %2 des %3 autres.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %1 Sentinels watch %2 as the group %3.</source>
        <translation>
            <numerusform>%1 Sentinel surveille %2 comme groupe %3.</numerusform>
            <numerusform>Les %1 Sentinels surveillent tous %2 comme groupe %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the source by its IP address: Sentinel hands it to clients and to Dragonfly as it stands here.</source>
        <translation>Indiquez la source par son adresse IP&#xa0;: Sentinel la transmet telle quelle aux clients et à Dragonfly.</translation>
    </message>
    <message>
        <source>%1 (read %2 ago: too old)</source>
        <translation>%1 (lu il y a %2&#xa0;: trop ancien)</translation>
    </message>
    <message>
        <source>the source lists no replica, Dragonfly is reached as %1</source>
        <translation>la source ne recense aucun réplica, Dragonfly est joint par %1</translation>
    </message>
    <message>
        <source>Not steady: %1.</source>
        <translation>Pas stable&#xa0;: %1.</translation>
    </message>
    <message>
        <source>not known: a round trip or the drain was not measured</source>
        <translation>inconnue&#xa0;: un aller-retour ou le drainage n’a pas été mesuré</translation>
    </message>
    <message>
        <source>Before it %1 will be detached, which takes about 10 s for each Sentinel, %2 s in all: meanwhile reads there are stale, and there is no other candidate should the source fail.</source>
        <translation>Auparavant, %1 sera détaché, ce qui prend environ 10&#xa0;s par Sentinel, %2&#xa0;s en tout&#xa0;: pendant ce temps, les lectures y sont périmées, et il n’y a pas d’autre candidat si la source tombe en panne.</translation>
    </message>
    <message>
        <source>Expected outage at your round trip</source>
        <translation>Interruption prévue avec votre aller-retour</translation>
    </message>
    <message>
        <source>%1; no answer from %2</source>
        <translation>%1&#xa0;; pas de réponse de %2</translation>
    </message>
    <message>
        <source>it is not known which of them is Dragonfly</source>
        <translation>on ignore lequel d’entre eux est Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel, once its priority is 1</source>
        <translation>Dragonfly, pour chaque Sentinel, une fois sa priorité à 1</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none; Dragonfly is %2</source>
        <translation>le Sentinel %1 n’en choisirait aucun&#xa0;; Dragonfly est %2</translation>
    </message>
    <message>
        <source>not known: no assessment has ended</source>
        <translation>inconnu&#xa0;: aucune évaluation n’est terminée</translation>
    </message>
    <message>
        <source>none, assessed %1 ago</source>
        <translation>aucun, évalué il y a %1</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. It holds the file %4.</source>
        <translation>Une autre console (%1, processus %2 sur %3) travaille sur cette migration&#xa0;: terminez-la d’abord, ou poursuivez là-bas. Elle tient le fichier %4.</translation>
    </message>
    <message numerus="yes">
        <source>The rehearsal migrated and lost no write, but it is void: its writers reached %1 of %2 writes a second.</source>
        <translation>
            <numerusform>La répétition a migré et n’a perdu aucune écriture, mais elle est nulle&#xa0;: ses clients d’écriture ont atteint %1 sur %2 écriture par seconde.</numerusform>
            <numerusform>La répétition a migré et n’a perdu aucune écriture, mais elle est nulle&#xa0;: ses clients d’écriture ont atteint %1 sur %2 écritures par seconde.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 refuses writes, and did not shut down: %2</source>
        <translation>%1 refuse les écritures, et ne s’est pas arrêté&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 is shut down, and could not write its config file: started again, by a supervisor too, it would accept writes on old data. Keep it stopped. (%2)</source>
        <translation>%1 est arrêté, et n’a pas pu écrire son fichier de configuration&#xa0;: redémarré, même par un superviseur, il accepterait des écritures sur d’anciennes données. Laissez-le arrêté. (%2)</translation>
    </message>
    <message>
        <source>%1 refuses writes, and could not write its config file: after a restart it would accept writes on old data. Shut it down and keep it stopped, or make its config file writable and run CONFIG REWRITE. (%2)</source>
        <translation>%1 refuse les écritures, et n’a pas pu écrire son fichier de configuration&#xa0;: après un redémarrage, il accepterait des écritures sur d’anciennes données. Arrêtez-le et laissez-le arrêté, ou rendez son fichier de configuration inscriptible et exécutez CONFIG REWRITE. (%2)</translation>
    </message>
    <message>
        <source>a Sentinel made this old server follow another again: %1</source>
        <translation>un Sentinel a de nouveau rattaché cet ancien serveur à un autre&#xa0;: %1</translation>
    </message>
    <message>
        <source>An old server did not answer in time.</source>
        <translation>Un ancien serveur n’a pas répondu à temps.</translation>
    </message>
    <message>
        <source>A Sentinel was not ready for it in time.</source>
        <translation>Un Sentinel n’y était pas prêt à temps.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. It did not know these commands, and did nothing for them: %2.</source>
        <translation>
            <numerusform>Dragonfly contient %1 clé. Il ne connaissait pas ces commandes, et n’a rien fait pour elles&#xa0;: %2.</numerusform>
            <numerusform>Dragonfly contient %1 clés. Il ne connaissait pas ces commandes, et n’a rien fait pour elles&#xa0;: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Errors that it has counted since it was started: %2.</source>
        <translation>%1 Erreurs qu’il a comptées depuis son démarrage&#xa0;: %2.</translation>
    </message>
    <message>
        <source>The last look found this: %1</source>
        <translation>Le dernier examen a trouvé ceci&#xa0;: %1</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but a Sentinel still lists the old servers and would point them at it. Once it answers, names %1 and shows no failover-state, run SENTINEL RESET %2 there. %3</source>
        <translation>Dragonfly %1 est le primaire et aucune écriture n’est perdue, mais un Sentinel recense encore les anciens serveurs et les orienterait vers lui. Dès que ce Sentinel répond, désigne %1 et n’affiche pas de failover-state, exécutez-y SENTINEL RESET %2. %3</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but an old server may accept writes after a restart: keep it stopped, or see that it refuses them. %2</source>
        <translation>Dragonfly %1 est le primaire et aucune écriture n’est perdue, mais un ancien serveur pourrait accepter des écritures après un redémarrage&#xa0;: laissez-le arrêté, ou assurez-vous qu’il les refuse. %2</translation>
    </message>
    <message>
        <source>Sentinel %1 names %2 as the primary instead of %3, so it was not reset.</source>
        <translation>Le Sentinel %1 désigne %2 comme primaire au lieu de %3, il n’a donc pas été réinitialisé.</translation>
    </message>
    <message>
        <source>Sentinel %1 gives no answer, so it was not reset: %2</source>
        <translation>Le Sentinel %1 ne répond pas, il n’a donc pas été réinitialisé&#xa0;: %2</translation>
    </message>
    <message>
        <source>it fell silent.</source>
        <translation>il est devenu muet.</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. If it is gone, or %3 is an earlier name of this machine, delete the file %4.</source>
        <translation>Une autre console (%1, processus %2 sur %3) travaille sur cette migration&#xa0;: terminez-la d’abord, ou poursuivez là-bas. Si elle n’existe plus, ou si %3 est un ancien nom de cette machine, supprimez le fichier %4.</translation>
    </message>
    <message>
        <source>Replication is being stopped.</source>
        <translation>La réplication est en cours d’arrêt.</translation>
    </message>
    <message>
        <source>Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so no Sentinel was reset: without it they would not find each other again. Once it answers, stop the replication again.</source>
        <translation>Dragonfly a reçu REPLICAOF NO ONE, mais la source %1 ne répond pas, aucun Sentinel n’a donc été réinitialisé&#xa0;: sans elle, ils ne se retrouveraient pas. Dès qu’elle répond, arrêtez de nouveau la réplication.</translation>
    </message>
    <message>
        <source>Dragonfly was not out of the group in time.</source>
        <translation>Dragonfly n’était pas sorti du groupe à temps.</translation>
    </message>
    <message>
        <source>A Sentinel attached Dragonfly again meanwhile.</source>
        <translation>Un Sentinel a entre-temps rattaché Dragonfly.</translation>
    </message>
    <message>
        <source>Sentinel %1 still lists Dragonfly as a replica.</source>
        <translation>Le Sentinel %1 recense encore Dragonfly comme réplica.</translation>
    </message>
    <message>
        <source>Dragonfly is detached, but these Sentinels do not answer and will attach it again once they do: %1. Send each of them SENTINEL RESET %2 then.</source>
        <translation>Dragonfly est détaché, mais ces Sentinels ne répondent pas et le rattacheront dès qu’ils répondront&#xa0;: %1. Envoyez alors à chacun SENTINEL RESET %2.</translation>
    </message>
    <message>
        <source>A switch was left open: take it up first.</source>
        <translation>Une bascule est restée ouverte&#xa0;: reprenez-la d’abord.</translation>
    </message>
    <message>
        <source>%1 Everything was put back: Dragonfly is detached and has its settings of before, and no Sentinel lists it.</source>
        <translation>%1 Tout a été rétabli&#xa0;: Dragonfly est détaché et a ses paramètres d’avant, et aucun Sentinel ne le recense.</translation>
    </message>
    <message>
        <source>%1 The source was not changed, but Dragonfly could not be taken out again: %2 By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET.</source>
        <translation>%1 La source n’a pas été modifiée, mais Dragonfly n’a pas pu être retiré&#xa0;: %2 À la main&#xa0;: sur Dragonfly REPLICAOF NO ONE, sur chaque Sentinel SENTINEL RESET.</translation>
    </message>
    <message>
        <source>%1 But no report was written: %2</source>
        <translation>%1 Mais aucun rapport n’a été écrit&#xa0;: %2</translation>
    </message>
    <message>
        <source>No switch of this plan was left open, but this was changed and not put back: %1. Migrate again to go on with it, or put it back by hand, the first of them first.</source>
        <translation>Aucune bascule de ce plan n’est restée ouverte, mais ceci a été modifié et pas rétabli&#xa0;: %1. Migrez de nouveau pour poursuivre, ou rétablissez-le à la main, dans cet ordre.</translation>
    </message>
    <message>
        <source>Row %1 of the journal is missing.</source>
        <translation>La ligne %1 du journal manque.</translation>
    </message>
    <message>
        <source>Row %1 of the journal was altered, or the hash of the row before it: its own hash does not fit.</source>
        <translation>La ligne %1 du journal a été altérée, ou l’empreinte de la ligne précédente&#xa0;: sa propre empreinte ne correspond pas.</translation>
    </message>
    <message>
        <source>There is no journal of this plan: %1 does not exist.</source>
        <translation>Il n’y a pas de journal pour ce plan&#xa0;: %1 n’existe pas.</translation>
    </message>
    <message>
        <source>This journal was written by an older Ferryman, whose rows had no hashes: nothing can be proven of it.</source>
        <translation>Ce journal a été écrit par un Ferryman plus ancien, dont les lignes n’avaient pas d’empreinte&#xa0;: rien ne peut en être prouvé.</translation>
    </message>
    <message>
        <source>The report %1 cannot be read.</source>
        <translation>Le rapport %1 est illisible.</translation>
    </message>
    <message>
        <source>The report bears no hash of a journal: nothing can be proven of it.</source>
        <translation>Le rapport ne porte pas d’empreinte de journal&#xa0;: rien ne peut en être prouvé.</translation>
    </message>
    <message numerus="yes">
        <source>The report was made of %1 rows, but the journal has only %2: its end was cut off.</source>
        <translation>
            <numerusform>Le rapport a été établi à partir de %1 ligne, mais le journal n’en a que %2&#xa0;: sa fin a été coupée.</numerusform>
            <numerusform>Le rapport a été établi à partir de %1 lignes, mais le journal n’en a que %2&#xa0;: sa fin a été coupée.</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1 has another hash in the journal than in the report: one of the two was written anew.</source>
        <translation>La ligne %1 n’a pas la même empreinte dans le journal et dans le rapport&#xa0;: l’un des deux a été réécrit.</translation>
    </message>
    <message>
        <source>%1 was altered: it does not say what the journal says.</source>
        <translation>%1 a été altéré&#xa0;: il ne dit pas ce que dit le journal.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows. Hash: %2</source>
        <translation>
            <numerusform>Le journal est intact&#xa0;: %1 ligne. Empreinte&#xa0;: %2</numerusform>
            <numerusform>Le journal est intact&#xa0;: %1 lignes. Empreinte&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly follows another replication stream (%1) than the source&apos;s (%2).</source>
        <translation>Dragonfly suit un autre flux de réplication (%1) que celui de la source (%2).</translation>
    </message>
    <message>
        <source>The gate &quot;%1&quot; is closed: %2; wanted: %3.</source>
        <translation>La condition «&#xa0;%1&#xa0;» n’est pas remplie&#xa0;: %2&#xa0;; attendu&#xa0;: %3.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of the group, which is &quot;%2&quot;.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas le nom du groupe, qui est «&#xa0;%2&#xa0;».</translation>
    </message>
    <message>
        <source>Dragonfly forgets the old primary&apos;s login.</source>
        <translation>Dragonfly oublie l’authentification de l’ancien primaire.</translation>
    </message>
    <message>
        <source>Dragonfly forgot the old primary&apos;s login.</source>
        <translation>Dragonfly a oublié l’authentification de l’ancien primaire.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority is as it was.</source>
        <translation>Le replica_priority de Dragonfly est comme avant.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority could not be set: %1</source>
        <translation>Le replica_priority de Dragonfly n’a pas pu être réglé&#xa0;: %1</translation>
    </message>
    <message>
        <source>The old primary&apos;s login stays on Dragonfly: %1</source>
        <translation>L’authentification de l’ancien primaire reste sur Dragonfly&#xa0;: %1</translation>
    </message>
    <message>
        <source>Waits for the group&apos;s name as confirmation.</source>
        <translation>Attend le nom du groupe comme confirmation.</translation>
    </message>
    <message>
        <source>The journal&apos;s lock %1 cannot be made: see that you may write there.</source>
        <translation>Le verrou %1 du journal ne peut pas être créé&#xa0;: assurez-vous d’avoir le droit d’y écrire.</translation>
    </message>
    <message>
        <source>The journal&apos;s folder %1 cannot be made: choose one where you may write.</source>
        <translation>Le dossier %1 du journal ne peut pas être créé&#xa0;: choisissez-en un où vous avez le droit d’écrire.</translation>
    </message>
    <message>
        <source>The plan&apos;s id names its journal and must be letters, digits and dashes.</source>
        <translation>L’identifiant du plan nomme son journal et ne doit contenir que des lettres, des chiffres et des tirets.</translation>
    </message>
    <message>
        <source>%1 is no journal of Ferryman&apos;s: move it away, or choose another folder for the journals.</source>
        <translation>%1 n’est pas un journal de Ferryman&#xa0;: déplacez-le, ou choisissez un autre dossier pour les journaux.</translation>
    </message>
    <message>
        <source>%1 takes either &quot;env&quot; with a variable&apos;s name or &quot;keychain&quot; with an entry&apos;s name.</source>
        <translation>%1 prend soit «&#xa0;env&#xa0;» avec le nom d’une variable, soit «&#xa0;keychain&#xa0;» avec le nom d’une entrée.</translation>
    </message>
    <message>
        <source>The plan cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Le plan ne peut pas être écrit dans %1&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>The freeze could outlast a Sentinel&apos;s patience</source>
        <translation>Le gel pourrait durer plus longtemps que la patience d’un Sentinel</translation>
    </message>
    <message>
        <source>CLIENT PAUSE also freezes Sentinel&apos;s own link: beyond down-after it starts a failover of its own.</source>
        <translation>CLIENT PAUSE gèle aussi le lien de Sentinel&#xa0;: au-delà de down-after, il lance sa propre bascule.</translation>
    </message>
    <message>
        <source>On Dragonfly&apos;s machine that address is Dragonfly&apos;s machine.</source>
        <translation>Sur la machine de Dragonfly, cette adresse désigne la machine de Dragonfly.</translation>
    </message>
    <message>
        <source>The source&apos;s role</source>
        <translation>Rôle de la source</translation>
    </message>
    <message>
        <source>The source&apos;s version</source>
        <translation>Version de la source</translation>
    </message>
    <message>
        <source>Dragonfly cannot load this version&apos;s snapshot</source>
        <translation>Dragonfly ne peut pas charger l’instantané de cette version</translation>
    </message>
    <message>
        <source>The source&apos;s version is supported</source>
        <translation>La version de la source est prise en charge</translation>
    </message>
    <message>
        <source>Dragonfly cannot load a function library: the full sync fails at its end and begins again by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the library&apos;s owner, keep what FUNCTION DUMP gives, then delete it.</source>
        <translation>Dragonfly ne peut pas charger de bibliothèque de fonctions&#xa0;: la synchronisation complète échoue à la fin et recommence d’elle-même (mesuré sur 1.40.1&#xa0;: 8 synchronisations complètes en 4&#xa0;s). Consultez le propriétaire de la bibliothèque, conservez ce que donne FUNCTION DUMP, puis supprimez-la.</translation>
    </message>
    <message>
        <source>Ferryman moves data to Dragonfly alone: check the target&apos;s address.</source>
        <translation>Ferryman ne déplace des données que vers Dragonfly&#xa0;: vérifiez l’adresse de la cible.</translation>
    </message>
    <message>
        <source>A server cannot follow itself: give Dragonfly&apos;s address as the target.</source>
        <translation>Un serveur ne peut pas se suivre lui-même&#xa0;: indiquez l’adresse de Dragonfly comme cible.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version is supported</source>
        <translation>La version de Dragonfly est prise en charge</translation>
    </message>
    <message>
        <source>The target&apos;s memory</source>
        <translation>Mémoire de la cible</translation>
    </message>
    <message>
        <source>The data fit into the target&apos;s memory</source>
        <translation>Les données tiennent dans la mémoire de la cible</translation>
    </message>
    <message>
        <source>The data do not fit into the target&apos;s memory</source>
        <translation>Les données ne tiennent pas dans la mémoire de la cible</translation>
    </message>
    <message>
        <source>maxmemory of at least the source&apos;s used_memory</source>
        <translation>maxmemory au moins égal au used_memory de la source</translation>
    </message>
    <message>
        <source>A line of the server&apos;s CLIENT LIST has no id.</source>
        <translation>Une ligne du CLIENT LIST du serveur n’a pas d’id.</translation>
    </message>
    <message>
        <source>The reply is not in Redis&apos; protocol: check that a Redis, Sentinel or Dragonfly listens at this address and port.</source>
        <translation>La réponse n’est pas dans le protocole de Redis&#xa0;: vérifiez qu’un Redis, un Sentinel ou un Dragonfly écoute à cette adresse et sur ce port.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no port: give a number from 1 to 65535.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas un port&#xa0;: indiquez un nombre de 1 à 65535.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no IPv6 address in brackets, such as [::1].</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas une adresse IPv6 entre crochets, telle que [::1].</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host: give a name or an IP address, IPv6 in brackets.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas un hôte&#xa0;: indiquez un nom ou une adresse IP, IPv6 entre crochets.</translation>
    </message>
    <message>
        <source>The port is missing in &quot;%1&quot;: write host:port.</source>
        <translation>Le port manque dans «&#xa0;%1&#xa0;»&#xa0;: écrivez hôte:port.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address of a server: write redis://host:port, or rediss://host:port for TLS.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas une adresse de serveur&#xa0;: écrivez redis://hôte:port, ou rediss://hôte:port pour TLS.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no database: after the address&apos;s slash stands a number, such as redis://host:6379/0.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas une base de données&#xa0;: la barre oblique de l’adresse est suivie d’un nombre, comme dans redis://hôte:6379/0.</translation>
    </message>
    <message>
        <source>The server&apos;s reply to ROLE has a shape that Ferryman does not know.</source>
        <translation>La réponse du serveur à ROLE a une forme que Ferryman ne connaît pas.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s reply is not the list of names and values that was expected.</source>
        <translation>La réponse du Sentinel n’est pas la liste de noms et de valeurs attendue.</translation>
    </message>
    <message>
        <source>The user of %1 may not run %2: grant it in the server&apos;s ACL, or use another user.</source>
        <translation>L’utilisateur de %1 n’a pas le droit d’exécuter %2&#xa0;: accordez-le dans l’ACL du serveur, ou prenez un autre utilisateur.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here: give the authority&apos;s certificate as the CA file.</source>
        <translation>Le certificat de %1 n’est pas signé par une autorité reconnue ici&#xa0;: indiquez le certificat de l’autorité comme fichier CA.</translation>
    </message>
    <message>
        <source>TLS is not available here: Qt&apos;s TLS plugin or OpenSSL is missing.</source>
        <translation>TLS n’est pas disponible ici&#xa0;: le greffon TLS de Qt ou OpenSSL manque.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the text that was expected.</source>
        <translation>La réponse du serveur n’est pas le texte attendu.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the number that was expected.</source>
        <translation>La réponse du serveur n’est pas le nombre attendu.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the list that was expected.</source>
        <translation>La réponse du serveur n’est pas la liste attendue.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s reply has an unknown shape: %1</source>
        <translation>La réponse de Dragonfly a une forme inconnue&#xa0;: %1</translation>
    </message>
    <message>
        <source>Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>La réplication a été arrêtée&#xa0;: Dragonfly a commencé %1 synchronisations complètes et aucune n’a mené à une réplication stable. Cherchez des fonctions (FUNCTION LIST), des clés dans une base de données au-delà du dbnum de Dragonfly, des TTL de champs de hash, ou un tampon de sortie des réplicas trop petit sur la source.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly&apos;s link to the source is down.</source>
        <translation>Pas stable&#xa0;: le lien de Dragonfly à la source est coupé.</translation>
    </message>
    <message>
        <source>The report cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Le rapport ne peut pas être écrit dans %1&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>The group to confirm is &quot;%1&quot;, but the plan&apos;s group is &quot;%2&quot;.</source>
        <translation>Le groupe à confirmer est «&#xa0;%1&#xa0;», mais celui du plan est «&#xa0;%2&#xa0;».</translation>
    </message>
    <message>
        <source>The keychain holds no entry &quot;%1&quot;: enter the password for this session.</source>
        <translation>Le trousseau ne contient pas d’entrée «&#xa0;%1&#xa0;»&#xa0;: saisissez le mot de passe pour cette session.</translation>
    </message>
    <message>
        <source>%1 is no Sentinel but %2: give a Sentinel&apos;s address, usually port 26379.</source>
        <translation>%1 n’est pas un Sentinel mais %2&#xa0;: indiquez l’adresse d’un Sentinel, d’ordinaire le port 26379.</translation>
    </message>
    <message>
        <source>The Sentinels do not know the group &quot;%1&quot;: they know %2.</source>
        <translation>Les Sentinels ne connaissent pas le groupe «&#xa0;%1&#xa0;»&#xa0;: ils connaissent %2.</translation>
    </message>
    <message numerus="yes">
        <source>of %1 acknowledged by the lab&apos;s writers</source>
        <translation>
            <numerusform>sur %1 acquittée aux clients d’écriture du labo</numerusform>
            <numerusform>sur %1 acquittées aux clients d’écriture du labo</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version</source>
        <translation>Version de Dragonfly</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly were ended, with whatever was queued there.</source>
        <translation>Les connexions des Sentinels à Dragonfly ont été fermées, avec tout ce qui y attendait.</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly could not be ended yet: %1</source>
        <translation>Les connexions des Sentinels à Dragonfly n’ont pas encore pu être fermées&#xa0;: %1</translation>
    </message>
    <message>
        <source>Whether the clients follow Sentinel</source>
        <translation>Clients qui suivent Sentinel ou non</translation>
    </message>
    <message>
        <source>Every client&apos;s machine talks to a Sentinel</source>
        <translation>La machine de chaque client parle à un Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 clients</source>
        <translation>
            <numerusform>%1 client</numerusform>
            <numerusform>%1 clients</numerusform>
        </translation>
    </message>
    <message>
        <source>Clients do not seem to follow Sentinel</source>
        <translation>Des clients ne semblent pas suivre Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 clients: %3</source>
        <translation>
            <numerusform>%1 sur %2 client&#xa0;: %3</numerusform>
            <numerusform>%1 sur %2 clients&#xa0;: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>every client&apos;s machine has a connection to a Sentinel</source>
        <translation>la machine de chaque client a une connexion à un Sentinel</translation>
    </message>
    <message>
        <source>A client that never asks Sentinel stays at the old primary, which refuses its writes after the switch. Some libraries ask only when they connect: look at their settings.</source>
        <translation>Un client qui n’interroge jamais Sentinel reste sur l’ancien primaire, qui refuse ses écritures après la bascule. Certaines bibliothèques n’interrogent qu’à la connexion&#xa0;: examinez leurs paramètres.</translation>
    </message>
    <message>
        <source>Commands in use</source>
        <translation>Commandes utilisées</translation>
    </message>
    <message>
        <source>Dragonfly knows every command in use</source>
        <translation>Dragonfly connaît chaque commande utilisée</translation>
    </message>
    <message>
        <source>no unknown command in commandstats</source>
        <translation>aucune commande inconnue dans commandstats</translation>
    </message>
    <message>
        <source>writes that would be skipped: %1</source>
        <translation>écritures qui seraient ignorées&#xa0;: %1</translation>
    </message>
    <message>
        <source>commands that would fail: %1</source>
        <translation>commandes qui échoueraient&#xa0;: %1</translation>
    </message>
    <message>
        <source>Commands are in use that Dragonfly does not know</source>
        <translation>Des commandes inconnues de Dragonfly sont utilisées</translation>
    </message>
    <message>
        <source>Writes are in use that Dragonfly would skip silently</source>
        <translation>Des écritures que Dragonfly ignorerait sans le dire sont utilisées</translation>
    </message>
    <message>
        <source>only commands that Dragonfly knows</source>
        <translation>seulement des commandes que Dragonfly connaît</translation>
    </message>
    <message>
        <source>Whoever uses them gets errors after the switch. If nobody does any more, have the source forget its counts and check again.</source>
        <translation>Qui les utilise reçoit des erreurs après la bascule. Si personne ne les utilise plus, faites oublier ses compteurs à la source et contrôlez de nouveau.</translation>
    </message>
    <message>
        <source>Dragonfly skips such a write in the stream without a word, while its offset advances: from then on the data differ. Stop whoever uses it, have the source forget its counts and check again.</source>
        <translation>Dragonfly ignore une telle écriture dans le flux sans un mot, alors que son décalage avance&#xa0;: dès lors, les données diffèrent. Arrêtez qui l’utilise, faites oublier ses compteurs à la source et contrôlez de nouveau.</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>Le serveur ne répond pas</translation>
    </message>
    <message>
        <source>Without it nothing can be read or switched.</source>
        <translation>Sans lui, rien ne peut être lu ni basculé.</translation>
    </message>
    <message>
        <source>round trip %1, jitter %2</source>
        <translation>aller-retour %1, gigue %2</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>moins de %1</translation>
    </message>
    <message>
        <source>The server answers</source>
        <translation>Le serveur répond</translation>
    </message>
    <message>
        <source>The server is far away</source>
        <translation>Le serveur est loin</translation>
    </message>
    <message>
        <source>The switch takes some exchanges one after the other, while writes stand still: run Ferryman closer to the servers.</source>
        <translation>La bascule demande quelques échanges successifs, pendant que les écritures sont suspendues&#xa0;: exécutez Ferryman plus près des serveurs.</translation>
    </message>
    <message>
        <source>The login is refused</source>
        <translation>L’authentification est refusée</translation>
    </message>
    <message>
        <source>a user and a password that the server takes</source>
        <translation>un utilisateur et un mot de passe que le serveur accepte</translation>
    </message>
    <message>
        <source>Without a login nothing can be read.</source>
        <translation>Sans authentification, rien ne peut être lu.</translation>
    </message>
    <message>
        <source>The server wants no password</source>
        <translation>Le serveur ne demande pas de mot de passe</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>utilisateur %1</translation>
    </message>
    <message>
        <source>The login is accepted</source>
        <translation>L’authentification est acceptée</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>non chiffré</translation>
    </message>
    <message>
        <source>No TLS, as the plan says</source>
        <translation>Pas de TLS, comme l’indique le plan</translation>
    </message>
    <message>
        <source>The password travels in clear</source>
        <translation>Le mot de passe circule en clair</translation>
    </message>
    <message>
        <source>Whoever can listen on the network reads the password and the data.</source>
        <translation>Qui peut écouter sur le réseau lit le mot de passe et les données.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>Certificat du serveur</translation>
    </message>
    <message>
        <source>The TLS library shows no certificate.</source>
        <translation>La bibliothèque TLS ne montre aucun certificat.</translation>
    </message>
    <message numerus="yes">
        <source>%1; %2, issued by %3, %4 days left</source>
        <translation>
            <numerusform>%1&#xa0;; %2, émis par %3, encore %4 jour</numerusform>
            <numerusform>%1&#xa0;; %2, émis par %3, encore %4 jours</numerusform>
        </translation>
    </message>
    <message>
        <source>TLS: chain and name are verified</source>
        <translation>TLS&#xa0;: la chaîne et le nom sont vérifiés</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expires soon</source>
        <translation>Le certificat du serveur expire bientôt</translation>
    </message>
    <message>
        <source>at least %1 days left</source>
        <translation>encore au moins %1 jours</translation>
    </message>
    <message>
        <source>After that day neither Sentinel nor clients nor Ferryman can connect.</source>
        <translation>Passé ce jour, ni Sentinel, ni les clients, ni Ferryman ne peuvent se connecter.</translation>
    </message>
    <message>
        <source>TLS cannot be set up</source>
        <translation>TLS ne peut pas être établi</translation>
    </message>
    <message>
        <source>a certificate that can be verified</source>
        <translation>un certificat vérifiable</translation>
    </message>
    <message>
        <source>Ferryman never skips the verification.</source>
        <translation>Ferryman n’omet jamais la vérification.</translation>
    </message>
    <message>
        <source>It has no setting %1.</source>
        <translation>Il n’a pas de paramètre %1.</translation>
    </message>
    <message>
        <source>the right to run it</source>
        <translation>le droit de l’exécuter</translation>
    </message>
    <message>
        <source>Long TTLs</source>
        <translation>TTL longs</translation>
    </message>
    <message>
        <source>No key has a TTL</source>
        <translation>Aucune clé n’a de TTL</translation>
    </message>
    <message>
        <source>No TTL is too long for Dragonfly</source>
        <translation>Aucun TTL n’est trop long pour Dragonfly</translation>
    </message>
    <message>
        <source>TTLs are longer than Dragonfly&apos;s longest</source>
        <translation>Des TTL dépassent le maximum de Dragonfly</translation>
    </message>
    <message>
        <source>at most 8.5 years</source>
        <translation>au plus 8,5 ans</translation>
    </message>
    <message>
        <source>Dragonfly shortens such a TTL, or refuses the write: in the stream it is skipped without a word. Make it shorter, or let the key live for ever (PERSIST).</source>
        <translation>Dragonfly raccourcit un tel TTL, ou refuse l’écriture&#xa0;: dans le flux, elle est ignorée sans un mot. Raccourcissez-le, ou laissez la clé vivre sans fin (PERSIST).</translation>
    </message>
    <message>
        <source>Other groups of Sentinel</source>
        <translation>Autres groupes de Sentinel</translation>
    </message>
    <message>
        <source>No other group has the source or Dragonfly</source>
        <translation>Aucun autre groupe n’a la source ni Dragonfly</translation>
    </message>
    <message>
        <source>Another group of Sentinel has the source or Dragonfly too</source>
        <translation>Un autre groupe de Sentinel a aussi la source ou Dragonfly</translation>
    </message>
    <message>
        <source>one group alone</source>
        <translation>un seul groupe</translation>
    </message>
    <message>
        <source>Groups that share a server share its hello channel, and the other one&apos;s Sentinels would take the switch for a failure: they would promote and demote servers of their own accord.</source>
        <translation>Des groupes qui partagent un serveur partagent son canal hello, et les Sentinels de l’autre prendraient la bascule pour une panne&#xa0;: ils promouvraient et rétrograderaient des serveurs de leur propre chef.</translation>
    </message>
    <message>
        <source>Users of the source</source>
        <translation>Utilisateurs de la source</translation>
    </message>
    <message>
        <source>Settings of both servers</source>
        <translation>Paramètres des deux serveurs</translation>
    </message>
    <message>
        <source>The source has no ACL users</source>
        <translation>La source n’a pas d’utilisateurs ACL</translation>
    </message>
    <message>
        <source>it is older than 6.0</source>
        <translation>elle est antérieure à 6.0</translation>
    </message>
    <message>
        <source>Dragonfly has every user of the source</source>
        <translation>Dragonfly a chaque utilisateur de la source</translation>
    </message>
    <message numerus="yes">
        <source>%1 users</source>
        <translation>
            <numerusform>%1 utilisateur</numerusform>
            <numerusform>%1 utilisateurs</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks users of the source</source>
        <translation>Il manque à Dragonfly des utilisateurs de la source</translation>
    </message>
    <message>
        <source>the same users on both</source>
        <translation>les mêmes utilisateurs sur les deux</translation>
    </message>
    <message>
        <source>ACL users are not replicated: whoever logs in as one of them is refused after the switch. Rights on single subcommands are left out, and a Dragonfly that takes no password hash (#) in ACL SETUSER wants these lines in its --aclfile.</source>
        <translation>Les utilisateurs ACL ne sont pas répliqués&#xa0;: qui se connecte sous l’un d’eux est refusé après la bascule. Les droits sur des sous-commandes isolées sont omis, et un Dragonfly qui n’accepte pas d’empreinte de mot de passe (#) dans ACL SETUSER veut ces lignes dans son --aclfile.</translation>
    </message>
    <message>
        <source>Settings that clients notice are alike</source>
        <translation>Les paramètres que les clients remarquent sont identiques</translation>
    </message>
    <message>
        <source>Dragonfly is set differently than the source</source>
        <translation>Dragonfly est réglé autrement que la source</translation>
    </message>
    <message>
        <source>Settings are not replicated: clients would meet others after the switch.</source>
        <translation>Les paramètres ne sont pas répliqués&#xa0;: les clients en trouveraient d’autres après la bascule.</translation>
    </message>
    <message>
        <source>Persistence of both servers</source>
        <translation>Persistance des deux serveurs</translation>
    </message>
    <message>
        <source>Dragonfly keeps as much on disk as the source</source>
        <translation>Dragonfly garde autant sur disque que la source</translation>
    </message>
    <message>
        <source>The source has an append-only file, Dragonfly has snapshots alone</source>
        <translation>La source a un fichier append-only, Dragonfly n’a que des instantanés</translation>
    </message>
    <message>
        <source>snapshots often enough</source>
        <translation>des instantanés assez fréquents</translation>
    </message>
    <message>
        <source>What was written since the last snapshot is lost should Dragonfly crash.</source>
        <translation>Ce qui a été écrit depuis le dernier instantané est perdu si Dragonfly tombe en panne.</translation>
    </message>
    <message>
        <source>The source keeps its data on disk, Dragonfly does not</source>
        <translation>La source garde ses données sur disque, Dragonfly non</translation>
    </message>
    <message>
        <source>After a crash or a restart Dragonfly would be empty. It has no append-only file: how often it takes snapshots is how much may be lost.</source>
        <translation>Après une panne ou un redémarrage, Dragonfly serait vide. Il n’a pas de fichier append-only&#xa0;: la fréquence de ses instantanés détermine ce qui peut être perdu.</translation>
    </message>
    <message>
        <source>The rights of the user</source>
        <translation>Droits de l’utilisateur</translation>
    </message>
    <message>
        <source>The user may run every command needed</source>
        <translation>L’utilisateur peut exécuter chaque commande nécessaire</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 commands</source>
        <translation>
            <numerusform>%1&#xa0;: %2 commande</numerusform>
            <numerusform>%1&#xa0;: %2 commandes</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks rights that the migration needs</source>
        <translation>Il manque à l’utilisateur des droits nécessaires à la migration</translation>
    </message>
    <message>
        <source>%1 may not run %2</source>
        <translation>%1 n’a pas le droit d’exécuter %2</translation>
    </message>
    <message>
        <source>the right to run each</source>
        <translation>le droit d’exécuter chacune</translation>
    </message>
    <message>
        <source>The checks that read with them say &quot;unknown&quot;, and without +@read and +watch the data cannot be compared. The command grants just what Ferryman needs.</source>
        <translation>Les contrôles qui s’en servent pour lire indiquent «&#xa0;inconnu&#xa0;», et sans +@read et +watch les données ne peuvent pas être comparées. La commande accorde exactement ce dont Ferryman a besoin.</translation>
    </message>
    <message>
        <source>The switch would stop half-way. The command grants just what Ferryman needs.</source>
        <translation>La bascule s’arrêterait à mi-chemin. La commande accorde exactement ce dont Ferryman a besoin.</translation>
    </message>
    <message>
        <source>the server knows no ACL</source>
        <translation>le serveur ne connaît pas les ACL</translation>
    </message>
    <message>
        <source>shortest down-after-milliseconds %1, shortest failover-timeout %2</source>
        <translation>down-after-milliseconds le plus court %1, failover-timeout le plus court %2</translation>
    </message>
    <message>
        <source>A Sentinel gives a failover up too soon</source>
        <translation>Un Sentinel abandonne une bascule trop tôt</translation>
    </message>
    <message>
        <source>failover-timeout of at least %1</source>
        <translation>failover-timeout d’au moins %1</translation>
    </message>
    <message>
        <source>Within it Dragonfly must have been promoted, and the old primary forgotten before a Sentinel points it to Dragonfly.</source>
        <translation>Dans ce délai, Dragonfly doit avoir été promu, et l’ancien primaire oublié avant qu’un Sentinel l’oriente vers Dragonfly.</translation>
    </message>
    <message>
        <source>no replica</source>
        <translation>aucun réplica</translation>
    </message>
    <message>
        <source>Sentinel would promote nobody but Dragonfly</source>
        <translation>Sentinel ne promouvrait que Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel would promote a Redis replica today</source>
        <translation>Sentinel promouvrait aujourd’hui un réplica Redis</translation>
    </message>
    <message>
        <source>Dragonfly, at the switch</source>
        <translation>Dragonfly, à la bascule</translation>
    </message>
    <message>
        <source>So it should be until then: Dragonfly gets a better priority, and the others none, only once it is steady.</source>
        <translation>C’est normal jusque-là&#xa0;: Dragonfly ne reçoit une meilleure priorité, et les autres aucune, qu’une fois stable.</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>un mot de passe</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>pas de mot de passe</translation>
    </message>
    <message>
        <source>Sentinel cannot log in to both servers alike</source>
        <translation>Sentinel ne peut pas s’authentifier de la même façon sur les deux serveurs</translation>
    </message>
    <message>
        <source>source and Dragonfly have different passwords</source>
        <translation>la source et Dragonfly ont des mots de passe différents</translation>
    </message>
    <message>
        <source>source: %1, Dragonfly: %2</source>
        <translation>source&#xa0;: %1, Dragonfly&#xa0;: %2</translation>
    </message>
    <message>
        <source>the same user and password on both</source>
        <translation>le même utilisateur et le même mot de passe sur les deux</translation>
    </message>
    <message>
        <source>Sentinel has one auth-user and auth-pass for a primary and all its replicas, and so have the clients. A Dragonfly that refuses it is held for down and never promoted.</source>
        <translation>Sentinel a un seul auth-user et un seul auth-pass pour un primaire et tous ses réplicas, et les clients aussi. Un Dragonfly qui les refuse est considéré comme hors service et n’est jamais promu.</translation>
    </message>
    <message>
        <source>Sentinel can log in to Dragonfly as to the source</source>
        <translation>Sentinel peut s’authentifier sur Dragonfly comme sur la source</translation>
    </message>
    <message>
        <source>Sentinel reaches Dragonfly</source>
        <translation>Sentinel joint Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel&apos;s login</source>
        <translation>Authentification de Sentinel</translation>
    </message>
    <message>
        <source>neither wants a password</source>
        <translation>aucun des deux ne demande de mot de passe</translation>
    </message>
    <message>
        <source>one password for both</source>
        <translation>un seul mot de passe pour les deux</translation>
    </message>
    <message>
        <source>Dragonfly lacks the user as which Sentinel logs in</source>
        <translation>Il manque à Dragonfly l’utilisateur sous lequel Sentinel s’authentifie</translation>
    </message>
    <message>
        <source>Sentinel would hold Dragonfly for down. Create the user there with Sentinel&apos;s password and the rights that it has on the source.</source>
        <translation>Sentinel considérerait Dragonfly comme hors service. Créez-y cet utilisateur avec le mot de passe de Sentinel et les droits qu’il a sur la source.</translation>
    </message>
    <message>
        <source>Sentinel does not tell its password: once Dragonfly is attached it shows whether it fits.</source>
        <translation>Sentinel ne révèle pas son mot de passe&#xa0;: une fois Dragonfly rattaché, on voit s’il convient.</translation>
    </message>
    <message>
        <source>No Sentinel runs a script</source>
        <translation>Aucun Sentinel n’exécute de script</translation>
    </message>
    <message>
        <source>The Sentinels run scripts at a failover</source>
        <translation>Les Sentinels exécutent des scripts lors d’une bascule</translation>
    </message>
    <message>
        <source>scripts that may run</source>
        <translation>des scripts qui peuvent s’exécuter</translation>
    </message>
    <message>
        <source>They run at this switch as at every failover, with Dragonfly as the new primary: a script that moves an address or talks to Redis must be ready for that.</source>
        <translation>Ils s’exécutent à cette bascule comme à toute autre, avec Dragonfly comme nouveau primaire&#xa0;: un script qui déplace une adresse ou parle à Redis doit y être préparé.</translation>
    </message>
    <message>
        <source>Renamed commands</source>
        <translation>Commandes renommées</translation>
    </message>
    <message>
        <source>No command that Sentinel sends is renamed</source>
        <translation>Aucune commande que Sentinel envoie n’est renommée</translation>
    </message>
    <message>
        <source>Commands are renamed or disabled on the source</source>
        <translation>Des commandes sont renommées ou désactivées sur la source</translation>
    </message>
    <message>
        <source>no rename-command for them, in redis.conf and at the Sentinels</source>
        <translation>pas de rename-command pour elles, dans redis.conf et sur les Sentinels</translation>
    </message>
    <message>
        <source>Sentinel sends its renamed commands to Dragonfly as well, which knows none of these names and would not be promoted; and Ferryman freezes and demotes the source by them.</source>
        <translation>Sentinel envoie aussi ses commandes renommées à Dragonfly, qui ne connaît aucun de ces noms et ne serait pas promu&#xa0;; et c’est par elles que Ferryman gèle et rétrograde la source.</translation>
    </message>
    <message>
        <source>Modules of the source</source>
        <translation>Modules de la source</translation>
    </message>
    <message>
        <source>The source has no module loaded</source>
        <translation>La source n’a chargé aucun module</translation>
    </message>
    <message>
        <source>Dragonfly loads the values of this module</source>
        <translation>Dragonfly charge les valeurs de ce module</translation>
    </message>
    <message>
        <source>The source has modules whose values Dragonfly cannot load</source>
        <translation>La source a des modules dont Dragonfly ne peut pas charger les valeurs</translation>
    </message>
    <message>
        <source>no module but ReJSON</source>
        <translation>aucun module sauf ReJSON</translation>
    </message>
    <message>
        <source>Before 1.40 one value of such a module makes the whole full sync fail, and begin again for ever.</source>
        <translation>Avant 1.40, une seule valeur d’un tel module fait échouer toute la synchronisation complète, qui recommence sans fin.</translation>
    </message>
    <message>
        <source>Dragonfly leaves out every key of such a module, with a line in its log only, and knows none of its commands. If no key uses it, unload it.</source>
        <translation>Dragonfly omet chaque clé d’un tel module, avec une simple ligne dans ses logs, et ne connaît aucune de ses commandes. Si aucune clé ne l’utilise, déchargez-le.</translation>
    </message>
    <message>
        <source>Dragonfly started with --dbnum=%1 or more</source>
        <translation>Dragonfly démarré avec --dbnum=%1 ou plus</translation>
    </message>
    <message>
        <source>The full sync fails and begins again for ever.</source>
        <translation>La synchronisation complète échoue et recommence sans fin.</translation>
    </message>
    <message numerus="yes">
        <source>%1 configured, highest with keys %2, Dragonfly has %3</source>
        <translation>
            <numerusform>%1 configurée, la plus haute avec des clés %2, Dragonfly en a %3</numerusform>
            <numerusform>%1 configurées, la plus haute avec des clés %2, Dragonfly en a %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks databases that the source offers</source>
        <translation>Il manque à Dragonfly des bases de données que la source offre</translation>
    </message>
    <message>
        <source>They are empty today. The first write to one of them during the migration fails to select it on Dragonfly, and all that follows lands in the wrong database, while link and offset look healthy.</source>
        <translation>Elles sont vides aujourd’hui. Lors de la première écriture dans l’une d’elles pendant la migration, Dragonfly ne peut pas la sélectionner, et tout ce qui suit arrive dans la mauvaise base de données, alors que le lien et le décalage semblent sains.</translation>
    </message>
    <message>
        <source>Databases of Dragonfly</source>
        <translation>Bases de données de Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>%1 databases</source>
        <translation>
            <numerusform>%1 base de données</numerusform>
            <numerusform>%1 bases de données</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s number of databases is usual</source>
        <translation>Le nombre de bases de données de Dragonfly est habituel</translation>
    </message>
    <message>
        <source>Dragonfly was started with fewer databases than usual</source>
        <translation>Dragonfly a été démarré avec moins de bases de données que d’habitude</translation>
    </message>
    <message>
        <source>A write to a database that only the source has lands in the wrong database on Dragonfly, while link and offset look healthy.</source>
        <translation>Une écriture dans une base de données que seule la source possède arrive dans la mauvaise sur Dragonfly, alors que le lien et le décalage semblent sains.</translation>
    </message>
    <message>
        <source>Memory for the snapshot&apos;s fork</source>
        <translation>Mémoire pour le fork de l’instantané</translation>
    </message>
    <message>
        <source>The source&apos;s last snapshot failed</source>
        <translation>Le dernier instantané de la source a échoué</translation>
    </message>
    <message>
        <source>The full sync begins with a snapshot as well: what made the last one fail, a fork without memory or a full disk, stands in the source&apos;s log. Mend it, then take one again.</source>
        <translation>La synchronisation complète commence aussi par un instantané&#xa0;: ce qui a fait échouer le dernier, un fork sans mémoire ou un disque plein, figure dans les logs de la source. Remédiez-y, puis refaites-en un.</translation>
    </message>
    <message>
        <source>%1 resident, about %2 to be copied, the machine has %3</source>
        <translation>%1 résidents, environ %2 à copier, la machine a %3</translation>
    </message>
    <message>
        <source>The source has memory for a snapshot</source>
        <translation>La source a la mémoire nécessaire à un instantané</translation>
    </message>
    <message>
        <source>The source may run out of memory during the full sync</source>
        <translation>La source peut manquer de mémoire pendant la synchronisation complète</translation>
    </message>
    <message>
        <source>below nine tenths of the machine&apos;s memory</source>
        <translation>moins des neuf dixièmes de la mémoire de la machine</translation>
    </message>
    <message>
        <source>The full sync forks, and every page written meanwhile is copied. Without memory the fork fails, or the kernel ends the source: sync at a quiet hour.</source>
        <translation>La synchronisation complète fait un fork, et chaque page écrite pendant ce temps est copiée. Sans mémoire, le fork échoue, ou le noyau met fin à la source&#xa0;: synchronisez à une heure calme.</translation>
    </message>
    <message>
        <source>The replica output buffer</source>
        <translation>Tampon de sortie des réplicas</translation>
    </message>
    <message>
        <source>limit %1, or %2 for %3 s; writes gather %4 during a sync of %5</source>
        <translation>limite %1, ou %2 pendant %3&#xa0;s&#xa0;; les écritures accumulent %4 pendant une synchronisation de %5</translation>
    </message>
    <message>
        <source>The replica output buffer outlasts the sync</source>
        <translation>Le tampon de sortie des réplicas suffit pour la synchronisation</translation>
    </message>
    <message>
        <source>The replica output buffer is too small for the full sync</source>
        <translation>Le tampon de sortie des réplicas est trop petit pour la synchronisation complète</translation>
    </message>
    <message>
        <source>at least %1, or %2 for %3 s</source>
        <translation>au moins %1, ou %2 pendant %3&#xa0;s</translation>
    </message>
    <message>
        <source>The source keeps what is written while Dragonfly loads. Beyond the limit it cuts the link, and the full sync begins again, with the same end.</source>
        <translation>La source conserve ce qui est écrit pendant que Dragonfly charge. Au-delà de la limite, elle coupe le lien, et la synchronisation complète recommence, avec la même fin.</translation>
    </message>
    <message>
        <source>The write rate</source>
        <translation>Débit d’écriture</translation>
    </message>
    <message>
        <source>The source is written to at a rate that replication can follow</source>
        <translation>La réplication peut suivre le débit d’écriture de la source</translation>
    </message>
    <message>
        <source>The source is written to at a high rate</source>
        <translation>Le débit d’écriture de la source est élevé</translation>
    </message>
    <message>
        <source>The stream to Dragonfly must keep up, beside the snapshot during the full sync: else the lag grows and the switch waits. A quiet hour is better.</source>
        <translation>Le flux vers Dragonfly doit suivre, en plus de l’instantané pendant la synchronisation complète&#xa0;: sinon, le retard croît et la bascule attend. Mieux vaut une heure calme.</translation>
    </message>
    <message>
        <source>What a full sync costs</source>
        <translation>Coût d’une synchronisation complète</translation>
    </message>
    <message>
        <source>The source gives up a slow replica too soon</source>
        <translation>La source abandonne trop tôt un réplica lent</translation>
    </message>
    <message>
        <source>While Dragonfly loads it says nothing to the source. Silent for longer than repl-timeout it is cut off, and the full sync begins again.</source>
        <translation>Pendant que Dragonfly charge, il ne dit rien à la source. Muet plus longtemps que repl-timeout, il est coupé, et la synchronisation complète recommence.</translation>
    </message>
    <message>
        <source>%1 in about %2, without the source&apos;s disk</source>
        <translation>%1 en environ %2, sans le disque de la source</translation>
    </message>
    <message>
        <source>%1 in about %2, through the source&apos;s disk</source>
        <translation>%1 en environ %2, par le disque de la source</translation>
    </message>
    <message>
        <source>A full sync, and every dropped link costs another, takes little time</source>
        <translation>Une synchronisation complète est brève, et chaque lien coupé en coûte une autre</translation>
    </message>
    <message>
        <source>A full sync takes long</source>
        <translation>Une synchronisation complète est longue</translation>
    </message>
    <message>
        <source>below half an hour</source>
        <translation>moins d’une demi-heure</translation>
    </message>
    <message>
        <source>Dragonfly cannot resume with a Redis primary: every dropped link costs the whole sync once more, with an empty Dragonfly until it ends.</source>
        <translation>Dragonfly ne peut pas reprendre avec un primaire Redis&#xa0;: chaque lien coupé coûte une nouvelle synchronisation entière, avec un Dragonfly vide jusqu’à son terme.</translation>
    </message>
    <message>
        <source>Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a Redis source (1.39): nothing else could prove that it has every write.</source>
        <translation>Sont nécessaires role:slave pour Sentinel (depuis 1.18), un replica_priority réglable en marche (1.21), slave_repl_offset (1.22), et l’exactitude de ce décalage avec une source Redis (1.39)&#xa0;: rien d’autre ne pourrait prouver qu’il a chaque écriture.</translation>
    </message>
    <message>
        <source>Dragonfly runs in cluster mode</source>
        <translation>Dragonfly fonctionne en mode cluster</translation>
    </message>
    <message>
        <source>With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by which Sentinels find each other, and has database 0 only. Start it without, unless it is the emulated mode and you know that this suffices.</source>
        <translation>Avec --cluster_mode=yes, il refuse PUBLISH et SUBSCRIBE, par lesquels les Sentinels se trouvent, et n’a que la base de données 0. Démarrez-le sans, sauf s’il s’agit du mode émulé et que vous savez qu’il suffit.</translation>
    </message>
    <message>
        <source>Dragonfly hides its role from Sentinel</source>
        <translation>Dragonfly cache son rôle à Sentinel</translation>
    </message>
    <message>
        <source>Sentinel reads neither priority nor link of such a replica. Start it without --info_replication_valkey_compatible=false.</source>
        <translation>Sentinel ne lit ni la priorité ni le lien d’un tel réplica. Démarrez-le sans --info_replication_valkey_compatible=false.</translation>
    </message>
    <message>
        <source>The source evicts keys, Dragonfly would not</source>
        <translation>La source évince des clés, Dragonfly ne le ferait pas</translation>
    </message>
    <message>
        <source>Dragonfly started with --cache_mode</source>
        <translation>Dragonfly démarré avec --cache_mode</translation>
    </message>
    <message>
        <source>When its memory is full Dragonfly answers writes with an error instead.</source>
        <translation>Quand sa mémoire est pleine, Dragonfly répond plutôt aux écritures par une erreur.</translation>
    </message>
    <message>
        <source>Dragonfly would evict keys, the source does not</source>
        <translation>Dragonfly évincerait des clés, la source ne le fait pas</translation>
    </message>
    <message>
        <source>Dragonfly started without --cache_mode</source>
        <translation>Dragonfly démarré sans --cache_mode</translation>
    </message>
    <message>
        <source>From the promotion on it would delete keys that nobody deleted.</source>
        <translation>Dès la promotion, il supprimerait des clés que personne n’a supprimées.</translation>
    </message>
    <message>
        <source>Dragonfly follows the source already</source>
        <translation>Dragonfly suit déjà la source</translation>
    </message>
    <message>
        <source>attached by Ferryman, not by --replicaof</source>
        <translation>rattaché par Ferryman, non par --replicaof</translation>
    </message>
    <message>
        <source>If it was started with --replicaof, a restart after the switch would attach it to the old primary again and empty it: take the flag away. Dragonfly does not tell its flags.</source>
        <translation>S’il a été démarré avec --replicaof, un redémarrage après la bascule le rattacherait à l’ancien primaire et le viderait&#xa0;: retirez l’option. Dragonfly ne révèle pas ses options.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags</source>
        <translation>Options de Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags suit a primary under Sentinel</source>
        <translation>Les options de Dragonfly conviennent à un primaire sous Sentinel</translation>
    </message>
    <message>
        <source>One of source and Dragonfly speaks TLS, the other does not</source>
        <translation>De la source et de Dragonfly, l’un parle TLS, l’autre non</translation>
    </message>
    <message>
        <source>TLS on both or on neither</source>
        <translation>TLS sur les deux ou sur aucun</translation>
    </message>
    <message>
        <source>A Sentinel speaks TLS to all servers or to none, so it could not reach Dragonfly.</source>
        <translation>Un Sentinel parle TLS à tous les serveurs ou à aucun, il ne pourrait donc pas joindre Dragonfly.</translation>
    </message>
    <message>
        <source>Whether Dragonfly speaks TLS to the source</source>
        <translation>Dragonfly parle TLS à la source ou non</translation>
    </message>
    <message>
        <source>Dragonfly does not tell its flag --tls_replication</source>
        <translation>Dragonfly ne révèle pas son option --tls_replication</translation>
    </message>
    <message>
        <source>How Dragonfly reaches the source</source>
        <translation>Comment Dragonfly joint la source</translation>
    </message>
    <message>
        <source>Dragonfly would log in to a source that wants no login</source>
        <translation>Dragonfly s’authentifierait sur une source qui ne demande pas d’authentification</translation>
    </message>
    <message>
        <source>masterauth is set</source>
        <translation>masterauth est défini</translation>
    </message>
    <message>
        <source>masterauth is empty</source>
        <translation>masterauth est vide</translation>
    </message>
    <message>
        <source>The source answers AUTH with an error then, and Dragonfly does not attach. What it was cannot be put back: it is a password.</source>
        <translation>La source répond alors à AUTH par une erreur, et Dragonfly ne se rattache pas. Sa valeur d’avant ne peut pas être rétablie&#xa0;: c’est un mot de passe.</translation>
    </message>
    <message>
        <source>Sentinel would list Dragonfly under another port</source>
        <translation>Sentinel recenserait Dragonfly sous un autre port</translation>
    </message>
    <message>
        <source>0, or the port %1 of the plan</source>
        <translation>0, ou le port %1 du plan</translation>
    </message>
    <message>
        <source>Sentinel reaches a replica by the address that it announces to the source, and promotes it there.</source>
        <translation>Sentinel joint un réplica par l’adresse que celui-ci annonce à la source, et l’y promeut.</translation>
    </message>
    <message>
        <source>The plan names Dragonfly by a host name</source>
        <translation>Le plan désigne Dragonfly par un nom d’hôte</translation>
    </message>
    <message>
        <source>Sentinel lists replicas by their IP, by which Dragonfly must be recognized there.</source>
        <translation>Sentinel recense les réplicas par leur IP, à laquelle Dragonfly doit y être reconnu.</translation>
    </message>
    <message>
        <source>Dragonfly can attach, and be listed by Sentinel</source>
        <translation>Dragonfly peut se rattacher, et être recensé par Sentinel</translation>
    </message>
    <message>
        <source>Snapshots of Dragonfly</source>
        <translation>Instantanés de Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly takes snapshots</source>
        <translation>Dragonfly fait des instantanés</translation>
    </message>
    <message>
        <source>Dragonfly takes no snapshots</source>
        <translation>Dragonfly ne fait pas d’instantanés</translation>
    </message>
    <message>
        <source>Dragonfly has no append-only file: without snapshots a crash leaves nothing. Take one right after the promotion (SAVE), and others regularly.</source>
        <translation>Dragonfly n’a pas de fichier append-only&#xa0;: sans instantanés, une panne ne laisse rien. Faites-en un juste après la promotion (SAVE), puis d’autres régulièrement.</translation>
    </message>
    <message>
        <source>Replicas of Dragonfly</source>
        <translation>Réplicas de Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>%1 replicas</source>
        <translation>
            <numerusform>%1 réplica</numerusform>
            <numerusform>%1 réplicas</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly has a replica</source>
        <translation>Dragonfly a un réplica</translation>
    </message>
    <message>
        <source>One Dragonfly alone is a single point of failure</source>
        <translation>Un Dragonfly seul est un point de défaillance unique</translation>
    </message>
    <message>
        <source>a second Dragonfly, attached after the switch</source>
        <translation>un second Dragonfly, rattaché après la bascule</translation>
    </message>
    <message>
        <source>Sentinel has nobody to promote should it fail: the old primary is parked, and a replica of a replica is refused, so a standby follows Dragonfly only once that is the primary.</source>
        <translation>Sentinel n’a personne à promouvoir s’il tombe en panne&#xa0;: l’ancien primaire est mis à l’écart, et un réplica de réplica est refusé&#xa0;; un serveur de secours ne suit donc Dragonfly qu’une fois celui-ci primaire.</translation>
    </message>
    <message>
        <source>The clocks of both servers</source>
        <translation>Horloges des deux serveurs</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s clock is %1 s from the source&apos;s</source>
        <translation>L’horloge de Dragonfly s’écarte de %1&#xa0;s de celle de la source</translation>
    </message>
    <message>
        <source>Both clocks agree</source>
        <translation>Les deux horloges concordent</translation>
    </message>
    <message>
        <source>The clocks of source and Dragonfly differ</source>
        <translation>Les horloges de la source et de Dragonfly diffèrent</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>moins d’une seconde</translation>
    </message>
    <message>
        <source>Expiries are moments, not durations: on Dragonfly every key expires by that much earlier or later.</source>
        <translation>Les expirations sont des instants, non des durées&#xa0;: sur Dragonfly, chaque clé expire d’autant plus tôt ou plus tard.</translation>
    </message>
    <message>
        <source>Lua scripts</source>
        <translation>Scripts Lua</translation>
    </message>
    <message>
        <source>No Lua script was run</source>
        <translation>Aucun script Lua n’a été exécuté</translation>
    </message>
    <message>
        <source>Lua scripts are in use</source>
        <translation>Des scripts Lua sont utilisés</translation>
    </message>
    <message>
        <source>scripts that name all their keys, and clients that load them again</source>
        <translation>des scripts qui nomment toutes leurs clés, et des clients qui les rechargent</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys.</source>
        <translation>Dragonfly refuse un script qui touche une clé qu’il n’a pas nommée dans KEYS, sauf s’il est démarré avec --default_lua_flags=allow-undeclared-keys.</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys. And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT after the switch until the client loads them.</source>
        <translation>Dragonfly refuse un script qui touche une clé qu’il n’a pas nommée dans KEYS, sauf s’il est démarré avec --default_lua_flags=allow-undeclared-keys. Et depuis Redis 7, les scripts ne sont pas répliqués&#xa0;: EVALSHA reçoit NOSCRIPT après la bascule jusqu’à ce que le client les charge.</translation>
    </message>
    <message>
        <source>Blocking commands</source>
        <translation>Commandes bloquantes</translation>
    </message>
    <message>
        <source>No client blocks</source>
        <translation>Aucun client ne bloque</translation>
    </message>
    <message>
        <source>Clients use blocking commands</source>
        <translation>Des clients utilisent des commandes bloquantes</translation>
    </message>
    <message numerus="yes">
        <source>%1 blocked now; %2</source>
        <translation>
            <numerusform>%1 bloqué maintenant&#xa0;; %2</numerusform>
            <numerusform>%1 bloqués maintenant&#xa0;; %2</numerusform>
        </translation>
    </message>
    <message>
        <source>clients that try again</source>
        <translation>des clients qui réessaient</translation>
    </message>
    <message>
        <source>Who waits at the switch gets UNBLOCKED, or a closed connection, and has to ask again at Dragonfly.</source>
        <translation>Qui attend lors de la bascule reçoit UNBLOCKED, ou une connexion fermée, et doit redemander à Dragonfly.</translation>
    </message>
    <message>
        <source>Keyspace notifications</source>
        <translation>Notifications keyspace</translation>
    </message>
    <message>
        <source>No keyspace notification that Dragonfly lacks</source>
        <translation>Aucune notification keyspace qui manque à Dragonfly</translation>
    </message>
    <message>
        <source>Keyspace notifications that Dragonfly does not send</source>
        <translation>Notifications keyspace que Dragonfly n’envoie pas</translation>
    </message>
    <message>
        <source>&quot;Ex&quot; at most</source>
        <translation>«&#xa0;Ex&#xa0;» au plus</translation>
    </message>
    <message>
        <source>Dragonfly tells of expired keys only: who listens for anything else hears nothing after the switch.</source>
        <translation>Dragonfly ne signale que les clés expirées&#xa0;: qui écoute autre chose n’entend rien après la bascule.</translation>
    </message>
    <message>
        <source>Client-side caching</source>
        <translation>Cache côté client</translation>
    </message>
    <message>
        <source>No client uses tracking</source>
        <translation>Aucun client n’utilise le tracking</translation>
    </message>
    <message>
        <source>Clients use tracking</source>
        <translation>Des clients utilisent le tracking</translation>
    </message>
    <message>
        <source>RESP3, without BCAST, REDIRECT and PREFIX</source>
        <translation>RESP3, sans BCAST, REDIRECT et PREFIX</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP alone: another client would serve stale values from its cache.</source>
        <translation>Le CLIENT TRACKING de Dragonfly ne connaît qu’OPTIN, OPTOUT et NOLOOP&#xa0;: un autre client servirait des valeurs périmées depuis son cache.</translation>
    </message>
    <message>
        <source>Pub/sub</source>
        <translation>Pub/sub</translation>
    </message>
    <message>
        <source>Nobody but Sentinel subscribes</source>
        <translation>Personne d’autre que Sentinel n’est abonné</translation>
    </message>
    <message>
        <source>Clients subscribe to channels</source>
        <translation>Des clients s’abonnent à des canaux</translation>
    </message>
    <message>
        <source>subscribers that come back</source>
        <translation>des abonnés qui reviennent</translation>
    </message>
    <message>
        <source>Subscribers are disconnected at the switch, and what is published until they are back reaches nobody.</source>
        <translation>Les abonnés sont déconnectés lors de la bascule, et ce qui est publié avant leur retour n’atteint personne.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady.</source>
        <translation>À cette tendance, elle ne deviendra pas stable.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady: the source writes %1, Dragonfly applies %2.</source>
        <translation>À cette tendance, elle ne deviendra pas stable&#xa0;: la source écrit %1, Dragonfly applique %2.</translation>
    </message>
    <message>
        <source>At this trend it is within the limits in about %1, and steady %2 s later.</source>
        <translation>À cette tendance, elle sera dans les limites dans environ %1, et stable %2&#xa0;s plus tard.</translation>
    </message>
    <message>
        <source>Steady in about %1, if it stays within the limits.</source>
        <translation>Stable dans environ %1, si elle reste dans les limites.</translation>
    </message>
    <message>
        <source>The lag grows by %1: at this trend it reaches the limit in about %2.</source>
        <translation>Le retard croît de %1&#xa0;: à cette tendance, il atteint la limite dans environ %2.</translation>
    </message>
    <message>
        <source>The lag does not grow.</source>
        <translation>Le retard ne croît pas.</translation>
    </message>
    <message>
        <source>After it Dragonfly must catch up and stay within the limits for %1 s.</source>
        <translation>Ensuite, Dragonfly doit rattraper le retard et rester dans les limites pendant %1&#xa0;s.</translation>
    </message>
    <message>
        <source>At this rate it ends in about %1; then Dragonfly must catch up and stay within the limits for %2 s.</source>
        <translation>À ce rythme, elle se termine dans environ %1&#xa0;; ensuite, Dragonfly doit rattraper le retard et rester dans les limites pendant %2&#xa0;s.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly is not attached yet.</source>
        <translation>Pas stable&#xa0;: Dragonfly n’est pas encore rattaché.</translation>
    </message>
    <message>
        <source>When it answers again, Dragonfly begins with a new full sync.</source>
        <translation>Quand le serveur répondra de nouveau, Dragonfly commencera une nouvelle synchronisation complète.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Vérifié</translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>par décalage</translation>
    </message>
    <message>
        <source>the data themselves were not compared</source>
        <translation>les données elles-mêmes n’ont pas été comparées</translation>
    </message>
    <message>
        <source>The runbook cannot be written to %1.</source>
        <translation>La procédure ne peut pas être écrite dans %1.</translation>
    </message>
    <message>
        <source>Gates would be closed: %1</source>
        <translation>Conditions qui ne seraient pas remplies&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 Nothing was changed; the gates of the replication open once it was started and is steady.</source>
        <translation>%1 Rien n’a été modifié&#xa0;; les conditions de la réplication seront remplies une fois celle-ci démarrée et stable.</translation>
    </message>
    <message>
        <source>%1 fell silent with replies due, so the connection was closed: the server hangs, or the network is down.</source>
        <translation>%1 est devenu muet alors que des réponses étaient dues, la connexion a donc été fermée&#xa0;: le serveur est bloqué, ou le réseau est coupé.</translation>
    </message>
    <message>
        <source>Planted %1, found %2, false alarms %3.</source>
        <translation>Semées %1, trouvées %2, fausses alertes %3.</translation>
    </message>
    <message>
        <source>The self-test could not plant with %1.</source>
        <translation>L’autotest n’a pas pu semer de différence avec %1.</translation>
    </message>
    <message>
        <source>A reply has not the shape that was expected.</source>
        <translation>Une réponse n’a pas la forme attendue.</translation>
    </message>
    <message>
        <source>%1 is no replica, so it cannot be compared as one: start the replication, or compare two servers that are not linked.</source>
        <translation>%1 n’est pas un réplica et ne peut pas être comparé comme tel&#xa0;: démarrez la réplication, ou comparez deux serveurs non liés.</translation>
    </message>
    <message>
        <source>%1 does not say how far its stream has come.</source>
        <translation>%1 ne dit pas où en est son flux.</translation>
    </message>
    <message>
        <source>The replication link of %1 is down or a full sync is under way: go on once it is up.</source>
        <translation>Le lien de réplication de %1 est coupé ou une synchronisation complète est en cours&#xa0;: poursuivez une fois le lien établi.</translation>
    </message>
    <message>
        <source>The frozen comparison is not ready.</source>
        <translation>La comparaison pendant le gel n’est pas prête.</translation>
    </message>
    <message>
        <source>It starts anew: the source is another server, or was restarted meanwhile.</source>
        <translation>Elle recommence de zéro&#xa0;: la source est un autre serveur, ou a été redémarrée entre-temps.</translation>
    </message>
    <message>
        <source>It starts anew: the target is another server, or was restarted meanwhile.</source>
        <translation>Elle recommence de zéro&#xa0;: la cible est un autre serveur, ou a été redémarrée entre-temps.</translation>
    </message>
    <message>
        <source>It starts anew: a full sync replaced the target&apos;s data meanwhile.</source>
        <translation>Elle recommence de zéro&#xa0;: une synchronisation complète a entre-temps remplacé les données de la cible.</translation>
    </message>
    <message>
        <source>It starts anew: the servers were linked in another way when it began.</source>
        <translation>Elle recommence de zéro&#xa0;: les serveurs étaient liés autrement à son début.</translation>
    </message>
    <message>
        <source>Each key was compared in a state between the source&apos;s offsets %1 and %2.</source>
        <translation>Chaque clé a été comparée dans un état compris entre les décalages %1 et %2 de la source.</translation>
    </message>
    <message>
        <source>The two servers are not linked: each key was compared as it was at some moment between %1 and %2.</source>
        <translation>Les deux serveurs ne sont pas liés&#xa0;: chaque clé a été comparée telle qu’elle était à un instant compris entre %1 et %2.</translation>
    </message>
    <message>
        <source>A full sync replaced the target&apos;s data while it was compared: compare once more.</source>
        <translation>Une synchronisation complète a remplacé les données de la cible pendant la comparaison&#xa0;: comparez encore une fois.</translation>
    </message>
    <message>
        <source>%1 refuses to be read.</source>
        <translation>%1 refuse la lecture.</translation>
    </message>
    <message>
        <source>%1 does not answer INFO, without which the data cannot be compared.</source>
        <translation>%1 ne répond pas à INFO, sans quoi les données ne peuvent pas être comparées.</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 random keys: with 95 % confidence fewer than %2 of %3 keys differ.</source>
        <translation>
            <numerusform>Aucune différence sur %1 clé prise au hasard&#xa0;: avec une confiance de 95&#xa0;%, moins de %2 clés sur %3 diffèrent.</numerusform>
            <numerusform>Aucune différence sur %1 clés prises au hasard&#xa0;: avec une confiance de 95&#xa0;%, moins de %2 clés sur %3 diffèrent.</numerusform>
        </translation>
    </message>
    <message>
        <source>No key was compared, so nothing is known.</source>
        <translation>Aucune clé n’a été comparée, on ne sait donc rien.</translation>
    </message>
    <message>
        <source>Slowed down: the source took %1 to answer.</source>
        <translation>Ralentie&#xa0;: la source a mis %1 à répondre.</translation>
    </message>
    <message>
        <source>Slowed down: the target lags %1 behind.</source>
        <translation>Ralentie&#xa0;: la cible a %1 de retard.</translation>
    </message>
    <message>
        <source>Another console has this migration open, on %1 (%2): close it, then begin again.</source>
        <translation>Une autre console a cette migration ouverte, sur %1 (%2)&#xa0;: fermez-la, puis recommencez.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: the old primary did not tell who was connected.</source>
        <translation>On ignore quels clients sont venus&#xa0;: l’ancien primaire n’a pas dit qui était connecté.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: Dragonfly did not tell.</source>
        <translation>On ignore quels clients sont venus&#xa0;: Dragonfly ne l’a pas dit.</translation>
    </message>
    <message>
        <source>Everything is being put back already.</source>
        <translation>Tout est déjà en cours de rétablissement.</translation>
    </message>
    <message>
        <source>The probe, where Sentinel points, every 10 ms until all Sentinels agree; it expires by itself.</source>
        <translation>La sonde, là où Sentinel dirige, toutes les 10&#xa0;ms jusqu’à l’accord de tous les Sentinels&#xa0;; elle expire d’elle-même.</translation>
    </message>
    <message>
        <source>The Sentinel gave up its failover of the silent Dragonfly.</source>
        <translation>Le Sentinel a abandonné sa bascule du Dragonfly muet.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s failover could not be called off: %1</source>
        <translation>La bascule du Sentinel n’a pas pu être annulée&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 is too long: at most 100 characters.</source>
        <translation>%1 est trop long&#xa0;: 100 caractères au plus.</translation>
    </message>
    <message>
        <source>The differences cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Les différences ne peuvent pas être écrites dans %1&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>The group&apos;s name must be letters, digits, dots and dashes: it stands in config files.</source>
        <translation>Le nom du groupe ne doit contenir que des lettres, des chiffres, des points et des tirets&#xa0;: il figure dans des fichiers de configuration.</translation>
    </message>
    <message>
        <source>the source lists %1, and none of them is surely Dragonfly, which is reached as %2: name it in the plan by the address under which it is listed (tls.serverName keeps its certificate&apos;s name), or start it with --replica_announce_ip and --announce_port set to an address that leads to it</source>
        <translation>la source recense %1, et aucun d’eux n’est à coup sûr Dragonfly, joint par %2&#xa0;: désignez-le dans le plan par l’adresse sous laquelle il est recensé (tls.serverName garde le nom de son certificat), ou démarrez-le avec --replica_announce_ip et --announce_port réglés sur une adresse qui y mène</translation>
    </message>
    <message>
        <source>No port is free for the lab&apos;s proxies.</source>
        <translation>Aucun port n’est libre pour les proxys du labo.</translation>
    </message>
    <message>
        <source>Replication is being stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>La réplication est en cours d’arrêt&#xa0;: Dragonfly a commencé %1 synchronisations complètes et aucune n’a mené à une réplication stable. Cherchez des fonctions (FUNCTION LIST), des clés dans une base de données au-delà du dbnum de Dragonfly, des TTL de champs de hash, ou un tampon de sortie des réplicas trop petit sur la source.</translation>
    </message>
    <message>
        <source>%1 is no report of Ferryman&apos;s.</source>
        <translation>%1 n’est pas un rapport de Ferryman.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows, and the report&apos;s hash is that of row %2. The report&apos;s words were not compared: another version of Ferryman wrote them.</source>
        <translation>
            <numerusform>Le journal est intact&#xa0;: %1 ligne, et l’empreinte du rapport est celle de la ligne %2. Le texte du rapport n’a pas été comparé&#xa0;: une autre version de Ferryman l’a écrit.</numerusform>
            <numerusform>Le journal est intact&#xa0;: %1 lignes, et l’empreinte du rapport est celle de la ligne %2. Le texte du rapport n’a pas été comparé&#xa0;: une autre version de Ferryman l’a écrit.</numerusform>
        </translation>
    </message>
    <message>
        <source>The report was made of the journal&apos;s rows 1 to %1.</source>
        <translation>Le rapport a été établi à partir des lignes 1 à %1 du journal.</translation>
    </message>
    <message>
        <source>is being compared: wait, or stop it</source>
        <translation>comparaison en cours&#xa0;: attendez, ou arrêtez-la</translation>
    </message>
    <message>
        <source>differences: %1</source>
        <translation>différences&#xa0;: %1</translation>
    </message>
    <message>
        <source>not compared: the plan says so</source>
        <translation>non comparées&#xa0;: le plan le veut ainsi</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>non comparées</translation>
    </message>
    <message>
        <source>no difference in a sample, %1 ago</source>
        <translation>aucune différence dans un échantillon, il y a %1</translation>
    </message>
    <message>
        <source>no difference, %1 ago</source>
        <translation>aucune différence, il y a %1</translation>
    </message>
    <message>
        <source>%1; written since: %2</source>
        <translation>%1&#xa0;; écrit depuis&#xa0;: %2</translation>
    </message>
    <message>
        <source>Nothing was compared: that Dragonfly holds the same data is not proven.</source>
        <translation>Rien n’a été comparé&#xa0;: il n’est pas prouvé que Dragonfly contient les mêmes données.</translation>
    </message>
    <message>
        <source>Keys that changed too often to be compared: %1.</source>
        <translation>Clés qui changeaient trop souvent pour être comparées&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Comparison of the data</source>
        <translation>Comparaison des données</translation>
    </message>
    <message>
        <source>no difference, at most %1 old</source>
        <translation>aucune différence, datant d’au plus %1</translation>
    </message>
    <message>
        <source>no difference is known</source>
        <translation>aucune différence connue</translation>
    </message>
    <message>
        <source>keys: %1, about %2</source>
        <translation>clés&#xa0;: %1, environ %2</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>clés&#xa0;: %1</translation>
    </message>
    <message>
        <source>Comparison within the freeze</source>
        <translation>Comparaison pendant le gel</translation>
    </message>
    <message>
        <source>Not all keys that were written last can be compared within the freeze.</source>
        <translation>Les dernières clés écrites ne peuvent pas toutes être comparées pendant le gel.</translation>
    </message>
    <message>
        <source>Within the freeze keys differ: %1, such as %2.</source>
        <translation>Des clés diffèrent pendant le gel&#xa0;: %1, par exemple %2.</translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference; not compared in time: %2.</source>
        <translation>
            <numerusform>Comparé pendant le gel&#xa0;: %1 clé, aucune différence&#xa0;; non comparées à temps&#xa0;: %2.</numerusform>
            <numerusform>Comparé pendant le gel&#xa0;: %1 clés, aucune différence&#xa0;; non comparées à temps&#xa0;: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference.</source>
        <translation>
            <numerusform>Comparé pendant le gel&#xa0;: %1 clé, aucune différence.</numerusform>
            <numerusform>Comparé pendant le gel&#xa0;: %1 clés, aucune différence.</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison within the freeze: %1</source>
        <translation>La comparaison pendant le gel&#xa0;: %1</translation>
    </message>
    <message>
        <source>The data are not compared</source>
        <translation>Les données ne sont pas comparées</translation>
    </message>
    <message>
        <source>That no acknowledged write is lost is proven by the offset at the switch. That Dragonfly made the same of each write is shown by a comparison alone: commands that it does not know are skipped without a word.</source>
        <translation>Le décalage à la bascule prouve qu’aucune écriture acquittée n’est perdue. Seule une comparaison montre que Dragonfly a fait la même chose de chaque écriture&#xa0;: les commandes qu’il ne connaît pas sont ignorées sans un mot.</translation>
    </message>
    <message>
        <source>The data are compared before the switch</source>
        <translation>Les données sont comparées avant la bascule</translation>
    </message>
    <message>
        <source>Keys that differ between the source and Dragonfly: %1 of %2. &quot;ferrymanctl verify&quot; lists them.</source>
        <translation>Clés qui diffèrent entre la source et Dragonfly&#xa0;: %1 sur %2. «&#xa0;ferrymanctl verify&#xa0;» les énumère.</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>comparaison</translation>
    </message>
    <message>
        <source>comparing, %1 %</source>
        <translation>comparaison, %1&#xa0;%</translation>
    </message>
    <message>
        <source>no difference, undecided: %1</source>
        <translation>aucune différence, indécises&#xa0;: %1</translation>
    </message>
    <message>
        <source>no difference in a sample</source>
        <translation>aucune différence dans un échantillon</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>aucune différence</translation>
    </message>
    <message>
        <source>did not come to its end</source>
        <translation>n’est pas arrivée à son terme</translation>
    </message>
    <message>
        <source>stopped, can go on</source>
        <translation>arrêtée, peut reprendre</translation>
    </message>
    <message>
        <source>off in the plan</source>
        <translation>désactivée dans le plan</translation>
    </message>
    <message>
        <source>The comparison is being stopped.</source>
        <translation>La comparaison est en cours d’arrêt.</translation>
    </message>
    <message>
        <source>The data is being compared already.</source>
        <translation>Les données sont déjà en cours de comparaison.</translation>
    </message>
    <message>
        <source>It waits for Connect.</source>
        <translation>Attend «&#xa0;Connexion&#xa0;».</translation>
    </message>
    <message>
        <source>It waits until the full sync has ended.</source>
        <translation>Attend la fin de la synchronisation complète.</translation>
    </message>
    <message>
        <source>Keys of types that cannot be compared: %1. %2</source>
        <translation>Clés de types non comparables&#xa0;: %1. %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. %2</source>
        <translation>
            <numerusform>Aucune différence sur %1 clé. %2</numerusform>
            <numerusform>Aucune différence sur %1 clés. %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences: %1, in %2 compared keys. %3</source>
        <translation>
            <numerusform>Différences&#xa0;: %1, sur %2 clé comparée. %3</numerusform>
            <numerusform>Différences&#xa0;: %1, sur %2 clés comparées. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>La comparaison a été arrêtée.</translation>
    </message>
    <message>
        <source>%1 The same command goes on where it was.</source>
        <translation>%1 La même commande la reprend là où elle en était.</translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; what kept changing, within the freeze</source>
        <translation>
            <numerusform>%1 comparée, aucune ne diffère&#xa0;; celles qui changeaient sans cesse, pendant le gel</numerusform>
            <numerusform>%1 comparées, aucune ne diffère&#xa0;; celles qui changeaient sans cesse, pendant le gel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; kept changing: %2</source>
        <translation>
            <numerusform>%1 comparée, aucune ne diffère&#xa0;; changeaient sans cesse&#xa0;: %2</numerusform>
            <numerusform>%1 comparées, aucune ne diffère&#xa0;; changeaient sans cesse&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; cannot be compared: %2</source>
        <translation>
            <numerusform>%1 comparée, aucune ne diffère&#xa0;; non comparables&#xa0;: %2</numerusform>
            <numerusform>%1 comparées, aucune ne diffère&#xa0;; non comparables&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs</source>
        <translation>
            <numerusform>%1 comparée, aucune ne diffère</numerusform>
            <numerusform>%1 comparées, aucune ne diffère</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys compared</source>
        <translation>
            <numerusform>%1 clé comparée</numerusform>
            <numerusform>%1 clés comparées</numerusform>
        </translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>un échantillon</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>chaque clé</translation>
    </message>
    <message>
        <source>Nothing was switched, and nothing listens at %1 any more: if its process has ended, the write pause has ended with it. Start it, then take this up again; if it runs after all, run this: %2</source>
        <translation>Rien n’a basculé, et plus rien n’écoute sur %1&#xa0;: si son processus est terminé, la pause des écritures a pris fin avec lui. Démarrez-le, puis reprenez ceci&#xa0;; s’il tourne malgré tout, exécutez ceci&#xa0;: %2</translation>
    </message>
    <message>
        <source>The journal %1 cannot be moved to %2.</source>
        <translation>Le journal %1 ne peut pas être déplacé vers %2.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow %1 any more: start the replication again.</source>
        <translation>Dragonfly ne suit plus %1&#xa0;: démarrez de nouveau la réplication.</translation>
    </message>
    <message>
        <source>The switch is done, but Dragonfly %1 has not answered since: see that it runs. One setting is still to be put back there: %2</source>
        <translation>La bascule est terminée, mais Dragonfly %1 n’a pas répondu depuis&#xa0;: vérifiez qu’il tourne. Un paramètre reste à y rétablir&#xa0;: %2</translation>
    </message>
    <message>
        <source>The folder %1 for plans cannot be made.</source>
        <translation>Le dossier %1 des plans ne peut pas être créé.</translation>
    </message>
    <message>
        <source>Its journal says what stands changed on the servers, and how to put it back: open the migration and finish it first.</source>
        <translation>Son journal dit ce qui reste modifié sur les serveurs, et comment le rétablir&#xa0;: ouvrez la migration et terminez-la d’abord.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be moved to %2.</source>
        <translation>Le plan %1 ne peut pas être déplacé vers %2.</translation>
    </message>
    <message>
        <source>compare once more</source>
        <translation>comparer encore une fois</translation>
    </message>
    <message>
        <source>The certificate cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Le certificat ne peut pas être écrit dans %1&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>The folder %1 holds too many certificates.</source>
        <translation>Le dossier %1 contient trop de certificats.</translation>
    </message>
    <message>
        <source>%1 must be a name of 1 to %2 characters.</source>
        <translation>%1 doit être un nom de 1 à %2 caractères.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the server&apos;s URL.</source>
        <translation>%1 manque&#xa0;: c’est l’URL du serveur.</translation>
    </message>
    <message>
        <source>%1 is no key of a connection: check its spelling.</source>
        <translation>%1 n’est pas une clé de connexion&#xa0;: vérifiez son orthographe.</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 manque.</translation>
    </message>
    <message>
        <source>%1 is the name of another connection, too.</source>
        <translation>%1 est aussi le nom d’une autre connexion.</translation>
    </message>
    <message>
        <source>The name service did not find %1 within %2 s.</source>
        <translation>Le service de noms n’a pas trouvé %1 en %2 s.</translation>
    </message>
    <message>
        <source>%1 took the login, and then did not answer within %2 s: it hangs or is overloaded.</source>
        <translation>%1 a accepté l’authentification, puis n’a pas répondu en %2 s&#xa0;: le serveur est bloqué ou surchargé.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be read: check the file&apos;s rights.</source>
        <translation>Les connexions dans %1 sont illisibles&#xa0;: vérifiez les droits du fichier.</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>Le fichier dépasse %1 octets.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be used, and the file is left as it is: %2 Mend it, or move it away.</source>
        <translation>Les connexions dans %1 sont inutilisables, et le fichier est laissé tel quel&#xa0;: %2 Corrigez-le, ou déplacez-le.</translation>
    </message>
    <message>
        <source>The connections cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Les connexions ne peuvent pas être écrites dans %1&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>A connection has a name of 1 to %1 characters.</source>
        <translation>Une connexion a un nom de 1 à %1 caractères.</translation>
    </message>
    <message>
        <source>There is a connection “%1” already: give it another name.</source>
        <translation>Il existe déjà une connexion «&#xa0;%1&#xa0;»&#xa0;: donnez-lui un autre nom.</translation>
    </message>
    <message>
        <source>At most %1 connections are kept: delete some first.</source>
        <translation>Au plus %1 connexions sont conservées&#xa0;: supprimez-en d’abord quelques-unes.</translation>
    </message>
    <message>
        <source>What follows ? or # in the URL is not known here: leave it out.</source>
        <translation>Ce qui suit ? ou # dans l’URL n’est pas connu ici&#xa0;: omettez-le.</translation>
    </message>
    <message>
        <source>The password in the URL is not written correctly: write a % in it as %25.</source>
        <translation>Le mot de passe dans l’URL est mal écrit&#xa0;: écrivez-y un % sous la forme %25.</translation>
    </message>
    <message>
        <source>This is no address of a server: write redis://user:password@host:port.</source>
        <translation>Ce n’est pas une adresse de serveur&#xa0;: écrivez redis://user:password@host:port.</translation>
    </message>
    <message>
        <source>The text is longer than %1 lines or %2 KiB.</source>
        <translation>Le texte dépasse %1 lignes ou %2 Kio.</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Ligne %1&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 must be a certificate as a PEM text.</source>
        <translation>%1 doit être un certificat sous forme de texte PEM.</translation>
    </message>
    <message>
        <source>%1 must be a key as a PEM text.</source>
        <translation>%1 doit être une clé sous forme de texte PEM.</translation>
    </message>
    <message>
        <source>The login of the group&apos;s servers is not imported: enter it in Connect.</source>
        <translation>Les identifiants des serveurs du groupe ne sont pas importés&#xa0;: saisissez-les dans «&#xa0;Connexion&#xa0;».</translation>
    </message>
    <message>
        <source>It goes through an SSH tunnel, which Ferryman does not open: open one, and import its end.</source>
        <translation>Elle passe par un tunnel SSH, que Ferryman n’ouvre pas&#xa0;: ouvrez-en un, et importez son extrémité.</translation>
    </message>
    <message>
        <source>It is a Redis Cluster, which Sentinel does not manage: Ferryman cannot move it.</source>
        <translation>C’est un Redis Cluster, que Sentinel ne gère pas&#xa0;: Ferryman ne peut pas le migrer.</translation>
    </message>
    <message>
        <source>%1 must be a host&apos;s name or address.</source>
        <translation>%1 doit être le nom ou l’adresse d’un hôte.</translation>
    </message>
    <message>
        <source>The client certificate came without its key, and is left out.</source>
        <translation>Le certificat client est arrivé sans sa clé, et est omis.</translation>
    </message>
    <message>
        <source>RedisInsight does not verify the server&apos;s certificate; Ferryman does.</source>
        <translation>RedisInsight ne vérifie pas le certificat du serveur&#xa0;; Ferryman le fait.</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s export is a JSON list of connections: [{ ... }].</source>
        <translation>L’export de RedisInsight est une liste JSON de connexions&#xa0;: [{ ... }].</translation>
    </message>
    <message>
        <source>The file holds more than %1 connections.</source>
        <translation>Le fichier contient plus de %1 connexions.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: check its name and its rights.</source>
        <translation>Le fichier %1 est illisible&#xa0;: vérifiez son nom et ses droits.</translation>
    </message>
    <message>
        <source>The file %1 is larger than %2 MiB.</source>
        <translation>Le fichier %1 dépasse %2 Mio.</translation>
    </message>
    <message>
        <source>%1 must be a list of objects: [{ ... }].</source>
        <translation>%1 doit être une liste d’objets&#xa0;: [{ ... }].</translation>
    </message>
    <message>
        <source>%1 is longer than %2 entries.</source>
        <translation>%1 dépasse %2 éléments.</translation>
    </message>
    <message>
        <source>The source refuses a Sentinel&apos;s login</source>
        <translation>La source refuse l’authentification d’un Sentinel</translation>
    </message>
    <message>
        <source>the source&apos;s user and password at every Sentinel</source>
        <translation>l’utilisateur et le mot de passe de la source sur chaque Sentinel</translation>
    </message>
    <message>
        <source>It answers this Sentinel with errors, which therefore holds it for down, could start a failover of its own, and would hold Dragonfly for down as well.</source>
        <translation>Elle répond par des erreurs à ce Sentinel, qui la considère donc comme hors service, pourrait lancer sa propre bascule, et considérerait aussi Dragonfly comme hors service.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>The server did not answer every command.</source>
        <translation>Le serveur n’a pas répondu à toutes les commandes.</translation>
    </message>
    <message>
        <source>%1 is no server of this group any more.</source>
        <translation>%1 n’est plus un serveur de ce groupe.</translation>
    </message>
    <message>
        <source>There is nothing to report: this migration has no journal yet. It begins with the replication.</source>
        <translation>Il n’y a rien à rapporter&#xa0;: cette migration n’a pas encore de journal. Il commence avec la réplication.</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>comme le bureau</translation>
    </message>
    <message>
        <source>light</source>
        <translation>clair</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>sombre</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>contraste élevé</translation>
    </message>
    <message>
        <source>on</source>
        <translation>activé</translation>
    </message>
    <message>
        <source>off</source>
        <translation>désactivé</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>tout</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>ce qui se passe</translation>
    </message>
    <message>
        <source>warnings and errors</source>
        <translation>avertissements et erreurs</translation>
    </message>
    <message>
        <source>errors alone</source>
        <translation>erreurs seules</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Couleurs</translation>
    </message>
    <message>
        <source>At once.</source>
        <translation>Effet immédiat.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Taille du texte</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives. At once.</source>
        <translation>Par rapport à la taille que donne le bureau. Effet immédiat.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Time between two samples</source>
        <translation>Temps entre deux mesures</translation>
    </message>
    <message>
        <source>How often offsets and lag of both servers are read. At once.</source>
        <translation>Fréquence de lecture des décalages et du retard des deux serveurs. Effet immédiat.</translation>
    </message>
    <message>
        <source>History of the charts</source>
        <translation>Historique des courbes</translation>
    </message>
    <message>
        <source>Older samples are forgotten; the journal keeps all it holds. At once.</source>
        <translation>Les mesures plus anciennes sont oubliées&#xa0;; le journal garde tout ce qu’il contient. Effet immédiat.</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Maximum de clés/s</translation>
    </message>
    <message>
        <source>What step 4 begins with when data is compared; each run may have its own.</source>
        <translation>Valeur initiale de l’étape 4 pour comparer les données&#xa0;; chaque comparaison peut avoir la sienne.</translation>
    </message>
    <message>
        <source> keys/s</source>
        <translation> clés/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sans limite</translation>
    </message>
    <message>
        <source>Most data a second</source>
        <translation>Maximum de données/s</translation>
    </message>
    <message>
        <source>Replies of both servers together, when data is compared; each run may have its own.</source>
        <translation>Réponses des deux serveurs ensemble pendant la comparaison des données&#xa0;; chaque comparaison peut avoir sa propre valeur.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Notifications</translation>
    </message>
    <message>
        <source>When something needs a person while another window is used.</source>
        <translation>Quand une intervention est requise alors qu’une autre fenêtre est utilisée.</translation>
    </message>
    <message>
        <source>Folder of plans</source>
        <translation>Dossier des plans</translation>
    </message>
    <message>
        <source>Where plans are opened from and saved in.</source>
        <translation>D’où les plans sont ouverts et où ils sont enregistrés.</translation>
    </message>
    <message>
        <source>Folder of reports</source>
        <translation>Dossier des rapports</translation>
    </message>
    <message>
        <source>Where reports and lists of differences are written.</source>
        <translation>Où les rapports et les listes de différences sont écrits.</translation>
    </message>
    <message>
        <source>Folder of journals</source>
        <translation>Dossier des journaux</translation>
    </message>
    <message>
        <source>From the next start on. Journals stay where they are: move them along, or what was left open is not found.</source>
        <translation>À partir du prochain démarrage. Les journaux restent où ils sont&#xa0;: déplacez-les aussi, sinon ce qui est resté ouvert ne sera pas retrouvé.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>What is kept in memory for the log view. At once.</source>
        <translation>Ce qui est gardé en mémoire pour l’affichage du log. Effet immédiat.</translation>
    </message>
    <message>
        <source>%1 cannot be written: check the folder&apos;s rights and its free space.</source>
        <translation>%1 ne peut pas être écrit&#xa0;: vérifiez les droits du dossier et son espace libre.</translation>
    </message>
    <message>
        <source>The URL and the field name two users: leave one out.</source>
        <translation>L’URL et le champ nomment deux utilisateurs&#xa0;: omettez-en un.</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together: give both files.</source>
        <translation>Un certificat client et sa clé vont ensemble&#xa0;: indiquez les deux fichiers.</translation>
    </message>
    <message>
        <source>Give the name of the environment variable that holds the password.</source>
        <translation>Indiquez le nom de la variable d’environnement qui contient le mot de passe.</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Nothing came from: %3</source>
        <translation>Connexions clientes sur l’ancien primaire&#xa0;: %1, sur Dragonfly&#xa0;: %2. Rien n’est venu de&#xa0;: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came; with fewer connections until now: %3</source>
        <translation>Connexions clientes sur l’ancien primaire&#xa0;: %1, sur Dragonfly&#xa0;: %2. Chaque client est venu&#xa0;; avec moins de connexions jusqu’ici&#xa0;: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came.</source>
        <translation>Connexions clientes sur l’ancien primaire&#xa0;: %1, sur Dragonfly&#xa0;: %2. Chaque client est venu.</translation>
    </message>
    <message>
        <source>Starting %1, filling the source: %2</source>
        <translation>Démarrage&#xa0;: %1&#xa0;; remplissage de la source&#xa0;: %2</translation>
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
            <numerusform>TTL le plus long sur %1 clé examinée, en années&#xa0;: %2</numerusform>
            <numerusform>TTL le plus long sur %1 clés examinées, en années&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2, Sentinel&apos;s own among them</source>
        <translation>%1 et %2, dont celui de Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 channels</source>
        <translation>
            <numerusform>%1 canal</numerusform>
            <numerusform>%1 canaux</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 patterns</source>
        <translation>
            <numerusform>%1 motif</numerusform>
            <numerusform>%1 motifs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered, %1 rows, and the report agrees with it up to row %2. Hash: %3</source>
        <translation>
            <numerusform>Le journal est intact, %1 ligne, et le rapport concorde avec lui jusqu’à la ligne %2. Empreinte&#xa0;: %3</numerusform>
            <numerusform>Le journal est intact, %1 lignes, et le rapport concorde avec lui jusqu’à la ligne %2. Empreinte&#xa0;: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The new primary lacks %1 of %2 acknowledged writes.</source>
        <translation>
            <numerusform>Il manque au nouveau primaire %1 sur %2 écriture acquittée.</numerusform>
            <numerusform>Il manque au nouveau primaire %1 sur %2 écritures acquittées.</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing went on for %1 s.</source>
        <translation>rien n’a avancé pendant %1 s.</translation>
    </message>
    <message>
        <source>It took longer than %1 s.</source>
        <translation>L’opération a duré plus de %1 s.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up.</source>
        <translation>Rien n’a avancé pendant %1 s&#xa0;: abandon.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up. In the way stood: %2</source>
        <translation>Rien n’a avancé pendant %1 s&#xa0;: abandon. Obstacle&#xa0;: %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. Undecided, because they kept changing: %2. %3</source>
        <translation>
            <numerusform>Aucune différence sur %1 clé. Indécises, car changeant sans cesse&#xa0;: %2. %3</numerusform>
            <numerusform>Aucune différence sur %1 clés. Indécises, car changeant sans cesse&#xa0;: %2. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>A quorum of %1 needs at least as many Sentinels; given: %2.</source>
        <translation>Un quorum de %1 exige au moins autant de Sentinels&#xa0;; indiqués&#xa0;: %2.</translation>
    </message>
    <message>
        <source>%1 did not catch up with the source in %2 s: it lags %3 behind.</source>
        <translation>%1 n’a pas rattrapé la source en %2 s&#xa0;: il a %3 de retard.</translation>
    </message>
    <message numerus="yes">
        <source>Different: %1 of %2 random keys; of all %4 about %3 may be.</source>
        <translation>
            <numerusform>Différentes&#xa0;: %1 sur %2 clé prise au hasard&#xa0;; sur un total de %4, environ %3 pourraient l’être.</numerusform>
            <numerusform>Différentes&#xa0;: %1 sur %2 clés prises au hasard&#xa0;; sur un total de %4, environ %3 pourraient l’être.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys: the sample held all of them.</source>
        <translation>
            <numerusform>Aucune différence sur %1 clé&#xa0;: l’échantillon la comprenait, et il n’y en a pas d’autre.</numerusform>
            <numerusform>Aucune différence sur %1 clés&#xa0;: l’échantillon les comprenait toutes.</numerusform>
        </translation>
    </message>
    <message>
        <source>At most %1 connections are kept: %2 are there, and %3 were chosen. Choose fewer.</source>
        <translation>Au plus %1 connexions sont conservées&#xa0;: il y en a %2, et %3 ont été choisies. Choisissez-en moins.</translation>
    </message>
    <message>
        <source>What stands before the @ is taken for a user&apos;s name; a password would follow a colon.</source>
        <translation>Ce qui précède le @ est pris pour un nom d’utilisateur&#xa0;; un mot de passe suivrait un deux-points.</translation>
    </message>
    <message>
        <source>%1:// names several servers at once: write one of them, a Sentinel, as redis://host:26379.</source>
        <translation>%1:// désigne plusieurs serveurs à la fois&#xa0;: écrivez l’un d’eux, un Sentinel, sous la forme redis://host:26379.</translation>
    </message>
    <message>
        <source>%1:// names a socket of one machine, which neither Sentinel nor Dragonfly can reach: write redis://host:port.</source>
        <translation>%1:// désigne un socket d’une seule machine, que ni Sentinel ni Dragonfly ne peuvent joindre&#xa0;: écrivez redis://host:port.</translation>
    </message>
    <message>
        <source>some, where the source has any</source>
        <translation>au moins une, si la source en a</translation>
    </message>
    <message>
        <source>Keys that have expired are dropped when a snapshot is loaded, so that Dragonfly may hold fewer.</source>
        <translation>Les clés expirées sont écartées au chargement d’un instantané, Dragonfly peut donc en contenir moins.</translation>
    </message>
    <message>
        <source>What is to be done stands there before it is done.</source>
        <translation>Ce qui est à faire y est inscrit avant d’être fait.</translation>
    </message>
    <message>
        <source>up, not listed by the source</source>
        <translation>établi, non recensé par la source</translation>
    </message>
    <message>
        <source>up, %1</source>
        <translation>établi, %1</translation>
    </message>
    <message>
        <source>a full sync is under way</source>
        <translation>une synchronisation complète est en cours</translation>
    </message>
    <message>
        <source>the same, no full sync</source>
        <translation>le même, sans synchronisation complète</translation>
    </message>
    <message>
        <source>Address of Dragonfly</source>
        <translation>Adresse de Dragonfly</translation>
    </message>
    <message>
        <source>listed by the source</source>
        <translation>recensée par la source</translation>
    </message>
    <message>
        <source>Sentinel learns of Dragonfly from the source&apos;s list: the address there must lead to it.</source>
        <translation>Sentinel apprend l’existence de Dragonfly par la liste de la source&#xa0;: l’adresse qui y figure doit mener à Dragonfly.</translation>
    </message>
    <message>
        <source>Link to Dragonfly</source>
        <translation>Lien vers Dragonfly</translation>
    </message>
    <message>
        <source>up, online</source>
        <translation>établi, online</translation>
    </message>
    <message>
        <source>Steady, unbroken</source>
        <translation>Stable, sans interruption</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>au moins %1</translation>
    </message>
    <message>
        <source>The limit is half of the freeze of %1.</source>
        <translation>La limite est la moitié du gel de %1.</translation>
    </message>
    <message>
        <source>about %1, aligned</source>
        <translation>environ %1, aligné</translation>
    </message>
    <message>
        <source>up to %1, not aligned</source>
        <translation>jusqu’à %1, non aligné</translation>
    </message>
    <message>
        <source>The freeze is aligned with a Sentinel&apos;s look at Dragonfly; round trips: %1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel.</source>
        <translation>Le gel est aligné sur l’interrogation de Dragonfly par un Sentinel&#xa0;; allers-retours&#xa0;: %1 vers la source, %2 vers Dragonfly, %3 vers le Sentinel le plus lent.</translation>
    </message>
    <message>
        <source>The freeze cannot be aligned with a Sentinel&apos;s look at Dragonfly: drain and round trips (%1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel) take longer than the moment lasts.</source>
        <translation>Le gel ne peut pas être aligné sur l’interrogation de Dragonfly par un Sentinel&#xa0;: le drainage et les allers-retours (%1 vers la source, %2 vers Dragonfly, %3 vers le Sentinel le plus lent) durent plus longtemps que cet instant.</translation>
    </message>
    <message>
        <source>A failover wants the quorum and a majority of all Sentinels.</source>
        <translation>Une bascule exige le quorum et une majorité de tous les Sentinels.</translation>
    </message>
    <message>
        <source>Failover, tilt or doubt</source>
        <translation>Bascule, tilt ou doute</translation>
    </message>
    <message>
        <source>Live replicas</source>
        <translation>Réplicas actifs</translation>
    </message>
    <message>
        <source>Another replica could be promoted instead of Dragonfly, or delay the switch.</source>
        <translation>Un autre réplica pourrait être promu à la place de Dragonfly, ou retarder la bascule.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s choice</source>
        <translation>Choix de Sentinel</translation>
    </message>
    <message>
        <source>Shortest down-after</source>
        <translation>down-after le plus court</translation>
    </message>
    <message>
        <source>A Sentinel must not hold the source for down within the freeze of at most %1, with a margin.</source>
        <translation>Un Sentinel ne doit pas considérer la source comme hors service pendant le gel d’au plus %1, avec une marge.</translation>
    </message>
    <message>
        <source>Each client within MULTI: before 6.0.6 EXEC runs what was queued before the freeze.</source>
        <translation>Chaque client dans un MULTI&#xa0;: avant 6.0.6, EXEC exécute ce qui était en file avant le gel.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.</source>
        <translation>
            <numerusform>Dragonfly %1 est le primaire, désigné par %2 sur %3 Sentinel. Les écritures ont été gelées pendant %4.</numerusform>
            <numerusform>Dragonfly %1 est le primaire, désigné par %2 sur %3 Sentinels. Les écritures ont été gelées pendant %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>keys looked at: %1; none of them expires</source>
        <translation>clés examinées&#xa0;: %1&#xa0;; aucune n’expire</translation>
    </message>
    <message>
        <source>Without its other replicas the source would refuse writes</source>
        <translation>Sans ses autres réplicas, la source refuserait les écritures</translation>
    </message>
    <message>
        <source>min-replicas-to-write of at most 1</source>
        <translation>min-replicas-to-write d’au plus 1</translation>
    </message>
    <message>
        <source>They are detached before the switch. From then on Dragonfly is the only replica that counts, and every write would fail with NOREPLICAS until the switch has ended.</source>
        <translation>Ils sont détachés avant la bascule. Dès lors, Dragonfly est le seul réplica qui compte, et chaque écriture échouerait avec NOREPLICAS jusqu’à la fin de la bascule.</translation>
    </message>
    <message>
        <source>Dragonfly was not measured with this version</source>
        <translation>Dragonfly n’a pas été mesuré avec cette version</translation>
    </message>
    <message>
        <source>Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A key of a type that is new in Redis 8 makes the full sync fail: after three vain rounds Ferryman stops it.</source>
        <translation>Redis 8.0 à 8.4 écrivent la version RDB 12, la plus récente que Dragonfly lise. Une clé d’un type nouveau dans Redis 8 fait échouer la synchronisation complète&#xa0;: après trois tours infructueux, Ferryman l’arrête.</translation>
    </message>
    <message>
        <source>No assessment was made.</source>
        <translation>Aucune évaluation n’a été faite.</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravité</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Contrôle</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Constat</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Trouvé</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Attendu</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Accepté</translation>
    </message>
    <message>
        <source>Checks passed: %1</source>
        <translation>Contrôles conformes&#xa0;: %1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Objet</translation>
    </message>
    <message>
        <source>Ferryman mended nothing.</source>
        <translation>Ferryman n’a rien corrigé.</translation>
    </message>
    <message>
        <source>At (UTC)</source>
        <translation>Heure (UTC)</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Par</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Serveur</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Commandes</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Undone with</source>
        <translation>Annulé avec</translation>
    </message>
    <message>
        <source>Replication was not watched.</source>
        <translation>La réplication n’a pas été surveillée.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>BD</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>open</source>
        <translation>remplie</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>non remplie</translation>
    </message>
    <message>
        <source>The switch was not asked for.</source>
        <translation>La bascule n’a pas été demandée.</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>Lu à (UTC)</translation>
    </message>
    <message>
        <source>From here there was no way back: Sentinel had been told.</source>
        <translation>À partir d’ici, plus de retour en arrière&#xa0;: l’ordre de bascule était envoyé à Sentinel.</translation>
    </message>
    <message>
        <source>There was no switch.</source>
        <translation>Il n’y a pas eu de bascule.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Depuis le gel</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Événement</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Durée</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>sans TLS</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rôle</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Point d’accès</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sécurité</translation>
    </message>
    <message>
        <source>Sentinels before</source>
        <translation>Sentinels avant</translation>
    </message>
    <message>
        <source>Sentinels now</source>
        <translation>Sentinels maintenant</translation>
    </message>
    <message>
        <source>%1 (priority %2, live)</source>
        <translation>%1 (priorité %2, actif)</translation>
    </message>
    <message>
        <source>%1 (priority %2, not live)</source>
        <translation>%1 (priorité %2, inactif)</translation>
    </message>
    <message>
        <source>Replicas known to the Sentinels: %1. Quorum %2.</source>
        <translation>Réplicas connus des Sentinels&#xa0;: %1. Quorum %2.</translation>
    </message>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>names as primary</source>
        <translation>désigne comme primaire</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Époque</translation>
    </message>
    <message>
        <source>no reply known</source>
        <translation>aucune réponse connue</translation>
    </message>
    <message>
        <source>Nothing that changes a server was sent.</source>
        <translation>Rien qui modifie un serveur n’a été envoyé.</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Ligne</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Réponse</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Étape</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>But</translation>
    </message>
    <message>
        <source>Findings, and who accepted them</source>
        <translation>Constats, et qui les a acceptés</translation>
    </message>
    <message>
        <source>What was mended</source>
        <translation>Ce qui a été corrigé</translation>
    </message>
    <message>
        <source>Offsets and lag</source>
        <translation>Décalages et retard</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Vérification</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Chronologie</translation>
    </message>
    <message>
        <source>Servers before and after</source>
        <translation>Serveurs avant et après</translation>
    </message>
    <message>
        <source>Commands and replies</source>
        <translation>Commandes et réponses</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Environnement</translation>
    </message>
    <message>
        <source>How to go back</source>
        <translation>Comment revenir en arrière</translation>
    </message>
    <message>
        <source>Journal: %1</source>
        <translation>Journal&#xa0;: %1</translation>
    </message>
    <message>
        <source>This page is a translation to read. The record, which can be verified, is report.html.</source>
        <translation>Cette page est une traduction à lire. La version de référence, vérifiable, est report.html.</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Sommaire</translation>
    </message>
    <message>
        <source>blocker</source>
        <translation>bloquant</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>avertissement</translation>
    </message>
    <message>
        <source>note</source>
        <translation>remarque</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>conforme</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>conditions</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>détachement</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>armement</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>revérification</translation>
    </message>
    <message>
        <source>align</source>
        <translation>alignement</translation>
    </message>
    <message>
        <source>freeze</source>
        <translation>gel</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>drainage</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>déclenchement</translation>
    </message>
    <message>
        <source>promote</source>
        <translation>promotion</translation>
    </message>
    <message>
        <source>demote</source>
        <translation>rétrogradation</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>confirmation</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>nettoyage</translation>
    </message>
    <message>
        <source>retreat</source>
        <translation>repli</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>reprise</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>terminé</translation>
    </message>
    <message>
        <source>database</source>
        <translation>base de données</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>manquante</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>en trop</translation>
    </message>
    <message>
        <source>type</source>
        <translation>type</translation>
    </message>
    <message>
        <source>value</source>
        <translation>valeur</translation>
    </message>
    <message>
        <source>expiry</source>
        <translation>expiration</translation>
    </message>
    <message>
        <source>fieldExpiry</source>
        <translation>expiration de champ</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>stream</translation>
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
        <translation>réplica</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>refusé</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>réponse perdue</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>rattaché</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>synchronisé</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>pas stable</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>resynchronisation</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>arrêté</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>gelé</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promu</translation>
    </message>
    <message>
        <source>passed: %1, notes: %2, warnings: %3, blockers: %4, not readable: %5; accepted by a person: %6</source>
        <translation>conformes&#xa0;: %1, remarques&#xa0;: %2, avertissements&#xa0;: %3, points bloquants&#xa0;: %4, illisibles&#xa0;: %5&#xa0;; acceptés par une personne&#xa0;: %6</translation>
    </message>
    <message>
        <source>%1 (undone again)</source>
        <translation>%1 (annulé ensuite)</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary</source>
        <translation>Dragonfly %1 est le primaire</translation>
    </message>
    <message>
        <source>no acknowledged write was lost</source>
        <translation>aucune écriture acquittée n’a été perdue</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes were lost</source>
        <translation>
            <numerusform>%1 écriture acquittée a été perdue</numerusform>
            <numerusform>%1 écritures acquittées ont été perdues</numerusform>
        </translation>
    </message>
    <message>
        <source>whether a write was lost is not proven</source>
        <translation>il n’est pas prouvé qu’aucune écriture n’ait été perdue</translation>
    </message>
    <message>
        <source>Migration of %1 to Dragonfly</source>
        <translation>Migration de %1 vers Dragonfly</translation>
    </message>
    <message>
        <source>%1 to %2 UTC, by %3</source>
        <translation>de %1 à %2 UTC, par %3</translation>
    </message>
    <message>
        <source>%1 was not switched yet: the source is its primary.</source>
        <translation>%1 n’a pas encore basculé&#xa0;: la source est son primaire.</translation>
    </message>
    <message>
        <source>%1 was not switched yet: %2 is its primary.</source>
        <translation>%1 n’a pas encore basculé&#xa0;: %2 est son primaire.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. The source is its primary as before, and every setting was put back.</source>
        <translation>La bascule de %1 est revenue en arrière. La source est son primaire comme avant, et chaque paramètre a été rétabli.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. %2 is its primary as before, and every setting was put back.</source>
        <translation>La bascule de %1 est revenue en arrière. %2 est son primaire comme avant, et chaque paramètre a été rétabli.</translation>
    </message>
    <message>
        <source>The switch of %1 needs a person: %2</source>
        <translation>La bascule de %1 requiert une intervention&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1 moved from %2 to %3. Writes stood still for %4; %5.</source>
        <translation>%1 a migré de %2 à %3. Les écritures sont restées suspendues pendant %4&#xa0;; %5.</translation>
    </message>
    <message>
        <source>This was a rehearsal against Ferryman&apos;s stand-in for Dragonfly, not against a real Dragonfly: its figures say nothing about Dragonfly&apos;s speed.</source>
        <translation>Ceci était une répétition avec le substitut de Dragonfly que fournit Ferryman, non avec un vrai Dragonfly&#xa0;: ses chiffres ne disent rien de la vitesse de Dragonfly.</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>group %1: %2 at %3</source>
        <translation>groupe %1&#xa0;: %2 à %3</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Vers</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 à %2</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>non terminée</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Données</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys; full sync %2</source>
        <translation>
            <numerusform>%1 clé&#xa0;; synchronisation complète&#xa0;: %2</numerusform>
            <numerusform>%1 clés&#xa0;; synchronisation complète&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Bascule</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Preuve</translation>
    </message>
    <message>
        <source>frozen at offset %1; Dragonfly had offset %2 before it was promoted</source>
        <translation>gelé au décalage %1&#xa0;; Dragonfly avait le décalage %2 avant d’être promu</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Constats</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Corrigé</translation>
    </message>
    <message>
        <source>not chained: written by an older Ferryman</source>
        <translation>non chaîné&#xa0;: écrit par un Ferryman plus ancien</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows; SHA-256 of the chain&apos;s last row: %2</source>
        <translation>
            <numerusform>%1 ligne&#xa0;; SHA-256 de la dernière ligne de la chaîne&#xa0;: %2</numerusform>
            <numerusform>%1 lignes&#xa0;; SHA-256 de la dernière ligne de la chaîne&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>Exécuté par</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Système</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Noyau</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limites</translation>
    </message>
    <message>
        <source>steady for %1 s with a lag of at most %2 and %3 s; freeze of at most %4</source>
        <translation>stable pendant %1&#xa0;s avec un retard d’au plus %2 et %3&#xa0;s&#xa0;; gel d’au plus %4</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Proof of it</source>
        <translation>Pour le prouver</translation>
    </message>
    <message>
        <source>ferrymanctl report PLAN --report FOLDER --verify, with the folder of this report</source>
        <translation>ferrymanctl report PLAN --report DOSSIER --verify, avec le dossier de ce rapport</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>accepté&#xa0;: %1</translation>
    </message>
    <message>
        <source>accepted by %1: %2</source>
        <translation>accepté par %1&#xa0;: %2</translation>
    </message>
    <message>
        <source>done, and undone again</source>
        <translation>fait, puis annulé</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>non envoyé</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1&#xa0;s</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>limite %1</translation>
    </message>
    <message>
        <source>Nothing was measured for this chart.</source>
        <translation>Rien n’a été mesuré pour cette courbe.</translation>
    </message>
    <message numerus="yes">
        <source>no difference, but %1 keys kept changing</source>
        <translation>
            <numerusform>aucune différence, mais %1 clé changeait sans cesse</numerusform>
            <numerusform>aucune différence, mais %1 clés changeaient sans cesse</numerusform>
        </translation>
    </message>
    <message>
        <source>keys drawn at random were compared</source>
        <translation>des clés tirées au hasard ont été comparées</translation>
    </message>
    <message>
        <source>every key was compared in both directions</source>
        <translation>chaque clé a été comparée dans les deux sens</translation>
    </message>
    <message>
        <source>keys drawn at random were compared, the source by its replica %1</source>
        <translation>des clés tirées au hasard ont été comparées, la source par son réplica %1</translation>
    </message>
    <message>
        <source>every key was compared in both directions, the source by its replica %1</source>
        <translation>chaque clé a été comparée dans les deux sens, la source par son réplica %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 keys, %3 read in %4; %5; ended %6 UTC</source>
        <translation>
            <numerusform>%1&#xa0;: %2 clé, %3 lus en %4&#xa0;; %5&#xa0;; fin&#xa0;: %6 UTC</numerusform>
            <numerusform>%1&#xa0;: %2 clés, %3 lus en %4&#xa0;; %5&#xa0;; fin&#xa0;: %6 UTC</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (%3 differ)</source>
        <translation>%1 %2 (différentes&#xa0;: %3)</translation>
    </message>
    <message>
        <source>%1 From there until the freeze %2 were written, which the replication stream carried.</source>
        <translation>%1 De là jusqu’au gel, %2 ont été écrits, que le flux de réplication a transmis.</translation>
    </message>
    <message>
        <source>all keys outside of the sample</source>
        <translation>toutes les clés hors de l’échantillon</translation>
    </message>
    <message>
        <source>what cannot be compared: %1</source>
        <translation>ce qui n’est pas comparable&#xa0;: %1</translation>
    </message>
    <message>
        <source>functions, users and settings; when and how often keys were used</source>
        <translation>fonctions, utilisateurs et paramètres&#xa0;; quand et à quelle fréquence les clés ont été utilisées</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys that were written last or kept changing were compared once more while writes stood still, in %2; different: %3, not read: %4</source>
        <translation>
            <numerusform>%1 clé écrite en dernier ou changeant sans cesse a été comparée encore une fois pendant que les écritures étaient suspendues, en %2&#xa0;; différentes&#xa0;: %3, non lues&#xa0;: %4</numerusform>
            <numerusform>%1 clés écrites en dernier ou changeant sans cesse ont été comparées encore une fois pendant que les écritures étaient suspendues, en %2&#xa0;; différentes&#xa0;: %3, non lues&#xa0;: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>planted %1 differences on scratch servers, found %2, false alarms %3</source>
        <translation>
            <numerusform>%1 différence semée sur des serveurs jetables, trouvées&#xa0;: %2, fausses alertes&#xa0;: %3</numerusform>
            <numerusform>%1 différences semées sur des serveurs jetables, trouvées&#xa0;: %2, fausses alertes&#xa0;: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the servers at hand cannot show: %2</source>
        <translation>%1&#xa0;; les serveurs disponibles ne peuvent pas montrer&#xa0;: %2</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Vaut pour</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Confiance</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>Par type</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>Par classe</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Non examiné</translation>
    </message>
    <message>
        <source>what had been compared was replaced by a new full sync and not compared again; the proof is by replication offset</source>
        <translation>ce qui avait été comparé a été remplacé par une nouvelle synchronisation complète et n’a pas été comparé de nouveau&#xa0;; la preuve est le décalage de réplication</translation>
    </message>
    <message>
        <source>the data were not compared; the proof is by replication offset</source>
        <translation>les données n’ont pas été comparées&#xa0;; la preuve est le décalage de réplication</translation>
    </message>
    <message>
        <source>stopped by a person</source>
        <translation>arrêtée par une personne</translation>
    </message>
    <message numerus="yes">
        <source>a later comparison did not come to its end: %1; until then %2 keys, %3</source>
        <translation>
            <numerusform>une comparaison ultérieure n’est pas arrivée à son terme&#xa0;: %1&#xa0;; jusque-là %2 clé, %3</numerusform>
            <numerusform>une comparaison ultérieure n’est pas arrivée à son terme&#xa0;: %1&#xa0;; jusque-là %2 clés, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Inachevée</translation>
    </message>
    <message>
        <source>Within the freeze</source>
        <translation>Pendant le gel</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>Autotest</translation>
    </message>
    <message>
        <source>Offsets</source>
        <translation>Décalages</translation>
    </message>
    <message>
        <source>the source&apos;s last byte was %1, read inside the freeze; Dragonfly had applied %2 before it was promoted</source>
        <translation>le dernier octet de la source était %1, lu pendant le gel&#xa0;; Dragonfly avait appliqué %2 avant d’être promu</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Écritures</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes of the lab&apos;s own writers were looked for on Dragonfly; missing: %2</source>
        <translation>
            <numerusform>%1 écriture acquittée aux clients d’écriture du labo a été recherchée sur Dragonfly&#xa0;; manquantes&#xa0;: %2</numerusform>
            <numerusform>%1 écritures acquittées aux clients d’écriture du labo ont été recherchées sur Dragonfly&#xa0;; manquantes&#xa0;: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Every Sentinel forgets the group. Do it on all of them before anything else: one that still knows it tells the others of Dragonfly.</source>
        <translation>Chaque Sentinel oublie le groupe. Faites-le sur tous avant toute autre chose&#xa0;: un seul qui le connaît encore signale Dragonfly aux autres.</translation>
    </message>
    <message>
        <source>Every Sentinel watches the old primary again. Where it wants a login, add SENTINEL SET %1 auth-user and auth-pass.</source>
        <translation>Chaque Sentinel surveille de nouveau l’ancien primaire. Si celui-ci demande une authentification, ajoutez SENTINEL SET %1 auth-user et auth-pass.</translation>
    </message>
    <message>
        <source>The old primary accepts writes again, with the settings that it had, and keeps them.</source>
        <translation>L’ancien primaire accepte de nouveau les écritures, avec les paramètres qu’il avait, et les garde.</translation>
    </message>
    <message>
        <source>No Sentinel chooses Dragonfly any more.</source>
        <translation>Plus aucun Sentinel ne choisit Dragonfly.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again. Its min-replicas-to-write is not known from before: 0 is the default.</source>
        <translation>Un réplica suit de nouveau l’ancien primaire. Son min-replicas-to-write d’avant n’est pas connu&#xa0;: 0 est la valeur par défaut.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again.</source>
        <translation>Un réplica suit de nouveau l’ancien primaire.</translation>
    </message>
    <message>
        <source>Stop what writes, or let it fail: from here on every write on Dragonfly is lost. Copy from Dragonfly by other means what must not be.</source>
        <translation>Arrêtez ce qui écrit, ou laissez-le échouer&#xa0;: à partir d’ici, chaque écriture sur Dragonfly est perdue. Copiez de Dragonfly par un autre moyen ce qui ne doit pas l’être.</translation>
    </message>
    <message>
        <source>Start the old primary with its configuration file; it was shut down with its data saved.</source>
        <translation>Démarrez l’ancien primaire avec son fichier de configuration&#xa0;; il a été arrêté, ses données enregistrées.</translation>
    </message>
    <message>
        <source>It may still be changed: ask it, then put it back.</source>
        <translation>Il est peut-être encore modifié&#xa0;: interrogez-le, puis rétablissez-le.</translation>
    </message>
    <message>
        <source>The old primary %1 is parked: it refuses every write, has priority 0, and its data are as they were at the freeze.</source>
        <translation>L’ancien primaire %1 est mis à l’écart&#xa0;: il refuse chaque écriture, a la priorité 0, et ses données sont telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>The old primary %1 was shut down, with its data as they were at the freeze saved.</source>
        <translation>L’ancien primaire %1 a été arrêté&#xa0;; ses données sont enregistrées telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>The old primary %1 is a read-only replica of nobody, with priority 0. Its data are as they were at the freeze.</source>
        <translation>L’ancien primaire %1 est un réplica en lecture seule sans primaire, de priorité 0. Ses données sont telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s primary was not changed by a finished switch, so there is nothing to go back from. What may still be changed stands below, with its command.</source>
        <translation>Aucune bascule terminée n’a changé le primaire de Sentinel, il n’y a donc rien sur quoi revenir. Ce qui est peut-être encore modifié figure ci-dessous, avec sa commande.</translation>
    </message>
    <message>
        <source>the promotion</source>
        <translation>la promotion</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly. Going back loses every write that Dragonfly accepted since %1, unless it is copied by other means.</source>
        <translation>Redis ne peut pas suivre Dragonfly. Revenir en arrière perd chaque écriture que Dragonfly a acceptée depuis %1, sauf si elle est copiée par un autre moyen.</translation>
    </message>
    <message>
        <source>Keep the old primary until Dragonfly has written its first snapshot (SAVE) and you are sure; then shut it down.</source>
        <translation>Conservez l’ancien primaire jusqu’à ce que Dragonfly ait écrit son premier instantané (SAVE) et que vous ayez toute certitude&#xa0;; arrêtez-le ensuite.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1&#xa0;; %2</translation>
    </message>
    <message>
        <source>Nothing that could be read blocks this migration. Not known: %1.</source>
        <translation>Rien de ce qui a pu être lu ne bloque cette migration. Inconnu&#xa0;: %1.</translation>
    </message>
    <message>
        <source>The plan “%1” has the identity of a migration that is under way, and is not kept beside it: finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>Le plan «&#xa0;%1&#xa0;» a l’identité d’une migration en cours, et n’est pas conservé à côté d’elle&#xa0;: terminez-la d’abord, ou retirez la ligne «&#xa0;id&#xa0;» du fichier.</translation>
    </message>
    <message>
        <source>As the desktop: light, dark or of high contrast, as that is set, also while Ferryman runs. At once.</source>
        <translation>Comme le bureau&#xa0;: clair, sombre ou contraste élevé, selon son réglage, même pendant que Ferryman s’exécute. Effet immédiat.</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Premiers pas</translation>
    </message>
    <message>
        <source>What Ferryman does, on the start page, as long as there is no migration. At once.</source>
        <translation>Ce que fait Ferryman, sur la page d’accueil, tant qu’il n’y a pas de migration. Effet immédiat.</translation>
    </message>
    <message>
        <source>Dragonfly would be nearly full</source>
        <translation>Dragonfly serait presque plein</translation>
    </message>
    <message>
        <source>%1; the data take %2 of it</source>
        <translation>%1 ; les données en occupent %2</translation>
    </message>
    <message>
        <source>at most nine tenths of maxmemory</source>
        <translation>au plus neuf dixièmes de maxmemory</translation>
    </message>
    <message>
        <source>A replica loads beyond maxmemory, a primary refuses every write there: from the promotion on clients would get errors.</source>
        <translation>Un réplica charge au-delà de maxmemory, un primaire y refuse toute écriture : dès la promotion, les clients recevraient des erreurs.</translation>
    </message>
    <message>
        <source>Gates at the switch</source>
        <translation>Conditions lors de la bascule</translation>
    </message>
    <message>
        <source>is being made</source>
        <translation>en cours d’établissement</translation>
    </message>
    <message>
        <source>It says how writes are held back: paused from 6.2 on, refused before.</source>
        <translation>Elle dit comment les écritures sont retenues : suspendues à partir de 6.2, refusées avant.</translation>
    </message>
    <message>
        <source>Dragonfly tells the source about once a second how far it has come.</source>
        <translation>Dragonfly indique à la source environ une fois par seconde où il en est.</translation>
    </message>
    <message>
        <source>Only under the same replication id do the offsets of both sides count the same writes.</source>
        <translation>Seul un même identifiant de réplication fait compter les mêmes écritures aux décalages des deux côtés.</translation>
    </message>
    <message>
        <source>Clients may ask any Sentinel for the primary, and must be told the same by all.</source>
        <translation>Les clients peuvent demander le primaire à n’importe quel Sentinel ; tous doivent répondre la même chose.</translation>
    </message>
    <message>
        <source>In tilt a Sentinel distrusts its clock and acts on nothing for half a minute; one in doubt of the source may begin a failover of its own.</source>
        <translation>En tilt, un Sentinel se méfie de son horloge et n’agit pas pendant une demi-minute ; s’il doute de la source, il peut lancer lui-même un failover.</translation>
    </message>
    <message>
        <source>A Sentinel promotes the replica of the lowest priority above 0, and of those the one with the most data.</source>
        <translation>Un Sentinel promeut le réplica de plus faible priorité supérieure à 0 et, parmi eux, celui qui a le plus de données.</translation>
    </message>
</context>
<context>
    <name>evidence</name>
    <message>
        <source>not said</source>
        <translation>non indiqué</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Source&#xa0;: %1</translation>
    </message>
    <message>
        <source>Dragonfly: %1</source>
        <translation>Dragonfly&#xa0;: %1</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>Jugement</translation>
    </message>
    <message>
        <source>Unbroken for</source>
        <translation>Continu depuis</translation>
    </message>
    <message>
        <source>Largest lag in that time</source>
        <translation>Plus grand retard dans ce temps</translation>
    </message>
    <message>
        <source>Samples taken, missed</source>
        <translation>Mesures prises, manquées</translation>
    </message>
    <message>
        <source>Round trip to %1</source>
        <translation>Aller-retour vers %1</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>Connecté à</translation>
    </message>
    <message>
        <source>The source lists</source>
        <translation>La source recense</translation>
    </message>
    <message>
        <source>Written on the source</source>
        <translation>Écrit sur la source</translation>
    </message>
    <message>
        <source>Applied on Dragonfly</source>
        <translation>Appliqué sur Dragonfly</translation>
    </message>
    <message>
        <source>Keys compared</source>
        <translation>Clés comparées</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Indécises</translation>
    </message>
    <message>
        <source>Compared until</source>
        <translation>Comparées jusqu’à</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Vaut pour</translation>
    </message>
    <message>
        <source>Written since</source>
        <translation>Écrit depuis</translation>
    </message>
    <message>
        <source>Keys to compare within the freeze</source>
        <translation>Clés à comparer pendant le gel</translation>
    </message>
    <message>
        <source>answered in %1; quorum %2</source>
        <translation>a répondu en %1&#xa0;; quorum %2</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>accepté&#xa0;: %1</translation>
    </message>
    <message>
        <source>Checks that ran</source>
        <translation>Contrôles exécutés</translation>
    </message>
    <message>
        <source>It costs</source>
        <translation>Coût</translation>
    </message>
    <message>
        <source>Read at</source>
        <translation>Lu à</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Raison</translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message>
        <source>&amp;Check all</source>
        <translation>&amp;Tout contrôler</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Constats</translation>
    </message>
    <message>
        <source>All checks read the live servers and change nothing.</source>
        <translation>Tous les contrôles lisent les serveurs en service et ne modifient rien.</translation>
    </message>
    <message>
        <source>Connect first: the checks need the Sentinels, the source and Dragonfly.</source>
        <translation>Connectez-vous d’abord&#xa0;: les contrôles ont besoin des Sentinels, de la source et de Dragonfly.</translation>
    </message>
    <message>
        <source>Checking the live servers; each check has 5 seconds.</source>
        <translation>Contrôle des serveurs en service&#xa0;; chaque contrôle dispose de 5 secondes.</translation>
    </message>
    <message>
        <source>Nothing was checked yet: press “Check all”.</source>
        <translation>Rien n’a encore été contrôlé&#xa0;: cliquez sur «&#xa0;Tout contrôler&#xa0;».</translation>
    </message>
    <message>
        <source>Replicate opens when all checks were made and no blocker is left.</source>
        <translation>«&#xa0;Réplication&#xa0;» s’ouvre quand tous les contrôles sont faits et qu’il ne reste aucun point bloquant.</translation>
    </message>
    <message>
        <source>No blocker is left. Replicate is open.</source>
        <translation>Il ne reste aucun point bloquant. «&#xa0;Réplication&#xa0;» est ouverte.</translation>
    </message>
    <message>
        <source>Each finding says what was found, what is wanted, with which command it was read, and why it matters. A blocker must be mended; a warning may be accepted with a reason, which goes into the report. “Unknown” is not “passed”: something could not be read.</source>
        <translation>Chaque constat dit ce qui a été trouvé, ce qui est attendu, avec quelle commande cela a été lu, et pourquoi c’est important. Un point bloquant doit être corrigé&#xa0;; un avertissement peut être accepté avec un motif, qui figure dans le rapport. «&#xa0;Inconnu&#xa0;» n’est pas «&#xa0;Conforme&#xa0;»&#xa0;: quelque chose n’a pas pu être lu.</translation>
    </message>
    <message>
        <source>Replicate opens when no blocker is left; now: %1.</source>
        <translation>«&#xa0;Réplication&#xa0;» s’ouvre quand il ne reste aucun point bloquant&#xa0;; actuellement&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>Filtrer les constats</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>&amp;Check all again</source>
        <translation>&amp;Tout recontrôler</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1 %2 contrôle en %3, lu %4.</numerusform>
            <numerusform>%1 %2 contrôles en %3, lus %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being mended: the servers are asked once more before and after.</source>
        <translation>%1 est en cours de correction&#xa0;: les serveurs sont réinterrogés avant et après.</translation>
    </message>
    <message>
        <source>The checks are being made</source>
        <translation>Les contrôles sont en cours</translation>
    </message>
    <message>
        <source>No finding yet</source>
        <translation>Aucun constat pour l’instant</translation>
    </message>
    <message>
        <source>Each check stands here with what was found, what is wanted, why it matters, and the command that mends it.</source>
        <translation>Chaque contrôle apparaît ici avec ce qui a été trouvé, ce qui est attendu, pourquoi c’est important, et la commande qui corrige.</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>Rien n’est affiché</translation>
    </message>
    <message>
        <source>The buttons and the words above hide all findings.</source>
        <translation>Les boutons et les mots ci-dessus masquent tous les constats.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartBoard</name>
    <message>
        <source>Replication offset</source>
        <translation>Décalage de réplication</translation>
    </message>
    <message>
        <source>source</source>
        <translation>source</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Retard en octets</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Débit d’écriture et d’application</translation>
    </message>
    <message>
        <source>written</source>
        <translation>écrit</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>appliqué</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Retard en secondes</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>Mesures, les plus récentes d’abord</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>limite %1</translation>
    </message>
    <message>
        <source>limit %1 s</source>
        <translation>limite %1&#xa0;s</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>rattaché</translation>
    </message>
    <message>
        <source>sync done</source>
        <translation>synchronisé</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stable</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>pas stable</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrompu</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>resynchronisation</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>arrêté</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>gelé</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promu</translation>
    </message>
    <message>
        <source>No sample yet.</source>
        <translation>Aucune mesure pour l’instant.</translation>
    </message>
    <message>
        <source>Newest sample %1, live</source>
        <translation>Dernière mesure %1, en direct</translation>
    </message>
    <message>
        <source>Keys: sync progress</source>
        <translation>Clés&#xa0;: synchronisation</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Stands still at %1; sampling goes on.</source>
        <translation>Figé à %1&#xa0;; les mesures continuent.</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Exporter les courbes</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Exporté dans %1.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartGestures</name>
    <message>
        <source>Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left and Right moves through time, Home leads to the beginning and End back to live. With the mouse: turn the wheel, drag, double-click for live.</source>
        <translation>Gauche et Droite lisent les valeurs d’un instant. Plus et Moins zooment, Maj avec Gauche et Droite déplace dans le temps, Début mène au commencement et Fin ramène au direct. À la souris&#xa0;: tournez la molette, faites glisser, double-cliquez pour le direct.</translation>
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
        <translation>Tout</translation>
    </message>
    <message>
        <source>Zoomed</source>
        <translation>Zoomé</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Pause the charts; sampling goes on</source>
        <translation>Mettre les courbes en pause&#xa0;; les mesures continuent</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tableau</translation>
    </message>
    <message>
        <source>Show the samples as a table</source>
        <translation>Afficher les mesures en tableau</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>Afficher %1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Exporter les courbes</translation>
    </message>
    <message>
        <source>&amp;Picture (PNG)…</source>
        <translation>&amp;Image (PNG)…</translation>
    </message>
    <message>
        <source>&amp;Drawing (SVG)…</source>
        <translation>&amp;Dessin (SVG)…</translation>
    </message>
    <message>
        <source>All &amp;values (CSV)…</source>
        <translation>Toutes les &amp;valeurs (CSV)…</translation>
    </message>
    <message>
        <source>Zoomed to %1</source>
        <translation>Zoomé sur %1</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Retour au direct</translation>
    </message>
    <message>
        <source>Back to the newest sample</source>
        <translation>Retour à la dernière mesure</translation>
    </message>
</context>
<context>
    <name>ferryman::CloseBox</name>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Rester</translation>
    </message>
    <message>
        <source>A switch is under way</source>
        <translation>Une bascule est en cours</translation>
    </message>
    <message>
        <source>The switch can no longer be undone: closing now would leave the source frozen. The window can close by itself as soon as the switch has ended.</source>
        <translation>La bascule ne peut plus être annulée&#xa0;: fermer maintenant laisserait la source gelée. La fenêtre peut se fermer d’elle-même dès que la bascule est terminée.</translation>
    </message>
    <message>
        <source>The switch can still be aborted: everything is put back, then the window closes.</source>
        <translation>La bascule peut encore être abandonnée&#xa0;: tout est rétabli, puis la fenêtre se ferme.</translation>
    </message>
    <message>
        <source>&amp;Close when it has ended</source>
        <translation>&amp;Fermer une fois terminée</translation>
    </message>
    <message>
        <source>&amp;Abort and close</source>
        <translation>A&amp;bandonner et fermer</translation>
    </message>
    <message>
        <source>A switch is left open</source>
        <translation>Une bascule est restée ouverte</translation>
    </message>
    <message>
        <source>The switch needs a person, and the source may still refuse writes. Closing changes nothing of that; the next start can take the switch up again.</source>
        <translation>La bascule requiert une intervention, et la source refuse peut-être encore les écritures. Fermer n’y change rien&#xa0;; le prochain démarrage peut reprendre la bascule.</translation>
    </message>
    <message>
        <source>&amp;Close and leave it open</source>
        <translation>&amp;Fermer et laisser ouverte</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Copier&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandPreview</name>
    <message>
        <source>What will be sent, literally</source>
        <translation>Ce qui sera envoyé, à la lettre</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <source>&amp;Save as runbook…</source>
        <translation>Enregistrer la &amp;procédure…</translation>
    </message>
    <message>
        <source>Commands that the switch will send</source>
        <translation>Commandes que la bascule enverra</translation>
    </message>
    <message>
        <source>The commands stand here as soon as the topology and Dragonfly are known.</source>
        <translation>Les commandes apparaissent ici dès que la topologie et Dragonfly sont connus.</translation>
    </message>
    <message>
        <source>Save as runbook</source>
        <translation>Enregistrer la procédure</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Enregistré sous %1.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 n’a pas pu être écrit&#xa0;: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::ConfirmBox</name>
    <message>
        <source>Will be sent</source>
        <translation>Sera envoyé</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Reason for accepting the finding</source>
        <translation>Motif d’acceptation du constat</translation>
    </message>
    <message>
        <source>Reason, for the report</source>
        <translation>Motif, pour le rapport</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message>
        <source>Enter any one Sentinel and Dragonfly: the primary and all other Sentinels are found from there.</source>
        <translation>Indiquez un Sentinel quelconque et Dragonfly&#xa0;: le primaire et tous les autres Sentinels sont trouvés à partir de là.</translation>
    </message>
    <message>
        <source>&amp;Read and test</source>
        <translation>&amp;Lire et tester</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>read again twice a second</source>
        <translation>relue deux fois par seconde</translation>
    </message>
    <message>
        <source>Connection tests</source>
        <translation>Tests de connexion</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>aucun pour l’instant</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%1 sur %2 a échoué</numerusform>
            <numerusform>%1 sur %2 ont échoué</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 sur %1 utilisable</numerusform>
            <numerusform>%1 sur %1 utilisables</numerusform>
        </translation>
    </message>
    <message>
        <source>The practice lab is being started.</source>
        <translation>Le labo d’entraînement est en cours de démarrage.</translation>
    </message>
    <message>
        <source>Reading the Sentinels and testing each connection; each has 5 seconds.</source>
        <translation>Lecture des Sentinels et test de chaque connexion&#xa0;; chacune dispose de 5 secondes.</translation>
    </message>
    <message>
        <source>Every connection that is needed works. Assess is open.</source>
        <translation>Chaque connexion nécessaire fonctionne. «&#xa0;Évaluation&#xa0;» est ouverte.</translation>
    </message>
    <message>
        <source>Assess opens when the Sentinels, the source and Dragonfly answer.</source>
        <translation>«&#xa0;Évaluation&#xa0;» s’ouvre quand les Sentinels, la source et Dragonfly répondent.</translation>
    </message>
    <message>
        <source>A source without Sentinel gets one first: only Sentinel can lead the clients to Dragonfly.</source>
        <translation>Une source sans Sentinel en reçoit d’abord un&#xa0;: seul Sentinel peut conduire les clients vers Dragonfly.</translation>
    </message>
    <message>
        <source>A Sentinel knows the primary of its group, its replicas and the other Sentinels. Ferryman asks each of them for itself, because clients do so too. In the drawing the arrow keys go from server to server, and Enter opens what is known of one, with its INFO. Nothing is changed on this page. Passwords stay in memory for this session; a plan file names where they come from and never holds them.</source>
        <translation>Un Sentinel connaît le primaire de son groupe, ses réplicas et les autres Sentinels. Ferryman interroge chacun d’eux séparément, car les clients font de même. Dans le dessin, les touches fléchées vont de serveur en serveur, et Entrée ouvre ce que l’on sait de l’un d’eux, avec son INFO. Rien n’est modifié sur cette page. Les mots de passe restent en mémoire pour cette session&#xa0;; un fichier de plan indique d’où ils viennent et ne les contient jamais.</translation>
    </message>
    <message>
        <source>No connection was tested yet</source>
        <translation>Aucune connexion testée pour l’instant</translation>
    </message>
    <message>
        <source>Each server stands here with its version, or with the stage at which its test failed: name lookup, connection, TLS, login or permissions.</source>
        <translation>Chaque serveur apparaît ici avec sa version, ou avec l’étape à laquelle son test a échoué&#xa0;: résolution du nom, connexion, TLS, authentification ou droits.</translation>
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
        <translation>Source</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Réplica</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>sans TLS</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>test en cours…</translation>
    </message>
    <message>
        <source>usable: %1, %2, %3 ms</source>
        <translation>utilisable&#xa0;: %1, %2, %3&#xa0;ms</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>non testé</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rôle</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionRemoval</name>
    <message>
        <source>Delete a connection</source>
        <translation>Supprimer une connexion</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>Supprimer la connexion «&#xa0;%1&#xa0;»&#xa0;?</translation>
    </message>
    <message>
        <source>Plans that were made with it keep what they took from it.</source>
        <translation>Les plans créés avec elle conservent ce qu’ils en ont repris.</translation>
    </message>
    <message>
        <source>Delete the keychain&apos;s entry “%1”, too; plans may name it</source>
        <translation>Supprimer aussi l’entrée «&#xa0;%1&#xa0;» du trousseau&#xa0;; des plans la nomment peut-être</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Conserver</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Supprimer</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionTestView</name>
    <message>
        <source>Name lookup</source>
        <translation>Résolution du nom</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Authentification</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>Autorisation</translation>
    </message>
    <message>
        <source>%1, certificate of %2 by %3, valid until %4</source>
        <translation>%1, certificat de %2 émis par %3, valable jusqu’au %4</translation>
    </message>
    <message>
        <source>INFO, ROLE and SENTINEL MASTERS are answered</source>
        <translation>INFO, ROLE et SENTINEL MASTERS obtiennent une réponse</translation>
    </message>
    <message>
        <source>INFO, ROLE and CONFIG GET are answered</source>
        <translation>INFO, ROLE et CONFIG GET obtiennent une réponse</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>à venir</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>non atteinte</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en cours</translation>
    </message>
    <message>
        <source>not wanted: the URL says redis://</source>
        <translation>non demandé&#xa0;: l’URL indique redis://</translation>
    </message>
    <message>
        <source>not needed: an IP address is given</source>
        <translation>inutile&#xa0;: une adresse IP est indiquée</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1&#xa0;ms</translation>
    </message>
    <message>
        <source>primary, replicas: %1</source>
        <translation>primaire, réplicas&#xa0;: %1</translation>
    </message>
    <message>
        <source>replica of %1, link: %2</source>
        <translation>réplica de %1, lien&#xa0;: %2</translation>
    </message>
    <message>
        <source>watches no group</source>
        <translation>ne surveille aucun groupe</translation>
    </message>
    <message>
        <source>watches %1</source>
        <translation>surveille %1</translation>
    </message>
    <message>
        <source>role unknown</source>
        <translation>rôle inconnu</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Tester</translation>
    </message>
    <message>
        <source>C&amp;ancel test</source>
        <translation>&amp;Annuler le test</translation>
    </message>
    <message>
        <source>each stage has 5 seconds; nothing changes on the server</source>
        <translation>chaque étape dispose de 5 secondes&#xa0;; rien ne change sur le serveur</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>non testé</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>Le test a été annulé.</translation>
    </message>
    <message>
        <source>Answers within %1 ms. What a switch needs besides, Assess tests.</source>
        <translation>Répond en %1&#xa0;ms. Ce qu’exige encore une bascule, «&#xa0;Évaluation&#xa0;» le teste.</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>Connexions</translation>
    </message>
    <message>
        <source>To be chosen in Connect. A password is in the system&apos;s keychain, in an environment variable, or in memory until Ferryman ends; never in Ferryman&apos;s own files.</source>
        <translation>À choisir dans «&#xa0;Connexion&#xa0;». Un mot de passe se trouve dans le trousseau du système, dans une variable d’environnement, ou en mémoire jusqu’à la fermeture de Ferryman&#xa0;; jamais dans les fichiers de Ferryman.</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Nouvelle</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Supprimer…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Import from clip&amp;board…</source>
        <translation>Importer du &amp;presse-papiers…</translation>
    </message>
    <message>
        <source>Import from &amp;RedisInsight…</source>
        <translation>Importer de &amp;RedisInsight…</translation>
    </message>
    <message>
        <source>&amp;Keep it for this session only</source>
        <translation>&amp;Garder pour cette session seulement</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Enregistrer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Le trousseau est interrogé&#xa0;; il faudra peut-être le déverrouiller.</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>«&#xa0;%1&#xa0;» est conservée.</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>«&#xa0;%1&#xa0;» est supprimée.</translation>
    </message>
    <message>
        <source>The clipboard holds Redis URLs: they can be imported.</source>
        <translation>Le presse-papiers contient des URL Redis&#xa0;: elles peuvent être importées.</translation>
    </message>
    <message>
        <source>“%1” was deleted meanwhile, by another console or an editor. Save once more to keep it as it is shown here.</source>
        <translation>«&#xa0;%1&#xa0;» a été supprimée entre-temps, par une autre console ou un éditeur. Enregistrez encore une fois pour la garder telle qu’affichée ici.</translation>
    </message>
    <message>
        <source>“%1” was changed meanwhile, by another console or an editor. Save once more to keep what is shown here, or choose it again to see the other.</source>
        <translation>«&#xa0;%1&#xa0;» a été modifiée entre-temps, par une autre console ou un éditeur. Enregistrez encore une fois pour garder ce qui est affiché ici, ou choisissez-la de nouveau pour voir l’autre version.</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Aucune connexion conservée pour l’instant</translation>
    </message>
    <message>
        <source>“Save” keeps what is entered beside this list.</source>
        <translation>« Enregistrer » conserve ce qui est saisi à côté de cette liste.</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceModel</name>
    <message>
        <source>Database</source>
        <translation>Base de données</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Manquante</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>En trop</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Expiration</translation>
    </message>
    <message>
        <source>Field expiry</source>
        <translation>Expiration de champ</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Dragonfly has no database of that index.</source>
        <translation>Dragonfly n’a pas de base de données de ce numéro.</translation>
    </message>
    <message>
        <source>The key is on the source alone.</source>
        <translation>La clé n’est que sur la source.</translation>
    </message>
    <message>
        <source>The key is on Dragonfly alone.</source>
        <translation>La clé n’est que sur Dragonfly.</translation>
    </message>
    <message>
        <source>Both have the key, with different types.</source>
        <translation>Les deux ont la clé, avec des types différents.</translation>
    </message>
    <message>
        <source>The same type, but another content.</source>
        <translation>Le même type, mais un autre contenu.</translation>
    </message>
    <message>
        <source>The same content, but it expires at another time or on one side alone.</source>
        <translation>Le même contenu, mais la clé expire à un autre moment ou d’un seul côté.</translation>
    </message>
    <message>
        <source>The same content, but one of its fields expires at another time.</source>
        <translation>Le même contenu, mais l’un de ses champs expire à un autre moment.</translation>
    </message>
    <message>
        <source>The same entries, but last id, counters, groups, consumers or pending entries differ.</source>
        <translation>Les mêmes entrées, mais le dernier id, les compteurs, les groupes, les consommateurs ou les entrées en attente diffèrent.</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>octet %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>index %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>rang %1</translation>
    </message>
    <message>
        <source>field %1</source>
        <translation>champ %1</translation>
    </message>
    <message>
        <source>member %1</source>
        <translation>membre %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>groupe %1</translation>
    </message>
    <message>
        <source>entry %1</source>
        <translation>entrée %1</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>toutes les clés</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>BD</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Différence</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceView</name>
    <message>
        <source>nothing</source>
        <translation>rien</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>base de données %1</translation>
    </message>
    <message>
        <source>from %1 on</source>
        <translation>à partir de&#xa0;: %1</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>The chosen difference</source>
        <translation>La différence choisie</translation>
    </message>
    <message>
        <source>The first %1 of %2; all of them are counted.</source>
        <translation>Les %1 premières sur %2&#xa0;; toutes sont comptées.</translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message>
        <source>wanted: %1</source>
        <translation>attendu&#xa0;: %1</translation>
    </message>
    <message>
        <source>Gates, read for this dry run:</source>
        <translation>Conditions, lues pour cette simulation&#xa0;:</translation>
    </message>
    <message>
        <source>What would have been sent, and was not:</source>
        <translation>Ce qui aurait été envoyé, et ne l’a pas été&#xa0;:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <source>Copy the result of the dry run</source>
        <translation>Copier le résultat de la simulation</translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>Simulation à %1&#xa0;: la bascule aurait commencé, %2 condition est remplie.</numerusform>
            <numerusform>Simulation à %1&#xa0;: la bascule aurait commencé, les %2 conditions sont toutes remplies.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>Simulation à %1&#xa0;: la bascule n’aurait pas commencé, %2 condition sur %3 n’est pas remplie.</numerusform>
            <numerusform>Simulation à %1&#xa0;: la bascule n’aurait pas commencé, %2 conditions sur %3 ne sont pas remplies.</numerusform>
        </translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Commandes</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retard</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interruption des écritures</translation>
    </message>
    <message>
        <source>Freeze budget</source>
        <translation>Budget de gel</translation>
    </message>
    <message>
        <source>What would have been sent</source>
        <translation>Ce qui aurait été envoyé</translation>
    </message>
    <message>
        <source>Commands that the switch would have sent</source>
        <translation>Commandes que la bascule aurait envoyées</translation>
    </message>
    <message>
        <source>Nothing was sent that changes a setting.</source>
        <translation>Rien n’a été envoyé qui modifie un réglage.</translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>sur %1 serveur, retours compris</numerusform>
            <numerusform>sur %1 serveurs, retours compris</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly would receive it while writes wait</source>
        <translation>Dragonfly le recevrait pendant que les écritures attendent</translation>
    </message>
    <message>
        <source>without the last write after half of it, everything is put back</source>
        <translation>sans la dernière écriture à la moitié, tout est rétabli</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointFields</name>
    <message>
        <source>Choose a connection: %1</source>
        <translation>Choisir une connexion&#xa0;: %1</translation>
    </message>
    <message>
        <source>What was used before, kept connections, and the clipboard</source>
        <translation>Ce qui a déjà servi, les connexions conservées et le presse-papiers</translation>
    </message>
    <message>
        <source>Password and TLS as in “%1”</source>
        <translation>Mot de passe et TLS de «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>Password as in “%1”</source>
        <translation>Mot de passe de «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>comme dans le plan</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Gardé en mémoire pour cette session seulement.</translation>
    </message>
    <message>
        <source>Any one Sentinel</source>
        <translation>Un Sentinel quelconque</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>URL of any one Sentinel</source>
        <translation>URL d’un Sentinel quelconque</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>found, if there is one only</source>
        <translation>trouvé, s’il n’y en a qu’un</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Mot de passe des Sentinels</translation>
    </message>
    <message>
        <source>&amp;No Sentinel yet…</source>
        <translation>&amp;Pas encore de Sentinel…</translation>
    </message>
    <message>
        <source>Writes a sentinel.conf for each host, or registers the group on running Sentinels.</source>
        <translation>Écrit un sentinel.conf pour chaque hôte, ou inscrit le groupe sur des Sentinels en service.</translation>
    </message>
    <message>
        <source>Source, as Sentinel names it</source>
        <translation>Source, telle que Sentinel la désigne</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>read from Sentinel</source>
        <translation>lue auprès de Sentinel</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>Adresse de la source</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>User on the source</source>
        <translation>Utilisateur sur la source</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Mot de passe de la source</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>URL of Dragonfly</source>
        <translation>URL de Dragonfly</translation>
    </message>
    <message>
        <source>Password of Dragonfly</source>
        <translation>Mot de passe de Dragonfly</translation>
    </message>
    <message>
        <source>TLS, for rediss:// URLs</source>
        <translation>TLS, pour les URL rediss://</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Nom du serveur</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>comme dans l’URL</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointMenu</name>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Connexions…</translation>
    </message>
    <message>
        <source>&amp;Forget recent addresses</source>
        <translation>&amp;Oublier les adresses récentes</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Déjà utilisées</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Aucune connexion conservée</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Connexions</translation>
    </message>
    <message>
        <source>On the clipboard</source>
        <translation>Dans le presse-papiers</translation>
    </message>
    <message>
        <source>%1, with password</source>
        <translation>%1, avec mot de passe</translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message>
        <source>Back to the &amp;gates</source>
        <translation>Retour aux con&amp;ditions</translation>
    </message>
    <message>
        <source>Primary now: %1. After the switch: Dragonfly %2.</source>
        <translation>Primaire actuel&#xa0;: %1. Après la bascule&#xa0;: Dragonfly %2.</translation>
    </message>
    <message>
        <source>No gate was read yet: start the replication first.</source>
        <translation>Aucune condition n’a encore été lue&#xa0;: démarrez d’abord la réplication.</translation>
    </message>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>%1 condition est remplie.</numerusform>
            <numerusform>Les %1 conditions sont toutes remplies.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>%1 condition sur %2 n’est pas remplie.</numerusform>
            <numerusform>%1 conditions sur %2 ne sont pas remplies.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; wanted: %3.</source>
        <translation>%1&#xa0;: %2&#xa0;; attendu&#xa0;: %3.</translation>
    </message>
    <message>
        <source>The primary of %1 is changing to Dragonfly %2.</source>
        <translation>Le primaire de %1 passe à Dragonfly %2.</translation>
    </message>
    <message>
        <source>The switch is running.</source>
        <translation>La bascule est en cours.</translation>
    </message>
    <message>
        <source>From here there is no way back; it goes on until it is done or needs a person.</source>
        <translation>À partir d’ici, pas de retour en arrière&#xa0;; elle continue jusqu’à son terme ou jusqu’à ce qu’une intervention soit requise.</translation>
    </message>
    <message>
        <source>Until the failover is sent to Sentinel, everything can be put back.</source>
        <translation>Tant que l’ordre de bascule n’est pas envoyé à Sentinel, tout peut être rétabli.</translation>
    </message>
    <message>
        <source>The primary of %1 is Dragonfly %2.</source>
        <translation>Le primaire de %1 est Dragonfly %2.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Terminé.</translation>
    </message>
    <message>
        <source>The primary of %1 is as it was before.</source>
        <translation>Le primaire de %1 est le même qu’avant.</translation>
    </message>
    <message>
        <source>Aborted: everything was put back.</source>
        <translation>Abandonnée&#xa0;: tout a été rétabli.</translation>
    </message>
    <message>
        <source>The switch of %1 cannot go on by itself.</source>
        <translation>La bascule de %1 ne peut pas continuer d’elle-même.</translation>
    </message>
    <message>
        <source>A person is needed.</source>
        <translation>Une intervention est requise.</translation>
    </message>
    <message>
        <source>Fail over %1</source>
        <translation>Basculer %1</translation>
    </message>
    <message>
        <source>waits for the gates</source>
        <translation>attend les conditions</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the name is typed.</source>
        <translation>Le bouton s’active quand chaque condition est remplie et que le nom est saisi.</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>Confirmé.</translation>
    </message>
    <message>
        <source>All gates are read once more before anything is sent.</source>
        <translation>Toutes les conditions sont relues avant tout envoi.</translation>
    </message>
    <message>
        <source>This is not the name of the group.</source>
        <translation>Ce n’est pas le nom du groupe.</translation>
    </message>
    <message>
        <source>The report opens when the switch has ended.</source>
        <translation>Le rapport s’ouvre quand la bascule est terminée.</translation>
    </message>
    <message>
        <source>Every command and reply of the switch stands in the journal.</source>
        <translation>Chaque commande et chaque réponse de la bascule figure dans le journal.</translation>
    </message>
    <message>
        <source>Sentinel makes Dragonfly the primary, and clients follow.</source>
        <translation>Sentinel fait de Dragonfly le primaire, et les clients suivent.</translation>
    </message>
    <message>
        <source>Expected write outage: %1.</source>
        <translation>Interruption prévue des écritures&#xa0;: %1.</translation>
    </message>
    <message>
        <source>If Dragonfly has not received the last write within %1, half of the freeze budget, everything is put back.</source>
        <translation>Si Dragonfly n’a pas reçu la dernière écriture en %1, la moitié du budget de gel, tout est rétabli.</translation>
    </message>
    <message>
        <source>&amp;Type the group&apos;s name to confirm</source>
        <translation>&amp;Nom du groupe, pour confirmer</translation>
    </message>
    <message>
        <source>The group&apos;s name, as confirmation</source>
        <translation>Le nom du groupe, comme confirmation</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the group&apos;s name is typed.</source>
        <translation>Le bouton s’active quand chaque condition est remplie et que le nom du groupe est saisi.</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>Simu&amp;lation</translation>
    </message>
    <message>
        <source>Reads every gate anew and says what the switch would do. It sends nothing that changes a setting.</source>
        <translation>Relit chaque condition et dit ce que la bascule ferait. N’envoie rien qui modifie un paramètre.</translation>
    </message>
    <message>
        <source>Dry run: every gate is being read anew.</source>
        <translation>Simulation&#xa0;: chaque condition est en cours de relecture.</translation>
    </message>
    <message>
        <source>Nothing is sent that changes a setting.</source>
        <translation>Rien qui modifie un paramètre n’est envoyé.</translation>
    </message>
    <message>
        <source>The switch freezes the writes on the source, waits until Dragonfly has the last one, and then lets Sentinel promote Dragonfly. Each gate is a condition without which that would not be safe; all are read again just before. Until the failover is sent to Sentinel everything can be put back, from then on it only goes forward. The commands on the right are those that will be sent, to the letter. Choose a gate to see what it was judged by. The dry run reads all of it anew and says what the switch would do.</source>
        <translation>La bascule gèle les écritures sur la source, attend que Dragonfly ait la dernière, puis fait promouvoir Dragonfly par Sentinel. Chaque condition est indispensable à la sûreté de l’opération&#xa0;; toutes sont relues juste avant. Tant que l’ordre de bascule n’est pas envoyé à Sentinel, tout peut être rétabli&#xa0;; ensuite, l’opération ne peut plus qu’avancer. Les commandes à droite sont, à la lettre, celles qui seront envoyées. Choisissez une condition pour voir sur quoi elle a été jugée. La simulation relit le tout et dit ce que la bascule ferait.</translation>
    </message>
    <message>
        <source>The switch has changed nothing yet.</source>
        <translation>La bascule n’a encore rien modifié.</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message>
        <source>two</source>
        <translation>deux</translation>
    </message>
    <message>
        <source>three</source>
        <translation>trois</translation>
    </message>
    <message>
        <source>four</source>
        <translation>quatre</translation>
    </message>
    <message>
        <source>five</source>
        <translation>cinq</translation>
    </message>
    <message>
        <source>six</source>
        <translation>six</translation>
    </message>
    <message>
        <source>seven</source>
        <translation>sept</translation>
    </message>
    <message>
        <source>eight</source>
        <translation>huit</translation>
    </message>
    <message>
        <source>nine</source>
        <translation>neuf</translation>
    </message>
    <message>
        <source>ten</source>
        <translation>dix</translation>
    </message>
    <message>
        <source>eleven</source>
        <translation>onze</translation>
    </message>
    <message>
        <source>twelve</source>
        <translation>douze</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>accepté</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>accepté par %1</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>Bloquant</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Avertissement</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Conforme</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Inconnu</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>Bloquants</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Avertissements</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Remarques</translation>
    </message>
    <message>
        <source>Nothing stands in the way of this migration.</source>
        <translation>Rien ne fait obstacle à cette migration.</translation>
    </message>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>Rien ne bloque cette migration, %1 point mérite un examen.</numerusform>
            <numerusform>Rien ne bloque cette migration, %1 points méritent un examen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>%1 point bloque cette migration</numerusform>
            <numerusform>%1 points bloquent cette migration</numerusform>
        </translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1, %2 autre mérite un examen.</numerusform>
            <numerusform>%1, %2 autres méritent un examen.</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>à l’instant</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>il y a %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>one</source>
        <translation>un</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingView</name>
    <message>
        <source>undone</source>
        <translation>annulé</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fait</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>refusé&#xa0;: %1</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>non envoyé</translation>
    </message>
    <message>
        <source>the reply was lost</source>
        <translation>la réponse a été perdue</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>Co&amp;ntrôler de nouveau</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Correction</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annulation</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Corrigé</translation>
    </message>
    <message>
        <source>&amp;Undo the mend…</source>
        <translation>Annuler la &amp;correction…</translation>
    </message>
    <message>
        <source>&amp;Accept…</source>
        <translation>Acce&amp;pter…</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Trouvé</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Attendu</translation>
    </message>
    <message>
        <source>Read with</source>
        <translation>Lu avec</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lu</translation>
    </message>
    <message>
        <source>Why it matters</source>
        <translation>Pourquoi c’est important</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Accepté</translation>
    </message>
    <message>
        <source>No finding is chosen</source>
        <translation>Aucun constat n’est choisi</translation>
    </message>
    <message>
        <source>is being read again…</source>
        <translation>relecture en cours…</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>par %1&#xa0;: %2</translation>
    </message>
    <message>
        <source>Ferryman can run this on %1</source>
        <translation>Ferryman peut l’exécuter sur %1</translation>
    </message>
    <message>
        <source>to be run by hand</source>
        <translation>à exécuter à la main</translation>
    </message>
    <message>
        <source>puts it back as it was</source>
        <translation>rétablit l’état d’avant</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>par %1, %2</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>Rien à corriger.</translation>
    </message>
    <message>
        <source>No command mends this by itself; the lines above say what to do.</source>
        <translation>Aucune commande ne corrige cela à elle seule&#xa0;; les lignes ci-dessus disent quoi faire.</translation>
    </message>
    <message>
        <source>Ferryman asks the servers again…</source>
        <translation>Ferryman réinterroge les serveurs…</translation>
    </message>
    <message>
        <source>This blocker cannot be accepted: it must be mended.</source>
        <translation>Ce point bloquant ne peut pas être accepté&#xa0;: il doit être corrigé.</translation>
    </message>
    <message>
        <source>Nothing can be mended while a switch or another mend is under way.</source>
        <translation>Rien ne peut être corrigé pendant une bascule ou une autre correction.</translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>Cette commande sera envoyée à %1. Le journal est écrit d’abord.</numerusform>
            <numerusform>Ces commandes seront envoyées à %1. Le journal est écrit d’abord.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>Rien ne l’annule.</numerusform>
            <numerusform>Rien ne les annule.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>En&amp;voyer maintenant</translation>
    </message>
    <message>
        <source>These commands put back what was mended.</source>
        <translation>Ces commandes annulent la correction.</translation>
    </message>
    <message>
        <source>The finding stays as it is. Who accepts it, and why, goes into the journal and the report.</source>
        <translation>Le constat reste tel quel. Qui l’accepte, et pourquoi, figure dans le journal et le rapport.</translation>
    </message>
    <message>
        <source>Accep&amp;t it</source>
        <translation>Acc&amp;epter</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>E&amp;xécuter %1 commande…</numerusform>
            <numerusform>E&amp;xécuter %1 commandes…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FirstTimePanel</name>
    <message>
        <source>First time on this system?</source>
        <translation>Première fois sur ce système&#xa0;?</translation>
    </message>
    <message>
        <source>Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, report. The first two only read, and whatever changes a server later is shown to you first, as the commands that are sent.</source>
        <translation>Ferryman fait passer à Dragonfly un primaire Redis géré par Sentinel, tandis que ses clients continuent d’écrire. Six étapes y mènent&#xa0;: Connexion, Évaluation, Réplication, Vérification, Bascule, Rapport. Les deux premières ne font que lire, et tout ce qui modifie ensuite un serveur vous est d’abord montré, sous la forme des commandes qui seront envoyées.</translation>
    </message>
    <message>
        <source>Sentinel is where your clients ask which server is the primary. Dragonfly becomes a replica of that primary and takes over its data; until you fail over, no Sentinel can choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as they always did.</source>
        <translation>C’est à Sentinel que vos clients demandent quel serveur est le primaire. Dragonfly devient un réplica de ce primaire et reprend ses données&#xa0;; jusqu’à la bascule, aucun Sentinel ne peut le choisir. Ensuite Sentinel lui-même désigne Dragonfly, et les clients suivent en interrogeant comme toujours.</translation>
    </message>
    <message>
        <source>Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a target and writers that count every acknowledged write. It touches nothing but 127.0.0.1 and a temporary folder, and takes a few minutes.</source>
        <translation>Répétez l’opération une fois, sans aucun enjeu&#xa0;: Ferryman démarre un Redis, trois Sentinels, une cible et des clients d’écriture qui comptent chaque écriture acquittée. Il ne touche qu’à 127.0.0.1 et à un dossier temporaire, et cela prend quelques minutes.</translation>
    </message>
    <message>
        <source>Start the pract&amp;ice lab</source>
        <translation>&amp;Démarrer le labo d’entraînement</translation>
    </message>
    <message>
        <source>Opens a window of its own; its journal goes with the lab.</source>
        <translation>S’ouvre dans sa propre fenêtre&#xa0;; son journal disparaît avec le labo.</translation>
    </message>
    <message>
        <source>Do not &amp;show this again</source>
        <translation>Ne p&amp;lus afficher</translation>
    </message>
    <message>
        <source>Settings show it again.</source>
        <translation>À réactiver dans les paramètres.</translation>
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
        <translation>Choisir un fichier&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::GateList</name>
    <message>
        <source>Gates</source>
        <translation>Conditions</translation>
    </message>
    <message numerus="yes">
        <source>Gates: %1 of %2 open</source>
        <translation>
            <numerusform>Conditions&#xa0;: %1 sur %2 remplie</numerusform>
            <numerusform>Conditions&#xa0;: %1 sur %2 remplies</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence of the chosen gate</source>
        <translation>Preuves de la condition choisie</translation>
    </message>
    <message>
        <source>No gate was read yet</source>
        <translation>Aucune condition n’a encore été lue</translation>
    </message>
    <message>
        <source>A gate is a condition without which the switch would not be safe. Each stands here with its value, what is wanted, and its age, once replication runs.</source>
        <translation>Chaque condition est indispensable à la sûreté de la bascule. Chacune apparaît ici avec sa valeur, ce qui est attendu, et son âge, dès que la réplication est en marche.</translation>
    </message>
    <message>
        <source>choose one for its evidence</source>
        <translation>choisissez-en une pour ses preuves</translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message>
        <source>Replication</source>
        <translation>Réplication</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Données</translation>
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
            <numerusform>%1 sur %2 remplie</numerusform>
            <numerusform>%1 sur %2 remplies</numerusform>
        </translation>
    </message>
    <message>
        <source>never read</source>
        <translation>jamais lue</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1&#xa0;s</translation>
    </message>
    <message>
        <source>open</source>
        <translation>remplie</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>non remplie</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>Value now</source>
        <translation>Valeur actuelle</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Attendu</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Âge</translation>
    </message>
</context>
<context>
    <name>ferryman::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Aide</translation>
    </message>
    <message>
        <source>&amp;Explain this page</source>
        <translation>&amp;Expliquer cette page</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>Afficher le &amp;log</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>Copier le &amp;diagnostic</translation>
    </message>
    <message>
        <source>&amp;About Ferryman</source>
        <translation>À &amp;propos de Ferryman</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnostic</translation>
    </message>
    <message>
        <source>Versions, the plan, the state of every step and the last lines of the log are on the clipboard. Names and addresses of hosts are in it; passwords are not.</source>
        <translation>Les versions, le plan, l’état de chaque étape et les dernières lignes du log sont dans le presse-papiers. Les noms et adresses d’hôtes y figurent&#xa0;; les mots de passe, non.</translation>
    </message>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>Ferryman %1 moves a Redis primary under Sentinel to Dragonfly. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Ferryman %1 fait passer un primaire Redis sous Sentinel à Dragonfly. Logiciel libre sous licence publique générale GNU (GNU General Public License), version 3 ou ultérieure.</translation>
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
        <translation>Heure</translation>
    </message>
    <message>
        <source>Source offset</source>
        <translation>Décalage de la source</translation>
    </message>
    <message>
        <source>Dragonfly offset</source>
        <translation>Décalage de Dragonfly</translation>
    </message>
    <message>
        <source>Lag, bytes</source>
        <translation>Retard, octets</translation>
    </message>
    <message>
        <source>Lag, seconds</source>
        <translation>Retard, secondes</translation>
    </message>
    <message>
        <source>Written, bytes/s</source>
        <translation>Écrit, octets/s</translation>
    </message>
    <message>
        <source>Applied, bytes/s</source>
        <translation>Appliqué, octets/s</translation>
    </message>
    <message>
        <source>Source keys</source>
        <translation>Clés de la source</translation>
    </message>
    <message>
        <source>Dragonfly keys</source>
        <translation>Clés de Dragonfly</translation>
    </message>
    <message>
        <source>Source memory, bytes</source>
        <translation>Mémoire de la source, octets</translation>
    </message>
    <message>
        <source>Dragonfly memory, bytes</source>
        <translation>Mémoire de Dragonfly, octets</translation>
    </message>
</context>
<context>
    <name>ferryman::HomePage</name>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importer…</translation>
    </message>
    <message>
        <source>Copies plans to this list without opening one.</source>
        <translation>Copie des plans dans cette liste sans en ouvrir aucun.</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>&amp;Ouvrir un plan…</translation>
    </message>
    <message>
        <source>Opens a plan where it is.</source>
        <translation>Ouvre un plan là où il est.</translation>
    </message>
    <message>
        <source>&amp;New migration</source>
        <translation>&amp;Nouvelle migration</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migrations</translation>
    </message>
    <message>
        <source>Every migration of this machine: from its journal, or from its plan alone as long as nothing was begun. The journal tells how it stood when it was written last; what is true now, the servers say once it is opened. A switch that a console left open stands first. Duplicate makes a plan with an identity of its own. Delete moves a plan and its journal to the folder “deleted” beside the journals, and never touches a server.</source>
        <translation>Chaque migration de cette machine&#xa0;: d’après son journal, ou d’après son seul plan tant que rien n’a commencé. Le journal dit où elle en était à sa dernière écriture&#xa0;; ce qui est vrai maintenant, les serveurs le disent une fois qu’elle est ouverte. Une bascule qu’une console a laissée ouverte figure en premier. «&#xa0;Dupliquer&#xa0;» crée un plan avec sa propre identité. «&#xa0;Supprimer&#xa0;» déplace un plan et son journal vers le dossier «&#xa0;deleted&#xa0;» à côté des journaux, et ne touche jamais un serveur.</translation>
    </message>
    <message>
        <source>On this machine: %1.</source>
        <translation>Sur cette machine&#xa0;: %1.</translation>
    </message>
    <message>
        <source>On this machine: %1. Left open: %2.</source>
        <translation>Sur cette machine&#xa0;: %1. Restées ouvertes&#xa0;: %2.</translation>
    </message>
    <message>
        <source>This is practice: its journal goes with the lab. The migrations of this machine are listed without --practice.</source>
        <translation>Ceci est un entraînement&#xa0;: son journal disparaît avec le labo. Les migrations de cette machine sont listées sans --practice.</translation>
    </message>
    <message>
        <source>The journals of this machine are being read.</source>
        <translation>Lecture en cours des journaux de cette machine.</translation>
    </message>
    <message>
        <source>Read servers and &amp;recover</source>
        <translation>Lire les serveurs et re&amp;prendre</translation>
    </message>
    <message>
        <source>Open this mi&amp;gration</source>
        <translation>Ouvrir cette mi&amp;gration</translation>
    </message>
    <message>
        <source>The journal of “%1” does not hold its plan: open the plan&apos;s file.</source>
        <translation>Le journal de «&#xa0;%1&#xa0;» ne contient pas son plan&#xa0;: ouvrez le fichier du plan.</translation>
    </message>
    <message>
        <source>A replication is being watched</source>
        <translation>Une réplication est surveillée</translation>
    </message>
    <message>
        <source>“%1” is being replicated. If you open another migration, Dragonfly goes on following the source, and nobody watches it until you open it again.</source>
        <translation>«&#xa0;%1&#xa0;» est en cours de réplication. Si vous ouvrez une autre migration, Dragonfly continue de suivre la source, et personne ne la surveille jusqu’à ce que vous la rouvriez.</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Rester</translation>
    </message>
    <message>
        <source>&amp;Open the other</source>
        <translation>&amp;Ouvrir l’autre</translation>
    </message>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Connexions…</translation>
    </message>
    <message>
        <source>Makes, tests, imports and deletes connections that are kept under a name.</source>
        <translation>Crée, teste, importe et supprime les connexions conservées sous un nom.</translation>
    </message>
    <message>
        <source>The plan has the identity of “%1”, which is under way with other servers (group %2, Dragonfly %3): finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>Le plan a l’identité de «&#xa0;%1&#xa0;», en cours avec d’autres serveurs (groupe %2, Dragonfly %3)&#xa0;: terminez-la d’abord, ou retirez la ligne «&#xa0;id&#xa0;» du fichier.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportDialog</name>
    <message>
        <source>password</source>
        <translation>mot de passe</translation>
    </message>
    <message>
        <source>certificates</source>
        <translation>certificats</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>groupe %1</translation>
    </message>
    <message>
        <source>Import connections</source>
        <translation>Importer des connexions</translation>
    </message>
    <message>
        <source>Choose what is kept. A password is never written to Ferryman&apos;s own files, and a connection that exists is not changed.</source>
        <translation>Choisissez ce qui est conservé. Un mot de passe n’est jamais écrit dans les fichiers de Ferryman, et une connexion existante n’est pas modifiée.</translation>
    </message>
    <message>
        <source>Connections that were found</source>
        <translation>Connexions trouvées</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Comes along</source>
        <translation>Inclus</translation>
    </message>
    <message>
        <source>Where the passwords go</source>
        <translation>Où vont les mots de passe</translation>
    </message>
    <message>
        <source>Keep the passwords for this session only</source>
        <translation>Garder les mots de passe pour cette session seulement</translation>
    </message>
    <message>
        <source>Store the passwords in the system&apos;s keychain</source>
        <translation>Enregistrer les mots de passe dans le trousseau du système</translation>
    </message>
    <message>
        <source>Write certificates and keys as files that you alone can read</source>
        <translation>Écrire certificats et clés dans des fichiers que vous seul pouvez lire</translation>
    </message>
    <message>
        <source>They go to %1. Without them, the connections are kept with no TLS files.</source>
        <translation>Ils vont dans %1. Sans eux, les connexions sont conservées sans fichiers TLS.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Le trousseau est interrogé&#xa0;; il faudra peut-être le déverrouiller.</translation>
    </message>
    <message>
        <source>Imported: %1. A password that the keychain did not take is kept for this session only.</source>
        <translation>Importées&#xa0;: %1. Un mot de passe que le trousseau n’a pas accepté est gardé pour cette session seulement.</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>Rien n’a été importé.</translation>
    </message>
    <message>
        <source>connections: %1</source>
        <translation>connexions&#xa0;: %1</translation>
    </message>
    <message>
        <source>Further problems: %1.</source>
        <translation>Autres problèmes&#xa0;: %1.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportSources</name>
    <message>
        <source>Clipboard</source>
        <translation>Presse-papiers</translation>
    </message>
    <message>
        <source>Import RedisInsight&apos;s export</source>
        <translation>Importer l’export de RedisInsight</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s exports (*.json)</source>
        <translation>Exports de RedisInsight (*.json)</translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message>
        <source>Link</source>
        <translation>Lien</translation>
    </message>
    <message>
        <source>up</source>
        <translation>établi</translation>
    </message>
    <message>
        <source>down</source>
        <translation>coupé</translation>
    </message>
    <message>
        <source>Offset source</source>
        <translation>Décalage source</translation>
    </message>
    <message>
        <source>Offset Dragonfly</source>
        <translation>Décalage Dragonfly</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2&#xa0;s</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retard</translation>
    </message>
    <message>
        <source>Write rate</source>
        <translation>Débit d’écriture</translation>
    </message>
    <message>
        <source>Full syncs</source>
        <translation>Sync. complètes</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Mesuré</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>il y a %1</translation>
    </message>
    <message>
        <source>Primary of %1</source>
        <translation>Primaire de %1</translation>
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
            <numerusform>%1 sur %2 d’accord</numerusform>
            <numerusform>%1 sur %2 d’accord</numerusform>
        </translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Gel des écritures</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Ancien primaire</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>lecture seule</translation>
    </message>
    <message>
        <source>Acknowledged writes</source>
        <translation>Écritures acquittées</translation>
    </message>
</context>
<context>
    <name>ferryman::LogModel</name>
    <message>
        <source>Detail</source>
        <translation>Détail</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Avertissement</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Erreur</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Partie</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Événement</translation>
    </message>
</context>
<context>
    <name>ferryman::LogView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <source>The lines that are selected, or else all that are shown.</source>
        <translation>Les lignes sélectionnées, sinon toutes celles affichées.</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Enregistrer…</translation>
    </message>
    <message>
        <source>Least level that is shown</source>
        <translation>Niveau minimal affiché</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Tout</translation>
    </message>
    <message>
        <source>%1 and worse</source>
        <translation>%1 et plus grave</translation>
    </message>
    <message>
        <source>Words to filter by</source>
        <translation>Mots du filtre</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>Lines of the log, the oldest first</source>
        <translation>Lignes du log, les plus anciennes d’abord</translation>
    </message>
    <message>
        <source>No line is of that kind.</source>
        <translation>Aucune ligne de ce genre.</translation>
    </message>
    <message>
        <source>Lines: %1. Passwords are never in it.</source>
        <translation>Lignes&#xa0;: %1. Les mots de passe n’y figurent jamais.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Enregistrer le log</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Enregistré&#xa0;: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 ne peut pas être écrit&#xa0;: %2</translation>
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
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>&amp;Ouvrir un plan…</translation>
    </message>
    <message>
        <source>&amp;Save plan…</source>
        <translation>&amp;Enregistrer le plan…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>&amp;Migration</source>
        <translation>&amp;Migration</translation>
    </message>
    <message>
        <source>&amp;Back: %1</source>
        <translation>&amp;Retour&#xa0;: %1</translation>
    </message>
    <message>
        <source>&amp;Next: %1</source>
        <translation>&amp;Suivant&#xa0;: %1</translation>
    </message>
    <message>
        <source>The plan cannot be used</source>
        <translation>Le plan est inutilisable</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>Ouvrir un plan</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Plans (*.json)</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Enregistrer le plan</translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation>Le plan n’a pas été enregistré</translation>
    </message>
    <message>
        <source>Journal on disk, rows: %1</source>
        <translation>Journal sur disque, lignes&#xa0;: %1</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>&amp;Paramètres…</translation>
    </message>
    <message>
        <source>&amp;Topology in its own window</source>
        <translation>To&amp;pologie dans sa propre fenêtre</translation>
    </message>
    <message>
        <source>Switch of %1: %2 – Ferryman</source>
        <translation>Bascule de %1&#xa0;: %2 – Ferryman</translation>
    </message>
    <message>
        <source>A person is needed – Ferryman</source>
        <translation>Intervention requise – Ferryman</translation>
    </message>
    <message>
        <source>The practice lab cannot be started.</source>
        <translation>Le labo d’entraînement ne peut pas être démarré.</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationModel</name>
    <message>
        <source>full sync</source>
        <translation>synchronisation complète</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>rattrapage</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>stable</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>lien coupé</translation>
    </message>
    <message>
        <source>endless full syncs</source>
        <translation>synchronisations complètes sans fin</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>arrêtée</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>non commencée</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>bloquée</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>à examiner</translation>
    </message>
    <message>
        <source>replicating</source>
        <translation>en réplication</translation>
    </message>
    <message>
        <source>switching</source>
        <translation>en bascule</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrompue</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>intervention requise</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>abandonnée</translation>
    </message>
    <message>
        <source>migrated</source>
        <translation>migrée</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>illisible</translation>
    </message>
    <message>
        <source>plan saved</source>
        <translation>plan enregistré</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>rien n’est ouvert</translation>
    </message>
    <message>
        <source>open blockers: %1</source>
        <translation>points bloquants ouverts&#xa0;: %1</translation>
    </message>
    <message>
        <source>settings not put back: %1</source>
        <translation>paramètres non rétablis&#xa0;: %1</translation>
    </message>
    <message>
        <source>switch begun</source>
        <translation>bascule commencée</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>phase «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>stopped in %1</source>
        <translation>arrêt à la phase «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>switch ended open</source>
        <translation>bascule finie mais ouverte</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>tout est rétabli</translation>
    </message>
    <message>
        <source>writes frozen for %1</source>
        <translation>écritures gelées pendant %1</translation>
    </message>
    <message>
        <source>Dragonfly is primary</source>
        <translation>Dragonfly est le primaire</translation>
    </message>
    <message>
        <source>journal cannot be read</source>
        <translation>journal illisible</translation>
    </message>
    <message>
        <source>Enter Dragonfly</source>
        <translation>Indiquer Dragonfly</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Mend the blockers</source>
        <translation>Corriger les points bloquants</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>Les rétablir</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Vérification</translation>
    </message>
    <message>
        <source>Wait for steady</source>
        <translation>Attendre l’état stable</translation>
    </message>
    <message>
        <source>Go on in its console</source>
        <translation>Poursuivre dans sa console</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>Lire pourquoi</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Put settings back</source>
        <translation>Rétablir les paramètres</translation>
    </message>
    <message>
        <source>Remove old primary</source>
        <translation>Retirer l’ancien primaire</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>pas encore connu</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>non choisi</translation>
    </message>
    <message>
        <source>The primary at the start</source>
        <translation>Le primaire au départ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Dernier événement</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Étape suivante</translation>
    </message>
    <message>
        <source>replication stopped</source>
        <translation>réplication arrêtée</translation>
    </message>
    <message>
        <source>no blocker is open</source>
        <translation>aucun point bloquant ouvert</translation>
    </message>
    <message>
        <source>%1, data verified</source>
        <translation>%1, données vérifiées</translation>
    </message>
    <message>
        <source>%1, data differs</source>
        <translation>%1, données différentes</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Réplication</translation>
    </message>
    <message>
        <source>Mend the differences</source>
        <translation>Corriger les différences</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Bascule</translation>
    </message>
    <message>
        <source>put back, Dragonfly follows</source>
        <translation>tout est rétabli, Dragonfly suit</translation>
    </message>
    <message>
        <source>Go on or release</source>
        <translation>Poursuivre ou libérer</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) ended on %3 and needs a person.</source>
        <translation>La bascule de «&#xa0;%1&#xa0;» (groupe %2) s’est terminée le %3 et requiert une intervention.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3: the source may refuse writes.</source>
        <translation>La bascule de «&#xa0;%1&#xa0;» (groupe %2) est restée ouverte le %3&#xa0;: la source refuse peut-être les écritures.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3, before the freeze: the source takes writes, but settings stand changed.</source>
        <translation>La bascule de «&#xa0;%1&#xa0;» (groupe %2) est restée ouverte le %3, avant le gel&#xa0;: la source accepte les écritures, mais des paramètres restent modifiés.</translation>
    </message>
    <message>
        <source>“%1” was migrated on %2, and settings were not put back: %3.</source>
        <translation>«&#xa0;%1&#xa0;» a été migrée le %2, et des paramètres n’ont pas été rétablis&#xa0;: %3.</translation>
    </message>
    <message>
        <source>The switch of “%1” was aborted on %2 and put back: Dragonfly still follows the source, and nobody watches it.</source>
        <translation>La bascule de «&#xa0;%1&#xa0;» a été abandonnée le %2 et tout a été rétabli&#xa0;: Dragonfly suit encore la source, et personne ne la surveille.</translation>
    </message>
    <message>
        <source>“%1” was left on %2: Dragonfly follows the source, and nobody watches it.</source>
        <translation>«&#xa0;%1&#xa0;» a été laissée en l’état le %2&#xa0;: Dragonfly suit la source, et personne ne la surveille.</translation>
    </message>
    <message>
        <source>The migration “%1” was left on %2 with settings changed.</source>
        <translation>La migration «&#xa0;%1&#xa0;» a été laissée le %2 avec des paramètres modifiés.</translation>
    </message>
    <message>
        <source>Open its plan with File, Open plan. Its journal: %1</source>
        <translation>Ouvrez son plan avec «&#xa0;Fichier&#xa0;», «&#xa0;Ouvrir un plan&#xa0;». Son journal&#xa0;: %1</translation>
    </message>
    <message>
        <source>Once that is done, Delete takes it off this list.</source>
        <translation>Une fois cela fait, «&#xa0;Supprimer&#xa0;» la retire de cette liste.</translation>
    </message>
    <message>
        <source>Then let Ferryman ask all servers what is true, and finish.</source>
        <translation>Laissez ensuite Ferryman demander à tous les serveurs ce qu’il en est, et terminer.</translation>
    </message>
    <message>
        <source>Ferryman first asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Ferryman demande d’abord à tous les serveurs ce qu’il en est, puis termine la bascule ou rétablit tout.</translation>
    </message>
    <message>
        <source>The console stopped in %1.</source>
        <translation>La console s’est arrêtée à la phase «&#xa0;%1&#xa0;».</translation>
    </message>
    <message>
        <source>Open it and go through Connect. Then go on with it, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>Ouvrez-la, et passez par «&#xa0;Connexion&#xa0;». Poursuivez-la ensuite, ou libérez Dragonfly&#xa0;: «&#xa0;Arrêter la réplication&#xa0;», dans «&#xa0;Réplication&#xa0;».</translation>
    </message>
    <message>
        <source>Open it, and go through Connect: what is open is named there.</source>
        <translation>Ouvrez-la, et passez par «&#xa0;Connexion&#xa0;»&#xa0;: ce qui est ouvert y est indiqué.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationTable</name>
    <message>
        <source>All migrations</source>
        <translation>Toutes les migrations</translation>
    </message>
    <message>
        <source>Enter opens, Ctrl+D duplicates, Del deletes the plan, never data</source>
        <translation>Entrée ouvre, Ctrl+D duplique, Suppr supprime le plan, jamais des données</translation>
    </message>
    <message>
        <source>Filter the migrations</source>
        <translation>Filtrer les migrations</translation>
    </message>
    <message>
        <source>Filter by name, group, host</source>
        <translation>Filtrer par nom, groupe, hôte</translation>
    </message>
    <message>
        <source>O&amp;pen</source>
        <translation>Ou&amp;vrir</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>D&amp;upliquer</translation>
    </message>
    <message>
        <source>E&amp;xport plan…</source>
        <translation>E&amp;xporter le plan…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>Supprim&amp;er…</translation>
    </message>
    <message>
        <source>No migration has these words in its name, group or servers.</source>
        <translation>Aucune migration n’a ces mots dans son nom, son groupe ou ses serveurs.</translation>
    </message>
    <message>
        <source>Press “New migration” and enter any one Sentinel and Dragonfly, or open a plan.</source>
        <translation>Appuyez sur « Nouvelle migration » et saisissez un Sentinel quelconque et Dragonfly, ou ouvrez un plan.</translation>
    </message>
    <message>
        <source>To rehearse the whole switch first, on servers that Ferryman starts on this machine, start it with “ferryman --practice”.</source>
        <translation>Pour répéter d’abord toute la bascule, sur des serveurs que Ferryman démarre sur cette machine, lancez « ferryman --practice ».</translation>
    </message>
    <message>
        <source>No migration yet</source>
        <translation>Aucune migration pour l’instant</translation>
    </message>
</context>
<context>
    <name>ferryman::NodePane</name>
    <message>
        <source>Copy what is known of this server</source>
        <translation>Copier ce que l’on sait de ce serveur</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Fermer</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Fermer les détails</translation>
    </message>
    <message>
        <source>Details and INFO</source>
        <translation>Détails et INFO</translation>
    </message>
    <message>
        <source>INFO is being read</source>
        <translation>Lecture d’INFO en cours</translation>
    </message>
    <message>
        <source>INFO as of %1</source>
        <translation>INFO à %1</translation>
    </message>
    <message>
        <source>INFO cannot be read</source>
        <translation>INFO est illisible</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Relire</translation>
    </message>
</context>
<context>
    <name>ferryman::OldPrimaryPanel</name>
    <message>
        <source>Old primary</source>
        <translation>Ancien primaire</translation>
    </message>
    <message>
        <source>Keep it until Dragonfly has written its first snapshot and you are sure. Then send it:</source>
        <translation>Conservez-le jusqu’à ce que Dragonfly ait écrit son premier instantané et que vous ayez toute certitude. Envoyez-lui ensuite&#xa0;:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <source>Going back</source>
        <translation>Retour en arrière</translation>
    </message>
    <message>
        <source>&amp;Show the steps</source>
        <translation>&amp;Voir les étapes</translation>
    </message>
    <message>
        <source>Copy the command that shuts the old primary down</source>
        <translation>Copier la commande qui arrête l’ancien primaire</translation>
    </message>
    <message>
        <source>Show the steps of going back</source>
        <translation>Voir les étapes du retour en arrière</translation>
    </message>
    <message>
        <source>It is the primary as before.</source>
        <translation>Il est le primaire comme avant.</translation>
    </message>
    <message>
        <source>%1 is parked: it refuses every write, no Sentinel chooses it, and its data are as they were at the freeze.</source>
        <translation>%1 est mis à l’écart&#xa0;: il refuse chaque écriture, aucun Sentinel ne le choisit, et ses données sont telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>%1 was shut down; its data are saved as they were at the freeze.</source>
        <translation>%1 a été arrêté&#xa0;; ses données sont enregistrées telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>%1 is a read-only replica of nobody; its data are as they were at the freeze.</source>
        <translation>%1 est un réplica en lecture seule sans primaire&#xa0;; ses données sont telles qu’au moment du gel.</translation>
    </message>
    <message>
        <source>Which server is the primary, the Sentinels must say: see the timeline, and what is still to be put back.</source>
        <translation>C’est aux Sentinels de dire quel serveur est le primaire&#xa0;: voyez la chronologie, et ce qui reste à rétablir.</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly: going back loses every write since the switch, unless it is copied by other means.</source>
        <translation>Redis ne peut pas suivre Dragonfly&#xa0;: revenir en arrière perd chaque écriture faite depuis la bascule, sauf si elle est copiée par un autre moyen.</translation>
    </message>
    <message>
        <source>Some settings may still be changed; the report has the commands that put them back.</source>
        <translation>Certains paramètres sont peut-être encore modifiés&#xa0;; le rapport contient les commandes qui les rétablissent.</translation>
    </message>
</context>
<context>
    <name>ferryman::PlanActions</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (copie)</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>Exporter le plan</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Plans (*.json)</translation>
    </message>
    <message>
        <source>Import plans</source>
        <translation>Importer des plans</translation>
    </message>
    <message>
        <source>%1 is not imported: it is the plan of “%2”, which is under way. Finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>%1 n’est pas importé&#xa0;: c’est le plan de «&#xa0;%2&#xa0;», qui est en cours. Terminez-la d’abord, ou retirez la ligne «&#xa0;id&#xa0;» du fichier.</translation>
    </message>
    <message>
        <source>“%1” is open: its journal says what stands changed on the servers. Open it and finish it first.</source>
        <translation>«&#xa0;%1&#xa0;» est ouverte&#xa0;: son journal dit ce qui reste modifié sur les serveurs. Ouvrez-la et terminez-la d’abord.</translation>
    </message>
    <message>
        <source>“%1” is open: Dragonfly follows the source. Open it and finish it first, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>«&#xa0;%1&#xa0;» est ouverte&#xa0;: Dragonfly suit la source. Ouvrez-la et terminez-la d’abord, ou libérez Dragonfly&#xa0;: «&#xa0;Arrêter la réplication&#xa0;», dans «&#xa0;Réplication&#xa0;».</translation>
    </message>
    <message>
        <source>A console works on “%1”: end it there first.</source>
        <translation>Une console travaille sur «&#xa0;%1&#xa0;»&#xa0;: terminez-la d’abord là-bas.</translation>
    </message>
    <message>
        <source>A switch is under way: delete once it has ended.</source>
        <translation>Une bascule est en cours&#xa0;: supprimez une fois qu’elle est terminée.</translation>
    </message>
    <message>
        <source>Its plan and journal move to the folder “deleted” beside the journals.</source>
        <translation>Son plan et son journal sont déplacés vers le dossier «&#xa0;deleted&#xa0;» à côté des journaux.</translation>
    </message>
    <message>
        <source>The file %1 stays where it is.</source>
        <translation>Le fichier %1 reste où il est.</translation>
    </message>
    <message>
        <source>Nothing changes on any server.</source>
        <translation>Rien ne change sur aucun serveur.</translation>
    </message>
    <message>
        <source>Delete a migration</source>
        <translation>Supprimer une migration</translation>
    </message>
    <message>
        <source>Delete “%1” from this list?</source>
        <translation>Supprimer «&#xa0;%1&#xa0;» de cette liste&#xa0;?</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Conserver</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Supprimer</translation>
    </message>
</context>
<context>
    <name>ferryman::ProfileForm</name>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>of a Sentinel only</source>
        <translation>pour un Sentinel seulement</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Nom du serveur</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>comme dans l’URL</translation>
    </message>
    <message>
        <source>%1, a PEM file for rediss:// URLs</source>
        <translation>%1, un fichier PEM pour les URL rediss://</translation>
    </message>
    <message>
        <source>PEM, for rediss://</source>
        <translation>PEM, pour rediss://</translation>
    </message>
    <message>
        <source>Where the password comes from</source>
        <translation>D’où vient le mot de passe</translation>
    </message>
    <message>
        <source>For this session only</source>
        <translation>Pour cette session seulement</translation>
    </message>
    <message>
        <source>In the system&apos;s keychain</source>
        <translation>Dans le trousseau du système</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>Variable d’environnement</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>Name of the environment variable</source>
        <translation>Nom de la variable d’environnement</translation>
    </message>
    <message>
        <source>Name of the keychain&apos;s entry</source>
        <translation>Nom de l’entrée du trousseau</translation>
    </message>
    <message>
        <source>as the name above</source>
        <translation>comme le nom ci-dessus</translation>
    </message>
    <message>
        <source>as it is kept there</source>
        <translation>tel qu’il y est conservé</translation>
    </message>
    <message>
        <source>kept until Ferryman ends</source>
        <translation>gardé jusqu’à l’arrêt de Ferryman</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message>
        <source>S&amp;top replication…</source>
        <translation>Arrê&amp;ter la réplication…</translation>
    </message>
    <message>
        <source>Start a&amp;gain…</source>
        <translation>Recomme&amp;ncer…</translation>
    </message>
    <message>
        <source>Stop the replication?</source>
        <translation>Arrêter la réplication&#xa0;?</translation>
    </message>
    <message>
        <source>Sto&amp;p replication</source>
        <translation>Arrêter la ré&amp;plication</translation>
    </message>
    <message>
        <source>&amp;Keep replicating</source>
        <translation>&amp;Continuer à répliquer</translation>
    </message>
    <message>
        <source>What will be sent to Dragonfly, literally</source>
        <translation>Ce qui sera envoyé à Dragonfly, à la lettre</translation>
    </message>
    <message>
        <source>Commands that start the replication</source>
        <translation>Commandes qui démarrent la réplication</translation>
    </message>
    <message>
        <source>The commands stand here once every connection of step 1 works.</source>
        <translation>Les commandes apparaissent ici dès que chaque connexion de l’étape 1 fonctionne.</translation>
    </message>
    <message>
        <source>Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it forks and needs memory for what is written meanwhile; its clients are not affected.</source>
        <translation>Rien n’est modifié sur la source. Elle fait un instantané pour Dragonfly, pour lequel elle fait un fork et a besoin de mémoire pour ce qui est écrit entre-temps&#xa0;; ses clients ne sont pas touchés.</translation>
    </message>
    <message>
        <source>&amp;Start replication</source>
        <translation>&amp;Démarrer la réplication</translation>
    </message>
    <message>
        <source>Keys loaded</source>
        <translation>Clés chargées</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary now.</source>
        <translation>Dragonfly %1 est maintenant le primaire.</translation>
    </message>
    <message>
        <source>The replication has done its work: the switch is over.</source>
        <translation>La réplication a rempli son rôle&#xa0;: la bascule est terminée.</translation>
    </message>
    <message>
        <source>Dragonfly becomes a replica of the source, while clients go on as before.</source>
        <translation>Dragonfly devient un réplica de la source, tandis que les clients continuent comme avant.</translation>
    </message>
    <message>
        <source>Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot choose Dragonfly yet.</source>
        <translation>Dragonfly %1 suit %2. Les clients ne sont pas touchés, et Sentinel ne peut pas encore choisir Dragonfly.</translation>
    </message>
    <message>
        <source>Starting: the commands are being sent.</source>
        <translation>Démarrage&#xa0;: les commandes sont en cours d’envoi.</translation>
    </message>
    <message>
        <source>Replication would not end: full sync after full sync.</source>
        <translation>La réplication n’aboutirait pas&#xa0;: une synchronisation complète après l’autre.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonfly contient %1 clé. Le démarrage la supprime.</numerusform>
            <numerusform>Dragonfly contient %1 clés. Le démarrage les supprime toutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>Rempla&amp;cer %1 clé sur Dragonfly</numerusform>
            <numerusform>Rempla&amp;cer les %1 clés sur Dragonfly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>Chargement&#xa0;: %1 sur %2 clé</numerusform>
            <numerusform>Chargement&#xa0;: %1 sur %2 clés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 clé/s</numerusform>
            <numerusform>%1 clés/s</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>depuis %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>reste environ %1</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>tour %1</translation>
    </message>
    <message>
        <source>Replication goes on while you work on the next pages.</source>
        <translation>La réplication continue pendant que vous travaillez sur les pages suivantes.</translation>
    </message>
    <message>
        <source>The next step opens after %1 s of unbroken steady replication.</source>
        <translation>L’étape suivante s’ouvre après %1&#xa0;s de réplication stable sans interruption.</translation>
    </message>
    <message>
        <source>Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none attaches it again. It keeps what it has loaded, but starting again begins with a new full sync. Clients are not affected.</source>
        <translation>Dragonfly reçoit REPLICAOF NO ONE, et chaque Sentinel SENTINEL RESET, pour qu’aucun ne le rattache. Il garde ce qu’il a chargé, mais un nouveau démarrage commence par une nouvelle synchronisation complète. Les clients ne sont pas touchés.</translation>
    </message>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1 Plus grand retard dans ce temps&#xa0;: %2. %3 mesure prise, %4 manquées.</numerusform>
            <numerusform>%1 Plus grand retard dans ce temps&#xa0;: %2. %3 mesures prises, %4 manquées.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is made a replica of the source by the address that Sentinel uses. First it loads a snapshot (full sync), then it receives every write. It is steady when the link is up and the lag, in bytes and in seconds, has stayed below the plan&apos;s limits for long enough. The charts show both sides. In a chart, Left and Right read the values at one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads back to live; the mouse does the same by its wheel, by dragging and by a double-click. The button Table shows all values as text, and Export writes them as a file.</source>
        <translation>Dragonfly devient réplica de la source par l’adresse que Sentinel utilise. Il charge d’abord un instantané (synchronisation complète), puis reçoit chaque écriture. La réplication est stable quand le lien est établi et que le retard, en octets et en secondes, est resté assez longtemps sous les limites du plan. Les courbes montrent les deux côtés. Dans une courbe, Gauche et Droite lisent les valeurs d’un instant, Plus et Moins zooment, Maj avec Gauche et Droite déplace dans le temps, Fin ramène au direct&#xa0;; la souris fait de même par sa molette, en faisant glisser et par un double-clic. Le bouton «&#xa0;Tableau&#xa0;» montre toutes les valeurs en texte, et «&#xa0;Exporter&#xa0;» les écrit dans un fichier.</translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>&amp;Ouvrir le dossier</translation>
    </message>
    <message>
        <source>report.pdf is being made…</source>
        <translation>report.pdf est en préparation…</translation>
    </message>
    <message>
        <source>Not exported yet.</source>
        <translation>Pas encore exporté.</translation>
    </message>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>Établi à partir de %1 ligne du journal&#xa0;; empreinte de la dernière&#xa0;: %2</numerusform>
            <numerusform>Établi à partir de %1 lignes du journal&#xa0;; empreinte de la dernière&#xa0;: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exporter…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interruption des écritures</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>Écritures acquittées perdues</translation>
    </message>
    <message>
        <source>Primary now</source>
        <translation>Primaire actuel</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Dossier du rapport</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>Le rapport a été écrit.</translation>
    </message>
    <message>
        <source>The switch is done. The report is being made; in practice every acknowledged write is looked for first.</source>
        <translation>La bascule est terminée. Le rapport est en préparation&#xa0;; à l’entraînement, chaque écriture acquittée est d’abord recherchée.</translation>
    </message>
    <message>
        <source>The journal begins with the replication.</source>
        <translation>Le journal commence avec la réplication.</translation>
    </message>
    <message>
        <source>Sentinels that agree: %1</source>
        <translation>Sentinels d’accord&#xa0;: %1</translation>
    </message>
    <message>
        <source>Journal: %1, rows: %2</source>
        <translation>Journal&#xa0;: %1, lignes&#xa0;: %2</translation>
    </message>
    <message>
        <source>Make a&amp;gain</source>
        <translation>Ré&amp;générer</translation>
    </message>
    <message>
        <source>Sections of the report</source>
        <translation>Sections du rapport</translation>
    </message>
    <message>
        <source>Frozen at offset %1; Dragonfly had %2 when it was promoted.</source>
        <translation>Gelé au décalage %1&#xa0;; Dragonfly avait %2 quand il a été promu.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Résumé</translation>
    </message>
    <message>
        <source>The last %1. All of them stand in the exported report.</source>
        <translation>Les %1 dernières. Toutes figurent dans le rapport exporté.</translation>
    </message>
    <message>
        <source>The journal was altered, so this report proves nothing.</source>
        <translation>Le journal a été altéré, ce rapport ne prouve donc rien.</translation>
    </message>
    <message>
        <source>The report was written; the PDF is being made.</source>
        <translation>Le rapport a été écrit&#xa0;; le PDF est en préparation.</translation>
    </message>
    <message>
        <source>The report holds findings and who accepted them, charts, gates, the timeline to the millisecond, servers before and after, every command with its reply, and how to go back. Passwords are never in it. The journal&apos;s rows are chained by hashes, and the report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.</source>
        <translation>Le rapport contient les constats et qui les a acceptés, les courbes, les conditions, la chronologie à la milliseconde, les serveurs avant et après, chaque commande avec sa réponse, et la façon de revenir en arrière. Les mots de passe n’y figurent jamais. Les lignes du journal sont chaînées par des empreintes, et le rapport porte la dernière&#xa0;: «&#xa0;ferrymanctl report PLAN --report DOSSIER --verify&#xa0;» prouve que ni l’un ni l’autre n’a été altéré. «&#xa0;Exporter&#xa0;» écrit en HTML, PDF, Markdown et JSON.</translation>
    </message>
    <message>
        <source>There is nothing to report yet</source>
        <translation>Il n’y a encore rien à rapporter</translation>
    </message>
    <message>
        <source>The report is made when the switch has ended; “Make again” makes one of what there is.</source>
        <translation>Le rapport est établi quand la bascule est terminée&#xa0;; «&#xa0;Régénérer&#xa0;» en établit un à partir de ce qui existe.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Vérifié</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same.</source>
        <translation>Établi à partir du seul journal&#xa0;; il peut être régénéré à tout moment ultérieur et dira la même chose.</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same. The record is exported in English, so that anybody can read it; %1 and the PDF are in your language.</source>
        <translation>Établi à partir du seul journal&#xa0;; il peut être régénéré à tout moment ultérieur et dira la même chose. La version de référence est exportée en anglais, pour que chacun puisse la lire&#xa0;; %1 et le PDF sont dans votre langue.</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>terminée %1</translation>
    </message>
    <message>
        <source>The data were not compared.</source>
        <translation>Les données n’ont pas été comparées.</translation>
    </message>
    <message>
        <source>The report is being made</source>
        <translation>Le rapport est en cours d’établissement</translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message>
        <source>The source and its group</source>
        <translation>La source et son groupe</translation>
    </message>
    <message>
        <source>URL of the source</source>
        <translation>URL de la source</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Mot de passe de la source</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Nom du groupe</translation>
    </message>
    <message>
        <source>Sentinels, with commas between them</source>
        <translation>Sentinels, séparés par des virgules</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Mot de passe des Sentinels</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Gardé en mémoire pour cette session seulement.</translation>
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
        <translation>Retour</translation>
    </message>
    <message>
        <source>Back to a source with Sentinels</source>
        <translation>Retour à une source avec Sentinels</translation>
    </message>
    <message>
        <source>Either start new Sentinels</source>
        <translation>Démarrer de nouveaux Sentinels</translation>
    </message>
    <message>
        <source>Sentinel whose file is shown</source>
        <translation>Sentinel dont le fichier est affiché</translation>
    </message>
    <message>
        <source>&amp;Save one file for each…</source>
        <translation>&amp;Enregistrer un fichier pour chacun…</translation>
    </message>
    <message>
        <source>They &amp;run now</source>
        <translation>Ils &amp;tournent</translation>
    </message>
    <message>
        <source>Or register the group on Sentinels that run already</source>
        <translation>Ou inscrire le groupe sur des Sentinels déjà en service</translation>
    </message>
    <message>
        <source>Register the &amp;group…</source>
        <translation>Inscrire le &amp;groupe…</translation>
    </message>
    <message>
        <source>Then have every client ask Sentinel</source>
        <translation>Puis faire interroger Sentinel par chaque client</translation>
    </message>
    <message>
        <source>Client library</source>
        <translation>Bibliothèque cliente</translation>
    </message>
    <message>
        <source>How it connects</source>
        <translation>Comment elle se connecte</translation>
    </message>
    <message>
        <source>Our clients ask Sentinel</source>
        <translation>Nos clients interrogent Sentinel</translation>
    </message>
    <message>
        <source>G&amp;o on with this group</source>
        <translation>&amp;Continuer avec ce groupe</translation>
    </message>
    <message>
        <source>Nothing was sent yet.</source>
        <translation>Rien n’a encore été envoyé.</translation>
    </message>
    <message>
        <source>Give the source and the Sentinels that shall watch it.</source>
        <translation>Indiquez la source et les Sentinels qui doivent la surveiller.</translation>
    </message>
    <message>
        <source>Save the files in</source>
        <translation>Enregistrer les fichiers dans</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 n’a pas pu être écrit&#xa0;: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>%1 fichier est dans %2.</numerusform>
            <numerusform>%1 fichiers sont dans %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>These commands will be sent to each of %1. A Sentinel that watches this source already gets the settings alone. SENTINEL REMOVE %2 undoes it.</source>
        <translation>Ces commandes seront envoyées à chacun de %1. Un Sentinel qui surveille déjà cette source ne reçoit que les paramètres. SENTINEL REMOVE %2 les annule.</translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>En&amp;voyer maintenant</translation>
    </message>
    <message>
        <source>Stands here once source, group and Sentinels are given.</source>
        <translation>Apparaît ici dès que source, groupe et Sentinels sont indiqués.</translation>
    </message>
    <message>
        <source>Stands here once group and Sentinels are given.</source>
        <translation>Apparaît ici dès que groupe et Sentinels sont indiqués.</translation>
    </message>
</context>
<context>
    <name>ferryman::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>&amp;Restore all defaults</source>
        <translation>&amp;Tout réinitialiser</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Fermer</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Choisir&#xa0;: %1</translation>
    </message>
    <message>
        <source>“%1” is no folder&apos;s whole path: %2 stays as it was.</source>
        <translation>«&#xa0;%1&#xa0;» n’est pas le chemin complet d’un dossier&#xa0;: %2 reste inchangé.</translation>
    </message>
</context>
<context>
    <name>ferryman::StageRow</name>
    <message>
        <source>to come</source>
        <translation>à venir</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en cours</translation>
    </message>
    <message>
        <source>done</source>
        <translation>terminé</translation>
    </message>
    <message>
        <source>in trouble</source>
        <translation>en difficulté</translation>
    </message>
</context>
<context>
    <name>ferryman::StepRail</name>
    <message>
        <source>New migration</source>
        <translation>Nouvelle migration</translation>
    </message>
    <message>
        <source>no group yet</source>
        <translation>pas encore de groupe</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>groupe %1</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migrations</translation>
    </message>
    <message>
        <source>%1, left open: %2</source>
        <translation>%1, restées ouvertes&#xa0;: %2</translation>
    </message>
    <message>
        <source>on this machine: %1</source>
        <translation>sur cette machine&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>Chronologie</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>Cop&amp;ier</translation>
    </message>
    <message>
        <source>Copy the timeline</source>
        <translation>Copier la chronologie</translation>
    </message>
    <message>
        <source>Timeline of the switch</source>
        <translation>Chronologie de la bascule</translation>
    </message>
    <message>
        <source>by this computer&apos;s clock; rows without a phase are Sentinel&apos;s own events</source>
        <translation>selon l’horloge de cet ordinateur&#xa0;; les lignes sans phase sont des événements de Sentinel</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message>
        <source>Write freeze</source>
        <translation>Gel des écritures</translation>
    </message>
    <message>
        <source>Promoted after</source>
        <translation>Promu après</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Données</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>&amp;Abort</source>
        <translation>A&amp;bandonner</translation>
    </message>
    <message>
        <source>Freeze budget used</source>
        <translation>Budget de gel utilisé</translation>
    </message>
    <message>
        <source>from the freeze to the first write that Dragonfly could take; allowed were %1</source>
        <translation>du gel à la première écriture que Dragonfly pouvait accepter&#xa0;; autorisé&#xa0;: %1</translation>
    </message>
    <message>
        <source>after SENTINEL FAILOVER was sent</source>
        <translation>après l’envoi de SENTINEL FAILOVER</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 sur %2 d’accord</numerusform>
            <numerusform>%1 sur %2 d’accord</numerusform>
        </translation>
    </message>
    <message>
        <source>all of them after %1</source>
        <translation>tous après %1</translation>
    </message>
    <message>
        <source>not drained</source>
        <translation>non drainées</translation>
    </message>
    <message>
        <source>frozen at %1</source>
        <translation>gelé à %1</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>complètes</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>incomplètes</translation>
    </message>
    <message>
        <source>frozen at %1, Dragonfly had %2</source>
        <translation>gelé à %1, Dragonfly avait %2</translation>
    </message>
    <message>
        <source>The failover was sent to Sentinel: from there it only goes forward.</source>
        <translation>L’ordre de bascule a été envoyé à Sentinel&#xa0;: à partir de là, pas de retour en arrière.</translation>
    </message>
    <message>
        <source>Puts everything back that the switch has changed.</source>
        <translation>Rétablit tout ce que la bascule a modifié.</translation>
    </message>
    <message>
        <source>%1 Until %2 at the latest: %3 left.</source>
        <translation>%1 Jusqu’à %2 au plus tard&#xa0;: reste %3.</translation>
    </message>
    <message>
        <source>Writes waited for %1 of at most %2</source>
        <translation>Les écritures ont attendu %1 sur %2 au plus</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, %2 left</source>
        <translation>Les écritures attendent&#xa0;: depuis %1, reste %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, the budget was %2</source>
        <translation>Les écritures attendent&#xa0;: depuis %1, le budget était de %2</translation>
    </message>
    <message>
        <source>Waiting for the best moment: %1 s. %2</source>
        <translation>Attente du meilleur moment&#xa0;: %1&#xa0;s. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::TimeChart</name>
    <message>
        <source>no value</source>
        <translation>aucune valeur</translation>
    </message>
    <message>
        <source>%1 The table shows all values.</source>
        <translation>%1 Le tableau montre toutes les valeurs.</translation>
    </message>
</context>
<context>
    <name>ferryman::TimelineModel</name>
    <message>
        <source>From here there is no way back: the failover was sent to Sentinel, and the switch only goes forward.</source>
        <translation>À partir d’ici, pas de retour en arrière&#xa0;: l’ordre de bascule a été envoyé à Sentinel, et l’opération ne peut plus qu’avancer.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Depuis le gel</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Événement</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Durée</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message>
        <source>nobody</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>ne répond pas</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>État</translation>
    </message>
    <message>
        <source>in TILT: takes no decision</source>
        <translation>en TILT&#xa0;: ne décide rien</translation>
    </message>
    <message>
        <source>fails over: %1</source>
        <translation>bascule&#xa0;: %1</translation>
    </message>
    <message>
        <source>names %1</source>
        <translation>désigne %1</translation>
    </message>
    <message>
        <source>epoch %1, %2 ms</source>
        <translation>époque %1, %2&#xa0;ms</translation>
    </message>
    <message>
        <source>Names as primary</source>
        <translation>Désigne comme primaire</translation>
    </message>
    <message>
        <source>Agrees with</source>
        <translation>D’accord avec</translation>
    </message>
    <message>
        <source>Configuration epoch</source>
        <translation>Époque de configuration</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quorum</translation>
    </message>
    <message>
        <source>Other Sentinels known to it</source>
        <translation>Autres Sentinels qu’il connaît</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Aller-retour</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1&#xa0;ms</translation>
    </message>
    <message>
        <source>Failover state</source>
        <translation>État de la bascule</translation>
    </message>
    <message>
        <source>Its own role</source>
        <translation>Son propre rôle</translation>
    </message>
    <message>
        <source>replica of %1</source>
        <translation>réplica de %1</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>primaire</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Décalage</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Interrogé à</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>inutilisable</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Réplica</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>lien coupé</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retard %1</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>priorité %1</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retard</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorité</translation>
    </message>
    <message>
        <source>held for down</source>
        <translation>jugé hors service</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Ancien primaire</translation>
    </message>
    <message>
        <source>a read-only replica</source>
        <translation>réplica en lecture seule</translation>
    </message>
    <message>
        <source>left the group</source>
        <translation>a quitté le groupe</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primaire</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>rétrogradé</translation>
    </message>
    <message>
        <source>takes writes</source>
        <translation>accepte les écritures</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>non testé</translation>
    </message>
    <message>
        <source>Sentinels that name it</source>
        <translation>Sentinels qui le désignent</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>frozen: writes wait</source>
        <translation>gelé&#xa0;: écritures en attente</translation>
    </message>
    <message>
        <source>Primary: Dragonfly</source>
        <translation>Primaire&#xa0;: Dragonfly</translation>
    </message>
    <message>
        <source>named by %1 of %2</source>
        <translation>désigné par %1 sur %2</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promu</translation>
    </message>
    <message>
        <source>is being promoted</source>
        <translation>promotion en cours</translation>
    </message>
    <message>
        <source>follows, priority %1</source>
        <translation>suit, priorité %1</translation>
    </message>
    <message>
        <source>follows %1</source>
        <translation>suit %1</translation>
    </message>
    <message>
        <source>not attached</source>
        <translation>non rattaché</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>Désigné par %1 sur %2 Sentinel&#xa0;: %3</numerusform>
            <numerusform>Désigné par %1 sur %2 Sentinels&#xa0;: %3</numerusform>
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
        <translation>Rien n’a encore été lu. Indiquez un Sentinel quelconque et Dragonfly, puis cliquez sur «&#xa0;Lire et tester&#xa0;».</translation>
    </message>
    <message>
        <source>The Sentinels are being asked for the primary, its replicas and each other.</source>
        <translation>Les Sentinels sont interrogés sur le primaire, ses réplicas et les autres Sentinels.</translation>
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
        <translation>Bascule&#xa0;: %1. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::Unattended</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Le dossier %1 ne peut pas être créé.</translation>
    </message>
    <message>
        <source>All six steps were gone through; Dragonfly %1 is the primary.</source>
        <translation>Les six étapes ont été parcourues&#xa0;; Dragonfly %1 est le primaire.</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>L’image %1 ne peut pas être écrite.</translation>
    </message>
    <message>
        <source>The step &quot;%1&quot; did not come to its end within %2 s.</source>
        <translation>L’étape «&#xa0;%1&#xa0;» n’est pas arrivée à son terme en %2&#xa0;s.</translation>
    </message>
    <message>
        <source>The button &quot;%1&quot; cannot be pressed.</source>
        <translation>Le bouton «&#xa0;%1&#xa0;» ne peut pas être actionné.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; cannot be filled.</source>
        <translation>Le champ «&#xa0;%1&#xa0;» ne peut pas être rempli.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message>
        <source>a sample of %1</source>
        <translation>un échantillon de %1</translation>
    </message>
    <message>
        <source>any number of keys/s</source>
        <translation>clés/s sans limite</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 clé/s</numerusform>
            <numerusform>%1 clés/s</numerusform>
        </translation>
    </message>
    <message>
        <source>any number of MB/s</source>
        <translation>Mo/s sans limite</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>Ce qui est comparé</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Maximum de clés par seconde</translation>
    </message>
    <message>
        <source>Most bytes a second</source>
        <translation>Maximum d’octets par seconde</translation>
    </message>
    <message>
        <source>Server that is read as the source</source>
        <translation>Serveur lu comme source</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>Lu depuis</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>chaque clé</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparer</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>au plus</translation>
    </message>
    <message>
        <source>the primary</source>
        <translation>le primaire</translation>
    </message>
    <message>
        <source>Keys on both servers, with every value, type and expiry, while writes go on.</source>
        <translation>Clés des deux serveurs, avec chaque valeur, type et expiration, pendant que les écritures continuent.</translation>
    </message>
    <message>
        <source>If none differs it will say: “%1”</source>
        <translation>Si aucune ne diffère, le résultat sera&#xa0;: «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>Keys drawn at random; what they say of all is told in a sentence.</source>
        <translation>Clés tirées au hasard&#xa0;; une phrase dit ce qu’elles indiquent sur l’ensemble.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyCountsView</name>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Comparées</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>Diffèrent</translation>
    </message>
    <message>
        <source>Kind of difference</source>
        <translation>Genre de différence</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Clés</translation>
    </message>
    <message>
        <source>Keys by type</source>
        <translation>Clés par type</translation>
    </message>
    <message>
        <source>Differences by their kind</source>
        <translation>Différences par genre</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyFigures</name>
    <message>
        <source>Keys compared</source>
        <translation>Clés comparées</translation>
    </message>
    <message>
        <source>Keys a second</source>
        <translation>Clés par seconde</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Indécises</translation>
    </message>
    <message>
        <source>of %1, %2 %</source>
        <translation>sur %1, %2&#xa0;%</translation>
    </message>
    <message>
        <source>read: %1</source>
        <translation>lu&#xa0;: %1</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>en moyenne</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>reste environ %1</translation>
    </message>
    <message>
        <source>time left not known</source>
        <translation>temps restant inconnu</translation>
    </message>
    <message>
        <source>cannot be compared: %1</source>
        <translation>non comparables&#xa0;: %1</translation>
    </message>
    <message>
        <source>keys that keep changing</source>
        <translation>clés qui changent sans cesse</translation>
    </message>
    <message>
        <source>read again before it counts</source>
        <translation>relues avant de compter</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message>
        <source>Fail over opens when replication is steady.</source>
        <translation>«&#xa0;Bascule&#xa0;» s’ouvre quand la réplication est stable.</translation>
    </message>
    <message>
        <source>Fail over is open.</source>
        <translation>«&#xa0;Bascule&#xa0;» est ouverte.</translation>
    </message>
    <message>
        <source>No difference so far. Each stands here as soon as it has been read again and lasts.</source>
        <translation>Aucune différence jusqu’ici. Chacune apparaît ici dès qu’elle a été relue et persiste.</translation>
    </message>
    <message>
        <source>The differences of an earlier session were counted, but are not listed any more: compare again.</source>
        <translation>Les différences d’une session antérieure ont été comptées, mais ne sont plus énumérées&#xa0;: comparez de nouveau.</translation>
    </message>
    <message>
        <source>No key differs.</source>
        <translation>Aucune clé ne diffère.</translation>
    </message>
    <message>
        <source>Differences stand here as they are found, each with its database, its key and both sides.</source>
        <translation>Les différences apparaissent ici à mesure qu’elles sont trouvées, chacune avec sa base de données, sa clé et les deux côtés.</translation>
    </message>
    <message>
        <source>Self &amp;test</source>
        <translation>Auto&amp;test</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>Arrêt&amp;er</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Comparer</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Poursuivre</translation>
    </message>
    <message>
        <source>Plants every kind of difference on two scratch servers of this machine, and looks whether each is found.</source>
        <translation>Sème chaque genre de différence sur deux serveurs jetables de cette machine, et regarde si chacune est trouvée.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Décomptes</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Non examiné</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xporter…</translation>
    </message>
    <message>
        <source>Writes the differences as NDJSON or CSV.</source>
        <translation>Écrit les différences en NDJSON ou CSV.</translation>
    </message>
    <message>
        <source>What was not looked at</source>
        <translation>Ce qui n’a pas été examiné</translation>
    </message>
    <message>
        <source>&amp;Compare anew</source>
        <translation>&amp;Comparer de zéro</translation>
    </message>
    <message>
        <source>&amp;Compare again</source>
        <translation>&amp;Comparer de nouveau</translation>
    </message>
    <message>
        <source>Differences: %1</source>
        <translation>Différences&#xa0;: %1</translation>
    </message>
    <message>
        <source>Not looked at: %1</source>
        <translation>Non examiné&#xa0;: %1</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: start the replication first.</source>
        <translation>Rien ne peut encore être comparé&#xa0;: démarrez d’abord la réplication.</translation>
    </message>
    <message>
        <source>The differences were written to %1.</source>
        <translation>Les différences ont été écrites dans %1.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow the source: start the replication first, or compare them as two servers by themselves.</source>
        <translation>Dragonfly ne suit pas la source&#xa0;: démarrez d’abord la réplication, ou comparez-les comme deux serveurs indépendants.</translation>
    </message>
    <message>
        <source>The self test runs on two scratch servers of this machine.</source>
        <translation>L’autotest s’exécute sur deux serveurs jetables de cette machine.</translation>
    </message>
    <message>
        <source>The self test did not run.</source>
        <translation>L’autotest ne s’est pas exécuté.</translation>
    </message>
    <message>
        <source>The servers of this machine cannot show: %1.</source>
        <translation>Les serveurs de cette machine ne peuvent pas montrer&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Self test: %1</source>
        <translation>Autotest&#xa0;: %1</translation>
    </message>
    <message>
        <source>Export the differences</source>
        <translation>Exporter les différences</translation>
    </message>
    <message>
        <source>NDJSON (*.ndjson);;CSV (*.csv)</source>
        <translation>NDJSON (*.ndjson);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>New &amp;full sync…</source>
        <translation>Nouvelle s&amp;ynchronisation complète…</translation>
    </message>
    <message>
        <source>Has Dragonfly load all data from the source once more.</source>
        <translation>Fait recharger à Dragonfly toutes les données depuis la source.</translation>
    </message>
    <message>
        <source>Dragonfly against the source, in both directions. Comparing writes to neither.</source>
        <translation>Dragonfly face à la source, dans les deux sens. La comparaison n’écrit sur aucun des deux.</translation>
    </message>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>Recharger Dragonfly&#xa0;? Tout ce qu’il contient est supprimé, et %1 clé est copiée encore une fois depuis la source.</numerusform>
            <numerusform>Recharger Dragonfly&#xa0;? Tout ce qu’il contient est supprimé, et %1 clés sont copiées encore une fois depuis la source.</numerusform>
        </translation>
    </message>
    <message>
        <source>The last full sync took %1.</source>
        <translation>La dernière synchronisation complète a pris %1.</translation>
    </message>
    <message>
        <source>The source forks, needs memory for what is written meanwhile, and keeps those writes in its replica output buffer until Dragonfly has loaded; its clients go on as before.</source>
        <translation>La source fait un fork, a besoin de mémoire pour ce qui est écrit entre-temps, et garde ces écritures dans son tampon de sortie des réplicas jusqu’à ce que Dragonfly ait fini de charger&#xa0;; ses clients continuent comme avant.</translation>
    </message>
    <message>
        <source>Whoever reads Dragonfly sees the old data until the snapshot arrives, and the error LOADING while it is loaded.</source>
        <translation>Qui lit Dragonfly voit les anciennes données jusqu’à l’arrivée de l’instantané, et l’erreur LOADING pendant son chargement.</translation>
    </message>
    <message>
        <source>The comparison is void then, and Fail over waits until replication is steady and the data compared once more.</source>
        <translation>La comparaison est alors nulle, et «&#xa0;Bascule&#xa0;» attend que la réplication soit stable et les données comparées encore une fois.</translation>
    </message>
    <message>
        <source>Load anew</source>
        <translation>Recharger</translation>
    </message>
    <message>
        <source>Both servers are read at once while writes go on, and every key is compared in both directions: presence, type, value and expiry, whatever the order of sets and hashes. What differs once is read again, behind the source&apos;s offset at that moment, and counts only if it lasts. Keys that keep changing are undecided, and are compared once more within the freeze of the switch. Limits may be changed while it runs; it slows down by itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on where it was. Comparing writes nothing. What differs is mended by a new full sync, which Dragonfly is asked for where it follows the source: the source forks once more, what was compared is void, and Fail over waits until replication is steady and the data compared again. The self test plants every kind of difference on two scratch servers and tells how many were found.</source>
        <translation>Les deux serveurs sont lus en même temps pendant que les écritures continuent, et chaque clé est comparée dans les deux sens&#xa0;: présence, type, valeur et expiration, quel que soit l’ordre des sets et des hashes. Ce qui diffère une fois est relu, au-delà du décalage de la source à cet instant, et ne compte que si la différence persiste. Les clés qui changent sans cesse sont indécises, et sont comparées encore une fois pendant le gel de la bascule. Les limites peuvent être modifiées en cours de route&#xa0;; la comparaison ralentit d’elle-même quand la source répond lentement ou que Dragonfly prend du retard. Une comparaison arrêtée reprend là où elle en était. La comparaison n’écrit rien. Ce qui diffère est corrigé par une nouvelle synchronisation complète, demandée à Dragonfly quand il suit la source&#xa0;: la source fait un nouveau fork, ce qui a été comparé est nul, et «&#xa0;Bascule&#xa0;» attend que la réplication soit stable et les données de nouveau comparées. L’autotest sème chaque genre de différence sur deux serveurs jetables et dit combien ont été trouvées.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>Aucune différence, %1 clé comparée.</numerusform>
            <numerusform>Aucune différence, %1 clés comparées.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>Pendant le gel, %1 clé a été comparée encore une fois en %2&#xa0;; différentes&#xa0;: %3, non lues&#xa0;: %4.</numerusform>
            <numerusform>Pendant le gel, %1 clés ont été comparées encore une fois en %2&#xa0;; différentes&#xa0;: %3, non lues&#xa0;: %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>Pendant le gel de la bascule, %1 clé est comparée encore une fois, en environ %2.</numerusform>
            <numerusform>Pendant le gel de la bascule, %1 clés sont comparées encore une fois, en environ %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>Pendant le gel de la bascule, %1 clé est comparée encore une fois.</numerusform>
            <numerusform>Pendant le gel de la bascule, %1 clés sont comparées encore une fois.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended %1, took %2.</source>
        <translation>Terminée %1, durée %2.</translation>
    </message>
    <message>
        <source>%1 Written on the source since: %2.</source>
        <translation>%1 Écrit depuis sur la source&#xa0;: %2.</translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>Aucune différence, mais %1 clé changeait sans cesse et est indécise.</numerusform>
            <numerusform>Aucune différence, mais %1 clés changeaient sans cesse et sont indécises.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>Les deux serveurs contiennent la même chose&#xa0;: %1 clé comparée, aucune ne diffère.</numerusform>
            <numerusform>Les deux serveurs contiennent la même chose&#xa0;: %1 clés comparées, aucune ne diffère.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping: what was asked is still answered.</source>
        <translation>Arrêt en cours&#xa0;: les demandes déjà envoyées reçoivent encore leur réponse.</translation>
    </message>
    <message>
        <source>The governor leaves %1 % of the full speed.</source>
        <translation>Le régulateur laisse %1&#xa0;% de la pleine vitesse.</translation>
    </message>
    <message>
        <source>Read again, because they differed once: %1.</source>
        <translation>Relues, car elles différaient une fois&#xa0;: %1.</translation>
    </message>
    <message>
        <source>Dragonfly lags %1, the source answers in %2.</source>
        <translation>Dragonfly a %1 de retard, la source répond en %2.</translation>
    </message>
    <message>
        <source>Comparing. So far: %1</source>
        <translation>Comparaison en cours. Jusqu’ici&#xa0;: %1</translation>
    </message>
    <message>
        <source>The comparison broke off. Until then: %1</source>
        <translation>La comparaison s’est interrompue. Jusque-là&#xa0;: %1</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>Arrêtée. Jusque-là&#xa0;: %1</translation>
    </message>
    <message>
        <source>It can go on where it was.</source>
        <translation>Elle peut reprendre là où elle en était.</translation>
    </message>
    <message>
        <source>Key counts: %1 on the source, %2 on Dragonfly.</source>
        <translation>Nombre de clés&#xa0;: %1 sur la source, %2 sur Dragonfly.</translation>
    </message>
    <message>
        <source>Nothing was compared yet.</source>
        <translation>Rien n’a encore été comparé.</translation>
    </message>
    <message>
        <source>The expiries of single hash fields (hashes: %1): one of the servers cannot tell them.</source>
        <translation>Les expirations de champs de hash isolés (hashes&#xa0;: %1)&#xa0;: l’un des serveurs ne peut pas les donner.</translation>
    </message>
    <message>
        <source>“%1” of streams (streams: %2): one of the servers does not tell it.</source>
        <translation>«&#xa0;%1&#xa0;» des streams (streams&#xa0;: %2)&#xa0;: l’un des serveurs ne le donne pas.</translation>
    </message>
    <message>
        <source>Keys of type %1: %2. The type cannot be compared.</source>
        <translation>Clés de type %1&#xa0;: %2. Ce type n’est pas comparable.</translation>
    </message>
    <message>
        <source>Keys that kept changing: %1. They are undecided.</source>
        <translation>Clés qui changeaient sans cesse&#xa0;: %1. Elles sont indécises.</translation>
    </message>
    <message>
        <source>All keys outside of the sample.</source>
        <translation>Toutes les clés hors de l’échantillon.</translation>
    </message>
    <message>
        <source>Expiries that are less than %1 apart count as equal.</source>
        <translation>Les expirations séparées de moins de %1 comptent comme égales.</translation>
    </message>
    <message>
        <source>Functions, scripts, users and settings are no data: Assess looks at those that matter.</source>
        <translation>Les fonctions, scripts, utilisateurs et paramètres ne sont pas des données&#xa0;: «&#xa0;Évaluation&#xa0;» examine ceux qui comptent.</translation>
    </message>
    <message>
        <source>How long ago and how often a key was used (LRU, LFU) is not replicated.</source>
        <translation>L’ancienneté et la fréquence d’utilisation d’une clé (LRU, LFU) ne sont pas répliquées.</translation>
    </message>
    <message>
        <source>An earlier comparison was left unfinished.</source>
        <translation>Une comparaison antérieure est restée inachevée.</translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>Le nom de %1 clé indécise n’est pas conservé&#xa0;: le gel ne peut donc pas la comparer.</numerusform>
            <numerusform>Les noms de %1 clés indécises ne sont pas conservés&#xa0;: le gel ne peut donc pas les comparer.</numerusform>
        </translation>
    </message>
    <message>
        <source>A new full sync mends it.</source>
        <translation>Une nouvelle synchronisation complète y remédie.</translation>
    </message>
    <message>
        <source>A new full sync replaced what had been compared: compare once more.</source>
        <translation>Une nouvelle synchronisation complète a remplacé ce qui avait été comparé&#xa0;: comparez encore une fois.</translation>
    </message>
    <message>
        <source>Keys that were being read when a comparison was stopped, and whose names are longer than %1: %2. They are undecided.</source>
        <translation>Clés en cours de lecture à l’arrêt d’une comparaison, et dont les noms dépassent %1&#xa0;: %2. Elles sont indécises.</translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>%1 différence</numerusform>
            <numerusform>%1 différences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1, %2 clé comparée.</numerusform>
            <numerusform>%1, %2 clés comparées.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>Aucune différence sur %1 clé.</numerusform>
            <numerusform>Aucune différence sur %1 clés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1 clé n’est pas comparable.</numerusform>
            <numerusform>%1 clés ne sont pas comparables.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ViewMenu</name>
    <message>
        <source>&amp;View</source>
        <translation>Affic&amp;hage</translation>
    </message>
    <message>
        <source>Colours as the &amp;desktop</source>
        <translation>Couleurs du &amp;bureau</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Clair</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>&amp;Sombre</translation>
    </message>
    <message>
        <source>Language as the d&amp;esktop</source>
        <translation>Langue du b&amp;ureau</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Con&amp;traste élevé</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>Texte &amp;normal</translation>
    </message>
    <message>
        <source>La&amp;rge text</source>
        <translation>&amp;Grand texte</translation>
    </message>
    <message>
        <source>&amp;Very large text</source>
        <translation>T&amp;rès grand texte</translation>
    </message>
</context>
<context>
    <name>ferryman::WizardPage</name>
    <message>
        <source>Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers like one.</source>
        <translation>Entraînement avec un substitut&#xa0;: la cible n’est pas un vrai Dragonfly, mais un Redis qui répond comme lui.</translation>
    </message>
    <message>
        <source>Take &amp;up the earlier switch</source>
        <translation>Re&amp;prendre la bascule antérieure</translation>
    </message>
    <message>
        <source>Asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Demande à tous les serveurs ce qu’il en est, puis termine la bascule ou rétablit tout.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>Fait passer un primaire Redis sous Sentinel à Dragonfly.</translation>
    </message>
    <message>
        <source>Practise on a lab of local servers.</source>
        <translation>S’entraîner sur un labo de serveurs locaux.</translation>
    </message>
    <message>
        <source>With --practice: go through all steps without a person.</source>
        <translation>Avec --practice&#xa0;: parcourir toutes les étapes sans intervention.</translation>
    </message>
    <message>
        <source>Folder for report and pictures.</source>
        <translation>Dossier du rapport et des images.</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>dossier</translation>
    </message>
    <message>
        <source>Language of the console, such as de.</source>
        <translation>Langue de la console, par exemple «&#xa0;de&#xa0;».</translation>
    </message>
    <message>
        <source>language</source>
        <translation>langue</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Couleurs sombres.</translation>
    </message>
    <message>
        <source>A plan to open.</source>
        <translation>Un plan à ouvrir.</translation>
    </message>
    <message>
        <source>--unattended goes with --practice only.</source>
        <translation>--unattended ne va qu’avec --practice.</translation>
    </message>
    <message>
        <source>--practice brings its own plan: leave the plan out.</source>
        <translation>--practice apporte son propre plan&#xa0;: omettez le plan.</translation>
    </message>
</context>
</TS>
