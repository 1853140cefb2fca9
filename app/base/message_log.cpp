// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message_log.h"

#include "base/printable.h"

#include <QMutexLocker>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <atomic>
#include <iterator>

namespace ferryman {

namespace {

constexpr const char* levelNames[] = {"debug", "info", "warning", "error"};

std::atomic<MessageLog*> handledBy{nullptr};
std::atomic<QtMessageHandler> handlerBefore{nullptr};

LogLevel levelOf(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return LogLevel::Error;
    }
    return LogLevel::Error;
}

QString blot() {
    return QStringLiteral("(secret)");
}

void handle(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    MessageLog* log = handledBy.load();
    const LogLevel level = levelOf(type);
    if (log != nullptr) {
        log->add(level, QString::fromUtf8(context.category), text);
    }
    // Whoever sets rules for the log wants to read it in the terminal.
    static const bool tellsAll = qEnvironmentVariableIsSet("QT_LOGGING_RULES");
    const QtMessageHandler before = handlerBefore.load();
    if (before != nullptr && (tellsAll || level >= LogLevel::Warning)) {
        before(type, context, log == nullptr ? text : log->blotted(text));
    }
}

} // namespace

const char* toString(LogLevel level) {
    return levelNames[static_cast<size_t>(level)];
}

LogLevel logLevelFromString(const QString& name) {
    const auto* found = std::ranges::find_if(
        levelNames, [&](const char* known) { return name == QLatin1String(known); });
    return found == std::end(levelNames)
               ? LogLevel::Info
               : static_cast<LogLevel>(std::distance(std::begin(levelNames), found));
}

QString LogLine::toString() const {
    return QStringLiteral("%1 %2 %3: %4")
        .arg(at.toString(Qt::ISODateWithMs), QLatin1String(ferryman::toString(level)), category,
             text);
}

MessageLog::MessageLog(qsizetype capacity)
    : m_capacity(capacity) {}

void MessageLog::setLeast(LogLevel least) {
    const QMutexLocker locked(&m_lock);
    m_least = least;
}

void MessageLog::keepOut(const Secret& secret) {
    if (secret.isEmpty()) {
        return;
    }
    const QMutexLocker locked(&m_lock);
    const QByteArray& bytes = secret.reveal();
    for (const QString& written :
         {QString::fromUtf8(bytes),
          QString::fromLatin1(QUrl::toPercentEncoding(QString::fromUtf8(bytes))),
          printable(bytes, bytes.size() * 4)}) {
        if (!m_secrets.contains(written)) {
            m_secrets.append(written);
        }
    }
    std::ranges::sort(m_secrets, std::ranges::greater(), &QString::size);
    for (LogLine& line : m_lines) {
        line.text = withoutSecrets(line.text);
    }
}

QString MessageLog::withoutSecrets(QString text) const {
    static const QRegularExpression userInfo(QStringLiteral(R"((://[^/\s:@]*:)[^/\s@]+@)"));
    text.replace(userInfo, QStringLiteral("\\1") + blot() + u'@');
    for (const QString& secret : m_secrets) {
        text.replace(secret, blot());
    }
    return text;
}

QString MessageLog::blotted(const QString& text) const {
    const QMutexLocker locked(&m_lock);
    return withoutSecrets(text);
}

void MessageLog::add(LogLevel level, const QString& category, const QString& text) {
    const QMutexLocker locked(&m_lock);
    if (level < m_least || m_capacity <= 0) {
        return;
    }
    // Blotted out before it is cut, so that no beginning of a secret stays.
    const QString shown = printable(withoutSecrets(text).toUtf8(), longestText);
    m_lines.push_back({++m_last, QDateTime::currentDateTimeUtc(), level, category, shown});
    while (static_cast<qsizetype>(m_lines.size()) > m_capacity) {
        m_lines.pop_front();
    }
}

QList<LogLine> MessageLog::after(quint64 number) const {
    const QMutexLocker locked(&m_lock);
    const auto first = std::ranges::upper_bound(m_lines, number, {}, &LogLine::number);
    return {first, m_lines.end()};
}

LogHandler::LogHandler(MessageLog& log) {
    handledBy = &log;
    handlerBefore = qInstallMessageHandler(handle);
}

LogHandler::~LogHandler() {
    qInstallMessageHandler(handlerBefore.load());
    handledBy = nullptr;
}

} // namespace ferryman
