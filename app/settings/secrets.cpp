// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/secrets.h"

#include <qt6keychain/keychain.h>

namespace ferryman {

namespace {

const QString service = QStringLiteral("ferryman");

Error keychainError(const QString& entry, const QKeychain::Job& job) {
    if (job.error() == QKeychain::EntryNotFound) {
        return {ErrorKind::Storage,
                {QT_TRANSLATE_NOOP(
                     "core",
                     "The keychain holds no entry \"%1\": enter the password for this session."),
                 {entry}},
                {},
                job.errorString()};
    }
    return {ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                "core", "The keychain cannot be used: enter the password for this session only.")},
            {},
            job.errorString()};
}

} // namespace

Future<Secret> secretFromEnvironment(const QString& variable) {
    const QByteArray name = variable.toUtf8();
    if (!qEnvironmentVariableIsSet(name.constData())) {
        return ready<Secret>(failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The environment variable %1, which the plan names for a password, is not set."),
             {variable}}));
    }
    return ready<Secret>(Secret(qgetenv(name.constData())));
}

Future<Secret> secretFromKeychain(const QString& entry) {
    Promise<Secret> promise;
    auto* job = new QKeychain::ReadPasswordJob(service); // deletes itself
    job->setKey(entry);
    QObject::connect(job, &QKeychain::Job::finished, job, [promise, entry, job] {
        if (job->error() == QKeychain::NoError) {
            promise.complete(Secret(job->binaryData()));
        } else {
            promise.complete(tl::make_unexpected(keychainError(entry, *job)));
        }
    });
    job->start();
    return promise.future();
}

Future<Done> secretToKeychain(const QString& entry, const Secret& secret) {
    Promise<Done> promise;
    auto* job = new QKeychain::WritePasswordJob(service); // deletes itself
    job->setKey(entry);
    job->setBinaryData(secret.reveal());
    QObject::connect(job, &QKeychain::Job::finished, job, [promise, entry, job] {
        if (job->error() == QKeychain::NoError) {
            promise.complete(Done{});
        } else {
            promise.complete(tl::make_unexpected(keychainError(entry, *job)));
        }
    });
    job->start();
    return promise.future();
}

} // namespace ferryman
