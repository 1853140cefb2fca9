// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/planted_differences.h"

#include <algorithm>

namespace ferryman {

namespace {

using redis::Command;

constexpr int many = 3000; // more than is read at once

/// Collects the plants; each key is named after its number.
class Planter {
public:
    /// `command` takes {key}, which stands in the place of "%".
    void add(const char* what, std::optional<DifferenceClass> kind, QList<QByteArrayList> onSource,
             QList<QByteArrayList> onTarget, int database = 0) {
        const QByteArray key =
            "planted:" + QByteArray::number(m_planted.size()) + QByteArray("\0\xff\"", 3);
        m_planted.append({QString::fromLatin1(what),
                          {database, key},
                          kind,
                          commands(std::move(onSource), key),
                          commands(std::move(onTarget), key)});
    }

    void same(const char* what, QList<QByteArrayList> onSource, QList<QByteArrayList> onTarget) {
        add(what, std::nullopt, std::move(onSource), std::move(onTarget));
    }

    [[nodiscard]] QList<Planted> planted() const { return m_planted; }

private:
    static QList<Command> commands(QList<QByteArrayList> lists, const QByteArray& key) {
        QList<Command> made;
        for (QByteArrayList& words : lists) {
            std::replace(words.begin(), words.end(), QByteArray("%"), key);
            made.append(Command(words).changes());
        }
        return made;
    }

