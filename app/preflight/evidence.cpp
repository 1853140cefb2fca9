// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/evidence.h"

#include "preflight/check.h"

#include <QPointer>
#include <QTimer>

namespace ferryman {

namespace {

constexpr milliseconds askDeadline{4000};

Facts factsFrom(const CheckContext& context, const QList<Result<redis::Value>>& replies) {
    Facts facts;
    facts.plan = context.plan;
    facts.topology = context.topology;
    facts.sourceLogin = context.source->login();
    facts.targetLogin = context.target->login();
    facts.source = context.source->address();
    facts.target = context.target->address();
    facts.sourceInfo = infoOf(replies[0], facts.source);
    facts.targetInfo = infoOf(replies[1], facts.target);
    qsizetype next = 2;
    for (const QByteArray& name : sourceSettingNames()) {
        facts.sourceSettings.put(name, settingOf(replies[next++], name, facts.source));
    }
    for (const QByteArray& name : targetSettingNames()) {
        facts.targetSettings.put(name, settingOf(replies[next++], name, facts.target));
    }
    return facts;
}

/// A single section does not name the version; its heading tells that it is one.
Result<redis::Info> sectionOf(const Result<redis::Value>& reply, const QByteArray& section,
                              const redis::Address& server) {
    if (section.isEmpty() || !reply) {
        return infoOf(reply, server);
    }
    if (!reply->bytes().toLower().contains("# " + section.toLower())) {
        return tl::make_unexpected(infoLacks(section.constData(), server));
    }
    return redis::Info::parse(*reply);
}

} // namespace

Evidence::Evidence(const Clock& clock, milliseconds samplePause)
    : m_clock(clock)
    , m_samplePause(samplePause) {}

Future<redis::Value> Evidence::send(redis::Connection& server, const redis::Command& command) {
    const auto reply = server.send(command, askDeadline);
    whenDone(reply, this, [this, of = &server](const Result<redis::Value>& result) {
        if (!result && result.error().kind == ErrorKind::Permission) {
            m_refusals.append({of, result.error()});
        }
    });
    return reply;
}

Future<redis::Value> Evidence::ask(redis::Connection& server, const redis::Command& command) {
    const Key key{&server, command.encoded()};
    const auto asked = m_asked.constFind(key);
    if (asked != m_asked.cend()) {
        return *asked;
    }
    const auto reply = send(server, command);
    m_asked.insert(key, reply);
    return reply;
}

Future<Sampled> Evidence::sample(redis::Connection& server, const QByteArray& section) {
    const Key key{&server, section};
    const auto known = m_samples.constFind(key);
    if (known != m_samples.cend()) {
        return *known;
    }
    const redis::Command command =
        section.isEmpty() ? redis::Command{"INFO"} : redis::Command{"INFO", section};
    const Promise<Sampled> promise;
    const auto address = server.address();
    whenDone(
        ask(server, command), this,
        [this, promise, command, address, section,
         of = QPointer(&server)](const Result<redis::Value>& first) {
            const auto before = sectionOf(first, section, address);
            const Sampled begun{before, before, 0};
            if (!begun.before) {
                promise.complete(begun); // asked again it would be no better
                return;
            }
            const auto began = m_clock.monotonic();
            QTimer::singleShot(m_samplePause, this, [=, this] {
                if (!of) {
                    promise.complete(begun);
                    return;
                }
                whenDone(send(*of, command), this, [=, this](const Result<redis::Value>& second) {
                    const std::chrono::duration<double> passed = m_clock.monotonic() - began;
                    promise.complete(
                        Sampled{begun.before, sectionOf(second, section, address), passed.count()});
                });
            });
        });
    m_samples.insert(key, promise.future());
    return promise.future();
}

Future<Facts> Evidence::facts(const CheckContext& context) {
    if (m_facts) {
        return *m_facts;
    }
    QList<Future<redis::Value>> asked{ask(*context.source, {"INFO"}),
                                      ask(*context.target, {"INFO"})};
    for (const QByteArray& name : sourceSettingNames()) {
        asked.append(ask(*context.source, {"CONFIG", "GET", name}));
    }
    for (const QByteArray& name : targetSettingNames()) {
        asked.append(ask(*context.target, {"CONFIG", "GET", name}));
    }
    // Without the evidence, which is this: it would keep itself.
    CheckContext plain = context;
    plain.evidence.reset();
    m_facts = andThen(all(asked, this), this,
                      [plain](const QList<Result<redis::Value>>& replies) -> Result<Facts> {
                          return factsFrom(plain, replies);
                      });
    return *m_facts;
}

} // namespace ferryman
