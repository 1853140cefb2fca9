// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "widgets/panel.h"

class QPushButton;

namespace ferryman {

/// Where the report was written to, and whether its journal is whole. It has the forms made that
/// core cannot write: the PDF, and the page in the console's language.
class ReportFiles final : public Panel {
    Q_OBJECT
public:
    explicit ReportFiles(QWidget* parent = nullptr);

    void setReport(const ReportState& state);
    void writeReaderForms(const std::shared_ptr<const Report>& report, const QString& folder);

    [[nodiscard]] bool isWriting() const { return m_writing; }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

signals:
    void changed(); ///< Those were written, or could not be.

private:
    void showFiles();
    void openFolder();

    QLabel* m_chain;
    QLabel* m_list;
    QPushButton* m_open;
    QStringList m_files;
    QStringList m_readerForms; ///< Written; empty: not.
    bool m_writing = false;
    std::optional<Error> m_error;
    quint64 m_generation = 0; ///< A newer export makes the older one's answer void.
};

} // namespace ferryman
