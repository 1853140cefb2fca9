// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "session/session_factory.h"
#include "support/practice_lab.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int patienceMs = 40'000;
const QByteArray password = "open sesame";

/// A Redis with a password, and three Sentinels that watch nothing yet.
struct Servers {
    Servers() {
        add(ServerKind::Redis, "source", {"requirepass \"" + password + '"'});
        for (const char* name : {"sentinel-1", "sentinel-2", "sentinel-3"}) {
            add(ServerKind::Sentinel, name, {});
        }
    }

    void add(ServerKind kind, const char* name, const QByteArrayList& config) {
        ServerOptions options;
        options.kind = kind;
        options.name = QLatin1String(name);
        options.config = config;
        options.folder = folder.path();
        all.push_back(std::make_unique<ServerProcess>(options));
    }

    bool start() {
        return std::ranges::all_of(all, [](const auto& server) {
            return await(server->start(), labPatience).has_value();
        });
    }

    [[nodiscard]] redis::Address source() const { return all.front()->address(); }
    [[nodiscard]] QList<redis::Endpoint> sentinels() const {
        QList<redis::Endpoint> endpoints;
        for (size_t i = 1; i < all.size(); ++i) {
            endpoints.append({all[i]->address(), {}, 0, false});
        }
        return endpoints;
    }

    QTemporaryDir folder;
    std::vector<std::unique_ptr<ServerProcess>> all;
};

} // namespace

/// A source without Sentinel gets a group on running Sentinels, and the journey can begin.
class GroupSetupTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void aGroupIsRegisteredOnEverySentinel();
    void registeredAgainNothingIsMonitoredTwice();
    void anotherPrimaryUnderTheNameIsLeftAlone();
    void oneThatIsGoneIsNamed();

private:
    [[nodiscard]] SentinelSetup setup() const;
    void begin(const SentinelSetup& setup, bool registers);
    [[nodiscard]] QString field(const redis::Address& sentinel, const char* name) const;

    std::unique_ptr<Servers> m_servers;
    std::unique_ptr<QTemporaryDir> m_journals;
    std::unique_ptr<Session> m_session;
    QList<JournalRow> m_rows;
};

void GroupSetupTest::initTestCase() {
    m_servers = std::make_unique<Servers>();
    QVERIFY(m_servers->start());
    m_journals = std::make_unique<QTemporaryDir>();
    SessionOptions options;
    options.journalFolder = m_journals->path();
    m_session = makeSession(options);
    connect(m_session.get(), &Session::journalled, this,
            [this](const JournalRow& row) { m_rows.append(row); });
}

void GroupSetupTest::cleanupTestCase() {
    m_session.reset();
    m_servers.reset();
}

SentinelSetup GroupSetupTest::setup() const {
    SentinelSetup all;
    all.group = "orders";
    all.source.address = m_servers->source();
    all.quorum = 2;
    all.downAfterMs = 8000;
    all.sourceWantsLogin = true;
    return all;
}

void GroupSetupTest::begin(const SentinelSetup& setup, bool registers) {
    Plan plan;
    plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
    plan.source = setup.source;
    EnteredSecrets secrets;
    secrets.source = Secret(password);
    const auto before = m_session->snapshot()->commandsTaken;
    m_session->setPlan(plan, secrets);
    m_session->setUpGroup(setup, m_servers->sentinels(), registers);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->commandsTaken >= before + 2, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->setup.done ||
                                 m_session->snapshot()->setup.error.has_value(),
                             patienceMs);
}

QString GroupSetupTest::field(const redis::Address& sentinel, const char* name) const {
    redis::Connection connection(loginTo(sentinel));
    const auto reply = await(connection.send({"SENTINEL", "MASTER", "orders"}));
    const auto entry =
        reply ? redis::parseSentinelEntry(*reply) : tl::make_unexpected(reply.error());
    return entry ? entry->text(name) : QString();
}

void GroupSetupTest::aGroupIsRegisteredOnEverySentinel() {
    begin(setup(), true);
    const auto error = m_session->snapshot()->setup.error;
    QVERIFY2(m_session->snapshot()->setup.done, error ? qPrintable(error->english()) : "");
    for (const redis::Endpoint& sentinel : m_servers->sentinels()) {
        QCOMPARE(field(sentinel.address, "port"), QString::number(m_servers->source().port));
        QCOMPARE(field(sentinel.address, "down-after-milliseconds"), QString("8000"));
        QCOMPARE(field(sentinel.address, "num-other-sentinels"), QString("2"));
        QCOMPARE(field(sentinel.address, "flags"), QString("master")); // it is not held for down
    }
    // Announced with its undo, and nobody reads the password.
    QStringList intents;
    for (const JournalRow& row : std::as_const(m_rows)) {
        QVERIFY(!boundedJson(row.data).contains("sesame"));
        if (row.kind == RowKind::Intent) {
            intents << row.data["command"].toString() + " / " + row.data["undo"].toString();
        }
    }
    QCOMPARE(intents.size(), 3);
    QVERIFY2(intents[0].startsWith("SENTINEL MONITOR orders 127.0.0.1"), qPrintable(intents[0]));
    QVERIFY2(intents[0].contains("auth-pass (hidden)"), qPrintable(intents[0]));
    QVERIFY2(intents[0].endsWith("/ SENTINEL REMOVE orders"), qPrintable(intents[0]));
    QVERIFY(m_session->snapshot()->leftOpen.isEmpty());
}

void GroupSetupTest::registeredAgainNothingIsMonitoredTwice() {
    m_rows.clear();
    SentinelSetup longer = setup();
    longer.downAfterMs = 9000;
    begin(longer, true);
    QVERIFY(m_session->snapshot()->setup.done);
    for (const JournalRow& row : std::as_const(m_rows)) {
        QVERIFY(!row.data["command"].toString().contains("MONITOR"));
    }
    QCOMPARE(field(m_servers->sentinels().last().address, "down-after-milliseconds"),
             QString("9000"));
    begin(longer, false); // somebody else did it: only waited for
    QVERIFY(m_session->snapshot()->setup.done);
}

void GroupSetupTest::anotherPrimaryUnderTheNameIsLeftAlone() {
    SentinelSetup other = setup();
    other.source.address.port = 1;
    begin(other, true);
    const auto error = m_session->snapshot()->setup.error;
    QVERIFY(error.has_value());
    QVERIFY2(error->english().contains("under the name orders already"),
             qPrintable(error->english()));
    QCOMPARE(field(m_servers->sentinels().first().address, "port"),
             QString::number(m_servers->source().port));
}

void GroupSetupTest::oneThatIsGoneIsNamed() {
    const redis::Address gone = m_servers->sentinels().last().address;
    m_servers->all.back()->stop();
    begin(setup(), true);
    const auto error = m_session->snapshot()->setup.error;
    QVERIFY(error.has_value());
    QCOMPARE(error->subject, gone.toString());
}

QTEST_GUILESS_MAIN(GroupSetupTest)
#include "group_setup_test.moc"
