// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/json_reader.h"

#include "base/printable.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

/// Qt's offset stands behind the character that did not fit, save where it was not yet taken.
qsizetype offendingCharacter(const QByteArray& json, const QJsonParseError& error) {
    const qsizetype last = error.offset - 1;
    const bool taken = last >= 0 && last < json.size() && !QChar::isSpace(uchar(json[last]));
    return taken ? last : std::max<qsizetype>(error.offset, 0);
}

} // namespace

Result<QJsonDocument> parseJson(const QByteArray& json) {
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        const QByteArray before = json.left(offendingCharacter(json, error));
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = before.size() - before.lastIndexOf('\n');
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "This is not JSON: line %1, column %2: %3."),
                        {QString::number(line), QString::number(column), error.errorString()}});
    }
    return document;
}

Result<QJsonObject> parseJsonObject(const QByteArray& json) {
    const auto document = parseJson(json);
    if (!document) {
        return tl::make_unexpected(document.error());
    }
    if (!document->isObject()) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "A plan is a JSON object: { ... }.")});
    }
    return document->object();
}

void JsonProblems::add(const char* message, MessageArguments arguments) {
    if (!m_first) {
        m_first = Error{ErrorKind::InvalidInput, {message, std::move(arguments)}, {}, {}};
    }
}

JsonReader::JsonReader(QJsonObject object, QString path, JsonProblems& problems)
    : m_object(std::move(object))
    , m_path(std::move(path))
    , m_problems(problems) {}

JsonReader::~JsonReader() {
    for (const QString& key : m_object.keys()) {
        if (!m_ignoresRest && !m_asked.contains(key)) {
            m_problems.addUnknownKey(pathOf(printable(key.toUtf8(), 60)));
        }
    }
}

QString JsonReader::pathOf(const QString& key) const {
    if (key.isEmpty()) {
        return m_path;
    }
    return m_path.isEmpty() ? key : QStringLiteral("%1.%2").arg(m_path, key);
}

void JsonReader::refuse(const char* key, const char* message, const MessageArguments& more) {
    m_problems.add(message, MessageArguments{pathOf(QLatin1String(key))} + more);
}

QJsonValue JsonReader::take(const char* key) {
    m_asked.insert(QLatin1String(key));
    return m_object.value(QLatin1String(key));
}

bool JsonReader::has(const char* key) {
    return !take(key).isUndefined();
}

QString JsonReader::text(const char* key) {
    const QJsonValue value = take(key);
    if (!value.isUndefined() && !value.isString()) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a text."));
    }
    return value.toString();
}

QStringList JsonReader::texts(const char* key) {
    const QJsonValue value = take(key);
    QStringList list;
    if (!value.isUndefined() && !value.isArray()) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a list of texts."));
    }
    for (const auto& item : value.toArray()) {
        if (!item.isString()) {
            refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a list of texts."));
        }
        list.append(item.toString());
    }
    return list;
}

bool JsonReader::flag(const char* key, bool usual) {
    const QJsonValue value = take(key);
    if (!value.isUndefined() && !value.isBool()) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be true or false."));
    }
    return value.toBool(usual);
}

qint64 JsonReader::number(const char* key, qint64 usual, qint64 least, qint64 most) {
    const QJsonValue value = take(key);
    if (value.isUndefined()) {
        return usual;
    }
    const double number = value.toDouble(std::nan(""));
    const bool isWhole = std::isfinite(number) && std::trunc(number) == number;
    if (!isWhole || number < static_cast<double>(least) || number > static_cast<double>(most)) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a whole number from %2 to %3."),
               {QString::number(least), QString::number(most)});
        return usual;
    }
    return static_cast<qint64>(number);
}

JsonReader JsonReader::object(const char* key) {
    const QJsonValue value = take(key);
    if (!value.isObject()) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be an object: { ... }."));
    }
    return {value.toObject(), pathOf(QLatin1String(key)), m_problems};
}

QJsonArray JsonReader::array(const char* key, qsizetype most) {
    const QJsonValue value = take(key);
    if (!value.isUndefined() && !value.isArray()) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a list of objects: [{ ... }]."));
        return {};
    }
    if (value.toArray().size() > most) {
        refuse(key, QT_TRANSLATE_NOOP("core", "%1 is longer than %2 entries."),
               {QString::number(most)});
        return {};
    }
    return value.toArray();
}

void JsonReader::refuseUrl(const QString& path, const Error& error) {
    m_problems.add(QT_TRANSLATE_NOOP("core", "%1: %2"), {path, error.message});
}

std::optional<redis::Endpoint> JsonReader::endpoint(const char* key, quint16 defaultPort) {
    const QString url = text(key);
    if (url.isEmpty()) {
        return {};
    }
    const auto endpoint = redis::Endpoint::fromUrl(url, defaultPort);
    if (!endpoint) {
        refuseUrl(pathOf(QLatin1String(key)), endpoint.error());
        return {};
    }
    return *endpoint;
}

QList<redis::Endpoint> JsonReader::endpoints(const char* key, quint16 defaultPort) {
    QList<redis::Endpoint> list;
    const QStringList urls = texts(key);
    for (qsizetype i = 0; i < urls.size(); ++i) {
        const auto endpoint = redis::Endpoint::fromUrl(urls[i], defaultPort);
        if (endpoint) {
            list.append(*endpoint);
        } else {
            refuseUrl(QStringLiteral("%1[%2]").arg(pathOf(QLatin1String(key))).arg(i),
                      endpoint.error());
        }
    }
    return list;
}

} // namespace ferryman
