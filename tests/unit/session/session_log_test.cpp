// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_factory.h"
#include "session/session_log.h"
#include "support/fake_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

QStringList linesOf(const MessageLog& log) {
    QStringList lines;
    for (const LogLine& line : log.after(0)) {
        lines << QStringLiteral("%1 %2: %3")
                     .arg(QLatin1String(toString(line.level)), line.category, line.text);
    }
    return lines;
}

} // namespace

/// What a session leaves in the program's log, and what never.
class SessionLogTest : public QObject {
    Q_OBJECT

private slots:
    void tellsRowsEventsAndErrorsOnce();
    void passwordsOfTheSessionNeverStandInIt();
};

void SessionLogTest::tellsRowsEventsAndErrorsOnce() {
    MessageLog log;
    const LogHandler handler(log);
    FakeSession session;
    const SessionLog sessionLog(session);
    emit session.journalled({17,
                             QDateTime::currentDateTimeUtc(),
                             RowKind::Reply,
                             QStringLiteral("10.0.0.1:6379"),
                             {{QStringLiteral("reply"), QStringLiteral("OK")}}});
    emit session.sentinelEvent({QDateTime::currentDateTimeUtc(),
                                {QStringLiteral("10.0.0.3"), 26379},
                                QStringLiteral("+sdown"),
                                QStringLiteral("master mymaster")});
    Snapshot snapshot;
    snapshot.steps[0].status = StepStatus::Running;
    snapshot.connect.error = Error{ErrorKind::Tls, {"No trust."}, {}, {}};
    session.show(snapshot);
    session.show(snapshot);
    snapshot.connect.error.reset();
    session.show(snapshot);
    QCOMPARE(linesOf(log),
             (QStringList{
                 QStringLiteral("info ferryman.journal: 17 reply 10.0.0.1:6379 {\"reply\":\"OK\"}"),
                 QStringLiteral("info ferryman.sentinel: 10.0.0.3:26379 +sdown master mymaster"),
                 QStringLiteral("info ferryman.session: connect: running. "),
                 QStringLiteral("warning ferryman.session: connect: No trust."),
                 QStringLiteral("info ferryman.session: connect: no error any more")}));
}

void SessionLogTest::passwordsOfTheSessionNeverStandInIt() {
    const QTemporaryDir folder;
    MessageLog log;
    SessionOptions options;
    options.journalFolder = folder.path();
    options.log = &log;
    const auto session = makeSession(options);
    qputenv("FERRYMAN_TEST_LOG_PASSWORD", "from the environment");
    Plan plan;
    plan.id = QStringLiteral("7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11");
    plan.sentinels = {redis::Endpoint{{QStringLiteral("127.0.0.1"), 1}, {}, 0, false}};
    plan.dragonfly = redis::Endpoint{{QStringLiteral("127.0.0.1"), 1}, {}, 0, false};
    plan.dragonflySecret = {SecretSource::Kind::Environment,
                            QStringLiteral("FERRYMAN_TEST_LOG_PASSWORD")};
    EnteredSecrets typed;
    typed.source = Secret("typed by hand");
    session->setPlan(plan, typed);
    QTRY_COMPARE(log.blotted(QStringLiteral("typed by hand")), QStringLiteral("(secret)"));
    session->connectAll(); // which asks the environment
    QTRY_COMPARE(log.blotted(QStringLiteral("from the environment")), QStringLiteral("(secret)"));
    qunsetenv("FERRYMAN_TEST_LOG_PASSWORD");
}

QTEST_GUILESS_MAIN(SessionLogTest)
#include "session_log_test.moc"
