// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/drawn_history.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace ferryman::test {

namespace {

constexpr double bytesPerSecond = 2.1e6;
constexpr qint64 fullKeys = 12'418'302;
constexpr qint64 fullMemory = 8'400'000'000;
constexpr double targetShare = 0.7; // of what the source takes for the same data

double lagAt(const HistoryShape& shape, qint64 sinceStartMs, double noise) {
    const qint64 sinceSync = sinceStartMs - shape.syncMs;
    const double breathing =
        20'000 + 12'000 * std::sin(static_cast<double>(sinceStartMs) / 9'000) + 6'000 * noise;
    double lag = std::max(1'000.0, breathing);
    if (sinceSync < shape.catchUpMs) {
        const double left =
            1 - static_cast<double>(sinceSync) / static_cast<double>(shape.catchUpMs);
        lag += 3e5 * left * left;
    }
    const qint64 grows = sinceStartMs - (shape.lengthMs - shape.growsForMs);
    if (grows > 0) {
        lag += 80.0 * static_cast<double>(grows);
    }
    return lag;
}

} // namespace

std::shared_ptr<History> drawnHistory(const HistoryShape& shape) {
    auto history = std::make_shared<History>();
    std::mt19937 random(7); // NOLINT: the same figures every time
    std::uniform_real_distribution<double> noise(-1, 1);
    double offset = 48.1e9;
    const qint64 startMs = shape.endMs - shape.lengthMs;
    history->mark({startMs, "attached"});
    for (qint64 since = 0; since <= shape.lengthMs; since += shape.everyMs) {
        const double rate =
            bytesPerSecond * (1 + 0.2 * std::sin(static_cast<double>(since) / 30'000)) +
            2e5 * noise(random);
        offset += rate * static_cast<double>(shape.everyMs) / 1000;
        Sample sample;
        sample.atMs = startMs + since;
        sample.sourceOffset = static_cast<qint64>(offset);
        sample.writeBytesPerSecond = rate;
        sample.sourceKeys = fullKeys;
        sample.sourceMemoryBytes = fullMemory + static_cast<qint64>(1e6 * noise(random));
        const double loaded = since < shape.syncMs
                                  ? static_cast<double>(since) / static_cast<double>(shape.syncMs)
                                  : 1.0;
        sample.targetKeys = static_cast<qint64>(loaded * static_cast<double>(fullKeys));
        sample.targetMemoryBytes =
            static_cast<qint64>(loaded * targetShare * static_cast<double>(fullMemory));
        if (since >= shape.syncMs) {
            const double lag = lagAt(shape, since, noise(random));
            sample.lagBytes = static_cast<qint64>(lag);
            sample.replicaOffset = static_cast<qint64>(offset - lag);
            sample.ackedOffset = sample.replicaOffset;
            sample.lagSeconds = lag / bytesPerSecond + 0.05;
            sample.applyBytesPerSecond = rate + 1e5 * noise(random);
        }
        history->append(sample);
    }
    if (shape.syncMs > 0 && shape.syncMs < shape.lengthMs) {
        history->mark({startMs + shape.syncMs, "synced"});
        history->mark({startMs + shape.syncMs + shape.catchUpMs, "steady"});
    }
    return history;
}

} // namespace ferryman::test
