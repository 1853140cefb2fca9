// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ferryman::redis {

namespace {

constexpr qsizetype shownBytesOfAWord = 1000;

bool is(const QByteArray& word, const char* name) {
    return word.compare(name, Qt::CaseInsensitive) == 0;
}

/// Settings whose value is a password; Dragonfly writes its own with underscores.
bool isSecretSetting(const QByteArray& setting) {
    const QByteArray name = setting.toLower().replace('_', '-');
    static constexpr std::array<std::string_view, 8> names{
        "masterauth",    "primaryauth",       "requirepass",
        "masteruser",    "tls-key-file-pass", "tls-client-key-file-pass",
        "sentinel-pass", "auth-pass"};
    return std::any_of(names.begin(), names.end(),
                       [&name](std::string_view known) { return QByteArrayView(known) == name; });
}

/// Whether `word` is the value in a list of name and value pairs that starts at `first`.
bool isSecretValue(const QByteArrayList& words, qsizetype first, qsizetype word) {
    return word > first && (word - first) % 2 == 1 && isSecretSetting(words[word - 1]);
}

bool follows(const QByteArrayList& words, qsizetype word, const char* name, qsizetype distance) {
    for (qsizetype i = std::max<qsizetype>(1, word - distance); i < word; ++i) {
        if (is(words[i], name)) {
            return true;
        }
    }
    return false;
}

/// The second line of defence: words that are passwords by what the command is.
bool isSecretByRule(const QByteArrayList& words, qsizetype word) {
    if (word == 0) {
        return false;
    }
    const QByteArray& name = words[0];
    const bool hasSubcommand = words.size() > 1;
    if (is(name, "AUTH")) {
        return true;
    }
    if (is(name, "HELLO")) {
        return follows(words, word, "AUTH", 2);
    }
    if (is(name, "MIGRATE")) {
        return follows(words, word, "AUTH", 1) || follows(words, word, "AUTH2", 2);
    }
    if (is(name, "CONFIG")) {
        return hasSubcommand && is(words[1], "SET") && isSecretValue(words, 2, word);
    }
    if (is(name, "ACL")) {
        return hasSubcommand && is(words[1], "SETUSER") && word > 2 && !words[word].isEmpty() &&
               QByteArrayView("><#!").contains(words[word].front());
    }
    if (is(name, "SENTINEL")) {
        const bool set = hasSubcommand && (is(words[1], "SET") || is(words[1], "CONFIG"));
        return set && isSecretValue(words, 3, word);
    }
    return false;
}

bool isContainer(const QByteArray& name) {
    static constexpr std::array<const char*, 17> containers{
        "ACL",    "CLIENT",   "CLUSTER",  "COMMAND", "CONFIG", "DEBUG",
        "DFLY",   "FUNCTION", "LATENCY",  "MEMORY",  "MODULE", "OBJECT",
        "PUBSUB", "SCRIPT",   "SENTINEL", "XGROUP",  "XINFO"};
    return std::any_of(containers.begin(), containers.end(),
                       [&name](const char* container) { return is(name, container); });
}

void appendEscaped(QString& text, char byte) {
    switch (byte) {
    case '"':
        text += QLatin1String("\\\"");
        return;
    case '\\':
        text += QLatin1String("\\\\");
        return;
    case '\n':
        text += QLatin1String("\\n");
        return;
    case '\r':
        text += QLatin1String("\\r");
        return;
    case '\t':
        text += QLatin1String("\\t");
        return;
    case '\a':
        text += QLatin1String("\\a");
        return;
    case '\b':
        text += QLatin1String("\\b");
        return;
    default:
        break;
    }
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x20 && code < 0x7f) {
        text += QLatin1Char(byte);
    } else {
        text += QStringLiteral("\\x%1").arg(uint(code), 2, 16, QLatin1Char('0'));
    }
}

/// Fit to be a word without quotes, for redis-cli and for the eye.
bool isPlain(const QByteArray& word) {
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char byte) {
        return byte > 0x20 && byte < 0x7f && byte != '"' && byte != '\'' && byte != '\\';
    });
}

QString shown(const QByteArray& word) {
    if (isPlain(word) && word.size() <= shownBytesOfAWord) {
        return QString::fromLatin1(word);
    }
    QString text(u'"');
    for (const char byte : QByteArrayView(word).first(std::min(word.size(), shownBytesOfAWord))) {
        appendEscaped(text, byte);
    }
    text += u'"';
    if (word.size() > shownBytesOfAWord) {
        text += QChar(0x2026) + QStringLiteral("(%1 bytes)").arg(word.size());
    }
    return text;
}

void appendHeader(QByteArray& bytes, char type, qsizetype number) {
    bytes += type;
    bytes += QByteArray::number(number);
    bytes += "\r\n";
}

} // namespace

Command Command::changes() const {
    Command command = *this;
    command.m_effect = Effect::Changes;
    return command;
}

Command Command::blotting(qsizetype word) const {
    Command command = *this;
    command.m_secretWords.append(word);
    return command;
}

Command Command::queued() const {
    Command command = *this;
    command.m_effect = Effect::Reads;
    return command;
}

bool Command::isSecret(qsizetype word) const {
    return m_secretWords.contains(word) || isSecretByRule(m_words, word);
}

QString Command::name() const {
    if (m_words.isEmpty()) {
        return {};
    }
    QString name = shown(m_words[0].toUpper());
    if (m_words.size() > 1 && isContainer(m_words[0]) && !isSecret(1)) {
        name += u' ' + shown(m_words[1].toUpper());
    }
    return name;
}

QByteArray Command::encoded() const {
    qsizetype size = 16;
    for (const QByteArray& word : m_words) {
        size += word.size() + 16;
    }
    QByteArray bytes;
    bytes.reserve(size);
    appendHeader(bytes, '*', m_words.size());
    for (const QByteArray& word : m_words) {
        appendHeader(bytes, '$', word.size());
        bytes += word;
        bytes += "\r\n";
    }
    return bytes;
}

QString Command::text() const {
    QString text;
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        if (i > 0) {
            text += u' ';
        }
        text += isSecret(i) ? QStringLiteral("(hidden)") : shown(m_words[i]);
    }
    return text;
}

QByteArray Command::censored(const QByteArray& reply) const {
    QByteArray text = reply;
    bool anySecret = false;
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        if (isSecret(i) && !m_words[i].isEmpty()) {
            anySecret = true;
            text.replace(m_words[i], "(hidden)");
        }
    }
    // "ERR unknown command 'X', with args beginning with: 'a' 'b'" cuts what it repeats (server.c
    // of Redis 7.0.15), so a long secret would not be found whole.
    const qsizetype repeated = text.indexOf("with args beginning with");
    return anySecret && repeated >= 0 ? text.first(repeated) + "(hidden)" : text;
}

} // namespace ferryman::redis
