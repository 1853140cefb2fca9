// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/sync_checks.h"

#include "base/format.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr double mebibyte = 1024.0 * 1024.0;
/// Used memory that a full sync moves in a second: a child that serializes keeps one core busy at
/// about this rate, and Dragonfly loads faster. Careful rather than exact.
constexpr double syncBytesPerSecond = 50 * mebibyte;
/// A changed value of some bytes makes the kernel copy its whole page.
constexpr double pageAmplification = 8;
constexpr double memoryLimit = 0.9; // of the machine's: the rest is the kernel's and others'
constexpr double busyRate = 20 * mebibyte;
constexpr double fullRate = 80 * mebibyte; // a link of one gigabit carries about 110
constexpr qint64 leastHardLimit = qint64{64} * 1024 * 1024;
constexpr qint64 leastSoftLimit = qint64{16} * 1024 * 1024;
constexpr qint64 usualHardLimit = qint64{256} * 1024 * 1024; // redis.conf of 5.0 to 7.4
constexpr qint64 leastReplTimeout = 30;
constexpr qint64 usualReplTimeout = 60;
constexpr double longSync = 1800;

struct Rate {
    double bytesPerSecond = 0;
    bool exact = false; ///< Of the replication stream; else everything that clients send.
};

Result<Rate> rateOf(const Facts& facts, const Sampled& sample) {
    if (!sample.after) {
        return tl::make_unexpected(sample.after.error());
    }
    const auto before = sample.before->number("master_repl_offset");
    const auto after = sample.after->number("master_repl_offset");
    // Without a backlog Redis does not count what it would replicate (replication.c).
    if (before && after && sample.seconds > 0 && sample.after->number("repl_backlog_active") == 1) {
        return Rate{static_cast<double>(*after - *before) / sample.seconds, true};
    }
    bool isNumber = false;
    const double kilobytes = sample.after->value("instantaneous_input_kbps").toDouble(&isNumber);
    if (!isNumber) {
        return tl::make_unexpected(infoLacks("instantaneous_input_kbps", facts.source));
    }
    return Rate{kilobytes * 1024, false};
}

Message rateText(const Rate& rate) {
    return rate.exact ? Message{"%1", {formatRate(rate.bytesPerSecond)}}
                      : Message{QT_TRANSLATE_NOOP("core", "at most %1"),
                                {formatRate(rate.bytesPerSecond)}};
}

double syncSeconds(qint64 usedMemory) {
    return std::max(1.0, static_cast<double>(usedMemory) / syncBytesPerSecond);
}

Figure duration(double seconds) {
    return formatDuration(static_cast<qint64>(seconds * 1000));
}

MessageArgument limitText(qint64 bytes) {
    return bytes > 0 ? MessageArgument(formatBytes(bytes)) : MessageArgument("∞");
}

struct BufferLimit {
    qint64 hard = 0; ///< Bytes; 0: none.
    qint64 soft = 0;
    qint64 softSeconds = 0;
};

/// "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"
Result<BufferLimit> bufferLimitOf(const Facts& facts) {
    const auto text = facts.sourceSettings.text("client-output-buffer-limit");
    if (!text) {
        return tl::make_unexpected(text.error());
    }
    const QByteArrayList words = text->split(' ');
    const auto at = std::ranges::find_if(
        words, [](const QByteArray& word) { return word == "slave" || word == "replica"; });
    if (words.end() - at < 4) {
        return tl::make_unexpected(unknownShape(redis::Value::bulk(*text), facts.source));
    }
    return BufferLimit{(at + 1)->toLongLong(), (at + 2)->toLongLong(), (at + 3)->toLongLong()};
}

redis::Command setLimit(const BufferLimit& limit) {
    return redis::Command{"CONFIG", "SET", "client-output-buffer-limit",
                          "replica " + QByteArray::number(limit.hard) + ' ' +
                              QByteArray::number(limit.soft) + ' ' +
                              QByteArray::number(limit.softSeconds)}
        .changes();
}

