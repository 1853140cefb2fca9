// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;

namespace {

const redis::Address source{QStringLiteral("10.0.0.1"), 6379};
const redis::Address dragonfly{QStringLiteral("10.0.0.2"), 6380};
const redis::Address otherReplica{QStringLiteral("10.0.0.9"), 6379};

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

ReplicaView live(const redis::Address& address) {
    ReplicaView view;
    view.address = address;
    view.live = true;
    return view;
}

/// A switch that was not confirmed, on servers that nobody asks.
class Unconfirmed {
public:
    Unconfirmed()
        : m_source(loginTo(source))
        , m_target(loginTo({QStringLiteral("cache.example"), 6380}))
        , m_sentinels({}, loginTo, m_clock) {
        auto journal = Journal::open(m_folder.path(), QStringLiteral("preview"), m_clock);
        m_journal = std::move(*journal);
        SwitchParties parties;
        parties.group = QStringLiteral("mymaster");
        parties.source = &m_source;
        parties.target = &m_target;
        parties.sentinels = &m_sentinels;
        parties.journal = m_journal.get();
        parties.clock = &m_clock;
        m_switch = std::make_unique<Switch>(std::move(parties));
    }

    QStringList preview(const GateEvidence& evidence) const {
        QStringList lines;
        for (const PlannedCommand& command : m_switch->preview(evidence)) {
            lines.append(
                QStringLiteral("%1 %2 %3")
                    .arg(QLatin1String(toString(command.phase)), command.where, command.text));
        }
        return lines;
    }

private:
    SystemClock m_clock;
    QTemporaryDir m_folder;
    redis::Connection m_source;
    redis::Connection m_target;
    Sentinels m_sentinels;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Switch> m_switch;
};

GateEvidence evidenceOf(const char* version) {
    GateEvidence evidence;
    evidence.source = source;
    evidence.sourceIdentity = {redis::Product::Redis, QString::fromLatin1(version), false};
    evidence.target = dragonfly;
    evidence.topology.replicas = {live(dragonfly)};
    return evidence;
}

} // namespace

/// What the page shows before anything is confirmed is what will be sent.
class SwitchPreviewTest : public QObject {
    Q_OBJECT

private slots:
    void namesDragonflyAsItIsListed();
    void theOldPrimaryIsReadOnlyBeforeItIsAReplica();
    void showsHowOtherReplicasAreDetachedAndParked();
    void showsNoPauseToASourceThatCannotPause();
    void showsWhoIsEndedWhereExecPassesTheFence();
    void assumesNoOldValue();
};

void SwitchPreviewTest::namesDragonflyAsItIsListed() {
    const QStringList lines = Unconfirmed().preview(evidenceOf("7.0.15"));
    QVERIFY(lines.contains(QStringLiteral("arm 10.0.0.2:6380 CONFIG SET replica_priority 1")));
    QVERIFY(lines.filter(QStringLiteral("cache.example")).isEmpty());
    QVERIFY(lines.filter(QStringLiteral("pin ")).isEmpty());
}

/// A server with replica-read-only no would accept writes as a replica as well.
void SwitchPreviewTest::theOldPrimaryIsReadOnlyBeforeItIsAReplica() {
    const QStringList lines = Unconfirmed().preview(evidenceOf("7.0.15"));
    const auto readOnly =
        lines.indexOf(QStringLiteral("demote 10.0.0.1:6379 CONFIG SET replica-read-only yes"));
    const auto demoted =
        lines.indexOf(QStringLiteral("demote 10.0.0.1:6379 REPLICAOF 127.0.0.1 1"));
    QVERIFY2(readOnly >= 0 && demoted > readOnly, qPrintable(lines.join(QLatin1Char('\n'))));
}

void SwitchPreviewTest::showsHowOtherReplicasAreDetachedAndParked() {
    GateEvidence evidence = evidenceOf("7.0.15");
    evidence.topology.replicas.append(live(otherReplica));
    const QString all = Unconfirmed().preview(evidence).join(QLatin1Char('\n'));
    for (const char* line :
         {"pin 10.0.0.9:6379 REPLICAOF 127.0.0.1 1",
          "pin 10.0.0.9:6379 CONFIG SET replica-priority 0", "pin  SENTINEL RESET mymaster",
          "settle 10.0.0.9:6379 CONFIG REWRITE", "retreat 10.0.0.9:6379 REPLICAOF 10.0.0.1 6379",
          "retreat 10.0.0.9:6379 CONFIG SET replica-priority (as it is then)"}) {
        QVERIFY2(all.contains(QLatin1String(line)), qPrintable(QLatin1String(line) + u'\n' + all));
    }
}

void SwitchPreviewTest::showsNoPauseToASourceThatCannotPause() {
    const Unconfirmed unconfirmed;
    const auto pauses = [&](const char* version) {
        return !unconfirmed.preview(evidenceOf(version))
                    .filter(QStringLiteral("CLIENT PAUSE"))
                    .isEmpty();
    };
    QVERIFY(!pauses("5.0.14"));
    QVERIFY(!pauses("6.0.20"));
    QVERIFY(pauses("6.2.14"));
}

void SwitchPreviewTest::showsWhoIsEndedWhereExecPassesTheFence() {
    const Unconfirmed unconfirmed;
    const QString all = unconfirmed.preview(evidenceOf("6.0.5")).join(QLatin1Char('\n'));
    const QString ended =
        QStringList{"MULTI", "CLIENT KILL ID ...", "INFO replication", "INFO stats", "EXEC"}
            .replaceInStrings(QRegularExpression("^"), "freeze 10.0.0.1:6379 ")
            .join(QLatin1Char('\n'));
    QVERIFY2(all.contains(ended), qPrintable(all));
    QVERIFY(unconfirmed.preview(evidenceOf("6.0.6"))
                .filter(QStringLiteral("CLIENT KILL ID"))
                .isEmpty());
}

void SwitchPreviewTest::assumesNoOldValue() {
    const QStringList lines = Unconfirmed().preview(evidenceOf("7.0.15"));
    for (const char* line :
         {"retreat 10.0.0.1:6379 CONFIG SET min-replicas-to-write (as it is then)",
          "retreat 10.0.0.2:6380 CONFIG SET replica_priority (as it is then)"}) {
        QVERIFY2(lines.contains(QLatin1String(line)), qPrintable(lines.join(QLatin1Char('\n'))));
    }
}

QTEST_GUILESS_MAIN(SwitchPreviewTest)
#include "switch_preview_test.moc"
