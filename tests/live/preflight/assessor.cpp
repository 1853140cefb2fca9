// SPDX-License-Identifier: GPL-3.0-or-later
#include "assessor.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace ferryman::test {

namespace {

constexpr milliseconds samplePause{100}; // the rates of a test need not be exact

redis::Endpoint endpointAt(const redis::Address& address) {
    redis::Endpoint endpoint;
    endpoint.address = address;
    return endpoint;
}

} // namespace

Assessor::Assessor(PracticeLab& practice)
    : Assessor(practice, practice.addresses().source, practice.addresses().target) {}

Assessor::Assessor(PracticeLab& practice, redis::Address source, redis::Address target)
    : m_practice(practice)
    , m_sourceAt(std::move(source))
    , m_targetAt(std::move(target)) {
    const LabAddresses& addresses = practice.addresses();
    QList<redis::Login> known;
    for (const redis::Address& sentinel : addresses.sentinels) {
        known.append(loginTo(sentinel));
    }
    m_sentinels = std::make_unique<Sentinels>(
        known, [](const redis::Address& peer) { return loginTo(peer); }, m_clock);
    m_source = std::make_unique<redis::Connection>(loginTo(m_sourceAt));
    m_target = std::make_unique<redis::Connection>(loginTo(m_targetAt));
}

void Assessor::becomeAtSource(const QString& user, const QByteArray& password) {
    redis::Login login = loginTo(m_sourceAt, password);
    login.endpoint.user = user;
    m_source = std::make_unique<redis::Connection>(login);
}

void Assessor::becomeAtTarget(const QByteArray& password) {
    m_target = std::make_unique<redis::Connection>(loginTo(m_targetAt, password));
}

CheckContext Assessor::context() {
    const LabAddresses& addresses = m_practice.addresses();
    CheckContext context;
    context.plan.group = addresses.group;
    context.plan.sentinels = {endpointAt(addresses.sentinels.first())};
    context.plan.dragonfly = endpointAt(m_targetAt);
    const auto topology = await(m_sentinels->read(addresses.group));
    if (!topology) {
        QTest::qFail(qPrintable(topology.error().english()), __FILE__, __LINE__);
    }
    context.topology = topology.value_or(Topology{});
    context.source = m_source.get();
    context.target = m_target.get();
    context.sentinels = m_sentinels.get();
    context.clock = &m_clock;
    return context;
}

QList<Finding> Assessor::assess() {
    return assess(context());
}

QList<Finding> Assessor::assess(const CheckContext& context) {
    Assessment assessment(standardChecks(), nullptr, samplePause);
    QEventLoop loop;
    QObject::connect(&assessment, &Assessment::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    assessment.run(context);
    loop.exec();
    if (assessment.isRunning()) {
        QTest::qFail("the assessment does not end", __FILE__, __LINE__);
    }
    return assessment.findings();
}

QList<Finding> Assessor::check(const QString& id) {
    return check(id, context());
}

QList<Finding> Assessor::check(const QString& id, const CheckContext& context) {
    Assessment assessment(standardChecks(), nullptr, samplePause);
    QEventLoop loop;
    QObject::connect(&assessment, &Assessment::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    assessment.runOne(context, id);
    loop.exec();
    return assessment.findings();
}

bool Assessor::runAll(const QList<redis::Command>& commands, MendOn where) {
    const LabAddresses& addresses = m_practice.addresses();
    const QList<redis::Address> servers = where == MendOn::Source      ? QList{addresses.source}
                                          : where == MendOn::Dragonfly ? QList{addresses.target}
                                          : where == MendOn::EverySentinel
                                              ? addresses.sentinels
                                              : QList<redis::Address>{};
    return !commands.isEmpty() && !servers.isEmpty() &&
           std::ranges::all_of(servers, [&](const redis::Address& server) {
               return std::ranges::all_of(commands, [&](const redis::Command& command) {
                   const auto reply = m_practice.ask(server, command);
                   if (!reply) {
                       qWarning("%s", qPrintable(reply.error().english()));
                   }
                   return reply.has_value();
               });
           });
}

bool Assessor::mend(const Finding& finding) {
    return runAll(finding.mend, finding.mendOn);
}

bool Assessor::undo(const Finding& finding) {
    return runAll(finding.undo, finding.mendOn);
}

QStringList notPassed(const QList<Finding>& findings) {
    QStringList names;
    for (const Finding& finding : findings) {
        if (finding.severity != Severity::Passed) {
            names.append(finding.id + u' ' + QLatin1String(toString(finding.severity)));
        }
    }
    names.sort();
    return names;
}

const Finding* find(const QList<Finding>& findings, const QString& id) {
    const auto found = std::ranges::find(findings, id, &Finding::id);
    return found == findings.end() ? nullptr : &*found;
}

QString described(const Finding& finding) {
    return QStringList{finding.id, QLatin1String(toString(finding.severity)), finding.subject,
                       finding.title.english(), finding.found.english()}
        .join(QLatin1String(" | "));
}

} // namespace ferryman::test
