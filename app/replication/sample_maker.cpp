// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/sample_maker.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 rememberMs = 600'000;

std::optional<double> growth(const std::optional<qint64>& before, const std::optional<qint64>& now,
                             qint64 ms) {
    if (!before || !now || ms <= 0 || *now < *before) {
        return {};
    }
    return static_cast<double>(*now - *before) * 1000.0 / static_cast<double>(ms);
}

} // namespace

const redis::ReplicaLine* lineOf(const redis::ReplicationInfo& source,
                                 const redis::Address& target) {
    if (const auto* line = source.find(target)) {
        return line;
    }
    const auto samePort = [&](const redis::ReplicaLine& line) {
        return line.address.port == target.port;
    };
    const auto found = std::ranges::find_if(source.replicas, samePort);
    return std::ranges::count_if(source.replicas, samePort) == 1 ? &*found : nullptr;
}

SampleMaker::SampleMaker(redis::Address target)
    : m_target(std::move(target)) {}

Sample SampleMaker::make(const Reading& reading) {
    Sample sample;
    sample.atMs = reading.atMs;
    if (reading.source) {
        readSource(*reading.source, sample);
    }
    if (reading.target) {
        readTarget(*reading.target, sample);
    }
    sample.sourceKeys = m_sourceKeys;
    sample.targetKeys = m_targetKeys;
    derive(sample);
    m_before = sample;
    return sample;
}

void SampleMaker::readSource(const redis::Info& info, Sample& sample) {
    const redis::ReplicationInfo source = redis::parseReplication(info);
    sample.sourceOffset = source.primaryOffset;
    sample.sourceReplid = source.replid;
    sample.fullSyncs = info.number("sync_full");
    if (const auto operations = info.number("instantaneous_ops_per_sec")) {
        sample.commandsPerSecond = static_cast<double>(*operations);
    }
    if (const auto* line = lineOf(source, m_target)) {
        sample.lineState = line->state;
        sample.ackAgeSeconds = line->lag;
        if (line->state ==
            QLatin1String("online")) { // before it is online the offset is 0 and says nothing
            sample.ackedOffset = line->offset;
        }
    }
    if (info.contains("keyspace_was_read")) {
        m_sourceKeys = redis::totalKeys(info);
    }
}

void SampleMaker::readTarget(const redis::Info& info, Sample& sample) {
    const redis::ReplicationInfo target = redis::parseReplication(info);
    sample.linkUp = target.role == redis::Role::Replica && target.linkUp;
    sample.syncInProgress = target.syncInProgress;
    sample.replicaOffset =
        target.role == redis::Role::Replica ? target.replicaOffset : std::nullopt;
    sample.targetReplid = target.replid;
    if (info.contains("keyspace_was_read")) {
        m_targetKeys = redis::totalKeys(info);
    }
}

void SampleMaker::derive(Sample& sample) {
    if (sample.sourceOffset) {
        if (!m_passed.empty() && *sample.sourceOffset < m_passed.back().offset) {
            m_passed.clear(); // another stream: the source was restarted or replaced
        }
        m_passed.push_back({sample.atMs, *sample.sourceOffset});
        while (m_passed.front().atMs < sample.atMs - rememberMs) {
            m_passed.pop_front();
        }
    }
    if (sample.sourceOffset && sample.ackedOffset) {
        sample.lagBytes = std::max<qint64>(*sample.sourceOffset - *sample.ackedOffset, 0);
        sample.lagSeconds = ageOf(*sample.ackedOffset, sample.atMs);
    }
    if (m_before) {
        const qint64 ms = sample.atMs - m_before->atMs;
        sample.writeBytesPerSecond = growth(m_before->sourceOffset, sample.sourceOffset, ms);
        sample.applyBytesPerSecond = growth(m_before->replicaOffset, sample.replicaOffset, ms);
    }
}

std::optional<double> SampleMaker::ageOf(qint64 offset, qint64 nowMs) const {
    const auto after = std::ranges::upper_bound(m_passed, offset, {}, &Passed::offset);
    if (after == m_passed.end()) {
        return 0.0;
    }
    if (after == m_passed.begin()) {
        return static_cast<double>(nowMs - after->atMs) /
               1000.0; // older than what is remembered: at least that much
    }
    const Passed& before = *std::prev(after);
    const double share = static_cast<double>(offset - before.offset) /
                         static_cast<double>(after->offset - before.offset);
    const double passedAt =
        static_cast<double>(before.atMs) + share * static_cast<double>(after->atMs - before.atMs);
    return (static_cast<double>(nowMs) - passedAt) / 1000.0;
}

} // namespace ferryman