Finding failedSnapshot() {
    Finding finding = judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "The source's last snapshot failed")},
        {"rdb_last_bgsave_status:err"}, {"rdb_last_bgsave_status:ok"},
        {QT_TRANSLATE_NOOP("core", "The full sync begins with a snapshot as well: what made "
                                   "the last one fail, a fork without memory or a full disk, "
                                   "stands in the source's log. Mend it, then take one again.")});
    finding.mend = {redis::Command{"BGSAVE"}.changes()};
    return finding;
}

Finding shortTimeout(qint64 timeout) {
    Finding finding =
        judged(Severity::Warning,
               {QT_TRANSLATE_NOOP("core", "The source gives up a slow replica too soon")},
               {"repl-timeout %1", {QString::number(timeout)}},
               {"repl-timeout %1", {QString::number(usualReplTimeout)}},
               {QT_TRANSLATE_NOOP("core", "While Dragonfly loads it says nothing to the source. "
                                          "Silent for longer than repl-timeout it is cut off, and "
                                          "the full sync begins again.")});
    finding.mend = {
        redis::Command{"CONFIG", "SET", "repl-timeout", QByteArray::number(usualReplTimeout)}
            .changes()};
    finding.undo = {
        redis::Command{"CONFIG", "SET", "repl-timeout", QByteArray::number(timeout)}.changes()};
    finding.mendOn = MendOn::Source;
    return finding;
}

} // namespace

QList<Finding> judgeForkMemory(const Facts& facts, const Sampled& sample) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "Memory for the snapshot's fork");
    const auto rate = rateOf(facts, sample);
    if (!rate) {
        return notRead(subject, rate.error());
    }
    const redis::Info& info = *sample.after;
    const auto used = info.number("used_memory");
    const auto resident = info.number("used_memory_rss");
    const auto machine = info.number("total_system_memory");
    if (!used || !resident || !machine) {
        return notRead(subject, infoLacks(!used       ? "used_memory"
                                          : !resident ? "used_memory_rss"
                                                      : "total_system_memory",
                                          facts.source));
    }
    const QByteArray status = info.value("rdb_last_bgsave_status");
    if (!status.isEmpty() && status != "ok") {
        return {failedSnapshot()};
    }
    const double written = rate->bytesPerSecond * syncSeconds(*used) * pageAmplification;
    const double copied =
        std::max(std::min(static_cast<double>(*used), written),
                 static_cast<double>(info.number("rdb_last_cow_size").value_or(0)));
    const double needed = static_cast<double>(*resident) + copied;
    const Message found{
        QT_TRANSLATE_NOOP("core", "%1 resident, about %2 to be copied, the machine has %3"),
        {formatBytes(*resident), formatBytes(static_cast<qint64>(copied)), formatBytes(*machine)}};
    if (needed <= memoryLimit * static_cast<double>(*machine)) {
        return {passed({QT_TRANSLATE_NOOP("core", "The source has memory for a snapshot")}, found)};
    }
    return {judged(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The source may run out of memory during the full sync")}, found,
        {QT_TRANSLATE_NOOP("core", "below nine tenths of the machine's memory")},
        {QT_TRANSLATE_NOOP("core",
                           "The full sync forks, and every page written meanwhile is copied. "
                           "Without memory the fork fails, or the kernel ends the source: sync "
                           "at a quiet hour.")})};
}