    QList<Planted> m_planted;
};

/// `command` with numbered elements, of which number `odd` is another.
QByteArrayList numbered(const char* command, bool pairs, int odd = -1, bool backwards = false) {
    QByteArrayList words{command, "%"};
    for (int i = 0; i < many; ++i) {
        const int n = backwards ? many - 1 - i : i;
        const QByteArray element = "e" + QByteArray::number(n) + (n == odd && !pairs ? "x" : "");
        if (pairs && qstrcmp(command, "ZADD") == 0) {
            words << QByteArray::number(n == odd ? n + 0.5 : n);
            words << element;
        } else {
            words << element;
            if (pairs) {
                words << "v" + QByteArray::number(n) + (n == odd ? "x" : "");
            }
        }
    }
    return words;
}

void plantPresence(Planter& planter) {
    using enum DifferenceClass;
    planter.add("a string is missing", Missing, {{"SET", "%", "v"}}, {});
    planter.add("an empty string is missing", Missing, {{"SET", "%", ""}}, {});
    planter.add("a list is missing", Missing, {{"RPUSH", "%", "a"}}, {});
    planter.add("a set is missing", Missing, {{"SADD", "%", "a"}}, {});
    planter.add("a hash is missing", Missing, {{"HSET", "%", "f", "v"}}, {});
    planter.add("a sorted set is missing", Missing, {{"ZADD", "%", "1", "m"}}, {});
    planter.add("a stream is missing", Missing, {{"XADD", "%", "1-1", "f", "v"}}, {});
    planter.add("a key with an expiry is missing", Missing, {{"SET", "%", "v", "EX", "9999"}}, {});
    planter.add("a string too many", Extra, {}, {{"SET", "%", ""}});
    planter.add("a hash too many", Extra, {}, {{"HSET", "%", "f", "v"}});
    planter.add("a key in a database that is empty on the source", Extra, {}, {{"SET", "%", "v"}},
                2);
    planter.add("a key is missing in another database", Missing, {{"SET", "%", "v"}}, {}, 1);
    planter.add("a string became a list", Type, {{"SET", "%", "a"}}, {{"RPUSH", "%", "a"}});
    planter.add("a set became a sorted set", Type, {{"SADD", "%", "a"}}, {{"ZADD", "%", "1", "a"}});
}

void plantStrings(Planter& planter) {
    using enum DifferenceClass;
    const QByteArray large(2'500'000, 'x');
    planter.add("a byte of a string", Value, {{"SET", "%", QByteArray("a\0b", 3)}},
                {{"SET", "%", QByteArray("a\0c", 3)}});
    planter.add("a string became empty", Value, {{"SET", "%", "v"}}, {{"SET", "%", ""}});
    planter.add("a string was cut short", Value, {{"SET", "%", "value"}}, {{"SET", "%", "valu"}});
    planter.add("the last byte of a large string", Value, {{"SET", "%", large + 'a'}},
                {{"SET", "%", large + 'b'}});
    planter.add("a large string was cut short", Value, {{"SET", "%", large + 'a'}},
                {{"SET", "%", large}});
    planter.add("a bit", Value, {{"SETBIT", "%", "100000", "1"}},
                {{"SETBIT", "%", "100000", "1"}, {"SETBIT", "%", "77", "1"}});
    planter.add("an element of a HyperLogLog", Value, {{"PFADD", "%", "a", "b"}},
                {{"PFADD", "%", "a", "c"}});
    planter.same("a HyperLogLog in another form", {{"PFADD", "%", "a", "b"}},
                 {{"PFADD", "%", "a", "b"}, {"PFDEBUG", "TODENSE", "%"}});
    planter.same("a large string", {{"SET", "%", large}}, {{"SET", "%", large}});
}

void plantLists(Planter& planter) {
    using enum DifferenceClass;
    planter.add("the order of a list", Value, {{"RPUSH", "%", "a", "b"}},
                {{"RPUSH", "%", "b", "a"}});
    planter.add("a list was cut short", Value, {{"RPUSH", "%", "a", "b", "c"}},
                {{"RPUSH", "%", "a", "b"}});
    planter.add("a list has one more", Value, {{"RPUSH", "%", "a"}}, {{"RPUSH", "%", "a", "a"}});
    planter.add("the last element of a long list", Value, {numbered("RPUSH", false)},
                {numbered("RPUSH", false, many - 1)});
    planter.add("a long list has one more", Value, {numbered("RPUSH", false)},
                {numbered("RPUSH", false), {"RPUSH", "%", "more"}});
    planter.same("a long list", {numbered("RPUSH", false)}, {numbered("RPUSH", false)});
}

void plantSetsAndHashes(Planter& planter) {
    using enum DifferenceClass;
    planter.add("a member of a set", Value, {{"SADD", "%", "a", "b"}}, {{"SADD", "%", "a", "c"}});
    planter.add("a set lost a member", Value, {{"SADD", "%", "1", "2"}}, {{"SADD", "%", "1"}});
    planter.add("a set has one more", Value, {{"SADD", "%", "1"}}, {{"SADD", "%", "1", "2"}});
    planter.add("a member of a large set", Value, {numbered("SADD", false)},
                {numbered("SADD", false, 1234)});
    planter.add("a large set has one more", Value, {numbered("SADD", false)},
                {numbered("SADD", false), {"SADD", "%", "more"}});
    planter.add("a field's value", Value, {{"HSET", "%", "f", "1", "g", "2"}},
                {{"HSET", "%", "f", "1", "g", "3"}});
    planter.add("a field is missing", Value, {{"HSET", "%", "f", "1", "g", ""}},
                {{"HSET", "%", "f", "1"}});
    planter.add("a field too many", Value, {{"HSET", "%", "f", "1"}},
                {{"HSET", "%", "f", "1", "g", ""}});
    planter.add("a value in a large hash", Value, {numbered("HSET", true)},
                {numbered("HSET", true, 2345)});
    planter.add("a large hash has one more", Value, {numbered("HSET", true)},
                {numbered("HSET", true), {"HSET", "%", "more", ""}});
    planter.same("a set in another order", {{"SADD", "%", "a", "b", "c"}},
                 {{"SADD", "%", "c", "b", "a"}});
    planter.same("a hash in another order", {{"HSET", "%", "a", "1", "b", "2"}},
                 {{"HSET", "%", "b", "2", "a", "1"}});
    planter.same("a large set in another order", {numbered("SADD", false)},
                 {numbered("SADD", false, -1, true)});
    planter.same("a large hash in another order", {numbered("HSET", true)},
                 {numbered("HSET", true, -1, true)});
    // It once had more: Redis keeps the table then, and the other server a compact form.
    planter.same("a set in another form", {{"SADD", "%", "1", "word"}, {"SREM", "%", "word"}},
                 {{"SADD", "%", "1"}});
}

void plantSortedSets(Planter& planter) {
    using enum DifferenceClass;
    planter.add("a score", Value, {{"ZADD", "%", "1", "m"}}, {{"ZADD", "%", "1.0000001", "m"}});
    planter.add("an infinite score", Value, {{"ZADD", "%", "inf", "m"}},
                {{"ZADD", "%", "-inf", "m"}});
    planter.add("a member of a sorted set", Value, {{"ZADD", "%", "1", "m"}},
                {{"ZADD", "%", "1", "n"}});
    planter.add("a score in a large sorted set", Value, {numbered("ZADD", true)},
                {numbered("ZADD", true, 2999)});
    planter.same("a zero with a sign", {{"ZADD", "%", "-0", "m"}}, {{"ZADD", "%", "0", "m"}});
    planter.same("infinities", {{"ZADD", "%", "inf", "m", "-inf", "n"}},
                 {{"ZADD", "%", "+inf", "m", "-inf", "n"}});
}

void plantExpiries(Planter& planter, qint64 nowMs) {
    using enum DifferenceClass;
    const auto at = [nowMs](qint64 inMs) { return QByteArray::number(nowMs + inMs); };
    constexpr qint64 hour = 3'600'000;
    planter.add("an expiry is lost", Expiry, {{"SET", "%", "v"}, {"PEXPIREAT", "%", at(hour)}},
                {{"SET", "%", "v"}});
    planter.add("an expiry of a hash is lost", Expiry,
                {{"HSET", "%", "f", "v"}, {"PEXPIREAT", "%", at(hour)}}, {{"HSET", "%", "f", "v"}});
    planter.add("an expiry too many", Expiry, {{"RPUSH", "%", "v"}},
                {{"RPUSH", "%", "v"}, {"PEXPIREAT", "%", at(hour)}});
    planter.add("another expiry", Expiry, {{"SET", "%", "v"}, {"PEXPIREAT", "%", at(hour)}},
                {{"SET", "%", "v"}, {"PEXPIREAT", "%", at(hour + 10'000)}});
    planter.same("an expiry within the tolerance",
                 {{"SET", "%", "v"}, {"PEXPIREAT", "%", at(hour)}},
                 {{"SET", "%", "v"}, {"PEXPIREAT", "%", at(hour + 400)}});
}

void plantStreams(Planter& planter) {
    using enum DifferenceClass;
    const QByteArrayList one{"XADD", "%", "1-1", "f", "a"};
    const QByteArrayList two{"XADD", "%", "2-1", "f", "b"};
    const QByteArrayList group{"XGROUP", "CREATE", "%", "g", "0"};
    const auto read = [](const char* consumer) {
        return QByteArrayList{"XREADGROUP", "GROUP",   "g", consumer, "COUNT",
                              "1",          "STREAMS", "%", ">"};
    };
    planter.add("an entry's value", Value, {one, two}, {one, {"XADD", "%", "2-1", "f", "c"}});
    planter.add("an entry is missing", Value, {one, two}, {one});
    planter.add("an entry too many", Value, {one}, {one, two});
    planter.add("the last id of a stream", Stream, {one, {"XSETID", "%", "5-0"}}, {one});
    planter.add("a group is missing", Stream, {one, group}, {one});
    planter.add("how far a group has come", Stream, {one, two, group},
                {one, two, {"XGROUP", "CREATE", "%", "g", "1-1"}});
    planter.add("an entry was acknowledged", Stream, {one, group, read("c")},
                {one, group, read("c"), {"XACK", "%", "g", "1-1"}});
    planter.add("whose an entry is", Stream, {one, group, read("c"), read("d")},
                {one, group, read("d"), read("c")});
    planter.add("how often an entry was delivered", Stream, {one, group, read("c")},
                {one, group, read("c"), {"XCLAIM", "%", "g", "c", "0", "1-1"}});
    planter.same("a stream with a group", {one, two, group, read("c")},
                 {one, two, group, read("c")});
}

} // namespace

QList<Planted> plantedDifferences(qint64 nowMs) {
    Planter planter;
    plantPresence(planter);
    plantStrings(planter);
    plantLists(planter);
    plantSetsAndHashes(planter);
    plantSortedSets(planter);
    plantExpiries(planter, nowMs);
    plantStreams(planter);
    return planter.planted();
}

QList<Planted> plantedFieldExpiries(qint64 nowMs) {
    const QByteArrayList hash{"HSET", "{fields}", "f", "1", "g", "2"};
    const QByteArrayList expiry{"HPEXPIREAT", "{fields}", QByteArray::number(nowMs + 3'600'000),
                                "FIELDS",     "1",        "f"};
    return {{QStringLiteral("an expiry of a field is lost"),
             {0, "{fields}"},
             DifferenceClass::FieldExpiry,
             {Command(hash).changes(), Command(expiry).changes()},
             {Command(hash).changes()}}};
}

Planted plantedDatabase(int database) {
    return {QStringLiteral("a database that the target has not"),
            {database, {}},
            DifferenceClass::Database,
            {Command{"SET", "planted:database", "v"}.changes()},
            {}};
}

} // namespace ferryman
