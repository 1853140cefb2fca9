// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"
#include "preflight/rights.h"

namespace ferryman {

/// A server that the migration talks to.
struct ConnectedServer {
    redis::Connection* connection = nullptr;
    Party party = Party::Source;
    [[nodiscard]] QString url() const { return connection->login().endpoint.toUrl(); }
};

/// Source, Dragonfly, and every Sentinel that answered when the group was read.
[[nodiscard]] QList<ConnectedServer> endpointsOf(const CheckContext& context);

/// A check that gives each endpoint a finding of its own.
class EndpointCheck : public Check {
public:
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;

protected:
    /// No finding: another check of this family tells of it.
    using Findings = Future<QList<Finding>>;
    [[nodiscard]] virtual Findings look(const ConnectedServer& endpoint,
                                        const CheckContext& context, QObject* owner) = 0;
    [[nodiscard]] virtual QString readWith() const = 0;
};

/// connect.reachable: whether it answers, and how soon.
class ReachCheck final : public EndpointCheck {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("connect.reachable"); }

protected:
    [[nodiscard]] Findings look(const ConnectedServer& endpoint, const CheckContext& context,
                                QObject* owner) override;
    [[nodiscard]] QString readWith() const override { return QStringLiteral("PING"); }
};

/// connect.login: whether the login is accepted, and as whom.
class LoginCheck final : public EndpointCheck {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("connect.login"); }

protected:
    [[nodiscard]] Findings look(const ConnectedServer& endpoint, const CheckContext& context,
                                QObject* owner) override;
    [[nodiscard]] QString readWith() const override { return QStringLiteral("AUTH; ACL WHOAMI"); }
};

/// connect.tls: version, name, chain, and the days that the certificate has left.
class TlsCheck final : public EndpointCheck {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("connect.tls"); }

protected:
    [[nodiscard]] Findings look(const ConnectedServer& endpoint, const CheckContext& context,
                                QObject* owner) override;
    [[nodiscard]] QString readWith() const override { return QStringLiteral("TLS handshake"); }
};

/// connect.rights: whether the user may run every command that the migration needs.
class RightsCheck final : public EndpointCheck {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("connect.rights"); }

protected:
    [[nodiscard]] Findings look(const ConnectedServer& endpoint, const CheckContext& context,
                                QObject* owner) override;
    [[nodiscard]] QString readWith() const override {
        return QStringLiteral("ACL DRYRUN; MULTI, DISCARD");
    }
};

/// Round trips of one endpoint, ms, in the order in which they were measured.
[[nodiscard]] Finding judgeRoundTrips(const Plan& plan, QList<double> roundTrips);
[[nodiscard]] Finding judgeTls(const redis::Login& login, const QString& security,
                               const std::optional<redis::PeerCertificate>& certificate,
                               const QDateTime& now);

/// The user in a reply to ACL WHOAMI; Dragonfly says "User is default".
[[nodiscard]] QString userNamed(const redis::Value& reply);

/// What is missing: `denied` are the rights that the user lacks.
[[nodiscard]] Finding judgeRights(Party party, const QString& user, const QList<Right>& denied);

} // namespace ferryman
