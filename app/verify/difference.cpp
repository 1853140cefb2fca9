// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/difference.h"

#include "base/printable.h"

#include <QJsonDocument>

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

QJsonObject toJson(const Difference& difference) {
    return {{QStringLiteral("db"), difference.name.database},
            {QStringLiteral("key"), escapedKey(difference.name.key)},
            {QStringLiteral("class"), QLatin1String(toString(difference.kind))},
            {QStringLiteral("type"), difference.type},
            {QStringLiteral("source"), difference.source},
            {QStringLiteral("target"), difference.target},
            {QStringLiteral("where"), difference.where}};
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
                                 csvField(escapedKey(difference.name.key)),
                                 QLatin1String(toString(difference.kind)),
                                 csvField(difference.type),
                                 csvField(difference.source),
                                 csvField(difference.target),
                                 csvField(difference.where)};
        text += fields.join(u',') + QLatin1String("\r\n");
    }
    return text.toUtf8();
}

} // namespace ferryman
