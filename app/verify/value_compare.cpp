// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/value_compare.h"

#include "base/format.h"
#include "base/printable.h"
#include "verify/hyperloglog.h"

#include <QHash>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace ferryman {

namespace {

constexpr qsizetype shownBytes = 60;

QString count(qint64 number, const char* what) {
    return QStringLiteral("%1 %2").arg(QString::number(number), QLatin1String(what));
}

Mismatch at(QString where, QString source, QString target) {
    return {DifferenceClass::Value, std::move(where), std::move(source), std::move(target)};
}

/// Neither is what the command answers: a key that was replaced meanwhile, or an error.
Mismatch otherShape(QByteArrayView source, QByteArrayView target) {
    return at({}, abridged(source), abridged(target));
}

/// Both arrays' cursors behind their headers, or nothing if one of them is no array.
struct Arrays {
    redis::ReplyCursor source;
    redis::ReplyCursor target;
    qint64 sourceCount = 0;
    qint64 targetCount = 0;
};
std::optional<Arrays> arrays(QByteArrayView source, QByteArrayView target) {
    Arrays both{redis::ReplyCursor(source), redis::ReplyCursor(target)};
    const std::optional<redis::ReplyItem> first = both.source.next();
    const std::optional<redis::ReplyItem> second = both.target.next();
    if (!first || !second || !first->isArray() || !second->isArray()) {
        return {};
    }
    both.sourceCount = std::max<qint64>(first->number, 0);
    both.targetCount = std::max<qint64>(second->number, 0);
    return both;
}

QByteArrayView text(redis::ReplyCursor& cursor) {
    const std::optional<redis::ReplyItem> item = cursor.next();
    return item ? item->text : QByteArrayView();
}

QString field(QByteArrayView name) {
    return QStringLiteral("field ") + printable(name, shownBytes);
}

} // namespace

QString abridged(QByteArrayView bytes) {
    const QString shown = printable(bytes, shownBytes);
    return bytes.size() <= shownBytes
               ? shown
               : QStringLiteral("%1 (%2)").arg(shown, formatBytes(bytes.size()).english());
}

std::optional<double> parseScore(QByteArrayView text) {
    if (text.startsWith('+')) {
        text = text.sliced(1);
    }
    double score = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), score);
    if (end != text.data() + text.size() || text.isEmpty()) {
        return {};
    }
    if (problem == std::errc::result_out_of_range) { // from_chars leaves those alone
        return std::strtod(QByteArray(text.data(), text.size()).constData(), nullptr);
    }
    return problem == std::errc{} ? std::optional(score) : std::nullopt;
}

QList<QByteArrayView> texts(QByteArrayView array) {
    redis::ReplyCursor cursor(array);
    QList<QByteArrayView> found;
    const std::optional<redis::ReplyItem> header = cursor.next();
    if (header && header->isArray()) {
        found.reserve(std::clamp<qint64>(header->number, 0, array.size()));
        while (const std::optional<redis::ReplyItem> item = cursor.next()) {
            found.append(item->text);
        }
    }
    return found;
}

std::optional<ScanReply> scanReply(QByteArrayView reply) {
    redis::ReplyCursor cursor(reply);
    const std::optional<redis::ReplyItem> outer = cursor.next();
    const std::optional<redis::ReplyItem> place = cursor.next();
    if (!outer || !outer->isArray() || outer->number != 2 || !place || !place->isText()) {
        return {};
    }
    ScanReply scan;
    scan.cursor = place->text.toByteArray();
    scan.items = cursor.whole();
    const std::optional<redis::ReplyItem> items = redis::ReplyCursor(scan.items).next();
    if (!items || !items->isArray()) {
        return {};
    }
    scan.count = std::max<qint64>(items->number, 0);
    return scan;
}

