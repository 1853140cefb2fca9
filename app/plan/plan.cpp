// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include "plan/json_reader.h"
#include "plan/login_parts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int formatVersion = 1;
constexpr qint64 largestPlan = qint64{1024} * 1024;
constexpr qsizetype longestProbePrefix = 100;

std::optional<redis::TlsSettings> readTlsOverride(JsonReader& reader, const char* key,
                                                  const QDir& folder) {
    if (!reader.has(key)) {
        return {};
    }
    JsonReader part = reader.object(key);
    return readTlsFiles(part, folder);
}

Policy readPolicy(JsonReader& reader) {
    Policy policy;
    policy.steadySeconds =
        static_cast<int>(reader.number("steadySeconds", policy.steadySeconds, 1, 3600));
    policy.maxLagBytes = reader.number("maxLagBytes", policy.maxLagBytes, 1, qint64{1} << 40);
    policy.maxLagSeconds =
        static_cast<int>(reader.number("maxLagSeconds", policy.maxLagSeconds, 1, 60));
    policy.freezeBudgetMs =
        static_cast<int>(reader.number("freezeBudgetMs", policy.freezeBudgetMs, 500, 30'000));
    policy.verify = reader.choice(
        "verify", policy.verify,
        {{"full", VerifyMode::Full}, {"sample", VerifyMode::Sample}, {"off", VerifyMode::Off}});
    policy.verifyMaxAgeMinutes = static_cast<int>(
        reader.number("verifyMaxAgeMinutes", policy.verifyMaxAgeMinutes, 0, 10'080));
    policy.verifyFrozenMs =
        static_cast<int>(reader.number("verifyFrozenMs", policy.verifyFrozenMs, 0, 1000));
    policy.oldPrimary = reader.choice("oldPrimary", policy.oldPrimary,
                                      {{"park", OldPrimary::Park},
                                       {"shutdown", OldPrimary::Shutdown},
                                       {"leave", OldPrimary::Leave}});
    policy.otherReplicas =
        reader.choice("otherReplicas", policy.otherReplicas,
                      {{"park", OtherReplicas::Park}, {"shutdown", OtherReplicas::Shutdown}});
    policy.acceptFindings = reader.texts("acceptFindings");
    policy.replaceTargetData = reader.flag("replaceTargetData", policy.replaceTargetData);
    policy.probePrefix = reader.text("probePrefix");
    if (policy.probePrefix.size() > longestProbePrefix) {
        reader.refuse("probePrefix", QT_TRANSLATE_NOOP("core", "%1 is too long: at most 100 "
                                                               "characters."));
    }
    return policy;
}

QJsonObject writeTls(const Plan& plan, const QString& folder) {
    QJsonObject json = writeTlsFiles(plan.tls, folder);
    const std::pair<const char*, const std::optional<redis::TlsSettings>&> overrides[] = {
        {"sentinels", plan.sentinelsTls},
        {"source", plan.sourceTls},
        {"dragonfly", plan.dragonflyTls}};
    for (const auto& [key, settings] : overrides) {
        if (settings) {
            json.insert(QLatin1String(key), writeTlsFiles(*settings, folder));
        }
    }
    return json;
}

QJsonObject writeSecrets(const Plan& plan) {
    QJsonObject json;
    const std::pair<const char*, const SecretSource&> sources[] = {
        {"sentinels", plan.sentinelsSecret},
        {"source", plan.sourceSecret},
        {"dragonfly", plan.dragonflySecret}};
    for (const auto& [key, source] : sources) {
        if (source.kind != SecretSource::Kind::None) {
            json.insert(QLatin1String(key), writeSecret(source));
        }
    }
    return json;
}

const char* nameOf(VerifyMode mode) {
    switch (mode) {
    case VerifyMode::Full:
        return "full";
    case VerifyMode::Sample:
        return "sample";
    case VerifyMode::Off:
        return "off";
    }
    return "full";
}

const char* nameOf(OldPrimary fate) {
    switch (fate) {
    case OldPrimary::Park:
        return "park";
    case OldPrimary::Shutdown:
        return "shutdown";
    case OldPrimary::Leave:
        return "leave";
    }
    return "park";
}

const char* nameOf(OtherReplicas fate) {
    return fate == OtherReplicas::Park ? "park" : "shutdown";
}

QJsonObject writePolicy(const Policy& policy) {
    const Policy usual;
    QJsonObject json;
    const auto put = [&json](const char* key, const auto& value, const auto& usualValue,
                             const QJsonValue& written) {
        if (value != usualValue) {
            json.insert(QLatin1String(key), written);
        }
    };
    put("steadySeconds", policy.steadySeconds, usual.steadySeconds, policy.steadySeconds);
    put("maxLagBytes", policy.maxLagBytes, usual.maxLagBytes, policy.maxLagBytes);
    put("maxLagSeconds", policy.maxLagSeconds, usual.maxLagSeconds, policy.maxLagSeconds);
    put("freezeBudgetMs", policy.freezeBudgetMs, usual.freezeBudgetMs, policy.freezeBudgetMs);
    put("verify", policy.verify, usual.verify, QLatin1String(nameOf(policy.verify)));
    put("verifyMaxAgeMinutes", policy.verifyMaxAgeMinutes, usual.verifyMaxAgeMinutes,
        policy.verifyMaxAgeMinutes);
    put("verifyFrozenMs", policy.verifyFrozenMs, usual.verifyFrozenMs, policy.verifyFrozenMs);
    put("oldPrimary", policy.oldPrimary, usual.oldPrimary,
        QLatin1String(nameOf(policy.oldPrimary)));
    put("otherReplicas", policy.otherReplicas, usual.otherReplicas,
        QLatin1String(nameOf(policy.otherReplicas)));
    put("acceptFindings", policy.acceptFindings, usual.acceptFindings,
        QJsonArray::fromStringList(policy.acceptFindings));
    put("replaceTargetData", policy.replaceTargetData, usual.replaceTargetData,
        policy.replaceTargetData);
    put("probePrefix", policy.probePrefix, usual.probePrefix, policy.probePrefix);
    return json;
}

Plan readAll(JsonReader& reader, const QDir& folder) {
    Plan plan;
    (void)reader.number("version", formatVersion, formatVersion, formatVersion);
    plan.id = reader.text("id");
    if (!plan.id.isEmpty() && QUuid::fromString(plan.id).isNull()) {
        reader.refuse(
            "id", QT_TRANSLATE_NOOP("core", "%1 must be a UUID; leave it out and one is made."));
    }
    plan.name = reader.text("name");
    plan.group = reader.text("group");
    plan.sentinels = reader.endpoints("sentinels", 26379);
    plan.source = reader.endpoint("source", 6379);
    plan.dragonfly = reader.endpoint("dragonfly", 6379).value_or(redis::Endpoint{});
    if (reader.has("tls")) {
        JsonReader tls = reader.object("tls");
        plan.tls = readTlsFiles(tls, folder);
        plan.sentinelsTls = readTlsOverride(tls, "sentinels", folder);
        plan.sourceTls = readTlsOverride(tls, "source", folder);
        plan.dragonflyTls = readTlsOverride(tls, "dragonfly", folder);
    }
    if (reader.has("secrets")) {
        JsonReader secrets = reader.object("secrets");
        plan.sentinelsSecret = readSecret(secrets, "sentinels");
        plan.sourceSecret = readSecret(secrets, "source");
        plan.dragonflySecret = readSecret(secrets, "dragonfly");
    }
    if (reader.has("policy")) {
        JsonReader policy = reader.object("policy");
        plan.policy = readPolicy(policy);
    }
    if (plan.sentinels.isEmpty() && !plan.source) { // a source may get its Sentinels yet
        reader.refuse("sentinels",
                      QT_TRANSLATE_NOOP("core", "%1 must name at least one Sentinel."));
    }
    if (plan.dragonfly.address.isNull()) {
        reader.refuse("dragonfly",
                      QT_TRANSLATE_NOOP("core", "%1 is missing: it is the URL of the target."));
    }
    return plan;
}

/// Named after what is moved where.
QString stableId(const Plan& plan) {
    static const QUuid plans(QStringLiteral("{7f0d6c0a-3c0e-5b0c-9d2b-0f6f7a1f5e11}"));
    QStringList words{plan.group, plan.dragonfly.toUrl()};
    for (const redis::Endpoint& sentinel : plan.sentinels) {
        words << sentinel.toUrl();
    }
    return QUuid::createUuidV5(plans, words.join(u'\n')).toString(QUuid::WithoutBraces);
}

} // namespace

int wantedDownAfterMs(const Policy& policy) {
    constexpr int pingMs = 1000;    // of a Sentinel's last valid PING, sentinel.c
    constexpr int wayBackMs = 2500; // the freeze's reply, a look around, and the Disarm
    return std::max(policy.freezeBudgetMs + pingMs, policy.freezeBudgetMs / 2 + wayBackMs);
}

Result<Plan> planFromJson(const QByteArray& json, const QString& folder) {
    auto root = parseJsonObject(json);
    if (!root) {
        return tl::make_unexpected(root.error());
    }
    JsonProblems problems;
    Plan plan;
    {
        JsonReader reader(*root, {}, problems); // its end finds the keys that nobody asked for
        plan = readAll(reader, QDir(folder));
    }
    if (problems.first()) {
        return tl::make_unexpected(*problems.first());
    }
    if (plan.id.isEmpty()) {
        plan.id = stableId(plan);
    }
    return plan;
}

QByteArray planToJson(const Plan& plan, const QString& folder) {
    QJsonObject json{{QStringLiteral("version"), formatVersion},
                     {QStringLiteral("name"), plan.name}};
    const std::pair<const char*, QString> texts[] = {{"id", plan.id}, {"group", plan.group}};
    for (const auto& [key, value] : texts) {
        if (!value.isEmpty()) {
            json.insert(QLatin1String(key), value);
        }
    }
    QJsonArray sentinels;
    for (const redis::Endpoint& sentinel : plan.sentinels) {
        sentinels.append(sentinel.toUrl());
    }
    json.insert(QStringLiteral("sentinels"), sentinels);
    if (plan.source) {
        json.insert(QStringLiteral("source"), plan.source->toUrl());
    }
    json.insert(QStringLiteral("dragonfly"), plan.dragonfly.toUrl());
    const std::pair<const char*, QJsonObject> parts[] = {{"tls", writeTls(plan, folder)},
                                                         {"secrets", writeSecrets(plan)},
                                                         {"policy", writePolicy(plan.policy)}};
    for (const auto& [key, part] : parts) {
        if (!part.isEmpty()) {
            json.insert(QLatin1String(key), part);
        }
    }
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

Result<Plan> readPlan(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP(
                            "core", "The plan %1 cannot be read: check its name and its rights."),
                        {path}},
                       {}, file.errorString());
    }
    const QByteArray json = file.read(largestPlan + 1);
    if (json.size() > largestPlan) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core", "The file %1 is too large to be a plan."), {path}});
    }
    auto plan = planFromJson(json, QFileInfo(path).absolutePath());
    if (!plan) {
        Error error = plan.error();
        error.subject = path;
        return tl::make_unexpected(error);
    }
    if (plan->name.isEmpty()) {
        plan->name = QFileInfo(path).completeBaseName();
    }
    return plan;
}

Result<Done> writePlan(const Plan& plan, const QString& path) {
    QSaveFile file(path);
    const QByteArray json = planToJson(plan, QFileInfo(path).absolutePath());
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                 "core", "The plan cannot be written to %1: check the folder's rights and its free "
                         "space."),
             {path}},
            {}, file.errorString());
    }
    return Done{};
}

} // namespace ferryman
