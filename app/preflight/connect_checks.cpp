// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/connect_checks.h"

#include "base/format.h"
#include "base/printable.h"

#include <QHostAddress>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int pings = 5;
constexpr int pingsWhenUneven = 25;  // that of a machine which was busy for a moment is outvoted
constexpr int exchangesInFreeze = 8; // from Freeze to Demote, one after the other
constexpr double notedRoundTripMs = 20;
constexpr qint64 fewDays = 14; // certificates that renew themselves do so with 30 left

using Findings = Future<QList<Finding>>;

/// Pings one after the other: the next leaves when the last was answered. More of them where the
/// first do not agree on the verdict: distance lengthens each round trip, a busy machine some.
class Pinging : public QObject {
public:
    Pinging(redis::Connection& server, const CheckContext& context, QObject* owner)
        : QObject(owner)
        , m_server(server)
        , m_clock(*context.clock)
        , m_plan(context.plan) {}

    Future<QList<double>> run() {
        next();
        return m_promise.future();
    }

private:
    void next() {
        const auto sent = m_clock.monotonic();
        whenDone(m_server.send({"PING"}), this, [this, sent](const Result<redis::Value>& reply) {
            // An error that the server itself says is an answer all the same.
            if (!reply && reply.error().kind != ErrorKind::Server &&
                reply.error().kind != ErrorKind::Permission) {
                m_promise.complete(tl::make_unexpected(reply.error()));
                deleteLater();
                return;
            }
            const std::chrono::duration<double, std::milli> passed = m_clock.monotonic() - sent;
            m_roundTrips.append(passed.count());
            if (m_roundTrips.size() == pings) {
                m_wanted = isUneven() ? pingsWhenUneven : pings;
            }
            if (m_roundTrips.size() < m_wanted) {
                next();
            } else {
                m_promise.complete(m_roundTrips);
                deleteLater();
            }
        });
    }

    [[nodiscard]] bool isUneven() const {
        const double shortest = *std::ranges::min_element(m_roundTrips);
        return judgeRoundTrips(m_plan, m_roundTrips).severity !=
               judgeRoundTrips(m_plan, {shortest}).severity;
    }

    redis::Connection& m_server;
    const Clock& m_clock;
    Plan m_plan;
    int m_wanted = pings;
    QList<double> m_roundTrips;
    Promise<QList<double>> m_promise;
};

Finding unreachable(const Error& error) {
    return judged(Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The server does not answer")},
                  error.sentence(), {QT_TRANSLATE_NOOP("core", "an answer")},
                  {QT_TRANSLATE_NOOP("core", "Without it nothing can be read or switched.")});
}

} // namespace

QList<ConnectedServer> endpointsOf(const CheckContext& context) {
    QList<ConnectedServer> endpoints{{context.source, Party::Source},
                                     {context.target, Party::Dragonfly}};
    for (redis::Connection* sentinel : sentinelConnections(context)) {
        endpoints.append({sentinel, Party::Sentinel});
    }
    return endpoints;
}

QFuture<QList<Finding>> EndpointCheck::run(const CheckContext& context, QObject* owner) {
    const QList<ConnectedServer> endpoints = endpointsOf(context);
    QList<Findings> looks;
    for (const ConnectedServer& endpoint : endpoints) {
        looks.append(look(endpoint, context, owner));
    }
    return findingsOf(
        all(looks, owner), owner,
        [=, id = id(), with = readWith()](const Result<QList<Result<QList<Finding>>>>& all) {
            QList<Finding> findings;
            for (qsizetype i = 0; i < endpoints.size(); ++i) {
                for (Finding finding : (*all)[i].value_or(QList<Finding>{})) {
                    finding.subject = endpoints[i].url();
                    findings.append(finding);
                }
            }
            return completed(findings, id, with, context);
        });
}

Finding judgeRoundTrips(const Plan& plan, QList<double> roundTrips) {
    std::ranges::sort(roundTrips);
    const double median = roundTrips[roundTrips.size() / 2];
    const double jitter = roundTrips.last() - roundTrips.first();
    const Message seen{QT_TRANSLATE_NOOP("core", "round trip %1, jitter %2"),
                       {formatMs(median), formatMs(jitter)}};
    const Message wanted{QT_TRANSLATE_NOOP("core", "below %1"), {formatMs(notedRoundTripMs)}};
    if (median < notedRoundTripMs) {
        return passed({QT_TRANSLATE_NOOP("core", "The server answers")}, seen);
    }
    const bool tooSlow = median * exchangesInFreeze > plan.policy.freezeBudgetMs / 2.0;
    return judged(tooSlow ? Severity::Warning : Severity::Note,
                  {QT_TRANSLATE_NOOP("core", "The server is far away")}, seen, wanted,
                  {QT_TRANSLATE_NOOP("core", "The switch takes some exchanges one after the "
                                             "other, while writes stand still: run Ferryman "
                                             "closer to the servers.")});
}