Compared compareStrings(QByteArrayView source, QByteArrayView target, qint64 offset) {
    const std::optional<redis::ReplyItem> first = redis::ReplyCursor(source).next();
    const std::optional<redis::ReplyItem> second = redis::ReplyCursor(target).next();
    if (!first || !second || first->type != '$' || second->type != '$') {
        return otherShape(source, target);
    }
    const QByteArrayView a = first->text;
    const QByteArrayView b = second->text;
    if (a == b) {
        return {};
    }
    if (offset == 0) {
        const std::optional<QByteArray> registers = hyperLogLogRegisters(a);
        if (registers && registers == hyperLogLogRegisters(b)) {
            return {};
        }
    }
    const auto [inA, inB] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const qsizetype same = inA - a.begin();
    const qsizetype shownFrom = std::max<qsizetype>(same - shownBytes / 4, 0);
    return at(QStringLiteral("byte %1").arg(offset + same), abridged(a.sliced(shownFrom)),
              abridged(b.sliced(shownFrom)));
}

Compared compareLists(QByteArrayView source, QByteArrayView target, qint64 firstIndex) {
    std::optional<Arrays> both = arrays(source, target);
    if (!both) {
        return otherShape(source, target);
    }
    const qint64 common = std::min(both->sourceCount, both->targetCount);
    for (qint64 i = 0; i < common; ++i) {
        const QByteArrayView a = text(both->source);
        const QByteArrayView b = text(both->target);
        if (a != b) {
            return at(QStringLiteral("index %1").arg(firstIndex + i), abridged(a), abridged(b));
        }
    }
    if (both->sourceCount == both->targetCount) {
        return {};
    }
    const bool sourceEnds = both->sourceCount == common;
    const QString ends = QStringLiteral("(ends)");
    return at(QStringLiteral("index %1").arg(firstIndex + common),
              sourceEnds ? ends : abridged(text(both->source)),
              sourceEnds ? abridged(text(both->target)) : ends);
}

Compared compareScored(QByteArrayView source, QByteArrayView target, qint64 firstRank) {
    std::optional<Arrays> both = arrays(source, target);
    if (!both) {
        return otherShape(source, target);
    }
    const auto show = [](QByteArrayView member, QByteArrayView score) {
        return QStringLiteral("%1 = %2").arg(abridged(member), printable(score, 30));
    };
    const qint64 common = std::min(both->sourceCount, both->targetCount) / 2;
    for (qint64 i = 0; i < common; ++i) {
        const QByteArrayView memberA = text(both->source);
        const QByteArrayView scoreA = text(both->source);
        const QByteArrayView memberB = text(both->target);
        const QByteArrayView scoreB = text(both->target);
        const bool sameScore =
            scoreA == scoreB || (parseScore(scoreA) && parseScore(scoreA) == parseScore(scoreB));
        if (memberA != memberB || !sameScore) {
            return at(QStringLiteral("rank %1").arg(firstRank + i), show(memberA, scoreA),
                      show(memberB, scoreB));
        }
    }
    if (both->sourceCount == both->targetCount) {
        return {};
    }
    const bool sourceEnds = both->sourceCount / 2 == common;
    redis::ReplyCursor& longer = sourceEnds ? both->target : both->source;
    const QByteArrayView member = text(longer);
    const QString more = show(member, text(longer));
    const QString ends = QStringLiteral("(ends)");
    return at(QStringLiteral("rank %1").arg(firstRank + common), sourceEnds ? ends : more,
              sourceEnds ? more : ends);
}

Compared compareMembers(QByteArrayView source, QByteArrayView target) {
    if (!arrays(source, target)) {
        return otherShape(source, target);
    }
    const QList<QByteArrayView> a = texts(source);
    const QList<QByteArrayView> b = texts(target);
    const QSet<QByteArrayView> inA(a.begin(), a.end());
    const QSet<QByteArrayView> inB(b.begin(), b.end());
    for (const QByteArrayView member : a) {
        if (!inB.contains(member)) {
            return at(QStringLiteral("member ") + printable(member, shownBytes), abridged(member),
                      QStringLiteral("(none)"));
        }
    }
    for (const QByteArrayView member : b) {
        if (!inA.contains(member)) {
            return at(QStringLiteral("member ") + printable(member, shownBytes),
                      QStringLiteral("(none)"), abridged(member));
        }
    }
    return {};
}

