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

bool install(const QLocale& locale, const QString& name, const QString& directory) {
    auto* translator = new QTranslator(QCoreApplication::instance());
    translator->setObjectName(QStringLiteral("ferrymanTexts"));
    if (!translator->load(locale, name, QStringLiteral("_"), directory)) {
        delete translator;
        return false;
    }
    QCoreApplication::installTranslator(translator);
    return true;
}

} // namespace

void installTranslations(const QLocale& locale) {
    for (QTranslator* translator : installed()) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
    // In the system's language numbers and dates are as the system writes them; in another they go
    // with its words.
    const QLocale system = QLocale::system();
    QLocale::setDefault(locale.language() == system.language() ? system : locale);
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    const QString own = QStringLiteral("ferryman");
    const QString resources = QLatin1String(catalogues);
    if (!install(locale, own, resources)) {
        install(QLocale(QLocale::English), own, resources); // for "1 key" beside "2 keys"
    }
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
