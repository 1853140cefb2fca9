// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sentinel_setup_view.h"

#include "base/format.h"
#include "topology/client_snippets.h"
#include "widgets/command_block.h"
#include "widgets/confirm_box.h"
#include "widgets/panel.h"
#include "widgets/state_line.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSaveFile>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int fieldsWidth = 320;

std::optional<Secret> secretOf(const QLineEdit* field) {
    return field->text().isEmpty() ? std::nullopt : std::optional(Secret(field->text().toUtf8()));
}

QString fileNameOf(const redis::Address& sentinel) {
    QString name = QStringLiteral("sentinel-%1").arg(sentinel.toString());
    return name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9.-]")), QStringLiteral("-")) +
           QStringLiteral(".conf");
}

} // namespace

SentinelSetupView::SentinelSetupView(QWidget* parent)
    : QWidget(parent) {
    QWidget* fields = buildFields(); // first: Tab goes in the order in which controls are made
    auto* inside = new QWidget(this);
    auto* steps = new QVBoxLayout(inside);
    steps->setContentsMargins(0, 0, 0, 0);
    steps->setSpacing(10);
    steps->addWidget(buildFiles());
    steps->addWidget(buildRegistration());
    steps->addWidget(buildClients());
    steps->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    columns->addWidget(fields, 0);
    columns->addWidget(scroll, 1);
    refresh();
}

QLineEdit* SentinelSetupView::addField(QFormLayout* form, const QString& label, const char* name,
                                       const QString& text, const QString& placeholder) {
    auto* field = new QLineEdit(text, this);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(label);
    field->setPlaceholderText(placeholder);
    QLabel* above = makeLabel(label, "muted", this);
    form->addRow(above);
    form->addRow(field);
    connect(field, &QLineEdit::textChanged, this, &SentinelSetupView::refresh);
    return field;
}

QWidget* SentinelSetupView::buildFields() {
    auto* panel = new Panel(tr("The source and its group"), this);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(4);
    m_source = addField(form, tr("URL of the source"), "setupSource", {},
                        QStringLiteral("redis://10.0.0.1:6379"));
    m_sourcePassword = addField(form, tr("Password of the source"), "setupSourcePassword", {});
    m_group = addField(form, tr("Name of the group"), "setupGroup", QStringLiteral("mymaster"));
    m_sentinels = addField(form, tr("Sentinels, with commas between them"), "setupSentinels", {},
                           QStringLiteral("10.0.0.3:26379, 10.0.0.4:26379"));
    m_sentinelPassword =
        addField(form, tr("Password of the Sentinels"), "setupSentinelPassword", {});
    for (QLineEdit* password : {m_sourcePassword, m_sentinelPassword}) {
        password->setEchoMode(QLineEdit::Password);
        password->setToolTip(tr("Kept in memory for this session only."));
    }
    const SentinelSetup usual;
    m_quorum = addField(form, tr("Quorum"), "setupQuorum", QString::number(usual.quorum));
    m_downAfter = addField(form, tr("down-after-milliseconds"), "setupDownAfter",
                           QString::number(usual.downAfterMs));
    m_failoverTimeout = addField(form, tr("failover-timeout, ms"), "setupFailoverTimeout",
                                 QString::number(usual.failoverTimeoutMs));
    for (QLineEdit* number : {m_quorum, m_downAfter, m_failoverTimeout}) {
        number->setValidator(new QIntValidator(1, 3'600'000, number));
    }
    panel->body()->addLayout(form);
    m_problem = makeLabel({}, "", this);
    m_problem->setObjectName(QStringLiteral("setupProblem"));
    panel->body()->addWidget(m_problem);
    panel->body()->addStretch(1);
    auto* row = new QHBoxLayout;
    auto* back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("setupBackButton"));
    back->setAccessibleName(tr("Back to a source with Sentinels"));
    connect(back, &QPushButton::clicked, this, &SentinelSetupView::backAsked);
    row->addWidget(back);
    row->addStretch(1);
    panel->body()->addLayout(row);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(panel);
    scroll->setFixedWidth(fieldsWidth);
    return scroll;
}

QWidget* SentinelSetupView::buildFiles() {
    auto* panel = new Panel(tr("Either start new Sentinels"), this);
    m_host = new QComboBox(panel);
    m_host->setObjectName(QStringLiteral("setupHost"));
    m_host->setAccessibleName(tr("Sentinel whose file is shown"));
    panel->titleRow()->addWidget(m_host);
    m_file = new CommandBlock(QStringLiteral("sentinel.conf"), "setupFile", panel);
    m_file->setMostLines(9);
    m_file->setPlaceholder(tr("Stands here once source, group and Sentinels are given."));
    m_save = new QPushButton(tr("&Save one file for each…"), panel);
    m_save->setObjectName(QStringLiteral("setupSaveButton"));
    m_wait = new QPushButton(tr("They &run now"), panel);
    m_wait->setObjectName(QStringLiteral("setupWaitButton"));
    m_saved = makeLabel({}, "muted", panel);
    m_saved->setObjectName(QStringLiteral("setupSaved"));
    panel->body()->addWidget(m_file);
    auto* row = new QHBoxLayout;
    row->addWidget(m_save);
    row->addWidget(m_wait);
    row->addWidget(m_saved, 1);
    panel->body()->addLayout(row);
    connect(m_host, &QComboBox::currentIndexChanged, this, &SentinelSetupView::showFile);
    connect(m_save, &QPushButton::clicked, this, &SentinelSetupView::chooseFolder);
    connect(m_wait, &QPushButton::clicked, this, [this] { emit setUpAsked(false); });
    return panel;
}

