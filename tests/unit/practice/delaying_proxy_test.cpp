// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/delaying_proxy.h"
#include "redis/client.h"
#include "support/await.h"
#include "support/scripted_server.h"

#include <QElapsedTimer>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;
using namespace std::chrono_literals;

/// The console is far away, and nobody else is.
class DelayingProxyTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void delaysTheConsoleAlone_data();
    void delaysTheConsoleAlone();
    void whoComesEarlyWaits();
    void losesNothingOfALongReply();
    void anEndIsPassedOn();

private:
    std::unique_ptr<redis::Client> client(const QByteArray& name);

    std::unique_ptr<DelayingProxy> m_proxy;
    std::unique_ptr<ScriptedServer> m_server;
};

void DelayingProxyTest::init() {
    m_server = std::make_unique<ScriptedServer>();
    m_proxy = std::make_unique<DelayingProxy>(60ms);
    QVERIFY(m_proxy->port() != 0);
}

std::unique_ptr<redis::Client> DelayingProxyTest::client(const QByteArray& name) {
    redis::Login login;
    login.endpoint.address = {QStringLiteral("127.0.0.1"), m_proxy->port()};
    login.clientName = name;
    return std::make_unique<redis::Client>(login);
}

void DelayingProxyTest::delaysTheConsoleAlone_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("delayed");
    QTest::newRow("console") << QByteArray("ferryman") << true;
    QTest::newRow("console of a migration") << QByteArray("ferryman:4711:host") << true;
    QTest::newRow("the load's writer") << QByteArray("ferryman-load") << false;
    QTest::newRow("Sentinel") << QByteArray("sentinel-0123abcd-cmd") << false;
}

void DelayingProxyTest::delaysTheConsoleAlone() {
    QFETCH(QByteArray, name);
    QFETCH(bool, delayed);
    m_proxy->leadTo(m_server->address());
    const auto made = client(name);
    VERIFY_VALUE(await(made->open()));
    qint64 quickest = 10'000;
    for (int i = 0; i < 5; ++i) { // a busy machine may add to one of them
        QElapsedTimer watch;
        watch.start();
        VERIFY_VALUE(await(made->send({"PING"})));
        quickest = std::min(quickest, watch.elapsed());
    }
    QVERIFY2(delayed ? quickest >= 60 : quickest < 60, qPrintable(QString::number(quickest)));
}

void DelayingProxyTest::whoComesEarlyWaits() {
    const auto early = client("ferryman");
    const auto opened = early->open();
    QTest::qWait(50);
    QVERIFY(!opened.isFinished());
    m_proxy->leadTo(m_server->address());
    VERIFY_VALUE(await(opened));
}

void DelayingProxyTest::losesNothingOfALongReply() {
    QByteArray text(3'000'000, 'x');
    for (qsizetype i = 0; i < text.size(); i += 1000) {
        text[i] = static_cast<char>('a' + i / 1000 % 26);
    }
    m_server->setScript([&text](const QByteArrayList& words) -> std::optional<redis::Value> {
        return words.first() == "GET" ? redis::Value::bulk(text)
                                      : ScriptedServer::usualAnswer(words);
    });
    m_proxy->leadTo(m_server->address());
    const auto made = client("ferryman");
    VERIFY_VALUE(await(made->open()));
    const auto reply = await(made->send({"GET", "long"}));
    VERIFY_VALUE(reply);
    QVERIFY(reply->bytes() == text);
}

void DelayingProxyTest::anEndIsPassedOn() {
    m_proxy->leadTo(m_server->address());
    auto made = client("ferryman");
    VERIFY_VALUE(await(made->open()));
    QCOMPARE(m_server->open(), 1);
    made.reset();
    QTRY_COMPARE(m_server->open(), 0);
    const auto other = client("ferryman-load");
    VERIFY_VALUE(await(other->open()));
    m_server->silence();
    QTRY_VERIFY(!other->isOpen());
    VERIFY_ERROR(await(client("ferryman")->open()), ErrorKind::Unreachable);
}

QTEST_GUILESS_MAIN(DelayingProxyTest)
#include "delaying_proxy_test.moc"
