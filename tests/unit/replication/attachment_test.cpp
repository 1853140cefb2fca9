// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"
#include "replication/attachment.h"
#include "support/await.h"
#include "support/recordings.h"
#include "support/scripted_server.h"

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

const char* const password = "open sesame";

LinkPlan planWithoutLogin() {
    LinkPlan plan;
    plan.primary = {QStringLiteral("10.0.0.1"), 6379};
    return plan;
}

LinkPlan planWithLogin(const QString& user = {}) {
    LinkPlan plan = planWithoutLogin();
    plan.sourceUser = user;
    plan.sourcePassword = Secret(password);
    return plan;
}

Value configReply(const char* name, const char* value) {
    return Value::array({Value::bulk(name), Value::bulk(value)});
}

/// A Dragonfly that a test can refuse, the connection to it, and what the witness was told.
struct Target {
    explicit Target(const LinkPlan& plan)
        : attachment(plan, &connection, witness()) {
        server.setScript([this](const QByteArrayList& words) { return answer(words); });
    }

    std::optional<Value> answer(const QByteArrayList& words) {
        const QByteArray command = words.join(' ');
        for (const auto& [beginning, reply] : answers) {
            if (command.startsWith(beginning)) {
                return reply;
            }
        }
        if (command == "INFO replication") {
            return Value::bulk("# Replication\r\nrole:master\r\nconnected_slaves:0\r\n");
        }
        if (command == "INFO keyspace") {
            return Value::bulk("# Keyspace\r\n");
        }
        if (command == "CONFIG GET replica_priority") {
            return configReply("replica_priority", "100");
        }
        if (command.startsWith("CONFIG GET master")) {
            return configReply(words[2].constData(), "");
        }
        if (command.startsWith("CONFIG SET") || command.startsWith("REPLICAOF")) {
            return Value::status("OK");
        }
        return ScriptedServer::usualAnswer(words);
    }

    [[nodiscard]] LinkWitness witness() {
        LinkWitness witness;
        witness.announced = [this](const redis::Address&, const LinkChange& change) {
            announced.append(change);
            return ready<Done>(announcedWell ? Result<Done>(Done{})
                                             : failure(ErrorKind::Storage, {"the disk is full"}));
        };
        witness.before = [this](const redis::Address&, const redis::Command& command,
                                const LinkWitness::Meaning&) { before.append(command.text()); };
        witness.after = [this](const redis::Address&, const redis::Command& command,
                               const LinkWitness::Meaning& meaning, const Result<Value>& reply) {
            after.append(command.text() + QLatin1String(" -> ") +
                         (reply ? reply->describe() : reply.error().english()));
            restored += reply ? meaning.restores : QStringList{};
        };
        return witness;
    }

    [[nodiscard]] QStringList announcedUndos() const {
        QStringList undos;
        for (const LinkChange& change : announced) {
            undos.append(change.id + QLatin1String(": ") + change.undo);
        }
        return undos;
    }

    /// The commands that may change something, in the order in which they reached the server.
    [[nodiscard]] QByteArrayList changes() const {
        QByteArrayList all;
        for (const QByteArray& command : server.commands()) {
            if (command.startsWith("CONFIG SET") || command.startsWith("REPLICAOF")) {
                all.append(command);
            }
        }
        return all;
    }

    ScriptedServer server;
    redis::Connection connection{loginOf(server)};
    QList<std::pair<QByteArray, std::optional<Value>>> answers; ///< Instead of the usual ones.
    QStringList before;
    QStringList after;
    QList<LinkChange> announced;
    QStringList restored; ///< Ids.
    bool announcedWell = true;
    Attachment attachment;

private:
    static redis::Login loginOf(const ScriptedServer& server) {
        redis::Login login;
        login.endpoint.address = server.address();
        return login;
    }
};

} // namespace

Q_DECLARE_METATYPE(ferryman::redis::Value)

