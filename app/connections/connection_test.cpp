// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_test.h"

#include "base/format.h"
#include "base/printable.h"
#include "redis/client.h"
#include "redis/login.h"
#include "redis/sentinel_reply.h"
#include "redis/socket_transport.h"

#include <QHostAddress>
#include <QHostInfo>

namespace ferryman {

namespace {

constexpr int mostStages = static_cast<int>(ConnectionReport::stageCount);
constexpr qsizetype mostAddresses = 4;

double msBetween(std::chrono::nanoseconds from, std::chrono::nanoseconds to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

} // namespace

ConnectionTest::ConnectionTest(const Clock& clock, milliseconds stageDeadline, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_stageDeadline(stageDeadline)
    , m_deadline(this) {
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &ConnectionTest::onTooLong);
}

ConnectionTest::~ConnectionTest() {
    if (m_lookup) {
        QHostInfo::abortHostLookup(*m_lookup);
    }
    if (m_client) {
        m_transport->disconnect(this);
    }
}

/// Whatever is under way is given up, and its answers are void.
void ConnectionTest::drop() {
    ++m_generation;
    m_deadline.stop();
    if (m_lookup) {
        QHostInfo::abortHostLookup(*m_lookup);
        m_lookup.reset();
    }
    if (m_client) {
        m_transport->disconnect(this);
        m_transport = nullptr;
        m_client.release()->deleteLater(); // this may be called from one of its signals
    }
}

void ConnectionTest::start(const redis::Login& login) {
    drop();
    m_login = login;
    m_report = {};
    m_report.running = true;
    if (!login.endpoint.tls) {
        m_report.at(Stage::Tls).state = State::NotNeeded;
    }
    enter(Stage::Lookup);
    lookUp();
}

void ConnectionTest::cancel() {
    if (!m_report.running) {
        return;
    }
    m_report.cancelled = true;
    m_report.at(m_stage).state = State::Waiting;
    end();
}

void ConnectionTest::enter(Stage stage) {
    m_stage = stage;
    m_report.at(stage).state = State::Running;
    m_enteredAt = m_clock.monotonic();
    m_deadline.start(m_stageDeadline);
    emit changed(m_report);
}

void ConnectionTest::pass() {
    ConnectionReport::Step& step = m_report.at(m_stage);
    step.state = State::Passed;
    step.ms = msBetween(m_enteredAt, m_clock.monotonic());
}

void ConnectionTest::end() {
    drop();
    m_report.running = false;
    emit changed(m_report);
}

void ConnectionTest::failAt(Stage stage, const Error& error) {
    if (stage != m_stage) { // the present one was not what failed
        m_report.at(m_stage).state = State::Waiting;
    }
    m_report.at(stage) = {State::Failed, 0};
    m_report.error = error;
    end();
}

void ConnectionTest::fail(const Error& error) {
    failAt(m_stage, error);
}

// --- name lookup ---

void ConnectionTest::lookUp() {
    const QString& host = m_login.endpoint.address.host;
    if (!QHostAddress(host).isNull()) { // there is no name in it
        m_report.at(Stage::Lookup) = {State::NotNeeded, 0};
        openConnection();
        return;
    }
    m_lookup = QHostInfo::lookupHost(host, this,
                                     [this, generation = m_generation](const QHostInfo& found) {
                                         if (generation == m_generation) {
                                             m_lookup.reset();
                                             takeAddresses(found);
                                         }
                                     });
}

void ConnectionTest::takeAddresses(const QHostInfo& host) {
    if (host.error() != QHostInfo::NoError || host.addresses().isEmpty()) {
        fail({ErrorKind::Unreachable,
              {QT_TRANSLATE_NOOP(
                   "core", "The name %1 is not known: check its spelling and the name service."),
               {m_login.endpoint.address.host}},
              m_login.endpoint.address.host,
              printable(host.errorString().toUtf8())});
        return;
    }
    for (const QHostAddress& address : host.addresses().mid(0, mostAddresses)) {
        m_report.addresses << address.toString();
    }
    pass();
    openConnection();
}

// --- connect, TLS, login ---

void ConnectionTest::openConnection() {
    auto transport = std::make_unique<redis::SocketTransport>(m_login.endpoint, m_login.tls);
    m_transport = transport.get();
    connect(m_transport, &redis::SocketTransport::securing, this, [this] {
        pass();
        enter(Stage::Tls);
    });
    connect(m_transport, &redis::SocketTransport::ready, this, [this] {
        pass();
        m_report.security = m_transport->security();
        m_report.certificate = m_transport->peerCertificate();
        enter(Stage::Login);
    });
    redis::ClientLimits limits; // its own deadline is for all stages together: ours come first
    limits.connectDeadline = m_stageDeadline * mostStages;
    limits.commandDeadline = m_stageDeadline * mostStages;
    m_client = std::make_unique<redis::Client>(std::move(transport), m_login, limits);
    enter(Stage::Connect);
    whenDone(m_client->open(), this, [this, generation = m_generation](const Result<Done>& opened) {
        if (generation == m_generation) {
            takeOpened(opened);
        }
    });
}

void ConnectionTest::takeOpened(const Result<Done>& opened) {
    if (opened) {
        pass();
        enter(Stage::Permission);
        measure();
        return;
    }
    const bool ofFiles = m_stage == Stage::Connect && m_login.endpoint.tls &&
                         opened.error().kind == ErrorKind::InvalidInput;
    const bool ofTls = opened.error().kind == ErrorKind::Tls; // TLS 1.3 refuses a client that late
    failAt(ofFiles || ofTls ? Stage::Tls : m_stage, opened.error());
}

// --- what the user may do, and who answers ---

template <typename Take>
void ConnectionTest::ask(const redis::Command& command, Take take) {
    whenDone(m_client->send(command), this,
             [this, generation = m_generation, take](const Result<redis::Value>& reply) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (reply) {
                     take(*reply);
                 } else {
                     fail(reply.error());
                 }
             });
}

void ConnectionTest::measure() {
    ask({"PING"}, [this, sent = m_clock.monotonic()](const redis::Value&) {
        m_report.roundTripMs = msBetween(sent, m_clock.monotonic());
        readIdentity();
    });
}

void ConnectionTest::readIdentity() {
    ask({"INFO"}, [this](const redis::Value& reply) {
        const auto info = redis::Info::parse(reply);
        if (!info) {
            fail(info.error());
            return;
        }
        m_report.identity = redis::identify(*info);
        readRole();
    });
}

void ConnectionTest::readRole() {
    ask({"ROLE"}, [this](const redis::Value& reply) {
        const auto role = redis::parseRole(reply);
        if (!role) {
            fail(role.error());
            return;
        }
        m_report.role = *role;
        if (role->role == redis::Role::Sentinel) {
            readGroups();
        } else {
            readSettings();
        }
    });
}

/// The reading of settings, which users without all rights lack most often.
void ConnectionTest::readSettings() {
    ask({"CONFIG", "GET", "maxmemory"}, [this](const redis::Value&) {
        pass();
        end();
    });
}

void ConnectionTest::readGroups() {
    ask({"SENTINEL", "MASTERS"}, [this](const redis::Value& reply) {
        const auto groups = redis::parseSentinelEntries(reply);
        if (!groups) {
            fail(groups.error());
            return;
        }
        for (const redis::SentinelEntry& group : *groups) {
            m_report.groups << group.name;
        }
        pass();
        end();
    });
}

void ConnectionTest::onTooLong() {
    const QString address = m_login.endpoint.address.toString();
    const bool isWhole = m_stageDeadline.count() % 1000 == 0;
    const Figure seconds =
        formatDecimal(static_cast<double>(m_stageDeadline.count()) / 1000.0, isWhole ? 0 : 1);
    switch (m_stage) {
    case Stage::Lookup:
        fail({ErrorKind::Timeout,
              {QT_TRANSLATE_NOOP("core", "The name service did not find %1 within %2 s."),
               {m_login.endpoint.address.host, seconds}},
              m_login.endpoint.address.host,
              {}});
        return;
    case Stage::Connect:
    case Stage::Tls:
    case Stage::Login:
        fail(redis::openingTimeout(m_login.endpoint, m_stageDeadline, m_transport->stage()));
        return;
    case Stage::Permission:
        fail({ErrorKind::Timeout,
              {QT_TRANSLATE_NOOP(
                   "core", "%1 took the login, and then did not answer within %2 s: it hangs or is "
                           "overloaded."),
               {address, seconds}},
              address,
              {}});
    }
}

} // namespace ferryman
