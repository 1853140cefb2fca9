// SPDX-License-Identifier: GPL-3.0-or-later
#include "translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace ferryman {

namespace {

constexpr auto catalogues = ":/i18n";

QList<QTranslator*> installed() {
    return QCoreApplication::instance()->findChildren<QTranslator*>(QStringLiteral("ferrymanTexts"),
                                                                    Qt::FindDirectChildrenOnly);
}

void install(const QLocale& locale, const QString& name, const QString& directory) {
    auto* translator = new QTranslator(QCoreApplication::instance());
    translator->setObjectName(QStringLiteral("ferrymanTexts"));
    if (translator->load(locale, name, QStringLiteral("_"), directory)) {
        QCoreApplication::installTranslator(translator);
    } else {
        delete translator;
    }
}

} // namespace

void installTranslations(const QLocale& locale) {
    for (QTranslator* translator : installed()) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(locale, QStringLiteral("ferryman"), QLatin1String(catalogues));
}

QString installedLanguage() {
    for (const QTranslator* translator : installed()) {
        if (translator->filePath().startsWith(QLatin1String(catalogues))) {
            return QLocale(translator->language()).bcp47Name();
        }
    }
    return QStringLiteral("en");
}

} // namespace ferryman
