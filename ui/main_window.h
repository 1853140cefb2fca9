// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "theme.h"

#include <QMainWindow>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ferryman {

class HomePage;
class LiveStrip;
class Settings;
class StepRail;
class TopologyWindow;
class WizardPage;

/// The console: all migrations, or the rail of six steps beside a large page, and the live strip
/// below.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Session& session, Settings& settings, QWidget* parent = nullptr);

    void
    openPlan(const QString& path); ///< A plan that cannot be read is told in the page's banner.
    void showStep(Step step);
    void showHome(); ///< All migrations; whatever runs goes on.
    [[nodiscard]] bool isHomeShown() const;
    [[nodiscard]] Step currentStep() const;
    void showTopology(); ///< In a window of its own, beside any step.

    [[nodiscard]] bool isSwitchUnderWay() const;
    /// Ends without a question: what can be undone is, all else is brought to its end before. A
    /// switch that needs a person is left open, as the journal has it for the next start.
    void endUnasked();

protected:
    void changeEvent(QEvent* event) override; ///< Another language: everything is built anew.
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void rebuild();
    void buildMenus();
    [[nodiscard]] QWidget* buildFooter();
    void addPage(WizardPage* page);
    void take(const SnapshotPtr& snapshot);
    void focusInto(QWidget* shown);
    void showStatus(const Snapshot& snapshot);
    void showTitle(const Snapshot& snapshot); ///< A task bar shows it too.
    void showFooter(const Snapshot& snapshot);
    void tellTrouble(const QString& title, const Error& error);
    void choosePlan();
    void savePlan();
    void explainPage();
    void askBeforeClosing(const Snapshot& snapshot);
    [[nodiscard]] bool isAsking() const;
    [[nodiscard]] WizardPage* page(Step step) const;

    Session& m_session;
    Settings& m_settings;
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
    bool m_closeWhenEnded = false;
    bool m_leavesItOpen = false; ///< A person was asked, and closes all the same.
};

} // namespace ferryman