class AttachmentTest : public QObject {
    Q_OBJECT

private slots:
    void priorityIsZeroBeforeReplicaof();
    void aLoginIsGivenWhereThereIsOne_data();
    void aLoginIsGivenWhereThereIsOne();
    void nobodySeesThePassword();
    void theWitnessIsToldBeforeTheServer();
    void refusedWhileItHoldsKeys();
    void replacesKeysIfItMay();
    void refusedWhileItFollowsAnother();
    void attachesNothingTwice();
    void aReplyOfAnotherShapeAttachesNothing_data();
    void aReplyOfAnotherShapeAttachesNothing();
    void whatWasChangedIsPutBackWhenReplicaofFails();
    void whatWasChangedIsPutBackWhenALoginIsRefused();
    void thePriorityThatWasSetComesBack();
    void aLostReplyLeavesThePriorityAtZero();
    void aNewFullSyncIsTheSameReplicaofAgain();
    void aNewFullSyncWantsALink();
    void aNewFullSyncThatFailsLeavesTheLinkAsItIs();
    void detachesWithNoOne();
    void everyChangeIsAnnouncedWithItsWayBack();
    void nothingIsSentThatCannotBeAnnounced();
    void restoresWhatStoodThere();
    void aLoginThatSomebodyElseGaveIsLeftAlone();
    void whatAnEarlierRunChangedIsPutBackToo();
};

void AttachmentTest::priorityIsZeroBeforeReplicaof() {
    Target target(planWithoutLogin());

    const auto outcome = await(target.attachment.attach(false));

    VERIFY_VALUE(outcome);
    QCOMPARE(*outcome, Attachment::Outcome::Attached);
    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "REPLICAOF 10.0.0.1 6379"}));
}

void AttachmentTest::aLoginIsGivenWhereThereIsOne_data() {
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("hasPassword");
    QTest::addColumn<QByteArrayList>("between"); // replica_priority and REPLICAOF

    const QByteArray auth = QByteArray("CONFIG SET masterauth ") + password;
    // Also an empty user: one of before would be tried.
    QTest::newRow("requirepass") << "" << true << QByteArrayList{"CONFIG SET masteruser ", auth};
    QTest::newRow("ACL") << "replicator" << true
                         << QByteArrayList{"CONFIG SET masteruser replicator", auth};
    QTest::newRow("a user without a password") << "replicator" << false << QByteArrayList{};
    QTest::newRow("no login") << "" << false << QByteArrayList{};
}

void AttachmentTest::aLoginIsGivenWhereThereIsOne() {
    QFETCH(QString, user);
    QFETCH(bool, hasPassword);
    QFETCH(QByteArrayList, between);
    LinkPlan plan = planWithLogin(user);
    if (!hasPassword) {
        plan.sourcePassword = {};
    }
    Target target(plan);

    VERIFY_VALUE(await(target.attachment.attach(false)));

    QCOMPARE(target.changes(), QByteArrayList{"CONFIG SET replica_priority 0"} + between +
                                   QByteArrayList{"REPLICAOF 10.0.0.1 6379"});
}

void AttachmentTest::nobodySeesThePassword() {
    Target target(planWithLogin(QStringLiteral("replicator")));
    // A server may repeat what it did not like.
    target.answers = {
        {"REPLICAOF", Value::error(QByteArray("ERR could not log in with ") + password)}};
    target.answers.append(
        {"CONFIG SET masterauth", Value::error(QByteArray("ERR bad value '") + password + '\'')});

    const auto outcome = await(target.attachment.attach(false));

    QVERIFY(!outcome);
    QStringList seen = target.before + target.after;
    seen.append(outcome.error().english());
    for (const redis::Command& command : attachCommands(planWithLogin())) {
        seen.append(command.text());
    }
    QVERIFY(seen.size() > 4);
    for (const QString& text : seen) {
        QVERIFY2(!text.contains(QLatin1String(password)), qPrintable(text));
    }
    QVERIFY(target.before.contains(QStringLiteral("CONFIG SET masterauth (hidden)")));
}

