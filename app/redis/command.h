// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QList>
#include <QString>

namespace ferryman::redis {

/// One command: its words, whether it may change the server, and which of its words nobody may see.
class Command {
public:
    enum class Effect { Reads, Changes };

    Command() = default;
    /// Reads unless `changes()` is chained: `Command{"CONFIG", "SET", name, value}.changes()`.
    Command(std::initializer_list<QByteArray> words)
        : m_words(words) {}
    explicit Command(QByteArrayList words)
        : m_words(std::move(words)) {}

    [[nodiscard]] Command changes() const;              ///< A lost reply to it is indeterminate, and it is journalled.
    [[nodiscard]] Command blotting(qsizetype word) const; ///< Marks word number `word` (0-based) as a secret.

    [[nodiscard]] const QByteArrayList& words() const { return m_words; }
    [[nodiscard]] Effect effect() const { return m_effect; }
    [[nodiscard]] QByteArray encoded() const; ///< RESP array of bulk strings.
    [[nodiscard]] QString text() const;       ///< As redis-cli would take it, quoted where needed, secrets as "(hidden)".

    friend bool operator==(const Command&, const Command&) = default;

private:
    QByteArrayList m_words;
    QList<qsizetype> m_secretWords;
    Effect m_effect = Effect::Reads;
};

} // namespace ferryman::redis
