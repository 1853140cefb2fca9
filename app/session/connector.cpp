// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connector.h"

#include "session/logins.h"
#include "session/target_names.h"

#include <QHostAddress>

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds testDeadline{5000};

std::optional<Error> wrongKindOfServer(const redis::ServerIdentity& identity,
                                       EndpointStatus::Role role) {
    const bool isSentinel = identity.product == redis::Product::Sentinel;
    if (isSentinel && role == EndpointStatus::Role::Dragonfly) {
        return Error{ErrorKind::InvalidInput,
                     {QT_TRANSLATE_NOOP(
                         "core", "This is a Sentinel, not a Dragonfly: give the address on which "
                                 "Dragonfly serves data, usually port 6379.")},
                     {},
                     identity.describe()};
    }
    return {};
}

/// A host name in the plan may well be the primary that Sentinel names by its IP: only two IPs can
/// contradict each other.
bool contradicts(const redis::Address& planned, const redis::Address& named) {
    const bool comparable =
        !QHostAddress(planned.host).isNull() && !QHostAddress(named.host).isNull();
    return planned.port != named.port || (comparable && planned.host != named.host);
}

EndpointStatus statusOf(const SentinelView& view) {
    EndpointStatus status;
    status.role = EndpointStatus::Role::Sentinel;
    status.address = view.address;
    status.tested = true;
    status.error = view.error;
    status.identity = view.identity;
    status.roundTripMs = view.roundTripMs;
    status.testedAtMs = view.readAt.isValid() ? view.readAt.toMSecsSinceEpoch() : 0;
    return status;
}

} // namespace

Connector::Connector(const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock) {}

Connector::~Connector() = default;

void Connector::clear() {
    ++m_generation;
    m_testsUnderWay = 0;
    m_refreshing = false;
    m_sentinels.reset();
    m_source.reset();
    m_target.reset();
    m_group.clear();
    m_targetNames = {};
    m_state = {};
}

void Connector::start(const Plan& plan, const EnteredSecrets& secrets) {
    clear();
    m_plan = plan;
    m_secrets = secrets;
    m_state.running = true;
    if (plan.sentinels.isEmpty()) {
        fail({ErrorKind::InvalidInput,
              {QT_TRANSLATE_NOOP("core",
                                 "No Sentinel is given: enter the address of any one of them.")},
              {},
              {}});
        return;
    }
    QList<redis::Login> known;
    for (const redis::Endpoint& sentinel : plan.sentinels) {
        known.append(sentinelLogin(plan, secrets, sentinel));
    }
    m_sentinels = std::make_unique<Sentinels>(
        known,
        [plan, secrets](const redis::Address& peer) { return peerLogin(plan, secrets, peer); },
        m_clock);
    emit changed();

    const quint64 generation = m_generation;
    whenDone(m_sentinels->groups(), this,
             [this, generation](const Result<QList<redis::SentinelEntry>>& groups) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (!groups) {
                     fail(groups.error());
                     return;
                 }
                 for (const redis::SentinelEntry& group : *groups) {
                     m_state.groups.append(group.name);
                 }
                 readGroup(generation);
             });
}

void Connector::readGroup(quint64 generation) {
    m_group = m_plan.group;
    if (m_group.isEmpty() && m_state.groups.size() == 1) {
        m_group = m_state.groups.first();
    }
    if (m_group.isEmpty()) {
        fail({ErrorKind::InvalidInput,
              m_state.groups.isEmpty()
                  ? Message{QT_TRANSLATE_NOOP(
                        "core", "This Sentinel watches no group: have it monitor the primary "
                                "first (SENTINEL MONITOR).")}
                  : Message{QT_TRANSLATE_NOOP(
                                "core", "This Sentinel watches several groups: choose one of %1."),
                            {m_state.groups.join(QStringLiteral(", "))}},
              {},
              {}});
        return;
    }
    whenDone(m_sentinels->read(m_group), this,
             [this, generation](const Result<Topology>& topology) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (!topology) {
                     fail(topology.error());
                     return;
                 }
                 accept(*topology);
                 connectServers(generation);
             });
}

