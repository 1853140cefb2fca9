// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"

namespace ferryman::test {

namespace {

const QByteArray hash(64, 'a');

/// What Dragonfly says of itself in other words, as one of another version or started otherwise
/// would.
Act targetTells(const QByteArray& command, const RewritingProxy::Rewrite& rewrite) {
    return [=](Scene& scene) {
        scene.targetProxy.reword(command, rewrite);
        return true;
    };
}
bool targetTellsTheTruth(Scene& scene) {
    scene.targetProxy.reword();
    return true;
}

/// TIME of a clock that goes wrong.
RewritingProxy::Rewrite laterBy(qint64 seconds) {
    return [=](const redis::Value& time) {
        const qint64 truth = time.items().value(0).toInteger().value_or(0);
        return redis::Value::array(
            {redis::Value::bulk(QByteArray::number(truth + seconds)), time.items().value(1)});
    };
}

/// As whom Ferryman asks Dragonfly changes with the password that it wants.
bool lockTarget(Scene& scene) {
    const bool locked = scene.target({"CONFIG", "SET", "requirepass", "plant"});
    scene.assessor.becomeAtTarget("plant");
    return locked;
}
bool unlockTarget(Scene& scene) {
    redis::Connection owner(loginTo(scene.addresses().target, "plant"));
    const auto unlocked =
        await(owner.send(redis::Command{"CONFIG", "SET", "requirepass", ""}.changes()));
    scene.assessor.becomeAtTarget({});
    return unlocked.has_value();
}

/// Less than the source's data and a twentieth.
Plant tooLittleMemory() {
    const auto before = std::make_shared<QByteArray>();
    return {"target.memory", "one megabyte", Severity::Blocker,
            [before](Scene& scene) {
                const auto set =
                    scene.practice.ask(scene.addresses().target, {"CONFIG", "GET", "maxmemory"});
                *before = set ? set->items().value(1).bytes() : QByteArray();
                return scene.target({"CONFIG", "SET", "maxmemory", "1000000"});
            },
            [before](Scene& scene) {
                return scene.target({"CONFIG", "SET", "maxmemory", *before});
            }};
}

} // namespace

QList<Plant> plantsOnTarget() {
    constexpr auto block = Severity::Blocker;
    constexpr auto warn = Severity::Warning;
    const Act noUser =
        both(onSource({"ACL", "DELUSER", "app"}), onTarget({"ACL", "DELUSER", "app"}));
    const auto setBoth = [](const QByteArray& name, const QByteArray& value) {
        return both(onSource({"CONFIG", "SET", name, value}),
                    onTarget({"CONFIG", "SET", name, value}));
    };
    return {
        {"target.empty", "a key", block, onTarget({"SET", "plant", "1"}),
         onTarget({"DEL", "plant"})},
        {"target.flags", "a source that evicts", warn,
         both(onSource({"CONFIG", "SET", "maxmemory", "1gb"}),
              onSource({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"})),
         both(onSource({"CONFIG", "SET", "maxmemory", "0"}),
              onSource({"CONFIG", "SET", "maxmemory-policy", "noeviction"}))},
        {"target.reaches-source",
         "another port",
         block,
         onTarget({"CONFIG", "SET", "announce_port", "7777"}),
         {},
         true},
        {"target.reaches-source",
         "a login that nobody wants",
         block,
         onTarget({"CONFIG", "SET", "masterauth", "plant"}),
         {},
         true},
        {"parity.users", "one more", warn,
         onSource({"ACL", "SETUSER", "app", "on", "#" + hash, "~app:*", "+@read"}), noUser, true},
        {"parity.config", "a timeout", warn, onSource({"CONFIG", "SET", "timeout", "300"}),
         setBoth("timeout", "0"), true},
        {"parity.config", "notifications of expiry", warn,
         onSource({"CONFIG", "SET", "notify-keyspace-events", "Ex"}),
         setBoth("notify-keyspace-events", ""), true},
        {"target.version", "too old", block,
         targetTells("INFO", infoLine("dragonfly_version", "df-v1.38.0")), targetTellsTheTruth},
        {"target.databases", "four", warn, targetTells("CONFIG GET databases", setting("4")),
         targetTellsTheTruth},
        {"target.clock", "ten seconds ahead", warn, targetTells("TIME", laterBy(10)),
         targetTellsTheTruth},
        tooLittleMemory(),
        {"sentinel.auth", "a password of Dragonfly alone", block, lockTarget, unlockTarget},
    };
}

} // namespace ferryman::test
