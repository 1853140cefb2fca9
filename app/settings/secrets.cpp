// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/secrets.h"

#include "settings/secret_store.h"

#include <QTimer>
#include <qt6keychain/keychain.h>

#include <chrono>

namespace ferryman {

namespace {

const QString service = QStringLiteral("ferryman");
constexpr std::chrono::seconds unlockWithin{60};

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

/// What an entry that is not there means to a job.
enum class Missing { IsError, IsDone };

/// Starts a job, which deletes itself when it ends. A keychain may ask its owner to unlock it, and
/// nobody may be there.
template <typename T, typename Read>
Future<T> started(QKeychain::Job* job, const QString& entry, Read read,
                  Missing missing = Missing::IsError) {
    Promise<T> promise;
    QObject::connect(job, &QKeychain::Job::finished, job, [promise, entry, job, read, missing] {
        const bool gone = missing == Missing::IsDone && job->error() == QKeychain::EntryNotFound;
        if (job->error() == QKeychain::NoError || gone) {
            promise.complete(read());
        } else {
            promise.complete(tl::make_unexpected(keychainError(entry, *job)));
        }
    });
    QTimer::singleShot(unlockWithin, job, [promise] {
        promise.complete(failure(
            ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP("core",
                               "The keychain did not answer within %1 seconds: unlock it, or "
                               "enter the password for this session only."),
             {QString::number(unlockWithin.count())}}));
    });
    job->start();
    return promise.future();
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
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(entry);
    return started<Secret>(job, entry, [job] { return Secret(job->binaryData()); });
}

Future<Done> secretToKeychain(const QString& entry, const Secret& secret) {
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setKey(entry);
    job->setBinaryData(secret.reveal());
    return started<Done>(job, entry, [] { return Done{}; });
}

Future<Done> secretOutOfKeychain(const QString& entry) {
    auto* job = new QKeychain::DeletePasswordJob(service);
    job->setKey(entry);
    return started<Done>(
        job, entry, [] { return Done{}; }, Missing::IsDone);
}

Future<Secret> Keychain::read(const QString& entry) {
    return secretFromKeychain(entry);
}

Future<Done> Keychain::write(const QString& entry, const Secret& secret) {
    return secretToKeychain(entry, secret);
}

Future<Done> Keychain::remove(const QString& entry) {
    return secretOutOfKeychain(entry);
}

} // namespace ferryman