void Connector::accept(const Topology& topology) {
    m_state.topology = topology;
    m_state.choice = {};
    QList<EndpointStatus> endpoints;
    for (const SentinelView& view : topology.sentinels) {
        endpoints.append(statusOf(view));
        if (view.answered() && m_state.choice.candidates.isEmpty()) {
            m_state.choice = chooseReplica(view);
        }
    }
    for (const EndpointStatus& status : std::as_const(m_state.endpoints)) {
        if (status.role != EndpointStatus::Role::Sentinel) {
            endpoints.append(status);
        }
    }
    m_state.endpoints = endpoints;
    emit changed();
}

void Connector::connectServers(quint64 generation) {
    const Topology& topology = m_state.topology;
    if (!topology.agreed()) {
        fail({ErrorKind::Refused,
              topology.disagreements.isEmpty()
                  ? Message{QT_TRANSLATE_NOOP("core",
                                              "The Sentinels name no primary of this group.")}
                  : topology.disagreements.first(),
              {},
              {}});
        return;
    }
    if (m_plan.source && !m_plan.source->address.isNull() &&
        contradicts(m_plan.source->address, topology.primary)) {
        fail({ErrorKind::InvalidInput,
              {QT_TRANSLATE_NOOP(
                   "core",
                   "The plan names %1 as the source, but Sentinel names %2 as the primary of this "
                   "group: leave the source out, or correct it."),
               {m_plan.source->address.toString(), topology.primary.toString()}},
              {},
              {}});
        return;
    }
    m_source =
        std::make_unique<redis::Connection>(sourceLogin(m_plan, m_secrets, topology.primary));
    m_target = std::make_unique<redis::Connection>(targetLogin(m_plan, m_secrets));
    test(m_source.get(), EndpointStatus::Role::Source, generation);
    test(m_target.get(), EndpointStatus::Role::Dragonfly, generation);
    learnTargetNames(generation);
}

/// The source and the Sentinels list Dragonfly by an IP, whatever the plan calls it.
void Connector::learnTargetNames(quint64 generation) {
    ++m_testsUnderWay;
    whenDone(readTargetNames(*m_target, this), this,
             [this, generation](const Result<TargetNames>& names) {
                 if (generation == m_generation) {
                     m_targetNames = names.value_or(TargetNames{});
                     testEnded();
                 }
             });
}

void Connector::testEnded() {
    if (--m_testsUnderWay == 0) {
        end();
    }
}

void Connector::test(redis::Connection* connection, EndpointStatus::Role role, quint64 generation) {
    EndpointStatus status;
    status.role = role;
    status.address = connection->address();
    status.testing = true;
    applyTest(status);
    ++m_testsUnderWay;
    const auto ended = [this, generation](const EndpointStatus& result) {
        if (generation != m_generation) {
            return;
        }
        applyTest(result);
        testEnded();
    };
    status.testing = false;
    status.tested = true;
    const auto asked = andThen(connection->open(), this, [this, connection](Done) {
        const auto start = m_clock.monotonic();
        return andThen(
            connection->send({"PING"}, testDeadline), this,
            [this, connection, start](const redis::Value&) {
                const double roundTripMs =
                    std::chrono::duration<double, std::milli>(m_clock.monotonic() - start).count();
                return andThen(connection->send({"INFO"}, testDeadline), this,
                               [roundTripMs](const redis::Value& reply)
                                   -> Result<std::pair<redis::Info, double>> {
                                   const auto info = redis::Info::parse(reply);
                                   if (!info) {
                                       return tl::make_unexpected(info.error());
                                   }
                                   return std::pair{*info, roundTripMs};
                               });
            });
    });
    whenDone(asked, this,
             [status, role, connection, ended,
              this](const Result<std::pair<redis::Info, double>>& answer) mutable {
                 if (!answer) {
                     status.error = answer.error();
                     ended(status);
                     return;
                 }
                 status.identity = redis::identify(answer->first);
                 status.roundTripMs = answer->second;
                 status.testedAtMs = m_clock.utc().toMSecsSinceEpoch();
                 status.security = connection->security();
                 status.keys = redis::totalKeys(answer->first);
                 status.error = wrongKindOfServer(status.identity, role);
                 ended(status);
             });
}