void AttachmentTest::theWitnessIsToldBeforeTheServer() {
    Target target(planWithLogin());
    QList<int> toldBefore;
    target.server.setScript([&](const QByteArrayList& words) {
        if (words.first() == "REPLICAOF" || words.value(1) == "SET") {
            toldBefore.append(static_cast<int>(target.before.size() - target.after.size()));
        }
        return target.answer(words);
    });

    VERIFY_VALUE(await(target.attachment.attach(false)));

    QCOMPARE(toldBefore, (QList<int>{1, 1, 1, 1}));
    QTRY_COMPARE(target.after.size(), 4);
    QCOMPARE(target.after.last(), QStringLiteral("REPLICAOF 10.0.0.1 6379 -> OK"));
}

void AttachmentTest::refusedWhileItHoldsKeys() {
    Target target(planWithoutLogin());
    target.answers = {
        {"INFO keyspace",
         Value::bulk(
             "# Keyspace\r\ndb0:keys=1200,expires=3,avg_ttl=0\r\ndb4:keys=34,expires=0\r\n")}};

    const auto outcome = await(target.attachment.attach(false));

    VERIFY_ERROR(outcome, ErrorKind::Refused);
    QVERIFY(outcome.error().message.arguments.contains(MessageArgument(QStringLiteral("1,234"))));
    QVERIFY(target.changes().isEmpty());
    QVERIFY(target.before.isEmpty());
}

void AttachmentTest::replacesKeysIfItMay() {
    Target target(planWithoutLogin());
    target.answers = {{"INFO keyspace", Value::bulk("# Keyspace\r\ndb0:keys=12,expires=3\r\n")}};

    VERIFY_VALUE(await(target.attachment.attach(true)));

    QCOMPARE(target.changes().last(), QByteArray("REPLICAOF 10.0.0.1 6379"));
}

void AttachmentTest::refusedWhileItFollowsAnother() {
    Target target(planWithoutLogin());
    target.answers = {{"INFO replication", recording("df_replica_synced_INFO_replication")}};

    const auto outcome = await(target.attachment.attach(true));

    VERIFY_ERROR(outcome, ErrorKind::Refused);
    QVERIFY(outcome.error().english().contains(QLatin1String("127.0.0.1:6391")));
    QVERIFY(target.changes().isEmpty());
}

void AttachmentTest::attachesNothingTwice() {
    LinkPlan plan = planWithoutLogin();
    plan.primary = {QStringLiteral("127.0.0.1"), 6391};
    Target target(plan);
    target.answers = {{"INFO replication", recording("df_replica_syncing_INFO_replication_t1")},
                      {"INFO keyspace", Value::bulk("# Keyspace\r\ndb0:keys=5,expires=0\r\n")}};

    const auto outcome = await(target.attachment.attach(false));

    VERIFY_VALUE(outcome);
    QCOMPARE(*outcome, Attachment::Outcome::AlreadyAttached);
    QCOMPARE(target.changes(), QByteArrayList{"CONFIG SET replica_priority 0"});
}

void AttachmentTest::aReplyOfAnotherShapeAttachesNothing_data() {
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<Value>("reply");

    QTest::newRow("INFO is a number") << QByteArray("INFO replication") << Value::integer(3);
    QTest::newRow("INFO without a role") << QByteArray("INFO replication") << Value::bulk("hello");
    QTest::newRow("keyspace may not be read")
        << QByteArray("INFO keyspace") << Value::error("NOPERM this user has no permissions");
    QTest::newRow("keyspace is an array") << QByteArray("INFO keyspace") << Value::array({});
}

void AttachmentTest::aReplyOfAnotherShapeAttachesNothing() {
    QFETCH(QByteArray, command);
    QFETCH(Value, reply);
    Target target(planWithoutLogin());
    target.answers = {{command, reply}};

    QVERIFY(!await(target.attachment.attach(false)));
    QVERIFY(target.changes().isEmpty());
}

void AttachmentTest::whatWasChangedIsPutBackWhenReplicaofFails() {
    Target target(planWithLogin(QStringLiteral("replicator")));
    target.answers = {{"REPLICAOF", Value::error("ERR couldn't connect to master")}};

    const auto outcome = await(target.attachment.attach(false));

    VERIFY_ERROR(outcome, ErrorKind::Server);
    const QString sentence = outcome.error().english();
    QVERIFY2(sentence.contains(QLatin1String("10.0.0.1:6379")), qPrintable(sentence));
    QVERIFY2(sentence.contains(QLatin1String("couldn't connect")), qPrintable(sentence));
    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "CONFIG SET masteruser replicator",
                             QByteArray("CONFIG SET masterauth ") + password,
                             "REPLICAOF 10.0.0.1 6379", "CONFIG SET masterauth ",
                             "CONFIG SET masteruser ", "CONFIG SET replica_priority 100"}));
    QTRY_COMPARE(target.after.size(), 7); // all of it is witnessed
}

