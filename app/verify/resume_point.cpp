// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/resume_point.h"

namespace ferryman {

namespace {

constexpr int version = 2;

QString name(const char* text) {
    return QString::fromLatin1(text);
}

QJsonObject markJson(const ServerMark& mark) {
    QJsonObject json{{name("address"), mark.address.toString()}};
    if (mark.start) {
        json.insert(name("process"), mark.start->process);
        json.insert(name("startedAt"), mark.start->startedAt);
    }
    return json;
}

ServerMark markFrom(const QJsonObject& json) {
    ServerMark mark;
    mark.address =
        redis::Address::parse(json[name("address")].toString()).value_or(redis::Address{});
    if (json.contains(name("process"))) {
        mark.start = redis::ServerStart{json[name("process")].toInteger(),
                                        json[name("startedAt")].toInteger()};
    }
    return mark;
}

} // namespace

bool ServerMark::isSameRun(const ServerMark& other) const {
    return address == other.address && start && other.start && start->isSameRun(*other.start);
}

QJsonObject toJson(const ResumePoint& point) {
    QJsonArray done;
    for (const int database : point.done) {
        done.append(database);
    }
    QJsonObject json{{name("version"), version},
                     {name("source"), markJson(point.source)},
                     {name("target"), markJson(point.target)},
                     {name("linked"), point.linked},
                     {name("fullSyncs"), point.fullSyncs},
                     {name("done"), done},
                     {name("database"), point.database},
                     {name("sourceCursor"), QString::fromLatin1(point.sourceCursor)},
                     {name("targetCursor"), QString::fromLatin1(point.targetCursor)},
                     {name("pending"), toJson(point.pending)},
                     {name("tally"), point.tally},
                     {name("seconds"), point.seconds},
                     {name("startedAtMs"), point.startedAtMs}};
    if (point.startOffset) {
        json.insert(name("startOffset"), *point.startOffset);
    }
    return json;
}

std::optional<ResumePoint> resumePoint(const QJsonObject& json) {
    if (json[name("version")].toInt() != version) {
        return {};
    }
    ResumePoint point;
    point.source = markFrom(json[name("source")].toObject());
    point.target = markFrom(json[name("target")].toObject());
    point.linked = json[name("linked")].toBool();
    point.fullSyncs = json[name("fullSyncs")].toInteger();
    for (const QJsonValue& value : json[name("done")].toArray()) {
        point.done.append(value.toInt());
    }
    point.database = json[name("database")].toInt(-1);
    point.sourceCursor = json[name("sourceCursor")].toString().toLatin1();
    point.targetCursor = json[name("targetCursor")].toString().toLatin1();
    point.pending = keyNames(json[name("pending")].toArray());
    point.tally = json[name("tally")].toObject();
    point.seconds = json[name("seconds")].toDouble();
    point.startedAtMs = json[name("startedAtMs")].toInteger();
    if (json.contains(name("startOffset"))) {
        point.startOffset = json[name("startOffset")].toInteger();
    }
    return point;
}

Message whyAnew(const ResumePoint& earlier, const ResumePoint& now) {
    if (!earlier.source.isSameRun(now.source)) {
        return {QT_TRANSLATE_NOOP(
            "core", "It starts anew: the source is another server, or was restarted meanwhile.")};
    }
    if (!earlier.target.isSameRun(now.target)) {
        return {QT_TRANSLATE_NOOP(
            "core", "It starts anew: the target is another server, or was restarted meanwhile.")};
    }
    if (earlier.linked != now.linked) {
        return {QT_TRANSLATE_NOOP("core", "It starts anew: the servers were linked in another way "
                                          "when it began.")};
    }
    if (now.linked && earlier.fullSyncs != now.fullSyncs) {
        return {QT_TRANSLATE_NOOP(
            "core", "It starts anew: a full sync replaced the target's data meanwhile.")};
    }
    return {};
}

} // namespace ferryman
