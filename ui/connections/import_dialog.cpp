// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/import_dialog.h"

#include "widgets/banner.h"
#include "widgets/panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype mostNames = 8;
constexpr qsizetype mostProblems = 4;

enum Column { Name, Url, Along, ColumnCount };

QString alongWith(const ImportedConnection& connection) {
    if (connection.obstacle) {
        return connection.obstacle->translated();
    }
    QStringList parts;
    if (!connection.password.isEmpty()) {
        parts << ImportDialog::tr("password");
    }
    if (!connection.certificates.isEmpty()) {
        parts << ImportDialog::tr("certificates");
    }
    if (!connection.profile.group.isEmpty()) {
        parts << ImportDialog::tr("group %1").arg(connection.profile.group);
    }
    QStringList sentences;
    if (!parts.isEmpty()) {
        sentences << parts.join(QStringLiteral(", "));
    }
    for (const Message& remark : connection.remarks) {
        sentences << remark.translated();
    }
    return sentences.join(QStringLiteral(" · "));
}

/// A banner is read, not searched.
QString namesInWords(const QStringList& names) {
    return names.size() <= mostNames ? names.join(QStringLiteral(", "))
                                     : ImportDialog::tr("connections: %1").arg(names.size());
}

} // namespace

ImportDialog::ImportDialog(Connections& connections, QList<ImportedConnection> found,
                           QWidget* parent)
    : QDialog(parent)
    , m_connections(connections)
    , m_found(std::move(found))
    , m_banner(new Banner(this))
    , m_table(new QTreeWidget(this)) {
    setObjectName(QStringLiteral("importConnections"));
    setWindowTitle(tr("Import connections"));
    resize(820, 480);
    m_banner->setObjectName(QStringLiteral("importBanner"));
    buildTable();
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 14, 20, 14);
    all->addWidget(makeLabel(tr("Choose what is kept. A password is never written to Ferryman's "
                                "own files, and a connection that exists is not changed."),
                             "muted", this));
    all->addWidget(m_banner);
    all->addWidget(m_table, 1);
    all->addWidget(buildChoices());
    showChoice();
}

void ImportDialog::buildTable() {
    m_table->setObjectName(QStringLiteral("importTable"));
    m_table->setAccessibleName(tr("Connections that were found"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHeaderLabels({tr("Name"), tr("URL"), tr("Comes along")});
    m_table->setRootIsDecorated(false);
    m_table->setAllColumnsShowFocus(true);
    m_table->header()->setSectionsMovable(false);
    for (const ImportedConnection& connection : std::as_const(m_found)) {
        auto* row = new QTreeWidgetItem(m_table);
        row->setText(Name, connection.profile.name);
        const redis::Endpoint& endpoint = connection.profile.endpoint;
        row->setText(Url, endpoint.address.isNull() ? QString() : endpoint.toUrl());
        row->setText(Along, alongWith(connection));
        row->setToolTip(Along, alongWith(connection).toHtmlEscaped());
        row->setCheckState(Name, connection.obstacle ? Qt::Unchecked : Qt::Checked);
        row->setDisabled(connection.obstacle.has_value());
    }
    for (const int column : {Name, Url}) {
        m_table->resizeColumnToContents(column);
    }
    m_table->setCurrentItem(m_table->topLevelItem(0));
    connect(m_table, &QTreeWidget::itemChanged, this, &ImportDialog::showChoice);
}

QWidget* ImportDialog::buildChoices() {
    auto* choices = new QWidget(this);
    auto* all = new QVBoxLayout(choices);
    all->setContentsMargins(0, 0, 0, 0);
    const auto any = [this](auto has) { return std::ranges::any_of(m_found, has); };
    if (any([](const ImportedConnection& c) { return !c.password.isEmpty(); })) {
        m_passwords = new QComboBox(choices);
        m_passwords->setObjectName(QStringLiteral("importPasswords"));
        m_passwords->setAccessibleName(tr("Where the passwords go"));
        m_passwords->addItems({tr("Keep the passwords for this session only"),
                               tr("Store the passwords in the system's keychain")});
        all->addWidget(m_passwords, 0, Qt::AlignLeft);
    }
    if (any([](const ImportedConnection& c) { return !c.certificates.isEmpty(); })) {
        m_certificates = new QCheckBox(
            tr("Write certificates and keys as files that you alone can read"), choices);
        m_certificates->setObjectName(QStringLiteral("importCertificates"));
        all->addWidget(m_certificates);
        all->addWidget(makeLabel(tr("They go to %1. Without them, the connections are kept with no "
                                    "TLS files.")
                                     .arg(certificateFolder()),
                                 "muted", choices));
    }
    m_import = new QPushButton(tr("&Import"), choices);
    m_import->setObjectName(QStringLiteral("importChosenButton"));
    m_import->setProperty("accent", true);
    m_import->setDefault(true);
    auto* cancel = new QPushButton(tr("Close"), choices);
    cancel->setObjectName(QStringLiteral("importCancelButton"));
    cancel->setAutoDefault(false);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::run);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_import);
    buttons->addWidget(cancel);
    all->addLayout(buttons);
    return choices;
}

QString ImportDialog::certificateFolder() const {
    return QFileInfo(m_connections.file()).absolutePath() + QStringLiteral("/certificates");
}

QList<ImportedConnection> ImportDialog::chosen() const {
    QList<ImportedConnection> all;
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        if (m_table->topLevelItem(i)->checkState(Name) == Qt::Checked) {
            all.append(m_found[i]);
        }
    }
    return all;
}

void ImportDialog::showChoice() {
    if (m_import != nullptr) {
        m_import->setEnabled(!chosen().isEmpty());
    }
}

void ImportDialog::run() {
    ImportChoice choice;
    choice.passwordsIntoStore = m_passwords != nullptr && m_passwords->currentIndex() == 1;
    if (m_certificates != nullptr && m_certificates->isChecked()) {
        choice.certificateFolder = certificateFolder();
    }
    m_import->setEnabled(false); // an answer of the keychain may take a minute
    if (choice.passwordsIntoStore) {
        m_banner->tell(Tone::Info, tr("The keychain is asked; it may want to be unlocked."));
    }
    whenDone(importConnections(m_connections, chosen(), choice, &m_connections), this,
             [this](const Result<ImportOutcome>& outcome) { take(outcome); });
}

void ImportDialog::take(const Result<ImportOutcome>& outcome) {
    if (!outcome) {
        m_banner->tell(Tone::Bad, outcome.error().translated());
        showChoice();
        return;
    }
    emit imported(outcome->names);
    if (outcome->problems.isEmpty()) {
        accept();
        return;
    }
    QStringList sentences;
    for (const Error& problem : outcome->problems.mid(0, mostProblems)) {
        sentences << problem.translated();
    }
    if (const qsizetype more = outcome->problems.size() - sentences.size(); more > 0) {
        sentences << tr("Further problems: %1.").arg(more);
    }
    const bool someKept = !outcome->names.isEmpty();
    m_banner->tell(someKept ? Tone::Warning : Tone::Bad,
                   someKept ? tr("Imported: %1. A password that the keychain did not take is kept "
                                 "for this session only.")
                                  .arg(namesInWords(outcome->names))
                            : tr("Nothing was imported."),
                   sentences.join(u'\n'));
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) { // not twice
        m_table->topLevelItem(i)->setCheckState(Name, Qt::Unchecked);
    }
}

} // namespace ferryman
