<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
    <name>LinkWords</name>
    <message numerus="yes">
        <source>full sync: %1 of %2 keys</source>
        <translation>
            <numerusform>sincronización completa: %1 de %2 clave</numerusform>
            <numerusform>sincronización completa: %1 de %2 claves</numerusform>
        </translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>sincronización completa</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2 s</translation>
    </message>
    <message>
        <source>is being attached</source>
        <translation>se está vinculando</translation>
    </message>
    <message>
        <source>catches up</source>
        <translation>se pone al día</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retraso %1</translation>
    </message>
    <message>
        <source>steady, lag %1</source>
        <translation>estable, retraso %1</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>enlace caído</translation>
    </message>
    <message>
        <source>full sync after full sync</source>
        <translation>una sincronización completa tras otra</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Gate</source>
        <translation>Condiciones</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Armar</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>Recomprobar</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Congelar</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Drenar</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Lanzar</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>Promover</translation>
    </message>
    <message>
        <source>Demote</source>
        <translation>Degradar</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Confirmar</translation>
    </message>
    <message>
        <source>Retreat</source>
        <translation>Retroceder</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Desvincular</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>Alinear</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Asentar</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Recuperar</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>Evaluar</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Replicar</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Conmutar</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
</context>
<context>
    <name>SyncStages</name>
    <message>
        <source>full sync in %1</source>
        <translation>sincronización completa en %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 keys</source>
        <translation>
            <numerusform>%1 de %2 clave</numerusform>
            <numerusform>%1 de %2 claves</numerusform>
        </translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retraso %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>desde hace %1</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 de %2 s</translation>
    </message>
    <message>
        <source>%1 s within the limits</source>
        <translation>%1 s dentro de los límites</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Vincular</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Instantánea</translation>
    </message>
    <message>
        <source>by the source</source>
        <translation>por el origen</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Cargar</translation>
    </message>
    <message>
        <source>Catch up</source>
        <translation>Ponerse al día</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Estable</translation>
    </message>
