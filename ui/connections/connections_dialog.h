// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"

#include <QDialog>

class QListWidget;
class QPushButton;

namespace ferryman {

class Banner;
class ConnectionRemoval;
class ConnectionTestView;
class ImportSources;
class ProfileForm;

/// The connections that are kept under a name: made, changed, tested, imported and deleted here.
class ConnectionsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ConnectionsDialog(Connections& connections, QWidget* parent = nullptr);
    ~ConnectionsDialog() override;

    void choose(const QString& name);

private:
    [[nodiscard]] QWidget* buildList();
    [[nodiscard]] QWidget* buildDetails();
    [[nodiscard]] QWidget* buildButtons();
    QPushButton* addButton(const QString& text, const char* name);
    QPushButton* addButton(const QString& text, const char* name, void (ConnectionsDialog::*act)());
    void listAll();
    void showChosen();
    void startNew();
    void save();
    void saveForSession();
    [[nodiscard]] bool isAsItWasShown();
    void put(const ConnectionProfile& profile, const Secret& forSession);
    void putWithStoredPassword(const ConnectionProfile& profile, const Secret& password);
    void askBeforeDeleting();
    void tellRemoved(const QString& name);
    void test();
    void startTest(const ConnectionProfile& profile, const Secret& password);
    void watchClipboard();
    void refuse(const Error& error);
    void tellFile();

    Connections& m_connections;
    ImportSources* m_imports;
    ConnectionRemoval* m_removal;
    Banner* m_banner;
    QListWidget* m_list = nullptr;
    ProfileForm* m_form = nullptr;
    ConnectionTestView* m_test = nullptr;
    QPushButton* m_delete = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_sessionOnly = nullptr; ///< Offered where the keychain took nothing.
    QPushButton* m_paste = nullptr;
    QString m_shown; ///< The connection that the form was filled from; empty: a new one.
    ConnectionProfile m_filledFrom; ///< As it was kept then.
    quint64 m_testAsked = 0;
};

} // namespace ferryman