QWidget* SentinelSetupView::buildRegistration() {
    auto* panel = new Panel(tr("Or register the group on Sentinels that run already"), this);
    m_register = new QPushButton(tr("Register the &group…"), panel);
    m_register->setObjectName(QStringLiteral("setupRegisterButton"));
    connect(m_register, &QPushButton::clicked, this, &SentinelSetupView::askToRegister);
    m_ask = new ConfirmBox(panel);
    m_progress = new StateLine(panel);
    m_progress->setObjectName(QStringLiteral("setupProgress"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_register);
    row->addStretch(1);
    panel->body()->addLayout(row);
    panel->body()->addWidget(m_ask);
    panel->body()->addWidget(m_progress);
    return panel;
}

QWidget* SentinelSetupView::buildClients() {
    auto* panel = new Panel(tr("Then have every client ask Sentinel"), this);
    m_library = new QComboBox(panel);
    m_library->setObjectName(QStringLiteral("setupLibrary"));
    m_library->setAccessibleName(tr("Client library"));
    for (const ClientSnippet& snippet : clientSnippets({})) {
        m_library->addItem(QStringLiteral("%1 (%2)").arg(snippet.library, snippet.language));
    }
    panel->titleRow()->addWidget(m_library);
    m_snippet = new CommandBlock(tr("How it connects"), "setupSnippet", panel);
    m_snippet->setPlaceholder(tr("Stands here once group and Sentinels are given."));
    m_clientsAsk = new QCheckBox(tr("Our clients ask Sentinel"), panel);
    m_clientsAsk->setObjectName(QStringLiteral("setupClientsAsk"));
    m_goOn = new QPushButton(tr("G&o on with this group"), panel);
    m_goOn->setObjectName(QStringLiteral("setupGoOnButton"));
    m_goOn->setProperty("accent", true);
    panel->body()->addWidget(m_snippet);
    auto* row = new QHBoxLayout;
    row->addWidget(m_clientsAsk);
    row->addStretch(1);
    row->addWidget(m_goOn);
    panel->body()->addLayout(row);
    connect(m_library, &QComboBox::currentIndexChanged, this, &SentinelSetupView::showSnippet);
    connect(m_clientsAsk, &QCheckBox::toggled, this, &SentinelSetupView::showButtons);
    connect(m_goOn, &QPushButton::clicked, this, &SentinelSetupView::goOnAsked);
    return panel;
}

void SentinelSetupView::fill(const Plan& plan) {
    if (plan.source) {
        m_source->setText(plan.source->toUrl());
    }
    if (!plan.group.isEmpty()) {
        m_group->setText(plan.group);
    }
    const int wanted = wantedDownAfterMs(plan.policy);
    if (m_downAfter->text().toInt() < wanted) {
        m_downAfter->setText(QString::number(wanted));
    }
}

Result<SentinelSetup> SentinelSetupView::setup() const {
    const auto source = redis::Endpoint::fromUrl(m_source->text());
    if (!source) {
        return tl::make_unexpected(source.error());
    }
    SentinelSetup setup;
    setup.group = m_group->text().trimmed();
    setup.source = *source;
    setup.quorum = m_quorum->text().toInt();
    setup.downAfterMs = m_downAfter->text().toInt();
    setup.failoverTimeoutMs = m_failoverTimeout->text().toInt();
    setup.sourceWantsLogin = !m_sourcePassword->text().isEmpty();
    const auto known = sentinels();
    if (!known) {
        return tl::make_unexpected(known.error());
    }
    const auto usable = judgeSetup(setup, known->size());
    return usable ? Result<SentinelSetup>(setup) : tl::make_unexpected(usable.error());
}

Result<QList<redis::Endpoint>> SentinelSetupView::sentinels() const {
    QList<redis::Endpoint> all;
    const auto source = redis::Endpoint::fromUrl(m_source->text());
    const QString scheme =
        source && source->tls ? QStringLiteral("rediss://%1") : QStringLiteral("redis://%1");
    for (const QString& part : m_sentinels->text().split(u',', Qt::SkipEmptyParts)) {
        const QString text = part.trimmed();
        const auto sentinel = redis::Endpoint::fromUrl(
            text.contains(QLatin1String("://")) ? text : scheme.arg(text), 26379);
        if (!sentinel) {
            return tl::make_unexpected(sentinel.error());
        }
        all.append(*sentinel);
    }
    return all;
}

EnteredSecrets SentinelSetupView::secrets() const {
    return {secretOf(m_sentinelPassword), secretOf(m_sourcePassword), {}};
}

void SentinelSetupView::setState(const SetupState& state) {
    m_state = state;
    Tone tone = Tone::Muted;
    QString sentence = tr("Nothing was sent yet.");
    QString more;
    if (state.error) {
        tone = Tone::Bad;
        sentence = state.error->message.translated();
        more = state.error->detail;
    } else if (state.running || state.done) {
        tone = state.done ? Tone::Good : Tone::Info;
        sentence = state.progress.translated();
    }
    m_progress->tell(tone, sentence, more);
    showButtons();
}

/// Whatever follows from the fields.
void SentinelSetupView::refresh() {
    if (m_goOn == nullptr || m_problem == nullptr) {
        return; // still being built
    }
    const auto known = sentinels();
    QStringList hosts;
    for (const redis::Endpoint& sentinel : known.value_or(QList<redis::Endpoint>{})) {
        hosts.append(sentinel.address.toString());
    }
    const int shown = m_host->currentIndex();
    m_host->clear();
    m_host->addItems(hosts);
    m_host->setVisible(!hosts.isEmpty());
    m_host->setCurrentIndex(shown < hosts.size() ? qMax(0, shown) : 0);
    m_ask->close();
    const auto valid = setup();
    m_problem->setText(m_source->text().isEmpty() && m_sentinels->text().isEmpty()
                           ? tr("Give the source and the Sentinels that shall watch it.")
                       : valid ? QString()
                               : valid.error().message.translated());
    showFile();
    showSnippet();
    setState(m_state);
}

void SentinelSetupView::showFile() {
    const auto valid = setup();
    const auto known = sentinels();
    const int index = m_host->currentIndex();
    const bool shows = valid && known && index >= 0 && index < known->size();
    m_file->setText(
        shows ? QString::fromUtf8(sentinelConf(*valid, (*known)[index].address, known->size()))
              : QString());
}

void SentinelSetupView::showSnippet() {
    const auto valid = setup();
    const auto known = sentinels();
    ClientSetup clients;
    if (valid && known) {
        clients.group = valid->group;
        for (const redis::Endpoint& sentinel : *known) {
            clients.sentinels.append(sentinel.address);
        }
        clients.tls = valid->source.tls;
        clients.user = valid->source.user;
        clients.login = valid->sourceWantsLogin;
    }
    const QList<ClientSnippet> snippets = clientSnippets(clients);
    m_snippet->setText(valid && known ? snippets.value(m_library->currentIndex()).text.trimmed()
                                      : QString());
}

void SentinelSetupView::showButtons() {
    const bool valid = setup().has_value();
    m_save->setEnabled(valid);
    m_wait->setEnabled(valid && !m_state.running);
    m_register->setEnabled(valid && !m_state.running);
    m_goOn->setEnabled(valid && m_state.done && m_clientsAsk->isChecked());
}

void SentinelSetupView::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Save the files in"));
    dialog->setObjectName(QStringLiteral("setupFolderDialog"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &SentinelSetupView::save);
    dialog->open();
}

void SentinelSetupView::save(const QString& folder) {
    const auto valid = setup();
    const auto known = sentinels();
    if (!valid || !known) {
        return;
    }
    for (const redis::Endpoint& sentinel : *known) {
        QSaveFile file(QDir(folder).filePath(fileNameOf(sentinel.address)));
        const QByteArray text = sentinelConf(*valid, sentinel.address, known->size());
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
            m_saved->setText(
                tr("%1 could not be written: %2").arg(file.fileName(), file.errorString()));
            return;
        }
    }
    m_saved->setText(
        tr("%1 files are in %2.", nullptr, formOf(known->size())).arg(known->size()).arg(folder));
}

void SentinelSetupView::askToRegister() {
    const auto valid = setup();
    const auto known = sentinels();
    if (!valid || !known) {
        return;
    }
    QStringList names;
    for (const redis::Endpoint& sentinel : *known) {
        names.append(sentinel.address.toString());
    }
    QStringList lines;
    for (const redis::Command& command :
         registerCommands(*valid, secrets().source.value_or(Secret{}))) {
        lines.append(command.text());
    }
    m_ask->askToSend({tr("These commands will be sent to each of %1. A Sentinel that watches this "
                         "source already gets the settings alone. SENTINEL REMOVE %2 undoes it.")
                          .arg(names.join(QStringLiteral(", ")), valid->group),
                      lines.join(u'\n'), tr("&Send them now")},
                     [this](const QString&) { emit setUpAsked(true); });
}

} // namespace ferryman
