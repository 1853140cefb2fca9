// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/value.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

QString bounded(QString text, qsizetype limit) {
    if (text.size() > limit) {
        text.truncate(limit);
        text += QChar(0x2026);
    }
    return text;
}

tl::unexpected<Error> unexpectedShape(const char* message, const Value& came) {
    return failure(ErrorKind::Protocol, {message}, {}, came.describe());
}

/// Stops as soon as there is enough to show: a reply may hold a million items.
void describeInto(QString& text, const Value& value, qsizetype limit) {
    switch (value.type()) {
    case Value::Type::Nil:
        text += QLatin1String("(nil)");
        return;
    case Value::Type::Status:
        text += printable(value.bytes(), limit);
        return;
    case Value::Type::Error:
        text += QLatin1String("(error) ") + printable(value.bytes(), limit);
        return;
    case Value::Type::Integer:
        text += QStringLiteral("(integer) %1").arg(value.number());
        return;
    case Value::Type::Bulk:
        text += u'"' + printable(value.bytes(), limit) + u'"';
        return;
    case Value::Type::Array:
        break;
    }
    text += u'[';
    const char* separator = "";
    for (const Value& item : value.items()) {
        if (text.size() > limit) {
            break;
        }
        text += QLatin1String(std::exchange(separator, ", "));
        describeInto(text, item, limit);
    }
    text += u']';
}

} // namespace

Value Value::status(QByteArray text) {
    Value value;
    value.m_type = Type::Status;
    value.m_bytes = std::move(text);
    return value;
}

Value Value::error(QByteArray text) {
    Value value;
    value.m_type = Type::Error;
    value.m_bytes = std::move(text);
    return value;
}

Value Value::integer(qint64 number) {
    Value value;
    value.m_type = Type::Integer;
    value.m_number = number;
    return value;
}

Value Value::bulk(QByteArray bytes) {
    Value value;
    value.m_type = Type::Bulk;
    value.m_bytes = std::move(bytes);
    return value;
}

Value Value::array(QList<Value> items) {
    Value value;
    value.m_type = Type::Array;
    value.m_items = std::move(items);
    return value;
}

Result<QByteArray> Value::toText() const {
    if (!isText()) {
        return unexpectedShape(
            QT_TRANSLATE_NOOP("core", "The server's reply is not the text that was expected."),
            *this);
    }
    return m_bytes;
}

Result<qint64> Value::toInteger() const {
    if (m_type == Type::Integer) {
        return m_number;
    }
    bool isNumber = false;
    const qint64 number = isText() ? m_bytes.toLongLong(&isNumber) : 0;
    if (!isNumber) {
        return unexpectedShape(
            QT_TRANSLATE_NOOP("core", "The server's reply is not the number that was expected."),
            *this);
    }
    return number;
}

Result<QList<Value>> Value::toArray() const {
    if (!isArray()) {
        return unexpectedShape(
            QT_TRANSLATE_NOOP("core", "The server's reply is not the list that was expected."),
            *this);
    }
    return m_items;
}

QString Value::describe(qsizetype limit) const {
    QString text;
    describeInto(text, *this, limit);
    return bounded(std::move(text), limit);
}

bool operator==(const Value& a, const Value& b) {
    return a.m_type == b.m_type && a.m_number == b.m_number && a.m_bytes == b.m_bytes &&
           a.m_items == b.m_items;
}

} // namespace ferryman::redis
