<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>core</name>
    <message>
        <source>The operation was abandoned before it ended.</source>
        <translation>Der Vorgang wurde aufgegeben, bevor er zu Ende war.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Moves a Redis primary under Sentinel to Dragonfly.</source>
        <translation>Zieht einen Redis-Primary unter Sentinel nach Dragonfly um.</translation>
    </message>
</context>
</TS>
