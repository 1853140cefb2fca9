// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"

#include "support/named.h"
#include "support/recordings.h"

#include <QEventLoop>
#include <QFutureWatcher>
#include <QTimer>

#include <algorithm>

Q_DECLARE_METATYPE(ferryman::test::Case)

namespace ferryman::test {

namespace {

using redis::Value;

redis::Login loginOf(const ScriptedServer& server) {
    redis::Login login;
    login.endpoint.address = server.address();
    return login;
}

Value setting(const QHash<QByteArray, QByteArray>& settings, const QByteArray& name) {
    return settings.contains(name)
               ? Value::array({Value::bulk(name), Value::bulk(settings.value(name))})
               : Value::array({});
}

Value texts(const QByteArrayList& lines) {
    QList<Value> items;
    for (const QByteArray& line : lines) {
        items.append(Value::bulk(line));
    }
    return Value::array(items);
}

Value time(double seconds) {
    return Value::array({Value::bulk(QByteArray::number(qint64(seconds))),
                         Value::bulk(QByteArray::number(qint64(seconds * 1e6) % 1'000'000))});
}

const double now = 1'790'000'000;

} // namespace

CheckRig::CheckRig()
    : sourceInfo(recording(QStringLiteral("redis_INFO_ALL_df_online")).bytes())
    , targetInfo(recording(QStringLiteral("df_master_noreplica_INFO")).bytes())
    , databases(Value::array({Value::bulk("databases"), Value::bulk("16")}))
    , sourceSettings{{"databases", "16"},
                     {"client-output-buffer-limit",
                      "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"},
                     {"repl-timeout", "60"},
                     {"repl-diskless-sync", "yes"},
                     {"timeout", "0"},
                     {"notify-keyspace-events", ""},
                     {"maxclients", "10000"},
                     {"save", ""},
                     {"appendonly", "no"},
                     {"min-replicas-to-write", "1"}}
    , targetSettings{{"announce_port", "0"},  {"snapshot_cron", "0 3 * * *"}, {"timeout", "0"},
                     {"maxclients", "64000"}, {"notify_keyspace_events", ""}, {"masterauth", ""}}
    , sourceUsers{"user default on nopass ~* &* +@all"}
    , targetUsers{"user default on nopass ~* &* +@all"}
    , views(healthyViews())
    , sourceConnection(loginOf(source))
    , targetConnection(loginOf(target)) {
    for (SentinelView& view : views) {
        view.replicas.clear(); // Dragonfly is not attached yet
    }
    for (const char* script : {"cmdstat_eval", "cmdstat_debug"}) {
        dropLine(sourceInfo, script); // by which the recorded keys were made
    }
    setLine(targetInfo, "connected_slaves", "1"); // a single Dragonfly is noted
    source.listClients();
    target.listClients();
    source.setScript([this](const QByteArrayList& words) { return sourceSays(words); });
    target.setScript([this](const QByteArrayList& words) { return targetSays(words); });
}

std::optional<Value> CheckRig::sourceSays(const QByteArrayList& words) {
    const QByteArray& name = words.first();
    const QByteArray sub = words.value(1);
    if (sourceInstead) {
        return sourceInstead(words);
    }
    if (denied.contains(name) || denied.contains(name + ' ' + sub)) {
        return Value::error("NOPERM this user has no permissions to run the '" + name.toLower() +
                            "' command");
    }
    if (name == "FUNCTION" || name == "MODULE") {
        return name == "MODULE" ? modules : functions;
    }
    if (name == "CONFIG") {
        return setting(sourceSettings, words.last());
    }
    if (name == "COMMAND") {
        QList<Value> entries;
        for (const QByteArray& command : words.sliced(2)) {
            const char* flag = writes.contains(command) ? "write" : "readonly";
            entries.append(renamed.contains(command)
                               ? Value()
                               : Value::array({Value::bulk(command), Value::integer(1),
                                               Value::array({Value::status(flag)})}));
        }
        return Value::array(entries);
    }
    if (name == "ACL" && sub == "DRYRUN" && words.size() > 3) {
        const bool may =
            !denied.contains(words[3]) && !denied.contains(words[3] + ' ' + words.value(4));
        return may ? Value::status("OK")
                   : Value::bulk("This user has no permissions to run the '" + words[3].toLower() +
                                 "' command");
    }
    if (name == "ACL") {
        return sub == "LIST"     ? texts(sourceUsers)
               : sub == "WHOAMI" ? Value::bulk("default")
                                 : Value::status("OK");
    }
    if (name == "TIME") {
        return time(now);
    }
    if (name == "SCAN") {
        return Value::array({Value::bulk("0"), texts(QByteArrayList(ttls.size(), "key"))});
    }
    if (name == "PTTL") {
        if (ttls.isEmpty()) {
            return Value::integer(-2);
        }
        const qint64 ttl = ttls.first();
        ttls.append(ttls.takeFirst());
        return Value::integer(ttl);
    }
    if (name == "CLIENT") {
        return Value::bulk(sourceClients);
    }
    if (name == "MULTI" || name == "DISCARD") {
        return Value::status("OK");
    }
    return name == "PING" ? Value::status("PONG") : Value::bulk(sourceInfo);
}

std::optional<Value> CheckRig::targetSays(const QByteArrayList& words) {
    const QByteArray& name = words.first();
    const QByteArray sub = words.value(1);
    if (targetInstead) {
        return targetInstead(words);
    }
    if (name == "CONFIG") {
        return words.last() == "databases" ? databases : setting(targetSettings, words.last());
    }
    if (name == "COMMAND") {
        return recording(QStringLiteral("df_COMMAND_full"));
    }
    if (name == "ACL") {
        return sub == "LIST"     ? texts(targetUsers)
               : sub == "WHOAMI" ? Value::bulk("User is default")
                                 : Value::status("OK");
    }
    if (name == "TIME") {
        return time(now + targetAhead);
    }
    if (name == "CLIENT") {
        return recording(QStringLiteral("df_CLIENT_LIST"));
    }
    return name == "PING" ? Value::status("PONG") : Value::bulk(targetInfo);
}

CheckContext CheckRig::context() {
    CheckContext all;
    all.plan = plan;
    all.topology = merge(QStringLiteral("orders"), views);
    all.source = &sourceConnection;
    all.target = &targetConnection;
    all.clock = &clock;
    all.evidence = std::make_shared<Evidence>(clock, milliseconds(1));
    return all;
}

QList<Finding> CheckRig::findings(const QString& checkId) {
    const auto checks = standardChecks();
    const auto check =
        std::ranges::find(checks, checkId, [](const auto& each) { return each->id(); });
    if (check == checks.end()) {
        QTest::qFail(qPrintable("there is no check " + checkId), __FILE__, __LINE__);
        return {};
    }
    QObject owner;
    const QFuture<QList<Finding>> running = (*check)->run(context(), &owner);
    QEventLoop loop; // QTest::qWaitFor() would sleep 10 ms at every step of the way
    QFutureWatcher<QList<Finding>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(running);
    if (!running.isFinished()) {
        QTimer::singleShot(10'000, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (!running.isFinished()) {
        QTest::qFail(qPrintable(checkId + " does not end"), __FILE__, __LINE__);
        return {};
    }
    return running.result();
}

void CheckRig::setLine(QByteArray& info, const QByteArray& name, const QByteArray& value) {
    dropLine(info, name);
    info += name + ':' + value + "\r\n";
}

void CheckRig::dropLine(QByteArray& info, const QByteArray& name) {
    QByteArrayList lines = info.split('\n');
    lines.removeIf([&name](const QByteArray& line) { return line.startsWith(name + ':'); });
    info = lines.join('\n');
}

void addCases(const QList<Case>& cases) {
    QTest::addColumn<Case>("row");
    for (const Case& row : cases) {
        QTest::addRow("%s: %s", row.check, row.name) << row;
    }
}

void checkCase() {
    QFETCH(Case, row);
    CheckRig rig;
    if (row.spoil) {
        row.spoil(rig);
    }

    const QList<Finding> findings = rig.findings(QLatin1String(row.check));

    QCOMPARE(findings.size(), 1);
    const Finding& finding = findings.first();
    COMPARE_NAMED(finding.severity, row.severity);
    QCOMPARE(finding.id, QLatin1String(row.check));
    QCOMPARE(finding.at, rig.clock.utc());
    QVERIFY(!finding.title.isEmpty());
    QVERIFY(!finding.found.english().isEmpty());
    QVERIFY(!finding.readWith.isEmpty());
    QCOMPARE(finding.blocks(), row.severity == Severity::Blocker);
    if (finding.severity != Severity::Passed) { // it says what to do about it
        QVERIFY(!finding.wanted.isEmpty());
        QVERIFY(!finding.why.isEmpty());
    }
    for (const QString& word : row.words) {
        QVERIFY2(textOf(finding).contains(word), qPrintable(textOf(finding)));
    }
}

QString textOf(const Finding& finding) {
    return QStringList{finding.title.english(), finding.found.english(), finding.wanted.english(),
                       finding.why.english()}
        .join(QLatin1String(" | "));
}

} // namespace ferryman::test