</context>
<context>
    <name>TurningPoint</name>
    <message>
        <source>Every needed connection works.</source>
        <translation>Todas las conexiones necesarias funcionan.</translation>
    </message>
    <message>
        <source>All gates are open: the switch waits for the name of the group.</source>
        <translation>Se cumplen todas las condiciones: la conmutación espera el nombre del grupo.</translation>
    </message>
    <message>
        <source>Switch: %1.</source>
        <translation>Conmutación: %1.</translation>
    </message>
    <message>
        <source>From here on the switch only goes forward.</source>
        <translation>A partir de aquí la conmutación solo avanza.</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>El informe se ha escrito.</translation>
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
        <translation>origen %1</translation>
    </message>
    <message>
        <source>Dragonfly %1</source>
        <translation>Dragonfly %1</translation>
    </message>
    <message>
        <source>lag %1 B</source>
        <translation>retraso %1 B</translation>
    </message>
    <message>
        <source>written %1</source>
        <translation>escrito %1</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>aplicado %1</translation>
    </message>
    <message>
        <source>no value is known</source>
        <translation>no se conoce ningún valor</translation>
    </message>
    <message>
        <source>At %1: %2</source>
        <translation>A las %1: %2</translation>
    </message>
    <message>
        <source>keys %1 / %2</source>
        <translation>claves %1 / %2</translation>
    </message>
    <message>
        <source>memory %1 / %2</source>
        <translation>memoria %1 / %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>La operación se abandonó antes de terminar.</translation>
    </message>
    <message>
        <source>%1 answered the freeze in an unknown shape.</source>
        <translation>%1 ha respondido a la congelación de una forma desconocida.</translation>
    </message>
    <message>
        <source>%1 does not answer as a primary with an offset: it is none any more.</source>
        <translation>%1 no responde como primario con un offset: ya no lo es.</translation>
    </message>
    <message>
        <source>Dragonfly is a primary already: somebody else promoted it.</source>
        <translation>Dragonfly ya es primario: alguien más lo ha promovido.</translation>
    </message>
    <message>
        <source>Dragonfly began a new full sync during the freeze.</source>
        <translation>Dragonfly ha iniciado una nueva sincronización completa durante la congelación.</translation>
    </message>
    <message>
        <source>The source is no longer the primary that was frozen.</source>
        <translation>El origen ya no es el primario que se congeló.</translation>
    </message>
    <message>
        <source>A new full sync began during the freeze.</source>
        <translation>Durante la congelación ha comenzado una nueva sincronización completa.</translation>
    </message>
    <message>
        <source>down</source>
        <translation>caído</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>no se conoce</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Retraso en bytes</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>como máximo %1</translation>
    </message>
    <message>
        <source>Last acknowledgement</source>
        <translation>Última confirmación</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>hace %1 s</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>como máximo %1 s</translation>
    </message>
    <message>
        <source>Replication stream</source>
        <translation>Flujo de replicación</translation>
    </message>
    <message>
        <source>source %1, Dragonfly %2</source>
        <translation>origen %1, Dragonfly %2</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Claves</translation>
    </message>
    <message>
        <source>%1 on the source, %2 on Dragonfly</source>
        <translation>%1 en el origen, %2 en Dragonfly</translation>
    </message>
    <message>
        <source>Sentinels that answer</source>
        <translation>Sentinels que responden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>no common primary</source>
        <translation>sin primario común</translation>
    </message>
    <message>
        <source>all name %1</source>
        <translation>todos indican %1</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primario</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>a failover is in progress at Sentinel %1</source>
        <translation>hay una conmutación en curso en el Sentinel %1</translation>
    </message>
    <message>
        <source>Sentinel %1 is in tilt mode</source>
        <translation>el Sentinel %1 está en modo tilt</translation>
    </message>
    <message>
        <source>Sentinel %1 holds the source for down</source>
        <translation>el Sentinel %1 da por caído el origen</translation>
    </message>
    <message>
        <source>Dragonfly alone</source>
        <translation>solo Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Dragonfly (%2) yet</source>
        <translation>el Sentinel %1 aún no conoce Dragonfly (%2)</translation>
    </message>
    <message>
        <source>Sentinel %1 holds Dragonfly for down</source>
        <translation>el Sentinel %1 da por caído Dragonfly</translation>
    </message>
    <message>
        <source>%1 is a live replica as well</source>
        <translation>%1 también es una réplica activa</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel</source>
        <translation>Dragonfly, en todos los Sentinels</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none</source>
        <translation>el Sentinel %1 no elegiría ninguna</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose %2</source>
        <translation>el Sentinel %1 elegiría %2</translation>
    </message>
    <message>
        <source>Findings that block</source>
        <translation>Hallazgos que bloquean</translation>
    </message>
    <message>
        <source>%1, such as: %2</source>
        <translation>%1, por ejemplo: %2</translation>
    </message>
    <message>
        <source>Version of the source</source>
        <translation>Versión del origen</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Diario</translation>
    </message>
    <message>
        <source>is written</source>
        <translation>se escribe</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>no se puede escribir</translation>
    </message>
    <message>
        <source>%1 does not tell its setting %2, so it could not be put back: %3</source>
        <translation>%1 no revela su ajuste %2, por lo que no se podría restaurar: %3</translation>
    </message>
    <message>
        <source>%1 still refuses writes since an earlier switch: run there CONFIG SET min-replicas-to-write 0, then begin again.</source>
        <translation>%1 sigue rechazando escrituras desde una conmutación anterior: ejecute allí CONFIG SET min-replicas-to-write 0 y comience de nuevo.</translation>
    </message>
    <message>
        <source>The connection to the source broke just before the freeze.</source>
        <translation>La conexión con el origen se ha cortado justo antes de la congelación.</translation>
    </message>
    <message>
        <source>A new full sync began just before the freeze.</source>
        <translation>Justo antes de la congelación ha comenzado una nueva sincronización completa.</translation>
    </message>
    <message>
        <source>A Sentinel names %1 again.</source>
        <translation>Un Sentinel vuelve a indicar %1.</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1 ha respondido: %2</translation>
    </message>
    <message>
        <source>No answer in time.</source>
        <translation>Sin respuesta a tiempo.</translation>
    </message>
    <message>
        <source>Sentinel %1 gave the failover up: %2.</source>
        <translation>El Sentinel %1 ha abandonado la conmutación: %2.</translation>
    </message>
    <message>
        <source>Sentinel %1 names no primary.</source>
        <translation>El Sentinel %1 no indica ningún primario.</translation>
    </message>
    <message>
        <source>No Sentinel is left that could be told to fail over.</source>
        <translation>No queda ningún Sentinel al que encargar la conmutación.</translation>
    </message>
    <message>
        <source>No Sentinel answers.</source>
        <translation>No responde ningún Sentinel.</translation>
    </message>
    <message>
        <source>The switch has begun already.</source>
        <translation>La conmutación ya ha comenzado.</translation>
    </message>
    <message>
        <source>No switch is under way.</source>
        <translation>No hay ninguna conmutación en curso.</translation>
    </message>
    <message>
        <source>The failover was begun already, so the switch only goes forward: stopping it now could lose writes.</source>
        <translation>Sentinel ya ha comenzado su conmutación, así que solo se puede avanzar: detenerla ahora podría perder escrituras.</translation>
    </message>
    <message>
        <source>Dragonfly may be chosen from now on.</source>
        <translation>A partir de ahora se puede elegir Dragonfly.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.</source>
        <translation>Esperar hasta que Dragonfly sea el candidato de todos los Sentinels: hasta 10 s, su consulta INFO.</translation>
    </message>
    <message>
        <source>All gates once more, by the machine. Until here nothing has touched the source.</source>
        <translation>Todas las condiciones una vez más, por el programa. Hasta aquí nada ha tocado el origen.</translation>
    </message>
    <message>
        <source>Writes wait; the offset in the reply is the last one.</source>
        <translation>Las escrituras esperan; el offset de la respuesta es el último.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly has that offset.</source>
        <translation>Esperar hasta que Dragonfly tenga ese offset.</translation>
    </message>
    <message>
        <source>To one Sentinel. From here it only goes forward.</source>
        <translation>A un Sentinel. A partir de aquí solo se avanza.</translation>
    </message>
    <message>
        <source>Wait until Dragonfly says role:master.</source>
        <translation>Esperar hasta que Dragonfly indique role:master.</translation>
    </message>
    <message>
        <source>The old primary becomes read-only, and its clients ask Sentinel.</source>
        <translation>El primario antiguo pasa a solo lectura y sus clientes preguntan a Sentinel.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel names Dragonfly.</source>
        <translation>Esperar hasta que todos los Sentinels indiquen Dragonfly.</translation>
    </message>
    <message>
        <source>One write where Sentinel points; it expires after a minute.</source>
        <translation>Una escritura donde señala Sentinel; caduca al cabo de un minuto.</translation>
    </message>
    <message>
        <source>Only if it turns back before the promotion: everything as it was.</source>
        <translation>Solo si se retrocede antes de la promoción: todo como estaba.</translation>
    </message>
    <message>
        <source>All gates are open.</source>
        <translation>Se cumplen todas las condiciones.</translation>
    </message>
    <message>
        <source>What comes next stands in the journal.</source>
        <translation>Lo que sigue consta en el diario.</translation>
    </message>
    <message>
        <source>Dragonfly may be promoted: replica_priority is 1.</source>
        <translation>Dragonfly puede ser promovido: replica_priority es 1.</translation>
    </message>
    <message>
        <source>Every answering Sentinel would choose Dragonfly.</source>
        <translation>Todos los Sentinels que responden elegirían Dragonfly.</translation>
    </message>
    <message>
        <source>Every connection is open, the old settings are known.</source>
        <translation>Todas las conexiones están abiertas y se conocen los ajustes anteriores.</translation>
    </message>
    <message>
        <source>Writes are frozen at offset %1.</source>
        <translation>Las escrituras están congeladas en el offset %1.</translation>
    </message>
    <message>
        <source>Dragonfly has everything: offset %1.</source>
        <translation>Dragonfly lo tiene todo: offset %1.</translation>
    </message>
    <message>
        <source>The Sentinel began the failover.</source>
        <translation>El Sentinel ha comenzado la conmutación.</translation>
    </message>
    <message>
        <source>Dragonfly is the primary: it accepts writes.</source>
        <translation>Dragonfly es el primario: acepta escrituras.</translation>
    </message>
    <message>
        <source>The old primary is read-only, its clients were sent to Sentinel.</source>
        <translation>El primario antiguo está en solo lectura y sus clientes se han remitido a Sentinel.</translation>
    </message>
    <message>
        <source>Every answering Sentinel names Dragonfly.</source>
        <translation>Todos los Sentinels que responden indican Dragonfly.</translation>
    </message>
    <message>
        <source>A write where Sentinel points was accepted.</source>
        <translation>Se ha aceptado una escritura donde señala Sentinel.</translation>
    </message>
    <message>
        <source>The source accepts writes again.</source>
        <translation>El origen vuelve a aceptar escrituras.</translation>
    </message>
    <message>
        <source>Looked around: the outcome of the failover is still open.</source>
        <translation>Estado leído: el resultado de la conmutación de Sentinel sigue abierto.</translation>
    </message>
    <message>
        <source>The freeze failed: %1</source>
        <translation>La congelación ha fallado: %1</translation>
    </message>
    <message>
        <source>The Sentinel did not take the failover: %1</source>
        <translation>El Sentinel no ha aceptado la conmutación: %1</translation>
    </message>
    <message>
        <source>The old primary is not demoted yet, and is tried again: %1</source>
        <translation>El primario antiguo aún no se ha degradado; se reintenta: %1</translation>
    </message>
    <message>
        <source>The write where Sentinel points failed, and is tried again: %1</source>
        <translation>La escritura donde señala Sentinel ha fallado; se reintenta: %1</translation>
    </message>
    <message>
        <source>The source could not be put back yet: %1</source>
        <translation>Aún no se ha podido restaurar el origen: %1</translation>
    </message>
    <message>
        <source>Dragonfly could not be put back yet: %1</source>
        <translation>Aún no se ha podido restaurar Dragonfly: %1</translation>
    </message>
    <message>
        <source>Nothing was switched, but not everything could be put back. Run this as soon as the server answers: %1</source>
        <translation>No se ha conmutado nada, pero no se ha podido restaurar todo. Ejecute esto en cuanto responda el servidor: %1</translation>
    </message>
    <message>
        <source>The failover was begun and its end is not known, so %1 goes on refusing writes and none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. If it is slave and no Sentinel shows a failover-state, run this: %3</source>
        <translation>Sentinel ha comenzado la conmutación y no se conoce su resultado; por eso %1 sigue rechazando escrituras y no se pierde ninguna. Pida a %2 su ROLE. Si es master, ejecute REPLICAOF 127.0.0.1 1 en %1. Si es slave y ningún Sentinel muestra un failover-state, ejecute esto: %3</translation>
    </message>
    <message>
        <source>Dragonfly %2 is the primary, but the old primary %1 did not answer and was not demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers.</source>
        <translation>Dragonfly %2 es el primario, pero el primario antiguo %1 no ha respondido y no se ha degradado. Manténgalo detenido o ejecute allí REPLICAOF 127.0.0.1 1 en cuanto responda.</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that is wrong.</source>
        <translation>Dragonfly %1 es el primario y el antiguo está en solo lectura, pero no todos los Sentinels lo indican. Ejecute SENTINEL MASTER %2 en cada uno y SENTINEL RESET %2 en el que esté equivocado.</translation>
    </message>
    <message>
        <source>Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and its memory limit.</source>
        <translation>Todos los Sentinels indican Dragonfly %1, pero este no ha aceptado una escritura: consulte su registro y su límite de memoria.</translation>
    </message>
    <message>
        <source>Sentinel failed over to Dragonfly %2 by itself, before it was known to have every write. It is the primary now; compare it with %1, which was not changed since.</source>
        <translation>Sentinel ha conmutado a Dragonfly %2 por su cuenta, antes de saberse que tenía todas las escrituras. Ahora es el primario; compárelo con %1, que no ha cambiado desde entonces.</translation>
    </message>
    <message>
        <source>Reads all gates.</source>
        <translation>Lee todas las condiciones.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.</source>
        <translation>Espera hasta que todos los Sentinels hayan advertido que Dragonfly puede ser promovido: hasta 10 s.</translation>
    </message>
    <message>
        <source>Opens every connection and reads all gates once more.</source>
        <translation>Abre todas las conexiones y lee todas las condiciones una vez más.</translation>
    </message>
    <message>
        <source>Freezes the writes on the source.</source>
        <translation>Congela las escrituras en el origen.</translation>
    </message>
    <message>
        <source>Waits until Dragonfly has the last write.</source>
        <translation>Espera hasta que Dragonfly tenga la última escritura.</translation>
    </message>
    <message>
        <source>Tells a Sentinel to fail over.</source>
        <translation>Ordena a un Sentinel que conmute.</translation>
    </message>
    <message>
        <source>Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.</source>
        <translation>Espera hasta que Sentinel haya promovido Dragonfly. El origen sigue rechazando escrituras.</translation>
    </message>
    <message>
        <source>Makes the old primary read-only.</source>
        <translation>Pone el primario antiguo en solo lectura.</translation>
    </message>
    <message>
        <source>Waits until every Sentinel names Dragonfly.</source>
        <translation>Espera hasta que todos los Sentinels indiquen Dragonfly.</translation>
    </message>
    <message>
        <source>Waits until the old primary answers and every Sentinel names Dragonfly.</source>
        <translation>Espera hasta que el primario antiguo responda y todos los Sentinels indiquen Dragonfly.</translation>
    </message>
    <message>
        <source>Puts everything back.</source>
        <translation>Lo restaura todo.</translation>
    </message>
    <message>
        <source>Asked to stop.</source>
        <translation>Se ha pedido detener.</translation>
    </message>
    <message>
        <source>Nothing was switched, and everything was put back.</source>
        <translation>No se ha conmutado nada y todo se ha restaurado.</translation>
    </message>
    <message>
        <source>The gates could not be read in time: a server answers too slowly.</source>
        <translation>No se han podido leer las condiciones a tiempo: un servidor responde demasiado despacio.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to choose Dragonfly in time.</source>
        <translation>No todos los Sentinels habrían elegido Dragonfly a tiempo.</translation>
    </message>
    <message>
        <source>The last look at all gates took too long: a server answers too slowly.</source>
        <translation>La última lectura de todas las condiciones ha tardado demasiado: un servidor responde demasiado despacio.</translation>
    </message>
    <message>
        <source>The source did not answer the freeze in time.</source>
        <translation>El origen no ha respondido a tiempo a la congelación.</translation>
    </message>
    <message>
        <source>Dragonfly did not take in the last writes while the source was frozen.</source>
        <translation>Dragonfly no ha recibido las últimas escrituras mientras el origen estaba congelado.</translation>
    </message>
    <message>
        <source>The Sentinel gave the failover up before it began to promote.</source>
        <translation>El Sentinel ha abandonado la conmutación antes de empezar a promover.</translation>
    </message>
    <message>
        <source>It was stopped at your word.</source>
        <translation>Se ha detenido por orden suya.</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used: see that the disk has room and that you may write there.</source>
        <translation>El diario %1 no se puede usar: compruebe que el disco tiene espacio y que usted puede escribir allí.</translation>
    </message>
    <message>
        <source>The journal %1 was written by another version of Ferryman (schema %2, this one reads %3): use that version to go on with it.</source>
        <translation>El diario %1 fue escrito por otra versión de Ferryman (esquema %2, esta lee %3): continúe con esa versión.</translation>
    </message>
    <message>
        <source>Row %2 of the journal %1 cannot be read: the file was damaged.</source>
        <translation>La fila %2 del diario %1 no se puede leer: el archivo está dañado.</translation>
    </message>
    <message>
        <source>This is not JSON: line %1, column %2: %3.</source>
        <translation>Esto no es JSON: línea %1, columna %2: %3.</translation>
    </message>
    <message>
        <source>A plan is a JSON object: { ... }.</source>
        <translation>Un plan es un objeto JSON: { ... }.</translation>
    </message>
    <message>
        <source>%1 is no key of a plan: check its spelling.</source>
        <translation>%1 no es una clave de un plan: compruebe cómo está escrita.</translation>
    </message>
    <message>
        <source>%1 must be a text.</source>
        <translation>%1 debe ser un texto.</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1 debe ser una lista de textos.</translation>
    </message>
    <message>
        <source>%1 must be true or false.</source>
        <translation>%1 debe ser true o false.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3.</source>
        <translation>%1 debe ser un número entero de %2 a %3.</translation>
    </message>
    <message>
        <source>%1 must be an object: { ... }.</source>
        <translation>%1 debe ser un objeto: { ... }.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1 debe ser uno de estos: %2.</translation>
    </message>
    <message>
        <source>%1 is missing: a client certificate and its key belong together.</source>
        <translation>Falta %1: un certificado de cliente y su clave van juntos.</translation>
    </message>
    <message>
        <source>%1 must be a UUID; leave it out and one is made.</source>
        <translation>%1 debe ser un UUID; si se omite, se crea uno.</translation>
    </message>
    <message>
        <source>%1 must name at least one Sentinel.</source>
        <translation>%1 debe indicar al menos un Sentinel.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the URL of the target.</source>
        <translation>Falta %1: es la URL del destino.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be read: check its name and its rights.</source>
        <translation>El plan %1 no se puede leer: compruebe su nombre y sus permisos.</translation>
    </message>
    <message>
        <source>The file %1 is too large to be a plan.</source>
        <translation>El archivo %1 es demasiado grande para ser un plan.</translation>
    </message>
    <message>
        <source>Starting a Redis source and its future primary</source>
        <translation>Iniciando un origen Redis y su futuro primario</translation>
    </message>
    <message>
        <source>Waiting until every Sentinel knows all others</source>
        <translation>Esperando hasta que cada Sentinel conozca a todos los demás</translation>
    </message>
    <message>
        <source>The Sentinels did not find each other.</source>
        <translation>Los Sentinels no se han encontrado entre sí.</translation>
    </message>
    <message>
        <source>The lab has no such server.</source>
        <translation>El laboratorio no tiene ese servidor.</translation>
    </message>
    <message>
        <source>The practice data could not be written.</source>
        <translation>No se han podido escribir los datos de práctica.</translation>
    </message>
    <message>
        <source>No Sentinel names a primary of %1.</source>
        <translation>Ningún Sentinel indica un primario de %1.</translation>
    </message>
    <message>
        <source>The server that Sentinel names is no primary.</source>
        <translation>El servidor que indica Sentinel no es un primario.</translation>
    </message>
    <message>
        <source>The files of a local server cannot be written to %1.</source>
        <translation>Los archivos de un servidor local no se pueden escribir en %1.</translation>
    </message>
    <message>
        <source>%1 could not be run: %2</source>
        <translation>No se ha podido ejecutar %1: %2</translation>
    </message>
    <message>
        <source>The local server %1 did not answer within %2 s.</source>
        <translation>El servidor local %1 no ha respondido en %2 s.</translation>
    </message>
    <message>
        <source>The local server %1 ended before it was ready.</source>
        <translation>El servidor local %1 ha terminado antes de estar listo.</translation>
    </message>
    <message>
        <source>%1 names no program that can be run: correct or remove this environment variable.</source>
        <translation>%1 no indica un programa ejecutable: corrija o elimine esta variable de entorno.</translation>
    </message>
    <message>
        <source>%1 was not found: install it, or name its path in the environment variable %2.</source>
        <translation>No se ha encontrado %1: instálelo o indique su ruta en la variable de entorno %2.</translation>
    </message>
    <message>
        <source>No free port was found on 127.0.0.1 between %1 and %2.</source>
        <translation>No se ha encontrado ningún puerto libre en 127.0.0.1 entre %1 y %2.</translation>
    </message>
    <message>
        <source>Port %1 of 127.0.0.1 cannot be opened: %2</source>
        <translation>No se puede abrir el puerto %1 de 127.0.0.1: %2</translation>
    </message>
    <message>
        <source>No port could be opened on 127.0.0.1.</source>
        <translation>No se ha podido abrir ningún puerto en 127.0.0.1.</translation>
    </message>
    <message>
        <source>The acknowledged writes cannot be looked for.</source>
        <translation>No se pueden buscar las escrituras confirmadas.</translation>
    </message>
    <message>
        <source>This check did not end in time</source>
        <translation>Esta comprobación no ha terminado a tiempo</translation>
    </message>
    <message>
        <source>no answer within %1 s</source>
        <translation>sin respuesta en %1 s</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>una respuesta</translation>
    </message>
    <message>
        <source>What was not read is not known to be well: check again.</source>
        <translation>De lo que no se ha leído no se sabe si está bien: compruebe de nuevo.</translation>
    </message>
    <message>
        <source>What was not read is not known to be well.</source>
        <translation>De lo que no se ha leído no se sabe si está bien.</translation>
    </message>
    <message>
        <source>Every Sentinel answers</source>
        <translation>Todos los Sentinels responden</translation>
    </message>
    <message>
        <source>%1 of %1</source>
        <translation>%1 de %1</translation>
    </message>
    <message>
        <source>Sentinel %1 does not answer</source>
        <translation>El Sentinel %1 no responde</translation>
    </message>
    <message>
        <source>an answer of every Sentinel of the group</source>
        <translation>una respuesta de cada Sentinel del grupo</translation>
    </message>
    <message>
        <source>A Sentinel that was not asked may lead clients back to the old primary: mend it, or have the others forget it with SENTINEL RESET.</source>
        <translation>Un Sentinel al que no se ha preguntado puede devolver a los clientes al primario antiguo: arréglelo o haga que los demás lo olviden con SENTINEL RESET.</translation>
    </message>
    <message>
        <source>The Sentinels disagree</source>
        <translation>Los Sentinels discrepan</translation>
    </message>
    <message>
        <source>one primary, one epoch, one quorum, everybody known</source>
        <translation>un primario, una época, un quórum, todos se conocen</translation>
    </message>
    <message>
        <source>Clients go where the Sentinel that they ask sends them.</source>
        <translation>Los clientes van adonde los envía el Sentinel al que preguntan.</translation>
    </message>
    <message>
        <source>All Sentinels agree</source>
        <translation>Todos los Sentinels coinciden</translation>
    </message>
    <message>
        <source>primary %1, epoch %2</source>
        <translation>primario %1, época %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 usable, quorum %2</source>
        <translation>
            <numerusform>%1 utilizable, quórum %2</numerusform>
            <numerusform>%1 utilizables, quórum %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The quorum can be reached</source>
        <translation>El quórum se puede alcanzar</translation>
    </message>
    <message>
        <source>The quorum cannot be reached</source>
        <translation>El quórum no se puede alcanzar</translation>
    </message>
    <message numerus="yes">
        <source>at least %1 usable</source>
        <translation>
            <numerusform>al menos %1 utilizable</numerusform>
            <numerusform>al menos %1 utilizables</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a majority the group has no failover of its own after the switch.</source>
        <translation>Sin mayoría, el grupo no puede conmutar por sí mismo después de la conmutación.</translation>
    </message>
    <message>
        <source>A Sentinel is in tilt mode</source>
        <translation>Un Sentinel está en modo tilt</translation>
    </message>
    <message>
        <source>In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later.</source>
        <translation>En tilt, un Sentinel acepta una conmutación, pero no hace nada hasta que termina el modo, 30 s después.</translation>
    </message>
    <message>
        <source>A failover is in progress</source>
        <translation>Hay una conmutación en curso</translation>
    </message>
    <message>
        <source>Two failovers at once leave the Sentinels with different primaries.</source>
        <translation>Dos conmutaciones a la vez dejan a los Sentinels con primarios distintos.</translation>
    </message>
    <message>
        <source>A Sentinel holds the primary for down</source>
        <translation>Un Sentinel da por caído el primario</translation>
    </message>
    <message>
        <source>It may start a failover of its own at any moment.</source>
        <translation>Puede iniciar una conmutación propia en cualquier momento.</translation>
    </message>
    <message>
        <source>No failover, no tilt, nobody held for down</source>
        <translation>Sin conmutación, sin tilt, nadie dado por caído</translation>
    </message>
    <message>
        <source>The freeze ends before a Sentinel can hold the primary for down</source>
        <translation>La congelación termina antes de que un Sentinel pueda dar por caído el primario</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a host name</source>
        <translation>Sentinel indica el primario con un nombre de host</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>una dirección IP</translation>
    </message>
    <message>
        <source>Dragonfly must be attached by the very address that Sentinel uses; else Sentinel re-points it, which empties it and begins a full sync anew.</source>
        <translation>Dragonfly debe vincularse con la misma dirección que usa Sentinel; de lo contrario, Sentinel lo redirige, lo que lo vacía e inicia de nuevo una sincronización completa.</translation>
    </message>
    <message>
        <source>Sentinel names the primary by a loopback address</source>
        <translation>Sentinel indica el primario con una dirección de loopback</translation>
    </message>
    <message>
        <source>an address that Dragonfly can reach</source>
        <translation>una dirección que Dragonfly pueda alcanzar</translation>
    </message>
    <message>
        <source>The primary is named by an address that Dragonfly can use</source>
        <translation>El primario se indica con una dirección que Dragonfly puede usar</translation>
    </message>
    <message>
        <source>No other live replica</source>
        <translation>Ninguna otra réplica activa</translation>
    </message>
    <message>
        <source>The group has other live replicas</source>
        <translation>El grupo tiene otras réplicas activas</translation>
    </message>
    <message>
        <source>Dragonfly as the only live replica</source>
        <translation>Dragonfly como única réplica activa</translation>
    </message>
    <message>
        <source>The source is a primary</source>
        <translation>El origen es un primario</translation>
    </message>
    <message>
        <source>The source is no primary</source>
        <translation>El origen no es un primario</translation>
    </message>
    <message>
        <source>role:master</source>
        <translation>role:master</translation>
    </message>
    <message>
        <source>Only the primary holds every write. Sentinel may just have failed over: read the endpoints again.</source>
        <translation>Solo el primario tiene todas las escrituras. Puede que Sentinel acabe de conmutar: lea de nuevo los puntos de conexión.</translation>
    </message>
    <message>
        <source>The source is neither Redis nor Valkey</source>
        <translation>El origen no es ni Redis ni Valkey</translation>
    </message>
    <message>
        <source>Ferryman knows how to freeze and to drain these two only.</source>
        <translation>Ferryman solo sabe congelar y drenar estos dos.</translation>
    </message>
    <message>
        <source>The source is too old to be frozen</source>
        <translation>El origen es demasiado antiguo para congelarlo</translation>
    </message>
    <message>
        <source>Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the full sync fail and begin again for ever.</source>
        <translation>Dragonfly lee las versiones 5 a 12 de RDB (rdb_load.cc): con una más nueva, la sincronización completa falla y vuelve a empezar sin fin.</translation>
    </message>
    <message>
        <source>Lua scripts may write past the fence</source>
        <translation>Los scripts Lua pueden escribir a pesar de la barrera</translation>
    </message>
    <message>
        <source>6.2.7 or newer</source>
        <translation>6.2.7 o posterior</translation>
    </message>
    <message>
        <source>Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the pause still holds it for the freeze budget.</source>
        <translation>Redis 6.2.0 a 6.2.6 deja que EVAL escriba a pesar de min-replicas-to-write; aun así, la pausa lo retiene durante el tiempo de congelación.</translation>
    </message>
    <message>
        <source>Cluster mode</source>
        <translation>Modo clúster</translation>
    </message>
    <message>
        <source>The source is no cluster node</source>
        <translation>El origen no es un nodo de clúster</translation>
    </message>
    <message>
        <source>cluster_enabled:0</source>
        <translation>cluster_enabled:0</translation>
    </message>
    <message>
        <source>The source is a cluster node</source>
        <translation>El origen es un nodo de clúster</translation>
    </message>
    <message>
        <source>cluster_enabled:1</source>
        <translation>cluster_enabled:1</translation>
    </message>
    <message>
        <source>A cluster node holds a part of the keys only, and Sentinel does not manage it.</source>
        <translation>Un nodo de clúster solo tiene una parte de las claves, y Sentinel no lo administra.</translation>
    </message>
    <message>
        <source>TTLs of hash fields</source>
        <translation>TTL de campos de hash</translation>
    </message>
    <message>
        <source>No hash field has a TTL</source>
        <translation>Ningún campo de hash tiene TTL</translation>
    </message>
    <message>
        <source>TTLs of hash fields make the full sync loop for ever</source>
        <translation>Los TTL de campos de hash hacen que la sincronización completa se repita sin fin</translation>
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
        <translation>Dragonfly no puede cargarlos (medido en 1.40.1): quite antes el TTL de los campos o elimine estos hashes.</translation>
    </message>
    <message>
        <source>Function libraries</source>
        <translation>Bibliotecas de funciones</translation>
    </message>
    <message>
        <source>No function library</source>
        <translation>Ninguna biblioteca de funciones</translation>
    </message>
    <message>
        <source>A function library makes the full sync loop for ever</source>
        <translation>Una biblioteca de funciones hace que la sincronización completa se repita sin fin</translation>
    </message>
    <message>
        <source>no library</source>
        <translation>ninguna biblioteca</translation>
    </message>
    <message>
        <source>Database indexes</source>
        <translation>Índices de bases de datos</translation>
    </message>
    <message>
        <source>highest database with keys %1, Dragonfly has %2</source>
        <translation>base de datos más alta con claves %1, Dragonfly tiene %2</translation>
    </message>
    <message>
        <source>Dragonfly has every database that is in use</source>
        <translation>Dragonfly tiene todas las bases de datos en uso</translation>
    </message>
    <message>
        <source>Dragonfly lacks a database that is in use</source>
        <translation>A Dragonfly le falta una base de datos en uso</translation>
    </message>
    <message>
        <source>Who the target is</source>
        <translation>Qué es el destino</translation>
    </message>
    <message>
        <source>The target is a Dragonfly</source>
        <translation>El destino es un Dragonfly</translation>
    </message>
    <message>
        <source>The target is no Dragonfly</source>
        <translation>El destino no es un Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly 1.39 or newer</source>
        <translation>Dragonfly 1.39 o posterior</translation>
    </message>
    <message>
        <source>Whether target and source are two servers</source>
        <translation>Si destino y origen son dos servidores</translation>
    </message>
    <message>
        <source>Target and source are two servers</source>
        <translation>Destino y origen son dos servidores</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 y %2</translation>
    </message>
    <message>
        <source>The target is the source itself</source>
        <translation>El destino es el propio origen</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>otro servidor</translation>
    </message>
    <message>
        <source>Dragonfly is too old</source>
        <translation>Dragonfly es demasiado antiguo</translation>
    </message>
    <message>
        <source>1.39 or newer</source>
        <translation>1.39 o posterior</translation>
    </message>
    <message>
        <source>What the target holds</source>
        <translation>Qué contiene el destino</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys</source>
        <translation>
            <numerusform>%1 clave</numerusform>
            <numerusform>%1 claves</numerusform>
        </translation>
    </message>
    <message>
        <source>The target follows this source already</source>
        <translation>El destino ya sigue a este origen</translation>
    </message>
    <message>
        <source>The target is empty</source>
        <translation>El destino está vacío</translation>
    </message>
    <message>
        <source>The target holds keys, which the full sync deletes</source>
        <translation>El destino contiene claves, que la sincronización completa elimina</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>ninguna clave</translation>
    </message>
    <message>
        <source>Replication empties Dragonfly before it loads. Empty it yourself, or accept that its keys are replaced (replaceTargetData in a plan).</source>
        <translation>La replicación vacía Dragonfly antes de cargar. Vacíelo usted o acepte que sus claves se reemplacen (replaceTargetData en un plan).</translation>
    </message>
    <message>
        <source>Whom the target follows</source>
        <translation>A quién sigue el destino</translation>
    </message>
    <message>
        <source>The target follows nobody else</source>
        <translation>El destino no sigue a nadie más</translation>
    </message>
    <message>
        <source>role:%1</source>
        <translation>role:%1</translation>
    </message>
    <message>
        <source>The target follows another primary</source>
        <translation>El destino sigue a otro primario</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>a nadie</translation>
    </message>
    <message>
        <source>Attaching it here would take it away from there.</source>
        <translation>Vincularlo aquí lo quitaría de allí.</translation>
    </message>
    <message>
        <source>The target sets itself no memory limit</source>
        <translation>El destino no se fija ningún límite de memoria</translation>
    </message>
    <message>
        <source>source uses %1, Dragonfly may use %2</source>
        <translation>el origen usa %1, Dragonfly puede usar %2</translation>
    </message>
    <message>
        <source>Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and begins the full sync again for ever.</source>
        <translation>Dragonfly rechaza una instantánea cuyo used-mem supera 1,05 veces su maxmemory y repite la sincronización completa sin fin.</translation>
    </message>
    <message>
        <source>The connection ended amid several commands, some of which had been run: ask the server what is true.</source>
        <translation>La conexión ha terminado en medio de varios comandos, algunos ya ejecutados: consulte el estado real en el servidor.</translation>
    </message>
    <message>
        <source>%1 did not run the transaction.</source>
        <translation>%1 no ha ejecutado la transacción.</translation>
    </message>
    <message>
        <source>%1 did not answer each command of the transaction.</source>
        <translation>%1 no ha respondido a cada comando de la transacción.</translation>
    </message>
    <message>
        <source>The connection ended before the reply to %1: whether it was run is not known, so ask the server.</source>
        <translation>La conexión ha terminado antes de la respuesta a %1: no se sabe si se ha ejecutado; consulte el servidor.</translation>
    </message>
    <message>
        <source>The connection to %1 was given up.</source>
        <translation>Se ha abandonado la conexión con %1.</translation>
    </message>
    <message>
        <source>The connection to %1 was closed.</source>
        <translation>Se ha cerrado la conexión con %1.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>No hay conexión con %1.</translation>
    </message>
    <message>
        <source>%1 does not keep up with what it is sent: too much waits for an answer.</source>
        <translation>%1 no da abasto con lo que se le envía: hay demasiado a la espera de respuesta.</translation>
    </message>
    <message>
        <source>%1 did not answer %2 in time, so the connection was closed: the server hangs, is overloaded, or the network is down.</source>
        <translation>%1 no ha respondido a %2 a tiempo, por lo que se ha cerrado la conexión: el servidor está bloqueado o sobrecargado, o la red está caída.</translation>
    </message>
    <message>
        <source>%1 answered what it was not asked, so its answers can no longer be told apart.</source>
        <translation>%1 ha respondido algo que no se le había preguntado; sus respuestas ya no se pueden distinguir.</translation>
    </message>
    <message>
        <source>%1 speaks TLS: write rediss:// instead of redis://.</source>
        <translation>%1 usa TLS: escriba rediss:// en lugar de redis://.</translation>
    </message>
    <message>
        <source>A line of the reply is longer than %1 bytes: this is no server that Ferryman knows.</source>
        <translation>Una línea de la respuesta supera los %1 bytes: no es un servidor que Ferryman conozca.</translation>
    </message>
    <message>
        <source>The reply holds a value above the limit of %1 bytes.</source>
        <translation>La respuesta contiene un valor que supera el límite de %1 bytes.</translation>
    </message>
    <message>
        <source>The reply is above the limit of %1 bytes.</source>
        <translation>La respuesta supera el límite de %1 bytes.</translation>
    </message>
    <message>
        <source>The reply holds a list above the limit of %1 items.</source>
        <translation>La respuesta contiene una lista que supera el límite de %1 elementos.</translation>
    </message>
    <message>
        <source>The reply nests lists more than %1 deep.</source>
        <translation>La respuesta anida listas a más de %1 niveles.</translation>
    </message>
    <message>
        <source>The address holds a password: take it out, and give it in the password field or, for a plan, by an environment variable or the keychain.</source>
        <translation>La dirección contiene una contraseña: quítela e indíquela en el campo de contraseña o, para un plan, con una variable de entorno o el llavero.</translation>
    </message>
    <message>
        <source>The user name before the @ of the address is empty or not written correctly: write special characters as %XX.</source>
        <translation>El nombre de usuario antes de la @ de la dirección está vacío o mal escrito: escriba los caracteres especiales como %XX.</translation>
    </message>
    <message>
        <source>%1 accepts connections but does not answer TLS within %2 s: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 acepta conexiones, pero no responde a TLS en %2 s: si es un puerto sin TLS, escriba redis:// en lugar de rediss://.</translation>
    </message>
    <message>
        <source>%1 did not answer the login within %2 s: it hangs or is overloaded.</source>
        <translation>%1 no ha respondido al inicio de sesión en %2 s: está bloqueado o sobrecargado.</translation>
    </message>
    <message>
        <source>%1 accepts connections but says nothing within %2 s: it hangs, or it wants TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 acepta conexiones, pero no dice nada en %2 s: está bloqueado o requiere TLS; en ese caso, escriba rediss:// en lugar de redis://.</translation>
    </message>
    <message>
        <source>No answer from %1 within %2 s: check the address, the port, the network and its firewalls.</source>
        <translation>Sin respuesta de %1 en %2 s: compruebe la dirección, el puerto, la red y sus cortafuegos.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered: it may want TLS, then write rediss:// instead of redis://.</source>
        <translation>%1 ha cerrado la conexión antes de responder: quizá requiera TLS; en ese caso, escriba rediss:// en lugar de redis://.</translation>
    </message>
    <message>
        <source>%1 wants a password: give the user and password of this server.</source>
        <translation>%1 requiere una contraseña: indique el usuario y la contraseña de este servidor.</translation>
    </message>
    <message>
        <source>%1 refuses the user or the password: check both.</source>
        <translation>%1 rechaza el usuario o la contraseña: compruebe ambos.</translation>
    </message>
    <message>
        <source>%1 refuses the password: check it.</source>
        <translation>%1 rechaza la contraseña: compruébela.</translation>
    </message>
    <message>
        <source>%1 wants no password, but one was given: leave it empty, or set one on the server.</source>
        <translation>%1 no requiere contraseña, pero se ha indicado una: déjela vacía o establezca una en el servidor.</translation>
    </message>
    <message>
        <source>%1 is in protected mode and accepts nobody from another machine: set a password on it, or bind it to an address.</source>
        <translation>%1 está en modo protegido y no acepta a nadie de otro equipo: establezca una contraseña en él o enlácelo a una dirección.</translation>
    </message>
    <message>
        <source>%1 has as many clients as it allows: raise its maxclients or close some.</source>
        <translation>%1 tiene tantos clientes como permite: aumente su maxclients o cierre algunos.</translation>
    </message>
    <message>
        <source>%1 is still loading its data: wait until it has finished.</source>
        <translation>%1 aún está cargando sus datos: espere a que termine.</translation>
    </message>
    <message>
        <source>%1 is a replica and takes no writes, so it refused %2.</source>
        <translation>%1 es una réplica y no admite escrituras, por lo que ha rechazado %2.</translation>
    </message>
    <message>
        <source>%1 is running a script and answers nothing else: wait for it, or end it with SCRIPT KILL.</source>
        <translation>%1 está ejecutando un script y no responde a nada más: espere a que termine o finalícelo con SCRIPT KILL.</translation>
    </message>
    <message>
        <source>%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.</source>
        <translation>%1 no puede guardar en su disco y no admite escrituras, por lo que ha rechazado %2: consulte su registro.</translation>
    </message>
    <message>
        <source>%1 does not know the command %2.</source>
        <translation>%1 no conoce el comando %2.</translation>
    </message>
    <message>
        <source>%1 ended the conversation with an error: %2</source>
        <translation>%1 ha terminado la conversación con un error: %2</translation>
    </message>
    <message>
        <source>%1 answers %2 with an error: %3</source>
        <translation>%1 responde a %2 con un error: %3</translation>
    </message>
    <message>
        <source>%1 refuses the login: %2</source>
        <translation>%1 rechaza el inicio de sesión: %2</translation>
    </message>
    <message>
        <source>%1 does not have the database that the address names.</source>
        <translation>%1 no tiene la base de datos que indica la dirección.</translation>
    </message>
    <message>
        <source>Nothing listens on %1: check the address, the port and whether the server runs.</source>
        <translation>Nadie escucha en %1: compruebe la dirección, el puerto y que el servidor esté en marcha.</translation>
    </message>
    <message>
        <source>The name %1 is not known: check its spelling and the name service.</source>
        <translation>No se conoce el nombre %1: compruebe cómo está escrito y el servicio de nombres.</translation>
    </message>
    <message>
        <source>%1 closed the connection.</source>
        <translation>%1 ha cerrado la conexión.</translation>
    </message>
    <message>
        <source>No answer from %1: check the address, the port, the network and its firewalls.</source>
        <translation>Sin respuesta de %1: compruebe la dirección, el puerto, la red y sus cortafuegos.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: check the network and its firewalls.</source>
        <translation>No se puede alcanzar %1: compruebe la red y sus cortafuegos.</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>La conexión con %1 ha fallado.</translation>
    </message>
    <message>
        <source>The TLS file %1 cannot be read.</source>
        <translation>No se puede leer el archivo TLS %1.</translation>
    </message>
    <message>
        <source>The file %1 holds no certificate in PEM form.</source>
        <translation>El archivo %1 no contiene ningún certificado en formato PEM.</translation>
    </message>
    <message>
        <source>The file %1 holds no RSA or EC key in PEM form without a passphrase.</source>
        <translation>El archivo %1 no contiene ninguna clave RSA o EC en formato PEM sin frase de contraseña.</translation>
    </message>
    <message>
        <source>A client certificate needs its key and a key its certificate: only %1 is given.</source>
        <translation>Un certificado de cliente necesita su clave, y una clave, su certificado: solo se ha indicado %1.</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2: have it renewed.</source>
        <translation>El certificado de %1 caducó el %2: solicite su renovación.</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on only: check both clocks.</source>
        <translation>El certificado de %1 solo es válido a partir del %2: compruebe ambos relojes.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the name %2: give the name that it bears as the TLS server name.</source>
        <translation>El certificado de %1 no es para el nombre %2: indique el nombre que lleva como nombre de servidor TLS.</translation>
    </message>
    <message>
        <source>The certificate of %1 was not accepted.</source>
        <translation>No se ha aceptado el certificado de %1.</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate: check that its certificate authority knows it and that it has not expired.</source>
        <translation>%1 rechaza el certificado de cliente: compruebe que allí se conoce su autoridad de certificación y que no ha caducado.</translation>
    </message>
    <message>
        <source>%1 breaks off TLS: it may want a client certificate, so give certificate and key.</source>
        <translation>%1 interrumpe TLS: quizá requiera un certificado de cliente; indique certificado y clave.</translation>
    </message>
    <message>
        <source>%1 does not speak TLS as expected: if it is a port without TLS, write redis:// instead of rediss://.</source>
        <translation>%1 no usa TLS como se esperaba: si es un puerto sin TLS, escriba redis:// en lugar de rediss://.</translation>
    </message>
    <message>
        <source>Dragonfly could not attach to %1: %2. It must reach that address, and log in there if a password is wanted.</source>
        <translation>Dragonfly no ha podido vincularse a %1: %2. Debe poder alcanzar esa dirección e iniciar sesión allí si se requiere contraseña.</translation>
    </message>
    <message>
        <source>Dragonfly is a replica of %1 already: end that first with REPLICAOF NO ONE.</source>
        <translation>Dragonfly ya es réplica de %1: termine antes eso con REPLICAOF NO ONE.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and attaching would delete them: empty it, or allow them to be replaced.</source>
        <translation>
            <numerusform>Dragonfly contiene %1 clave y vincularlo la eliminaría: vacíelo o permita que se reemplace.</numerusform>
            <numerusform>Dragonfly contiene %1 claves y vincularlo las eliminaría: vacíelo o permita que se reemplacen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is not attached yet.</source>
        <translation>Dragonfly aún no está vinculado.</translation>
    </message>
    <message>
        <source>Dragonfly connects to the source.</source>
        <translation>Dragonfly se conecta al origen.</translation>
    </message>
    <message>
        <source>Replication was stopped.</source>
        <translation>La replicación se ha detenido.</translation>
    </message>
    <message>
        <source>Not steady: the source does not answer.</source>
        <translation>No estable: el origen no responde.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly does not answer.</source>
        <translation>No estable: Dragonfly no responde.</translation>
    </message>
    <message>
        <source>Not steady: lag %1; the limit is %2.</source>
        <translation>No estable: retraso %1; el límite es %2.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and growing by %2; the limit is %3.</source>
        <translation>No estable: retraso %1 y crece %2; el límite es %3.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 and shrinking by %2; the limit is %3.</source>
        <translation>No estable: retraso %1 y disminuye %2; el límite es %3.</translation>
    </message>
    <message>
        <source>Not steady: the source does not list Dragonfly among its replicas.</source>
        <translation>No estable: Dragonfly no figura entre las réplicas del origen.</translation>
    </message>
    <message>
        <source>Not steady: the full sync is under way (%1).</source>
        <translation>No estable: la sincronización completa está en curso (%1).</translation>
    </message>
    <message>
        <source>Not steady: the lag is not known, since one side did not answer.</source>
        <translation>No estable: no se conoce el retraso, pues un lado no ha respondido.</translation>
    </message>
    <message>
        <source>Not steady: lag %1 s; the limit is %2 s.</source>
        <translation>No estable: retraso %1 s; el límite es %2 s.</translation>
    </message>
    <message>
        <source>Not steady: a new full sync has begun since.</source>
        <translation>No estable: desde entonces ha comenzado una nueva sincronización completa.</translation>
    </message>
    <message>
        <source>Within the limits for %1, lag %2; steady after %3 s.</source>
        <translation>Dentro de los límites desde hace %1, retraso %2; estable al cabo de %3 s.</translation>
    </message>
    <message>
        <source>Steady for %1: lag %2 and %3 s, limits %4 and %5 s.</source>
        <translation>Estable desde hace %1: retraso %2 y %3 s, límites %4 y %5 s.</translation>
    </message>
    <message>
        <source>source</source>
        <translation>origen</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Replication offset</source>
        <translation>Offset de replicación</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Retraso en segundos</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Tasa de escritura y aplicación</translation>
    </message>
    <message>
        <source>This is a Sentinel, not a Dragonfly: give the address on which Dragonfly serves data, usually port 6379.</source>
        <translation>Esto es un Sentinel, no un Dragonfly: indique la dirección en la que Dragonfly sirve datos, normalmente el puerto 6379.</translation>
    </message>
    <message>
        <source>No Sentinel is given: enter the address of any one of them.</source>
        <translation>No se ha indicado ningún Sentinel: introduzca la dirección de uno cualquiera de ellos.</translation>
    </message>
    <message>
        <source>This Sentinel watches no group: have it monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Este Sentinel no vigila ningún grupo: haga primero que supervise el primario (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>This Sentinel watches several groups: choose one of %1.</source>
        <translation>Este Sentinel vigila varios grupos: elija uno de %1.</translation>
    </message>
    <message>
        <source>The Sentinels name no primary of this group.</source>
        <translation>Los Sentinels no indican ningún primario de este grupo.</translation>
    </message>
    <message>
        <source>The plan names %1 as the source, but Sentinel names %2 as the primary of this group: leave the source out, or correct it.</source>
        <translation>El plan indica %1 como origen, pero Sentinel indica %2 como primario de este grupo: omita el origen o corríjalo.</translation>
    </message>
    <message>
        <source>Nothing is connected yet: go through Connect first.</source>
        <translation>Aún no hay nada conectado: pase primero por «Conectar».</translation>
    </message>
    <message>
        <source>A switch is under way: wait until it has ended.</source>
        <translation>Hay una conmutación en curso: espere a que termine.</translation>
    </message>
    <message>
        <source>Interrupted before the switch.</source>
        <translation>Interrumpido antes de la conmutación.</translation>
    </message>
    <message>
        <source>%1 Nothing was changed.</source>
        <translation>%1 No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The assessment found what blocks this migration: %1</source>
        <translation>La evaluación ha encontrado lo que bloquea esta migración: %1</translation>
    </message>
    <message>
        <source>Nothing blocks this migration.</source>
        <translation>Nada bloquea esta migración.</translation>
    </message>
    <message>
        <source>An earlier run on this plan sent %1 to %2 and did not put it back; what puts it back: %3</source>
        <translation>Una ejecución anterior de este plan envió %1 a %2 y no lo restauró; se restaura con: %3</translation>
    </message>
    <message>
        <source>An earlier run on this plan may have sent %1 to %2; what puts it back: %3</source>
        <translation>Una ejecución anterior de este plan quizá envió %1 a %2; se restaura con: %3</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 does not answer: %2 of %3 do.</source>
        <translation>
            <numerusform>El Sentinel %1 no responde: responde %2 de %3.</numerusform>
            <numerusform>El Sentinel %1 no responde: responden %2 de %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers were running.</source>
        <translation>No había escritores en marcha.</translation>
    </message>
    <message>
        <source>reading and testing</source>
        <translation>leyendo y probando</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 tests failed</source>
        <translation>
            <numerusform>%1 de %2 prueba con fallo</numerusform>
            <numerusform>%1 de %2 pruebas con fallo</numerusform>
        </translation>
    </message>
    <message>
        <source>all connections work</source>
        <translation>todas las conexiones funcionan</translation>
    </message>
    <message>
        <source>something stands in the way</source>
        <translation>hay algo que lo impide</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>por hacer</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>comprobando</translation>
    </message>
    <message>
        <source>waits for Connect</source>
        <translation>espera a «Conectar»</translation>
    </message>
    <message>
        <source>blockers: %1</source>
        <translation>impedimentos: %1</translation>
    </message>
    <message>
        <source>no blocker, warnings: %1</source>
        <translation>sin impedimentos, advertencias: %1</translation>
    </message>
    <message>
        <source>nothing in the way</source>
        <translation>nada lo impide</translation>
    </message>
    <message>
        <source>ended with the switch</source>
        <translation>terminó con la conmutación</translation>
    </message>
    <message>
        <source>attaching</source>
        <translation>vinculando</translation>
    </message>
    <message>
        <source>full sync</source>
        <translation>sincronización completa</translation>
    </message>
    <message>
        <source>not steady yet</source>
        <translation>aún no estable</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>estable</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpido</translation>
    </message>
    <message>
        <source>full syncs without end</source>
        <translation>sincronización completa sin fin</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>no iniciado</translation>
    </message>
    <message>
        <source>waits for Assess</source>
        <translation>espera a «Evaluar»</translation>
    </message>
    <message>
        <source>waits for Replicate</source>
        <translation>espera a «Replicar»</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en curso</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>a person is needed</source>
        <translation>hace falta una persona</translation>
    </message>
    <message>
        <source>aborted, all put back</source>
        <translation>anulado, todo restaurado</translation>
    </message>
    <message>
        <source>waits for steady replication</source>
        <translation>espera replicación estable</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>listo</translation>
    </message>
    <message>
        <source>gates closed: %1</source>
        <translation>sin cumplir: %1</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>exportado</translation>
    </message>
    <message>
        <source>ready, not exported</source>
        <translation>listo, sin exportar</translation>
    </message>
    <message>
        <source>waits for Fail over</source>
        <translation>espera a «Conmutar»</translation>
    </message>
    <message>
        <source>The keychain cannot be used: enter the password for this session only.</source>
        <translation>El llavero no se puede usar: introduzca la contraseña solo para esta sesión.</translation>
    </message>
    <message>
        <source>The keychain did not answer within %1 seconds: unlock it, or enter the password for this session only.</source>
        <translation>El llavero no ha respondido en %1 segundos: desbloquéelo o introduzca la contraseña solo para esta sesión.</translation>
    </message>
    <message>
        <source>The environment variable %1, which the plan names for a password, is not set.</source>
        <translation>La variable de entorno %1, que el plan indica para una contraseña, no está definida.</translation>
    </message>
    <message>
        <source>After SENTINEL RESET %1 did not find the other Sentinels again within %2 seconds: look at its log before you go on.</source>
        <translation>Tras SENTINEL RESET, %1 no ha vuelto a encontrar a los demás Sentinels en %2 segundos: consulte su registro antes de continuar.</translation>
    </message>
    <message>
        <source>excluded: the Sentinel holds it for down</source>
        <translation>excluida: el Sentinel la da por caída</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has no connection to it</source>
        <translation>excluida: el Sentinel no tiene conexión con ella</translation>
    </message>
    <message>
        <source>excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms</source>
        <translation>excluida: su última respuesta válida a PING tiene %1 ms, el límite es %2 ms</translation>
    </message>
    <message>
        <source>excluded: its priority is 0</source>
        <translation>excluida: su prioridad es 0</translation>
    </message>
    <message>
        <source>excluded: the Sentinel has not read its INFO yet</source>
        <translation>excluida: el Sentinel aún no ha leído su INFO</translation>
    </message>
    <message>
        <source>excluded: its last INFO is %1 ms old, the limit is %2 ms</source>
        <translation>excluida: su último INFO tiene %1 ms, el límite es %2 ms</translation>
    </message>
    <message>
        <source>excluded: its link to the primary has been down for %1 ms, the limit is %2 ms</source>
        <translation>excluida: su enlace con el primario lleva caído %1 ms, el límite es %2 ms</translation>
    </message>
    <message>
        <source>not chosen: its priority is %1, that of the chosen one %2</source>
        <translation>no elegida: su prioridad es %1, la de la elegida %2</translation>
    </message>
    <message>
        <source>not chosen: its offset is %1, that of the chosen one %2</source>
        <translation>no elegida: su offset es %1, el de la elegida %2</translation>
    </message>
    <message>
        <source>not chosen: all else is equal, and its run id is the greater or missing</source>
        <translation>no elegida: todo lo demás es igual y su run id es el mayor o falta</translation>
    </message>
    <message>
        <source>would be chosen now</source>
        <translation>sería la elegida ahora</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know this group.</source>
        <translation>El Sentinel %1 no conoce este grupo.</translation>
    </message>
    <message>
        <source>The Sentinels know no group at all: have them monitor the primary first (SENTINEL MONITOR).</source>
        <translation>Los Sentinels no conocen ningún grupo: haga primero que supervisen el primario (SENTINEL MONITOR).</translation>
    </message>
    <message>
        <source>Sentinel %1 refuses SENTINEL MASTER.</source>
        <translation>El Sentinel %1 rechaza SENTINEL MASTER.</translation>
    </message>
    <message>
        <source>No Sentinel is given.</source>
        <translation>No se ha indicado ningún Sentinel.</translation>
    </message>
    <message>
        <source>The Sentinels name different primaries (%1): wait until they agree, or reset the one that is wrong.</source>
        <translation>Los Sentinels indican primarios distintos (%1): espere a que coincidan o ejecute SENTINEL RESET en el equivocado.</translation>
    </message>
    <message>
        <source>The Sentinels are at different configuration epochs (%1): one of them has missed a failover.</source>
        <translation>Los Sentinels están en épocas de configuración distintas (%1): uno de ellos se ha perdido una conmutación.</translation>
    </message>
    <message>
        <source>The Sentinels have different quorums (%1): set the same one with SENTINEL SET.</source>
        <translation>Los Sentinels tienen quórums distintos (%1): fije el mismo con SENTINEL SET.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover in progress: wait until it ends.</source>
        <translation>El Sentinel %1 tiene una conmutación en curso: espere a que termine.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not know Sentinel %2: they find each other through the primary within seconds; if not, look at the network between them.</source>
        <translation>El Sentinel %1 no conoce al Sentinel %2: se encuentran a través del primario en segundos; si no, revise la red entre ellos.</translation>
    </message>
    <message>
        <source>not switched</source>
        <translation>no conmutado</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>trasladado</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>anulado</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>requiere una persona</translation>
    </message>
    <message>
        <source>Writes lost</source>
        <translation>Escrituras perdidas</translation>
    </message>
    <message>
        <source>Dragonfly had the frozen offset before it was promoted</source>
        <translation>Dragonfly tenía el offset congelado antes de ser promovido</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interrupción de escritura</translation>
    </message>
    <message>
        <source>longest gap of one writer</source>
        <translation>el hueco más largo de un escritor</translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Congelación de escrituras</translation>
    </message>
    <message>
        <source>from the freeze to the promotion</source>
        <translation>de la congelación a la promoción</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Sentinels agree</source>
        <translation>Los Sentinels coinciden</translation>
    </message>
    <message>
        <source>The reply has an unknown shape: %1</source>
        <translation>La respuesta tiene una forma desconocida: %1</translation>
    </message>
    <message>
        <source>The reply to INFO lacks %1</source>
        <translation>En la respuesta a INFO falta %1</translation>
    </message>
    <message>
        <source>What the Sentinels say</source>
        <translation>Qué dicen los Sentinels</translation>
    </message>
    <message>
        <source>No Sentinel of the group is known</source>
        <translation>No se conoce ningún Sentinel del grupo</translation>
    </message>
    <message>
        <source>The address of the primary</source>
        <translation>La dirección del primario</translation>
    </message>
    <message>
        <source>The Sentinels name no common primary</source>
        <translation>Los Sentinels no indican un primario común</translation>
    </message>
    <message>
        <source>The switch did not begin.</source>
        <translation>La conmutación no ha comenzado.</translation>
    </message>
    <message>
        <source>reads the gates</source>
        <translation>lee las condiciones</translation>
    </message>
    <message>
        <source>Expected drain</source>
        <translation>Drenaje previsto</translation>
    </message>
    <message>
        <source>%1 is a live replica as well, and is detached first</source>
        <translation>%1 también es una réplica activa y se desvincula primero</translation>
    </message>
    <message>
        <source>%1: writes are refused instead of paused</source>
        <translation>%1: las escrituras se rechazan en lugar de pausarse</translation>
    </message>
    <message>
        <source>5.0 or later</source>
        <translation>5.0 o posterior</translation>
    </message>
    <message>
        <source>min-replicas-max-lag is 0 on %1, so that it ignores min-replicas-to-write and could not be fenced: set it to 10, its default.</source>
        <translation>min-replicas-max-lag es 0 en %1, por lo que ignora min-replicas-to-write y no se podría poner la barrera: fíjelo en 10, su valor predeterminado.</translation>
    </message>
    <message>
        <source>Dragonfly was started anew.</source>
        <translation>Dragonfly se ha iniciado de nuevo.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys, and knew every command that it was given.</source>
        <translation>
            <numerusform>Dragonfly contiene %1 clave y conocía todos los comandos que ha recibido.</numerusform>
            <numerusform>Dragonfly contiene %1 claves y conocía todos los comandos que ha recibido.</numerusform>
        </translation>
    </message>
    <message>
        <source>Detached: no Sentinel would choose it, its readers see the data as they are now.</source>
        <translation>Desvinculada: ningún Sentinel la elegiría y sus lectores ven los datos como están ahora.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, each waited for until it knows its peers again.</source>
        <translation>A un Sentinel tras otro, esperando a cada uno hasta que vuelva a conocer a sus pares.</translation>
    </message>
    <message>
        <source>Wait until every Sentinel shows Dragonfly alone: up to 10 s, its INFO poll.</source>
        <translation>Esperar hasta que todos los Sentinels muestren solo Dragonfly: hasta 10 s, su consulta INFO.</translation>
    </message>
    <message>
        <source>Wait for the moment at which a Sentinel promotes soonest: up to 15 s, then without it.</source>
        <translation>Esperar el momento en que un Sentinel promueve antes: hasta 15 s, después sin él.</translation>
    </message>
    <message>
        <source>Writes are refused; the offset in the reply is the last one.</source>
        <translation>Las escrituras se rechazan; el offset de la respuesta es el último.</translation>
    </message>
    <message>
        <source>It keeps its data, and refuses every write.</source>
        <translation>Conserva sus datos y rechaza toda escritura.</translation>
    </message>
    <message>
        <source>So that a restart changes nothing of it.</source>
        <translation>Para que un reinicio no cambie nada de ello.</translation>
    </message>
    <message>
        <source>The plan wants it shut down.</source>
        <translation>El plan pide que se apague.</translation>
    </message>
    <message>
        <source>To one Sentinel after the other, once none has a failover under way: it forgets the old servers.</source>
        <translation>A un Sentinel tras otro, en cuanto ninguno tenga una conmutación en curso: olvida los servidores antiguos.</translation>
    </message>
    <message>
        <source>It stays a read-only replica of nobody.</source>
        <translation>Queda como réplica de solo lectura de nadie.</translation>
    </message>
    <message>
        <source>The other replicas are detached: no Sentinel would choose one of them.</source>
        <translation>Las demás réplicas están desvinculadas: ningún Sentinel elegiría una de ellas.</translation>
    </message>
    <message>
        <source>Every answering Sentinel has forgotten the other servers and found its peers again.</source>
        <translation>Todos los Sentinels que responden han olvidado los demás servidores y han vuelto a encontrar a sus pares.</translation>
    </message>
    <message>
        <source>Every answering Sentinel shows Dragonfly alone.</source>
        <translation>Todos los Sentinels que responden muestran solo Dragonfly.</translation>
    </message>
    <message>
        <source>The best moment has come.</source>
        <translation>Ha llegado el mejor momento.</translation>
    </message>
    <message>
        <source>No Sentinel has a failover under way any more.</source>
        <translation>Ningún Sentinel tiene ya una conmutación en curso.</translation>
    </message>
    <message>
        <source>The old servers are as the plan wants them.</source>
        <translation>Los servidores antiguos están como pide el plan.</translation>
    </message>
    <message>
        <source>Read who is there.</source>
        <translation>Leído quién está presente.</translation>
    </message>
    <message>
        <source>The other replicas follow the source again.</source>
        <translation>Las demás réplicas vuelven a seguir al origen.</translation>
    </message>
    <message>
        <source>The other replicas could not be detached: %1</source>
        <translation>No se han podido desvincular las demás réplicas: %1</translation>
    </message>
    <message>
        <source>A Sentinel has not forgotten the other servers: %1</source>
        <translation>Un Sentinel no ha olvidado los demás servidores: %1</translation>
    </message>
    <message>
        <source>The old servers could not be parked yet: %1</source>
        <translation>Aún no se han podido apartar los servidores antiguos: %1</translation>
    </message>
    <message>
        <source>Not every server could be read yet: %1</source>
        <translation>Aún no se han podido leer todos los servidores: %1</translation>
    </message>
    <message>
        <source>The other replicas could not be put back yet: %1</source>
        <translation>Aún no se han podido restaurar las demás réplicas: %1</translation>
    </message>
    <message>
        <source>Dragonfly %2 was started anew during the switch, so it may be empty and must not become the primary: %1 has every write and goes on refusing new ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run this: %3</source>
        <translation>Dragonfly %2 se ha iniciado de nuevo durante la conmutación, así que puede estar vacío y no debe ser el primario: %1 tiene todas las escrituras y sigue rechazando las nuevas. Detenga Dragonfly, compruebe que ningún Sentinel muestra un failover-state y ejecute entonces esto: %3</translation>
    </message>
    <message>
        <source>Detaches the other replicas, and waits until every Sentinel knows Dragonfly alone: about 10 s and 3 s more for each Sentinel.</source>
        <translation>Desvincula las demás réplicas y espera hasta que todos los Sentinels conozcan solo Dragonfly: unos 10 s y 3 s más por cada Sentinel.</translation>
    </message>
    <message>
        <source>Waits for the best moment, which comes every 10 s at each Sentinel.</source>
        <translation>Espera el mejor momento, que llega cada 10 s en cada Sentinel.</translation>
    </message>
    <message>
        <source>Parks the old servers.</source>
        <translation>Aparta los servidores antiguos.</translation>
    </message>
    <message>
        <source>Has the Sentinels forget the old servers, one after the other.</source>
        <translation>Hace que los Sentinels olviden los servidores antiguos, uno tras otro.</translation>
    </message>
    <message>
        <source>Reads what is true on all servers.</source>
        <translation>Lee el estado real en todos los servidores.</translation>
    </message>
    <message>
        <source>Not every Sentinel came to know Dragonfly alone in time.</source>
        <translation>No todos los Sentinels han llegado a conocer solo Dragonfly a tiempo.</translation>
    </message>
    <message>
        <source>An earlier switch had not come to its end.</source>
        <translation>Una conmutación anterior no había llegado a su fin.</translation>
    </message>
    <message>
        <source>at least %1: the freeze budget of %2 ms and a margin</source>
        <translation>al menos %1: el tiempo de congelación de %2 ms y un margen</translation>
    </message>
    <message>
        <source>Sentinel could promote one of them, and would wait for them to follow Dragonfly, which they cannot. So they are detached before the switch, which takes about %1 s: meanwhile their readers see old data, and there is no other candidate should the source fail. Should the switch be aborted, they follow the source again.</source>
        <translation>Sentinel podría promover una de ellas y esperaría a que siguieran a Dragonfly, lo que no pueden hacer. Por eso se desvinculan antes de la conmutación, lo que tarda unos %1 s: entretanto sus lectores ven datos antiguos y no hay otro candidato si falla el origen. Si la conmutación se anula, vuelven a seguir al origen.</translation>
    </message>
    <message>
        <source>No switch of this plan was left open.</source>
        <translation>No ha quedado abierta ninguna conmutación de este plan.</translation>
    </message>
    <message>
        <source>Sentinel %1 has a failover under way that does not end, so it was not reset.</source>
        <translation>El Sentinel %1 tiene en curso una conmutación que no termina, por lo que no se le ha enviado SENTINEL RESET.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused</source>
        <translation>Las escrituras se rechazan en lugar de pausarse</translation>
    </message>
    <message>
        <source>6.2 or newer</source>
        <translation>6.2 o posterior</translation>
    </message>
    <message>
        <source>Before 6.2 CLIENT PAUSE knows no WRITE, so during the switch clients get NOREPLICAS errors instead of waiting.</source>
        <translation>Antes de 6.2, CLIENT PAUSE no conoce WRITE, así que durante la conmutación los clientes reciben errores NOREPLICAS en lugar de esperar.</translation>
    </message>
    <message>
        <source>Writes are refused instead of paused, and scripts pass</source>
        <translation>Las escrituras se rechazan en lugar de pausarse, y los scripts pasan</translation>
    </message>
    <message>
        <source>6.0.17 or newer</source>
        <translation>6.0.17 o posterior</translation>
    </message>
    <message>
        <source>Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before 6.2 nothing else freezes: what a script writes during the switch is lost. Stop the clients that run writing scripts for that second.</source>
        <translation>Antes de 6.0.17, EVAL escribe a pesar de min-replicas-to-write, y antes de 6.2 nada más congela: lo que un script escriba durante la conmutación se pierde. Detenga durante ese segundo los clientes que ejecutan scripts de escritura.</translation>
    </message>
    <message>
        <source>Redis 5.0 to 7.4, or Valkey 7.2 to 8</source>
        <translation>Redis 5.0 a 7.4, o Valkey 7.2 a 8</translation>
    </message>
    <message>
        <source>The fence by min-replicas-to-write is known to hold from 5.0 on.</source>
        <translation>Se sabe que la barrera de min-replicas-to-write funciona a partir de 5.0.</translation>
    </message>
    <message>
        <source>Another finding is being mended: wait until it has ended.</source>
        <translation>Se está corrigiendo otro hallazgo: espere a que termine.</translation>
    </message>
    <message>
        <source>Nothing was sent: checked again, this finding is not what it was, or Ferryman cannot mend it by itself.</source>
        <translation>No se ha enviado nada: al comprobarlo de nuevo, este hallazgo ya no es el que era o Ferryman no puede corregirlo por sí mismo.</translation>
    </message>
    <message>
        <source>A finding is being mended: wait until it has ended.</source>
        <translation>Se está corrigiendo un hallazgo: espere a que termine.</translation>
    </message>
    <message>
        <source>There is nothing here that this session could undo; the journal holds the command that does.</source>
        <translation>Aquí no hay nada que esta sesión pueda deshacer; el diario contiene el comando que lo hace.</translation>
    </message>
    <message>
        <source>There is no connection to %1 any more: read the endpoints again.</source>
        <translation>Ya no hay conexión con %1: lea de nuevo los puntos de conexión.</translation>
    </message>
    <message>
        <source>The journal was closed.</source>
        <translation>El diario se ha cerrado.</translation>
    </message>
    <message>
        <source>The reply to %1 (%2) cannot be kept in the journal, so nothing was changed: keep it yourself, then run the commands by hand.</source>
        <translation>La respuesta a %1 (%2) no se puede guardar en el diario, por lo que no se ha cambiado nada: guárdela usted y ejecute después los comandos a mano.</translation>
    </message>
    <message>
        <source>none, but read more than %1 s ago</source>
        <translation>ninguno, pero leído hace más de %1 s</translation>
    </message>
    <message numerus="yes">
        <source>Asking %1 Sentinels what they watch.</source>
        <translation>
            <numerusform>Preguntando a %1 Sentinel qué vigila.</numerusform>
            <numerusform>Preguntando a %1 Sentinels qué vigilan.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sentinel %1 watches %2 under the name %3 already: choose another name.</source>
        <translation>El Sentinel %1 ya vigila %2 con el nombre %3: elija otro nombre.</translation>
    </message>
    <message>
        <source>Registering the group %1.</source>
        <translation>Registrando el grupo %1.</translation>
    </message>
    <message>
        <source>The source has no Sentinel yet</source>
        <translation>El origen aún no tiene Sentinel</translation>
    </message>
    <message>
        <source>%1 Nothing changed for %2 s: see that the Sentinels reach the source and each other.</source>
        <translation>%1 Sin cambios durante %2 s: compruebe que los Sentinels alcanzan el origen y se alcanzan entre sí.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not watch the group yet.</source>
        <translation>El Sentinel %1 aún no vigila el grupo.</translation>
    </message>
    <message>
        <source>Sentinel %1 does not reach the source yet.</source>
        <translation>El Sentinel %1 aún no alcanza el origen.</translation>
    </message>
    <message numerus="yes">
        <source>Sentinel %1 knows %2 of %3 others so far.</source>
        <translation>
            <numerusform>El Sentinel %1 conoce hasta ahora %2 de %3 más.</numerusform>
            <numerusform>El Sentinel %1 conoce hasta ahora %2 de %3 más.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %1 Sentinels watch %2 as the group %3.</source>
        <translation>
            <numerusform>%1 Sentinel vigila %2 como grupo %3.</numerusform>
            <numerusform>Los %1 Sentinels vigilan %2 como grupo %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the source by its IP address: Sentinel hands it to clients and to Dragonfly as it stands here.</source>
        <translation>Indique el origen con su dirección IP: Sentinel la entrega a los clientes y a Dragonfly tal como figura aquí.</translation>
    </message>
    <message>
        <source>%1 (read %2 ago: too old)</source>
        <translation>%1 (leído hace %2: demasiado antiguo)</translation>
    </message>
    <message>
        <source>the source lists no replica, Dragonfly is reached as %1</source>
        <translation>en el origen no figura ninguna réplica, Dragonfly se alcanza como %1</translation>
    </message>
    <message>
        <source>Not steady: %1.</source>
        <translation>No estable: %1.</translation>
    </message>
    <message>
        <source>not known: a round trip or the drain was not measured</source>
        <translation>no se conoce: no se ha medido un tiempo de ida y vuelta o el drenaje</translation>
    </message>
    <message>
        <source>Before it %1 will be detached, which takes about 10 s for each Sentinel, %2 s in all: meanwhile reads there are stale, and there is no other candidate should the source fail.</source>
        <translation>Antes se desvincula %1, lo que tarda unos 10 s por Sentinel, %2 s en total: entretanto las lecturas allí están desfasadas y no hay otro candidato si falla el origen.</translation>
    </message>
    <message>
        <source>Expected outage at your round trip</source>
        <translation>Interrupción prevista con su tiempo de ida y vuelta</translation>
    </message>
    <message>
        <source>%1; no answer from %2</source>
        <translation>%1; sin respuesta de %2</translation>
    </message>
    <message>
        <source>it is not known which of them is Dragonfly</source>
        <translation>no se sabe cuál de ellas es Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly, at every Sentinel, once its priority is 1</source>
        <translation>Dragonfly, en todos los Sentinels, en cuanto su prioridad sea 1</translation>
    </message>
    <message>
        <source>Sentinel %1 would choose none; Dragonfly is %2</source>
        <translation>el Sentinel %1 no elegiría ninguna; Dragonfly: %2</translation>
    </message>
    <message>
        <source>not known: no assessment has ended</source>
        <translation>no se conoce: no ha terminado ninguna evaluación</translation>
    </message>
    <message>
        <source>none, assessed %1 ago</source>
        <translation>ninguno, evaluado hace %1</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. It holds the file %4.</source>
        <translation>Otra consola (%1, proceso %2 en %3) trabaja en esta migración: ciérrela primero o continúe allí. Retiene el archivo %4.</translation>
    </message>
    <message numerus="yes">
        <source>The rehearsal migrated and lost no write, but it is void: its writers reached %1 of %2 writes a second.</source>
        <translation>
            <numerusform>El ensayo ha migrado sin perder ninguna escritura, pero no es válido: sus escritores han alcanzado %1 de %2 escritura por segundo.</numerusform>
            <numerusform>El ensayo ha migrado sin perder ninguna escritura, pero no es válido: sus escritores han alcanzado %1 de %2 escrituras por segundo.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 refuses writes, and did not shut down: %2</source>
        <translation>%1 rechaza escrituras y no se ha apagado: %2</translation>
    </message>
    <message>
        <source>%1 is shut down, and could not write its config file: started again, by a supervisor too, it would accept writes on old data. Keep it stopped. (%2)</source>
        <translation>%1 está apagado y no ha podido escribir su archivo de configuración: si se inicia de nuevo, también por un supervisor, aceptaría escrituras sobre datos antiguos. Manténgalo detenido. (%2)</translation>
    </message>
    <message>
        <source>%1 refuses writes, and could not write its config file: after a restart it would accept writes on old data. Shut it down and keep it stopped, or make its config file writable and run CONFIG REWRITE. (%2)</source>
        <translation>%1 rechaza escrituras y no ha podido escribir su archivo de configuración: tras un reinicio aceptaría escrituras sobre datos antiguos. Apáguelo y manténgalo detenido, o dé permiso de escritura a su archivo de configuración y ejecute CONFIG REWRITE. (%2)</translation>
    </message>
    <message>
        <source>a Sentinel made this old server follow another again: %1</source>
        <translation>un Sentinel ha hecho que este servidor antiguo siga de nuevo a otro: %1</translation>
    </message>
    <message>
        <source>An old server did not answer in time.</source>
        <translation>Un servidor antiguo no ha respondido a tiempo.</translation>
    </message>
    <message>
        <source>A Sentinel was not ready for it in time.</source>
        <translation>Un Sentinel no estaba preparado para ello a tiempo.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. It did not know these commands, and did nothing for them: %2.</source>
        <translation>
            <numerusform>Dragonfly contiene %1 clave. No conocía estos comandos y no ha hecho nada por ellos: %2.</numerusform>
            <numerusform>Dragonfly contiene %1 claves. No conocía estos comandos y no ha hecho nada por ellos: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Errors that it has counted since it was started: %2.</source>
        <translation>%1 Errores que ha contado desde que se inició: %2.</translation>
    </message>
    <message>
        <source>The last look found this: %1</source>
        <translation>La última lectura ha encontrado esto: %1</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but a Sentinel still lists the old servers and would point them at it. Once it answers, names %1 and shows no failover-state, run SENTINEL RESET %2 there. %3</source>
        <translation>Dragonfly %1 es el primario y no se ha perdido ninguna escritura, pero en un Sentinel siguen figurando los servidores antiguos y los dirigiría a él. En cuanto responda, indique %1 y no muestre ningún failover-state, ejecute allí SENTINEL RESET %2. %3</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary and no write is lost, but an old server may accept writes after a restart: keep it stopped, or see that it refuses them. %2</source>
        <translation>Dragonfly %1 es el primario y no se ha perdido ninguna escritura, pero un servidor antiguo podría aceptar escrituras tras un reinicio: manténgalo detenido o asegúrese de que las rechaza. %2</translation>
    </message>
    <message>
        <source>Sentinel %1 names %2 as the primary instead of %3, so it was not reset.</source>
        <translation>El Sentinel %1 indica %2 como primario en lugar de %3, por lo que no se le ha enviado SENTINEL RESET.</translation>
    </message>
    <message>
        <source>Sentinel %1 gives no answer, so it was not reset: %2</source>
        <translation>El Sentinel %1 no responde, por lo que no se le ha enviado SENTINEL RESET: %2</translation>
    </message>
    <message>
        <source>it fell silent.</source>
        <translation>ha dejado de responder.</translation>
    </message>
    <message>
        <source>Another console (%1, process %2 on %3) works on this migration: end it first, or go on there. If it is gone, or %3 is an earlier name of this machine, delete the file %4.</source>
        <translation>Otra consola (%1, proceso %2 en %3) trabaja en esta migración: ciérrela primero o continúe allí. Si ya no existe, o si %3 es un nombre anterior de este equipo, elimine el archivo %4.</translation>
    </message>
    <message>
        <source>Replication is being stopped.</source>
        <translation>Se está deteniendo la replicación.</translation>
    </message>
    <message>
        <source>Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so no Sentinel was reset: without it they would not find each other again. Once it answers, stop the replication again.</source>
        <translation>Se ha enviado REPLICAOF NO ONE a Dragonfly, pero el origen %1 no responde, por lo que no se ha enviado SENTINEL RESET a ningún Sentinel: sin él no volverían a encontrarse. En cuanto responda, detenga de nuevo la replicación.</translation>
    </message>
    <message>
        <source>Dragonfly was not out of the group in time.</source>
        <translation>Dragonfly no ha salido del grupo a tiempo.</translation>
    </message>
    <message>
        <source>A Sentinel attached Dragonfly again meanwhile.</source>
        <translation>Entretanto un Sentinel ha vuelto a vincular Dragonfly.</translation>
    </message>
    <message>
        <source>Sentinel %1 still lists Dragonfly as a replica.</source>
        <translation>En el Sentinel %1 Dragonfly sigue figurando como réplica.</translation>
    </message>
    <message>
        <source>Dragonfly is detached, but these Sentinels do not answer and will attach it again once they do: %1. Send each of them SENTINEL RESET %2 then.</source>
        <translation>Dragonfly está desvinculado, pero estos Sentinels no responden y volverán a vincularlo cuando lo hagan: %1. Envíe entonces a cada uno SENTINEL RESET %2.</translation>
    </message>
    <message>
        <source>A switch was left open: take it up first.</source>
        <translation>Quedó abierta una conmutación: retómela primero.</translation>
    </message>
    <message>
        <source>%1 Everything was put back: Dragonfly is detached and has its settings of before, and no Sentinel lists it.</source>
        <translation>%1 Todo se ha restaurado: Dragonfly está desvinculado y tiene sus ajustes anteriores, y no figura en ningún Sentinel.</translation>
    </message>
    <message>
        <source>%1 The source was not changed, but Dragonfly could not be taken out again: %2 By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET.</source>
        <translation>%1 El origen no ha cambiado, pero no se ha podido sacar Dragonfly: %2 A mano: en Dragonfly REPLICAOF NO ONE, en cada Sentinel SENTINEL RESET.</translation>
    </message>
    <message>
        <source>%1 But no report was written: %2</source>
        <translation>%1 Pero no se ha escrito ningún informe: %2</translation>
    </message>
    <message>
        <source>No switch of this plan was left open, but this was changed and not put back: %1. Migrate again to go on with it, or put it back by hand, the first of them first.</source>
        <translation>No ha quedado abierta ninguna conmutación de este plan, pero esto se cambió y no se restauró: %1. Migre de nuevo para continuar, o restáurelo a mano, empezando por el primero.</translation>
    </message>
    <message>
        <source>Row %1 of the journal is missing.</source>
        <translation>Falta la fila %1 del diario.</translation>
    </message>
    <message>
        <source>Row %1 of the journal was altered, or the hash of the row before it: its own hash does not fit.</source>
        <translation>La fila %1 del diario se ha alterado, o el hash de la fila anterior: su propio hash no coincide.</translation>
    </message>
    <message>
        <source>There is no journal of this plan: %1 does not exist.</source>
        <translation>No hay diario de este plan: %1 no existe.</translation>
    </message>
    <message>
        <source>This journal was written by an older Ferryman, whose rows had no hashes: nothing can be proven of it.</source>
        <translation>Este diario lo escribió un Ferryman anterior, cuyas filas no tenían hash: no se puede demostrar nada de él.</translation>
    </message>
    <message>
        <source>The report %1 cannot be read.</source>
        <translation>No se puede leer el informe %1.</translation>
    </message>
    <message>
        <source>The report bears no hash of a journal: nothing can be proven of it.</source>
        <translation>El informe no lleva el hash de un diario: no se puede demostrar nada de él.</translation>
    </message>
    <message numerus="yes">
        <source>The report was made of %1 rows, but the journal has only %2: its end was cut off.</source>
        <translation>
            <numerusform>El informe se creó con %1 fila, pero el diario solo tiene %2: se ha cortado su final.</numerusform>
            <numerusform>El informe se creó con %1 filas, pero el diario solo tiene %2: se ha cortado su final.</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1 has another hash in the journal than in the report: one of the two was written anew.</source>
        <translation>La fila %1 tiene en el diario un hash distinto del que figura en el informe: uno de los dos se ha reescrito.</translation>
    </message>
    <message>
        <source>%1 was altered: it does not say what the journal says.</source>
        <translation>%1 se ha alterado: no dice lo que dice el diario.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows. Hash: %2</source>
        <translation>
            <numerusform>El diario no se ha alterado: %1 fila. Hash: %2</numerusform>
            <numerusform>El diario no se ha alterado: %1 filas. Hash: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly follows another replication stream (%1) than the source&apos;s (%2).</source>
        <translation>Dragonfly sigue un flujo de replicación (%1) distinto del flujo del origen (%2).</translation>
    </message>
    <message>
        <source>The gate &quot;%1&quot; is closed: %2; wanted: %3.</source>
        <translation>La condición «%1» no se cumple: %2; se requiere: %3.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the name of the group, which is &quot;%2&quot;.</source>
        <translation>«%1» no es el nombre del grupo, que es «%2».</translation>
    </message>
    <message>
        <source>Dragonfly forgets the old primary&apos;s login.</source>
        <translation>Dragonfly olvida las credenciales del primario antiguo.</translation>
    </message>
    <message>
        <source>Dragonfly forgot the old primary&apos;s login.</source>
        <translation>Dragonfly ha olvidado las credenciales del primario antiguo.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority is as it was.</source>
        <translation>replica_priority de Dragonfly está como estaba.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s replica_priority could not be set: %1</source>
        <translation>No se ha podido fijar replica_priority de Dragonfly: %1</translation>
    </message>
    <message>
        <source>The old primary&apos;s login stays on Dragonfly: %1</source>
        <translation>Las credenciales del primario antiguo siguen en Dragonfly: %1</translation>
    </message>
    <message>
        <source>Waits for the group&apos;s name as confirmation.</source>
        <translation>Espera el nombre del grupo como confirmación.</translation>
    </message>
    <message>
        <source>The journal&apos;s lock %1 cannot be made: see that you may write there.</source>
        <translation>No se puede crear el bloqueo %1 del diario: compruebe que usted puede escribir allí.</translation>
    </message>
    <message>
        <source>The journal&apos;s folder %1 cannot be made: choose one where you may write.</source>
        <translation>No se puede crear la carpeta %1 del diario: elija una en la que pueda escribir.</translation>
    </message>
    <message>
        <source>The plan&apos;s id names its journal and must be letters, digits and dashes.</source>
        <translation>El id del plan da nombre a su diario y debe constar de letras, cifras y guiones.</translation>
    </message>
    <message>
        <source>%1 is no journal of Ferryman&apos;s: move it away, or choose another folder for the journals.</source>
        <translation>%1 no es un diario de Ferryman: muévalo a otro lugar o elija otra carpeta para los diarios.</translation>
    </message>
    <message>
        <source>%1 takes either &quot;env&quot; with a variable&apos;s name or &quot;keychain&quot; with an entry&apos;s name.</source>
        <translation>%1 admite «env» con el nombre de una variable o «keychain» con el nombre de una entrada.</translation>
    </message>
    <message>
        <source>The plan cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>El plan no se puede escribir en %1: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>The freeze could outlast a Sentinel&apos;s patience</source>
        <translation>La congelación podría superar la paciencia de un Sentinel</translation>
    </message>
    <message>
        <source>CLIENT PAUSE also freezes Sentinel&apos;s own link: beyond down-after it starts a failover of its own.</source>
        <translation>CLIENT PAUSE también congela el enlace del propio Sentinel: más allá de down-after, este inicia una conmutación propia.</translation>
    </message>
    <message>
        <source>On Dragonfly&apos;s machine that address is Dragonfly&apos;s machine.</source>
        <translation>En el equipo de Dragonfly, esa dirección es el equipo de Dragonfly.</translation>
    </message>
    <message>
        <source>The source&apos;s role</source>
        <translation>El rol del origen</translation>
    </message>
    <message>
        <source>The source&apos;s version</source>
        <translation>La versión del origen</translation>
    </message>
    <message>
        <source>Dragonfly cannot load this version&apos;s snapshot</source>
        <translation>Dragonfly no puede cargar la instantánea de esta versión</translation>
    </message>
    <message>
        <source>The source&apos;s version is supported</source>
        <translation>La versión del origen es compatible</translation>
    </message>
    <message>
        <source>Dragonfly cannot load a function library: the full sync fails at its end and begins again by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the library&apos;s owner, keep what FUNCTION DUMP gives, then delete it.</source>
        <translation>Dragonfly no puede cargar una biblioteca de funciones: la sincronización completa falla al final y vuelve a empezar por sí misma (medido en 1.40.1: 8 sincronizaciones completas en 4 s). Consulte al propietario de la biblioteca, guarde lo que devuelve FUNCTION DUMP y elimínela después.</translation>
    </message>
    <message>
        <source>Ferryman moves data to Dragonfly alone: check the target&apos;s address.</source>
        <translation>Ferryman solo traslada datos a Dragonfly: compruebe la dirección del destino.</translation>
    </message>
    <message>
        <source>A server cannot follow itself: give Dragonfly&apos;s address as the target.</source>
        <translation>Un servidor no puede seguirse a sí mismo: indique la dirección de Dragonfly como destino.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version is supported</source>
        <translation>La versión de Dragonfly es compatible</translation>
    </message>
    <message>
        <source>The target&apos;s memory</source>
        <translation>La memoria del destino</translation>
    </message>
    <message>
        <source>The data fit into the target&apos;s memory</source>
        <translation>Los datos caben en la memoria del destino</translation>
    </message>
    <message>
        <source>The data do not fit into the target&apos;s memory</source>
        <translation>Los datos no caben en la memoria del destino</translation>
    </message>
    <message>
        <source>maxmemory of at least the source&apos;s used_memory</source>
        <translation>maxmemory al menos igual al used_memory del origen</translation>
    </message>
    <message>
        <source>A line of the server&apos;s CLIENT LIST has no id.</source>
        <translation>Una línea de CLIENT LIST del servidor no tiene id.</translation>
    </message>
    <message>
        <source>The reply is not in Redis&apos; protocol: check that a Redis, Sentinel or Dragonfly listens at this address and port.</source>
        <translation>La respuesta no sigue el protocolo de Redis: compruebe que en esta dirección y este puerto escucha un Redis, Sentinel o Dragonfly.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no port: give a number from 1 to 65535.</source>
        <translation>«%1» no es un puerto: indique un número de 1 a 65535.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no IPv6 address in brackets, such as [::1].</source>
        <translation>«%1» no es una dirección IPv6 entre corchetes, como [::1].</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host: give a name or an IP address, IPv6 in brackets.</source>
        <translation>«%1» no es un host: indique un nombre o una dirección IP, IPv6 entre corchetes.</translation>
    </message>
    <message>
        <source>The port is missing in &quot;%1&quot;: write host:port.</source>
        <translation>Falta el puerto en «%1»: escriba host:puerto.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address of a server: write redis://host:port, or rediss://host:port for TLS.</source>
        <translation>«%1» no es una dirección de servidor: escriba redis://host:puerto, o rediss://host:puerto para TLS.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no database: after the address&apos;s slash stands a number, such as redis://host:6379/0.</source>
        <translation>«%1» no es una base de datos: tras la barra de la dirección va un número, como redis://host:6379/0.</translation>
    </message>
    <message>
        <source>The server&apos;s reply to ROLE has a shape that Ferryman does not know.</source>
        <translation>La respuesta del servidor a ROLE tiene una forma que Ferryman no conoce.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s reply is not the list of names and values that was expected.</source>
        <translation>La respuesta del Sentinel no es la lista de nombres y valores que se esperaba.</translation>
    </message>
    <message>
        <source>The user of %1 may not run %2: grant it in the server&apos;s ACL, or use another user.</source>
        <translation>El usuario de %1 no puede ejecutar %2: concédalo en la ACL del servidor o use otro usuario.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here: give the authority&apos;s certificate as the CA file.</source>
        <translation>El certificado de %1 no está firmado por una autoridad en la que se confíe aquí: indique el certificado de la autoridad como archivo de CA.</translation>
    </message>
    <message>
        <source>TLS is not available here: Qt&apos;s TLS plugin or OpenSSL is missing.</source>
        <translation>TLS no está disponible aquí: falta el complemento TLS de Qt u OpenSSL.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the text that was expected.</source>
        <translation>La respuesta del servidor no es el texto que se esperaba.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the number that was expected.</source>
        <translation>La respuesta del servidor no es el número que se esperaba.</translation>
    </message>
    <message>
        <source>The server&apos;s reply is not the list that was expected.</source>
        <translation>La respuesta del servidor no es la lista que se esperaba.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s reply has an unknown shape: %1</source>
        <translation>La respuesta de Dragonfly tiene una forma desconocida: %1</translation>
    </message>
    <message>
        <source>Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>La replicación se ha detenido: Dragonfly ha iniciado %1 sincronizaciones completas y ninguna ha llevado a una replicación estable. Busque funciones (FUNCTION LIST), claves en una base de datos fuera del dbnum de Dragonfly, TTL de campos de hash o un búfer de salida de réplicas demasiado pequeño en el origen.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly&apos;s link to the source is down.</source>
        <translation>No estable: el enlace de Dragonfly con el origen está caído.</translation>
    </message>
    <message>
        <source>The report cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>El informe no se puede escribir en %1: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>The group to confirm is &quot;%1&quot;, but the plan&apos;s group is &quot;%2&quot;.</source>
        <translation>El grupo que se debe confirmar es «%1», pero el grupo del plan es «%2».</translation>
    </message>
    <message>
        <source>The keychain holds no entry &quot;%1&quot;: enter the password for this session.</source>
        <translation>El llavero no contiene la entrada «%1»: introduzca la contraseña para esta sesión.</translation>
    </message>
    <message>
        <source>%1 is no Sentinel but %2: give a Sentinel&apos;s address, usually port 26379.</source>
        <translation>%1 no es un Sentinel, sino %2: indique la dirección de un Sentinel, normalmente el puerto 26379.</translation>
    </message>
    <message>
        <source>The Sentinels do not know the group &quot;%1&quot;: they know %2.</source>
        <translation>Los Sentinels no conocen el grupo «%1»: conocen %2.</translation>
    </message>
    <message numerus="yes">
        <source>of %1 acknowledged by the lab&apos;s writers</source>
        <translation>
            <numerusform>de %1 confirmada a los escritores del laboratorio</numerusform>
            <numerusform>de %1 confirmadas a los escritores del laboratorio</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s version</source>
        <translation>La versión de Dragonfly</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly were ended, with whatever was queued there.</source>
        <translation>Se han terminado las conexiones de los Sentinels con Dragonfly, junto con lo que allí estaba en cola.</translation>
    </message>
    <message>
        <source>The Sentinels&apos; connections to Dragonfly could not be ended yet: %1</source>
        <translation>Aún no se han podido terminar las conexiones de los Sentinels con Dragonfly: %1</translation>
    </message>
    <message>
        <source>Whether the clients follow Sentinel</source>
        <translation>Si los clientes siguen a Sentinel</translation>
    </message>
    <message>
        <source>Every client&apos;s machine talks to a Sentinel</source>
        <translation>El equipo de cada cliente habla con un Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 clients</source>
        <translation>
            <numerusform>%1 cliente</numerusform>
            <numerusform>%1 clientes</numerusform>
        </translation>
    </message>
    <message>
        <source>Clients do not seem to follow Sentinel</source>
        <translation>Hay clientes que no parecen seguir a Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 clients: %3</source>
        <translation>
            <numerusform>%1 de %2 cliente: %3</numerusform>
            <numerusform>%1 de %2 clientes: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>every client&apos;s machine has a connection to a Sentinel</source>
        <translation>el equipo de cada cliente tiene conexión con un Sentinel</translation>
    </message>
    <message>
        <source>A client that never asks Sentinel stays at the old primary, which refuses its writes after the switch. Some libraries ask only when they connect: look at their settings.</source>
        <translation>Un cliente que nunca pregunta a Sentinel se queda en el primario antiguo, que rechaza sus escrituras tras la conmutación. Algunas bibliotecas solo preguntan al conectarse: revise su configuración.</translation>
    </message>
    <message>
        <source>Commands in use</source>
        <translation>Comandos en uso</translation>
    </message>
    <message>
        <source>Dragonfly knows every command in use</source>
        <translation>Dragonfly conoce todos los comandos en uso</translation>
    </message>
    <message>
        <source>no unknown command in commandstats</source>
        <translation>ningún comando desconocido en commandstats</translation>
    </message>
    <message>
        <source>writes that would be skipped: %1</source>
        <translation>escrituras que se omitirían: %1</translation>
    </message>
    <message>
        <source>commands that would fail: %1</source>
        <translation>comandos que fallarían: %1</translation>
    </message>
    <message>
        <source>Commands are in use that Dragonfly does not know</source>
        <translation>Se usan comandos que Dragonfly no conoce</translation>
    </message>
    <message>
        <source>Writes are in use that Dragonfly would skip silently</source>
        <translation>Se usan escrituras que Dragonfly omitiría sin aviso</translation>
    </message>
    <message>
        <source>only commands that Dragonfly knows</source>
        <translation>solo comandos que Dragonfly conoce</translation>
    </message>
    <message>
        <source>Whoever uses them gets errors after the switch. If nobody does any more, have the source forget its counts and check again.</source>
        <translation>Quien los use recibirá errores tras la conmutación. Si ya no los usa nadie, haga que el origen olvide sus recuentos y compruebe de nuevo.</translation>
    </message>
    <message>
        <source>Dragonfly skips such a write in the stream without a word, while its offset advances: from then on the data differ. Stop whoever uses it, have the source forget its counts and check again.</source>
        <translation>Dragonfly omite esa escritura en el flujo sin avisar, mientras su offset avanza: desde ese momento los datos difieren. Detenga a quien la use, haga que el origen olvide sus recuentos y compruebe de nuevo.</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>El servidor no responde</translation>
    </message>
    <message>
        <source>Without it nothing can be read or switched.</source>
        <translation>Sin él no se puede leer ni conmutar nada.</translation>
    </message>
    <message>
        <source>round trip %1, jitter %2</source>
        <translation>ida y vuelta %1, variación %2</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation>por debajo de %1</translation>
    </message>
    <message>
        <source>The server answers</source>
        <translation>El servidor responde</translation>
    </message>
    <message>
        <source>The server is far away</source>
        <translation>El servidor está lejos</translation>
    </message>
    <message>
        <source>The switch takes some exchanges one after the other, while writes stand still: run Ferryman closer to the servers.</source>
        <translation>La conmutación requiere varios intercambios consecutivos mientras las escrituras están detenidas: ejecute Ferryman más cerca de los servidores.</translation>
    </message>
    <message>
        <source>The login is refused</source>
        <translation>Se rechaza el inicio de sesión</translation>
    </message>
    <message>
        <source>a user and a password that the server takes</source>
        <translation>un usuario y una contraseña que acepte el servidor</translation>
    </message>
    <message>
        <source>Without a login nothing can be read.</source>
        <translation>Sin inicio de sesión no se puede leer nada.</translation>
    </message>
    <message>
        <source>The server wants no password</source>
        <translation>El servidor no requiere contraseña</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>usuario %1</translation>
    </message>
    <message>
        <source>The login is accepted</source>
        <translation>Se acepta el inicio de sesión</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>sin cifrar</translation>
    </message>
    <message>
        <source>No TLS, as the plan says</source>
        <translation>Sin TLS, como dice el plan</translation>
    </message>
    <message>
        <source>The password travels in clear</source>
        <translation>La contraseña viaja sin cifrar</translation>
    </message>
    <message>
        <source>Whoever can listen on the network reads the password and the data.</source>
        <translation>Quien pueda escuchar en la red lee la contraseña y los datos.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>El certificado del servidor</translation>
    </message>
    <message>
        <source>The TLS library shows no certificate.</source>
        <translation>La biblioteca TLS no muestra ningún certificado.</translation>
    </message>
    <message numerus="yes">
        <source>%1; %2, issued by %3, %4 days left</source>
        <translation>
            <numerusform>%1; %2, emitido por %3, queda %4 día</numerusform>
            <numerusform>%1; %2, emitido por %3, quedan %4 días</numerusform>
        </translation>
    </message>
    <message>
        <source>TLS: chain and name are verified</source>
        <translation>TLS: cadena y nombre verificados</translation>
    </message>
    <message>
        <source>The server&apos;s certificate expires soon</source>
        <translation>El certificado del servidor caduca pronto</translation>
    </message>
    <message>
        <source>at least %1 days left</source>
        <translation>que queden al menos %1 días</translation>
    </message>
    <message>
        <source>After that day neither Sentinel nor clients nor Ferryman can connect.</source>
        <translation>Después de ese día no podrán conectarse ni Sentinel, ni los clientes, ni Ferryman.</translation>
    </message>
    <message>
        <source>TLS cannot be set up</source>
        <translation>No se puede establecer TLS</translation>
    </message>
    <message>
        <source>a certificate that can be verified</source>
        <translation>un certificado que se pueda verificar</translation>
    </message>
    <message>
        <source>Ferryman never skips the verification.</source>
        <translation>Ferryman nunca omite la verificación.</translation>
    </message>
    <message>
        <source>It has no setting %1.</source>
        <translation>No tiene el ajuste %1.</translation>
    </message>
    <message>
        <source>the right to run it</source>
        <translation>el permiso para ejecutarlo</translation>
    </message>
    <message>
        <source>Long TTLs</source>
        <translation>TTL largos</translation>
    </message>
    <message>
        <source>No key has a TTL</source>
        <translation>Ninguna clave tiene TTL</translation>
    </message>
    <message>
        <source>No TTL is too long for Dragonfly</source>
        <translation>Ningún TTL es demasiado largo para Dragonfly</translation>
    </message>
    <message>
        <source>TTLs are longer than Dragonfly&apos;s longest</source>
        <translation>Hay TTL más largos que el máximo de Dragonfly</translation>
    </message>
    <message>
        <source>at most 8.5 years</source>
        <translation>como máximo 8,5 años</translation>
    </message>
    <message>
        <source>Dragonfly shortens such a TTL, or refuses the write: in the stream it is skipped without a word. Make it shorter, or let the key live for ever (PERSIST).</source>
        <translation>Dragonfly acorta ese TTL o rechaza la escritura: en el flujo se omite sin avisar. Acórtelo o deje que la clave no caduque (PERSIST).</translation>
    </message>
    <message>
        <source>Other groups of Sentinel</source>
        <translation>Otros grupos de Sentinel</translation>
    </message>
    <message>
        <source>No other group has the source or Dragonfly</source>
        <translation>Ningún otro grupo tiene el origen o Dragonfly</translation>
    </message>
    <message>
        <source>Another group of Sentinel has the source or Dragonfly too</source>
        <translation>Otro grupo de Sentinel también tiene el origen o Dragonfly</translation>
    </message>
    <message>
        <source>one group alone</source>
        <translation>un solo grupo</translation>
    </message>
    <message>
        <source>Groups that share a server share its hello channel, and the other one&apos;s Sentinels would take the switch for a failure: they would promote and demote servers of their own accord.</source>
        <translation>Los grupos que comparten un servidor comparten su canal hello, y los Sentinels del otro tomarían la conmutación por un fallo: promoverían y degradarían servidores por su cuenta.</translation>
    </message>
    <message>
        <source>Users of the source</source>
        <translation>Usuarios del origen</translation>
    </message>
    <message>
        <source>Settings of both servers</source>
        <translation>Ajustes de ambos servidores</translation>
    </message>
    <message>
        <source>The source has no ACL users</source>
        <translation>El origen no tiene usuarios de ACL</translation>
    </message>
    <message>
        <source>it is older than 6.0</source>
        <translation>es anterior a 6.0</translation>
    </message>
    <message>
        <source>Dragonfly has every user of the source</source>
        <translation>Dragonfly tiene todos los usuarios del origen</translation>
    </message>
    <message numerus="yes">
        <source>%1 users</source>
        <translation>
            <numerusform>%1 usuario</numerusform>
            <numerusform>%1 usuarios</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks users of the source</source>
        <translation>A Dragonfly le faltan usuarios del origen</translation>
    </message>
    <message>
        <source>the same users on both</source>
        <translation>los mismos usuarios en ambos</translation>
    </message>
    <message>
        <source>ACL users are not replicated: whoever logs in as one of them is refused after the switch. Rights on single subcommands are left out, and a Dragonfly that takes no password hash (#) in ACL SETUSER wants these lines in its --aclfile.</source>
        <translation>Los usuarios de ACL no se replican: quien inicie sesión como uno de ellos será rechazado tras la conmutación. Se omiten los permisos sobre subcomandos individuales, y un Dragonfly que no admita hash de contraseña (#) en ACL SETUSER necesita estas líneas en su --aclfile.</translation>
    </message>
    <message>
        <source>Settings that clients notice are alike</source>
        <translation>Los ajustes que notan los clientes son iguales</translation>
    </message>
    <message>
        <source>Dragonfly is set differently than the source</source>
        <translation>Dragonfly tiene ajustes distintos de los del origen</translation>
    </message>
    <message>
        <source>Settings are not replicated: clients would meet others after the switch.</source>
        <translation>Los ajustes no se replican: los clientes encontrarían otros tras la conmutación.</translation>
    </message>
    <message>
        <source>Persistence of both servers</source>
        <translation>Persistencia de ambos servidores</translation>
    </message>
    <message>
        <source>Dragonfly keeps as much on disk as the source</source>
        <translation>Dragonfly conserva en disco tanto como el origen</translation>
    </message>
    <message>
        <source>The source has an append-only file, Dragonfly has snapshots alone</source>
        <translation>El origen tiene un archivo append-only; Dragonfly, solo instantáneas</translation>
    </message>
    <message>
        <source>snapshots often enough</source>
        <translation>instantáneas con frecuencia suficiente</translation>
    </message>
    <message>
        <source>What was written since the last snapshot is lost should Dragonfly crash.</source>
        <translation>Lo escrito desde la última instantánea se pierde si Dragonfly falla.</translation>
    </message>
    <message>
        <source>The source keeps its data on disk, Dragonfly does not</source>
        <translation>El origen conserva sus datos en disco; Dragonfly, no</translation>
    </message>
    <message>
        <source>After a crash or a restart Dragonfly would be empty. It has no append-only file: how often it takes snapshots is how much may be lost.</source>
        <translation>Tras una caída o un reinicio, Dragonfly estaría vacío. No tiene archivo append-only: de la frecuencia de sus instantáneas depende cuánto se puede perder.</translation>
    </message>
    <message>
        <source>The rights of the user</source>
        <translation>Los permisos del usuario</translation>
    </message>
    <message>
        <source>The user may run every command needed</source>
        <translation>El usuario puede ejecutar todos los comandos necesarios</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 commands</source>
        <translation>
            <numerusform>%1: %2 comando</numerusform>
            <numerusform>%1: %2 comandos</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks rights that the migration needs</source>
        <translation>Al usuario le faltan permisos que la migración necesita</translation>
    </message>
    <message>
        <source>%1 may not run %2</source>
        <translation>%1 no puede ejecutar %2</translation>
    </message>
    <message>
        <source>the right to run each</source>
        <translation>el permiso para ejecutar cada uno</translation>
    </message>
    <message>
        <source>The checks that read with them say &quot;unknown&quot;, and without +@read and +watch the data cannot be compared. The command grants just what Ferryman needs.</source>
        <translation>Las comprobaciones que leen con ellos dicen «desconocido», y sin +@read y +watch no se pueden comparar los datos. El comando concede justo lo que Ferryman necesita.</translation>
    </message>
    <message>
        <source>The switch would stop half-way. The command grants just what Ferryman needs.</source>
        <translation>La conmutación se detendría a medio camino. El comando concede justo lo que Ferryman necesita.</translation>
    </message>
    <message>
        <source>the server knows no ACL</source>
        <translation>el servidor no conoce ACL</translation>
    </message>
    <message>
        <source>shortest down-after-milliseconds %1, shortest failover-timeout %2</source>
        <translation>down-after-milliseconds más corto %1, failover-timeout más corto %2</translation>
    </message>
    <message>
        <source>A Sentinel gives a failover up too soon</source>
        <translation>Un Sentinel abandona una conmutación demasiado pronto</translation>
    </message>
    <message>
        <source>failover-timeout of at least %1</source>
        <translation>failover-timeout de al menos %1</translation>
    </message>
    <message>
        <source>Within it Dragonfly must have been promoted, and the old primary forgotten before a Sentinel points it to Dragonfly.</source>
        <translation>En ese tiempo Dragonfly debe haber sido promovido y el primario antiguo olvidado, antes de que un Sentinel lo dirija a Dragonfly.</translation>
    </message>
    <message>
        <source>no replica</source>
        <translation>ninguna réplica</translation>
    </message>
    <message>
        <source>Sentinel would promote nobody but Dragonfly</source>
        <translation>Sentinel no promovería a nadie más que a Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel would promote a Redis replica today</source>
        <translation>Hoy Sentinel promovería una réplica de Redis</translation>
    </message>
    <message>
        <source>Dragonfly, at the switch</source>
        <translation>Dragonfly, en la conmutación</translation>
    </message>
    <message>
        <source>So it should be until then: Dragonfly gets a better priority, and the others none, only once it is steady.</source>
        <translation>Así debe ser hasta entonces: Dragonfly recibe una prioridad mejor, y las demás ninguna, solo cuando es estable.</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>una contraseña</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>sin contraseña</translation>
    </message>
    <message>
        <source>Sentinel cannot log in to both servers alike</source>
        <translation>Sentinel no puede iniciar sesión igual en ambos servidores</translation>
    </message>
    <message>
        <source>source and Dragonfly have different passwords</source>
        <translation>origen y Dragonfly tienen contraseñas distintas</translation>
    </message>
    <message>
        <source>source: %1, Dragonfly: %2</source>
        <translation>origen: %1, Dragonfly: %2</translation>
    </message>
    <message>
        <source>the same user and password on both</source>
        <translation>el mismo usuario y la misma contraseña en ambos</translation>
    </message>
    <message>
        <source>Sentinel has one auth-user and auth-pass for a primary and all its replicas, and so have the clients. A Dragonfly that refuses it is held for down and never promoted.</source>
        <translation>Sentinel tiene un único auth-user y auth-pass para un primario y todas sus réplicas, igual que los clientes. Un Dragonfly que los rechace se da por caído y nunca se promueve.</translation>
    </message>
    <message>
        <source>Sentinel can log in to Dragonfly as to the source</source>
        <translation>Sentinel puede iniciar sesión en Dragonfly como en el origen</translation>
    </message>
    <message>
        <source>Sentinel reaches Dragonfly</source>
        <translation>Sentinel alcanza Dragonfly</translation>
    </message>
    <message>
        <source>Sentinel&apos;s login</source>
        <translation>El inicio de sesión de Sentinel</translation>
    </message>
    <message>
        <source>neither wants a password</source>
        <translation>ninguno requiere contraseña</translation>
    </message>
    <message>
        <source>one password for both</source>
        <translation>una contraseña para ambos</translation>
    </message>
    <message>
        <source>Dragonfly lacks the user as which Sentinel logs in</source>
        <translation>A Dragonfly le falta el usuario con el que Sentinel inicia sesión</translation>
    </message>
    <message>
        <source>Sentinel would hold Dragonfly for down. Create the user there with Sentinel&apos;s password and the rights that it has on the source.</source>
        <translation>Sentinel daría por caído Dragonfly. Cree allí el usuario con la contraseña de Sentinel y los permisos que tiene en el origen.</translation>
    </message>
    <message>
        <source>Sentinel does not tell its password: once Dragonfly is attached it shows whether it fits.</source>
        <translation>Sentinel no revela su contraseña: una vez vinculado Dragonfly, se verá si es correcta.</translation>
    </message>
    <message>
        <source>No Sentinel runs a script</source>
        <translation>Ningún Sentinel ejecuta un script</translation>
    </message>
    <message>
        <source>The Sentinels run scripts at a failover</source>
        <translation>Los Sentinels ejecutan scripts en una conmutación</translation>
    </message>
    <message>
        <source>scripts that may run</source>
        <translation>scripts que pueden ejecutarse</translation>
    </message>
    <message>
        <source>They run at this switch as at every failover, with Dragonfly as the new primary: a script that moves an address or talks to Redis must be ready for that.</source>
        <translation>Se ejecutan en esta conmutación como en cualquier otra, con Dragonfly como nuevo primario: un script que mueva una dirección o hable con Redis debe estar preparado para ello.</translation>
    </message>
    <message>
        <source>Renamed commands</source>
        <translation>Comandos renombrados</translation>
    </message>
    <message>
        <source>No command that Sentinel sends is renamed</source>
        <translation>No está renombrado ningún comando que envía Sentinel</translation>
    </message>
    <message>
        <source>Commands are renamed or disabled on the source</source>
        <translation>En el origen hay comandos renombrados o desactivados</translation>
    </message>
    <message>
        <source>no rename-command for them, in redis.conf and at the Sentinels</source>
        <translation>ningún rename-command para ellos, en redis.conf y en los Sentinels</translation>
    </message>
    <message>
        <source>Sentinel sends its renamed commands to Dragonfly as well, which knows none of these names and would not be promoted; and Ferryman freezes and demotes the source by them.</source>
        <translation>Sentinel envía también a Dragonfly sus comandos renombrados; este no conoce ninguno de esos nombres y no sería promovido. Además, Ferryman congela y degrada el origen con ellos.</translation>
    </message>
    <message>
        <source>Modules of the source</source>
        <translation>Módulos del origen</translation>
    </message>
    <message>
        <source>The source has no module loaded</source>
        <translation>El origen no tiene ningún módulo cargado</translation>
    </message>
    <message>
        <source>Dragonfly loads the values of this module</source>
        <translation>Dragonfly carga los valores de este módulo</translation>
    </message>
    <message>
        <source>The source has modules whose values Dragonfly cannot load</source>
        <translation>El origen tiene módulos cuyos valores Dragonfly no puede cargar</translation>
    </message>
    <message>
        <source>no module but ReJSON</source>
        <translation>ningún módulo salvo ReJSON</translation>
    </message>
    <message>
        <source>Before 1.40 one value of such a module makes the whole full sync fail, and begin again for ever.</source>
        <translation>Antes de 1.40, un solo valor de un módulo así hace que toda la sincronización completa falle y vuelva a empezar sin fin.</translation>
    </message>
    <message>
        <source>Dragonfly leaves out every key of such a module, with a line in its log only, and knows none of its commands. If no key uses it, unload it.</source>
        <translation>Dragonfly omite todas las claves de un módulo así, con solo una línea en su registro, y no conoce ninguno de sus comandos. Si ninguna clave lo usa, retírelo de la memoria.</translation>
    </message>
    <message>
        <source>Dragonfly started with --dbnum=%1 or more</source>
        <translation>Dragonfly iniciado con --dbnum=%1 o más</translation>
    </message>
    <message>
        <source>The full sync fails and begins again for ever.</source>
        <translation>La sincronización completa falla y vuelve a empezar sin fin.</translation>
    </message>
    <message numerus="yes">
        <source>%1 configured, highest with keys %2, Dragonfly has %3</source>
        <translation>
            <numerusform>%1 configurada, la más alta con claves %2, Dragonfly tiene %3</numerusform>
            <numerusform>%1 configuradas, la más alta con claves %2, Dragonfly tiene %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly lacks databases that the source offers</source>
        <translation>A Dragonfly le faltan bases de datos que ofrece el origen</translation>
    </message>
    <message>
        <source>They are empty today. The first write to one of them during the migration fails to select it on Dragonfly, and all that follows lands in the wrong database, while link and offset look healthy.</source>
        <translation>Hoy están vacías. La primera escritura en una de ellas durante la migración no puede seleccionarla en Dragonfly, y todo lo que sigue acaba en la base de datos equivocada, mientras el enlace y el offset parecen sanos.</translation>
    </message>
    <message>
        <source>Databases of Dragonfly</source>
        <translation>Bases de datos de Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>%1 databases</source>
        <translation>
            <numerusform>%1 base de datos</numerusform>
            <numerusform>%1 bases de datos</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly&apos;s number of databases is usual</source>
        <translation>El número de bases de datos de Dragonfly es el habitual</translation>
    </message>
    <message>
        <source>Dragonfly was started with fewer databases than usual</source>
        <translation>Dragonfly se inició con menos bases de datos de lo habitual</translation>
    </message>
    <message>
        <source>A write to a database that only the source has lands in the wrong database on Dragonfly, while link and offset look healthy.</source>
        <translation>Una escritura en una base de datos que solo tiene el origen acaba en la base de datos equivocada en Dragonfly, mientras el enlace y el offset parecen sanos.</translation>
    </message>
    <message>
        <source>Memory for the snapshot&apos;s fork</source>
        <translation>Memoria para el fork de la instantánea</translation>
    </message>
    <message>
        <source>The source&apos;s last snapshot failed</source>
        <translation>La última instantánea del origen ha fallado</translation>
    </message>
    <message>
        <source>The full sync begins with a snapshot as well: what made the last one fail, a fork without memory or a full disk, stands in the source&apos;s log. Mend it, then take one again.</source>
        <translation>La sincronización completa también comienza con una instantánea: la causa del último fallo, un fork sin memoria o un disco lleno, consta en el registro del origen. Corríjala y haga otra instantánea.</translation>
    </message>
    <message>
        <source>%1 resident, about %2 to be copied, the machine has %3</source>
        <translation>%1 residentes, unos %2 por copiar, el equipo tiene %3</translation>
    </message>
    <message>
        <source>The source has memory for a snapshot</source>
        <translation>El origen tiene memoria para una instantánea</translation>
    </message>
    <message>
        <source>The source may run out of memory during the full sync</source>
        <translation>El origen podría quedarse sin memoria durante la sincronización completa</translation>
    </message>
    <message>
        <source>below nine tenths of the machine&apos;s memory</source>
        <translation>por debajo de nueve décimos de la memoria del equipo</translation>
    </message>
    <message>
        <source>The full sync forks, and every page written meanwhile is copied. Without memory the fork fails, or the kernel ends the source: sync at a quiet hour.</source>
        <translation>La sincronización completa hace un fork, y cada página escrita entretanto se copia. Sin memoria el fork falla, o el kernel termina el origen: sincronice a una hora tranquila.</translation>
    </message>
    <message>
        <source>The replica output buffer</source>
        <translation>El búfer de salida de réplicas</translation>
    </message>
    <message>
        <source>limit %1, or %2 for %3 s; writes gather %4 during a sync of %5</source>
        <translation>límite %1, o %2 durante %3 s; las escrituras acumulan %4 durante una sincronización de %5</translation>
    </message>
    <message>
        <source>The replica output buffer outlasts the sync</source>
        <translation>El búfer de salida de réplicas aguanta la sincronización</translation>
    </message>
    <message>
        <source>The replica output buffer is too small for the full sync</source>
        <translation>El búfer de salida de réplicas es demasiado pequeño para la sincronización completa</translation>
    </message>
    <message>
        <source>at least %1, or %2 for %3 s</source>
        <translation>al menos %1, o %2 durante %3 s</translation>
    </message>
    <message>
        <source>The source keeps what is written while Dragonfly loads. Beyond the limit it cuts the link, and the full sync begins again, with the same end.</source>
        <translation>El origen guarda lo que se escribe mientras Dragonfly carga. Más allá del límite corta el enlace, y la sincronización completa vuelve a empezar, con el mismo final.</translation>
    </message>
    <message>
        <source>The write rate</source>
        <translation>La tasa de escritura</translation>
    </message>
    <message>
        <source>The source is written to at a rate that replication can follow</source>
        <translation>El origen recibe escrituras a una tasa que la replicación puede seguir</translation>
    </message>
    <message>
        <source>The source is written to at a high rate</source>
        <translation>El origen recibe escrituras a una tasa alta</translation>
    </message>
    <message>
        <source>The stream to Dragonfly must keep up, beside the snapshot during the full sync: else the lag grows and the switch waits. A quiet hour is better.</source>
        <translation>El flujo hacia Dragonfly debe mantener el ritmo, además de la instantánea durante la sincronización completa: si no, el retraso crece y la conmutación espera. Es mejor una hora tranquila.</translation>
    </message>
    <message>
        <source>What a full sync costs</source>
        <translation>Qué cuesta una sincronización completa</translation>
    </message>
    <message>
        <source>The source gives up a slow replica too soon</source>
        <translation>El origen abandona demasiado pronto una réplica lenta</translation>
    </message>
    <message>
        <source>While Dragonfly loads it says nothing to the source. Silent for longer than repl-timeout it is cut off, and the full sync begins again.</source>
        <translation>Mientras carga, Dragonfly no dice nada al origen. Si calla más que repl-timeout, se le corta, y la sincronización completa vuelve a empezar.</translation>
    </message>
    <message>
        <source>%1 in about %2, without the source&apos;s disk</source>
        <translation>%1 en unos %2, sin el disco del origen</translation>
    </message>
    <message>
        <source>%1 in about %2, through the source&apos;s disk</source>
        <translation>%1 en unos %2, a través del disco del origen</translation>
    </message>
    <message>
        <source>A full sync, and every dropped link costs another, takes little time</source>
        <translation>Una sincronización completa dura poco, y cada enlace caído cuesta otra</translation>
    </message>
    <message>
        <source>A full sync takes long</source>
        <translation>Una sincronización completa dura mucho</translation>
    </message>
    <message>
        <source>below half an hour</source>
        <translation>menos de media hora</translation>
    </message>
    <message>
        <source>Dragonfly cannot resume with a Redis primary: every dropped link costs the whole sync once more, with an empty Dragonfly until it ends.</source>
        <translation>Dragonfly no puede reanudar con un primario Redis: cada enlace caído cuesta de nuevo toda la sincronización, con Dragonfly vacío hasta que termina.</translation>
    </message>
    <message>
        <source>Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a Redis source (1.39): nothing else could prove that it has every write.</source>
        <translation>Se necesitan role:slave para Sentinel (desde 1.18), una replica_priority que se pueda fijar en marcha (1.21), slave_repl_offset (1.22) y que este offset sea cierto con un origen Redis (1.39): nada más podría demostrar que tiene todas las escrituras.</translation>
    </message>
    <message>
        <source>Dragonfly runs in cluster mode</source>
        <translation>Dragonfly se ejecuta en modo clúster</translation>
    </message>
    <message>
        <source>With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by which Sentinels find each other, and has database 0 only. Start it without, unless it is the emulated mode and you know that this suffices.</source>
        <translation>Con --cluster_mode=yes rechaza PUBLISH y SUBSCRIBE, con los que los Sentinels se encuentran, y solo tiene la base de datos 0. Inícielo sin él, salvo que sea el modo emulado y usted sepa que basta.</translation>
    </message>
    <message>
        <source>Dragonfly hides its role from Sentinel</source>
        <translation>Dragonfly oculta su rol a Sentinel</translation>
    </message>
    <message>
        <source>Sentinel reads neither priority nor link of such a replica. Start it without --info_replication_valkey_compatible=false.</source>
        <translation>Sentinel no lee ni la prioridad ni el enlace de una réplica así. Iníciela sin --info_replication_valkey_compatible=false.</translation>
    </message>
    <message>
        <source>The source evicts keys, Dragonfly would not</source>
        <translation>El origen expulsa claves; Dragonfly no lo haría</translation>
    </message>
    <message>
        <source>Dragonfly started with --cache_mode</source>
        <translation>Dragonfly iniciado con --cache_mode</translation>
    </message>
    <message>
        <source>When its memory is full Dragonfly answers writes with an error instead.</source>
        <translation>Cuando su memoria está llena, Dragonfly responde a las escrituras con un error.</translation>
    </message>
    <message>
        <source>Dragonfly would evict keys, the source does not</source>
        <translation>Dragonfly expulsaría claves; el origen no lo hace</translation>
    </message>
    <message>
        <source>Dragonfly started without --cache_mode</source>
        <translation>Dragonfly iniciado sin --cache_mode</translation>
    </message>
    <message>
        <source>From the promotion on it would delete keys that nobody deleted.</source>
        <translation>Desde la promoción eliminaría claves que nadie ha eliminado.</translation>
    </message>
    <message>
        <source>Dragonfly follows the source already</source>
        <translation>Dragonfly ya sigue al origen</translation>
    </message>
    <message>
        <source>attached by Ferryman, not by --replicaof</source>
        <translation>vinculado por Ferryman, no por --replicaof</translation>
    </message>
    <message>
        <source>If it was started with --replicaof, a restart after the switch would attach it to the old primary again and empty it: take the flag away. Dragonfly does not tell its flags.</source>
        <translation>Si se inició con --replicaof, un reinicio tras la conmutación lo vincularía de nuevo al primario antiguo y lo vaciaría: quite esa opción. Dragonfly no revela sus opciones.</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags</source>
        <translation>Las opciones de inicio de Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s flags suit a primary under Sentinel</source>
        <translation>Las opciones de Dragonfly son adecuadas para un primario con Sentinel</translation>
    </message>
    <message>
        <source>One of source and Dragonfly speaks TLS, the other does not</source>
        <translation>De origen y Dragonfly, uno usa TLS y el otro no</translation>
    </message>
    <message>
        <source>TLS on both or on neither</source>
        <translation>TLS en ambos o en ninguno</translation>
    </message>
    <message>
        <source>A Sentinel speaks TLS to all servers or to none, so it could not reach Dragonfly.</source>
        <translation>Un Sentinel usa TLS con todos los servidores o con ninguno, así que no podría alcanzar Dragonfly.</translation>
    </message>
    <message>
        <source>Whether Dragonfly speaks TLS to the source</source>
        <translation>Si Dragonfly usa TLS con el origen</translation>
    </message>
    <message>
        <source>Dragonfly does not tell its flag --tls_replication</source>
        <translation>Dragonfly no revela su opción --tls_replication</translation>
    </message>
    <message>
        <source>How Dragonfly reaches the source</source>
        <translation>Cómo alcanza Dragonfly el origen</translation>
    </message>
    <message>
        <source>Dragonfly would log in to a source that wants no login</source>
        <translation>Dragonfly iniciaría sesión en un origen que no la requiere</translation>
    </message>
    <message>
        <source>masterauth is set</source>
        <translation>masterauth está definido</translation>
    </message>
    <message>
        <source>masterauth is empty</source>
        <translation>masterauth está vacío</translation>
    </message>
    <message>
        <source>The source answers AUTH with an error then, and Dragonfly does not attach. What it was cannot be put back: it is a password.</source>
        <translation>El origen responde entonces a AUTH con un error, y Dragonfly no se vincula. Lo que era no se puede restaurar: es una contraseña.</translation>
    </message>
    <message>
        <source>Sentinel would list Dragonfly under another port</source>
        <translation>Dragonfly figuraría en Sentinel con otro puerto</translation>
    </message>
    <message>
        <source>0, or the port %1 of the plan</source>
        <translation>0, o el puerto %1 del plan</translation>
    </message>
    <message>
        <source>Sentinel reaches a replica by the address that it announces to the source, and promotes it there.</source>
        <translation>Sentinel alcanza una réplica por la dirección que esta anuncia al origen, y allí la promueve.</translation>
    </message>
    <message>
        <source>The plan names Dragonfly by a host name</source>
        <translation>El plan indica Dragonfly con un nombre de host</translation>
    </message>
    <message>
        <source>Sentinel lists replicas by their IP, by which Dragonfly must be recognized there.</source>
        <translation>En Sentinel las réplicas figuran por su IP, por la que se debe reconocer allí a Dragonfly.</translation>
    </message>
    <message>
        <source>Dragonfly can attach, and be listed by Sentinel</source>
        <translation>Dragonfly puede vincularse y figurar en Sentinel</translation>
    </message>
    <message>
        <source>Snapshots of Dragonfly</source>
        <translation>Instantáneas de Dragonfly</translation>
    </message>
    <message>
        <source>Dragonfly takes snapshots</source>
        <translation>Dragonfly hace instantáneas</translation>
    </message>
    <message>
        <source>Dragonfly takes no snapshots</source>
        <translation>Dragonfly no hace instantáneas</translation>
    </message>
    <message>
        <source>Dragonfly has no append-only file: without snapshots a crash leaves nothing. Take one right after the promotion (SAVE), and others regularly.</source>
        <translation>Dragonfly no tiene archivo append-only: sin instantáneas, una caída no deja nada. Haga una justo después de la promoción (SAVE), y otras con regularidad.</translation>
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
        <translation>Dragonfly tiene una réplica</translation>
    </message>
    <message>
        <source>One Dragonfly alone is a single point of failure</source>
        <translation>Un solo Dragonfly es un punto único de fallo</translation>
    </message>
    <message>
        <source>a second Dragonfly, attached after the switch</source>
        <translation>un segundo Dragonfly, vinculado tras la conmutación</translation>
    </message>
    <message>
        <source>Sentinel has nobody to promote should it fail: the old primary is parked, and a replica of a replica is refused, so a standby follows Dragonfly only once that is the primary.</source>
        <translation>Sentinel no tiene a quién promover si falla: el primario antiguo está apartado y se rechaza una réplica de una réplica, así que una reserva solo puede seguir a Dragonfly cuando este es el primario.</translation>
    </message>
    <message>
        <source>The clocks of both servers</source>
        <translation>Los relojes de ambos servidores</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s clock is %1 s from the source&apos;s</source>
        <translation>El reloj de Dragonfly difiere %1 s del reloj del origen</translation>
    </message>
    <message>
        <source>Both clocks agree</source>
        <translation>Ambos relojes coinciden</translation>
    </message>
    <message>
        <source>The clocks of source and Dragonfly differ</source>
        <translation>Los relojes de origen y Dragonfly difieren</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>menos de un segundo</translation>
    </message>
    <message>
        <source>Expiries are moments, not durations: on Dragonfly every key expires by that much earlier or later.</source>
        <translation>Las caducidades son instantes, no duraciones: en Dragonfly cada clave caduca antes o después en esa misma medida.</translation>
    </message>
    <message>
        <source>Lua scripts</source>
        <translation>Scripts Lua</translation>
    </message>
    <message>
        <source>No Lua script was run</source>
        <translation>No se ha ejecutado ningún script Lua</translation>
    </message>
    <message>
        <source>Lua scripts are in use</source>
        <translation>Se usan scripts Lua</translation>
    </message>
    <message>
        <source>scripts that name all their keys, and clients that load them again</source>
        <translation>scripts que declaren todas sus claves y clientes que los carguen de nuevo</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys.</source>
        <translation>Dragonfly rechaza un script que toca una clave que no ha declarado en KEYS, salvo que se inicie con --default_lua_flags=allow-undeclared-keys.</translation>
    </message>
    <message>
        <source>Dragonfly refuses a script that touches a key which it did not name in KEYS, unless started with --default_lua_flags=allow-undeclared-keys. And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT after the switch until the client loads them.</source>
        <translation>Dragonfly rechaza un script que toca una clave que no ha declarado en KEYS, salvo que se inicie con --default_lua_flags=allow-undeclared-keys. Y desde Redis 7 los scripts no se replican: EVALSHA recibe NOSCRIPT tras la conmutación hasta que el cliente los carga.</translation>
    </message>
    <message>
        <source>Blocking commands</source>
        <translation>Comandos bloqueantes</translation>
    </message>
    <message>
        <source>No client blocks</source>
        <translation>Ningún cliente se bloquea</translation>
    </message>
    <message>
        <source>Clients use blocking commands</source>
        <translation>Hay clientes que usan comandos bloqueantes</translation>
    </message>
    <message numerus="yes">
        <source>%1 blocked now; %2</source>
        <translation>
            <numerusform>%1 bloqueado ahora; %2</numerusform>
            <numerusform>%1 bloqueados ahora; %2</numerusform>
        </translation>
    </message>
    <message>
        <source>clients that try again</source>
        <translation>clientes que lo intenten de nuevo</translation>
    </message>
    <message>
        <source>Who waits at the switch gets UNBLOCKED, or a closed connection, and has to ask again at Dragonfly.</source>
        <translation>Quien espere durante la conmutación recibe UNBLOCKED o una conexión cerrada, y debe preguntar de nuevo en Dragonfly.</translation>
    </message>
    <message>
        <source>Keyspace notifications</source>
        <translation>Notificaciones de keyspace</translation>
    </message>
    <message>
        <source>No keyspace notification that Dragonfly lacks</source>
        <translation>Ninguna notificación de keyspace que falte en Dragonfly</translation>
    </message>
    <message>
        <source>Keyspace notifications that Dragonfly does not send</source>
        <translation>Notificaciones de keyspace que Dragonfly no envía</translation>
    </message>
    <message>
        <source>&quot;Ex&quot; at most</source>
        <translation>«Ex» como máximo</translation>
    </message>
    <message>
        <source>Dragonfly tells of expired keys only: who listens for anything else hears nothing after the switch.</source>
        <translation>Dragonfly solo avisa de claves caducadas: quien escuche otra cosa no oirá nada tras la conmutación.</translation>
    </message>
    <message>
        <source>Client-side caching</source>
        <translation>Caché en el cliente</translation>
    </message>
    <message>
        <source>No client uses tracking</source>
        <translation>Ningún cliente usa tracking</translation>
    </message>
    <message>
        <source>Clients use tracking</source>
        <translation>Hay clientes que usan tracking</translation>
    </message>
    <message>
        <source>RESP3, without BCAST, REDIRECT and PREFIX</source>
        <translation>RESP3, sin BCAST, REDIRECT ni PREFIX</translation>
    </message>
    <message>
        <source>Dragonfly&apos;s CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP alone: another client would serve stale values from its cache.</source>
        <translation>CLIENT TRACKING de Dragonfly solo conoce OPTIN, OPTOUT y NOLOOP: otro cliente serviría valores desfasados de su caché.</translation>
    </message>
    <message>
        <source>Pub/sub</source>
        <translation>Pub/sub</translation>
    </message>
    <message>
        <source>Nobody but Sentinel subscribes</source>
        <translation>Nadie se suscribe salvo Sentinel</translation>
    </message>
    <message>
        <source>Clients subscribe to channels</source>
        <translation>Hay clientes suscritos a canales</translation>
    </message>
    <message>
        <source>subscribers that come back</source>
        <translation>suscriptores que vuelvan a conectarse</translation>
    </message>
    <message>
        <source>Subscribers are disconnected at the switch, and what is published until they are back reaches nobody.</source>
        <translation>Los suscriptores se desconectan en la conmutación, y lo que se publique hasta que vuelvan no llega a nadie.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady.</source>
        <translation>Con esta tendencia no llegará a ser estable.</translation>
    </message>
    <message>
        <source>At this trend it will not become steady: the source writes %1, Dragonfly applies %2.</source>
        <translation>Con esta tendencia no llegará a ser estable: el origen escribe %1, Dragonfly aplica %2.</translation>
    </message>
    <message>
        <source>At this trend it is within the limits in about %1, and steady %2 s later.</source>
        <translation>Con esta tendencia estará dentro de los límites en unos %1, y estable %2 s después.</translation>
    </message>
    <message>
        <source>Steady in about %1, if it stays within the limits.</source>
        <translation>Estable en unos %1, si se mantiene dentro de los límites.</translation>
    </message>
    <message>
        <source>The lag grows by %1: at this trend it reaches the limit in about %2.</source>
        <translation>El retraso crece %1: con esta tendencia alcanza el límite en unos %2.</translation>
    </message>
    <message>
        <source>The lag does not grow.</source>
        <translation>El retraso no crece.</translation>
    </message>
    <message>
        <source>After it Dragonfly must catch up and stay within the limits for %1 s.</source>
        <translation>Después, Dragonfly debe ponerse al día y mantenerse dentro de los límites durante %1 s.</translation>
    </message>
    <message>
        <source>At this rate it ends in about %1; then Dragonfly must catch up and stay within the limits for %2 s.</source>
        <translation>A este ritmo termina en unos %1; después, Dragonfly debe ponerse al día y mantenerse dentro de los límites durante %2 s.</translation>
    </message>
    <message>
        <source>Not steady: Dragonfly is not attached yet.</source>
        <translation>No estable: Dragonfly aún no está vinculado.</translation>
    </message>
    <message>
        <source>When it answers again, Dragonfly begins with a new full sync.</source>
        <translation>Cuando vuelva a responder, Dragonfly comenzará con una nueva sincronización completa.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verificado</translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>por offset</translation>
    </message>
    <message>
        <source>the data themselves were not compared</source>
        <translation>los datos en sí no se han comparado</translation>
    </message>
    <message>
        <source>The runbook cannot be written to %1.</source>
        <translation>El procedimiento no se puede escribir en %1.</translation>
    </message>
    <message>
        <source>Gates would be closed: %1</source>
        <translation>No se cumplirían estas condiciones: %1</translation>
    </message>
    <message>
        <source>%1 Nothing was changed; the gates of the replication open once it was started and is steady.</source>
        <translation>%1 No se ha cambiado nada; las condiciones de la replicación se cumplen cuando esta se ha iniciado y es estable.</translation>
    </message>
    <message>
        <source>%1 fell silent with replies due, so the connection was closed: the server hangs, or the network is down.</source>
        <translation>%1 ha callado con respuestas pendientes, por lo que se ha cerrado la conexión: el servidor está bloqueado o la red está caída.</translation>
    </message>
    <message>
        <source>Planted %1, found %2, false alarms %3.</source>
        <translation>Sembradas %1, encontradas %2, falsas alarmas %3.</translation>
    </message>
    <message>
        <source>The self-test could not plant with %1.</source>
        <translation>La autoprueba no ha podido sembrar con %1.</translation>
    </message>
    <message>
        <source>A reply has not the shape that was expected.</source>
        <translation>Una respuesta no tiene la forma esperada.</translation>
    </message>
    <message>
        <source>%1 is no replica, so it cannot be compared as one: start the replication, or compare two servers that are not linked.</source>
        <translation>%1 no es una réplica, así que no se puede comparar como tal: inicie la replicación o compare dos servidores que no estén enlazados.</translation>
    </message>
    <message>
        <source>%1 does not say how far its stream has come.</source>
        <translation>%1 no dice hasta dónde ha llegado su flujo.</translation>
    </message>
    <message>
        <source>The replication link of %1 is down or a full sync is under way: go on once it is up.</source>
        <translation>El enlace de replicación de %1 está caído o hay una sincronización completa en curso: continúe cuando esté activo.</translation>
    </message>
    <message>
        <source>The frozen comparison is not ready.</source>
        <translation>La comparación en la congelación no está lista.</translation>
    </message>
    <message>
        <source>It starts anew: the source is another server, or was restarted meanwhile.</source>
        <translation>Comienza desde cero: el origen es otro servidor o se ha reiniciado entretanto.</translation>
    </message>
    <message>
        <source>It starts anew: the target is another server, or was restarted meanwhile.</source>
        <translation>Comienza desde cero: el destino es otro servidor o se ha reiniciado entretanto.</translation>
    </message>
    <message>
        <source>It starts anew: a full sync replaced the target&apos;s data meanwhile.</source>
        <translation>Comienza desde cero: una sincronización completa ha reemplazado entretanto los datos del destino.</translation>
    </message>
    <message>
        <source>It starts anew: the servers were linked in another way when it began.</source>
        <translation>Comienza desde cero: los servidores estaban enlazados de otro modo cuando empezó.</translation>
    </message>
    <message>
        <source>Each key was compared in a state between the source&apos;s offsets %1 and %2.</source>
        <translation>Cada clave se ha comparado en un estado entre los offsets %1 y %2 del origen.</translation>
    </message>
    <message>
        <source>The two servers are not linked: each key was compared as it was at some moment between %1 and %2.</source>
        <translation>Los dos servidores no están enlazados: cada clave se ha comparado como estaba en algún momento entre %1 y %2.</translation>
    </message>
    <message>
        <source>A full sync replaced the target&apos;s data while it was compared: compare once more.</source>
        <translation>Una sincronización completa ha reemplazado los datos del destino mientras se comparaban: compare de nuevo.</translation>
    </message>
    <message>
        <source>%1 refuses to be read.</source>
        <translation>%1 no se deja leer.</translation>
    </message>
    <message>
        <source>%1 does not answer INFO, without which the data cannot be compared.</source>
        <translation>%1 no responde a INFO, sin lo cual no se pueden comparar los datos.</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 random keys: with 95 % confidence fewer than %2 of %3 keys differ.</source>
        <translation>
            <numerusform>Sin diferencias en %1 clave al azar: con un 95 % de confianza difieren menos de %2 de %3 claves.</numerusform>
            <numerusform>Sin diferencias en %1 claves al azar: con un 95 % de confianza difieren menos de %2 de %3 claves.</numerusform>
        </translation>
    </message>
    <message>
        <source>No key was compared, so nothing is known.</source>
        <translation>No se ha comparado ninguna clave, así que no se sabe nada.</translation>
    </message>
    <message>
        <source>Slowed down: the source took %1 to answer.</source>
        <translation>Más despacio: el origen ha tardado %1 en responder.</translation>
    </message>
    <message>
        <source>Slowed down: the target lags %1 behind.</source>
        <translation>Más despacio: el destino tiene un retraso de %1.</translation>
    </message>
    <message>
        <source>Another console has this migration open, on %1 (%2): close it, then begin again.</source>
        <translation>Otra consola tiene abierta esta migración, en %1 (%2): ciérrela y comience de nuevo.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: the old primary did not tell who was connected.</source>
        <translation>No se sabe qué clientes han llegado: el primario antiguo no dijo quién estaba conectado.</translation>
    </message>
    <message>
        <source>Who of the clients came is not known: Dragonfly did not tell.</source>
        <translation>No se sabe qué clientes han llegado: Dragonfly no lo ha dicho.</translation>
    </message>
    <message>
        <source>Everything is being put back already.</source>
        <translation>Ya se está restaurando todo.</translation>
    </message>
    <message>
        <source>The probe, where Sentinel points, every 10 ms until all Sentinels agree; it expires by itself.</source>
        <translation>La sonda, donde señala Sentinel, cada 10 ms hasta que todos los Sentinels coincidan; caduca por sí misma.</translation>
    </message>
    <message>
        <source>The Sentinel gave up its failover of the silent Dragonfly.</source>
        <translation>El Sentinel ha abandonado su conmutación del Dragonfly que no responde.</translation>
    </message>
    <message>
        <source>The Sentinel&apos;s failover could not be called off: %1</source>
        <translation>No se ha podido cancelar la conmutación del Sentinel: %1</translation>
    </message>
    <message>
        <source>%1 is too long: at most 100 characters.</source>
        <translation>%1 es demasiado largo: como máximo 100 caracteres.</translation>
    </message>
    <message>
        <source>The differences cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Las diferencias no se pueden escribir en %1: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>The group&apos;s name must be letters, digits, dots and dashes: it stands in config files.</source>
        <translation>El nombre del grupo debe constar de letras, cifras, puntos y guiones: figura en archivos de configuración.</translation>
    </message>
    <message>
        <source>the source lists %1, and none of them is surely Dragonfly, which is reached as %2: name it in the plan by the address under which it is listed (tls.serverName keeps its certificate&apos;s name), or start it with --replica_announce_ip and --announce_port set to an address that leads to it</source>
        <translation>en el origen figuran %1, y ninguna de ellas es con seguridad Dragonfly, que se alcanza como %2: indíquelo en el plan con la dirección con la que figura (tls.serverName conserva el nombre de su certificado) o inícielo con --replica_announce_ip y --announce_port fijados a una dirección que lleve a él</translation>
    </message>
    <message>
        <source>No port is free for the lab&apos;s proxies.</source>
        <translation>No hay ningún puerto libre para los proxies del laboratorio.</translation>
    </message>
    <message>
        <source>Replication is being stopped: Dragonfly began %1 full syncs and none led to steady replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly&apos;s dbnum, hash-field TTLs, or a replica output buffer that is too small on the source.</source>
        <translation>Se está deteniendo la replicación: Dragonfly ha iniciado %1 sincronizaciones completas y ninguna ha llevado a una replicación estable. Busque funciones (FUNCTION LIST), claves en una base de datos fuera del dbnum de Dragonfly, TTL de campos de hash o un búfer de salida de réplicas demasiado pequeño en el origen.</translation>
    </message>
    <message>
        <source>%1 is no report of Ferryman&apos;s.</source>
        <translation>%1 no es un informe de Ferryman.</translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered: %1 rows, and the report&apos;s hash is that of row %2. The report&apos;s words were not compared: another version of Ferryman wrote them.</source>
        <translation>
            <numerusform>El diario no se ha alterado: %1 fila, y el hash del informe es el de la fila %2. El texto del informe no se ha comparado: lo escribió otra versión de Ferryman.</numerusform>
            <numerusform>El diario no se ha alterado: %1 filas, y el hash del informe es el de la fila %2. El texto del informe no se ha comparado: lo escribió otra versión de Ferryman.</numerusform>
        </translation>
    </message>
    <message>
        <source>The report was made of the journal&apos;s rows 1 to %1.</source>
        <translation>El informe se creó con las filas 1 a %1 del diario.</translation>
    </message>
    <message>
        <source>is being compared: wait, or stop it</source>
        <translation>se está comparando: espere o deténgalo</translation>
    </message>
    <message>
        <source>differences: %1</source>
        <translation>diferencias: %1</translation>
    </message>
    <message>
        <source>not compared: the plan says so</source>
        <translation>sin comparar: así lo dice el plan</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>sin comparar</translation>
    </message>
    <message>
        <source>no difference in a sample, %1 ago</source>
        <translation>sin diferencias en una muestra, hace %1</translation>
    </message>
    <message>
        <source>no difference, %1 ago</source>
        <translation>sin diferencias, hace %1</translation>
    </message>
    <message>
        <source>%1; written since: %2</source>
        <translation>%1; escrito desde entonces: %2</translation>
    </message>
    <message>
        <source>Nothing was compared: that Dragonfly holds the same data is not proven.</source>
        <translation>No se ha comparado nada: no está demostrado que Dragonfly tenga los mismos datos.</translation>
    </message>
    <message>
        <source>Keys that changed too often to be compared: %1.</source>
        <translation>Claves que cambiaron demasiado a menudo para compararlas: %1.</translation>
    </message>
    <message>
        <source>Comparison of the data</source>
        <translation>Comparación de los datos</translation>
    </message>
    <message>
        <source>no difference, at most %1 old</source>
        <translation>sin diferencias, con una antigüedad máxima de %1</translation>
    </message>
    <message>
        <source>no difference is known</source>
        <translation>no se conoce ninguna diferencia</translation>
    </message>
    <message>
        <source>keys: %1, about %2</source>
        <translation>claves: %1, unos %2</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>claves: %1</translation>
    </message>
    <message>
        <source>Comparison within the freeze</source>
        <translation>Comparación en la congelación</translation>
    </message>
    <message>
        <source>Not all keys that were written last can be compared within the freeze.</source>
        <translation>No todas las claves escritas en último lugar se pueden comparar en la congelación.</translation>
    </message>
    <message>
        <source>Within the freeze keys differ: %1, such as %2.</source>
        <translation>En la congelación difieren claves: %1, por ejemplo %2.</translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference; not compared in time: %2.</source>
        <translation>
            <numerusform>Comparado en la congelación: %1 clave, sin diferencias; sin comparar a tiempo: %2.</numerusform>
            <numerusform>Comparado en la congelación: %1 claves, sin diferencias; sin comparar a tiempo: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared within the freeze: %1 keys, no difference.</source>
        <translation>
            <numerusform>Comparado en la congelación: %1 clave, sin diferencias.</numerusform>
            <numerusform>Comparado en la congelación: %1 claves, sin diferencias.</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison within the freeze: %1</source>
        <translation>La comparación en la congelación: %1</translation>
    </message>
    <message>
        <source>The data are not compared</source>
        <translation>Los datos no se comparan</translation>
    </message>
    <message>
        <source>That no acknowledged write is lost is proven by the offset at the switch. That Dragonfly made the same of each write is shown by a comparison alone: commands that it does not know are skipped without a word.</source>
        <translation>El offset en la conmutación demuestra que no se pierde ninguna escritura confirmada. Que Dragonfly haya hecho lo mismo con cada escritura solo lo muestra una comparación: los comandos que no conoce se omiten sin avisar.</translation>
    </message>
    <message>
        <source>The data are compared before the switch</source>
        <translation>Los datos se comparan antes de la conmutación</translation>
    </message>
    <message>
        <source>Keys that differ between the source and Dragonfly: %1 of %2. &quot;ferrymanctl verify&quot; lists them.</source>
        <translation>Claves que difieren entre el origen y Dragonfly: %1 de %2. «ferrymanctl verify» las enumera.</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>comparando</translation>
    </message>
    <message>
        <source>comparing, %1 %</source>
        <translation>comparando, %1 %</translation>
    </message>
    <message>
        <source>no difference, undecided: %1</source>
        <translation>sin diferencias, sin decidir: %1</translation>
    </message>
    <message>
        <source>no difference in a sample</source>
        <translation>sin diferencias en una muestra</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>sin diferencias</translation>
    </message>
    <message>
        <source>did not come to its end</source>
        <translation>no ha llegado a su fin</translation>
    </message>
    <message>
        <source>stopped, can go on</source>
        <translation>detenido, puede continuar</translation>
    </message>
    <message>
        <source>off in the plan</source>
        <translation>desactivado en el plan</translation>
    </message>
    <message>
        <source>The comparison is being stopped.</source>
        <translation>Se está deteniendo la comparación.</translation>
    </message>
    <message>
        <source>The data is being compared already.</source>
        <translation>Los datos ya se están comparando.</translation>
    </message>
    <message>
        <source>It waits for Connect.</source>
        <translation>Espera a «Conectar».</translation>
    </message>
    <message>
        <source>It waits until the full sync has ended.</source>
        <translation>Espera hasta que termine la sincronización completa.</translation>
    </message>
    <message>
        <source>Keys of types that cannot be compared: %1. %2</source>
        <translation>Claves de tipos que no se pueden comparar: %1. %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. %2</source>
        <translation>
            <numerusform>Sin diferencias en %1 clave. %2</numerusform>
            <numerusform>Sin diferencias en %1 claves. %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Differences: %1, in %2 compared keys. %3</source>
        <translation>
            <numerusform>Diferencias: %1, en %2 clave comparada. %3</numerusform>
            <numerusform>Diferencias: %1, en %2 claves comparadas. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>La comparación se ha detenido.</translation>
    </message>
    <message>
        <source>%1 The same command goes on where it was.</source>
        <translation>%1 El mismo comando continúa donde estaba.</translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; what kept changing, within the freeze</source>
        <translation>
            <numerusform>%1 comparada, ninguna difiere; las que no dejaban de cambiar, en la congelación</numerusform>
            <numerusform>%1 comparadas, ninguna difiere; las que no dejaban de cambiar, en la congelación</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; kept changing: %2</source>
        <translation>
            <numerusform>%1 comparada, ninguna difiere; no dejaban de cambiar: %2</numerusform>
            <numerusform>%1 comparadas, ninguna difiere; no dejaban de cambiar: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs; cannot be compared: %2</source>
        <translation>
            <numerusform>%1 comparada, ninguna difiere; no se pueden comparar: %2</numerusform>
            <numerusform>%1 comparadas, ninguna difiere; no se pueden comparar: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 compared, none differs</source>
        <translation>
            <numerusform>%1 comparada, ninguna difiere</numerusform>
            <numerusform>%1 comparadas, ninguna difiere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys compared</source>
        <translation>
            <numerusform>%1 clave comparada</numerusform>
            <numerusform>%1 claves comparadas</numerusform>
        </translation>
    </message>
    <message>
        <source>a sample</source>
        <translation>una muestra</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>todas las claves</translation>
    </message>
    <message>
        <source>Nothing was switched, and nothing listens at %1 any more: if its process has ended, the write pause has ended with it. Start it, then take this up again; if it runs after all, run this: %2</source>
        <translation>No se ha conmutado nada y ya nadie escucha en %1: si su proceso ha terminado, la pausa de escrituras ha terminado con él. Inícielo y retome esto después; si a pesar de todo está en marcha, ejecute esto: %2</translation>
    </message>
    <message>
        <source>The journal %1 cannot be moved to %2.</source>
        <translation>El diario %1 no se puede mover a %2.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow %1 any more: start the replication again.</source>
        <translation>Dragonfly ya no sigue a %1: inicie de nuevo la replicación.</translation>
    </message>
    <message>
        <source>The switch is done, but Dragonfly %1 has not answered since: see that it runs. One setting is still to be put back there: %2</source>
        <translation>La conmutación ha terminado, pero Dragonfly %1 no ha respondido desde entonces: compruebe que está en marcha. Allí queda un ajuste por restaurar: %2</translation>
    </message>
    <message>
        <source>The folder %1 for plans cannot be made.</source>
        <translation>No se puede crear la carpeta %1 de los planes.</translation>
    </message>
    <message>
        <source>Its journal says what stands changed on the servers, and how to put it back: open the migration and finish it first.</source>
        <translation>Su diario indica qué sigue cambiado en los servidores y cómo restaurarlo: abra la migración y termínela primero.</translation>
    </message>
    <message>
        <source>The plan %1 cannot be moved to %2.</source>
        <translation>El plan %1 no se puede mover a %2.</translation>
    </message>
    <message>
        <source>compare once more</source>
        <translation>comparar una vez más</translation>
    </message>
    <message>
        <source>The certificate cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>El certificado no se puede escribir en %1: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>The folder %1 holds too many certificates.</source>
        <translation>La carpeta %1 contiene demasiados certificados.</translation>
    </message>
    <message>
        <source>%1 must be a name of 1 to %2 characters.</source>
        <translation>%1 debe ser un nombre de 1 a %2 caracteres.</translation>
    </message>
    <message>
        <source>%1 is missing: it is the server&apos;s URL.</source>
        <translation>Falta %1: es la URL del servidor.</translation>
    </message>
    <message>
        <source>%1 is no key of a connection: check its spelling.</source>
        <translation>%1 no es una clave de una conexión: compruebe cómo está escrita.</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>Falta %1.</translation>
    </message>
    <message>
        <source>%1 is the name of another connection, too.</source>
        <translation>%1 es también el nombre de otra conexión.</translation>
    </message>
    <message>
        <source>The name service did not find %1 within %2 s.</source>
        <translation>El servicio de nombres no ha encontrado %1 en %2 s.</translation>
    </message>
    <message>
        <source>%1 took the login, and then did not answer within %2 s: it hangs or is overloaded.</source>
        <translation>%1 ha aceptado el inicio de sesión y después no ha respondido en %2 s: está bloqueado o sobrecargado.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be read: check the file&apos;s rights.</source>
        <translation>Las conexiones de %1 no se pueden leer: compruebe los permisos del archivo.</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>El archivo supera los %1 bytes.</translation>
    </message>
    <message>
        <source>The connections in %1 cannot be used, and the file is left as it is: %2 Mend it, or move it away.</source>
        <translation>Las conexiones de %1 no se pueden usar, y el archivo se deja como está: %2 Corríjalo o muévalo a otro lugar.</translation>
    </message>
    <message>
        <source>The connections cannot be written to %1: check the folder&apos;s rights and its free space.</source>
        <translation>Las conexiones no se pueden escribir en %1: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>A connection has a name of 1 to %1 characters.</source>
        <translation>Una conexión tiene un nombre de 1 a %1 caracteres.</translation>
    </message>
    <message>
        <source>There is a connection “%1” already: give it another name.</source>
        <translation>Ya existe una conexión «%1»: dele otro nombre.</translation>
    </message>
    <message>
        <source>At most %1 connections are kept: delete some first.</source>
        <translation>Se conservan como máximo %1 conexiones: elimine antes alguna.</translation>
    </message>
    <message>
        <source>What follows ? or # in the URL is not known here: leave it out.</source>
        <translation>Lo que sigue a ? o # en la URL no se conoce aquí: omítalo.</translation>
    </message>
    <message>
        <source>The password in the URL is not written correctly: write a % in it as %25.</source>
        <translation>La contraseña de la URL no está bien escrita: escriba en ella un % como %25.</translation>
    </message>
    <message>
        <source>This is no address of a server: write redis://user:password@host:port.</source>
        <translation>Esto no es la dirección de un servidor: escriba redis://usuario:contraseña@host:puerto.</translation>
    </message>
    <message>
        <source>The text is longer than %1 lines or %2 KiB.</source>
        <translation>El texto supera las %1 líneas o los %2 KiB.</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Línea %1: %2</translation>
    </message>
    <message>
        <source>%1 must be a certificate as a PEM text.</source>
        <translation>%1 debe ser un certificado como texto PEM.</translation>
    </message>
    <message>
        <source>%1 must be a key as a PEM text.</source>
        <translation>%1 debe ser una clave como texto PEM.</translation>
    </message>
    <message>
        <source>The login of the group&apos;s servers is not imported: enter it in Connect.</source>
        <translation>Las credenciales de los servidores del grupo no se importan: introdúzcalas en «Conectar».</translation>
    </message>
    <message>
        <source>It goes through an SSH tunnel, which Ferryman does not open: open one, and import its end.</source>
        <translation>Pasa por un túnel SSH, que Ferryman no abre: abra uno e importe su extremo.</translation>
    </message>
    <message>
        <source>It is a Redis Cluster, which Sentinel does not manage: Ferryman cannot move it.</source>
        <translation>Es un Redis Cluster, que Sentinel no administra: Ferryman no puede trasladarlo.</translation>
    </message>
    <message>
        <source>%1 must be a host&apos;s name or address.</source>
        <translation>%1 debe ser el nombre o la dirección de un host.</translation>
    </message>
    <message>
        <source>The client certificate came without its key, and is left out.</source>
        <translation>El certificado de cliente ha llegado sin su clave y se omite.</translation>
    </message>
    <message>
        <source>RedisInsight does not verify the server&apos;s certificate; Ferryman does.</source>
        <translation>RedisInsight no verifica el certificado del servidor; Ferryman sí.</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s export is a JSON list of connections: [{ ... }].</source>
        <translation>La exportación de RedisInsight es una lista JSON de conexiones: [{ ... }].</translation>
    </message>
    <message>
        <source>The file holds more than %1 connections.</source>
        <translation>El archivo contiene más de %1 conexiones.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: check its name and its rights.</source>
        <translation>El archivo %1 no se puede leer: compruebe su nombre y sus permisos.</translation>
    </message>
    <message>
        <source>The file %1 is larger than %2 MiB.</source>
        <translation>El archivo %1 supera los %2 MiB.</translation>
    </message>
    <message>
        <source>%1 must be a list of objects: [{ ... }].</source>
        <translation>%1 debe ser una lista de objetos: [{ ... }].</translation>
    </message>
    <message>
        <source>%1 is longer than %2 entries.</source>
        <translation>%1 supera las %2 entradas.</translation>
    </message>
    <message>
        <source>The source refuses a Sentinel&apos;s login</source>
        <translation>El origen rechaza el inicio de sesión de un Sentinel</translation>
    </message>
    <message>
        <source>the source&apos;s user and password at every Sentinel</source>
        <translation>el usuario y la contraseña del origen en cada Sentinel</translation>
    </message>
    <message>
        <source>It answers this Sentinel with errors, which therefore holds it for down, could start a failover of its own, and would hold Dragonfly for down as well.</source>
        <translation>El origen responde a este Sentinel con errores; por eso este lo da por caído, podría iniciar una conmutación propia y daría por caído también Dragonfly.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>The server did not answer every command.</source>
        <translation>El servidor no ha respondido a todos los comandos.</translation>
    </message>
    <message>
        <source>%1 is no server of this group any more.</source>
        <translation>%1 ya no es un servidor de este grupo.</translation>
    </message>
    <message>
        <source>There is nothing to report: this migration has no journal yet. It begins with the replication.</source>
        <translation>No hay nada de lo que informar: esta migración aún no tiene diario. Este comienza con la replicación.</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>como el escritorio</translation>
    </message>
    <message>
        <source>light</source>
        <translation>claro</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>oscuro</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>alto contraste</translation>
    </message>
    <message>
        <source>on</source>
        <translation>activadas</translation>
    </message>
    <message>
        <source>off</source>
        <translation>desactivadas</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>what happens</source>
        <translation>lo que ocurre</translation>
    </message>
    <message>
        <source>warnings and errors</source>
        <translation>advertencias y errores</translation>
    </message>
    <message>
        <source>errors alone</source>
        <translation>solo errores</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colores</translation>
    </message>
    <message>
        <source>At once.</source>
        <translation>De inmediato.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives. At once.</source>
        <translation>Respecto al tamaño que da el escritorio. De inmediato.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Time between two samples</source>
        <translation>Tiempo entre dos muestras</translation>
    </message>
    <message>
        <source>How often offsets and lag of both servers are read. At once.</source>
        <translation>Con qué frecuencia se leen los offsets y el retraso de ambos servidores. De inmediato.</translation>
    </message>
    <message>
        <source>History of the charts</source>
        <translation>Historial de los gráficos</translation>
    </message>
    <message>
        <source>Older samples are forgotten; the journal keeps all it holds. At once.</source>
        <translation>Las muestras más antiguas se olvidan; el diario conserva todo lo que contiene. De inmediato.</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Máximo de claves por segundo</translation>
    </message>
    <message>
        <source>What step 4 begins with when data is compared; each run may have its own.</source>
        <translation>Con qué comienza el paso 4 al comparar los datos; cada ejecución puede tener el suyo.</translation>
    </message>
    <message>
        <source> keys/s</source>
        <translation> claves/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sin límite</translation>
    </message>
    <message>
        <source>Most data a second</source>
        <translation>Máximo de datos por segundo</translation>
    </message>
    <message>
        <source>Replies of both servers together, when data is compared; each run may have its own.</source>
        <translation>Respuestas de ambos servidores juntas, al comparar los datos; cada ejecución puede tener el suyo.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>When something needs a person while another window is used.</source>
        <translation>Cuando algo requiere una persona mientras se usa otra ventana.</translation>
    </message>
    <message>
        <source>Folder of plans</source>
        <translation>Carpeta de planes</translation>
    </message>
    <message>
        <source>Where plans are opened from and saved in.</source>
        <translation>De dónde se abren los planes y dónde se guardan.</translation>
    </message>
    <message>
        <source>Folder of reports</source>
        <translation>Carpeta de informes</translation>
    </message>
    <message>
        <source>Where reports and lists of differences are written.</source>
        <translation>Dónde se escriben los informes y las listas de diferencias.</translation>
    </message>
    <message>
        <source>Folder of journals</source>
        <translation>Carpeta de diarios</translation>
    </message>
    <message>
        <source>From the next start on. Journals stay where they are: move them along, or what was left open is not found.</source>
        <translation>A partir del próximo inicio. Los diarios se quedan donde están: muévalos también, o no se encontrará lo que quedó abierto.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>What is kept in memory for the log view. At once.</source>
        <translation>Lo que se guarda en memoria para la vista del registro. De inmediato.</translation>
    </message>
    <message>
        <source>%1 cannot be written: check the folder&apos;s rights and its free space.</source>
        <translation>%1 no se puede escribir: compruebe los permisos de la carpeta y su espacio libre.</translation>
    </message>
    <message>
        <source>The URL and the field name two users: leave one out.</source>
        <translation>La URL y el campo indican dos usuarios: omita uno.</translation>
    </message>
    <message>
        <source>A client certificate and its key belong together: give both files.</source>
        <translation>Un certificado de cliente y su clave van juntos: indique ambos archivos.</translation>
    </message>
    <message>
        <source>Give the name of the environment variable that holds the password.</source>
        <translation>Indique el nombre de la variable de entorno que contiene la contraseña.</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Nothing came from: %3</source>
        <translation>Conexiones de clientes en el primario antiguo: %1, en Dragonfly: %2. No ha llegado nada de: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came; with fewer connections until now: %3</source>
        <translation>Conexiones de clientes en el primario antiguo: %1, en Dragonfly: %2. Han llegado todos los clientes; con menos conexiones por ahora: %3</translation>
    </message>
    <message>
        <source>Client connections on the old primary: %1, on Dragonfly: %2. Every client came.</source>
        <translation>Conexiones de clientes en el primario antiguo: %1, en Dragonfly: %2. Han llegado todos los clientes.</translation>
    </message>
    <message>
        <source>Starting %1, filling the source: %2</source>
        <translation>Se inician: %1; se llena el origen: %2</translation>
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
            <numerusform>TTL más largo de %1 clave examinada, en años: %2</numerusform>
            <numerusform>TTL más largo de %1 claves examinadas, en años: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2, Sentinel&apos;s own among them</source>
        <translation>%1 y %2, incluidos los del propio Sentinel</translation>
    </message>
    <message numerus="yes">
        <source>%1 channels</source>
        <translation>
            <numerusform>%1 canal</numerusform>
            <numerusform>%1 canales</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 patterns</source>
        <translation>
            <numerusform>%1 patrón</numerusform>
            <numerusform>%1 patrones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is unaltered, %1 rows, and the report agrees with it up to row %2. Hash: %3</source>
        <translation>
            <numerusform>El diario no se ha alterado, %1 fila, y el informe coincide con él hasta la fila %2. Hash: %3</numerusform>
            <numerusform>El diario no se ha alterado, %1 filas, y el informe coincide con él hasta la fila %2. Hash: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The new primary lacks %1 of %2 acknowledged writes.</source>
        <translation>
            <numerusform>Al nuevo primario le falta %1 de %2 escritura confirmada.</numerusform>
            <numerusform>Al nuevo primario le faltan %1 de %2 escrituras confirmadas.</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing went on for %1 s.</source>
        <translation>sin avances durante %1 s.</translation>
    </message>
    <message>
        <source>It took longer than %1 s.</source>
        <translation>Ha tardado más de %1 s.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up.</source>
        <translation>Sin avances durante %1 s: se ha abandonado.</translation>
    </message>
    <message>
        <source>Nothing went on for %1 s: given up. In the way stood: %2</source>
        <translation>Sin avances durante %1 s: se ha abandonado. Lo impedía: %2</translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys. Undecided, because they kept changing: %2. %3</source>
        <translation>
            <numerusform>Sin diferencias en %1 clave. Sin decidir, por no dejar de cambiar: %2. %3</numerusform>
            <numerusform>Sin diferencias en %1 claves. Sin decidir, por no dejar de cambiar: %2. %3</numerusform>
        </translation>
    </message>
    <message>
        <source>A quorum of %1 needs at least as many Sentinels; given: %2.</source>
        <translation>Un quórum de %1 necesita al menos otros tantos Sentinels; indicados: %2.</translation>
    </message>
    <message>
        <source>%1 did not catch up with the source in %2 s: it lags %3 behind.</source>
        <translation>%1 no ha alcanzado al origen en %2 s: tiene un retraso de %3.</translation>
    </message>
    <message numerus="yes">
        <source>Different: %1 of %2 random keys; of all %4 about %3 may be.</source>
        <translation>
            <numerusform>Distintas: %1 de %2 clave al azar; de un total de %4 podrían serlo unas %3.</numerusform>
            <numerusform>Distintas: %1 de %2 claves al azar; de un total de %4 podrían serlo unas %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference in %1 keys: the sample held all of them.</source>
        <translation>
            <numerusform>Sin diferencias en %1 clave: la muestra la contenía y no hay otra.</numerusform>
            <numerusform>Sin diferencias en %1 claves: la muestra las contenía todas.</numerusform>
        </translation>
    </message>
    <message>
        <source>At most %1 connections are kept: %2 are there, and %3 were chosen. Choose fewer.</source>
        <translation>Se conservan como máximo %1 conexiones: ya hay %2 y se han elegido %3. Elija menos.</translation>
    </message>
    <message>
        <source>What stands before the @ is taken for a user&apos;s name; a password would follow a colon.</source>
        <translation>Lo que figura antes de @ se toma como nombre de usuario; una contraseña iría tras dos puntos.</translation>
    </message>
    <message>
        <source>%1:// names several servers at once: write one of them, a Sentinel, as redis://host:26379.</source>
        <translation>%1:// designa varios servidores a la vez: escriba uno de ellos, un Sentinel, como redis://host:26379.</translation>
    </message>
    <message>
        <source>%1:// names a socket of one machine, which neither Sentinel nor Dragonfly can reach: write redis://host:port.</source>
        <translation>%1:// designa un socket de un único equipo, al que no llegan ni Sentinel ni Dragonfly: escriba redis://host:puerto.</translation>
    </message>
    <message>
        <source>some, where the source has any</source>
        <translation>alguna, si el origen las tiene</translation>
    </message>
    <message>
        <source>Keys that have expired are dropped when a snapshot is loaded, so that Dragonfly may hold fewer.</source>
        <translation>Las claves caducadas se descartan al cargar una instantánea, por lo que Dragonfly puede tener menos.</translation>
    </message>
    <message>
        <source>What is to be done stands there before it is done.</source>
        <translation>Lo que se va a hacer consta allí antes de hacerse.</translation>
    </message>
    <message>
        <source>up, not listed by the source</source>
        <translation>activo, no figura en el origen</translation>
    </message>
    <message>
        <source>up, %1</source>
        <translation>activo, %1</translation>
    </message>
    <message>
        <source>a full sync is under way</source>
        <translation>hay una sincronización completa en curso</translation>
    </message>
    <message>
        <source>the same, no full sync</source>
        <translation>el mismo, sin sincronización completa</translation>
    </message>
    <message>
        <source>Address of Dragonfly</source>
        <translation>Dirección de Dragonfly</translation>
    </message>
    <message>
        <source>listed by the source</source>
        <translation>que figure en el origen</translation>
    </message>
    <message>
        <source>Sentinel learns of Dragonfly from the source&apos;s list: the address there must lead to it.</source>
        <translation>Sentinel conoce Dragonfly por la lista del origen: la dirección que allí figura debe llevar a él.</translation>
    </message>
    <message>
        <source>Link to Dragonfly</source>
        <translation>Enlace con Dragonfly</translation>
    </message>
    <message>
        <source>up, online</source>
        <translation>activo, online</translation>
    </message>
    <message>
        <source>Steady, unbroken</source>
        <translation>Estable, sin interrupción</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>al menos %1</translation>
    </message>
    <message>
        <source>The limit is half of the freeze of %1.</source>
        <translation>El límite es la mitad del tiempo de congelación de %1.</translation>
    </message>
    <message>
        <source>about %1, aligned</source>
        <translation>unos %1, alineada</translation>
    </message>
    <message>
        <source>up to %1, not aligned</source>
        <translation>hasta %1, sin alinear</translation>
    </message>
    <message>
        <source>The freeze is aligned with a Sentinel&apos;s look at Dragonfly; round trips: %1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel.</source>
        <translation>La congelación se alinea con la consulta de un Sentinel a Dragonfly; ida y vuelta: %1 al origen, %2 a Dragonfly, %3 al Sentinel más lento.</translation>
    </message>
    <message>
        <source>The freeze cannot be aligned with a Sentinel&apos;s look at Dragonfly: drain and round trips (%1 to the source, %2 to Dragonfly, %3 to the slowest Sentinel) take longer than the moment lasts.</source>
        <translation>La congelación no se puede alinear con la consulta de un Sentinel a Dragonfly: el drenaje y los tiempos de ida y vuelta (%1 al origen, %2 a Dragonfly, %3 al Sentinel más lento) superan lo que dura el momento.</translation>
    </message>
    <message>
        <source>A failover wants the quorum and a majority of all Sentinels.</source>
        <translation>Una conmutación requiere el quórum y una mayoría de todos los Sentinels.</translation>
    </message>
    <message>
        <source>Failover, tilt or doubt</source>
        <translation>Conmutación, tilt o duda</translation>
    </message>
    <message>
        <source>Live replicas</source>
        <translation>Réplicas activas</translation>
    </message>
    <message>
        <source>Another replica could be promoted instead of Dragonfly, or delay the switch.</source>
        <translation>Otra réplica podría ser promovida en lugar de Dragonfly o retrasar la conmutación.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s choice</source>
        <translation>Elección de Sentinel</translation>
    </message>
    <message>
        <source>Shortest down-after</source>
        <translation>down-after más corto</translation>
    </message>
    <message>
        <source>A Sentinel must not hold the source for down within the freeze of at most %1, with a margin.</source>
        <translation>Ningún Sentinel debe dar por caído el origen durante la congelación de como máximo %1, con un margen.</translation>
    </message>
    <message>
        <source>Each client within MULTI: before 6.0.6 EXEC runs what was queued before the freeze.</source>
        <translation>Cada cliente dentro de MULTI: antes de 6.0.6, EXEC ejecuta lo que estaba en cola antes de la congelación.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.</source>
        <translation>
            <numerusform>Dragonfly %1 es el primario, indicado por %2 de %3 Sentinel. Las escrituras estuvieron congeladas %4.</numerusform>
            <numerusform>Dragonfly %1 es el primario, indicado por %2 de %3 Sentinels. Las escrituras estuvieron congeladas %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>keys looked at: %1; none of them expires</source>
        <translation>claves examinadas: %1; ninguna caduca</translation>
    </message>
    <message>
        <source>Without its other replicas the source would refuse writes</source>
        <translation>Sin sus demás réplicas, el origen rechazaría escrituras</translation>
    </message>
    <message>
        <source>min-replicas-to-write of at most 1</source>
        <translation>min-replicas-to-write de 1 como máximo</translation>
    </message>
    <message>
        <source>They are detached before the switch. From then on Dragonfly is the only replica that counts, and every write would fail with NOREPLICAS until the switch has ended.</source>
        <translation>Se desvinculan antes de la conmutación. A partir de entonces Dragonfly es la única réplica que cuenta, y toda escritura fallaría con NOREPLICAS hasta que termine la conmutación.</translation>
    </message>
    <message>
        <source>Dragonfly was not measured with this version</source>
        <translation>Dragonfly no se ha medido con esta versión</translation>
    </message>
    <message>
        <source>Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A key of a type that is new in Redis 8 makes the full sync fail: after three vain rounds Ferryman stops it.</source>
        <translation>Redis 8.0 a 8.4 escriben la versión 12 de RDB, la más nueva que lee Dragonfly. Una clave de un tipo nuevo en Redis 8 hace fallar la sincronización completa: tras tres intentos en vano, Ferryman la detiene.</translation>
    </message>
    <message>
        <source>No assessment was made.</source>
        <translation>No se ha hecho ninguna evaluación.</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Comprobación</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Hallazgo</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Encontrado</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Requerido</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Aceptado</translation>
    </message>
    <message>
        <source>Checks passed: %1</source>
        <translation>Comprobaciones superadas: %1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Ferryman mended nothing.</source>
        <translation>Ferryman no ha corregido nada.</translation>
    </message>
    <message>
        <source>At (UTC)</source>
        <translation>Hora (UTC)</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Comandos</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Undone with</source>
        <translation>Se deshace con</translation>
    </message>
    <message>
        <source>Replication was not watched.</source>
        <translation>La replicación no se ha vigilado.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>BD</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>cumplida</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>no cumplida</translation>
    </message>
    <message>
        <source>The switch was not asked for.</source>
        <translation>No se ha pedido la conmutación.</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Condiciones</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Condición</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>Leído a las (UTC)</translation>
    </message>
    <message>
        <source>From here there was no way back: Sentinel had been told.</source>
        <translation>A partir de aquí no había vuelta atrás: Sentinel ya había recibido la orden.</translation>
    </message>
    <message>
        <source>There was no switch.</source>
        <translation>No ha habido conmutación.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Desde la congelación</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Fase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha ocurrido</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>sin TLS</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Punto de conexión</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Seguridad</translation>
    </message>
    <message>
        <source>Sentinels before</source>
        <translation>Sentinels antes</translation>
    </message>
    <message>
        <source>Sentinels now</source>
        <translation>Sentinels ahora</translation>
    </message>
    <message>
        <source>%1 (priority %2, live)</source>
        <translation>%1 (prioridad %2, activa)</translation>
    </message>
    <message>
        <source>%1 (priority %2, not live)</source>
        <translation>%1 (prioridad %2, no activa)</translation>
    </message>
    <message>
        <source>Replicas known to the Sentinels: %1. Quorum %2.</source>
        <translation>Réplicas que conocen los Sentinels: %1. Quórum %2.</translation>
    </message>
    <message>
        <source>Sentinel</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>names as primary</source>
        <translation>indica como primario</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Época</translation>
    </message>
    <message>
        <source>no reply known</source>
        <translation>no se conoce la respuesta</translation>
    </message>
    <message>
        <source>Nothing that changes a server was sent.</source>
        <translation>No se ha enviado nada que cambie un servidor.</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Fila</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Para qué</translation>
    </message>
    <message>
        <source>Findings, and who accepted them</source>
        <translation>Hallazgos y quién los ha aceptado</translation>
    </message>
    <message>
        <source>What was mended</source>
        <translation>Qué se ha corregido</translation>
    </message>
    <message>
        <source>Offsets and lag</source>
        <translation>Offsets y retraso</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Verificación</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>Servers before and after</source>
        <translation>Servidores antes y después</translation>
    </message>
    <message>
        <source>Commands and replies</source>
        <translation>Comandos y respuestas</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Entorno</translation>
    </message>
    <message>
        <source>How to go back</source>
        <translation>Cómo volver atrás</translation>
    </message>
    <message>
        <source>Journal: %1</source>
        <translation>Diario: %1</translation>
    </message>
    <message>
        <source>This page is a translation to read. The record, which can be verified, is report.html.</source>
        <translation>Esta página es una traducción para leer. El documento de referencia, que se puede verificar, es report.html.</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>blocker</source>
        <translation>impedimento</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>advertencia</translation>
    </message>
    <message>
        <source>note</source>
        <translation>nota</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>superado</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>condiciones</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>desvincular</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>armar</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>recomprobar</translation>
    </message>
    <message>
        <source>align</source>
        <translation>alinear</translation>
    </message>
    <message>
        <source>freeze</source>
        <translation>congelar</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>drenar</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>lanzar</translation>
    </message>
    <message>
        <source>promote</source>
        <translation>promover</translation>
    </message>
    <message>
        <source>demote</source>
        <translation>degradar</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>confirmar</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>asentar</translation>
    </message>
    <message>
        <source>retreat</source>
        <translation>retroceder</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>recuperar</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>terminado</translation>
    </message>
    <message>
        <source>database</source>
        <translation>base de datos</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>falta</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>sobra</translation>
    </message>
    <message>
        <source>type</source>
        <translation>tipo</translation>
    </message>
    <message>
        <source>value</source>
        <translation>valor</translation>
    </message>
    <message>
        <source>expiry</source>
        <translation>caducidad</translation>
    </message>
    <message>
        <source>fieldExpiry</source>
        <translation>caducidad de campo</translation>
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
        <translation>rechazado</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>respuesta perdida</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>vinculado</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>sincronizado</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>no estable</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>resincroniza</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>congelado</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promovido</translation>
    </message>
    <message>
        <source>passed: %1, notes: %2, warnings: %3, blockers: %4, not readable: %5; accepted by a person: %6</source>
        <translation>superados: %1, notas: %2, advertencias: %3, impedimentos: %4, no legibles: %5; aceptados por una persona: %6</translation>
    </message>
    <message>
        <source>%1 (undone again)</source>
        <translation>%1 (deshecho después)</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary</source>
        <translation>Dragonfly %1 es el primario</translation>
    </message>
    <message>
        <source>no acknowledged write was lost</source>
        <translation>no se ha perdido ninguna escritura confirmada</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes were lost</source>
        <translation>
            <numerusform>se ha perdido %1 escritura confirmada</numerusform>
            <numerusform>se han perdido %1 escrituras confirmadas</numerusform>
        </translation>
    </message>
    <message>
        <source>whether a write was lost is not proven</source>
        <translation>no está demostrado si se ha perdido alguna escritura</translation>
    </message>
    <message>
        <source>Migration of %1 to Dragonfly</source>
        <translation>Migración de %1 a Dragonfly</translation>
    </message>
    <message>
        <source>%1 to %2 UTC, by %3</source>
        <translation>%1 a %2 UTC, por %3</translation>
    </message>
    <message>
        <source>%1 was not switched yet: the source is its primary.</source>
        <translation>%1 aún no se ha conmutado: el origen es su primario.</translation>
    </message>
    <message>
        <source>%1 was not switched yet: %2 is its primary.</source>
        <translation>%1 aún no se ha conmutado: %2 es su primario.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. The source is its primary as before, and every setting was put back.</source>
        <translation>La conmutación de %1 se ha revertido. El origen es su primario como antes y se han restaurado todos los ajustes.</translation>
    </message>
    <message>
        <source>The switch of %1 was turned back. %2 is its primary as before, and every setting was put back.</source>
        <translation>La conmutación de %1 se ha revertido. %2 es su primario como antes y se han restaurado todos los ajustes.</translation>
    </message>
    <message>
        <source>The switch of %1 needs a person: %2</source>
        <translation>La conmutación de %1 requiere una persona: %2</translation>
    </message>
    <message>
        <source>%1 moved from %2 to %3. Writes stood still for %4; %5.</source>
        <translation>%1 se ha trasladado de %2 a %3. Las escrituras estuvieron detenidas %4; %5.</translation>
    </message>
    <message>
        <source>This was a rehearsal against Ferryman&apos;s stand-in for Dragonfly, not against a real Dragonfly: its figures say nothing about Dragonfly&apos;s speed.</source>
        <translation>Esto ha sido un ensayo con el sustituto de Dragonfly que trae Ferryman, no con un Dragonfly real: sus cifras no dicen nada de la velocidad de Dragonfly.</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>group %1: %2 at %3</source>
        <translation>grupo %1: %2 en %3</translation>
    </message>
    <message>
        <source>To</source>
        <translation>A</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 en %2</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>sin terminar</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys; full sync %2</source>
        <translation>
            <numerusform>%1 clave; sincronización completa: %2</numerusform>
            <numerusform>%1 claves; sincronización completa: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Conmutación</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>frozen at offset %1; Dragonfly had offset %2 before it was promoted</source>
        <translation>congelado en el offset %1; Dragonfly tenía el offset %2 antes de ser promovido</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Corregido</translation>
    </message>
    <message>
        <source>not chained: written by an older Ferryman</source>
        <translation>sin encadenar: escrito por un Ferryman anterior</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows; SHA-256 of the chain&apos;s last row: %2</source>
        <translation>
            <numerusform>%1 fila; SHA-256 de la última fila de la cadena: %2</numerusform>
            <numerusform>%1 filas; SHA-256 de la última fila de la cadena: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>Realizado por</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Límites</translation>
    </message>
    <message>
        <source>steady for %1 s with a lag of at most %2 and %3 s; freeze of at most %4</source>
        <translation>estable durante %1 s con un retraso de como máximo %2 y %3 s; congelación de como máximo %4</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Proof of it</source>
        <translation>Cómo demostrarlo</translation>
    </message>
    <message>
        <source>ferrymanctl report PLAN --report FOLDER --verify, with the folder of this report</source>
        <translation>ferrymanctl report PLAN --report CARPETA --verify, con la carpeta de este informe</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>aceptado: %1</translation>
    </message>
    <message>
        <source>accepted by %1: %2</source>
        <translation>aceptado por %1: %2</translation>
    </message>
    <message>
        <source>done, and undone again</source>
        <translation>hecho y deshecho después</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>no enviado</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>límite %1</translation>
    </message>
    <message>
        <source>Nothing was measured for this chart.</source>
        <translation>No se ha medido nada para este gráfico.</translation>
    </message>
    <message numerus="yes">
        <source>no difference, but %1 keys kept changing</source>
        <translation>
            <numerusform>sin diferencias, pero %1 clave no dejaba de cambiar</numerusform>
            <numerusform>sin diferencias, pero %1 claves no dejaban de cambiar</numerusform>
        </translation>
    </message>
    <message>
        <source>keys drawn at random were compared</source>
        <translation>se han comparado claves elegidas al azar</translation>
    </message>
    <message>
        <source>every key was compared in both directions</source>
        <translation>se han comparado todas las claves en ambas direcciones</translation>
    </message>
    <message>
        <source>keys drawn at random were compared, the source by its replica %1</source>
        <translation>se han comparado claves elegidas al azar, el origen a través de su réplica %1</translation>
    </message>
    <message>
        <source>every key was compared in both directions, the source by its replica %1</source>
        <translation>se han comparado todas las claves en ambas direcciones, el origen a través de su réplica %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 keys, %3 read in %4; %5; ended %6 UTC</source>
        <translation>
            <numerusform>%1: %2 clave, %3 leídos en %4; %5; terminado %6 UTC</numerusform>
            <numerusform>%1: %2 claves, %3 leídos en %4; %5; terminado %6 UTC</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 (%3 differ)</source>
        <translation>%1 %2 (difieren %3)</translation>
    </message>
    <message>
        <source>%1 From there until the freeze %2 were written, which the replication stream carried.</source>
        <translation>%1 Desde entonces hasta la congelación se escribieron %2, que transportó el flujo de replicación.</translation>
    </message>
    <message>
        <source>all keys outside of the sample</source>
        <translation>todas las claves fuera de la muestra</translation>
    </message>
    <message>
        <source>what cannot be compared: %1</source>
        <translation>lo que no se puede comparar: %1</translation>
    </message>
    <message>
        <source>functions, users and settings; when and how often keys were used</source>
        <translation>funciones, usuarios y ajustes; cuándo y con qué frecuencia se usaron las claves</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys that were written last or kept changing were compared once more while writes stood still, in %2; different: %3, not read: %4</source>
        <translation>
            <numerusform>se ha comparado una vez más %1 clave escrita en último lugar o que no dejaba de cambiar, con las escrituras detenidas, en %2; distintas: %3, sin leer: %4</numerusform>
            <numerusform>se han comparado una vez más %1 claves escritas en último lugar o que no dejaban de cambiar, con las escrituras detenidas, en %2; distintas: %3, sin leer: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>planted %1 differences on scratch servers, found %2, false alarms %3</source>
        <translation>
            <numerusform>sembrada %1 diferencia en servidores desechables, encontradas %2, falsas alarmas %3</numerusform>
            <numerusform>sembradas %1 diferencias en servidores desechables, encontradas %2, falsas alarmas %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the servers at hand cannot show: %2</source>
        <translation>%1; los servidores disponibles no pueden mostrar: %2</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Válido para</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Confianza</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>Por tipo</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>Por clase</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Sin examinar</translation>
    </message>
    <message>
        <source>what had been compared was replaced by a new full sync and not compared again; the proof is by replication offset</source>
        <translation>lo comparado se reemplazó con una nueva sincronización completa y no se ha comparado de nuevo; la prueba es el offset de replicación</translation>
    </message>
    <message>
        <source>the data were not compared; the proof is by replication offset</source>
        <translation>los datos no se han comparado; la prueba es el offset de replicación</translation>
    </message>
    <message>
        <source>stopped by a person</source>
        <translation>detenida por una persona</translation>
    </message>
    <message numerus="yes">
        <source>a later comparison did not come to its end: %1; until then %2 keys, %3</source>
        <translation>
            <numerusform>una comparación posterior no ha llegado a su fin: %1; hasta entonces %2 clave, %3</numerusform>
            <numerusform>una comparación posterior no ha llegado a su fin: %1; hasta entonces %2 claves, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Sin terminar</translation>
    </message>
    <message>
        <source>Within the freeze</source>
        <translation>En la congelación</translation>
    </message>
    <message>
        <source>Self test</source>
        <translation>Autoprueba</translation>
    </message>
    <message>
        <source>Offsets</source>
        <translation>Offsets</translation>
    </message>
    <message>
        <source>the source&apos;s last byte was %1, read inside the freeze; Dragonfly had applied %2 before it was promoted</source>
        <translation>el último byte del origen era %1, leído durante la congelación; Dragonfly había aplicado %2 antes de ser promovido</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Escrituras</translation>
    </message>
    <message numerus="yes">
        <source>%1 acknowledged writes of the lab&apos;s own writers were looked for on Dragonfly; missing: %2</source>
        <translation>
            <numerusform>se ha buscado en Dragonfly %1 escritura confirmada a los escritores propios del laboratorio; faltan: %2</numerusform>
            <numerusform>se han buscado en Dragonfly %1 escrituras confirmadas a los escritores propios del laboratorio; faltan: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Every Sentinel forgets the group. Do it on all of them before anything else: one that still knows it tells the others of Dragonfly.</source>
        <translation>Cada Sentinel olvida el grupo. Hágalo en todos antes que nada: uno que aún lo conozca informa a los demás de Dragonfly.</translation>
    </message>
    <message>
        <source>Every Sentinel watches the old primary again. Where it wants a login, add SENTINEL SET %1 auth-user and auth-pass.</source>
        <translation>Cada Sentinel vuelve a vigilar el primario antiguo. Si este requiere inicio de sesión, añada SENTINEL SET %1 auth-user y auth-pass.</translation>
    </message>
    <message>
        <source>The old primary accepts writes again, with the settings that it had, and keeps them.</source>
        <translation>El primario antiguo vuelve a aceptar escrituras, con los ajustes que tenía, y los conserva.</translation>
    </message>
    <message>
        <source>No Sentinel chooses Dragonfly any more.</source>
        <translation>Ningún Sentinel elige ya Dragonfly.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again. Its min-replicas-to-write is not known from before: 0 is the default.</source>
        <translation>Una réplica vuelve a seguir al primario antiguo. No se conoce su min-replicas-to-write anterior: el valor predeterminado es 0.</translation>
    </message>
    <message>
        <source>A replica follows the old primary again.</source>
        <translation>Una réplica vuelve a seguir al primario antiguo.</translation>
    </message>
    <message>
        <source>Stop what writes, or let it fail: from here on every write on Dragonfly is lost. Copy from Dragonfly by other means what must not be.</source>
        <translation>Detenga lo que escribe o deje que falle: a partir de aquí se pierde toda escritura en Dragonfly. Copie de Dragonfly por otros medios lo que no deba perderse.</translation>
    </message>
    <message>
        <source>Start the old primary with its configuration file; it was shut down with its data saved.</source>
        <translation>Inicie el primario antiguo con su archivo de configuración; se apagó con sus datos guardados.</translation>
    </message>
    <message>
        <source>It may still be changed: ask it, then put it back.</source>
        <translation>Puede seguir cambiado: consúltelo y después restáurelo.</translation>
    </message>
    <message>
        <source>The old primary %1 is parked: it refuses every write, has priority 0, and its data are as they were at the freeze.</source>
        <translation>El primario antiguo %1 está apartado: rechaza toda escritura, tiene prioridad 0 y sus datos están como en la congelación.</translation>
    </message>
    <message>
        <source>The old primary %1 was shut down, with its data as they were at the freeze saved.</source>
        <translation>El primario antiguo %1 se ha apagado, con sus datos guardados como en la congelación.</translation>
    </message>
    <message>
        <source>The old primary %1 is a read-only replica of nobody, with priority 0. Its data are as they were at the freeze.</source>
        <translation>El primario antiguo %1 es una réplica de solo lectura de nadie, con prioridad 0. Sus datos están como en la congelación.</translation>
    </message>
    <message>
        <source>Sentinel&apos;s primary was not changed by a finished switch, so there is nothing to go back from. What may still be changed stands below, with its command.</source>
        <translation>Ninguna conmutación terminada ha cambiado el primario de Sentinel, así que no hay nada de lo que volver atrás. Lo que pueda seguir cambiado figura abajo, con su comando.</translation>
    </message>
    <message>
        <source>the promotion</source>
        <translation>la promoción</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly. Going back loses every write that Dragonfly accepted since %1, unless it is copied by other means.</source>
        <translation>Redis no puede seguir a Dragonfly. Volver atrás pierde todas las escrituras que Dragonfly ha aceptado desde %1, salvo que se copien por otros medios.</translation>
    </message>
    <message>
        <source>Keep the old primary until Dragonfly has written its first snapshot (SAVE) and you are sure; then shut it down.</source>
        <translation>Conserve el primario antiguo hasta que Dragonfly haya escrito su primera instantánea (SAVE) y usted tenga certeza; después apáguelo.</translation>
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
        <translation>Nada de lo que se ha podido leer bloquea esta migración. No se conoce: %1.</translation>
    </message>
    <message>
        <source>The plan “%1” has the identity of a migration that is under way, and is not kept beside it: finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>El plan «%1» tiene la identidad de una migración en curso y no se guarda junto a ella: termine primero esa o quite la línea «id» del archivo.</translation>
    </message>
    <message>
        <source>As the desktop: light, dark or of high contrast, as that is set, also while Ferryman runs. At once.</source>
        <translation>Como el escritorio: claro, oscuro o de alto contraste, según esté configurado, también mientras Ferryman está en marcha. De inmediato.</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Primeros pasos</translation>
    </message>
    <message>
        <source>What Ferryman does, on the start page, as long as there is no migration. At once.</source>
        <translation>Qué hace Ferryman, en la página inicial, mientras no haya ninguna migración. De inmediato.</translation>
    </message>
    <message>
        <source>Dragonfly would be nearly full</source>
        <translation>Dragonfly quedaría casi lleno</translation>
    </message>
    <message>
        <source>%1; the data take %2 of it</source>
        <translation>%1; los datos ocupan %2</translation>
    </message>
    <message>
        <source>at most nine tenths of maxmemory</source>
        <translation>como mucho nueve décimas partes de maxmemory</translation>
    </message>
    <message>
        <source>A replica loads beyond maxmemory, a primary refuses every write there: from the promotion on clients would get errors.</source>
        <translation>Una réplica carga más allá de maxmemory; un primario rechaza ahí toda escritura: desde la promoción los clientes recibirían errores.</translation>
    </message>
    <message>
        <source>Gates at the switch</source>
        <translation>Condiciones en la conmutación</translation>
    </message>
    <message>
        <source>is being made</source>
        <translation>se está elaborando</translation>
    </message>
    <message>
        <source>It says how writes are held back: paused from 6.2 on, refused before.</source>
        <translation>Indica cómo se retienen las escrituras: en pausa desde 6.2, rechazadas antes.</translation>
    </message>
    <message>
        <source>Dragonfly tells the source about once a second how far it has come.</source>
        <translation>Dragonfly informa al origen cerca de una vez por segundo de hasta dónde ha llegado.</translation>
    </message>
    <message>
        <source>Only under the same replication id do the offsets of both sides count the same writes.</source>
        <translation>Solo con el mismo identificador de replicación los desplazamientos de ambos lados cuentan las mismas escrituras.</translation>
    </message>
    <message>
        <source>Clients may ask any Sentinel for the primary, and must be told the same by all.</source>
        <translation>Los clientes pueden preguntar a cualquier Sentinel por el primario, y todos deben responder lo mismo.</translation>
    </message>
    <message>
        <source>In tilt a Sentinel distrusts its clock and acts on nothing for half a minute; one in doubt of the source may begin a failover of its own.</source>
        <translation>En tilt, un Sentinel desconfía de su reloj y no actúa durante medio minuto; si duda del origen, puede iniciar un failover por su cuenta.</translation>
    </message>
    <message>
        <source>A Sentinel promotes the replica of the lowest priority above 0, and of those the one with the most data.</source>
        <translation>Un Sentinel promueve la réplica de menor prioridad por encima de 0 y, entre ellas, la que tiene más datos.</translation>
    </message>
</context>
<context>
    <name>evidence</name>
    <message>
        <source>not said</source>
        <translation>no indicado</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Origen: %1</translation>
    </message>
    <message>
        <source>Dragonfly: %1</source>
        <translation>Dragonfly: %1</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>Valoración</translation>
    </message>
    <message>
        <source>Unbroken for</source>
        <translation>Sin interrupción</translation>
    </message>
    <message>
        <source>Largest lag in that time</source>
        <translation>Mayor retraso en ese tiempo</translation>
    </message>
    <message>
        <source>Samples taken, missed</source>
        <translation>Muestras tomadas, omitidas</translation>
    </message>
    <message>
        <source>Round trip to %1</source>
        <translation>Ida y vuelta a %1</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>Conectado a</translation>
    </message>
    <message>
        <source>The source lists</source>
        <translation>En el origen figura</translation>
    </message>
    <message>
        <source>Written on the source</source>
        <translation>Escrito en el origen</translation>
    </message>
    <message>
        <source>Applied on Dragonfly</source>
        <translation>Aplicado en Dragonfly</translation>
    </message>
    <message>
        <source>Keys compared</source>
        <translation>Claves comparadas</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Sin decidir</translation>
    </message>
    <message>
        <source>Compared until</source>
        <translation>Comparado hasta</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Válido para</translation>
    </message>
    <message>
        <source>Written since</source>
        <translation>Escrito desde entonces</translation>
    </message>
    <message>
        <source>Keys to compare within the freeze</source>
        <translation>Claves por comparar en la congelación</translation>
    </message>
    <message>
        <source>answered in %1; quorum %2</source>
        <translation>ha respondido en %1; quórum %2</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Filas</translation>
    </message>
    <message>
        <source>accepted: %1</source>
        <translation>aceptado: %1</translation>
    </message>
    <message>
        <source>Checks that ran</source>
        <translation>Comprobaciones hechas</translation>
    </message>
    <message>
        <source>It costs</source>
        <translation>Cuesta</translation>
    </message>
    <message>
        <source>Read at</source>
        <translation>Leído a las</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
</context>
<context>
    <name>ferryman::AssessPage</name>
    <message>
        <source>&amp;Check all</source>
        <translation>&amp;Comprobar todo</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>All checks read the live servers and change nothing.</source>
        <translation>Todas las comprobaciones leen los servidores en marcha y no cambian nada.</translation>
    </message>
    <message>
        <source>Connect first: the checks need the Sentinels, the source and Dragonfly.</source>
        <translation>Conecte primero: las comprobaciones necesitan los Sentinels, el origen y Dragonfly.</translation>
    </message>
    <message>
        <source>Checking the live servers; each check has 5 seconds.</source>
        <translation>Comprobando los servidores en marcha; cada comprobación dispone de 5 segundos.</translation>
    </message>
    <message>
        <source>Nothing was checked yet: press “Check all”.</source>
        <translation>Aún no se ha comprobado nada: pulse «Comprobar todo».</translation>
    </message>
    <message>
        <source>Replicate opens when all checks were made and no blocker is left.</source>
        <translation>«Replicar» se abre cuando se han hecho todas las comprobaciones y no queda ningún impedimento.</translation>
    </message>
    <message>
        <source>No blocker is left. Replicate is open.</source>
        <translation>No queda ningún impedimento. «Replicar» está abierto.</translation>
    </message>
    <message>
        <source>Each finding says what was found, what is wanted, with which command it was read, and why it matters. A blocker must be mended; a warning may be accepted with a reason, which goes into the report. “Unknown” is not “passed”: something could not be read.</source>
        <translation>Cada hallazgo dice qué se ha encontrado, qué se requiere, con qué comando se ha leído y por qué importa. Un impedimento debe corregirse; una advertencia puede aceptarse con un motivo, que se incluye en el informe. «Desconocido» no es «superado»: algo no se ha podido leer.</translation>
    </message>
    <message>
        <source>Replicate opens when no blocker is left; now: %1.</source>
        <translation>«Replicar» se abre cuando no queda ningún impedimento; ahora: %1.</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>Filtrar los hallazgos</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>&amp;Check all again</source>
        <translation>&amp;Comprobar todo de nuevo</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 checks in %3, read %4.</source>
        <translation>
            <numerusform>%1 %2 comprobación en %3, leída %4.</numerusform>
            <numerusform>%1 %2 comprobaciones en %3, leídas %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is being mended: the servers are asked once more before and after.</source>
        <translation>Se está corrigiendo %1: se pregunta de nuevo a los servidores antes y después.</translation>
    </message>
    <message>
        <source>The checks are being made</source>
        <translation>Se están haciendo las comprobaciones</translation>
    </message>
    <message>
        <source>No finding yet</source>
        <translation>Aún no hay hallazgos</translation>
    </message>
    <message>
        <source>Each check stands here with what was found, what is wanted, why it matters, and the command that mends it.</source>
        <translation>Cada comprobación figura aquí con lo encontrado, lo requerido, por qué importa y el comando que lo corrige.</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>No se muestra nada</translation>
    </message>
    <message>
        <source>The buttons and the words above hide all findings.</source>
        <translation>Los botones y las palabras de arriba ocultan todos los hallazgos.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartBoard</name>
    <message>
        <source>Replication offset</source>
        <translation>Offset de replicación</translation>
    </message>
    <message>
        <source>source</source>
        <translation>origen</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Lag in bytes</source>
        <translation>Retraso en bytes</translation>
    </message>
    <message>
        <source>Write and apply rate</source>
        <translation>Tasa de escritura y aplicación</translation>
    </message>
    <message>
        <source>written</source>
        <translation>escrito</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>aplicado</translation>
    </message>
    <message>
        <source>Lag in seconds</source>
        <translation>Retraso en segundos</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>Muestras, las más recientes primero</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>límite %1</translation>
    </message>
    <message>
        <source>limit %1 s</source>
        <translation>límite %1 s</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>vinculado</translation>
    </message>
    <message>
        <source>sync done</source>
        <translation>sincronizado</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>estable</translation>
    </message>
    <message>
        <source>not steady</source>
        <translation>no estable</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpido</translation>
    </message>
    <message>
        <source>sync again</source>
        <translation>resincroniza</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>congelado</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promovido</translation>
    </message>
    <message>
        <source>No sample yet.</source>
        <translation>Aún no hay muestras.</translation>
    </message>
    <message>
        <source>Newest sample %1, live</source>
        <translation>Muestra más reciente %1, en directo</translation>
    </message>
    <message>
        <source>Keys: sync progress</source>
        <translation>Claves: sincronización</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Stands still at %1; sampling goes on.</source>
        <translation>Detenido a las %1; el muestreo continúa.</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Exportar los gráficos</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Exportado a %1.</translation>
    </message>
</context>
<context>
    <name>ferryman::ChartGestures</name>
    <message>
        <source>Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left and Right moves through time, Home leads to the beginning and End back to live. With the mouse: turn the wheel, drag, double-click for live.</source>
        <translation>Izquierda y Derecha leen los valores de un momento. Más y Menos cambian el zoom, Mayús con Izquierda y Derecha se desplaza en el tiempo, Inicio lleva al comienzo y Fin vuelve al directo. Con el ratón: gire la rueda, arrastre, haga doble clic para volver al directo.</translation>
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
        <translation>Todo</translation>
    </message>
    <message>
        <source>Zoomed</source>
        <translation>Ampliado</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Pause the charts; sampling goes on</source>
        <translation>Pausar los gráficos; el muestreo continúa</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>Show the samples as a table</source>
        <translation>Mostrar las muestras como tabla</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>Mostrar %1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Exportar los gráficos</translation>
    </message>
    <message>
        <source>&amp;Picture (PNG)…</source>
        <translation>&amp;Imagen (PNG)…</translation>
    </message>
    <message>
        <source>&amp;Drawing (SVG)…</source>
        <translation>&amp;Dibujo (SVG)…</translation>
    </message>
    <message>
        <source>All &amp;values (CSV)…</source>
        <translation>Todos los &amp;valores (CSV)…</translation>
    </message>
    <message>
        <source>Zoomed to %1</source>
        <translation>Ampliado a %1</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Volver al directo</translation>
    </message>
    <message>
        <source>Back to the newest sample</source>
        <translation>Volver a la muestra más reciente</translation>
    </message>
</context>
<context>
    <name>ferryman::CloseBox</name>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Quedarse</translation>
    </message>
    <message>
        <source>A switch is under way</source>
        <translation>Hay una conmutación en curso</translation>
    </message>
    <message>
        <source>The switch can no longer be undone: closing now would leave the source frozen. The window can close by itself as soon as the switch has ended.</source>
        <translation>La conmutación ya no se puede deshacer: cerrar ahora dejaría el origen congelado. La ventana puede cerrarse sola en cuanto termine la conmutación.</translation>
    </message>
    <message>
        <source>The switch can still be aborted: everything is put back, then the window closes.</source>
        <translation>La conmutación aún se puede anular: todo se restaura y después se cierra la ventana.</translation>
    </message>
    <message>
        <source>&amp;Close when it has ended</source>
        <translation>&amp;Cerrar cuando termine</translation>
    </message>
    <message>
        <source>&amp;Abort and close</source>
        <translation>&amp;Anular y cerrar</translation>
    </message>
    <message>
        <source>A switch is left open</source>
        <translation>Queda abierta una conmutación</translation>
    </message>
    <message>
        <source>The switch needs a person, and the source may still refuse writes. Closing changes nothing of that; the next start can take the switch up again.</source>
        <translation>La conmutación requiere una persona, y el origen puede seguir rechazando escrituras. Cerrar no cambia nada de eso; el próximo inicio puede retomar la conmutación.</translation>
    </message>
    <message>
        <source>&amp;Close and leave it open</source>
        <translation>&amp;Cerrar y dejarla abierta</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Copiar: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::CommandPreview</name>
    <message>
        <source>What will be sent, literally</source>
        <translation>Lo que se enviará, literalmente</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>&amp;Save as runbook…</source>
        <translation>Guardar &amp;procedimiento…</translation>
    </message>
    <message>
        <source>Commands that the switch will send</source>
        <translation>Comandos que enviará la conmutación</translation>
    </message>
    <message>
        <source>The commands stand here as soon as the topology and Dragonfly are known.</source>
        <translation>Los comandos figuran aquí en cuanto se conocen la topología y Dragonfly.</translation>
    </message>
    <message>
        <source>Save as runbook</source>
        <translation>Guardar procedimiento</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>No se ha podido escribir %1: %2</translation>
    </message>
</context>
<context>
    <name>ferryman::ConfirmBox</name>
    <message>
        <source>Will be sent</source>
        <translation>Se enviará</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Reason for accepting the finding</source>
        <translation>Motivo para aceptar el hallazgo</translation>
    </message>
    <message>
        <source>Reason, for the report</source>
        <translation>Motivo, para el informe</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectPage</name>
    <message>
        <source>Enter any one Sentinel and Dragonfly: the primary and all other Sentinels are found from there.</source>
        <translation>Introduzca un Sentinel cualquiera y Dragonfly: a partir de ahí se encuentran el primario y los demás Sentinels.</translation>
    </message>
    <message>
        <source>&amp;Read and test</source>
        <translation>&amp;Leer y probar</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topología</translation>
    </message>
    <message>
        <source>read again twice a second</source>
        <translation>se lee dos veces por segundo</translation>
    </message>
    <message>
        <source>Connection tests</source>
        <translation>Pruebas de conexión</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ninguna aún</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 failed</source>
        <translation>
            <numerusform>%1 de %2 ha fallado</numerusform>
            <numerusform>%1 de %2 han fallado</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %1 usable</source>
        <translation>
            <numerusform>%1 de %1 utilizable</numerusform>
            <numerusform>%1 de %1 utilizables</numerusform>
        </translation>
    </message>
    <message>
        <source>The practice lab is being started.</source>
        <translation>Se está iniciando el laboratorio de práctica.</translation>
    </message>
    <message>
        <source>Reading the Sentinels and testing each connection; each has 5 seconds.</source>
        <translation>Leyendo los Sentinels y probando cada conexión; cada una dispone de 5 segundos.</translation>
    </message>
    <message>
        <source>Every connection that is needed works. Assess is open.</source>
        <translation>Todas las conexiones necesarias funcionan. «Evaluar» está abierto.</translation>
    </message>
    <message>
        <source>Assess opens when the Sentinels, the source and Dragonfly answer.</source>
        <translation>«Evaluar» se abre cuando responden los Sentinels, el origen y Dragonfly.</translation>
    </message>
    <message>
        <source>A source without Sentinel gets one first: only Sentinel can lead the clients to Dragonfly.</source>
        <translation>Un origen sin Sentinel recibe primero uno: solo Sentinel puede llevar a los clientes a Dragonfly.</translation>
    </message>
    <message>
        <source>A Sentinel knows the primary of its group, its replicas and the other Sentinels. Ferryman asks each of them for itself, because clients do so too. In the drawing the arrow keys go from server to server, and Enter opens what is known of one, with its INFO. Nothing is changed on this page. Passwords stay in memory for this session; a plan file names where they come from and never holds them.</source>
        <translation>Un Sentinel conoce el primario de su grupo, sus réplicas y los demás Sentinels. Ferryman pregunta a cada uno por separado, porque los clientes también lo hacen. En el dibujo, las teclas de flecha van de servidor en servidor, e Intro abre lo que se sabe de uno, con su INFO. En esta página no se cambia nada. Las contraseñas permanecen en memoria durante esta sesión; un archivo de plan indica de dónde proceden y nunca las contiene.</translation>
    </message>
    <message>
        <source>No connection was tested yet</source>
        <translation>Aún no se ha probado ninguna conexión</translation>
    </message>
    <message>
        <source>Each server stands here with its version, or with the stage at which its test failed: name lookup, connection, TLS, login or permissions.</source>
        <translation>Cada servidor figura aquí con su versión o con la etapa en la que falló su prueba: resolución de nombre, conexión, TLS, inicio de sesión o permisos.</translation>
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
        <translation>Origen</translation>
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
        <translation>sin TLS</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>probando…</translation>
    </message>
    <message>
        <source>usable: %1, %2, %3 ms</source>
        <translation>utilizable: %1, %2, %3 ms</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>sin probar</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionRemoval</name>
    <message>
        <source>Delete a connection</source>
        <translation>Eliminar una conexión</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>¿Eliminar la conexión «%1»?</translation>
    </message>
    <message>
        <source>Plans that were made with it keep what they took from it.</source>
        <translation>Los planes que se hicieron con ella conservan lo que tomaron de ella.</translation>
    </message>
    <message>
        <source>Delete the keychain&apos;s entry “%1”, too; plans may name it</source>
        <translation>Eliminar también la entrada «%1» del llavero; puede que haya planes que la indiquen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Conservar</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Eliminar</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionTestView</name>
    <message>
        <source>Name lookup</source>
        <translation>Resolver nombre</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>Permiso</translation>
    </message>
    <message>
        <source>%1, certificate of %2 by %3, valid until %4</source>
        <translation>%1, certificado de %2 por %3, válido hasta %4</translation>
    </message>
    <message>
        <source>INFO, ROLE and SENTINEL MASTERS are answered</source>
        <translation>INFO, ROLE y SENTINEL MASTERS responden</translation>
    </message>
    <message>
        <source>INFO, ROLE and CONFIG GET are answered</source>
        <translation>INFO, ROLE y CONFIG GET responden</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>por venir</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>no alcanzado</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en curso</translation>
    </message>
    <message>
        <source>not wanted: the URL says redis://</source>
        <translation>no se pide: la URL indica redis://</translation>
    </message>
    <message>
        <source>not needed: an IP address is given</source>
        <translation>no hace falta: se ha indicado una dirección IP</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>ha fallado</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>primary, replicas: %1</source>
        <translation>primario, réplicas: %1</translation>
    </message>
    <message>
        <source>replica of %1, link: %2</source>
        <translation>réplica de %1, enlace: %2</translation>
    </message>
    <message>
        <source>watches no group</source>
        <translation>no vigila ningún grupo</translation>
    </message>
    <message>
        <source>watches %1</source>
        <translation>vigila %1</translation>
    </message>
    <message>
        <source>role unknown</source>
        <translation>rol desconocido</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>Pro&amp;bar</translation>
    </message>
    <message>
        <source>C&amp;ancel test</source>
        <translation>C&amp;ancelar prueba</translation>
    </message>
    <message>
        <source>each stage has 5 seconds; nothing changes on the server</source>
        <translation>cada etapa dispone de 5 segundos; no cambia nada en el servidor</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>sin probar</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>La prueba se ha cancelado.</translation>
    </message>
    <message>
        <source>Answers within %1 ms. What a switch needs besides, Assess tests.</source>
        <translation>Responde en %1 ms. Lo demás que necesita una conmutación lo comprueba «Evaluar».</translation>
    </message>
</context>
<context>
    <name>ferryman::ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>Conexiones</translation>
    </message>
    <message>
        <source>To be chosen in Connect. A password is in the system&apos;s keychain, in an environment variable, or in memory until Ferryman ends; never in Ferryman&apos;s own files.</source>
        <translation>Para elegir en «Conectar». Una contraseña está en el llavero del sistema, en una variable de entorno o en memoria hasta que Ferryman termina; nunca en los archivos propios de Ferryman.</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Nueva</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Eliminar…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Import from clip&amp;board…</source>
        <translation>Importar del por&amp;tapapeles…</translation>
    </message>
    <message>
        <source>Import from &amp;RedisInsight…</source>
        <translation>Importar de &amp;RedisInsight…</translation>
    </message>
    <message>
        <source>&amp;Keep it for this session only</source>
        <translation>&amp;Conservar solo para esta sesión</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Guardar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Se consulta el llavero; puede que pida desbloquearlo.</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>«%1» se ha guardado.</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>«%1» se ha eliminado.</translation>
    </message>
    <message>
        <source>The clipboard holds Redis URLs: they can be imported.</source>
        <translation>El portapapeles contiene URL de Redis: se pueden importar.</translation>
    </message>
    <message>
        <source>“%1” was deleted meanwhile, by another console or an editor. Save once more to keep it as it is shown here.</source>
        <translation>Entretanto otra consola o un editor ha eliminado «%1». Guarde una vez más para conservarla como se muestra aquí.</translation>
    </message>
    <message>
        <source>“%1” was changed meanwhile, by another console or an editor. Save once more to keep what is shown here, or choose it again to see the other.</source>
        <translation>Entretanto otra consola o un editor ha cambiado «%1». Guarde una vez más para conservar lo que se muestra aquí, o elíjala de nuevo para ver la otra.</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Aún no se guarda ninguna conexión</translation>
    </message>
    <message>
        <source>“Save” keeps what is entered beside this list.</source>
        <translation>«Guardar» conserva lo que está escrito junto a esta lista.</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceModel</name>
    <message>
        <source>Database</source>
        <translation>Base de datos</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Falta</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>Sobra</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Expiry</source>
        <translation>Caducidad</translation>
    </message>
    <message>
        <source>Field expiry</source>
        <translation>Caducidad de campo</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Dragonfly has no database of that index.</source>
        <translation>Dragonfly no tiene ninguna base de datos con ese índice.</translation>
    </message>
    <message>
        <source>The key is on the source alone.</source>
        <translation>La clave solo está en el origen.</translation>
    </message>
    <message>
        <source>The key is on Dragonfly alone.</source>
        <translation>La clave solo está en Dragonfly.</translation>
    </message>
    <message>
        <source>Both have the key, with different types.</source>
        <translation>Ambos tienen la clave, con tipos distintos.</translation>
    </message>
    <message>
        <source>The same type, but another content.</source>
        <translation>El mismo tipo, pero otro contenido.</translation>
    </message>
    <message>
        <source>The same content, but it expires at another time or on one side alone.</source>
        <translation>El mismo contenido, pero caduca en otro momento o solo en un lado.</translation>
    </message>
    <message>
        <source>The same content, but one of its fields expires at another time.</source>
        <translation>El mismo contenido, pero uno de sus campos caduca en otro momento.</translation>
    </message>
    <message>
        <source>The same entries, but last id, counters, groups, consumers or pending entries differ.</source>
        <translation>Las mismas entradas, pero difieren el último id, los contadores, los grupos, los consumidores o las entradas pendientes.</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>byte %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>índice %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>rango %1</translation>
    </message>
    <message>
        <source>field %1</source>
        <translation>campo %1</translation>
    </message>
    <message>
        <source>member %1</source>
        <translation>miembro %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>grupo %1</translation>
    </message>
    <message>
        <source>entry %1</source>
        <translation>entrada %1</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>todas las claves</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>DB</source>
        <translation>BD</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
</context>
<context>
    <name>ferryman::DifferenceView</name>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>base de datos %1</translation>
    </message>
    <message>
        <source>from %1 on</source>
        <translation>a partir de %1</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>The chosen difference</source>
        <translation>La diferencia elegida</translation>
    </message>
    <message>
        <source>The first %1 of %2; all of them are counted.</source>
        <translation>Las primeras %1 de %2; se cuentan todas.</translation>
    </message>
</context>
<context>
    <name>ferryman::DryRunView</name>
    <message>
        <source>wanted: %1</source>
        <translation>se requiere: %1</translation>
    </message>
    <message>
        <source>Gates, read for this dry run:</source>
        <translation>Condiciones, leídas para esta simulación:</translation>
    </message>
    <message>
        <source>What would have been sent, and was not:</source>
        <translation>Lo que se habría enviado, y no se ha enviado:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>Copy the result of the dry run</source>
        <translation>Copiar el resultado de la simulación</translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would have begun, all %2 gates are open.</source>
        <translation>
            <numerusform>Simulación a las %1: la conmutación habría comenzado, se cumple %2 condición.</numerusform>
            <numerusform>Simulación a las %1: la conmutación habría comenzado, se cumplen las %2 condiciones.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dry run at %1: the switch would not have begun, %2 of %3 gates are closed.</source>
        <translation>
            <numerusform>Simulación a las %1: la conmutación no habría comenzado, no se cumple %2 de %3 condiciones.</numerusform>
            <numerusform>Simulación a las %1: la conmutación no habría comenzado, no se cumplen %2 de %3 condiciones.</numerusform>
        </translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Comandos</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retraso</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interrupción de escritura</translation>
    </message>
    <message>
        <source>Freeze budget</source>
        <translation>Límite de la congelación</translation>
    </message>
    <message>
        <source>What would have been sent</source>
        <translation>Lo que se habría enviado</translation>
    </message>
    <message>
        <source>Commands that the switch would have sent</source>
        <translation>Comandos que la conmutación habría enviado</translation>
    </message>
    <message>
        <source>Nothing was sent that changes a setting.</source>
        <translation>No se envió nada que cambie un ajuste.</translation>
    </message>
    <message numerus="yes">
        <source>on %1 servers, with the ways back</source>
        <translation>
            <numerusform>en %1 servidor, con las vueltas atrás</numerusform>
            <numerusform>en %1 servidores, con las vueltas atrás</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly would receive it while writes wait</source>
        <translation>Dragonfly lo recibiría mientras las escrituras esperan</translation>
    </message>
    <message>
        <source>without the last write after half of it, everything is put back</source>
        <translation>si a la mitad falta la última escritura, todo se restablece</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointFields</name>
    <message>
        <source>Choose a connection: %1</source>
        <translation>Elegir una conexión: %1</translation>
    </message>
    <message>
        <source>What was used before, kept connections, and the clipboard</source>
        <translation>Lo usado antes, las conexiones guardadas y el portapapeles</translation>
    </message>
    <message>
        <source>Password and TLS as in “%1”</source>
        <translation>Contraseña y TLS como en «%1»</translation>
    </message>
    <message>
        <source>Password as in “%1”</source>
        <translation>Contraseña como en «%1»</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>como en el plan</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Se guarda en memoria solo para esta sesión.</translation>
    </message>
    <message>
        <source>Any one Sentinel</source>
        <translation>Un Sentinel cualquiera</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>URL of any one Sentinel</source>
        <translation>URL de un Sentinel cualquiera</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>found, if there is one only</source>
        <translation>se encuentra, si solo hay uno</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Contraseña de los Sentinels</translation>
    </message>
    <message>
        <source>&amp;No Sentinel yet…</source>
        <translation>Aún &amp;sin Sentinel…</translation>
    </message>
    <message>
        <source>Writes a sentinel.conf for each host, or registers the group on running Sentinels.</source>
        <translation>Escribe un sentinel.conf para cada host o registra el grupo en Sentinels en marcha.</translation>
    </message>
    <message>
        <source>Source, as Sentinel names it</source>
        <translation>Origen, según lo indica Sentinel</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>read from Sentinel</source>
        <translation>leída de Sentinel</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>Dirección del origen</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>User on the source</source>
        <translation>Usuario en el origen</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Contraseña del origen</translation>
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
        <translation>Contraseña de Dragonfly</translation>
    </message>
    <message>
        <source>TLS, for rediss:// URLs</source>
        <translation>TLS, para URL rediss://</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Certificado</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Nombre del servidor</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>como en la URL</translation>
    </message>
</context>
<context>
    <name>ferryman::EndpointMenu</name>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Conexiones…</translation>
    </message>
    <message>
        <source>&amp;Forget recent addresses</source>
        <translation>&amp;Olvidar direcciones recientes</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Usadas antes</translation>
    </message>
    <message>
        <source>No connection is kept yet</source>
        <translation>Aún no hay conexiones guardadas</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Conexiones</translation>
    </message>
    <message>
        <source>On the clipboard</source>
        <translation>En el portapapeles</translation>
    </message>
    <message>
        <source>%1, with password</source>
        <translation>%1, con contraseña</translation>
    </message>
</context>
<context>
    <name>ferryman::FailOverPage</name>
    <message>
        <source>Back to the &amp;gates</source>
        <translation>Volver a las con&amp;diciones</translation>
    </message>
    <message>
        <source>Primary now: %1. After the switch: Dragonfly %2.</source>
        <translation>Primario ahora: %1. Tras la conmutación: Dragonfly %2.</translation>
    </message>
    <message>
        <source>No gate was read yet: start the replication first.</source>
        <translation>Aún no se ha leído ninguna condición: inicie primero la replicación.</translation>
    </message>
    <message numerus="yes">
        <source>All %1 gates are open.</source>
        <translation>
            <numerusform>Se cumple %1 condición.</numerusform>
            <numerusform>Se cumplen las %1 condiciones.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 gates are closed.</source>
        <translation>
            <numerusform>No se cumple %1 de %2 condiciones.</numerusform>
            <numerusform>No se cumplen %1 de %2 condiciones.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; wanted: %3.</source>
        <translation>%1: %2; se requiere: %3.</translation>
    </message>
    <message>
        <source>The primary of %1 is changing to Dragonfly %2.</source>
        <translation>El primario de %1 está cambiando a Dragonfly %2.</translation>
    </message>
    <message>
        <source>The switch is running.</source>
        <translation>La conmutación está en marcha.</translation>
    </message>
    <message>
        <source>From here there is no way back; it goes on until it is done or needs a person.</source>
        <translation>A partir de aquí no hay vuelta atrás; continúa hasta que termina o requiere una persona.</translation>
    </message>
    <message>
        <source>Until the failover is sent to Sentinel, everything can be put back.</source>
        <translation>Hasta que se envíe la orden de conmutar a Sentinel, todo se puede restaurar.</translation>
    </message>
    <message>
        <source>The primary of %1 is Dragonfly %2.</source>
        <translation>El primario de %1 es Dragonfly %2.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>The primary of %1 is as it was before.</source>
        <translation>El primario de %1 es el mismo que antes.</translation>
    </message>
    <message>
        <source>Aborted: everything was put back.</source>
        <translation>Anulada: todo se ha restaurado.</translation>
    </message>
    <message>
        <source>The switch of %1 cannot go on by itself.</source>
        <translation>La conmutación de %1 no puede continuar por sí misma.</translation>
    </message>
    <message>
        <source>A person is needed.</source>
        <translation>Hace falta una persona.</translation>
    </message>
    <message>
        <source>Fail over %1</source>
        <translation>Conmutar %1</translation>
    </message>
    <message>
        <source>waits for the gates</source>
        <translation>espera a las condiciones</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the name is typed.</source>
        <translation>El botón se activa cuando se cumplen todas las condiciones y se ha escrito el nombre.</translation>
    </message>
    <message>
        <source>Confirmed.</source>
        <translation>Confirmado.</translation>
    </message>
    <message>
        <source>All gates are read once more before anything is sent.</source>
        <translation>Todas las condiciones se leen una vez más antes de enviar nada.</translation>
    </message>
    <message>
        <source>This is not the name of the group.</source>
        <translation>Este no es el nombre del grupo.</translation>
    </message>
    <message>
        <source>The report opens when the switch has ended.</source>
        <translation>El informe se abre cuando ha terminado la conmutación.</translation>
    </message>
    <message>
        <source>Every command and reply of the switch stands in the journal.</source>
        <translation>Cada comando y cada respuesta de la conmutación constan en el diario.</translation>
    </message>
    <message>
        <source>Sentinel makes Dragonfly the primary, and clients follow.</source>
        <translation>Sentinel hace de Dragonfly el primario, y los clientes lo siguen.</translation>
    </message>
    <message>
        <source>Expected write outage: %1.</source>
        <translation>Interrupción de escritura prevista: %1.</translation>
    </message>
    <message>
        <source>If Dragonfly has not received the last write within %1, half of the freeze budget, everything is put back.</source>
        <translation>Si Dragonfly no ha recibido la última escritura en %1, la mitad del tiempo de congelación, todo se restaura.</translation>
    </message>
    <message>
        <source>&amp;Type the group&apos;s name to confirm</source>
        <translation>&amp;Escriba el nombre del grupo para confirmar</translation>
    </message>
    <message>
        <source>The group&apos;s name, as confirmation</source>
        <translation>El nombre del grupo, como confirmación</translation>
    </message>
    <message>
        <source>The button opens when every gate is open and the group&apos;s name is typed.</source>
        <translation>El botón se activa cuando se cumplen todas las condiciones y se ha escrito el nombre del grupo.</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>&amp;Simulación</translation>
    </message>
    <message>
        <source>Reads every gate anew and says what the switch would do. It sends nothing that changes a setting.</source>
        <translation>Lee de nuevo todas las condiciones e indica qué haría la conmutación. No envía nada que cambie un ajuste.</translation>
    </message>
    <message>
        <source>Dry run: every gate is being read anew.</source>
        <translation>Simulación: se están leyendo de nuevo todas las condiciones.</translation>
    </message>
    <message>
        <source>Nothing is sent that changes a setting.</source>
        <translation>No se envía nada que cambie un ajuste.</translation>
    </message>
    <message>
        <source>The switch freezes the writes on the source, waits until Dragonfly has the last one, and then lets Sentinel promote Dragonfly. Each gate is a condition without which that would not be safe; all are read again just before. Until the failover is sent to Sentinel everything can be put back, from then on it only goes forward. The commands on the right are those that will be sent, to the letter. Choose a gate to see what it was judged by. The dry run reads all of it anew and says what the switch would do.</source>
        <translation>La conmutación congela las escrituras en el origen, espera hasta que Dragonfly tiene la última y entonces deja que Sentinel promueva Dragonfly. Cada condición es un requisito sin el cual eso no sería seguro; todas se leen de nuevo justo antes. Hasta que se envíe la orden de conmutar a Sentinel, todo se puede restaurar; desde ese momento solo se avanza. Los comandos de la derecha son los que se enviarán, al pie de la letra. Elija una condición para ver en qué se basa. La simulación lo lee todo de nuevo e indica qué haría la conmutación.</translation>
    </message>
    <message>
        <source>The switch has changed nothing yet.</source>
        <translation>La conmutación aún no ha cambiado nada.</translation>
    </message>
</context>
<context>
    <name>ferryman::FindingModel</name>
    <message>
        <source>two</source>
        <translation>dos</translation>
    </message>
    <message>
        <source>three</source>
        <translation>tres</translation>
    </message>
    <message>
        <source>four</source>
        <translation>cuatro</translation>
    </message>
    <message>
        <source>five</source>
        <translation>cinco</translation>
    </message>
    <message>
        <source>six</source>
        <translation>seis</translation>
    </message>
    <message>
        <source>seven</source>
        <translation>siete</translation>
    </message>
    <message>
        <source>eight</source>
        <translation>ocho</translation>
    </message>
    <message>
        <source>nine</source>
        <translation>nueve</translation>
    </message>
    <message>
        <source>ten</source>
        <translation>diez</translation>
    </message>
    <message>
        <source>eleven</source>
        <translation>once</translation>
    </message>
    <message>
        <source>twelve</source>
        <translation>doce</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>aceptado</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>aceptado por %1</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>Impedimento</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Advertencia</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Superado</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>Impedimentos</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Advertencias</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Nothing stands in the way of this migration.</source>
        <translation>Nada impide esta migración.</translation>
    </message>
    <message numerus="yes">
        <source>Nothing blocks this migration, %1 things deserve a look.</source>
        <translation>
            <numerusform>Nada bloquea esta migración; %1 punto merece atención.</numerusform>
            <numerusform>Nada bloquea esta migración; %1 puntos merecen atención.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 things block this migration</source>
        <translation>
            <numerusform>%1 punto bloquea esta migración</numerusform>
            <numerusform>%1 puntos bloquean esta migración</numerusform>
        </translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 deserve a look.</source>
        <translation>
            <numerusform>%1, %2 punto más merece atención.</numerusform>
            <numerusform>%1, %2 puntos más merecen atención.</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
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
        <translation>deshecho</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>rechazado: %1</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>no enviado</translation>
    </message>
    <message>
        <source>the reply was lost</source>
        <translation>se ha perdido la respuesta</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>Comprobar de n&amp;uevo</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Corregir</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>Corregido</translation>
    </message>
    <message>
        <source>&amp;Undo the mend…</source>
        <translation>&amp;Deshacer la corrección…</translation>
    </message>
    <message>
        <source>&amp;Accept…</source>
        <translation>Ace&amp;ptar…</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Encontrado</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Requerido</translation>
    </message>
    <message>
        <source>Read with</source>
        <translation>Leído con</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Leído</translation>
    </message>
    <message>
        <source>Why it matters</source>
        <translation>Por qué importa</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Aceptado</translation>
    </message>
    <message>
        <source>No finding is chosen</source>
        <translation>No se ha elegido ningún hallazgo</translation>
    </message>
    <message>
        <source>is being read again…</source>
        <translation>se está leyendo de nuevo…</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>por %1: %2</translation>
    </message>
    <message>
        <source>Ferryman can run this on %1</source>
        <translation>Ferryman puede ejecutar esto en %1</translation>
    </message>
    <message>
        <source>to be run by hand</source>
        <translation>para ejecutar a mano</translation>
    </message>
    <message>
        <source>puts it back as it was</source>
        <translation>lo restaura como estaba</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>por %1, %2</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>No hay nada que corregir.</translation>
    </message>
    <message>
        <source>No command mends this by itself; the lines above say what to do.</source>
        <translation>Ningún comando corrige esto por sí solo; las líneas de arriba dicen qué hacer.</translation>
    </message>
    <message>
        <source>Ferryman asks the servers again…</source>
        <translation>Ferryman pregunta de nuevo a los servidores…</translation>
    </message>
    <message>
        <source>This blocker cannot be accepted: it must be mended.</source>
        <translation>Este impedimento no se puede aceptar: debe corregirse.</translation>
    </message>
    <message>
        <source>Nothing can be mended while a switch or another mend is under way.</source>
        <translation>No se puede corregir nada mientras haya en curso una conmutación u otra corrección.</translation>
    </message>
    <message numerus="yes">
        <source>These commands will be sent to %1. The journal is written first.</source>
        <translation>
            <numerusform>Este comando se enviará a %1. Antes se escribe el diario.</numerusform>
            <numerusform>Estos comandos se enviarán a %1. Antes se escribe el diario.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing undoes them.</source>
        <translation>
            <numerusform>Nada lo deshace.</numerusform>
            <numerusform>Nada los deshace.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>Enviar a&amp;hora</translation>
    </message>
    <message>
        <source>These commands put back what was mended.</source>
        <translation>Estos comandos restauran lo que se ha corregido.</translation>
    </message>
    <message>
        <source>The finding stays as it is. Who accepts it, and why, goes into the journal and the report.</source>
        <translation>El hallazgo queda como está. Quién lo acepta, y por qué, consta en el diario y en el informe.</translation>
    </message>
    <message>
        <source>Accep&amp;t it</source>
        <translation>Aceptar&amp;lo</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %1 commands…</source>
        <translation>
            <numerusform>&amp;Ejecutar %1 comando…</numerusform>
            <numerusform>&amp;Ejecutar %1 comandos…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::FirstTimePanel</name>
    <message>
        <source>First time on this system?</source>
        <translation>¿Primera vez en este sistema?</translation>
    </message>
    <message>
        <source>Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, report. The first two only read, and whatever changes a server later is shown to you first, as the commands that are sent.</source>
        <translation>Ferryman traslada a Dragonfly un primario de Redis gestionado por Sentinel, mientras sus clientes siguen escribiendo. Seis pasos guían el proceso: conectar, evaluar, replicar, verificar, conmutar e informe. Los dos primeros solo leen, y todo lo que después cambia un servidor se le muestra antes, en forma de los comandos que se envían.</translation>
    </message>
    <message>
        <source>Sentinel is where your clients ask which server is the primary. Dragonfly becomes a replica of that primary and takes over its data; until you fail over, no Sentinel can choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as they always did.</source>
        <translation>Sentinel es donde sus clientes preguntan qué servidor es el primario. Dragonfly pasa a ser réplica de ese primario y recibe sus datos; hasta que usted conmute, ningún Sentinel puede elegirlo. Después el propio Sentinel indica Dragonfly, y los clientes lo siguen preguntando como siempre.</translation>
    </message>
    <message>
        <source>Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a target and writers that count every acknowledged write. It touches nothing but 127.0.0.1 and a temporary folder, and takes a few minutes.</source>
        <translation>Ensáyelo una vez, sin arriesgar nada: Ferryman inicia un Redis, tres Sentinels, un destino y escritores que cuentan cada escritura confirmada. No toca nada más que 127.0.0.1 y una carpeta temporal, y tarda unos minutos.</translation>
    </message>
    <message>
        <source>Start the pract&amp;ice lab</source>
        <translation>Iniciar el lab&amp;oratorio de práctica</translation>
    </message>
    <message>
        <source>Opens a window of its own; its journal goes with the lab.</source>
        <translation>Abre una ventana propia; su diario desaparece con el laboratorio.</translation>
    </message>
    <message>
        <source>Do not &amp;show this again</source>
        <translation>No mo&amp;strar de nuevo</translation>
    </message>
    <message>
        <source>Settings show it again.</source>
        <translation>Se puede volver a mostrar en «Ajustes».</translation>
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
        <translation>Elegir un archivo: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::GateList</name>
    <message>
        <source>Gates</source>
        <translation>Condiciones</translation>
    </message>
    <message numerus="yes">
        <source>Gates: %1 of %2 open</source>
        <translation>
            <numerusform>Condiciones: %1 de %2 cumplida</numerusform>
            <numerusform>Condiciones: %1 de %2 cumplidas</numerusform>
        </translation>
    </message>
    <message>
        <source>Evidence of the chosen gate</source>
        <translation>Datos de la condición elegida</translation>
    </message>
    <message>
        <source>No gate was read yet</source>
        <translation>Aún no se ha leído ninguna condición</translation>
    </message>
    <message>
        <source>A gate is a condition without which the switch would not be safe. Each stands here with its value, what is wanted, and its age, once replication runs.</source>
        <translation>Una condición es algo sin lo cual la conmutación no sería segura. Cada una figura aquí con su valor, lo requerido y su antigüedad, en cuanto la replicación está en marcha.</translation>
    </message>
    <message>
        <source>choose one for its evidence</source>
        <translation>elija una para ver su evidencia</translation>
    </message>
</context>
<context>
    <name>ferryman::GateModel</name>
    <message>
        <source>Replication</source>
        <translation>Replicación</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
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
            <numerusform>%1 de %2 cumplida</numerusform>
            <numerusform>%1 de %2 cumplidas</numerusform>
        </translation>
    </message>
    <message>
        <source>never read</source>
        <translation>nunca leída</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>open</source>
        <translation>cumplida</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>no cumplida</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Condición</translation>
    </message>
    <message>
        <source>Value now</source>
        <translation>Valor ahora</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Requerido</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Antigüedad</translation>
    </message>
</context>
<context>
    <name>ferryman::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;Explain this page</source>
        <translation>&amp;Explicar esta página</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>Mostrar el &amp;registro</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>Copiar &amp;diagnóstico</translation>
    </message>
    <message>
        <source>&amp;About Ferryman</source>
        <translation>&amp;Acerca de Ferryman</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Versions, the plan, the state of every step and the last lines of the log are on the clipboard. Names and addresses of hosts are in it; passwords are not.</source>
        <translation>Las versiones, el plan, el estado de cada paso y las últimas líneas del registro están en el portapapeles. Contiene nombres y direcciones de hosts, pero no contraseñas.</translation>
    </message>
    <message>
        <source>Ferryman</source>
        <translation>Ferryman</translation>
    </message>
    <message>
        <source>Ferryman %1 moves a Redis primary under Sentinel to Dragonfly. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Ferryman %1 traslada un primario Redis con Sentinel a Dragonfly. Software libre bajo la GNU General Public License, versión 3 o posterior.</translation>
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
        <translation>Hora</translation>
    </message>
    <message>
        <source>Source offset</source>
        <translation>Offset del origen</translation>
    </message>
    <message>
        <source>Dragonfly offset</source>
        <translation>Offset de Dragonfly</translation>
    </message>
    <message>
        <source>Lag, bytes</source>
        <translation>Retraso, bytes</translation>
    </message>
    <message>
        <source>Lag, seconds</source>
        <translation>Retraso, segundos</translation>
    </message>
    <message>
        <source>Written, bytes/s</source>
        <translation>Escrito, bytes/s</translation>
    </message>
    <message>
        <source>Applied, bytes/s</source>
        <translation>Aplicado, bytes/s</translation>
    </message>
    <message>
        <source>Source keys</source>
        <translation>Claves del origen</translation>
    </message>
    <message>
        <source>Dragonfly keys</source>
        <translation>Claves de Dragonfly</translation>
    </message>
    <message>
        <source>Source memory, bytes</source>
        <translation>Memoria del origen, bytes</translation>
    </message>
    <message>
        <source>Dragonfly memory, bytes</source>
        <translation>Memoria de Dragonfly, bytes</translation>
    </message>
</context>
<context>
    <name>ferryman::HomePage</name>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importar…</translation>
    </message>
    <message>
        <source>Copies plans to this list without opening one.</source>
        <translation>Copia planes en esta lista sin abrir ninguno.</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>Abrir &amp;plan…</translation>
    </message>
    <message>
        <source>Opens a plan where it is.</source>
        <translation>Abre un plan donde está.</translation>
    </message>
    <message>
        <source>&amp;New migration</source>
        <translation>Nu&amp;eva migración</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migraciones</translation>
    </message>
    <message>
        <source>Every migration of this machine: from its journal, or from its plan alone as long as nothing was begun. The journal tells how it stood when it was written last; what is true now, the servers say once it is opened. A switch that a console left open stands first. Duplicate makes a plan with an identity of its own. Delete moves a plan and its journal to the folder “deleted” beside the journals, and never touches a server.</source>
        <translation>Todas las migraciones de este equipo: según su diario, o solo según su plan mientras no se haya comenzado nada. El diario indica cómo estaba cuando se escribió por última vez; la situación actual la indican los servidores una vez abierta. Una conmutación que una consola dejó abierta figura primero. «Duplicar» crea un plan con identidad propia. «Eliminar» mueve un plan y su diario a la carpeta «deleted» junto a los diarios, y nunca toca un servidor.</translation>
    </message>
    <message>
        <source>On this machine: %1.</source>
        <translation>En este equipo: %1.</translation>
    </message>
    <message>
        <source>On this machine: %1. Left open: %2.</source>
        <translation>En este equipo: %1. Quedaron abiertas: %2.</translation>
    </message>
    <message>
        <source>This is practice: its journal goes with the lab. The migrations of this machine are listed without --practice.</source>
        <translation>Esto es una práctica: su diario desaparece con el laboratorio. Las migraciones de este equipo se muestran sin --practice.</translation>
    </message>
    <message>
        <source>The journals of this machine are being read.</source>
        <translation>Se están leyendo los diarios de este equipo.</translation>
    </message>
    <message>
        <source>Read servers and &amp;recover</source>
        <translation>Leer los servidores y &amp;recuperar</translation>
    </message>
    <message>
        <source>Open this mi&amp;gration</source>
        <translation>Abrir esta mi&amp;gración</translation>
    </message>
    <message>
        <source>The journal of “%1” does not hold its plan: open the plan&apos;s file.</source>
        <translation>El diario de «%1» no contiene su plan: abra el archivo del plan.</translation>
    </message>
    <message>
        <source>A replication is being watched</source>
        <translation>Se está vigilando una replicación</translation>
    </message>
    <message>
        <source>“%1” is being replicated. If you open another migration, Dragonfly goes on following the source, and nobody watches it until you open it again.</source>
        <translation>«%1» se está replicando. Si abre otra migración, Dragonfly continúa siguiendo al origen y nadie la vigila hasta que la abra de nuevo.</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Quedarse</translation>
    </message>
    <message>
        <source>&amp;Open the other</source>
        <translation>&amp;Abrir la otra</translation>
    </message>
    <message>
        <source>&amp;Connections…</source>
        <translation>&amp;Conexiones…</translation>
    </message>
    <message>
        <source>Makes, tests, imports and deletes connections that are kept under a name.</source>
        <translation>Crea, prueba, importa y elimina conexiones que se guardan con un nombre.</translation>
    </message>
    <message>
        <source>The plan has the identity of “%1”, which is under way with other servers (group %2, Dragonfly %3): finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>El plan tiene la identidad de «%1», que está en curso con otros servidores (grupo %2, Dragonfly %3): termine primero esa migración o quite la línea «id» del archivo.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportDialog</name>
    <message>
        <source>password</source>
        <translation>contraseña</translation>
    </message>
    <message>
        <source>certificates</source>
        <translation>certificados</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>grupo %1</translation>
    </message>
    <message>
        <source>Import connections</source>
        <translation>Importar conexiones</translation>
    </message>
    <message>
        <source>Choose what is kept. A password is never written to Ferryman&apos;s own files, and a connection that exists is not changed.</source>
        <translation>Elija qué se conserva. Una contraseña nunca se escribe en los archivos propios de Ferryman, y una conexión existente no se modifica.</translation>
    </message>
    <message>
        <source>Connections that were found</source>
        <translation>Conexiones encontradas</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Comes along</source>
        <translation>Incluye</translation>
    </message>
    <message>
        <source>Where the passwords go</source>
        <translation>Destino de las contraseñas</translation>
    </message>
    <message>
        <source>Keep the passwords for this session only</source>
        <translation>Conservar las contraseñas solo para esta sesión</translation>
    </message>
    <message>
        <source>Store the passwords in the system&apos;s keychain</source>
        <translation>Guardar las contraseñas en el llavero del sistema</translation>
    </message>
    <message>
        <source>Write certificates and keys as files that you alone can read</source>
        <translation>Escribir certificados y claves como archivos que solo usted puede leer</translation>
    </message>
    <message>
        <source>They go to %1. Without them, the connections are kept with no TLS files.</source>
        <translation>Van a %1. Sin ellos, las conexiones se conservan sin archivos TLS.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want to be unlocked.</source>
        <translation>Se consulta el llavero; puede que pida desbloquearlo.</translation>
    </message>
    <message>
        <source>Imported: %1. A password that the keychain did not take is kept for this session only.</source>
        <translation>Importadas: %1. Una contraseña que el llavero no ha aceptado se conserva solo para esta sesión.</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>No se ha importado nada.</translation>
    </message>
    <message>
        <source>connections: %1</source>
        <translation>conexiones: %1</translation>
    </message>
    <message>
        <source>Further problems: %1.</source>
        <translation>Otros problemas: %1.</translation>
    </message>
</context>
<context>
    <name>ferryman::ImportSources</name>
    <message>
        <source>Clipboard</source>
        <translation>Portapapeles</translation>
    </message>
    <message>
        <source>Import RedisInsight&apos;s export</source>
        <translation>Importar la exportación de RedisInsight</translation>
    </message>
    <message>
        <source>RedisInsight&apos;s exports (*.json)</source>
        <translation>Exportaciones de RedisInsight (*.json)</translation>
    </message>
</context>
<context>
    <name>ferryman::LiveStrip</name>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>up</source>
        <translation>activo</translation>
    </message>
    <message>
        <source>down</source>
        <translation>caído</translation>
    </message>
    <message>
        <source>Offset source</source>
        <translation>Offset del origen</translation>
    </message>
    <message>
        <source>Offset Dragonfly</source>
        <translation>Offset de Dragonfly</translation>
    </message>
    <message>
        <source>%1, %2 s</source>
        <translation>%1, %2 s</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retraso</translation>
    </message>
    <message>
        <source>Write rate</source>
        <translation>Tasa de escritura</translation>
    </message>
    <message>
        <source>Full syncs</source>
        <translation>Sinc. completas</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Muestreado</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>Primary of %1</source>
        <translation>Primario de %1</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 de %2 coincide</numerusform>
            <numerusform>%1 de %2 coinciden</numerusform>
        </translation>
    </message>
    <message>
        <source>Write freeze</source>
        <translation>Congelación de escrituras</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Primario antiguo</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>solo lectura</translation>
    </message>
    <message>
        <source>Acknowledged writes</source>
        <translation>Escrituras confirmadas</translation>
    </message>
</context>
<context>
    <name>ferryman::LogModel</name>
    <message>
        <source>Detail</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Información</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Advertencia</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha ocurrido</translation>
    </message>
</context>
<context>
    <name>ferryman::LogView</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>The lines that are selected, or else all that are shown.</source>
        <translation>Las líneas seleccionadas o, si no hay ninguna, todas las que se muestran.</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Guardar…</translation>
    </message>
    <message>
        <source>Least level that is shown</source>
        <translation>Nivel mínimo que se muestra</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>%1 and worse</source>
        <translation>%1 o más grave</translation>
    </message>
    <message>
        <source>Words to filter by</source>
        <translation>Palabras del filtro</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Lines of the log, the oldest first</source>
        <translation>Líneas del registro, las más antiguas primero</translation>
    </message>
    <message>
        <source>No line is of that kind.</source>
        <translation>Ninguna línea es de esa clase.</translation>
    </message>
    <message>
        <source>Lines: %1. Passwords are never in it.</source>
        <translation>Líneas: %1. Nunca contienen contraseñas.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Guardar el registro</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Guardado: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 no se puede escribir: %2</translation>
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
        <translation>&amp;Archivo</translation>
    </message>
    <message>
        <source>&amp;Open plan…</source>
        <translation>&amp;Abrir plan…</translation>
    </message>
    <message>
        <source>&amp;Save plan…</source>
        <translation>&amp;Guardar plan…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>&amp;Migration</source>
        <translation>&amp;Migración</translation>
    </message>
    <message>
        <source>&amp;Back: %1</source>
        <translation>A&amp;trás: %1</translation>
    </message>
    <message>
        <source>&amp;Next: %1</source>
        <translation>Siguie&amp;nte: %1</translation>
    </message>
    <message>
        <source>The plan cannot be used</source>
        <translation>El plan no se puede usar</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>Abrir plan</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Planes (*.json)</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Guardar plan</translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation>El plan no se ha guardado</translation>
    </message>
    <message>
        <source>Journal on disk, rows: %1</source>
        <translation>Diario en disco, filas: %1</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>A&amp;justes…</translation>
    </message>
    <message>
        <source>&amp;Topology in its own window</source>
        <translation>Topología en ventana &amp;propia</translation>
    </message>
    <message>
        <source>Switch of %1: %2 – Ferryman</source>
        <translation>Conmutación de %1: %2 – Ferryman</translation>
    </message>
    <message>
        <source>A person is needed – Ferryman</source>
        <translation>Hace falta una persona – Ferryman</translation>
    </message>
    <message>
        <source>The practice lab cannot be started.</source>
        <translation>No se puede iniciar el laboratorio de práctica.</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationModel</name>
    <message>
        <source>full sync</source>
        <translation>sincronización completa</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>poniéndose al día</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>estable</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>enlace caído</translation>
    </message>
    <message>
        <source>endless full syncs</source>
        <translation>sincronizaciones completas sin fin</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenida</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>sin comenzar</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>bloqueada</translation>
    </message>
    <message>
        <source>needs a look</source>
        <translation>requiere revisión</translation>
    </message>
    <message>
        <source>replicating</source>
        <translation>replicando</translation>
    </message>
    <message>
        <source>switching</source>
        <translation>conmutando</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>requiere una persona</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>anulada</translation>
    </message>
    <message>
        <source>migrated</source>
        <translation>migrada</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>ilegible</translation>
    </message>
    <message>
        <source>plan saved</source>
        <translation>plan guardado</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>no hay nada abierto</translation>
    </message>
    <message>
        <source>open blockers: %1</source>
        <translation>impedimentos abiertos: %1</translation>
    </message>
    <message>
        <source>settings not put back: %1</source>
        <translation>ajustes sin restaurar: %1</translation>
    </message>
    <message>
        <source>switch begun</source>
        <translation>conmutación comenzada</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>en la fase «%1»</translation>
    </message>
    <message>
        <source>stopped in %1</source>
        <translation>detenida en la fase «%1»</translation>
    </message>
    <message>
        <source>switch ended open</source>
        <translation>la conmutación acabó abierta</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>todo restaurado</translation>
    </message>
    <message>
        <source>writes frozen for %1</source>
        <translation>escrituras congeladas %1</translation>
    </message>
    <message>
        <source>Dragonfly is primary</source>
        <translation>Dragonfly es el primario</translation>
    </message>
    <message>
        <source>journal cannot be read</source>
        <translation>no se puede leer el diario</translation>
    </message>
    <message>
        <source>Enter Dragonfly</source>
        <translation>Indicar Dragonfly</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Mend the blockers</source>
        <translation>Corregir los impedimentos</translation>
    </message>
    <message>
        <source>Put them back</source>
        <translation>Restaurarlos</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>Wait for steady</source>
        <translation>Esperar a que sea estable</translation>
    </message>
    <message>
        <source>Go on in its console</source>
        <translation>Continuar en su consola</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>Leer el motivo</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Put settings back</source>
        <translation>Restaurar los ajustes</translation>
    </message>
    <message>
        <source>Remove old primary</source>
        <translation>Retirar el primario antiguo</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún no se conoce</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>sin elegir</translation>
    </message>
    <message>
        <source>The primary at the start</source>
        <translation>El primario al comienzo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Último evento</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Paso siguiente</translation>
    </message>
    <message>
        <source>replication stopped</source>
        <translation>replicación detenida</translation>
    </message>
    <message>
        <source>no blocker is open</source>
        <translation>sin impedimentos abiertos</translation>
    </message>
    <message>
        <source>%1, data verified</source>
        <translation>%1, datos verificados</translation>
    </message>
    <message>
        <source>%1, data differs</source>
        <translation>%1, los datos difieren</translation>
    </message>
    <message>
        <source>Replicate</source>
        <translation>Replicar</translation>
    </message>
    <message>
        <source>Mend the differences</source>
        <translation>Corregir las diferencias</translation>
    </message>
    <message>
        <source>Fail over</source>
        <translation>Conmutar</translation>
    </message>
    <message>
        <source>put back, Dragonfly follows</source>
        <translation>todo restaurado, Dragonfly sigue</translation>
    </message>
    <message>
        <source>Go on or release</source>
        <translation>Continuar o liberar</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) ended on %3 and needs a person.</source>
        <translation>La conmutación de «%1» (grupo %2) terminó el %3 y requiere una persona.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3: the source may refuse writes.</source>
        <translation>La conmutación de «%1» (grupo %2) quedó abierta el %3: el origen puede estar rechazando escrituras.</translation>
    </message>
    <message>
        <source>The switch of “%1” (group %2) was left open on %3, before the freeze: the source takes writes, but settings stand changed.</source>
        <translation>La conmutación de «%1» (grupo %2) quedó abierta el %3, antes de la congelación: el origen acepta escrituras, pero hay ajustes que siguen cambiados.</translation>
    </message>
    <message>
        <source>“%1” was migrated on %2, and settings were not put back: %3.</source>
        <translation>«%1» se migró el %2 y quedaron ajustes sin restaurar: %3.</translation>
    </message>
    <message>
        <source>The switch of “%1” was aborted on %2 and put back: Dragonfly still follows the source, and nobody watches it.</source>
        <translation>La conmutación de «%1» se anuló el %2 y todo se restauró: Dragonfly sigue aún al origen y nadie la vigila.</translation>
    </message>
    <message>
        <source>“%1” was left on %2: Dragonfly follows the source, and nobody watches it.</source>
        <translation>«%1» se dejó tal cual el %2: Dragonfly sigue al origen y nadie la vigila.</translation>
    </message>
    <message>
        <source>The migration “%1” was left on %2 with settings changed.</source>
        <translation>La migración «%1» se dejó el %2 con ajustes cambiados.</translation>
    </message>
    <message>
        <source>Open its plan with File, Open plan. Its journal: %1</source>
        <translation>Abra su plan con «Archivo», «Abrir plan». Su diario: %1</translation>
    </message>
    <message>
        <source>Once that is done, Delete takes it off this list.</source>
        <translation>Una vez hecho, «Eliminar» la quita de esta lista.</translation>
    </message>
    <message>
        <source>Then let Ferryman ask all servers what is true, and finish.</source>
        <translation>Después deje que Ferryman pregunte a todos los servidores cuál es la situación real y termine.</translation>
    </message>
    <message>
        <source>Ferryman first asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Ferryman pregunta primero a todos los servidores cuál es la situación real y después termina la conmutación o lo restaura todo.</translation>
    </message>
    <message>
        <source>The console stopped in %1.</source>
        <translation>La consola se detuvo en la fase «%1».</translation>
    </message>
    <message>
        <source>Open it and go through Connect. Then go on with it, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>Ábrala y pase por «Conectar». Después continúe con ella o libere Dragonfly: «Detener la replicación», en «Replicar».</translation>
    </message>
    <message>
        <source>Open it, and go through Connect: what is open is named there.</source>
        <translation>Ábrala y pase por «Conectar»: allí se indica qué está abierto.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
</context>
<context>
    <name>ferryman::MigrationTable</name>
    <message>
        <source>All migrations</source>
        <translation>Todas las migraciones</translation>
    </message>
    <message>
        <source>Enter opens, Ctrl+D duplicates, Del deletes the plan, never data</source>
        <translation>Intro abre, Ctrl+D duplica, Supr elimina el plan, nunca datos</translation>
    </message>
    <message>
        <source>Filter the migrations</source>
        <translation>Filtrar las migraciones</translation>
    </message>
    <message>
        <source>Filter by name, group, host</source>
        <translation>Filtrar por nombre, grupo, host</translation>
    </message>
    <message>
        <source>O&amp;pen</source>
        <translation>A&amp;brir</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>&amp;Duplicar</translation>
    </message>
    <message>
        <source>E&amp;xport plan…</source>
        <translation>E&amp;xportar plan…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>E&amp;liminar…</translation>
    </message>
    <message>
        <source>No migration has these words in its name, group or servers.</source>
        <translation>Ninguna migración tiene estas palabras en su nombre, su grupo o sus servidores.</translation>
    </message>
    <message>
        <source>Press “New migration” and enter any one Sentinel and Dragonfly, or open a plan.</source>
        <translation>Pulse «Nueva migración» e indique cualquier Sentinel y Dragonfly, o abra un plan.</translation>
    </message>
    <message>
        <source>To rehearse the whole switch first, on servers that Ferryman starts on this machine, start it with “ferryman --practice”.</source>
        <translation>Para ensayar antes toda la conmutación, en servidores que Ferryman inicia en esta máquina, ejecútelo con «ferryman --practice».</translation>
    </message>
    <message>
        <source>No migration yet</source>
        <translation>Aún no hay migraciones</translation>
    </message>
</context>
<context>
    <name>ferryman::NodePane</name>
    <message>
        <source>Copy what is known of this server</source>
        <translation>Copiar lo que se sabe de este servidor</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Cerrar los detalles</translation>
    </message>
    <message>
        <source>Details and INFO</source>
        <translation>Detalles e INFO</translation>
    </message>
    <message>
        <source>INFO is being read</source>
        <translation>Se está leyendo INFO</translation>
    </message>
    <message>
        <source>INFO as of %1</source>
        <translation>INFO a las %1</translation>
    </message>
    <message>
        <source>INFO cannot be read</source>
        <translation>No se puede leer INFO</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Leer de nuevo</translation>
    </message>
</context>
<context>
    <name>ferryman::OldPrimaryPanel</name>
    <message>
        <source>Old primary</source>
        <translation>Primario antiguo</translation>
    </message>
    <message>
        <source>Keep it until Dragonfly has written its first snapshot and you are sure. Then send it:</source>
        <translation>Consérvelo hasta que Dragonfly haya escrito su primera instantánea y usted tenga certeza. Después envíele:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>Going back</source>
        <translation>Cómo volver atrás</translation>
    </message>
    <message>
        <source>&amp;Show the steps</source>
        <translation>Mostrar los &amp;pasos</translation>
    </message>
    <message>
        <source>Copy the command that shuts the old primary down</source>
        <translation>Copiar el comando que apaga el primario antiguo</translation>
    </message>
    <message>
        <source>Show the steps of going back</source>
        <translation>Mostrar los pasos para volver atrás</translation>
    </message>
    <message>
        <source>It is the primary as before.</source>
        <translation>Es el primario, como antes.</translation>
    </message>
    <message>
        <source>%1 is parked: it refuses every write, no Sentinel chooses it, and its data are as they were at the freeze.</source>
        <translation>%1 está apartado: rechaza toda escritura, ningún Sentinel lo elige y sus datos están como en la congelación.</translation>
    </message>
    <message>
        <source>%1 was shut down; its data are saved as they were at the freeze.</source>
        <translation>%1 se ha apagado; sus datos están guardados como en la congelación.</translation>
    </message>
    <message>
        <source>%1 is a read-only replica of nobody; its data are as they were at the freeze.</source>
        <translation>%1 es una réplica de solo lectura de nadie; sus datos están como en la congelación.</translation>
    </message>
    <message>
        <source>Which server is the primary, the Sentinels must say: see the timeline, and what is still to be put back.</source>
        <translation>Qué servidor es el primario deben decirlo los Sentinels: consulte la cronología y lo que aún queda por restaurar.</translation>
    </message>
    <message>
        <source>Redis cannot follow Dragonfly: going back loses every write since the switch, unless it is copied by other means.</source>
        <translation>Redis no puede seguir a Dragonfly: volver atrás pierde todas las escrituras desde la conmutación, salvo que se copien por otros medios.</translation>
    </message>
    <message>
        <source>Some settings may still be changed; the report has the commands that put them back.</source>
        <translation>Algunos ajustes pueden seguir cambiados; el informe contiene los comandos que los restauran.</translation>
    </message>
</context>
<context>
    <name>ferryman::PlanActions</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (copia)</translation>
    </message>
    <message>
        <source>Export plan</source>
        <translation>Exportar plan</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Planes (*.json)</translation>
    </message>
    <message>
        <source>Import plans</source>
        <translation>Importar planes</translation>
    </message>
    <message>
        <source>%1 is not imported: it is the plan of “%2”, which is under way. Finish that one first, or take the line &quot;id&quot; out of the file.</source>
        <translation>%1 no se importa: es el plan de «%2», que está en curso. Termine primero esa migración o quite la línea «id» del archivo.</translation>
    </message>
    <message>
        <source>“%1” is open: its journal says what stands changed on the servers. Open it and finish it first.</source>
        <translation>«%1» está abierta: su diario indica qué sigue cambiado en los servidores. Ábrala y termínela primero.</translation>
    </message>
    <message>
        <source>“%1” is open: Dragonfly follows the source. Open it and finish it first, or release Dragonfly: Stop replication, in Replicate.</source>
        <translation>«%1» está abierta: Dragonfly sigue al origen. Ábrala y termínela primero, o libere Dragonfly: «Detener la replicación», en «Replicar».</translation>
    </message>
    <message>
        <source>A console works on “%1”: end it there first.</source>
        <translation>Una consola trabaja en «%1»: ciérrela allí primero.</translation>
    </message>
    <message>
        <source>A switch is under way: delete once it has ended.</source>
        <translation>Hay una conmutación en curso: elimine cuando haya terminado.</translation>
    </message>
    <message>
        <source>Its plan and journal move to the folder “deleted” beside the journals.</source>
        <translation>Su plan y su diario se mueven a la carpeta «deleted» junto a los diarios.</translation>
    </message>
    <message>
        <source>The file %1 stays where it is.</source>
        <translation>El archivo %1 se queda donde está.</translation>
    </message>
    <message>
        <source>Nothing changes on any server.</source>
        <translation>No cambia nada en ningún servidor.</translation>
    </message>
    <message>
        <source>Delete a migration</source>
        <translation>Eliminar una migración</translation>
    </message>
    <message>
        <source>Delete “%1” from this list?</source>
        <translation>¿Eliminar «%1» de esta lista?</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Conservar</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Eliminar</translation>
    </message>
</context>
<context>
    <name>ferryman::ProfileForm</name>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>of a Sentinel only</source>
        <translation>solo de un Sentinel</translation>
    </message>
    <message>
        <source>CA</source>
        <translation>CA</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Certificado</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Nombre del servidor</translation>
    </message>
    <message>
        <source>as in the URL</source>
        <translation>como en la URL</translation>
    </message>
    <message>
        <source>%1, a PEM file for rediss:// URLs</source>
        <translation>%1, un archivo PEM para URL rediss://</translation>
    </message>
    <message>
        <source>PEM, for rediss://</source>
        <translation>PEM, para rediss://</translation>
    </message>
    <message>
        <source>Where the password comes from</source>
        <translation>De dónde procede la contraseña</translation>
    </message>
    <message>
        <source>For this session only</source>
        <translation>Solo para esta sesión</translation>
    </message>
    <message>
        <source>In the system&apos;s keychain</source>
        <translation>En el llavero del sistema</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>De una variable de entorno</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Name of the environment variable</source>
        <translation>Nombre de la variable de entorno</translation>
    </message>
    <message>
        <source>Name of the keychain&apos;s entry</source>
        <translation>Nombre de la entrada del llavero</translation>
    </message>
    <message>
        <source>as the name above</source>
        <translation>como el nombre de arriba</translation>
    </message>
    <message>
        <source>as it is kept there</source>
        <translation>como está guardada allí</translation>
    </message>
    <message>
        <source>kept until Ferryman ends</source>
        <translation>hasta que Ferryman termina</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
</context>
<context>
    <name>ferryman::ReplicatePage</name>
    <message>
        <source>S&amp;top replication…</source>
        <translation>&amp;Detener la replicación…</translation>
    </message>
    <message>
        <source>Start a&amp;gain…</source>
        <translation>Iniciar de n&amp;uevo…</translation>
    </message>
    <message>
        <source>Stop the replication?</source>
        <translation>¿Detener la replicación?</translation>
    </message>
    <message>
        <source>Sto&amp;p replication</source>
        <translation>Detener la re&amp;plicación</translation>
    </message>
    <message>
        <source>&amp;Keep replicating</source>
        <translation>&amp;Seguir replicando</translation>
    </message>
    <message>
        <source>What will be sent to Dragonfly, literally</source>
        <translation>Lo que se enviará a Dragonfly, literalmente</translation>
    </message>
    <message>
        <source>Commands that start the replication</source>
        <translation>Comandos que inician la replicación</translation>
    </message>
    <message>
        <source>The commands stand here once every connection of step 1 works.</source>
        <translation>Los comandos figuran aquí en cuanto funcionan todas las conexiones del paso 1.</translation>
    </message>
    <message>
        <source>Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it forks and needs memory for what is written meanwhile; its clients are not affected.</source>
        <translation>En el origen no se cambia nada. Hace una instantánea para Dragonfly, para la que hace un fork y necesita memoria para lo que se escriba entretanto; sus clientes no se ven afectados.</translation>
    </message>
    <message>
        <source>&amp;Start replication</source>
        <translation>&amp;Iniciar la replicación</translation>
    </message>
    <message>
        <source>Keys loaded</source>
        <translation>Claves cargadas</translation>
    </message>
    <message>
        <source>Dragonfly %1 is the primary now.</source>
        <translation>Dragonfly %1 es ahora el primario.</translation>
    </message>
    <message>
        <source>The replication has done its work: the switch is over.</source>
        <translation>La replicación ha cumplido su función: la conmutación ha terminado.</translation>
    </message>
    <message>
        <source>Dragonfly becomes a replica of the source, while clients go on as before.</source>
        <translation>Dragonfly pasa a ser réplica del origen, mientras los clientes siguen como antes.</translation>
    </message>
    <message>
        <source>Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot choose Dragonfly yet.</source>
        <translation>Dragonfly %1 sigue a %2. Los clientes no se ven afectados, y Sentinel aún no puede elegir Dragonfly.</translation>
    </message>
    <message>
        <source>Starting: the commands are being sent.</source>
        <translation>Iniciando: se están enviando los comandos.</translation>
    </message>
    <message>
        <source>Replication would not end: full sync after full sync.</source>
        <translation>La replicación no terminaría: una sincronización completa tras otra.</translation>
    </message>
    <message numerus="yes">
        <source>Dragonfly holds %1 keys. Starting deletes all of them.</source>
        <translation>
            <numerusform>Dragonfly contiene %1 clave. Al iniciar se elimina.</numerusform>
            <numerusform>Dragonfly contiene %1 claves. Al iniciar se eliminan todas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Replace the %1 keys on Dragonfly</source>
        <translation>
            <numerusform>&amp;Reemplazar %1 clave en Dragonfly</numerusform>
            <numerusform>&amp;Reemplazar las %1 claves en Dragonfly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load: %1 of %2 keys</source>
        <translation>
            <numerusform>Carga: %1 de %2 clave</numerusform>
            <numerusform>Carga: %1 de %2 claves</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 clave/s</numerusform>
            <numerusform>%1 claves/s</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>desde hace %1</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>quedan unos %1</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>ronda %1</translation>
    </message>
    <message>
        <source>Replication goes on while you work on the next pages.</source>
        <translation>La replicación continúa mientras usted trabaja en las páginas siguientes.</translation>
    </message>
    <message>
        <source>The next step opens after %1 s of unbroken steady replication.</source>
        <translation>El paso siguiente se abre tras %1 s de replicación estable sin interrupción.</translation>
    </message>
    <message>
        <source>Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none attaches it again. It keeps what it has loaded, but starting again begins with a new full sync. Clients are not affected.</source>
        <translation>Se envía REPLICAOF NO ONE a Dragonfly y SENTINEL RESET a cada Sentinel, para que ninguno lo vuelva a vincular. Conserva lo que ha cargado, pero un nuevo inicio comienza con una nueva sincronización completa. Los clientes no se ven afectados.</translation>
    </message>
    <message numerus="yes">
        <source>%1 Largest lag in that time %2. %3 samples taken, %4 missed.</source>
        <translation>
            <numerusform>%1 Mayor retraso en ese tiempo: %2. %3 muestra tomada, %4 omitidas.</numerusform>
            <numerusform>%1 Mayor retraso en ese tiempo: %2. %3 muestras tomadas, %4 omitidas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Dragonfly is made a replica of the source by the address that Sentinel uses. First it loads a snapshot (full sync), then it receives every write. It is steady when the link is up and the lag, in bytes and in seconds, has stayed below the plan&apos;s limits for long enough. The charts show both sides. In a chart, Left and Right read the values at one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads back to live; the mouse does the same by its wheel, by dragging and by a double-click. The button Table shows all values as text, and Export writes them as a file.</source>
        <translation>Dragonfly pasa a ser réplica del origen con la dirección que usa Sentinel. Primero carga una instantánea (sincronización completa) y después recibe cada escritura. Es estable cuando el enlace está activo y el retraso, en bytes y en segundos, ha permanecido el tiempo suficiente por debajo de los límites del plan. Los gráficos muestran ambos lados. En un gráfico, Izquierda y Derecha leen los valores de un momento, Más y Menos cambian el zoom, Mayús con Izquierda y Derecha se desplaza en el tiempo y Fin vuelve al directo; con el ratón, lo mismo se hace con la rueda, arrastrando y con doble clic. El botón «Tabla» muestra todos los valores como texto, y «Exportar» los escribe como archivo.</translation>
    </message>
</context>
<context>
    <name>ferryman::ReportFiles</name>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>&amp;Open the folder</source>
        <translation>Abrir la ca&amp;rpeta</translation>
    </message>
    <message>
        <source>report.pdf is being made…</source>
        <translation>se está creando report.pdf…</translation>
    </message>
    <message>
        <source>Not exported yet.</source>
        <translation>Aún sin exportar.</translation>
    </message>
    <message numerus="yes">
        <source>Made of %1 rows of the journal; the last one&apos;s hash: %2</source>
        <translation>
            <numerusform>Creado con %1 fila del diario; hash de la última: %2</numerusform>
            <numerusform>Creado con %1 filas del diario; hash de la última: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ReportPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportar…</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Write outage</source>
        <translation>Interrupción de escritura</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>Escrituras confirmadas perdidas</translation>
    </message>
    <message>
        <source>Primary now</source>
        <translation>Primario ahora</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Carpeta para el informe</translation>
    </message>
    <message>
        <source>The report was written.</source>
        <translation>El informe se ha escrito.</translation>
    </message>
    <message>
        <source>The switch is done. The report is being made; in practice every acknowledged write is looked for first.</source>
        <translation>La conmutación ha terminado. Se está creando el informe; en modo de práctica se busca antes cada escritura confirmada.</translation>
    </message>
    <message>
        <source>The journal begins with the replication.</source>
        <translation>El diario comienza con la replicación.</translation>
    </message>
    <message>
        <source>Sentinels that agree: %1</source>
        <translation>Sentinels que coinciden: %1</translation>
    </message>
    <message>
        <source>Journal: %1, rows: %2</source>
        <translation>Diario: %1, filas: %2</translation>
    </message>
    <message>
        <source>Make a&amp;gain</source>
        <translation>Crear de n&amp;uevo</translation>
    </message>
    <message>
        <source>Sections of the report</source>
        <translation>Secciones del informe</translation>
    </message>
    <message>
        <source>Frozen at offset %1; Dragonfly had %2 when it was promoted.</source>
        <translation>Congelado en el offset %1; Dragonfly tenía %2 cuando fue promovido.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>The last %1. All of them stand in the exported report.</source>
        <translation>Las últimas %1. Todas constan en el informe exportado.</translation>
    </message>
    <message>
        <source>The journal was altered, so this report proves nothing.</source>
        <translation>El diario se ha alterado, por lo que este informe no demuestra nada.</translation>
    </message>
    <message>
        <source>The report was written; the PDF is being made.</source>
        <translation>El informe se ha escrito; se está creando el PDF.</translation>
    </message>
    <message>
        <source>The report holds findings and who accepted them, charts, gates, the timeline to the millisecond, servers before and after, every command with its reply, and how to go back. Passwords are never in it. The journal&apos;s rows are chained by hashes, and the report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.</source>
        <translation>El informe contiene los hallazgos y quién los ha aceptado, los gráficos, las condiciones, la cronología al milisegundo, los servidores antes y después, cada comando con su respuesta y cómo volver atrás. Nunca contiene contraseñas. Las filas del diario están encadenadas por hashes, y el informe lleva el último: «ferrymanctl report PLAN --report CARPETA --verify» demuestra que ninguno de los dos se ha alterado. «Exportar» escribe HTML, PDF, Markdown y JSON.</translation>
    </message>
    <message>
        <source>There is nothing to report yet</source>
        <translation>Aún no hay nada de lo que informar</translation>
    </message>
    <message>
        <source>The report is made when the switch has ended; “Make again” makes one of what there is.</source>
        <translation>El informe se crea cuando ha terminado la conmutación; «Crear de nuevo» crea uno con lo que hay.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verificado</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same.</source>
        <translation>Creado solo a partir del diario; se puede crear de nuevo en cualquier momento y dirá lo mismo.</translation>
    </message>
    <message>
        <source>Made from the journal alone; it can be made again at any later time and will say the same. The record is exported in English, so that anybody can read it; %1 and the PDF are in your language.</source>
        <translation>Creado solo a partir del diario; se puede crear de nuevo en cualquier momento y dirá lo mismo. El documento de referencia se exporta en inglés, para que cualquiera pueda leerlo; %1 y el PDF están en su idioma.</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>terminado %1</translation>
    </message>
    <message>
        <source>The data were not compared.</source>
        <translation>Los datos no se han comparado.</translation>
    </message>
    <message>
        <source>The report is being made</source>
        <translation>El informe se está elaborando</translation>
    </message>
</context>
<context>
    <name>ferryman::SentinelSetupView</name>
    <message>
        <source>The source and its group</source>
        <translation>El origen y su grupo</translation>
    </message>
    <message>
        <source>URL of the source</source>
        <translation>URL del origen</translation>
    </message>
    <message>
        <source>Password of the source</source>
        <translation>Contraseña del origen</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Nombre del grupo</translation>
    </message>
    <message>
        <source>Sentinels, with commas between them</source>
        <translation>Sentinels, separados por comas</translation>
    </message>
    <message>
        <source>Password of the Sentinels</source>
        <translation>Contraseña de los Sentinels</translation>
    </message>
    <message>
        <source>Kept in memory for this session only.</source>
        <translation>Se guarda en memoria solo para esta sesión.</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quórum</translation>
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
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Back to a source with Sentinels</source>
        <translation>Volver a un origen con Sentinels</translation>
    </message>
    <message>
        <source>Either start new Sentinels</source>
        <translation>O bien iniciar nuevos Sentinels</translation>
    </message>
    <message>
        <source>Sentinel whose file is shown</source>
        <translation>Sentinel cuyo archivo se muestra</translation>
    </message>
    <message>
        <source>&amp;Save one file for each…</source>
        <translation>Guardar un ar&amp;chivo para cada uno…</translation>
    </message>
    <message>
        <source>They &amp;run now</source>
        <translation>Ya se &amp;ejecutan</translation>
    </message>
    <message>
        <source>Or register the group on Sentinels that run already</source>
        <translation>O registrar el grupo en Sentinels ya en marcha</translation>
    </message>
    <message>
        <source>Register the &amp;group…</source>
        <translation>&amp;Registrar el grupo…</translation>
    </message>
    <message>
        <source>Then have every client ask Sentinel</source>
        <translation>Después, hacer que todos los clientes pregunten a Sentinel</translation>
    </message>
    <message>
        <source>Client library</source>
        <translation>Biblioteca de cliente</translation>
    </message>
    <message>
        <source>How it connects</source>
        <translation>Cómo se conecta</translation>
    </message>
    <message>
        <source>Our clients ask Sentinel</source>
        <translation>Nuestros clientes preguntan a Sentinel</translation>
    </message>
    <message>
        <source>G&amp;o on with this group</source>
        <translation>C&amp;ontinuar con este grupo</translation>
    </message>
    <message>
        <source>Nothing was sent yet.</source>
        <translation>Aún no se ha enviado nada.</translation>
    </message>
    <message>
        <source>Give the source and the Sentinels that shall watch it.</source>
        <translation>Indique el origen y los Sentinels que deben vigilarlo.</translation>
    </message>
    <message>
        <source>Save the files in</source>
        <translation>Guardar los archivos en</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>No se ha podido escribir %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 files are in %2.</source>
        <translation>
            <numerusform>Hay %1 archivo en %2.</numerusform>
            <numerusform>Hay %1 archivos en %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>These commands will be sent to each of %1. A Sentinel that watches this source already gets the settings alone. SENTINEL REMOVE %2 undoes it.</source>
        <translation>Estos comandos se enviarán a cada uno de %1. Un Sentinel que ya vigila este origen recibe solo los ajustes. SENTINEL REMOVE %2 lo deshace.</translation>
    </message>
    <message>
        <source>&amp;Send them now</source>
        <translation>Enviar a&amp;hora</translation>
    </message>
    <message>
        <source>Stands here once source, group and Sentinels are given.</source>
        <translation>Figura aquí en cuanto se indiquen origen, grupo y Sentinels.</translation>
    </message>
    <message>
        <source>Stands here once group and Sentinels are given.</source>
        <translation>Figura aquí en cuanto se indiquen grupo y Sentinels.</translation>
    </message>
</context>
<context>
    <name>ferryman::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>&amp;Restore all defaults</source>
        <translation>&amp;Restaurar predeterminados</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Elegir: %1</translation>
    </message>
    <message>
        <source>“%1” is no folder&apos;s whole path: %2 stays as it was.</source>
        <translation>«%1» no es la ruta completa de una carpeta: %2 se queda como estaba.</translation>
    </message>
</context>
<context>
    <name>ferryman::StageRow</name>
    <message>
        <source>to come</source>
        <translation>por venir</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>en curso</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>in trouble</source>
        <translation>con problemas</translation>
    </message>
</context>
<context>
    <name>ferryman::StepRail</name>
    <message>
        <source>New migration</source>
        <translation>Nueva migración</translation>
    </message>
    <message>
        <source>no group yet</source>
        <translation>sin grupo aún</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>grupo %1</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>Migraciones</translation>
    </message>
    <message>
        <source>%1, left open: %2</source>
        <translation>%1, quedaron abiertas: %2</translation>
    </message>
    <message>
        <source>on this machine: %1</source>
        <translation>en este equipo: %1</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>Cop&amp;iar</translation>
    </message>
    <message>
        <source>Copy the timeline</source>
        <translation>Copiar la cronología</translation>
    </message>
    <message>
        <source>Timeline of the switch</source>
        <translation>Cronología de la conmutación</translation>
    </message>
    <message>
        <source>by this computer&apos;s clock; rows without a phase are Sentinel&apos;s own events</source>
        <translation>según el reloj de este equipo; las filas sin fase son eventos del propio Sentinel</translation>
    </message>
</context>
<context>
    <name>ferryman::SwitchView</name>
    <message>
        <source>Write freeze</source>
        <translation>Congelación de escrituras</translation>
    </message>
    <message>
        <source>Promoted after</source>
        <translation>Promovido tras</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinels</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>&amp;Abort</source>
        <translation>An&amp;ular</translation>
    </message>
    <message>
        <source>Freeze budget used</source>
        <translation>Tiempo de congelación consumido</translation>
    </message>
    <message>
        <source>from the freeze to the first write that Dragonfly could take; allowed were %1</source>
        <translation>de la congelación a la primera escritura que Dragonfly pudo aceptar; se permitían %1</translation>
    </message>
    <message>
        <source>after SENTINEL FAILOVER was sent</source>
        <translation>después de enviar SENTINEL FAILOVER</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 agree</source>
        <translation>
            <numerusform>%1 de %2 coincide</numerusform>
            <numerusform>%1 de %2 coinciden</numerusform>
        </translation>
    </message>
    <message>
        <source>all of them after %1</source>
        <translation>todos tras %1</translation>
    </message>
    <message>
        <source>not drained</source>
        <translation>sin drenar</translation>
    </message>
    <message>
        <source>frozen at %1</source>
        <translation>congelado en %1</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>todos</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>no todos</translation>
    </message>
    <message>
        <source>frozen at %1, Dragonfly had %2</source>
        <translation>congelado en %1, Dragonfly tenía %2</translation>
    </message>
    <message>
        <source>The failover was sent to Sentinel: from there it only goes forward.</source>
        <translation>Se ha enviado a Sentinel la orden de conmutar: desde ahí solo se avanza.</translation>
    </message>
    <message>
        <source>Puts everything back that the switch has changed.</source>
        <translation>Restaura todo lo que la conmutación ha cambiado.</translation>
    </message>
    <message>
        <source>%1 Until %2 at the latest: %3 left.</source>
        <translation>%1 Hasta %2 como máximo: quedan %3.</translation>
    </message>
    <message>
        <source>Writes waited for %1 of at most %2</source>
        <translation>Las escrituras han esperado %1 de %2 como máximo</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, %2 left</source>
        <translation>Escrituras en espera: %1 transcurridos, quedan %2</translation>
    </message>
    <message>
        <source>Writes wait: %1 gone, the budget was %2</source>
        <translation>Escrituras en espera: %1 transcurridos, se permitían %2</translation>
    </message>
    <message>
        <source>Waiting for the best moment: %1 s. %2</source>
        <translation>Esperando el mejor momento: %1 s. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::TimeChart</name>
    <message>
        <source>no value</source>
        <translation>sin valor</translation>
    </message>
    <message>
        <source>%1 The table shows all values.</source>
        <translation>%1 La tabla muestra todos los valores.</translation>
    </message>
</context>
<context>
    <name>ferryman::TimelineModel</name>
    <message>
        <source>From here there is no way back: the failover was sent to Sentinel, and the switch only goes forward.</source>
        <translation>A partir de aquí no hay vuelta atrás: se ha enviado a Sentinel la orden de conmutar y solo se avanza.</translation>
    </message>
    <message>
        <source>Since freeze</source>
        <translation>Desde la congelación</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Fase</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha ocurrido</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duración</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyPicture</name>
    <message>
        <source>nobody</source>
        <translation>nadie</translation>
    </message>
    <message>
        <source>Sentinel %1</source>
        <translation>Sentinel %1</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>no responde</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>in TILT: takes no decision</source>
        <translation>en TILT: no toma decisiones</translation>
    </message>
    <message>
        <source>fails over: %1</source>
        <translation>conmuta: %1</translation>
    </message>
    <message>
        <source>names %1</source>
        <translation>indica %1</translation>
    </message>
    <message>
        <source>epoch %1, %2 ms</source>
        <translation>época %1, %2 ms</translation>
    </message>
    <message>
        <source>Names as primary</source>
        <translation>Indica como primario</translation>
    </message>
    <message>
        <source>Agrees with</source>
        <translation>Coincide con</translation>
    </message>
    <message>
        <source>Configuration epoch</source>
        <translation>Época de configuración</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quórum</translation>
    </message>
    <message>
        <source>Other Sentinels known to it</source>
        <translation>Otros Sentinels que conoce</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Ida y vuelta</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Failover state</source>
        <translation>Estado de conmutación</translation>
    </message>
    <message>
        <source>Its own role</source>
        <translation>Su propio rol</translation>
    </message>
    <message>
        <source>replica of %1</source>
        <translation>réplica de %1</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>primario</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Leído a las</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>no se puede usar</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Réplica</translation>
    </message>
    <message>
        <source>link is down</source>
        <translation>enlace caído</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>retraso %1</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>prioridad %1</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Retraso</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>held for down</source>
        <translation>dada por caída</translation>
    </message>
    <message>
        <source>Old primary</source>
        <translation>Primario antiguo</translation>
    </message>
    <message>
        <source>a read-only replica</source>
        <translation>réplica de solo lectura</translation>
    </message>
    <message>
        <source>left the group</source>
        <translation>ha dejado el grupo</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primario</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>degradado</translation>
    </message>
    <message>
        <source>takes writes</source>
        <translation>acepta escrituras</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>sin probar</translation>
    </message>
    <message>
        <source>Sentinels that name it</source>
        <translation>Sentinels que lo indican</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>frozen: writes wait</source>
        <translation>congelado: escrituras en espera</translation>
    </message>
    <message>
        <source>Primary: Dragonfly</source>
        <translation>Primario: Dragonfly</translation>
    </message>
    <message>
        <source>named by %1 of %2</source>
        <translation>lo indican %1 de %2</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>promovido</translation>
    </message>
    <message>
        <source>is being promoted</source>
        <translation>se está promoviendo</translation>
    </message>
    <message>
        <source>follows, priority %1</source>
        <translation>sigue, prioridad %1</translation>
    </message>
    <message>
        <source>follows %1</source>
        <translation>sigue a %1</translation>
    </message>
    <message>
        <source>not attached</source>
        <translation>no vinculado</translation>
    </message>
    <message>
        <source>Dragonfly</source>
        <translation>Dragonfly</translation>
    </message>
    <message numerus="yes">
        <source>Named by %1 of %2 Sentinels: %3</source>
        <translation>
            <numerusform>Indicado por %1 de %2 Sentinel: %3</numerusform>
            <numerusform>Indicado por %1 de %2 Sentinels: %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyView</name>
    <message>
        <source>Topology</source>
        <translation>Topología</translation>
    </message>
    <message>
        <source>Nothing was read yet. Enter any one Sentinel and Dragonfly, then press “Read and test”.</source>
        <translation>Aún no se ha leído nada. Introduzca un Sentinel cualquiera y Dragonfly, y pulse «Leer y probar».</translation>
    </message>
    <message>
        <source>The Sentinels are being asked for the primary, its replicas and each other.</source>
        <translation>Se está preguntando a los Sentinels por el primario, sus réplicas y los demás Sentinels.</translation>
    </message>
</context>
<context>
    <name>ferryman::TopologyWindow</name>
    <message>
        <source>Topology</source>
        <translation>Topología</translation>
    </message>
    <message>
        <source>Switch: %1. %2</source>
        <translation>Conmutación: %1. %2</translation>
    </message>
</context>
<context>
    <name>ferryman::Unattended</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>No se puede crear la carpeta %1.</translation>
    </message>
    <message>
        <source>All six steps were gone through; Dragonfly %1 is the primary.</source>
        <translation>Se han recorrido los seis pasos; Dragonfly %1 es el primario.</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>No se puede escribir la imagen %1.</translation>
    </message>
    <message>
        <source>The step &quot;%1&quot; did not come to its end within %2 s.</source>
        <translation>El paso «%1» no ha llegado a su fin en %2 s.</translation>
    </message>
    <message>
        <source>The button &quot;%1&quot; cannot be pressed.</source>
        <translation>El botón «%1» no se puede pulsar.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; cannot be filled.</source>
        <translation>El campo «%1» no se puede rellenar.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyControls</name>
    <message>
        <source>a sample of %1</source>
        <translation>una muestra de %1</translation>
    </message>
    <message>
        <source>any number of keys/s</source>
        <translation>cualquier número de claves/s</translation>
    </message>
    <message numerus="yes">
        <source>%1 keys/s</source>
        <translation>
            <numerusform>%1 clave/s</numerusform>
            <numerusform>%1 claves/s</numerusform>
        </translation>
    </message>
    <message>
        <source>any number of MB/s</source>
        <translation>cualquier número de MB/s</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>Qué se compara</translation>
    </message>
    <message>
        <source>Most keys a second</source>
        <translation>Máximo de claves por segundo</translation>
    </message>
    <message>
        <source>Most bytes a second</source>
        <translation>Máximo de bytes por segundo</translation>
    </message>
    <message>
        <source>Server that is read as the source</source>
        <translation>Servidor que se lee como origen</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>Leer de</translation>
    </message>
    <message>
        <source>every key</source>
        <translation>todas las claves</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>como máximo</translation>
    </message>
    <message>
        <source>the primary</source>
        <translation>el primario</translation>
    </message>
    <message>
        <source>Keys on both servers, with every value, type and expiry, while writes go on.</source>
        <translation>Claves en ambos servidores, con cada valor, tipo y caducidad, mientras continúan las escrituras.</translation>
    </message>
    <message>
        <source>If none differs it will say: “%1”</source>
        <translation>Si ninguna difiere, dirá: «%1»</translation>
    </message>
    <message>
        <source>Keys drawn at random; what they say of all is told in a sentence.</source>
        <translation>Claves tomadas al azar; lo que dicen del conjunto se resume en una frase.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyCountsView</name>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Comparadas</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>Difieren</translation>
    </message>
    <message>
        <source>Kind of difference</source>
        <translation>Clase de diferencia</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Claves</translation>
    </message>
    <message>
        <source>Keys by type</source>
        <translation>Claves por tipo</translation>
    </message>
    <message>
        <source>Differences by their kind</source>
        <translation>Diferencias por clase</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyFigures</name>
    <message>
        <source>Keys compared</source>
        <translation>Claves comparadas</translation>
    </message>
    <message>
        <source>Keys a second</source>
        <translation>Claves por segundo</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Sin decidir</translation>
    </message>
    <message>
        <source>of %1, %2 %</source>
        <translation>de %1, %2 %</translation>
    </message>
    <message>
        <source>read: %1</source>
        <translation>leído: %1</translation>
    </message>
    <message>
        <source>on average</source>
        <translation>de media</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>quedan unos %1</translation>
    </message>
    <message>
        <source>time left not known</source>
        <translation>tiempo restante desconocido</translation>
    </message>
    <message>
        <source>cannot be compared: %1</source>
        <translation>no se pueden comparar: %1</translation>
    </message>
    <message>
        <source>keys that keep changing</source>
        <translation>claves que no dejan de cambiar</translation>
    </message>
    <message>
        <source>read again before it counts</source>
        <translation>se lee de nuevo antes de contar</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyPage</name>
    <message>
        <source>Fail over opens when replication is steady.</source>
        <translation>«Conmutar» se abre cuando la replicación es estable.</translation>
    </message>
    <message>
        <source>Fail over is open.</source>
        <translation>«Conmutar» está abierto.</translation>
    </message>
    <message>
        <source>No difference so far. Each stands here as soon as it has been read again and lasts.</source>
        <translation>Sin diferencias por ahora. Cada una figura aquí en cuanto se ha leído de nuevo y persiste.</translation>
    </message>
    <message>
        <source>The differences of an earlier session were counted, but are not listed any more: compare again.</source>
        <translation>Las diferencias de una sesión anterior se contaron, pero ya no se enumeran: compare de nuevo.</translation>
    </message>
    <message>
        <source>No key differs.</source>
        <translation>Ninguna clave difiere.</translation>
    </message>
    <message>
        <source>Differences stand here as they are found, each with its database, its key and both sides.</source>
        <translation>Las diferencias figuran aquí a medida que se encuentran, cada una con su base de datos, su clave y ambos lados.</translation>
    </message>
    <message>
        <source>Self &amp;test</source>
        <translation>Auto&amp;prueba</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Detener</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Comparar</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>C&amp;ontinuar</translation>
    </message>
    <message>
        <source>Plants every kind of difference on two scratch servers of this machine, and looks whether each is found.</source>
        <translation>Siembra cada clase de diferencia en dos servidores desechables de este equipo y comprueba si se encuentra cada una.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Recuentos</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>Sin examinar</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportar…</translation>
    </message>
    <message>
        <source>Writes the differences as NDJSON or CSV.</source>
        <translation>Escribe las diferencias como NDJSON o CSV.</translation>
    </message>
    <message>
        <source>What was not looked at</source>
        <translation>Lo que no se ha examinado</translation>
    </message>
    <message>
        <source>&amp;Compare anew</source>
        <translation>&amp;Comparar desde cero</translation>
    </message>
    <message>
        <source>&amp;Compare again</source>
        <translation>&amp;Comparar de nuevo</translation>
    </message>
    <message>
        <source>Differences: %1</source>
        <translation>Diferencias: %1</translation>
    </message>
    <message>
        <source>Not looked at: %1</source>
        <translation>Sin examinar: %1</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: start the replication first.</source>
        <translation>Aún no se puede comparar nada: inicie primero la replicación.</translation>
    </message>
    <message>
        <source>The differences were written to %1.</source>
        <translation>Las diferencias se han escrito en %1.</translation>
    </message>
    <message>
        <source>Dragonfly does not follow the source: start the replication first, or compare them as two servers by themselves.</source>
        <translation>Dragonfly no sigue al origen: inicie primero la replicación o compárelos como dos servidores independientes.</translation>
    </message>
    <message>
        <source>The self test runs on two scratch servers of this machine.</source>
        <translation>La autoprueba se ejecuta en dos servidores desechables de este equipo.</translation>
    </message>
    <message>
        <source>The self test did not run.</source>
        <translation>La autoprueba no se ha ejecutado.</translation>
    </message>
    <message>
        <source>The servers of this machine cannot show: %1.</source>
        <translation>Los servidores de este equipo no pueden mostrar: %1.</translation>
    </message>
    <message>
        <source>Self test: %1</source>
        <translation>Autoprueba: %1</translation>
    </message>
    <message>
        <source>Export the differences</source>
        <translation>Exportar las diferencias</translation>
    </message>
    <message>
        <source>NDJSON (*.ndjson);;CSV (*.csv)</source>
        <translation>NDJSON (*.ndjson);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>New &amp;full sync…</source>
        <translation>Nueva &amp;sincronización completa…</translation>
    </message>
    <message>
        <source>Has Dragonfly load all data from the source once more.</source>
        <translation>Hace que Dragonfly cargue una vez más todos los datos del origen.</translation>
    </message>
    <message>
        <source>Dragonfly against the source, in both directions. Comparing writes to neither.</source>
        <translation>Dragonfly frente al origen, en ambas direcciones. La comparación no escribe en ninguno de los dos.</translation>
    </message>
    <message numerus="yes">
        <source>Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source once more.</source>
        <translation>
            <numerusform>¿Cargar Dragonfly de nuevo? Se elimina todo lo que contiene y se copia una vez más %1 clave del origen.</numerusform>
            <numerusform>¿Cargar Dragonfly de nuevo? Se elimina todo lo que contiene y se copian una vez más %1 claves del origen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The last full sync took %1.</source>
        <translation>La última sincronización completa tardó %1.</translation>
    </message>
    <message>
        <source>The source forks, needs memory for what is written meanwhile, and keeps those writes in its replica output buffer until Dragonfly has loaded; its clients go on as before.</source>
        <translation>El origen hace un fork, necesita memoria para lo que se escriba entretanto y guarda esas escrituras en su búfer de salida de réplicas hasta que Dragonfly haya cargado; sus clientes continúan como antes.</translation>
    </message>
    <message>
        <source>Whoever reads Dragonfly sees the old data until the snapshot arrives, and the error LOADING while it is loaded.</source>
        <translation>Quien lee de Dragonfly ve los datos antiguos hasta que llega la instantánea, y el error LOADING mientras se carga.</translation>
    </message>
    <message>
        <source>The comparison is void then, and Fail over waits until replication is steady and the data compared once more.</source>
        <translation>La comparación deja entonces de ser válida, y «Conmutar» espera hasta que la replicación sea estable y los datos se hayan comparado una vez más.</translation>
    </message>
    <message>
        <source>Load anew</source>
        <translation>Cargar de nuevo</translation>
    </message>
    <message>
        <source>Both servers are read at once while writes go on, and every key is compared in both directions: presence, type, value and expiry, whatever the order of sets and hashes. What differs once is read again, behind the source&apos;s offset at that moment, and counts only if it lasts. Keys that keep changing are undecided, and are compared once more within the freeze of the switch. Limits may be changed while it runs; it slows down by itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on where it was. Comparing writes nothing. What differs is mended by a new full sync, which Dragonfly is asked for where it follows the source: the source forks once more, what was compared is void, and Fail over waits until replication is steady and the data compared again. The self test plants every kind of difference on two scratch servers and tells how many were found.</source>
        <translation>Ambos servidores se leen a la vez mientras continúan las escrituras, y cada clave se compara en ambas direcciones: presencia, tipo, valor y caducidad, sea cual sea el orden de sets y hashes. Lo que difiere una vez se lee de nuevo, tras alcanzar el offset que el origen tenía en ese momento, y solo cuenta si persiste. Las claves que no dejan de cambiar quedan sin decidir y se comparan una vez más en la congelación de la conmutación. Los límites se pueden cambiar en marcha; la comparación se ralentiza sola cuando el origen responde despacio o Dragonfly se retrasa. Una ejecución detenida continúa donde estaba. La comparación no escribe nada. Lo que difiere se corrige con una nueva sincronización completa, que se pide a Dragonfly cuando sigue al origen: el origen hace otro fork, lo comparado deja de ser válido, y «Conmutar» espera hasta que la replicación sea estable y los datos se hayan comparado de nuevo. La autoprueba siembra cada clase de diferencia en dos servidores desechables e indica cuántas se han encontrado.</translation>
    </message>
</context>
<context>
    <name>ferryman::VerifyWords</name>
    <message numerus="yes">
        <source>No difference, %1 keys compared.</source>
        <translation>
            <numerusform>Sin diferencias, %1 clave comparada.</numerusform>
            <numerusform>Sin diferencias, %1 claves comparadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze %1 keys were compared once more in %2; different: %3, not read: %4.</source>
        <translation>
            <numerusform>En la congelación se ha comparado una vez más %1 clave en %2; distintas: %3, sin leer: %4.</numerusform>
            <numerusform>En la congelación se han comparado una vez más %1 claves en %2; distintas: %3, sin leer: %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more, in about %2.</source>
        <translation>
            <numerusform>En la congelación de la conmutación se compara una vez más %1 clave, en unos %2.</numerusform>
            <numerusform>En la congelación de la conmutación se comparan una vez más %1 claves, en unos %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Within the freeze of the switch %1 keys are compared once more.</source>
        <translation>
            <numerusform>En la congelación de la conmutación se compara una vez más %1 clave.</numerusform>
            <numerusform>En la congelación de la conmutación se comparan una vez más %1 claves.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ended %1, took %2.</source>
        <translation>Terminado %1, ha durado %2.</translation>
    </message>
    <message>
        <source>%1 Written on the source since: %2.</source>
        <translation>%1 Escrito en el origen desde entonces: %2.</translation>
    </message>
    <message numerus="yes">
        <source>No difference, but %1 keys kept changing and are undecided.</source>
        <translation>
            <numerusform>Sin diferencias, pero %1 clave no dejaba de cambiar y queda sin decidir.</numerusform>
            <numerusform>Sin diferencias, pero %1 claves no dejaban de cambiar y quedan sin decidir.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both servers hold the same: %1 keys compared, none differs.</source>
        <translation>
            <numerusform>Ambos servidores contienen lo mismo: %1 clave comparada, ninguna difiere.</numerusform>
            <numerusform>Ambos servidores contienen lo mismo: %1 claves comparadas, ninguna difiere.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping: what was asked is still answered.</source>
        <translation>Deteniendo: lo que se ha preguntado aún se responde.</translation>
    </message>
    <message>
        <source>The governor leaves %1 % of the full speed.</source>
        <translation>El regulador deja el %1 % de la velocidad máxima.</translation>
    </message>
    <message>
        <source>Read again, because they differed once: %1.</source>
        <translation>Leídas de nuevo, porque difirieron una vez: %1.</translation>
    </message>
    <message>
        <source>Dragonfly lags %1, the source answers in %2.</source>
        <translation>Dragonfly tiene un retraso de %1, el origen responde en %2.</translation>
    </message>
    <message>
        <source>Comparing. So far: %1</source>
        <translation>Comparando. Hasta ahora: %1</translation>
    </message>
    <message>
        <source>The comparison broke off. Until then: %1</source>
        <translation>La comparación se ha interrumpido. Hasta entonces: %1</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>Detenida. Hasta entonces: %1</translation>
    </message>
    <message>
        <source>It can go on where it was.</source>
        <translation>Puede continuar donde estaba.</translation>
    </message>
    <message>
        <source>Key counts: %1 on the source, %2 on Dragonfly.</source>
        <translation>Número de claves: %1 en el origen, %2 en Dragonfly.</translation>
    </message>
    <message>
        <source>Nothing was compared yet.</source>
        <translation>Aún no se ha comparado nada.</translation>
    </message>
    <message>
        <source>The expiries of single hash fields (hashes: %1): one of the servers cannot tell them.</source>
        <translation>Las caducidades de campos de hash individuales (hashes: %1): uno de los servidores no puede indicarlas.</translation>
    </message>
    <message>
        <source>“%1” of streams (streams: %2): one of the servers does not tell it.</source>
        <translation>«%1» de streams (streams: %2): uno de los servidores no lo indica.</translation>
    </message>
    <message>
        <source>Keys of type %1: %2. The type cannot be compared.</source>
        <translation>Claves de tipo %1: %2. El tipo no se puede comparar.</translation>
    </message>
    <message>
        <source>Keys that kept changing: %1. They are undecided.</source>
        <translation>Claves que no dejaban de cambiar: %1. Quedan sin decidir.</translation>
    </message>
    <message>
        <source>All keys outside of the sample.</source>
        <translation>Todas las claves fuera de la muestra.</translation>
    </message>
    <message>
        <source>Expiries that are less than %1 apart count as equal.</source>
        <translation>Las caducidades con menos de %1 de diferencia cuentan como iguales.</translation>
    </message>
    <message>
        <source>Functions, scripts, users and settings are no data: Assess looks at those that matter.</source>
        <translation>Funciones, scripts, usuarios y ajustes no son datos: «Evaluar» examina los que importan.</translation>
    </message>
    <message>
        <source>How long ago and how often a key was used (LRU, LFU) is not replicated.</source>
        <translation>Cuándo y con qué frecuencia se ha usado una clave (LRU, LFU) no se replica.</translation>
    </message>
    <message>
        <source>An earlier comparison was left unfinished.</source>
        <translation>Una comparación anterior quedó sin terminar.</translation>
    </message>
    <message numerus="yes">
        <source>Of %1 undecided keys the names are not kept, so that the freeze cannot compare them.</source>
        <translation>
            <numerusform>No se conserva el nombre de %1 clave sin decidir, por lo que la congelación no puede compararla.</numerusform>
            <numerusform>No se conservan los nombres de %1 claves sin decidir, por lo que la congelación no puede compararlas.</numerusform>
        </translation>
    </message>
    <message>
        <source>A new full sync mends it.</source>
        <translation>Una nueva sincronización completa lo corrige.</translation>
    </message>
    <message>
        <source>A new full sync replaced what had been compared: compare once more.</source>
        <translation>Una nueva sincronización completa ha reemplazado lo que se había comparado: compare una vez más.</translation>
    </message>
    <message>
        <source>Keys that were being read when a comparison was stopped, and whose names are longer than %1: %2. They are undecided.</source>
        <translation>Claves que se estaban leyendo cuando se detuvo una comparación y cuyos nombres superan %1: %2. Quedan sin decidir.</translation>
    </message>
    <message numerus="yes">
        <source>%1 differences</source>
        <translation>
            <numerusform>%1 diferencia</numerusform>
            <numerusform>%1 diferencias</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 keys compared.</source>
        <translation>
            <numerusform>%1, %2 clave comparada.</numerusform>
            <numerusform>%1, %2 claves comparadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No difference among %1 keys.</source>
        <translation>
            <numerusform>Sin diferencias en %1 clave.</numerusform>
            <numerusform>Sin diferencias en %1 claves.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 keys cannot be compared.</source>
        <translation>
            <numerusform>%1 clave no se puede comparar.</numerusform>
            <numerusform>%1 claves no se pueden comparar.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ferryman::ViewMenu</name>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>Colours as the &amp;desktop</source>
        <translation>Colores del &amp;escritorio</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Claro</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>&amp;Oscuro</translation>
    </message>
    <message>
        <source>Language as the d&amp;esktop</source>
        <translation>Idioma del e&amp;scritorio</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Alto con&amp;traste</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>Texto &amp;normal</translation>
    </message>
    <message>
        <source>La&amp;rge text</source>
        <translation>Texto &amp;grande</translation>
    </message>
    <message>
        <source>&amp;Very large text</source>
        <translation>Texto &amp;muy grande</translation>
    </message>
</context>
<context>
    <name>ferryman::WizardPage</name>
    <message>
        <source>Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers like one.</source>
        <translation>Práctica con un sustituto: el destino no es un Dragonfly real, sino un Redis que responde como tal.</translation>
    </message>
    <message>
        <source>Take &amp;up the earlier switch</source>
        <translation>&amp;Retomar la conmutación anterior</translation>
    </message>
    <message>
        <source>Asks all servers what is true, then finishes the switch or puts everything back.</source>
        <translation>Pregunta a todos los servidores por su estado real y después termina la conmutación o lo restaura todo.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>Traslada un primario Redis con Sentinel a Dragonfly.</translation>
    </message>
    <message>
        <source>Practise on a lab of local servers.</source>
        <translation>Practicar en un laboratorio de servidores locales.</translation>
    </message>
    <message>
        <source>With --practice: go through all steps without a person.</source>
        <translation>Con --practice: recorrer todos los pasos sin una persona.</translation>
    </message>
    <message>
        <source>Folder for report and pictures.</source>
        <translation>Carpeta para el informe y las imágenes.</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>carpeta</translation>
    </message>
    <message>
        <source>Language of the console, such as de.</source>
        <translation>Idioma de la consola, como «de».</translation>
    </message>
    <message>
        <source>language</source>
        <translation>idioma</translation>
    </message>
    <message>
        <source>Dark colours.</source>
        <translation>Colores oscuros.</translation>
    </message>
    <message>
        <source>A plan to open.</source>
        <translation>Un plan para abrir.</translation>
    </message>
    <message>
        <source>--unattended goes with --practice only.</source>
        <translation>--unattended solo va con --practice.</translation>
    </message>
    <message>
        <source>--practice brings its own plan: leave the plan out.</source>
        <translation>--practice trae su propio plan: omita el plan.</translation>
    </message>
</context>
</TS>
