// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/difference.h"

#include "base/format.h"
#include "base/printable.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSaveFile>

#include <array>
#include <limits>

namespace ferryman {

namespace {

constexpr std::array<const char*, differenceClassCount> classNames{
    "database", "missing", "extra", "type", "value", "expiry", "fieldExpiry", "stream"};

QString csvField(QString text) {
    // What a spreadsheet would compute; keys come from whoever writes to the server.
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front())) {
        text.prepend(u'\'');
    }
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n') ||
        text.contains(u'\r')) {
        text.replace(u'"', QLatin1String("\"\""));
        text = u'"' + text + u'"';
    }
    return text;
}

} // namespace

const char* toString(DifferenceClass which) {
    return classNames.at(static_cast<size_t>(which));
}

DifferenceClass differenceClass(const QString& name) {
    for (size_t i = 0; i < classNames.size(); ++i) {
        if (name == QLatin1String(classNames[i])) {
            return DifferenceClass(i);
        }
    }
    return DifferenceClass::Value;
}

QString escapedKey(const QByteArray& key) {
    QByteArray doubled = key;
    doubled.replace('\\', "\\\\");
    return printable(doubled, std::numeric_limits<int>::max());
}

QByteArray unescapedKey(const QString& escaped) {
    const QByteArray text = escaped.toUtf8();
    QByteArray key;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            key += text[i];
        } else if (text[i + 1] == 'x' && i + 3 < text.size()) {
            key += QByteArray::fromHex(text.mid(i + 2, 2));
            i += 3;
        } else {
            key += text[++i];
        }
    }
    return key;
}

Difference abridged(Difference difference) {
    QByteArray& key = difference.name.key;
    if (key.size() > longestWholeKey) {
        constexpr qsizetype keptOfLong = 256;
        difference.keyBytes = key.size();
        difference.keySha256 = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex();
        key = key.first(keptOfLong);
    }
    return difference;
}

QString keyText(const Difference& difference) {
    const QString text = escapedKey(difference.name.key);
    return difference.keyBytes == 0 ? text
                                    : QStringLiteral("%1… (%2 bytes, SHA-256 %3)")
                                          .arg(text, formatCount(difference.keyBytes).english(),
                                               QString::fromLatin1(difference.keySha256));
}

QJsonObject toJson(const Difference& difference) {
    QJsonObject json{{QStringLiteral("db"), difference.name.database},
                     {QStringLiteral("key"), keyText(difference)},
                     {QStringLiteral("class"), QLatin1String(toString(difference.kind))},
                     {QStringLiteral("type"), difference.type},
                     {QStringLiteral("source"), difference.source},
                     {QStringLiteral("target"), difference.target},
                     {QStringLiteral("where"), difference.where}};
    if (difference.keyBytes > 0) {
        json.insert(QStringLiteral("keyBytes"), difference.keyBytes);
        json.insert(QStringLiteral("keySha256"), QString::fromLatin1(difference.keySha256));
    }
    return json;
}

Difference differenceFrom(const QJsonObject& json) {
    const auto text = [&json](const char* name) { return json[QLatin1String(name)].toString(); };
    Difference difference;
    difference.keyBytes = json[QLatin1String("keyBytes")].toInteger();
    difference.keySha256 = text("keySha256").toLatin1();
    const QString key = text("key");
    const bool whole = difference.keyBytes == 0; // else keyText() has put an ellipsis behind it
    difference.name = {json[QLatin1String("db")].toInt(),
                       unescapedKey(whole ? key : key.left(key.lastIndexOf(u'…')))};
    difference.kind = differenceClass(text("class"));
    difference.type = text("type");
    difference.source = text("source");
    difference.target = text("target");
    difference.where = text("where");
    return difference;
}

QByteArray toNdjson(const QList<Difference>& differences) {
    QByteArray lines;
    for (const Difference& difference : differences) {
        lines += QJsonDocument(toJson(difference)).toJson(QJsonDocument::Compact) + '\n';
    }
    return lines;
}

QByteArray toCsv(const QList<Difference>& differences) {
    QString text = QStringLiteral("db,key,class,type,source,target,where\r\n");
    for (const Difference& difference : differences) {
        const QStringList fields{QString::number(difference.name.database),
                                 csvField(keyText(difference)),
                                 QLatin1String(toString(difference.kind)),
                                 csvField(difference.type),
                                 csvField(difference.source),
                                 csvField(difference.target),
                                 csvField(difference.where)};
        text += fields.join(u',') + QLatin1String("\r\n");
    }
    return text.toUtf8();
}

Result<Done> writeDifferences(const QList<Difference>& differences, const QString& path) {
    const bool csv = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
    const QByteArray text = csv ? toCsv(differences) : toNdjson(differences);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The differences cannot be written to %1: check "
                                                  "the folder's rights and its free space."),
                        {path}},
                       {}, file.errorString());
    }
    return Done{};
}

} // namespace ferryman
