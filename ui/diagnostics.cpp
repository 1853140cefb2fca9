// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics.h"

#include "base/version.h"
#include "theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QLocale>
#include <QScreen>
#include <QSslSocket>
#include <QStyle>
#include <QSysInfo>

namespace ferryman {

namespace {

constexpr qsizetype lastLines = 200;

constexpr const char* themeNames[] = {"as the desktop", "light", "dark", "high contrast"};
constexpr const char* statusNames[] = {"locked", "to do", "running", "attention", "done"};
constexpr const char* roleNames[] = {"Sentinel", "source", "replica", "Dragonfly"};

QString screens() {
    QStringList all;
    for (const QScreen* screen : QGuiApplication::screens()) {
        all << QStringLiteral("%1 x %2 at %3, %4 dpi")
                   .arg(screen->size().width())
                   .arg(screen->size().height())
                   .arg(screen->devicePixelRatio())
                   .arg(qRound(screen->logicalDotsPerInch()));
    }
    return all.join(QStringLiteral("; "));
}

QString serverLine(const EndpointStatus& server) {
    const QString found =
        server.error
            ? server.error->english()
            : QStringLiteral("%1, %2 ms")
                  .arg(server.security.isEmpty() ? QStringLiteral("no TLS") : server.security)
                  .arg(server.roundTripMs, 0, 'f', 1);
    return QStringLiteral("%1 %2 %3: %4")
        .arg(QLatin1String(roleNames[static_cast<size_t>(server.role)]), server.address.toString(),
             server.identity.version, server.tested ? found : QStringLiteral("not tested"));
}

QStringList desktopLines() {
    const QFontInfo font(QApplication::font());
    return {
        QStringLiteral("Ferryman %1").arg(version()),
        QStringLiteral("Qt %1, built with %2")
            .arg(QLatin1String(qVersion()), QLatin1String(QT_VERSION_STR)),
        QStringLiteral("System: %1, %2 %3, %4")
            .arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(), QSysInfo::kernelVersion(),
                 QSysInfo::currentCpuArchitecture()),
        QStringLiteral("TLS: %1").arg(QSslSocket::sslLibraryVersionString()),
        QStringLiteral("Platform: %1, style %2, colours %3")
            .arg(QGuiApplication::platformName(), QApplication::style()->name(),
                 QLatin1String(themeNames[static_cast<size_t>(appliedTheme())])),
        QStringLiteral("Font: %1, %2 px").arg(font.family()).arg(font.pixelSize()),
        QStringLiteral("Locale: %1, languages %2")
            .arg(QLocale().name(), QLocale().uiLanguages().join(u' ')),
        QStringLiteral("Screens: %1").arg(screens()),
    };
}

} // namespace

QString diagnosticsOf(const Snapshot& snapshot, const MessageLog& log) {
    QStringList lines = desktopLines();
    lines << QString() << QStringLiteral("Plan:")
          << QString::fromUtf8(planToJson(snapshot.plan)).trimmed() << QString()
          << QStringLiteral("Steps:");
    for (int i = 0; i < stepCount; ++i) {
        const StepState& step = snapshot.steps[static_cast<size_t>(i)];
        lines << QStringLiteral("%1 %2. %3")
                     .arg(i + 1)
                     .arg(QLatin1String(statusNames[static_cast<size_t>(step.status)]),
                          step.note.english());
    }
    lines << QString() << QStringLiteral("Servers:");
    for (const EndpointStatus& server : snapshot.connect.endpoints) {
        lines << serverLine(server);
    }
    if (snapshot.error) {
        lines << snapshot.error->english();
    }
    lines << QString() << QStringLiteral("Log:");
    const QList<LogLine> logged = log.after(0);
    for (const LogLine& line : logged.last(qMin(lastLines, logged.size()))) {
        lines << line.toString();
    }
    return log.blotted(lines.join(u'\n')) + u'\n';
}

} // namespace ferryman
