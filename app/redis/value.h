// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>

namespace ferryman::redis {

/// One RESP2 reply.
class Value {
public:
    enum class Type { Nil, Status, Error, Integer, Bulk, Array };

    Value() = default;
    [[nodiscard]] static Value status(QByteArray text);
    [[nodiscard]] static Value error(QByteArray text);
    [[nodiscard]] static Value integer(qint64 number);
    [[nodiscard]] static Value bulk(QByteArray bytes);
    [[nodiscard]] static Value array(QList<Value> items);

    [[nodiscard]] Type type() const { return m_type; }
    [[nodiscard]] bool isNil() const { return m_type == Type::Nil; }
    [[nodiscard]] bool isError() const { return m_type == Type::Error; }
    [[nodiscard]] bool isArray() const { return m_type == Type::Array; }
    [[nodiscard]] bool isText() const { return m_type == Type::Status || m_type == Type::Bulk; }
    [[nodiscard]] bool isOk() const { return m_type == Type::Status && m_bytes == "OK"; }

    [[nodiscard]] const QByteArray& bytes() const {
        return m_bytes;
    } ///< Of a status, error or bulk; else empty.
    [[nodiscard]] const QList<Value>& items() const {
        return m_items;
    }                                                        ///< Of an array; else empty.
    [[nodiscard]] qint64 number() const { return m_number; } ///< Of an integer; else 0.

    /// Checked readings: an error of kind Protocol that names what was wanted and what came.
    [[nodiscard]] Result<QByteArray> toText() const;    ///< Status or bulk.
    [[nodiscard]] Result<qint64> toInteger() const;     ///< Integer, or text that is one.
    [[nodiscard]] Result<QList<Value>> toArray() const; ///< Array.

    /// One line for people and the journal, as redis-cli would show it, bounded and printable.
    [[nodiscard]] QString describe(qsizetype limit = 200) const;

    // Written out: a default one asks for itself within the list.
    friend bool operator==(const Value& a, const Value& b);

private:
    friend class ReplyBuilder; // of codec.cpp: fills arrays in place instead of copying them level
                               // by level

    Type m_type = Type::Nil;
    qint64 m_number = 0;
    QByteArray m_bytes;
    QList<Value> m_items;
};

} // namespace ferryman::redis
