// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/first_time_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

FirstTimePanel::FirstTimePanel(QWidget* parent)
    : Panel(tr("First time on this system?"), parent) {
    setObjectName(QStringLiteral("firstTimePanel"));
    const QString does = tr(
        "Ferryman moves a Redis primary that Sentinel manages to Dragonfly, while its clients go "
        "on writing. Six steps lead through it: connect, assess, replicate, verify, fail over, "
        "report. The first two only read, and whatever changes a server later is shown to you "
        "first, as the commands that are sent.");
    const QString relates =
        tr("Sentinel is where your clients ask which server is the primary. Dragonfly becomes a "
           "replica of that primary and takes over its data; until you fail over, no Sentinel can "
           "choose it. Then Sentinel itself names Dragonfly, and the clients follow by asking as "
           "they always did.");
    const QString practice =
        tr("Rehearse it once, with nothing at stake: Ferryman starts a Redis, three Sentinels, a "
           "target and writers that count every acknowledged write. It touches nothing but "
           "127.0.0.1 and a temporary folder, and takes a few minutes.");
    const std::pair<const char*, QString> texts[] = {
        {"firstTimeDoes", does}, {"firstTimeRelates", relates}, {"firstTimePractice", practice}};
    for (const auto& [name, text] : texts) {
        QLabel* label = makeLabel(text, "", this);
        label->setObjectName(QLatin1String(name));
        body()->addWidget(label);
    }
    auto* start = new QPushButton(tr("Start the pract&ice lab"), this);
    start->setObjectName(QStringLiteral("startPracticeButton"));
    start->setToolTip(tr("Opens a window of its own; its journal goes with the lab."));
    start->setAccessibleDescription(practice);
    auto* dismiss = new QPushButton(tr("Do not &show this again"), this);
    dismiss->setObjectName(QStringLiteral("dismissFirstTimeButton"));
    dismiss->setToolTip(tr("Settings show it again."));
    connect(start, &QPushButton::clicked, this, &FirstTimePanel::practiceAsked);
    connect(dismiss, &QPushButton::clicked, this, &FirstTimePanel::dismissed);
    auto* row = new QHBoxLayout;
    row->addWidget(start);
    row->addWidget(dismiss);
    row->addStretch(1);
    body()->addLayout(row);
}

} // namespace ferryman
