// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

class QFormLayout;
class QLineEdit;

namespace ferryman {

/// Adds rows to a form: a label, and a field that has its names.
class FormRows {
    Q_DECLARE_TR_FUNCTIONS(ferryman::FormRows)
public:
    explicit FormRows(QFormLayout* form)
        : m_form(form) {}

    QLineEdit* addText(const QString& label, const char* name, const QString& placeholder = {});
    /// With a button that chooses the file, from where the present one is.
    QLineEdit* addFile(const QString& label, const char* name);

private:
    QFormLayout* m_form;
};

} // namespace ferryman
