// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"

namespace ferryman::test {

namespace {

redis::Address firstSentinel(const Scene& scene) {
    return scene.addresses().sentinels.first();
}

bool isInTilt(Scene& scene, const QByteArray& tilt) {
    return QTest::qWaitFor(
        [&] { return scene.says(firstSentinel(scene), "sentinel_tilt:" + tilt); }, 5000);
}

/// Every tick of this Sentinel seems late to it, as after a moment in which its machine stood
/// still.
bool tilts(Scene& scene) {
    return scene.say(firstSentinel(scene), {"SENTINEL", "DEBUG", "TILT-TRIGGER", "1"}) &&
           isInTilt(scene, "1");
}
bool tiltsNoMore(Scene& scene) {
    const redis::Address sentinel = firstSentinel(scene);
    return scene.say(sentinel, {"SENTINEL", "DEBUG", "TILT-TRIGGER", "2000"}) &&
           scene.say(sentinel, {"SENTINEL", "DEBUG", "TILT-PERIOD", "100"}) &&
           isInTilt(scene, "0") &&
           scene.say(sentinel, {"SENTINEL", "DEBUG", "TILT-PERIOD", "30000"});
}

} // namespace

QList<Plant> plantsOnSentinels() {
    constexpr auto block = Severity::Blocker;
    constexpr auto warn = Severity::Warning;
    return {
        {"sentinel.timers", "impatient", block,
         onSentinels({"SENTINEL", "SET", "practice", "down-after-milliseconds", "3000"}),
         onSentinels({"SENTINEL", "SET", "practice", "down-after-milliseconds", "5000"}), true},
        {"sentinel.timers",
         "gives up soon",
         warn,
         onSentinels({"SENTINEL", "SET", "practice", "failover-timeout", "3000"}),
         {},
         true},
        {"sentinel.quorum", "of four", block,
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "4"}),
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "2"})},
        {"sentinel.agreement", "two quorums", block,
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(),
                              {"SENTINEL", "SET", "practice", "quorum", "3"});
         },
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "2"})},
        {"sentinel.scripts", "at a failover", warn,
         onSentinels({"SENTINEL", "SET", "practice", "client-reconfig-script", "/bin/true"}),
         onSentinels({"SENTINEL", "SET", "practice", "client-reconfig-script", ""})},
        {"sentinel.merge", "another group", block,
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(),
                              {"SENTINEL", "MONITOR", "other", "127.0.0.1",
                               QByteArray::number(scene.addresses().source.port), "2"});
         },
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(), {"SENTINEL", "REMOVE", "other"});
         }},
        {"sentinel.state", "one in tilt", block, tilts, tiltsNoMore},
    };
}

} // namespace ferryman::test
