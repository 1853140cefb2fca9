// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUuid>

#include <optional>

namespace ferryman {

/// Errors: InvalidInput with line and column.
[[nodiscard]] Result<QJsonDocument> parseJson(const QByteArray& json);

/// The object that a plan's JSON text holds. Errors: InvalidInput with line and column.
[[nodiscard]] Result<QJsonObject> parseJsonObject(const QByteArray& json);

/// What was found wrong while an object was read; the first one is told.
class JsonProblems {
public:
    /// What is said of a key that nobody asked for; its %1 is the key's path.
    explicit JsonProblems(const char* unknownKey = QT_TRANSLATE_NOOP(
                              "core", "%1 is no key of a plan: check its spelling."))
        : m_unknownKey(unknownKey) {}

    void add(const char* message, MessageArguments arguments);
    void addUnknownKey(const QString& path) { add(m_unknownKey, {path}); }
    [[nodiscard]] const std::optional<Error>& first() const { return m_first; }

private:
    const char* m_unknownKey;
    std::optional<Error> m_first;
};

/// Reads one JSON object strictly: every value has its type and its range, and a key that nobody
/// asked for is a problem, each told with its JSON path ("policy.steadySeconds").
class JsonReader {
public:
    JsonReader(QJsonObject object, QString path, JsonProblems& problems);
    ~JsonReader();
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;

    [[nodiscard]] bool has(const char* key);
    [[nodiscard]] QString text(const char* key);
    [[nodiscard]] QStringList texts(const char* key);
    [[nodiscard]] bool flag(const char* key, bool usual);
    [[nodiscard]] qint64 number(const char* key, qint64 usual, qint64 least, qint64 most);
    [[nodiscard]] JsonReader object(const char* key);
    void ignoreRest() { m_ignoresRest = true; } ///< Of a foreign file, which may hold more.

    /// Reads every object of a list: `read(JsonReader&)`.
    template <typename Read>
    void each(const char* key, qsizetype most, Read read) {
        const QJsonArray items = array(key, most);
        for (qsizetype i = 0; i < items.size(); ++i) {
            if (items[i].isObject()) {
                JsonReader item(items[i].toObject(),
                                QStringLiteral("%1[%2]").arg(pathOf(QLatin1String(key))).arg(i),
                                m_problems);
                read(item);
            } else {
                refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a list of objects: [{ ... }]."));
            }
        }
    }

    [[nodiscard]] std::optional<redis::Endpoint> endpoint(const char* key, quint16 defaultPort);
    [[nodiscard]] QList<redis::Endpoint> endpoints(const char* key, quint16 defaultPort);

    template <typename T>
    [[nodiscard]] T choice(const char* key, T usual,
                           std::initializer_list<std::pair<const char*, T>> choices) {
        if (!has(key)) {
            return usual;
        }
        const QString chosen = text(key);
        QStringList names;
        for (const auto& [name, value] : choices) {
            if (chosen == QLatin1String(name)) {
                return value;
            }
            names.append(QLatin1String(name));
        }
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be one of %2."),
               {names.join(QStringLiteral(", "))});
        return usual;
    }

    /// Adds a problem; the message's %1 is the path of the key.
    void refuse(const char* key, const char* message, const MessageArguments& more = {});

private:
    [[nodiscard]] QJsonValue take(const char* key);
    [[nodiscard]] QJsonArray array(const char* key, qsizetype most);
    [[nodiscard]] QString pathOf(const QString& key) const;
    void refuseUrl(const QString& path, const Error& error);

    QJsonObject m_object;
    QString m_path;
    JsonProblems& m_problems;
    QSet<QString> m_asked;
    bool m_ignoresRest = false;
};

} // namespace ferryman
