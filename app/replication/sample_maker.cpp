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

SampleMaker::SampleMaker(TargetNames target)
    : m_listing(std::move(target)) {}

Sample SampleMaker::make(const Reading& reading) {
    Sample sample;
    sample.atMs = reading.atMs;
    const auto source = reading.source.value_or(redis::Info{});
    const auto target = reading.target.value_or(redis::Info{});
    const redis::ReplicationInfo sourceSays = redis::parseReplication(source);
    const redis::ReplicationInfo targetSays = redis::parseReplication(target);
    if (reading.source && reading.target) {
        m_listing.take(sourceSays, targetSays);
    }
    if (reading.source) {
        readSource(source, sourceSays, sample);
    }
    if (reading.target) {
        readTarget(target, targetSays, sample);
    }
    sample.sourceKeys = m_sourceKeys;
    sample.targetKeys = m_targetKeys;
    derive(sample);
    m_before = sample;
    return sample;
}

void SampleMaker::readSource(const redis::Info& info, const redis::ReplicationInfo& source,
                             Sample& sample) {
    sample.sourceOffset = source.primaryOffset;
    sample.sourceReplid = source.replid;
    sample.fullSyncs = info.number("sync_full");
    if (const auto operations = info.number("instantaneous_ops_per_sec")) {
        sample.commandsPerSecond = static_cast<double>(*operations);
    }
    const redis::Address& listed = m_listing.address();
    if (const auto* line = listed.isNull() ? nullptr : source.find(listed)) {
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
    if (const auto used = info.number("used_memory")) {
        m_sourceMemory = used;
    }
    sample.sourceMemoryBytes = m_sourceMemory; // while it is silent there is a gap
}

void SampleMaker::readTarget(const redis::Info& info, const redis::ReplicationInfo& target,
                             Sample& sample) {
    sample.linkUp = target.role == redis::Role::Replica && target.linkUp;
    sample.syncInProgress = target.syncInProgress;
    sample.replicaOffset =
        target.role == redis::Role::Replica ? target.replicaOffset : std::nullopt;
    sample.targetReplid = target.replid;
    if (info.contains("keyspace_was_read")) {
        m_targetKeys = redis::totalKeys(info);
    }
    if (const auto used = info.number("used_memory")) {
        m_targetMemory = used;
    }
    sample.targetMemoryBytes = m_targetMemory;
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
