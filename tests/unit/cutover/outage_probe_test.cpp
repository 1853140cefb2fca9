// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/outage_probe.h"
#include "support/await.h"
#include "support/scripted_server.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;
using redis::Value;

namespace {

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

std::optional<Value> asPrimary(const QByteArrayList& words) {
    if (words.first() == "ROLE") {
        return Value::array({Value::bulk("master"), Value::integer(1), Value::array({})});
    }
    return words.first() == "SET" ? std::optional(Value::status("OK"))
                                  : ScriptedServer::usualAnswer(words);
}

} // namespace

/// A Sentinel, an old and a new primary that say what the test lets them say.
class OutageProbeTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void writesItsOneKeyWithALifeOfItsOwn();
    void measuresTheTimeWithoutAnAnswerAndFollowsSentinel();
    void aRefusedWriteIsNoAcknowledgement();

private:
    std::unique_ptr<OutageProbe> probe();

    SystemClock m_clock;
    std::unique_ptr<ScriptedServer> m_sentinel;
    std::unique_ptr<ScriptedServer> m_source;
    std::unique_ptr<ScriptedServer> m_target;
    redis::Address m_named;
};

void OutageProbeTest::init() {
    for (auto* server : {&m_sentinel, &m_source, &m_target}) {
        *server = std::make_unique<ScriptedServer>();
        (*server)->setScript(asPrimary);
    }
    m_named = m_source->address();
    m_sentinel->setScript([this](const QByteArrayList& words) {
        return words.first() == "SENTINEL"
                   ? std::optional(Value::array({Value::bulk(m_named.host.toUtf8()),
                                                 Value::bulk(QByteArray::number(m_named.port))}))
                   : ScriptedServer::usualAnswer(words);
    });
}

std::unique_ptr<OutageProbe> OutageProbeTest::probe() {
    redis::PrimaryFinder::Group group;
    group.name = QStringLiteral("orders");
    group.sentinels = {loginTo(m_sentinel->address())};
    group.server = loginTo;
    return std::make_unique<OutageProbe>(group, "probe:key", m_clock);
}

void OutageProbeTest::writesItsOneKeyWithALifeOfItsOwn() {
    const auto writer = probe();
    writer->start();
    QTRY_VERIFY(writer->figures().acknowledged >= 3);
    writer->stop();
    QVERIFY(m_source->asked("SET probe:key") >= 3);
    QCOMPARE(OutageProbe::command("probe:key", 7).words(),
             (QByteArrayList{"SET", "probe:key", "7", "PX", "60000"}));
}

void OutageProbeTest::measuresTheTimeWithoutAnAnswerAndFollowsSentinel() {
    const auto writer = probe();
    writer->start();
    QTRY_VERIFY(writer->figures().acknowledged >= 3);
    m_source->setScript([](const QByteArrayList&) { return std::optional<Value>(); }); // frozen
    QTRY_VERIFY(writer->figures().outageMs > 120);
    m_named = m_target->address();
    m_source->silence();
    const qint64 before = writer->figures().acknowledged;
    QTRY_VERIFY(writer->figures().acknowledged > before + 3);
    QVERIFY(m_target->asked("SET probe:key") > 0);
    writer->stop();
    const ProbeFigures figures = writer->figures();
    QVERIFY(figures.outageMs > 120);
    QVERIFY(figures.refused >= 1);
    QCOMPARE(writer->figures(), figures); // they stay
}

void OutageProbeTest::aRefusedWriteIsNoAcknowledgement() {
    const auto writer = probe();
    m_source->setScript([](const QByteArrayList& words) {
        return words.first() == "SET"
                   ? std::optional(Value::error("NOREPLICAS Not enough good replicas to write."))
                   : asPrimary(words);
    });
    writer->start();
    QTRY_VERIFY(writer->figures().refused >= 3);
    QCOMPARE(writer->figures().acknowledged, 0);
    QVERIFY(m_sentinel->asked("SENTINEL") == 1); // such clients stay where they are
}

QTEST_GUILESS_MAIN(OutageProbeTest)
#include "outage_probe_test.moc"
