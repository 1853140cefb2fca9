// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/sentinels.h"

#include <QTimer>

#include <algorithm>

namespace ferryman {

namespace {

using redis::Address;
using redis::SentinelEntry;
using redis::Value;

constexpr milliseconds askDeadline{2000};
constexpr milliseconds connectWithin{2500}; // an unreachable Sentinel is told within 3 s
// The gates want evidence younger than 2 s, and one silent Sentinel must not make that of the
// others old.
constexpr milliseconds patience{1000};
constexpr milliseconds patienceWithTheSilent{400};
constexpr qsizetype mostSentinels = 64;

constexpr auto groupIsUnknown = QT_TRANSLATE_NOOP("core", "Sentinel %1 does not know this group.");

Error noSentinel(const redis::ServerIdentity& identity, const Address& address) {
    return {
        ErrorKind::InvalidInput,
        {QT_TRANSLATE_NOOP(
             "core", "%1 is no Sentinel but %2: give a Sentinel's address, usually port 26379."),
         {address.toString(), identity.describe()}},
        address.toString(),
        {}};
}

bool groupUnknown(const Value& reply) {
    return reply.isError() && reply.bytes().contains("No such master");
}

Error wrongGroup(const QString& group, const QStringList& known) {
    return {
        ErrorKind::InvalidInput,
        known.isEmpty()
            ? Message{QT_TRANSLATE_NOOP(
                  "core", "The Sentinels know no group at all: have them monitor the primary first "
                          "(SENTINEL MONITOR).")}
            : Message{QT_TRANSLATE_NOOP(
                          "core", "The Sentinels do not know the group \"%1\": they know %2."),
                      {group, known.join(QStringLiteral(", "))}},
        {},
        {}};
}

Error noAnswerInTime(const Address& address) {
    return {ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP("core", "No answer in time.")},
            address.toString(),
            {}};
}

Result<SentinelView> viewFrom(const QList<Value>& replies, SentinelView view) {
    const auto info = redis::Info::parse(replies[0]);
    if (!info) {
        return tl::make_unexpected(info.error());
    }
    view.identity = redis::identify(*info);
    view.tilt = info->number("sentinel_tilt").value_or(0) != 0;
    if (view.identity.product != redis::Product::Sentinel) {
        return tl::make_unexpected(noSentinel(view.identity, view.address));
    }
    if (replies[1].isError()) {
        return failure(
            groupUnknown(replies[1]) ? ErrorKind::InvalidInput : ErrorKind::Server,
            groupUnknown(replies[1])
                ? Message{groupIsUnknown, {view.address.toString()}}
                : Message{QT_TRANSLATE_NOOP("core", "Sentinel %1 refuses SENTINEL MASTER."),
                          {view.address.toString()}},
            view.address.toString(), replies[1].describe());
    }
    const auto group = redis::parseSentinelEntry(replies[1]);
    const auto replicas = redis::parseSentinelEntries(replies[2]);
    const auto peers = redis::parseSentinelEntries(replies[3]);
    for (const auto* error :
         {group ? nullptr : &group.error(), replicas ? nullptr : &replicas.error(),
          peers ? nullptr : &peers.error()}) {
        if (error != nullptr) {
            return tl::make_unexpected(*error);
        }
    }
    view.group = *group;
    view.replicas = *replicas;
    view.peers = *peers;
    if (replies[4]
            .isText()) { // older than 6.2: SENTINEL MYID is unknown, and the address has to do
        view.id = QString::fromLatin1(replies[4].bytes());
    }
    return view;
}

} // namespace

class Sentinels::Private {
public:
    struct Member {
        std::unique_ptr<redis::Connection> connection;
        QString id;         ///< Run id once known: the same Sentinel under two addresses is one.
        bool given = false; ///< By the plan or the person; the others were named by a Sentinel.
        enum class Manner { Unknown, Answers, Silent };
        Manner manner = Manner::Unknown; ///< Last time.
        int underWay = 0;                ///< Questions that are not answered yet.
        std::optional<Error> silence;    ///< Why it did not answer last time.
    };
    using Manner = Member::Manner;

    Private(Sentinels& owner, LoginFor peerLogin, const Clock& time)
        : q(owner)
        , loginFor(std::move(peerLogin))
        , clock(time) {}

    void add(const redis::Login& login, bool given) {
        const Address address = login.endpoint.address;
        const bool known = order.contains(address);
        if (address.isNull() || (!known && order.size() >= mostSentinels)) {
            return;
        }
        Member& member = members[address];
        member.given = given || (known && member.given);
        if (!member.connection) { // one that was forgotten and is named again has its own still
            redis::ClientLimits limits;
            limits.connectDeadline = connectWithin;
            member.connection = std::make_unique<redis::Connection>(login, limits);
        }
        if (!known) {
            order.append(address);
        }
    }

