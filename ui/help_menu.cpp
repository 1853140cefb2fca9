// SPDX-License-Identifier: GPL-3.0-or-later
#include "help_menu.h"

#include "diagnostics.h"
#include "settings/settings.h"
#include "widgets/log_view.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QMessageBox>
#include <QVBoxLayout>

namespace ferryman {

HelpMenu::HelpMenu(Session& session, const MessageLog& log, const Settings& settings,
                   QWidget& window, QWidget* parent)
    : QMenu(tr("&Help"), parent)
    , m_session(session)
    , m_log(log)
    , m_settings(settings)
    , m_window(window) {
    setObjectName(QStringLiteral("helpMenu"));
    addAction(tr("&Explain this page"), QKeySequence(Qt::Key_F1), this, &HelpMenu::explainAsked)
        ->setObjectName(QStringLiteral("explainPage"));
    addSeparator();
    addAction(tr("Show the &log"), QKeySequence(QStringLiteral("Ctrl+L")), this, &HelpMenu::showLog)
        ->setObjectName(QStringLiteral("showLog"));
    addAction(tr("Copy &diagnostics"), QKeySequence(QStringLiteral("Ctrl+Shift+D")), this,
              &HelpMenu::copyDiagnostics)
        ->setObjectName(QStringLiteral("copyDiagnostics"));
    addSeparator();
    addAction(tr("&About Ferryman"), this, &HelpMenu::showAbout);
}

/// Beside the window, not over it: whoever reads it goes on working.
void HelpMenu::showLog() {
    const QString name = QStringLiteral("logWindow");
    delete m_window.findChild<QDialog*>(name, Qt::FindDirectChildrenOnly);
    auto* dialog = new QDialog(&m_window);
    dialog->setObjectName(name);
    dialog->setWindowTitle(tr("Log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto* all = new QVBoxLayout(dialog);
    all->addWidget(new LogView(m_log, m_settings.text(Preference::ReportFolder), dialog));
    dialog->resize(900, 520);
    dialog->show();
}

void HelpMenu::copyDiagnostics() {
    QGuiApplication::clipboard()->setText(diagnosticsOf(*m_session.snapshot(), m_log));
    auto* box = new QMessageBox(
        QMessageBox::Information, tr("Diagnostics"),
        tr("Versions, the plan, the state of every step and the last lines of the log are on the "
           "clipboard. Names and addresses of hosts are in it; passwords are not."),
        QMessageBox::Ok, &m_window);
    box->setObjectName(QStringLiteral("diagnosticsBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void HelpMenu::showAbout() {
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Ferryman"),
                                tr("Ferryman %1 moves a Redis primary under Sentinel to "
                                   "Dragonfly. Free software under the GNU "
                                   "General Public License, version 3 or later.")
                                    .arg(QApplication::applicationVersion()),
                                QMessageBox::Ok, &m_window);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace ferryman