QList<Finding> judgeOutputBuffer(const Facts& facts, const Sampled& sample) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "The replica output buffer");
    const auto rate = rateOf(facts, sample);
    const auto limit = bufferLimitOf(facts);
    if (!rate || !limit) {
        return notRead(subject, rate ? limit.error() : rate.error());
    }
    const double seconds = syncSeconds(sample.after->number("used_memory").value_or(0));
    const double gathered = rate->bytesPerSecond * seconds;
    const bool tooSmall = (limit->hard > 0 && gathered > static_cast<double>(limit->hard)) ||
                          (limit->soft > 0 && gathered > static_cast<double>(limit->soft) &&
                           seconds > static_cast<double>(limit->softSeconds));
    const bool tight = (limit->hard > 0 && limit->hard < leastHardLimit) ||
                       (limit->soft > 0 && limit->soft < leastSoftLimit);
    const Message found{
        QT_TRANSLATE_NOOP("core", "limit %1, or %2 for %3 s; writes gather %4 during a sync of %5"),
        {limitText(limit->hard), limitText(limit->soft), QString::number(limit->softSeconds),
         formatBytes(static_cast<qint64>(gathered)), duration(seconds)}};
    if (!tooSmall && !tight) {
        return {passed({QT_TRANSLATE_NOOP("core", "The replica output buffer outlasts the sync")},
                       found)};
    }
    BufferLimit better;
    better.hard = std::max(usualHardLimit, static_cast<qint64>(2 * gathered));
    better.soft = better.hard / 4;
    better.softSeconds = std::max<qint64>(60, static_cast<qint64>(2 * seconds));
    Finding finding = judged(
        tooSmall && rate->exact ? Severity::Blocker : Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The replica output buffer is too small for the full sync")},
        found,
        {QT_TRANSLATE_NOOP("core", "at least %1, or %2 for %3 s"),
         {formatBytes(better.hard), formatBytes(better.soft), QString::number(better.softSeconds)}},
        {QT_TRANSLATE_NOOP("core", "The source keeps what is written while Dragonfly loads. Beyond "
                                   "the limit it cuts the link, and the full sync begins again, "
                                   "with the same end.")});
    finding.acceptable = true; // the rate of this second need not be that of the sync
    finding.mend = {setLimit(better)};
    finding.undo = {setLimit(*limit)};
    finding.mendOn = MendOn::Source;
    return {finding};
}

QList<Finding> judgeWriteRate(const Facts& facts, const Sampled& sample) {
    const auto rate = rateOf(facts, sample);
    if (!rate) {
        return notRead(QT_TRANSLATE_NOOP("core", "The write rate"), rate.error());
    }
    if (rate->bytesPerSecond < busyRate) {
        return {passed({QT_TRANSLATE_NOOP("core", "The source is written to at a rate that "
                                                  "replication can follow")},
                       rateText(*rate))};
    }
    return {judged(
        rate->bytesPerSecond < fullRate ? Severity::Note : Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The source is written to at a high rate")}, rateText(*rate),
        {QT_TRANSLATE_NOOP("core", "below %1"), {formatRate(busyRate)}},
        {QT_TRANSLATE_NOOP("core", "The stream to Dragonfly must keep up, beside the snapshot "
                                   "during the full sync: else the lag grows and the switch waits. "
                                   "A quiet hour is better.")})};
}

QList<Finding> judgeSyncCost(const Facts& facts) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "What a full sync costs");
    if (!facts.sourceInfo) {
        return notRead(subject, facts.sourceInfo.error());
    }
    const auto used = facts.sourceInfo->number("used_memory");
    const auto timeout = facts.sourceSettings.number("repl-timeout");
    const auto diskless = facts.sourceSettings.text("repl-diskless-sync");
    if (!used || !timeout || !diskless) {
        return notRead(subject, !used      ? infoLacks("used_memory", facts.source)
                                : !timeout ? timeout.error()
                                           : diskless.error());
    }
    const double seconds = syncSeconds(*used);
    if (*timeout < leastReplTimeout) {
        return {shortTimeout(*timeout)};
    }
    const Message found{
        *diskless == "yes" ? QT_TRANSLATE_NOOP("core", "%1 in about %2, without the source's disk")
                           : QT_TRANSLATE_NOOP("core", "%1 in about %2, through the source's disk"),
        {formatBytes(*used), duration(seconds)}};
    if (seconds < longSync) {
        return {passed({QT_TRANSLATE_NOOP("core", "A full sync, and every dropped link costs "
                                                  "another, takes little time")},
                       found)};
    }
    return {judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "A full sync takes long")}, found,
        {QT_TRANSLATE_NOOP("core", "below half an hour")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly cannot resume with a Redis primary: every dropped "
                                   "link costs the whole sync once more, with an empty Dragonfly "
                                   "until it ends.")})};
}

} // namespace ferryman