    /// Waits for as long as its manner deserves. A silent one is asked on in the background, and
    /// who comes meanwhile is told at once that it is silent.
    Future<SentinelView> ask(const Address& address, const QString& group) {
        Member& member = members[address];
        if (member.manner == Manner::Silent && member.underWay > 0) {
            return ready<SentinelView>(tl::make_unexpected(silenceOf(address)));
        }
        ++member.underWay;
        const Promise<SentinelView> promise;
        whenDone(askNow(address, group), &q, [this, address, promise](Result<SentinelView> answer) {
            Member& asked = members[address];
            --asked.underWay;
            asked.manner = answer ? Manner::Answers : Manner::Silent;
            asked.silence = answer ? std::nullopt : std::optional(answer.error());
            promise.complete(std::move(answer));
        });
        if (member.manner != Manner::Unknown) {
            const bool silent = member.manner == Manner::Silent;
            QTimer::singleShot(silent ? patienceWithTheSilent : patience, &q,
                               [this, address, promise] {
                                   if (!promise.isCompleted()) {
                                       members[address].manner = Manner::Silent;
                                       promise.complete(tl::make_unexpected(silenceOf(address)));
                                   }
                               });
        }
        return promise.future();
    }

    [[nodiscard]] Error silenceOf(const Address& address) const {
        return members.at(address).silence.value_or(noAnswerInTime(address));
    }

    Future<SentinelView> askNow(const Address& address, const QString& group) {
        SentinelView view;
        view.address = address;
        const QByteArray name = group.toUtf8();
        const auto start = clock.monotonic();
        const auto replies = members[address].connection->pipeline({{"INFO"},
                                                                    {"SENTINEL", "MASTER", name},
                                                                    {"SENTINEL", "REPLICAS", name},
                                                                    {"SENTINEL", "SENTINELS", name},
                                                                    {"SENTINEL", "MYID"}},
                                                                   askDeadline);
        return andThen(
            replies, &q,
            [this, view, start](const QList<Value>& values) mutable -> Result<SentinelView> {
                view.readAt = clock.utc();
                view.roundTripMs =
                    std::chrono::duration<double, std::milli>(clock.monotonic() - start).count();
                return viewFrom(values, view);
            });
    }

    /// One reading: asks those of `round`, then whom they name and nobody has asked yet, until
    /// nobody is new.
    struct Reading {
        QString group;
        QList<SentinelView> views;
        Promise<Topology> promise;
    };

    void askRound(const std::shared_ptr<Reading>& reading, const QList<Address>& round) {
        QList<Future<SentinelView>> asked;
        for (const Address& address : round) {
            asked.append(ask(address, reading->group));
        }
        whenDone(all(asked, &q), &q,
                 [this, reading, round](const Result<QList<Result<SentinelView>>>& answers) {
                     for (qsizetype i = 0; i < round.size(); ++i) {
                         takeAnswer(*reading, round[i], (*answers)[i]);
                     }
                     const QList<Address> fresh = learnPeers(*reading);
                     if (fresh.isEmpty()) {
                         finish(*reading);
                     } else {
                         askRound(reading, fresh);
                     }
                 });
    }

    void takeAnswer(Reading& reading, const Address& address, const Result<SentinelView>& answer) {
        if (answer) {
            SentinelView view = *answer;
            QString& id = members[address].id;
            id = view.id.isEmpty() ? id : view.id;
            view.id = id;
            reading.views.append(view);
            return;
        }
        SentinelView silent;
        silent.address = address;
        silent.id = members[address].id;
        silent.error = answer.error();
        silent.readAt = clock.utc();
        reading.views.append(silent);
    }

    QList<Address> learnPeers(const Reading& reading) {
        QList<Address> fresh;
        for (const SentinelView& view : reading.views) {
            for (const SentinelEntry& peer : view.peers) {
                if (isKnown(peer)) {
                    continue;
                }
                const qsizetype before = order.size();
                add(loginFor(peer.address), false);
                if (order.size() > before) {
                    members[order.last()].id = peer.runId;
                    fresh.append(order.last());
                }
            }
        }
        return fresh;
    }

    bool isKnown(const SentinelEntry& peer) const {
        return std::ranges::any_of(order, [&](const Address& address) {
            return address == peer.address ||
                   (!peer.runId.isEmpty() && members.at(address).id == peer.runId);
        });
    }

