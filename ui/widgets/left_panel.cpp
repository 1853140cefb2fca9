// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/left_panel.h"

#include "widgets/banner.h"

#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

LeftPanel::LeftPanel(QWidget* parent)
    : QWidget(parent)
    , m_banner(new Banner(this))
    , m_open(new QPushButton(tr("Open this mi&gration"), this)) {
    m_banner->setObjectName(QStringLiteral("leftBanner"));
    m_open->setObjectName(QStringLiteral("openLeftButton"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(24, 14, 24, 0);
    all->setSpacing(8);
    all->addWidget(m_banner);
    all->addWidget(m_open, 0, Qt::AlignLeft);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_plan) {
            emit openAsked(*m_plan);
        }
    });
    hide();
}

void LeftPanel::setMigrations(const QList<LeftMigration>& left) {
    setVisible(!left.isEmpty());
    if (left.isEmpty()) {
        return;
    }
    const LeftMigration& first = left.first();
    const QString name = first.name.isEmpty() ? first.journal : first.name;
    const QString when = QLocale().toString(first.lastAt.toLocalTime(), QLocale::ShortFormat);
    m_plan = first.plan;
    m_open->setVisible(m_plan.has_value());
    m_banner->tell(
        first.switchOpen ? Tone::Bad : Tone::Warning,
        first.switchOpen
            ? tr("The switch of “%1” was left open on %2: the source may refuse writes.")
                  .arg(name, when)
            : tr("The migration “%1” was left on %2 with settings changed.").arg(name, when),
        m_plan
            ? tr("Open it, and go through Connect: what is open is named there, and a switch can "
                 "be taken up.")
            : tr("Open its plan with File, Open plan. Its journal: %1").arg(first.journal));
}

} // namespace ferryman
