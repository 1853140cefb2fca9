// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form_rows.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace ferryman {

namespace {

constexpr int browseWidth = 36;

QLineEdit* fieldNamed(const QString& label, const char* name, QWidget* parent) {
    auto* field = new QLineEdit(parent);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(label);
    return field;
}

} // namespace

QLineEdit* FormRows::addText(const QString& label, const char* name, const QString& placeholder) {
    QLineEdit* field = fieldNamed(label, name, m_form->parentWidget());
    field->setPlaceholderText(placeholder);
    m_form->addRow(label, field);
    return field;
}

QLineEdit* FormRows::addFile(const QString& label, const char* name) {
    QWidget* parent = m_form->parentWidget();
    QLineEdit* field = fieldNamed(label, name, parent);
    auto* browse = new QPushButton(tr("…"), parent);
    browse->setObjectName(QLatin1String(name) + QStringLiteral("Browse"));
    browse->setAccessibleName(tr("Choose a file: %1").arg(label));
    browse->setMaximumWidth(browseWidth);
    browse->setAutoDefault(false); // Enter in a field is no wish to choose a file
    auto* row = new QHBoxLayout;
    row->addWidget(field, 1);
    row->addWidget(browse);
    auto* shown = new QLabel(label, parent);
    shown->setBuddy(field);
    m_form->addRow(shown, row);
    QObject::connect(browse, &QPushButton::clicked, field, [field, label] {
        const QString present = field->text().trimmed();
        auto* dialog =
            new QFileDialog(field->window(), label,
                            present.isEmpty() ? QString() : QFileInfo(present).absolutePath());
        dialog->setObjectName(field->objectName() + QStringLiteral("Dialog"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
        dialog->open();
    });
    return field;
}

} // namespace ferryman