    /// A silent Sentinel that was found through others is asked no more once they have forgotten it
    /// (SENTINEL RESET). Its connection stays: somebody may hold it.
    void forgetTheGone(Reading& reading) {
        const auto isNamed = [&reading](const SentinelView& silent) {
            return std::ranges::any_of(reading.views, [&](const SentinelView& view) {
                return std::ranges::any_of(view.peers, [&](const SentinelEntry& peer) {
                    return peer.address == silent.address ||
                           (!silent.id.isEmpty() && peer.runId == silent.id);
                });
            });
        };
        reading.views.removeIf([&](const SentinelView& view) {
            const bool gone = !view.answered() && !members.at(view.address).given && !isNamed(view);
            if (gone) {
                order.removeOne(view.address);
            }
            return gone;
        });
    }

    void finish(Reading& reading) {
        const bool anyAnswered = std::ranges::any_of(reading.views, &SentinelView::answered);
        if (anyAnswered) {
            forgetTheGone(reading);
            reading.promise.complete(merge(reading.group, reading.views));
            return;
        }
        const bool onlyTheGroup = std::ranges::any_of(reading.views, [](const SentinelView& view) {
            return view.error->message.text == QByteArray(groupIsUnknown);
        });
        if (!onlyTheGroup) {
            reading.promise.complete(tl::make_unexpected(*reading.views.first().error));
            return;
        }
        whenDone(q.groups(), &q,
                 [wanted = reading.group,
                  promise = reading.promise](const Result<QList<SentinelEntry>>& groups) {
                     QStringList names;
                     for (const SentinelEntry& group : groups.value_or(QList<SentinelEntry>{})) {
                         names.append(group.name);
                     }
                     promise.complete(tl::make_unexpected(wrongGroup(wanted, names)));
                 });
    }

    void askForGroups(qsizetype index, const Promise<QList<SentinelEntry>>& promise) {
        const Address address = order[index];
        const auto replies =
            members[address].connection->pipeline({{"INFO"}, {"SENTINEL", "MASTERS"}}, askDeadline);
        const auto entries = andThen(
            replies, &q, [address](const QList<Value>& values) -> Result<QList<SentinelEntry>> {
                const auto info = redis::Info::parse(values[0]);
                if (!info) {
                    return tl::make_unexpected(info.error());
                }
                if (const auto identity = redis::identify(*info);
                    identity.product != redis::Product::Sentinel) {
                    return tl::make_unexpected(noSentinel(identity, address));
                }
                return redis::parseSentinelEntries(values[1]);
            });
        whenDone(entries, &q, [this, index, promise](Result<QList<SentinelEntry>> groups) {
            if (groups || index + 1 >= order.size()) {
                promise.complete(std::move(groups));
            } else {
                askForGroups(index + 1, promise);
            }
        });
    }

    Sentinels& q;
    LoginFor loginFor;
    const Clock& clock;
    std::map<Address, Member> members;
    QList<Address> order;
};

Sentinels::Sentinels(const QList<redis::Login>& known, LoginFor loginFor, const Clock& clock,
                     QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(loginFor), clock)) {
    for (const redis::Login& login : known) {
        d->add(login, true);
    }
}

Sentinels::~Sentinels() = default;

Future<QList<SentinelEntry>> Sentinels::groups() {
    Promise<QList<SentinelEntry>> promise;
    if (d->order.isEmpty()) {
        promise.complete(
            failure(ErrorKind::InvalidInput, {QT_TRANSLATE_NOOP("core", "No Sentinel is given.")}));
        return promise.future();
    }
    d->askForGroups(0, promise);
    return promise.future();
}

Future<Topology> Sentinels::read(const QString& group) {
    auto reading = std::make_shared<Private::Reading>();
    reading->group = group;
    if (d->order.isEmpty()) {
        reading->promise.complete(
            failure(ErrorKind::InvalidInput, {QT_TRANSLATE_NOOP("core", "No Sentinel is given.")}));
    } else {
        d->askRound(reading, d->order);
    }
    return reading->promise.future();
}

void Sentinels::meet(const QList<Address>& sentinels) {
    for (const Address& sentinel : sentinels) {
        d->add(d->loginFor(sentinel), true);
    }
}

QList<Address> Sentinels::addresses() const {
    return d->order;
}

redis::Connection* Sentinels::connection(const Address& sentinel) {
    const auto member = d->members.find(sentinel);
    return member == d->members.end() ? nullptr : member->second.connection.get();
}

} // namespace ferryman