void Connector::applyTest(EndpointStatus status) {
    const auto same = std::ranges::find_if(m_state.endpoints, [&](const EndpointStatus& known) {
        return known.role == status.role && known.address == status.address;
    });
    if (same == m_state.endpoints.end()) {
        m_state.endpoints.append(std::move(status));
    } else {
        *same = std::move(status);
    }
    emit changed();
}

void Connector::end() {
    m_state.running = false;
    const auto works = [this](EndpointStatus::Role role) {
        return std::ranges::any_of(m_state.endpoints, [role](const EndpointStatus& endpoint) {
            return endpoint.role == role && endpoint.tested && !endpoint.error;
        });
    };
    m_state.usable = works(EndpointStatus::Role::Source) && works(EndpointStatus::Role::Dragonfly);
    if (!m_state.usable) {
        const auto failed =
            std::ranges::find_if(m_state.endpoints, [](const EndpointStatus& endpoint) {
                return endpoint.error && endpoint.role != EndpointStatus::Role::Sentinel;
            });
        if (failed != m_state.endpoints.end()) {
            m_state.error = failed->error;
            m_state.error->subject = failed->address.toString();
        }
    }
    emit changed();
    emit finished();
}

void Connector::fail(const Error& error) {
    m_state.running = false;
    m_state.usable = false;
    m_state.error = error;
    emit changed();
    emit finished();
}

Future<Topology> Connector::readTopology() {
    if (!m_sentinels) {
        return ready<Topology>(failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "Nothing is connected yet: go through Connect first.")}));
    }
    return m_sentinels->read(m_group);
}

QList<redis::Address> Connector::servers() const {
    QList<redis::Address> all;
    const auto add = [&all](const redis::Address& address) {
        if (!address.isNull() && !all.contains(address)) {
            all.append(address);
        }
    };
    for (const redis::Connection* known : {m_source.get(), m_target.get()}) {
        add(known == nullptr ? redis::Address() : known->address());
    }
    const auto addOther = [&](const redis::Address& address) {
        if (!m_targetNames.cover(address)) { // a plan may call Dragonfly otherwise
            add(address);
        }
    };
    addOther(m_state.topology.primary);
    for (const ReplicaView& replica : m_state.topology.replicas) {
        addOther(replica.live ? replica.address : redis::Address());
    }
    return all;
}

std::optional<redis::Login> Connector::loginFor(const redis::Address& server) const {
    const Topology& topology = m_state.topology;
    const auto isSource = [&] { return m_source && m_source->address() == server; };
    if (m_target && (m_target->address() == server || m_targetNames.cover(server))) {
        return m_target->login();
    }
    if (isSource() || topology.primary == server || topology.replica(server) != nullptr) {
        return server.isNull() ? std::nullopt
                               : std::optional(sourceLogin(m_plan, m_secrets, server));
    }
    const auto sentinel = std::ranges::find(topology.sentinels, server, &SentinelView::address);
    if (sentinel == topology.sentinels.end() || !m_sentinels) {
        return {};
    }
    const redis::Connection* known = m_sentinels->connection(server);
    return known == nullptr ? std::nullopt : std::optional(known->login());
}

void Connector::refresh() {
    if (!m_sentinels || m_refreshing || m_state.running || m_group.isEmpty()) {
        return;
    }
    m_refreshing = true;
    const quint64 generation = m_generation;
    whenDone(m_sentinels->read(m_group), this,
             [this, generation](const Result<Topology>& topology) {
                 if (generation != m_generation) {
                     return;
                 }
                 m_refreshing = false;
                 if (topology) {
                     m_state.error.reset();
                     accept(*topology);
                 } else {
                     m_state.error = topology.error();
                     emit changed();
                 }
             });
}

} // namespace ferryman
