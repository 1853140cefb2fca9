// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/drain_watch.h"

namespace ferryman {

namespace {

constexpr milliseconds askEvery{5};
constexpr milliseconds askDeadline{1500};

tl::unexpected<Error> broken(const char* sentence, const MessageArguments& arguments = {}) {
    return failure(ErrorKind::Refused, {sentence, arguments});
}

} // namespace

DrainVerdict judgeTargetDrain(const FrozenPoint& frozen, const redis::ReplicationInfo& target) {
    if (target.role == redis::Role::Primary) {
        return broken(QT_TRANSLATE_NOOP(
            "core", "Dragonfly is a primary already: somebody else promoted it."));
    }
    if (target.syncInProgress) {
        return broken(
            QT_TRANSLATE_NOOP("core", "Dragonfly began a new full sync during the freeze."));
    }
    if (!target.replid.isEmpty() && target.replid != frozen.replid) {
        return broken(
            QT_TRANSLATE_NOOP(
                "core",
                "Dragonfly follows another replication stream (%1) than the source's (%2)."),
            {target.replid.left(8), frozen.replid.left(8)});
    }
    if (target.replid.isEmpty() || !target.replicaOffset || *target.replicaOffset < frozen.offset) {
        return std::optional<qint64>();
    }
    return std::optional(*target.replicaOffset);
}

DrainVerdict judgeSourceDrain(const FrozenPoint& frozen, const redis::ReplicationInfo& source,
                              std::optional<qint64> fullSyncs, const redis::Address& target) {
    if (source.role != redis::Role::Primary || source.replid != frozen.replid) {
        return broken(
            QT_TRANSLATE_NOOP("core", "The source is no longer the primary that was frozen."));
    }
    if (fullSyncs != frozen.fullSyncs) {
        return broken(QT_TRANSLATE_NOOP("core", "A new full sync began during the freeze."));
    }
    const redis::ReplicaLine* line = source.find(target);
    if (line == nullptr || line->state != QLatin1String("online") ||
        line->offset.value_or(-1) < frozen.offset) {
        return std::optional<qint64>();
    }
    return line->offset;
}

DrainWatch::DrainWatch(Line& source, Line& target, QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_target(target)
    , m_sourcePoll(this)
    , m_targetPoll(this) {}

void DrainWatch::start(const FrozenPoint& frozen, const redis::Address& targetAsListed,
                       std::function<void(Result<qint64>)> done) {
    m_frozen = frozen;
    m_targetAsListed = targetAsListed;
    m_done = std::move(done);
    m_targetPoll.start(
        askEvery,
        [this] {
            return m_target.ask({redis::Command{"INFO", "replication"}}, askDeadline);
        },
        [this](const Poll::Answer& answer) {
            const auto info = answer.and_then(
                [](const auto& replies) { return redis::Info::parse(replies.first()); });
            if (info) { // silence proves nothing; the phase has a deadline
                take(judgeTargetDrain(m_frozen, redis::parseReplication(*info)));
            }
        });
    m_sourcePoll.start(
        askEvery,
        [this] {
            return m_source.ask(
                {redis::Command{"INFO", "replication"}, redis::Command{"INFO", "stats"}},
                askDeadline);
        },
        [this](const Poll::Answer& answer) {
            const auto info =
                answer.and_then([](const auto& replies) { return redis::Info::parse(replies[0]); });
            const auto stats =
                answer.and_then([](const auto& replies) { return redis::Info::parse(replies[1]); });
            if (info && stats) {
                take(judgeSourceDrain(m_frozen, redis::parseReplication(*info),
                                      stats->number("sync_full"), m_targetAsListed));
            }
        });
}

void DrainWatch::stop() {
    m_sourcePoll.stop();
    m_targetPoll.stop();
    m_done = {};
}

void DrainWatch::take(const DrainVerdict& verdict) {
    if ((verdict && !*verdict) || !m_done) {
        return;
    }
    const auto done = std::move(m_done);
    stop();
    if (verdict) {
        done(**verdict);
    } else {
        done(tl::make_unexpected(verdict.error()));
    }
}

} // namespace ferryman
