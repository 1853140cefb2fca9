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

    [[nodiscard]] Command
    changes() const; ///< A lost reply to it is indeterminate, and it is journalled.
    [[nodiscard]] Command
    blotting(qsizetype word) const; ///< Marks word number `word` (0-based) as a secret.

    [[nodiscard]] Command queued() const; ///< The same within MULTI, where only EXEC runs it.

    [[nodiscard]] const QByteArrayList& words() const { return m_words; }
    [[nodiscard]] Effect effect() const { return m_effect; }
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    [[nodiscard]] QString
    name() const; ///< "GET", "CONFIG SET": the words that say what it does, never a value.
    [[nodiscard]] QByteArray encoded() const; ///< RESP array of bulk strings.

    /// As redis-cli would take it, quoted where needed. Words that were blotted are "(hidden)", and
    /// so are those that are passwords by what the command is (AUTH, CONFIG SET requirepass, ...),
    /// whether their maker thought of it or not.
    [[nodiscard]] QString text() const;

    /// What a server said in reply, without this command's secrets: servers repeat the words that
    /// they did not expect.
    [[nodiscard]] QByteArray censored(const QByteArray& reply) const;

    friend bool operator==(const Command&, const Command&) = default;

private:
    [[nodiscard]] bool isSecret(qsizetype word) const;

    QByteArrayList m_words;
    QList<qsizetype> m_secretWords;
    Effect m_effect = Effect::Reads;
};

} // namespace ferryman::redis
