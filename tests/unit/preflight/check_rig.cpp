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

} // namespace

CheckRig::CheckRig()
    : sourceInfo(recording(QStringLiteral("redis_INFO_ALL_df_online")).bytes())
    , targetInfo(recording(QStringLiteral("df_master_noreplica_INFO")).bytes())
    , databases(Value::array({Value::bulk("databases"), Value::bulk("16")}))
    , views(healthyViews())
    , sourceConnection(loginOf(source))
    , targetConnection(loginOf(target)) {
    plan.policy.verify = VerifyMode::Off; // what this version does not do is noted
    for (SentinelView& view : views) {
        view.replicas.clear(); // Dragonfly is not attached yet
    }
    source.setScript([this](const QByteArrayList& words) -> std::optional<Value> {
        if (sourceInstead) {
            return sourceInstead(words);
        }
        return words.first() == "FUNCTION" ? functions : Value::bulk(sourceInfo);
    });
    target.setScript([this](const QByteArrayList& words) -> std::optional<Value> {
        if (targetInstead) {
            return targetInstead(words);
        }
        return words.first() == "CONFIG" ? databases : Value::bulk(targetInfo);
    });
}

CheckContext CheckRig::context() {
    CheckContext all;
    all.plan = plan;
    all.topology = merge(QStringLiteral("orders"), views);
    all.source = &sourceConnection;
    all.target = &targetConnection;
    all.clock = &clock;
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