void AttachmentTest::whatWasChangedIsPutBackWhenALoginIsRefused() {
    Target target(planWithLogin());
    target.answers = {{"CONFIG SET masterauth", Value::error("ERR unknown setting")}};

    QVERIFY(!await(target.attachment.attach(false)));

    QCOMPARE(target.server.asked("REPLICAOF"), 0);
    QCOMPARE(target.changes().last(), QByteArray("CONFIG SET replica_priority 100"));
}

void AttachmentTest::thePriorityThatWasSetComesBack() {
    Target target(planWithoutLogin());
    target.answers = {{"CONFIG GET replica_priority", configReply("replica_priority", "7")},
                      {"REPLICAOF", Value::error("ERR no")}};

    QVERIFY(!await(target.attachment.attach(false)));

    QCOMPARE(target.changes().last(), QByteArray("CONFIG SET replica_priority 7"));
}

void AttachmentTest::aLostReplyLeavesThePriorityAtZero() {
    Target target(planWithoutLogin());
    target.server.setScript([&](const QByteArrayList& words) -> std::optional<Value> {
        if (words.first() == "REPLICAOF") {
            target.server.hangUp();
            return {};
        }
        return target.answer(words);
    });

    VERIFY_ERROR(await(target.attachment.attach(false)), ErrorKind::Indeterminate);
    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "REPLICAOF 10.0.0.1 6379"}));
}

void AttachmentTest::aNewFullSyncIsTheSameReplicaofAgain() {
    LinkPlan plan = planWithLogin();
    plan.primary = {QStringLiteral("127.0.0.1"), 6391};
    Target target(plan);
    target.answers = {{"INFO replication", recording("df_replica_synced_INFO_replication")},
                      {"INFO keyspace", Value::bulk("# Keyspace\r\ndb0:keys=5,expires=0\r\n")}};

    VERIFY_VALUE(await(target.attachment.syncAgain()));

    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "REPLICAOF 127.0.0.1 6391"}));
    QStringList shown; // beforehand, to whoever confirms it
    for (const redis::Command& command : syncAgainCommands(plan)) {
        shown.append(command.text());
    }
    QCOMPARE(target.before, shown);
    QTRY_COMPARE(target.after.size(), 2);
    QVERIFY(target.announced.isEmpty()); // whose undo is announced already
    QVERIFY(target.restored.isEmpty());
}

void AttachmentTest::aNewFullSyncWantsALink() {
    Target target(planWithoutLogin());

    const auto begun = await(target.attachment.syncAgain());

    VERIFY_ERROR(begun, ErrorKind::Refused);
    QVERIFY(begun.error().english().contains(QLatin1String("10.0.0.1:6379")));
    QVERIFY(target.changes().isEmpty());
}

void AttachmentTest::aNewFullSyncThatFailsLeavesTheLinkAsItIs() {
    LinkPlan plan = planWithoutLogin();
    plan.primary = {QStringLiteral("127.0.0.1"), 6391};
    Target target(plan);
    target.answers = {{"INFO replication", recording("df_replica_synced_INFO_replication")},
                      {"REPLICAOF", Value::error("ERR couldn't connect to master")}};

    const auto begun = await(target.attachment.syncAgain());

    VERIFY_ERROR(begun, ErrorKind::Server);
    QCOMPARE(target.changes(), // and no priority that Sentinel could promote it by
             (QByteArrayList{"CONFIG SET replica_priority 0", "REPLICAOF 127.0.0.1 6391"}));
}

