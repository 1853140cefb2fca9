// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sentinel_group.h"

#include <QTest>

namespace ferryman::test {

namespace {

const QByteArray primaryRunId = QByteArray(40, 'a');

QByteArray port(const redis::Address& address) {
    return QByteArray::number(address.port);
}

} // namespace

redis::Address primaryAddress() {
    return {QStringLiteral("10.0.0.1"), 6379};
}

redis::Address dragonflyAddress() {
    return {QStringLiteral("10.0.0.2"), 6380};
}

redis::Address sentinelAddress(int number) {
    return {QStringLiteral("10.0.0.%1").arg(10 + number), 26379};
}

QString sentinelId(int number) {
    return QString::number(number).rightJustified(40, u'0');
}

Fields groupFields(int sentinels) {
    return {{"name", "orders"},
            {"ip", primaryAddress().host.toLatin1()},
            {"port", port(primaryAddress())},
            {"runid", primaryRunId},
            {"flags", "master"},
            {"link-pending-commands", "0"},
            {"last-ok-ping-reply", "300"},
            {"info-refresh", "4000"},
            {"role-reported", "master"},
            {"down-after-milliseconds", "5000"},
            {"config-epoch", "3"},
            {"num-slaves", "1"},
            {"num-other-sentinels", QByteArray::number(sentinels - 1)},
            {"quorum", "2"},
            {"failover-timeout", "20000"},
            {"parallel-syncs", "1"}};
}

Fields redisReplicaFields(const redis::Address& address) {
    return {{"name", address.toString().toLatin1()},
            {"ip", address.host.toLatin1()},
            {"port", port(address)},
            {"runid", QByteArray(40, 'b')},
            {"flags", "slave"},
            {"link-pending-commands", "0"},
            {"last-ok-ping-reply", "300"},
            {"info-refresh", "4000"},
            {"role-reported", "slave"},
            {"master-link-down-time", "0"},
            {"master-link-status", "ok"},
            {"master-host", primaryAddress().host.toLatin1()},
            {"master-port", port(primaryAddress())},
            {"slave-priority", "100"},
            {"slave-repl-offset", "1000"},
            {"replica-announced", "1"}};
}

Fields dragonflyFields() {
    return with(redisReplicaFields(dragonflyAddress()), {{"runid", ""}, {"slave-priority", "1"}});
}

Fields peerFields(const redis::Address& address, const QString& id) {
    return {{"name", id.toLatin1()},       {"ip", address.host.toLatin1()},
            {"port", port(address)},       {"runid", id.toLatin1()},
            {"flags", "sentinel"},         {"last-ok-ping-reply", "300"},
            {"last-hello-message", "1200"}};
}

Fields with(Fields fields, const Fields& changes) {
    fields.insert(changes);
    return fields;
}

redis::Value entryReply(const Fields& fields) {
    QList<redis::Value> items;
    for (auto field = fields.cbegin(); field != fields.cend(); ++field) {
        items.append(redis::Value::bulk(field.key()));
        items.append(redis::Value::bulk(field.value()));
    }
    return redis::Value::array(items);
}

redis::Value entriesReply(const QList<Fields>& entries) {
    QList<redis::Value> items;
    for (const Fields& fields : entries) {
        items.append(entryReply(fields));
    }
    return redis::Value::array(items);
}

redis::SentinelEntry entry(const Fields& fields) {
    const auto parsed = redis::parseSentinelEntry(entryReply(fields));
    if (!parsed) {
        QTest::qFail("the test's own entry cannot be read", __FILE__, __LINE__);
        return {};
    }
    return *parsed;
}

SentinelView healthyView(int number, int sentinels) {
    SentinelView view;
    view.address = sentinelAddress(number);
    view.id = sentinelId(number);
    view.identity = {redis::Product::Sentinel, QStringLiteral("7.0.15")};
    view.group = entry(groupFields(sentinels));
    view.replicas = {entry(dragonflyFields())};
    for (int peer = 1; peer <= sentinels; ++peer) {
        if (peer != number) {
            view.peers.append(entry(peerFields(sentinelAddress(peer), sentinelId(peer))));
        }
    }
    view.readAt = QDateTime::fromString(QStringLiteral("2026-01-02T03:04:05Z"), Qt::ISODate);
    return view;
}

QList<SentinelView> healthyViews(int sentinels) {
    QList<SentinelView> views;
    for (int number = 1; number <= sentinels; ++number) {
        views.append(healthyView(number, sentinels));
    }
    return views;
}

SentinelView silentView(int number) {
    SentinelView view;
    view.address = sentinelAddress(number);
    view.error = Error{ErrorKind::Unreachable,
                       {"%1 refuses the connection.", {view.address.toString()}},
                       view.address.toString(),
                       {}};
    view.readAt = QDateTime::fromString(QStringLiteral("2026-01-02T03:04:05Z"), Qt::ISODate);
    return view;
}

} // namespace ferryman::test
