// SPDX-License-Identifier: GPL-3.0-or-later
#include "appearance_portal.h"

#include "base/future.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QFile>
#include <QLoggingCategory>
#include <QMap>
#include <QVariantMap>
#include <QtConcurrent>

namespace ferryman {

namespace {

Q_LOGGING_CATEGORY(portal, "ferryman.portal", QtInfoMsg)

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settings = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");

constexpr int answerWithinMs = 5000; ///< The bus may have to start the portal first.

/// Of the portal's documentation: what the two keys of the namespace may say.
constexpr uint contrastIsHigh = 1;
constexpr uint darkIsPreferred = 1;
constexpr uint lightIsPreferred = 2;

} // namespace

AppearancePortal::AppearancePortal(QObject* parent)
    : AppearancePortal(&AppearancePortal::sessionBus, parent) {}

AppearancePortal::AppearancePortal(Bus bus, QObject* parent)
    : QObject(parent) {
    const auto made =
        QtConcurrent::run([bus = std::move(bus)]() -> Result<QDBusConnection> { return bus(); });
    whenDone(made, this, [this](const Result<QDBusConnection>& connection) { read(*connection); });
}

/// libdbus starts a bus of its own where it is told of none: not for the sake of colours.
QDBusConnection AppearancePortal::sessionBus() {
    const bool hasBus =
        qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
        QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
    return hasBus ? QDBusConnection::sessionBus() : QDBusConnection(QStringLiteral("none"));
}

void AppearancePortal::read(QDBusConnection bus) {
    if (!bus.isConnected()) {
        return;
    }
    // Of whichever service: to ask the bus for the portal's owner would wait for the answer.
    bus.connect(QString(), path, settings, QStringLiteral("SettingChanged"), this,
                SLOT(takeChange(QString, QString, QDBusVariant)));
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, settings, QStringLiteral("ReadAll"));
    call << QStringList{appearance};
    auto* reply = new QDBusPendingCallWatcher(bus.asyncCall(call, answerWithinMs), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply] {
        reply->deleteLater();
        takeAll(*reply);
    });
}

void AppearancePortal::takeAll(const QDBusPendingCallWatcher& reply) {
    if (reply.isError()) {
        qCDebug(portal, "the desktop does not tell its colours: %s",
                qUtf8Printable(reply.error().message()));
        return;
    }
    const QDBusMessage answer = reply.reply();
    if (answer.signature() != QLatin1String("a{sa{sv}}")) {
        return;
    }
    const auto all = qdbus_cast<QMap<QString, QVariantMap>>(
        answer.arguments().constFirst().value<QDBusArgument>());
    const QVariantMap values = all.value(appearance);
    for (auto it = values.begin(); it != values.end(); ++it) {
        take(it.key(), it.value());
    }
    emit told(m_wish);
}

void AppearancePortal::takeChange(const QString& space, const QString& key,
                                  const QDBusVariant& value) {
    const DesktopWish before = m_wish;
    if (space == appearance) {
        take(key, value.variant());
    }
    if (m_wish != before) {
        emit told(m_wish);
    }
}

void AppearancePortal::take(const QString& key, const QVariant& value) {
    if (value.metaType() != QMetaType::fromType<uint>()) {
        return;
    }
    const uint said = value.toUInt();
    if (key == QLatin1String("contrast")) {
        m_wish.highContrast = said == contrastIsHigh;
    } else if (key == QLatin1String("color-scheme")) {
        m_wish.dark = said == darkIsPreferred    ? std::optional(true)
                      : said == lightIsPreferred ? std::optional(false)
                                                 : std::nullopt;
    }
}

} // namespace ferryman