void AttachmentTest::detachesWithNoOne() {
    Target target(planWithoutLogin());
    VERIFY_VALUE(await(target.attachment.detach()));
    QCOMPARE(target.changes(), (QByteArrayList{"REPLICAOF NO ONE"}));
    QCOMPARE(target.before, (QStringList{"REPLICAOF NO ONE"}));

    target.answers = {{"REPLICAOF", Value::error("ERR busy")}};
    VERIFY_ERROR(await(target.attachment.detach()), ErrorKind::Server);
}

void AttachmentTest::everyChangeIsAnnouncedWithItsWayBack() {
    LinkPlan plan = planWithLogin(QStringLiteral("replicator"));
    plan.group = QStringLiteral("orders");
    Target target(plan);
    VERIFY_VALUE(await(target.attachment.attach(false)));
    QCOMPARE(target.announcedUndos(),
             (QStringList{"link-priority: CONFIG SET replica_priority 100",
                          "link-user: CONFIG SET masteruser (hidden)",
                          "link-password: CONFIG SET masterauth (hidden)",
                          "link: REPLICAOF NO ONE, then SENTINEL RESET orders on every Sentinel"}));
    QCOMPARE(target.announced.first().before, QByteArray("100"));
}

void AttachmentTest::nothingIsSentThatCannotBeAnnounced() {
    Target target(planWithoutLogin());
    target.announcedWell = false;
    VERIFY_ERROR(await(target.attachment.attach(false)), ErrorKind::Storage);
    QVERIFY(target.changes().isEmpty());
}

void AttachmentTest::restoresWhatStoodThere() {
    Target target(planWithLogin());
    target.answers = {{"CONFIG GET replica_priority", configReply("replica_priority", "70")},
                      {"CONFIG GET masteruser", configReply("masteruser", "another")}};
    VERIFY_VALUE(await(target.attachment.attach(false)));
    const auto sent = target.changes().size();
    VERIFY_VALUE(await(target.attachment.detach()));
    QVERIFY(target.restored.isEmpty()); // a Sentinel may attach it again
    VERIFY_VALUE(await(target.attachment.restore()));
    QCOMPARE(target.changes().mid(sent),
             (QByteArrayList{"REPLICAOF NO ONE", "CONFIG SET masterauth ",
                             "CONFIG SET masteruser another", "CONFIG SET replica_priority 70"}));
    QTRY_COMPARE(target.restored,
                 (QStringList{"link-password", "link-user", "link-priority", "link"}));
    VERIFY_VALUE(await(target.attachment.restore())); // once is enough
    QCOMPARE(target.changes().size(), sent + 4);
}

void AttachmentTest::aLoginThatSomebodyElseGaveIsLeftAlone() {
    Target target(planWithLogin(QStringLiteral("replicator")));
    target.answers = {{"CONFIG GET masteruser", configReply("masteruser", "replicator")},
                      {"CONFIG GET masterauth", configReply("masterauth", password)}};
    VERIFY_VALUE(await(target.attachment.attach(false)));
    VERIFY_VALUE(await(target.attachment.restore()));
    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "REPLICAOF 10.0.0.1 6379",
                             "CONFIG SET replica_priority 100"}));
}

void AttachmentTest::whatAnEarlierRunChangedIsPutBackToo() {
    LinkPlan plan = planWithLogin();
    plan.primary = {QStringLiteral("127.0.0.1"), 6391};
    plan.before = {QByteArray("55"), true};
    Target target(plan);
    target.answers = {{"INFO replication", recording("df_replica_synced_INFO_replication")},
                      {"CONFIG GET replica_priority", configReply("replica_priority", "0")},
                      {"CONFIG GET masterauth", configReply("masterauth", password)}};
    const auto outcome = await(target.attachment.attach(false));
    VERIFY_VALUE(outcome);
    QCOMPARE(*outcome, Attachment::Outcome::AlreadyAttached);
    VERIFY_VALUE(await(target.attachment.restore()));
    QCOMPARE(target.changes(),
             (QByteArrayList{"CONFIG SET replica_priority 0", "CONFIG SET masterauth ",
                             "CONFIG SET masteruser ", "CONFIG SET replica_priority 55"}));
}

QTEST_GUILESS_MAIN(AttachmentTest)
#include "attachment_test.moc"
