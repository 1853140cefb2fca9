// SPDX-License-Identifier: GPL-3.0-or-later
#include "switch_bench.h"

#include "redis/role.h"

#include <QEventLoop>

#include <algorithm>

namespace ferryman::test {

using redis::Command;

SwitchBench::SwitchBench(LabOptions options)
    : lab(std::move(options)) {
    plan.policy.steadySeconds = 1;
    plan.policy.maxLagBytes = 10'000'000; // a loaded test machine is no reason to wait
}

SwitchBench::~SwitchBench() = default;

bool SwitchBench::start() {
    if (!lab.start()) {
        return false;
    }
    lab.hurrySentinels();
    const LabAddresses& at = lab.addresses();
    plan.group = at.group;
    source = std::make_unique<redis::Connection>(loginTo(at.source));
    target = std::make_unique<redis::Connection>(loginTo(at.target));
    QList<redis::Login> logins;
    for (const redis::Address& sentinel : at.sentinels) {
        logins.append(loginTo(sentinel));
    }
    sentinels = std::make_unique<Sentinels>(
        logins, [](const redis::Address& address) { return loginTo(address); }, clock);
    const auto info = await(source->send({"INFO", "server"}));
    m_sourceIdentity = redis::identify(*redis::Info::parse(*info));

    LinkPlan link;
    link.primary = at.source;
    link.policy = plan.policy;
    replication =
        std::make_unique<Replication>(link, source.get(), target.get(), clock, LinkWitness{});
    replication->watch();
    const auto attached = await(replication->attach(true));
    auto opened = Journal::open(folder.path(), QStringLiteral("bench"), clock);
    if (!attached || !opened) {
        return false;
    }
    journal = std::move(*opened);
    return QTest::qWaitFor([this] { return replication->state().steadiness.steady; },
                           static_cast<int>(labPatience.count())) &&
           lab.sentinelsKnowTarget();
}

bool SwitchBench::makeSwitch(std::optional<SwitchTimings> timings) {
    SwitchParties parties;
    parties.plan = plan;
    parties.group = lab.addresses().group;
    parties.source = source.get();
    parties.target = target.get();
    parties.sentinels = sentinels.get();
    parties.journal = journal.get();
    parties.clock = &clock;
    parties.evidence = [this] { return evidence(); };
    parties.timings = timings;
    parties.frozen = frozen;
    m_evidenceRead = 0;
    const auto asked = clock.monotonic();
    (void)await(source->send({"PING"}));
    m_roundTripMs = std::chrono::duration<double, std::milli>(clock.monotonic() - asked).count();
    ending = Ending::None;
    cutover = std::make_unique<Switch>(parties);
    connect(cutover.get(), &Switch::finished, this, [this](Ending how) { ending = how; });
    connect(cutover.get(), &Switch::refused, this,
            [this](const Message& why) { refusals.append(why); });
    return true;
}

Future<GateEvidence> SwitchBench::evidence() {
    m_evidenceRead += 1;
    const bool again = m_evidenceRead == 2;
    if (again && beforeRecheck) {
        beforeRecheck();
    }
    const auto read = andThen(sentinels->read(lab.addresses().group), this,
                              [this](const Topology& topology) -> Result<GateEvidence> {
                                  GateEvidence evidence;
                                  evidence.plan = plan;
                                  evidence.link = replication->state();
                                  evidence.topology = topology;
                                  evidence.source = lab.addresses().source;
                                  evidence.sourceIdentity = m_sourceIdentity;
                                  evidence.sourceRoundTripMs = m_roundTripMs;
                                  evidence.targetRoundTripMs = m_roundTripMs;
                                  evidence.assessedAtMs = clock.utc().toMSecsSinceEpoch();
                                  evidence.target = lab.addresses().target;
                                  return evidence;
                              });
    if (again && recheckWith) {
        return andThen(read, this, recheckWith);
    }
    return read;
}

bool SwitchBench::startLoad(qint64 rate) {
    load = std::make_unique<WriteLoad>(lab.load(rate));
    load->start();
    return QTest::qWaitFor(
        [&] {
            return load->figures().acknowledged > rate / 2 &&
                   replication->state().steadiness.steady;
        },
        static_cast<int>(labPatience.count()));
}

/// A Sentinel on a busy machine goes into tilt for 30 s, which is what the gates are for, but not
/// what these tests are about.
void SwitchBench::begin() {
    const auto inTilt = [](const SentinelView& view) { return view.answered() && view.tilt; };
    (void)QTest::qWaitFor(
        [&] {
            const auto topology = await(sentinels->read(lab.addresses().group));
            return topology && std::ranges::none_of(topology->sentinels, inTilt);
        },
        2 * static_cast<int>(labPatience.count()));
    cutover->confirm(lab.addresses().group);
}

Ending SwitchBench::run(std::chrono::milliseconds time) {
    if (load) {
        load->markSwitch();
    }
    begin();
    (void)waitUntilEnded(time);
    return ending;
}

/// In an event loop of its own, since qWaitFor sleeps 10 ms a turn, which the switch would be
/// measured with.
bool SwitchBench::waitUntilEnded(std::chrono::milliseconds time) {
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    connect(cutover.get(), &Switch::finished, &loop, &QEventLoop::quit);
    connect(cutover.get(), &Switch::refused, &loop, &QEventLoop::quit);
    if (ending == Ending::None && refusals.isEmpty()) {
        loop.exec();
    }
    return ending != Ending::None || !refusals.isEmpty();
}

Result<LoadAudit> SwitchBench::audit() {
    load->stop();
    return await(load->audit(), labPatience);
}

QByteArray SwitchBench::setting(const redis::Address& server, const char* name) {
    const auto reply = lab.ask(server, {"CONFIG", "GET", name});
    return reply && reply->items().size() == 2 ? reply->items()[1].bytes() : QByteArray("?");
}

bool SwitchBench::acceptsWrites(const redis::Address& server) {
    const auto reply = lab.ask(server, Command{"SET", "bench:probe", "1"}.changes());
    return reply && reply->isOk();
}

redis::Role SwitchBench::role(const redis::Address& server) {
    const auto reply = lab.ask(server, {"ROLE"});
    const auto parsed = reply ? redis::parseRole(*reply) : tl::make_unexpected(reply.error());
    return parsed ? parsed->role : redis::Role::Unknown;
}

QList<redis::Address> SwitchBench::primariesNamed() {
    QList<redis::Address> named;
    for (const redis::Address& sentinel : lab.addresses().sentinels) {
        const auto reply = lab.ask(
            sentinel, {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", lab.addresses().group.toUtf8()});
        if (reply && reply->items().size() == 2) {
            named.append({QString::fromUtf8(reply->items()[0].bytes()),
                          static_cast<quint16>(reply->items()[1].bytes().toUInt())});
        }
    }
    return named;
}

QList<qint64> SwitchBench::prioritiesSeen() {
    QList<qint64> seen;
    for (const redis::Address& sentinel : lab.addresses().sentinels) {
        const auto reply =
            lab.ask(sentinel, {"SENTINEL", "REPLICAS", lab.addresses().group.toUtf8()});
        const auto entries =
            reply ? redis::parseSentinelEntries(*reply) : tl::make_unexpected(reply.error());
        for (const auto& entry : entries.value_or(QList<redis::SentinelEntry>{})) {
            if (entry.address == lab.addresses().target) {
                seen.append(entry.number("slave-priority").value_or(-1));
            }
        }
    }
    return seen;
}

QString SwitchBench::timeline() const {
    QString text;
    for (const TimelineRow& row : cutover->state().timeline) {
        text += QStringLiteral("%1 %2 %3 %4\n")
                    .arg(row.sinceFreezeMs ? QString::number(*row.sinceFreezeMs, 'f', 1)
                                           : QStringLiteral("-"),
                         9)
                    .arg(QLatin1String(toString(row.phase)), -9)
                    .arg(row.where, -16)
                    .arg(row.text.english());
    }
    return text;
}

void SwitchBench::onPhase(Phase phase, const std::function<void()>& act) {
    connect(cutover.get(), &Switch::changed, this,
            [phase, act, acted = false](const SwitchState& state) mutable {
                if (state.phase == phase && !std::exchange(acted, true)) {
                    act();
                }
            });
}

} // namespace ferryman::test
