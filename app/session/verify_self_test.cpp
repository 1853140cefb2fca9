// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/verify_self_test.h"

#include "base/format.h"
#include "practice/lab_data.h"
#include "practice/server_process.h"
#include "redis/connection.h"
#include "verify/verifier.h"

#include <QDateTime>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int sourceDatabases = 6;
constexpr int targetDatabases = 4;
constexpr qint64 ordinaryKeys = 20'000;

/// A server, and a connection to it that plants.
struct Ground {
    std::unique_ptr<ServerProcess> server;
    std::unique_ptr<redis::Client> client;
};

ServerOptions serverOptions(const char* name, int databases) {
    ServerOptions options;
    options.name = QString::fromLatin1(name);
    options.config = {"databases " + QByteArray::number(databases)};
    return options;
}

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// One plant after the other, each in its database; an error reply is a fault of the plant.
Future<Done> plant(redis::Client& client, const QList<std::pair<int, redis::Command>>& commands) {
    QList<redis::Command> all;
    int database = 0;
    for (const auto& [wanted, command] : commands) {
        if (wanted != database) {
            database = wanted;
            all.append(redis::Command{"SELECT", QByteArray::number(database)});
        }
        all.append(command);
    }
    return andThen(
        client.pipeline(all, milliseconds{30'000}), &client,
        [all](const QList<redis::Value>& replies) -> Result<Done> {
            for (qsizetype i = 0; i < replies.size(); ++i) {
                if (replies[i].isError()) {
                    return failure(
                        ErrorKind::Internal,
                        {QT_TRANSLATE_NOOP("core", "The self-test could not plant with %1."),
                         {all[i].name()}},
                        {}, replies[i].describe());
                }
            }
            return Done{};
        });
}

QList<std::pair<int, redis::Command>> commandsFor(const QList<Planted>& planted, bool onSource) {
    QList<std::pair<int, redis::Command>> commands;
    for (const Planted& each : planted) {
        for (const redis::Command& command : onSource ? each.onSource : each.onTarget) {
            commands.append({each.name.database, command});
        }
    }
    return commands;
}

} // namespace

Message SelfTestReport::sentence() const {
    return {QT_TRANSLATE_NOOP("core", "Planted %1, found %2, false alarms %3."),
            {formatCount(planted), formatCount(found), formatCount(falseAlarms)}};
}

SelfTestReport judgeSelfTest(const QList<Planted>& planted, const Verdict& verdict) {
    SelfTestReport report;
    report.verdict = verdict;
    QHash<KeyName, DifferenceClass> reported;
    for (const Difference& difference : verdict.differences) {
        reported.insert(difference.name, difference.kind);
    }
    for (const Planted& each : planted) {
        const auto it = reported.constFind(each.name);
        const bool wasReported = it != reported.constEnd();
        const bool right = each.kind ? wasReported && *it == *each.kind : !wasReported;
        report.cases.append({each, right});
        if (each.kind) {
            report.planted += 1;
            report.found += right ? 1 : 0;
        }
    }
    report.falseAlarms = verdict.counts.differences - report.found;
    return report;
}

class VerifySelfTest::Private : public QObject {
public:
    Future<SelfTestReport> run() {
        m_source.server = std::make_unique<ServerProcess>(serverOptions("source", sourceDatabases));
        m_target.server = std::make_unique<ServerProcess>(serverOptions("target", targetDatabases));
        const auto started = all<Done>({m_source.server->start(), m_target.server->start()}, this);
        whenDone(then(started), this, [this](const Result<Done>& done) {
            if (goesOn(done)) {
                connectBoth();
            }
        });
        return m_promise.future();
    }

private:
    /// All done, or the first error.
    Future<Done> then(const Future<QList<Result<Done>>>& many) {
        return andThen(many, this, [](const QList<Result<Done>>& results) -> Result<Done> {
            for (const Result<Done>& each : results) {
                if (!each) {
                    return each;
                }
            }
            return Done{};
        });
    }

    bool goesOn(const Result<Done>& done) {
        if (!done) {
            m_promise.complete(tl::make_unexpected(done.error()));
        }
        return done.has_value();
    }

    void connectBoth() {
        for (Ground* ground : {&m_source, &m_target}) {
            ground->client = std::make_unique<redis::Client>(loginTo(ground->server->address()));
        }
        whenDone(then(all<Done>({m_source.client->open(), m_target.client->open()}, this)), this,
                 [this](const Result<Done>& done) {
                     if (goesOn(done)) {
                         fill();
                     }
                 });
    }

    void fill() {
        whenDone(then(all<Done>({fillWithData(*m_source.client, ordinaryKeys),
                                 fillWithData(*m_target.client, ordinaryKeys)},
                                this)),
                 this, [this](const Result<Done>& done) {
                     if (goesOn(done)) {
                         askForFieldExpiries();
                     }
                 });
    }

    void askForFieldExpiries() {
        const redis::Command probe{"HPEXPIRETIME", "no-such-key", "FIELDS", "1", "f"};
        whenDone(m_source.client->send(probe), this, [this](const Result<redis::Value>& reply) {
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            m_planted = plantedDifferences(now) + QList<Planted>{plantedDatabase(targetDatabases)};
            if (reply) {
                m_planted += plantedFieldExpiries(now);
            } else {
                m_leftOut << QLatin1String(toString(DifferenceClass::FieldExpiry));
            }
            plantBoth();
        });
    }

    void plantBoth() {
        whenDone(then(all<Done>({plant(*m_source.client, commandsFor(m_planted, true)),
                                 plant(*m_target.client, commandsFor(m_planted, false))},
                                this)),
                 this, [this](const Result<Done>& done) {
                     if (goesOn(done)) {
                         verify();
                     }
                 });
    }

    void verify() {
        VerifyOptions options;
        options.link = VerifyOptions::Link::Unlinked;
        connect(&m_verifier, &Verifier::finished, this, [this](const Verdict& verdict) {
            if (verdict.error) {
                m_promise.complete(tl::make_unexpected(*verdict.error));
                return;
            }
            SelfTestReport report = judgeSelfTest(m_planted, verdict);
            report.leftOut = m_leftOut;
            m_promise.complete(report);
        });
        m_verifier.start(
            options, {loginTo(m_source.server->address()), loginTo(m_target.server->address())});
    }

    Promise<SelfTestReport> m_promise;
    Ground m_source;
    Ground m_target;
    QList<Planted> m_planted;
    QStringList m_leftOut;
    Verifier m_verifier;
};

VerifySelfTest::VerifySelfTest(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>()) {}

VerifySelfTest::~VerifySelfTest() = default;

Future<SelfTestReport> VerifySelfTest::run() {
    return d->run();
}

} // namespace ferryman
