// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/sentinel_ring.h"

#include "redis/info.h"
#include "topology/group_reset.h"
#include "topology/replica_choice.h"

#include <algorithm>

namespace ferryman {

using redis::Address;
using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds chosenEvery{500};
constexpr milliseconds agreedEvery{20};
constexpr milliseconds calmEvery{100};
constexpr milliseconds askDeadline{800};
constexpr milliseconds triggerDeadline{800};

Result<Address> namedBy(const QList<Value>& replies, const Address& sentinel) {
    const QList<Value>& parts = replies.first().items();
    const auto port = parts.size() == 2 ? parts[1].toInteger() : Result<qint64>{0};
    if (parts.size() != 2 || !parts[0].isText() || !port || *port < 1 || *port > 65535) {
        return failure(
            ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "Sentinel %1 names no primary."), {sentinel.toString()}},
            sentinel.toString(), replies.first().describe());
    }
    return Address{QString::fromUtf8(parts[0].bytes()), static_cast<quint16>(*port)};
}

bool isLive(const redis::SentinelEntry& replica) {
    return !replica.has("s_down") && !replica.has("o_down") && !replica.has("disconnected");
}

/// The failover-states before the promotion was noticed (sentinel.c of Redis 7.0.15).
bool awaitsPromotion(const redis::SentinelEntry& group) {
    const QString state = group.text("failover-state");
    return state == QLatin1String("wait_start") || state == QLatin1String("select_slave") ||
           state == QLatin1String("send_slaveof_noone") || state == QLatin1String("wait_promotion");
}

bool isInTilt(const Value& infoSentinel) {
    const auto info = redis::Info::parse(infoSentinel);
    return info && info->number("sentinel_tilt").value_or(0) != 0;
}

Command askForPrimary(const QString& group) {
    return {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", group.toUtf8()};
}

} // namespace

