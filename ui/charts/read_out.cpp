// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/read_out.h"

#include "base/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace ferryman {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("charts", text);
}

} // namespace

QString clockText(qint64 atMs, qint64 newestMs) {
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    const QString clock = at.toString(QStringLiteral("HH:mm:ss"));
    return at.date() == QDateTime::fromMSecsSinceEpoch(newestMs).date()
               ? clock
               : QLocale().toString(at.date(), QLocale::ShortFormat) + QLatin1Char(' ') + clock;
}

QString readOut(const Sample& sample, qint64 newestMs, const QStringList& happened) {
    const QLocale locale;
    QStringList parts;
    if (sample.sourceOffset) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "source %1"))
                     .arg(locale.toString(*sample.sourceOffset));
    }
    if (sample.replicaOffset) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "Dragonfly %1"))
                     .arg(locale.toString(*sample.replicaOffset));
    }
    if (sample.lagBytes) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "lag %1 B"))
                     .arg(locale.toString(*sample.lagBytes));
    }
    if (sample.lagSeconds) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "%1 s"))
                     .arg(locale.toString(*sample.lagSeconds, 'f', 1));
    }
    if (sample.writeBytesPerSecond) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "written %1"))
                     .arg(formatRate(*sample.writeBytesPerSecond, locale));
    }
    if (sample.applyBytesPerSecond) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "applied %1"))
                     .arg(formatRate(*sample.applyBytesPerSecond, locale));
    }
    if (sample.sourceKeys || sample.targetKeys) {
        const auto keys = [&](const std::optional<qint64>& count) {
            return count ? locale.toString(*count) : QStringLiteral("–");
        };
        parts << translated(QT_TRANSLATE_NOOP("charts", "keys %1 / %2"))
                     .arg(keys(sample.sourceKeys), keys(sample.targetKeys));
    }
    if (sample.sourceMemoryBytes || sample.targetMemoryBytes) {
        const auto memory = [&](const std::optional<qint64>& bytes) {
            return bytes ? formatBytes(*bytes, locale) : QStringLiteral("–");
        };
        parts << translated(QT_TRANSLATE_NOOP("charts", "memory %1 / %2"))
                     .arg(memory(sample.sourceMemoryBytes), memory(sample.targetMemoryBytes));
    }
    if (parts.isEmpty()) {
        parts << translated(QT_TRANSLATE_NOOP("charts", "no value is known"));
    }
    return translated(QT_TRANSLATE_NOOP("charts", "At %1: %2"))
        .arg(clockText(sample.atMs, newestMs), (happened + parts).join(QStringLiteral(", ")));
}

} // namespace ferryman
