// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate_collector.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 msPerMinute = 60'000;

void judgeKeys(Gates& gates) {
    const Sample& sample = gates.e.link.latest;
    const bool known = sample.sourceKeys && sample.targetKeys;
    // Keys that expired are dropped at loading, so fewer are no fault; none at all is one.
    gates.add({"data.keys",
               GateGroup::Data,
               {QT_TRANSLATE_NOOP("core", "Keys")},
               known ? Message{QT_TRANSLATE_NOOP("core", "%1 on the source, %2 on Dragonfly"),
                               {formatCount(*sample.sourceKeys), formatCount(*sample.targetKeys)}}
                     : Message{QT_TRANSLATE_NOOP("core", "not known")},
               {QT_TRANSLATE_NOOP("core", "some, where the source has any")},
               known && (*sample.targetKeys > 0 || *sample.sourceKeys == 0),
               sample.atMs});
    gates.because(
        {QT_TRANSLATE_NOOP("core", "Keys that have expired are dropped when a snapshot is "
                                   "loaded, so that Dragonfly may hold fewer.")});
}

Message comparedValue(const GateEvidence& e) {
    const DataEvidence& data = e.data;
    if (data.underWay) {
        return {QT_TRANSLATE_NOOP("core", "is being compared: wait, or stop it")};
    }
    if (data.differences > 0) {
        return {QT_TRANSLATE_NOOP("core", "differences: %1"), {formatCount(data.differences)}};
    }
    if (!data.compared) {
        return e.plan.policy.verify == VerifyMode::Off
                   ? Message{QT_TRANSLATE_NOOP("core", "not compared: the plan says so")}
                   : Message{QT_TRANSLATE_NOOP("core", "not compared")};
    }
    const Figure age = formatDuration(std::max<qint64>(e.nowMs - data.comparedAtMs, 0));
    const Message verdict =
        data.sampled
            ? Message{QT_TRANSLATE_NOOP("core", "no difference in a sample, %1 ago"), {age}}
            : Message{QT_TRANSLATE_NOOP("core", "no difference, %1 ago"), {age}};
    return data.bytesSince ? Message{QT_TRANSLATE_NOOP("core", "%1; written since: %2"),
                                     {verdict, formatBytes(*data.bytesSince)}}
                           : verdict;
}

Message comparedPrice(const DataEvidence& data, bool frozen) {
    if (!data.compared) {
        return {QT_TRANSLATE_NOOP("core", "Nothing was compared: that Dragonfly holds the same "
                                          "data is not proven.")};
    }
    const qint64 leftOpen = frozen ? data.undecidedLeftOut : data.undecided;
    if (leftOpen > 0) {
        return {QT_TRANSLATE_NOOP("core", "Keys that changed too often to be compared: %1."),
                {formatCount(leftOpen)}};
    }
    return {};
}

/// An old comparison, or none, closes it only where the plan has a limit.
void judgeCompared(Gates& gates) {
    const GateEvidence& e = gates.e;
    const DataEvidence& data = e.data;
    const int limit = e.plan.policy.verifyMaxAgeMinutes;
    const bool young = data.compared && e.nowMs - data.comparedAtMs <= limit * msPerMinute;
    Gate gate{"data.compared",
              GateGroup::Data,
              {QT_TRANSLATE_NOOP("core", "Comparison of the data")},
              comparedValue(e),
              limit > 0 ? Message{QT_TRANSLATE_NOOP("core", "no difference, at most %1 old"),
                                  {formatDuration(limit * msPerMinute)}}
                        : Message{QT_TRANSLATE_NOOP("core", "no difference is known")},
              !data.underWay && data.differences == 0 && (limit == 0 || young),
              data.comparedAtMs};
    gate.price = comparedPrice(data, e.plan.policy.verifyFrozenMs > 0);
    gates.list.append(gate); // with its age in words: it is no reading of this moment
}

/// Told beforehand: how many keys, and how long that is going to take.
void judgeFrozen(Gates& gates) {
    const DataEvidence& data = gates.e.data;
    const int budget = gates.e.plan.policy.verifyFrozenMs;
    if (data.frozenKeys == 0 || budget == 0) {
        return;
    }
    const Message value =
        data.frozenMs
            ? Message{QT_TRANSLATE_NOOP("core", "keys: %1, about %2"),
                      {formatCount(data.frozenKeys), formatMs(*data.frozenMs)}}
            : Message{QT_TRANSLATE_NOOP("core", "keys: %1"), {formatCount(data.frozenKeys)}};
    Gate gate{"data.frozen",
              GateGroup::Data,
              {QT_TRANSLATE_NOOP("core", "Comparison within the freeze")},
              value,
              {QT_TRANSLATE_NOOP("core", "at most %1"), {formatMs(budget)}},
              true,
              data.comparedAtMs};
    if (data.frozenMs.value_or(0) > budget) {
        gate.price = {QT_TRANSLATE_NOOP("core", "Not all keys that were written last can be "
                                                "compared within the freeze.")};
    }
    gates.list.append(gate);
}

} // namespace

double expectedFrozenMs(const GateEvidence& evidence) {
    const DataEvidence& data = evidence.data;
    const double budget = evidence.plan.policy.verifyFrozenMs;
    return data.frozenKeys == 0 ? 0 : std::min(data.frozenMs.value_or(budget), budget);
}

void judgeData(Gates& gates) {
    judgeKeys(gates);
    judgeCompared(gates);
    judgeFrozen(gates);
}

} // namespace ferryman
