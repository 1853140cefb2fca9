// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "assessor.h"
#include "support/rewriting_proxy.h"

#include <QTcpSocket>

#include <functional>
#include <memory>
#include <vector>

namespace ferryman::test {

/// A client of an application: it says something and waits.
using Guest = std::unique_ptr<QTcpSocket>;

/// What a fault is made of, and what takes it away.
struct Scene {
    PracticeLab& practice;
    Assessor& assessor;
    RewritingProxy& sourceProxy; ///< By which the assessor reaches the source.
    RewritingProxy& targetProxy;
    std::vector<Guest> guests;

    [[nodiscard]] const LabAddresses& addresses() const { return practice.addresses(); }

    bool say(const redis::Address& server, const QByteArrayList& words);
    bool source(const QByteArrayList& words) { return say(addresses().source, words); }
    bool target(const QByteArrayList& words) { return say(addresses().target, words); }
    bool everySentinel(const QByteArrayList& words);

    /// Connected and heard: the server has answered, or counts it as waiting.
    bool invite(const redis::Address& server, const QByteArray& line, const char* from,
                const std::function<bool()>& isHeard);
    /// Whether the server's INFO has this line.
    bool says(const redis::Address& server, const QByteArray& line);
    bool sourceSays(const QByteArray& line) { return says(addresses().source, line); }
};

using Act = std::function<bool(Scene&)>;

struct Plant {
    const char* id = nullptr;
    const char* name = nullptr;
    Severity severity = Severity::Unknown;
    Act plant;
    Act heal; ///< In place of the mend; after one it tidies up.
    bool byMend = false;
};

[[nodiscard]] Act onSource(const QByteArrayList& words);
[[nodiscard]] Act onTarget(const QByteArrayList& words);
[[nodiscard]] Act onSentinels(const QByteArrayList& words);
[[nodiscard]] Act both(const Act& first, const Act& second);

[[nodiscard]] QList<Plant> plantsOnSource();
[[nodiscard]] QList<Plant> plantsOnTarget();
[[nodiscard]] QList<Plant> plantsOnSentinels();

} // namespace ferryman::test

Q_DECLARE_METATYPE(ferryman::test::Plant)
