// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/stream_compare.h"

#include "base/printable.h"

#include <array>
#include <limits>

namespace ferryman {

namespace {

constexpr qsizetype shownName = 60;

/// A reply of one item as text: "7", "1-0", "(nil)".
QString shown(QByteArrayView reply) {
    const std::optional<redis::ReplyItem> item = redis::ReplyCursor(reply).next();
    if (!item || item->isNil()) {
        return QStringLiteral("(nil)");
    }
    return item->type == ':' ? QString::number(item->number) : abridged(item->text);
}

bool isNil(QByteArrayView reply) {
    return reply.startsWith("$-1") || reply.startsWith("*-1");
}

Mismatch around(const QString& where, const QString& source, const QString& target) {
    return {DifferenceClass::Stream, where, source, target};
}

QString inGroup(const QByteArray& group) {
    return QStringLiteral("group ") + printable(group, shownName);
}

/// The names that one side alone has, as a mismatch.
Compared compareNames(const QString& what, const QMap<QByteArray, InfoMap>& source,
                      const QMap<QByteArray, InfoMap>& target) {
    const QString none = QStringLiteral("(none)");
    for (auto it = source.begin(); it != source.end(); ++it) {
        if (!target.contains(it.key())) {
            return around(what + printable(it.key(), shownName), abridged(it.key()), none);
        }
    }
    for (auto it = target.begin(); it != target.end(); ++it) {
        if (!source.contains(it.key())) {
            return around(what + printable(it.key(), shownName), none, abridged(it.key()));
        }
    }
    return {};
}

} // namespace

InfoMap infoMap(QByteArrayView flat) {
    InfoMap map;
    redis::ReplyCursor cursor(flat);
    const std::optional<redis::ReplyItem> header = cursor.next();
    if (!header || !header->isArray()) {
        return map;
    }
    for (qint64 i = 0; i + 1 < header->number; i += 2) {
        const std::optional<redis::ReplyItem> name = cursor.next();
        const QByteArrayView value = cursor.whole();
        if (!name || value.isEmpty()) {
            break;
        }
        map.insert(name->text.toByteArray(), value);
    }
    return map;
}

QMap<QByteArray, InfoMap> infoMapsByName(QByteArrayView listOfMaps) {
    QMap<QByteArray, InfoMap> maps;
    redis::ReplyCursor cursor(listOfMaps);
    const std::optional<redis::ReplyItem> header = cursor.next();
    for (qint64 i = 0; header && header->isArray() && i < header->number; ++i) {
        const InfoMap map = infoMap(cursor.whole());
        const std::optional<redis::ReplyItem> name = redis::ReplyCursor(map.value("name")).next();
        if (name) {
            maps.insert(name->text.toByteArray(), map);
        }
    }
    return maps;
}

EntriesEnd entriesEnd(QByteArrayView reply) {
    redis::ReplyCursor cursor(reply);
    const std::optional<redis::ReplyItem> header = cursor.next();
    EntriesEnd end;
    if (!header || !header->isArray()) {
        return end;
    }
    end.count = std::max<qint64>(header->number, 0);
    QByteArrayView last;
    for (qint64 i = 0; i < end.count; ++i) {
        last = cursor.whole();
    }
    redis::ReplyCursor entry(last);
    static_cast<void>(entry.next());
    if (const std::optional<redis::ReplyItem> id = entry.next()) {
        end.lastId = id->text.toByteArray();
    }
    return end;
}

QByteArray nextStreamId(const QByteArray& id) {
    const qsizetype dash = id.indexOf('-');
    const quint64 milliseconds = id.first(std::max<qsizetype>(dash, 0)).toULongLong();
    const quint64 sequence = id.sliced(dash + 1).toULongLong();
    if (sequence == std::numeric_limits<quint64>::max()) {
        return QByteArray::number(milliseconds + 1) + "-0";
    }
    return QByteArray::number(milliseconds) + '-' + QByteArray::number(sequence + 1);
}

Compared compareEntries(QByteArrayView source, QByteArrayView target) {
    if (source == target) {
        return {};
    }
    redis::ReplyCursor a(source);
    redis::ReplyCursor b(target);
    const std::optional<redis::ReplyItem> first = a.next();
    const std::optional<redis::ReplyItem> second = b.next();
    if (!first || !second || !first->isArray() || !second->isArray()) {
        return Mismatch{DifferenceClass::Value, {}, abridged(source), abridged(target)};
    }
    const auto show = [](QByteArrayView entry) {
        if (entry.isEmpty()) {
            return QStringLiteral("(ends)");
        }
        redis::ReplyCursor cursor(entry);
        static_cast<void>(cursor.next());
        const std::optional<redis::ReplyItem> id = cursor.next();
        return id ? printable(id->text, 50) : QString();
    };
    const auto fields = [](QByteArrayView entry) {
        redis::ReplyCursor cursor(entry);
        static_cast<void>(cursor.next());
        static_cast<void>(cursor.next());
        QStringList words;
        for (const QByteArrayView word : texts(cursor.whole())) {
            if (words.size() < 6) {
                words << abridged(word);
            }
        }
        return words.join(u' ');
    };
    while (true) {
        const QByteArrayView entryA = a.whole();
        const QByteArrayView entryB = b.whole();
        if (entryA.isEmpty() && entryB.isEmpty()) {
            return {};
        }
        if (entryA != entryB) {
            const QByteArrayView where = entryA.isEmpty() ? entryB : entryA;
            return Mismatch{DifferenceClass::Value, QStringLiteral("entry ") + show(where),
                            QStringLiteral("%1 %2").arg(show(entryA), fields(entryA)).trimmed(),
                            QStringLiteral("%1 %2").arg(show(entryB), fields(entryB)).trimmed()};
        }
    }
}

StreamCompared compareStreamInfo(QByteArrayView source, QByteArrayView target) {
    static constexpr std::array<const char*, 4> compared{
        "last-generated-id", "max-deleted-entry-id", "entries-added", "groups"};
    const InfoMap a = infoMap(source);
    const InfoMap b = infoMap(target);
    StreamCompared result;
    for (const char* name : compared) {
        if (!a.contains(name) || !b.contains(name)) {
            if (a.contains(name) != b.contains(name)) {
                result.notCompared << QStringLiteral("stream.") + QLatin1String(name);
            }
        } else if (a[name] != b[name] && !result.mismatch) {
            result.mismatch = around(QLatin1String(name), shown(a[name]), shown(b[name]));
        }
    }
    return result;
}

StreamCompared compareGroups(QByteArrayView source, QByteArrayView target) {
    static constexpr std::array<const char*, 4> compared{"last-delivered-id", "entries-read",
                                                         "consumers", "pending"};
    const QMap<QByteArray, InfoMap> a = infoMapsByName(source);
    const QMap<QByteArray, InfoMap> b = infoMapsByName(target);
    StreamCompared result;
    result.mismatch = compareNames(QStringLiteral("group "), a, b);
    for (auto it = a.begin(); it != a.end() && !result.mismatch; ++it) {
        const InfoMap& other = b[it.key()];
        for (const char* name : compared) {
            const bool unknown = !it->contains(name) || !other.contains(name) ||
                                 isNil(it->value(name)) != isNil(other[name]);
            if (unknown) {
                result.notCompared << QStringLiteral("stream.") + QLatin1String(name);
            } else if (it->value(name) != other[name] && !result.mismatch) {
                result.mismatch =
                    around(QStringLiteral("%1, %2").arg(inGroup(it.key()), QLatin1String(name)),
                           shown(it->value(name)), shown(other[name]));
            }
        }
    }
    result.notCompared.removeDuplicates();
    return result;
}

Compared compareConsumers(const QByteArray& group, QByteArrayView source, QByteArrayView target) {
    const QMap<QByteArray, InfoMap> a = infoMapsByName(source);
    const QMap<QByteArray, InfoMap> b = infoMapsByName(target);
    const QString consumer = inGroup(group) + QStringLiteral(", consumer ");
    if (Compared names = compareNames(consumer, a, b)) {
        return names;
    }
    for (auto it = a.begin(); it != a.end(); ++it) {
        const QByteArrayView first = it->value("pending");
        const QByteArrayView second = b[it.key()].value("pending");
        if (first != second) {
            return around(consumer + printable(it.key(), shownName), shown(first), shown(second));
        }
    }
    return {};
}

Compared comparePending(const QByteArray& group, QByteArrayView source, QByteArrayView target) {
    redis::ReplyCursor a(source);
    redis::ReplyCursor b(target);
    static_cast<void>(a.next());
    static_cast<void>(b.next());
    // id, consumer, idle, deliveries
    const auto parts = [](QByteArrayView entry) {
        QList<QByteArrayView> found;
        redis::ReplyCursor cursor(entry);
        static_cast<void>(cursor.next());
        while (!cursor.atEnd()) {
            found.append(cursor.whole());
        }
        if (found.size() == 4) {
            found.removeAt(2);
        }
        return found;
    };
    const auto show = [](const QList<QByteArrayView>& entry) {
        QStringList words;
        for (const QByteArrayView word : entry) {
            words << shown(word);
        }
        return entry.isEmpty() ? QStringLiteral("(ends)") : words.join(u' ');
    };
    while (!a.atEnd() || !b.atEnd()) {
        const QList<QByteArrayView> first = parts(a.whole());
        const QList<QByteArrayView> second = parts(b.whole());
        if (first != second) {
            return around(inGroup(group) + QStringLiteral(", pending"), show(first), show(second));
        }
    }
    return {};
}

} // namespace ferryman