Findings ReachCheck::look(const ConnectedServer& endpoint, const CheckContext& context,
                          QObject* owner) {
    auto* pinging = new Pinging(*endpoint.connection, context, owner);
    const Promise<QList<Finding>> promise;
    whenDone(pinging->run(), owner,
             [promise, plan = context.plan](const Result<QList<double>>& roundTrips) {
                 if (roundTrips) {
                     promise.complete(QList<Finding>{judgeRoundTrips(plan, *roundTrips)});
                     return;
                 }
                 const bool ofOthers = roundTrips.error().kind == ErrorKind::Auth ||
                                       roundTrips.error().kind == ErrorKind::Tls;
                 promise.complete(ofOthers ? QList<Finding>{}
                                           : QList<Finding>{unreachable(roundTrips.error())});
             });
    return promise.future();
}

QString userNamed(const redis::Value& reply) {
    const QByteArray& text = reply.bytes();
    return printable(text.startsWith("User is ") ? text.sliced(8) : text, 60);
}

Findings LoginCheck::look(const ConnectedServer& endpoint, const CheckContext& context,
                          QObject* owner) {
    const redis::Login& login = endpoint.connection->login();
    const Promise<QList<Finding>> promise;
    whenDone(context.evidence->ask(*endpoint.connection, {"ACL", "WHOAMI"}), owner,
             [promise, login](const Result<redis::Value>& reply) {
                 if (!reply && reply.error().kind == ErrorKind::Auth) {
                     promise.complete(QList<Finding>{judged(
                         Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The login is refused")},
                         reply.error().sentence(),
                         {QT_TRANSLATE_NOOP("core", "a user and a password that the server takes")},
                         {QT_TRANSLATE_NOOP("core", "Without a login nothing can be read.")})});
                     return;
                 }
                 if (!reply && reply.error().kind != ErrorKind::Server &&
                     reply.error().kind != ErrorKind::Permission) {
                     promise.complete(QList<Finding>{}); // connect.reachable, connect.tls
                     return;
                 }
                 const QString user = reply                           ? userNamed(*reply)
                                      : login.endpoint.user.isEmpty() ? QStringLiteral("default")
                                                                      : login.endpoint.user;
                 promise.complete(QList<Finding>{
                     login.password.isEmpty()
                         ? passed({QT_TRANSLATE_NOOP("core", "The server wants no password")},
                                  {QT_TRANSLATE_NOOP("core", "user %1"), {user}})
                         : passed({QT_TRANSLATE_NOOP("core", "The login is accepted")},
                                  {QT_TRANSLATE_NOOP("core", "user %1"), {user}})});
             });
    return promise.future();
}

Finding judgeTls(const redis::Login& login, const QString& security,
                 const std::optional<redis::PeerCertificate>& certificate, const QDateTime& now) {
    if (!login.endpoint.tls) {
        const bool local = QHostAddress(login.endpoint.address.host).isLoopback();
        const Message plain{QT_TRANSLATE_NOOP("core", "not encrypted")};
        if (local || login.password.isEmpty()) {
            return passed({QT_TRANSLATE_NOOP("core", "No TLS, as the plan says")}, plain);
        }
        return judged(Severity::Note, {QT_TRANSLATE_NOOP("core", "The password travels in clear")},
                      plain, {"rediss://"},
                      {QT_TRANSLATE_NOOP("core", "Whoever can listen on the network reads the "
                                                 "password and the data.")});
    }
    if (!certificate) {
        return unknown({QT_TRANSLATE_NOOP("core", "The server's certificate")},
                       {ErrorKind::Tls,
                        {QT_TRANSLATE_NOOP("core", "The TLS library shows no certificate.")},
                        {},
                        {}});
    }
    const qint64 days = now.daysTo(certificate->expires);
    const Message seen{Plural{QT_TRANSLATE_N_NOOP("core", "%1; %2, issued by %3, %4 days left"),
                              "%1; %2, issued by %3, %4 day left", days},
                       {security, certificate->name, certificate->issuer, QString::number(days)}};
    if (days >= fewDays) {
        return passed({QT_TRANSLATE_NOOP("core", "TLS: chain and name are verified")}, seen);
    }
    return judged(Severity::Warning,
                  {QT_TRANSLATE_NOOP("core", "The server's certificate expires soon")}, seen,
                  {QT_TRANSLATE_NOOP("core", "at least %1 days left"), {QString::number(fewDays)}},
                  {QT_TRANSLATE_NOOP("core", "After that day neither Sentinel nor clients nor "
                                             "Ferryman can connect.")});
}

Findings TlsCheck::look(const ConnectedServer& endpoint, const CheckContext& context,
                        QObject* owner) {
    const Promise<QList<Finding>> promise;
    redis::Connection* connection = endpoint.connection;
    whenDone(connection->open(), owner,
             [promise, connection, now = context.clock->utc()](const Result<Done>& opened) {
                 if (opened) {
                     promise.complete(
                         QList<Finding>{judgeTls(connection->login(), connection->security(),
                                                 connection->peerCertificate(), now)});
                     return;
                 }
                 if (opened.error().kind != ErrorKind::Tls) {
                     promise.complete(QList<Finding>{});
                     return;
                 }
                 promise.complete(QList<Finding>{judged(
                     Severity::Blocker, {QT_TRANSLATE_NOOP("core", "TLS cannot be set up")},
                     opened.error().sentence(),
                     {QT_TRANSLATE_NOOP("core", "a certificate that can be verified")},
                     {QT_TRANSLATE_NOOP("core", "Ferryman never skips the verification.")})});
             });
    return promise.future();
}

} // namespace ferryman