Compared compareFields(QByteArrayView source, QByteArrayView target) {
    if (!arrays(source, target)) {
        return otherShape(source, target);
    }
    const QList<QByteArrayView> a = texts(source);
    const QList<QByteArrayView> b = texts(target);
    QHash<QByteArrayView, QByteArrayView> inB;
    for (qsizetype i = 0; i + 1 < b.size(); i += 2) {
        inB.insert(b[i], b[i + 1]);
    }
    QSet<QByteArrayView> inA;
    for (qsizetype i = 0; i + 1 < a.size(); i += 2) {
        inA.insert(a[i]);
        const auto other = inB.constFind(a[i]);
        if (other == inB.constEnd()) {
            return at(field(a[i]), abridged(a[i + 1]), QStringLiteral("(none)"));
        }
        if (*other != a[i + 1]) {
            return at(field(a[i]), abridged(a[i + 1]), abridged(*other));
        }
    }
    for (qsizetype i = 0; i + 1 < b.size(); i += 2) {
        if (!inA.contains(b[i])) {
            return at(field(b[i]), QStringLiteral("(none)"), abridged(b[i + 1]));
        }
    }
    return {};
}

Compared compareFieldsRead(QByteArrayView source, QByteArrayView target) {
    std::optional<Arrays> both = arrays(source, target);
    if (!both || both->sourceCount != both->targetCount * 2) {
        return otherShape(source, target);
    }
    for (qint64 i = 0; i < both->targetCount; ++i) {
        const QByteArrayView name = text(both->source);
        const QByteArrayView value = text(both->source);
        const std::optional<redis::ReplyItem> other = both->target.next();
        if (!other || !other->isText()) {
            return at(field(name), abridged(value), QStringLiteral("(none)"));
        }
        if (other->text != value) {
            return at(field(name), abridged(value), abridged(other->text));
        }
    }
    return {};
}

Compared compareMembership(QByteArrayView source, QByteArrayView target) {
    redis::ReplyCursor answers(target);
    if (target.startsWith('*')) {
        static_cast<void>(answers.next());
    }
    for (const QByteArrayView member : texts(source)) {
        const std::optional<redis::ReplyItem> is = answers.next();
        if (!is || is->type != ':' || is->number != 1) {
            return at(QStringLiteral("member ") + printable(member, shownBytes), abridged(member),
                      QStringLiteral("(none)"));
        }
    }
    return {};
}

Compared compareFieldExpiries(const QList<QByteArrayView>& fields, QByteArrayView source,
                              QByteArrayView target, qint64 toleranceMs) {
    std::optional<Arrays> both = arrays(source, target);
    if (!both) { // the key or its fields went away meanwhile
        return source == target ? Compared{} : otherShape(source, target);
    }
    for (const QByteArrayView name : fields) {
        const std::optional<redis::ReplyItem> a = both->source.next();
        const std::optional<redis::ReplyItem> b = both->target.next();
        const qint64 first = a && a->type == ':' ? a->number : -1;
        const qint64 second = b && b->type == ':' ? b->number : -1;
        const bool bothExpire = first >= 0 && second >= 0;
        if (bothExpire ? std::abs(first - second) > toleranceMs : first != second) {
            return Mismatch{DifferenceClass::FieldExpiry, field(name), count(first, "ms"),
                            count(second, "ms")};
        }
    }
    return {};
}

Compared compareJson(QByteArrayView source, QByteArrayView target) {
    const std::optional<redis::ReplyItem> first = redis::ReplyCursor(source).next();
    const std::optional<redis::ReplyItem> second = redis::ReplyCursor(target).next();
    if (!first || !second || !first->isText() || !second->isText()) {
        return source == target ? Compared{} : otherShape(source, target);
    }
    if (first->text == second->text) {
        return {};
    }
    // Within an array, since a document may be a bare number or text.
    const auto parsed = [](QByteArrayView document) {
        return QJsonDocument::fromJson('[' + document.toByteArray() + ']');
    };
    const QJsonDocument a = parsed(first->text);
    if (!a.isNull() && a == parsed(second->text)) {
        return {};
    }
    return compareStrings(source, target, 0);
}

} // namespace ferryman
