// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/wizard_page.h"

#include "session/notices.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ferryman {

WizardPage::WizardPage(Session& session, Step step, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_step(step)
    , m_title(makeLabel(title, "pageTitle", this))
    , m_subtitle(makeLabel({}, "muted", this))
    , m_actions(new QHBoxLayout)
    , m_standIn(new Banner(this))
    , m_banner(new Banner(this))
    , m_recover(new QPushButton(tr("Take &up the earlier switch"), this))
    , m_body(new QVBoxLayout) {
    m_subtitle->setObjectName(QStringLiteral("subtitle"));
    m_standIn->setObjectName(QStringLiteral("standInBanner"));
    m_recover->setObjectName(QStringLiteral("recoverButton"));
    m_recover->setToolTip(tr("Asks all servers what is true, then finishes the switch or puts "
                             "everything back."));
    m_recover->hide();
    connect(m_recover, &QPushButton::clicked, this, &WizardPage::recoveryAsked);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_subtitle);
    auto* head = new QHBoxLayout;
    head->addLayout(texts, 1);
    head->addLayout(m_actions);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(24, 8, 24, 6);
    all->setSpacing(8);
    all->addLayout(head);
    all->addWidget(m_standIn);
    all->addWidget(m_banner);
    all->addWidget(m_recover, 0, Qt::AlignLeft);
    all->addLayout(m_body, 1);
    m_body->setSpacing(8);
}

QString WizardPage::title() const {
    return m_title->text();
}

void WizardPage::setSubtitle(const QString& text) {
    m_subtitle->setText(text);
}

QPushButton* WizardPage::addAction(const QString& text, const char* name, bool accent) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setProperty("accent", accent);
    m_actions->addWidget(button, 0, Qt::AlignBottom);
    return button;
}

void WizardPage::tellErrors(const Snapshot& snapshot, const std::optional<Error>& own) {
    const std::optional<Error>& error = own ? own : snapshot.error;
    if (!error) {
        tellNotices(snapshot);
        return;
    }
    const QString sentence = error->message.translated();
    const bool said = error->detail.isEmpty() || sentence.contains(error->detail);
    m_banner->tell(Tone::Bad, sentence, said ? QString() : error->detail);
}

void WizardPage::tellNotices(const Snapshot& snapshot) {
    QStringList sentences;
    for (const Error& notice : noticesOf(snapshot)) {
        sentences << notice.message.translated();
    }
    if (sentences.isEmpty()) {
        m_banner->clear();
    } else {
        m_banner->tell(Tone::Warning, sentences.takeFirst(), sentences.join(u'\n'));
    }
}

void WizardPage::showRecovery(bool canRecover) {
    m_recover->setVisible(canRecover);
}

void WizardPage::showStandIn(bool standIn) {
    if (standIn) {
        m_standIn->tell(
            Tone::Info,
            tr("Practice on a stand-in: the target is no real Dragonfly, but a Redis that answers "
               "like one."));
    } else {
        m_standIn->clear();
    }
}

} // namespace ferryman
