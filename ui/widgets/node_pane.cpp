// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/node_pane.h"

#include "session/session.h"
#include "state_icon.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr std::chrono::seconds readEvery{5};
constexpr int leastLines = 3;

} // namespace

NodePane::NodePane(Session& session, QWidget* parent)
    : Panel({}, parent)
    , m_session(session) {
    setObjectName(QStringLiteral("nodePane"));
    QPushButton* refresh = addButton({}, "nodeReadButton"); // words have no room in a small window
    refresh->setIcon(actionIcon(ActionShape::Again));
    refresh->setAccessibleName(tr("Read again"));
    refresh->setToolTip(refresh->accessibleName());
    connect(refresh, &QPushButton::clicked, this, &NodePane::read);
    QPushButton* copy = addButton({}, "nodeCopyButton");
    copy->setIcon(actionIcon(ActionShape::Copy));
    copy->setAccessibleName(tr("Copy what is known of this server"));
    copy->setToolTip(copy->accessibleName());
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText() + u'\n'); });
    QPushButton* shut = addButton(tr("&Close"), "nodeCloseButton");
    shut->setAccessibleName(tr("Close the details"));
    connect(shut, &QPushButton::clicked, this, &NodePane::close);

    m_text = new QPlainTextEdit(this); // after the buttons, as it stands below them
    m_text->setObjectName(QStringLiteral("nodeText"));
    m_text->setAccessibleName(tr("Details and INFO"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(fixedFont());
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_text->setMinimumHeight(leastLines * m_text->fontMetrics().lineSpacing() + 20);
    body()->addWidget(m_text, 1);
    m_again.setInterval(readEvery);
    m_again.callOnTimeout(this, &NodePane::read);
    hide();
}

QPushButton* NodePane::addButton(const QString& text, const char* name) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setAutoDefault(false);
    titleRow()->addWidget(button);
    return button;
}

void NodePane::open(const redis::Address& server) {
    if (server != m_server) {
        m_server = server;
        m_text->clear();
    }
    show();
    take(*m_session.snapshot());
    read();
    m_text->setFocus(Qt::OtherFocusReason);
}

void NodePane::close() {
    if (m_server.isNull()) {
        return;
    }
    const redis::Address closedNow = std::exchange(m_server, {});
    hide();
    emit closed(closedNow);
}

/// An answer that has not come yet is waited for.
void NodePane::read() {
    if (!m_server.isNull() && !m_reading) {
        m_session.readInfo(m_server);
    }
}

void NodePane::take(const Snapshot& snapshot) {
    if (m_server.isNull()) {
        return;
    }
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    const TopologyNode* node = picture.node(m_server);
    setTitle(node == nullptr ? m_server.toString()
                             : QStringLiteral("%1 %2").arg(node->title, m_server.toString()));
    const RawInfo& raw = snapshot.connect.rawInfo;
    const bool own = raw.server == m_server;
    m_reading = own && raw.reading;
    QString note = tr("INFO is being read");
    if (own && raw.readAtMs > 0) {
        note = tr("INFO as of %1")
                   .arg(QDateTime::fromMSecsSinceEpoch(raw.readAtMs)
                            .toString(QStringLiteral("HH:mm:ss")));
    }
    setNote(own && raw.error ? tr("INFO cannot be read") : note);
    QStringList parts;
    if (node != nullptr) {
        parts.append(node->spoken() + u'\n' + node->factsAsText());
    }
    if (own && raw.error) {
        parts.append(raw.error->translated());
    }
    if (own && !raw.text.isEmpty()) {
        parts.append(raw.text);
    }
    showText(parts.join(QStringLiteral("\n\n")));
}

/// Where somebody reads or marks something it stays in place.
void NodePane::showText(const QString& text) {
    if (text == m_text->toPlainText() || m_text->textCursor().hasSelection()) {
        return;
    }
    const int position = m_text->textCursor().position();
    const int scrolled = m_text->verticalScrollBar()->value();
    m_text->setPlainText(text);
    QTextCursor cursor = m_text->textCursor();
    cursor.setPosition(static_cast<int>(std::min<qsizetype>(position, text.size())));
    m_text->setTextCursor(cursor);
    m_text->verticalScrollBar()->setValue(scrolled);
}

void NodePane::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    m_again.start();
}

void NodePane::hideEvent(QHideEvent* event) {
    Panel::hideEvent(event);
    m_again.stop();
}

void NodePane::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    Panel::keyPressEvent(event);
}

} // namespace ferryman