SentinelRing::SentinelRing(QString group, SwitchRecord& record, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_group(std::move(group))
    , m_record(record)
    , m_clock(clock) {}

SentinelRing::~SentinelRing() = default;

void SentinelRing::gather(const QList<redis::Login>& logins) {
    m_members.clear();
    for (const redis::Login& login : logins) {
        Member member;
        member.line = std::make_unique<Line>(login, m_record, m_clock);
        member.poll = std::make_unique<Poll>();
        member.subscriber = std::make_unique<redis::Subscriber>(login);
        connect(member.subscriber.get(), &redis::Subscriber::event, this, &SentinelRing::published);
        member.subscriber->start();
        whenDone(member.line->open(), this,
                 [](const Result<Done>&) {}); // a silent one is told by its silence
        m_members.push_back(std::move(member));
    }
}

// --- watching ---

void SentinelRing::watchChoice(const Address& target, std::function<void()> done) {
    const QByteArray group = m_group.toUtf8();
    watch(
        chosenEvery, {Command{"SENTINEL", "MASTER", group}, Command{"SENTINEL", "REPLICAS", group}},
        [this, target](const QList<Value>& replies) { return wouldChoose(target, replies); },
        std::move(done));
}

void SentinelRing::watchAlone(const Address& target, std::function<void()> done) {
    watch(
        chosenEvery, {Command{"SENTINEL", "REPLICAS", m_group.toUtf8()}},
        [target](const QList<Value>& replies) {
            const auto replicas = redis::parseSentinelEntries(replies.first());
            return replicas && replicas->size() == 1 && isLive(replicas->first()) &&
                   replicas->first().address == target;
        },
        std::move(done));
}

void SentinelRing::watchCalm(std::function<void()> done) {
    watch(
        calmEvery, {Command{"SENTINEL", "MASTER", m_group.toUtf8()}},
        [](const QList<Value>& replies) {
            const auto group = redis::parseSentinelEntry(replies.first());
            return group && !redis::failsOver(*group);
        },
        std::move(done));
}

bool SentinelRing::wouldChoose(const Address& target, const QList<Value>& replies) const {
    const auto group = redis::parseSentinelEntry(replies[0]);
    const auto replicas = redis::parseSentinelEntries(replies[1]);
    if (!group || !replicas) {
        return false;
    }
    SentinelView view;
    view.group = *group;
    view.replicas = *replicas;
    return chooseReplica(view).chosen == target;
}

void SentinelRing::watchAgreement(const Address& target, std::function<void()> done) {
    watch(
        agreedEvery, {askForPrimary(m_group)},
        [target](const QList<Value>& replies) {
            const auto named = namedBy(replies, {});
            return named && *named == target;
        },
        std::move(done));
}

void SentinelRing::watch(milliseconds interval, const QList<Command>& question, const Judge& judge,
                         std::function<void()> done) {
    m_done = std::move(done);
    for (Member& member : m_members) {
        member.opinion = Opinion::Unheard;
        member.poll->start(
            interval, [&member, question] { return member.line->ask(question, askDeadline); },
            [this, &member, judge](const Poll::Answer& answer) {
                if (!answer) {
                    hear(member, Opinion::Silent);
                } else {
                    hear(member, judge(*answer) ? Opinion::Yes : Opinion::No);
                }
            });
    }
}

void SentinelRing::hear(Member& member, Opinion opinion) {
    member.opinion = opinion;
    const bool open = std::ranges::any_of(m_members, [](const Member& each) {
        return each.opinion == Opinion::Unheard || each.opinion == Opinion::No;
    });
    if (open || agreeing() == 0 || !m_done) {
        return;
    }
    const auto done = std::exchange(m_done, {});
    stopWatching();
    done();
}

void SentinelRing::stopWatching() {
    m_done = {};
    for (Member& member : m_members) {
        member.poll->stop();
    }
}

int SentinelRing::asked() const {
    return static_cast<int>(m_members.size());
}

int SentinelRing::agreeing() const {
    return static_cast<int>(std::ranges::count(m_members, Opinion::Yes, &Member::opinion));
}

// --- telling ---

std::vector<Line*> SentinelRing::lines() const {
    std::vector<Line*> open;
    for (const Member& member : m_members) {
        if (member.line->isOpen()) {
            open.push_back(member.line.get());
        }
    }
    return open;
}

void SentinelRing::lead(const Address& sentinel) {
    const auto leader = std::ranges::find_if(
        m_members, [&](const Member& each) { return each.line->address() == sentinel; });
    std::rotate(m_members.begin(), leader, leader == m_members.end() ? leader : leader + 1);
}

void SentinelRing::markTold(const Address& sentinel) {
    for (Member& member : m_members) {
        member.told = member.told || member.line->address() == sentinel;
    }
}

void SentinelRing::setTellable(const QList<Address>& sentinels) {
    for (Member& member : m_members) {
        member.tellable = sentinels.contains(member.line->address());
    }
}

Future<Done> SentinelRing::callOff() {
    QList<Future<Done>> ended;
    for (Member& member : m_members) {
        if (member.told && member.line->isOpen()) {
            ended.append(callOff(*member.line));
        }
    }
    return andThen(all(ended, this), this, [](const QList<Result<Done>>& results) -> Result<Done> {
        const auto failed = std::ranges::find_if(
            results, [](const Result<Done>& result) { return !result.has_value(); });
        return failed == results.end() ? Result<Done>(Done{}) : *failed;
    });
}

Future<Done> SentinelRing::callOff(Line& sentinel) {
    const auto asked =
        sentinel.ask({Command{"SENTINEL", "MASTER", m_group.toUtf8()}}, triggerDeadline);
    return andThen(asked, this, [this, &sentinel](const QList<Value>& replies) -> Future<Done> {
        const auto group = redis::parseSentinelEntry(replies.first());
        if (!group || !awaitsPromotion(*group)) {
            return ready<Done>(Done{});
        }
        const Deed reset{Phase::Promote, {resetCommand(m_group)}, false, {}, {}, triggerDeadline};
        return andThen(sentinel.perform(reset), this,
                       [](const QList<Value>&) -> Result<Done> { return Done{}; });
    });
}

Future<Address> SentinelRing::trigger() {
    Promise<Address> promise;
    triggerNext(
        promise,
        {ErrorKind::Refused,
         {QT_TRANSLATE_NOOP("core", "No Sentinel is left that could be told to fail over.")},
         {},
         {}});
    return promise.future();
}

/// One whose line is closed is passed over, since nothing was sent to it; any other outcome ends
/// the search.
void SentinelRing::triggerNext(const Promise<Address>& promise, const Error& lastError) {
    const auto member = std::ranges::find_if(m_members, [](const Member& each) {
        return each.tellable && !each.told && !each.unfit && each.line->isOpen();
    });
    if (member == m_members.end()) {
        promise.complete(tl::make_unexpected(lastError));
        return;
    }
    member->told = true;
    const Address address = member->line->address();
    const Deed deed{
        Phase::Trigger, {triggerCommand(m_group)}, false, {QStringLiteral("failover")}, {},
        triggerDeadline};
    whenDone(member->line->perform(deed), this,
             [this, promise, address](const Result<QList<Value>>& answer) {
                 if (answer) {
                     promise.complete(address);
                 } else if (answer.error().kind == ErrorKind::Unreachable) {
                     triggerNext(promise, answer.error());
                 } else {
                     promise.complete(tl::make_unexpected(answer.error()));
                 }
             });
}

// --- asking once ---

QList<Future<QList<Value>>> SentinelRing::askAll(milliseconds deadline) {
    QList<Future<QList<Value>>> asked;
    for (const Member& member : m_members) {
        asked.append(member.line->ask(
            {Command{"SENTINEL", "MASTER", m_group.toUtf8()}, Command{"INFO", "sentinel"}},
            deadline));
    }
    return asked;
}

void SentinelRing::judge(const QList<Poll::Answer>& answers, const Address& target, Look& look) {
    const bool anyTold = std::ranges::any_of(m_members, &Member::told);
    look.failover = Look::Failover::None;
    look.anotherSentinel = false;
    look.named = false;
    bool underWay = false;
    for (size_t i = 0; i < m_members.size() && i < static_cast<size_t>(answers.size()); ++i) {
        Member& member = m_members[i];
        const Poll::Answer& answer = answers[static_cast<qsizetype>(i)];
        const auto entry = answer.and_then(
            [](const QList<Value>& replies) { return redis::parseSentinelEntry(replies.first()); });
        if (!entry) {
            if (member.told || (!anyTold && member.tellable)) {
                look.failover = Look::Failover::Unknown;
            }
            continue;
        }
        const bool named = entry->address == target;
        member.unfit = named || isInTilt(answer->last());
        look.anotherSentinel =
            look.anotherSentinel || (member.tellable && !member.told && !member.unfit);
        look.named = look.named || named;
        underWay = underWay || redis::failsOver(*entry);
    }
    if (underWay) {
        look.failover = Look::Failover::UnderWay;
    }
}

Future<Address> SentinelRing::primary() {
    Promise<Address> promise;
    askPrimary(0, promise);
    return promise.future();
}

void SentinelRing::askPrimary(size_t index, const Promise<Address>& promise) {
    if (index >= m_members.size()) {
        promise.complete(
            failure(ErrorKind::Unreachable, {QT_TRANSLATE_NOOP("core", "No Sentinel answers.")}));
        return;
    }
    Line& line = *m_members[index].line;
    whenDone(line.ask({askForPrimary(m_group)}, askDeadline), this,
             [this, index, promise, address = line.address()](const Result<QList<Value>>& answer) {
                 const auto named = answer.and_then(
                     [&](const auto& replies) { return namedBy(replies, address); });
                 if (named) {
                     promise.complete(*named);
                 } else {
                     askPrimary(index + 1, promise);
                 }
             });
}

} // namespace ferryman
