// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "theme.h"

#include <QMainWindow>

#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ferryman {

class Closing;
class Connections;
class Herald;
class HomePage;
class LiveStrip;
class MessageLog;
class Settings;
class StepRail;
class TopologyWindow;
class WizardPage;

/// The console: all migrations, or the rail of six steps beside a large page, and the live strip
/// below.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    /// `log`: of the program, for its view; null: there is none but the window's own.
    MainWindow(Session& session, Settings& settings, Connections& connections,
               MessageLog* log = nullptr, QWidget* parent = nullptr);
    ~MainWindow() override;

    void
    openPlan(const QString& path); ///< A plan that cannot be read is told in the page's banner.
    void showStep(Step step);
    void showHome(); ///< All migrations; whatever runs goes on.
    [[nodiscard]] bool isHomeShown() const;
    [[nodiscard]] Step currentStep() const;
    void showTopology(); ///< In a window of its own, beside any step.

    [[nodiscard]] Closing& closing() const { return *m_closing; }

protected:
    /// Another language or size of text: everything is built anew.
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void rebuild();
    void buildMenus();
    [[nodiscard]] QWidget* buildFooter();
    void addPages(QWidget& steps);
    void addPage(WizardPage* page);
    void take(const SnapshotPtr& snapshot);
    void focusInto(QWidget* shown);
    void showStatus(const Snapshot& snapshot);
    void showTitle(const Snapshot& snapshot); ///< A task bar shows it too.
    void showFooter(const Snapshot& snapshot);
    void tellTrouble(const QString& title, const Error& error);
    void choosePlan();
    void savePlan();
    void showSettings();
    void takeFolders();
    void explainPage();
    [[nodiscard]] WizardPage* page(Step step) const;

    Session& m_session;
    Settings& m_settings;
    Connections& m_connections;
    std::unique_ptr<MessageLog> m_ownLog;
    MessageLog& m_log;
    Herald* m_herald;
    Closing* m_closing;
    StepRail* m_rail = nullptr;
    HomePage* m_home = nullptr;
    QStackedWidget* m_views = nullptr; ///< All migrations, or the steps of one.
    QStackedWidget* m_pages = nullptr;
    LiveStrip* m_strip = nullptr;
    TopologyWindow* m_topology = nullptr; ///< Null until it is asked for.
    QLabel* m_footerText = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    QLabel* m_status = nullptr;
    bool m_rebuilds = false; ///< A language has been chosen, and shows with the next event.
    double m_pointSize = 0;  ///< Of the text for which it was built.
};

} // namespace ferryman
