// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tls_certificates.h"

#include <QFile>
#include <QProcess>

namespace ferryman::test {

namespace {

const QByteArray loopbackNames("IP:127.0.0.1,DNS:localhost");

} // namespace

TlsCertificates::TlsCertificates() {
    makeAuthority(QStringLiteral("ca"));
    makeAuthority(QStringLiteral("other_ca"));
    makeCertificate(QStringLiteral("server"), QStringLiteral("ca"), loopbackNames, 30);
    makeCertificate(QStringLiteral("expired"), QStringLiteral("ca"), loopbackNames, -1);
    makeCertificate(QStringLiteral("ending"), QStringLiteral("ca"), loopbackNames, 3);
    makeCertificate(QStringLiteral("wrong_name"), QStringLiteral("ca"), "DNS:cache.example", 30);
    makeCertificate(QStringLiteral("client"), QStringLiteral("ca"), "DNS:client.example", 30);
    makeCertificate(QStringLiteral("stranger"), QStringLiteral("other_ca"), "DNS:client.example",
                    30);
}

QString TlsCertificates::path(const QString& file) const {
    return m_folder.filePath(file);
}

QByteArrayList TlsCertificates::serverConfig(quint16 tlsPort, const QString& server,
                                             bool wantsClientCertificate) const {
    const auto line = [this](const char* setting, const QString& file) {
        return QByteArray(setting) + " \"" + path(file).toUtf8() + '"';
    };
    return {"tls-port " + QByteArray::number(tlsPort),
            line("tls-ca-cert-file", QStringLiteral("ca.pem")),
            line("tls-cert-file", server + QStringLiteral(".pem")),
            line("tls-key-file", server + QStringLiteral(".key")),
            wantsClientCertificate ? "tls-auth-clients yes" : "tls-auth-clients no"};
}

redis::TlsSettings TlsCertificates::trusting(const QString& authority) const {
    return {path(authority + QStringLiteral(".pem")), {}, {}, {}};
}

redis::TlsSettings TlsCertificates::withClient(const QString& client) const {
    return {path(QStringLiteral("ca.pem")),
            path(client + QStringLiteral(".pem")),
            path(client + QStringLiteral(".key")),
            {}};
}

void TlsCertificates::makeAuthority(const QString& name) {
    run({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "30", "-keyout", path(name + ".key"), "-out", path(name + ".pem"), "-subj",
         "/CN=Ferryman test " + name});
}

void TlsCertificates::makeCertificate(const QString& name, const QString& authority,
                                      const QByteArray& names, int days) {
    QFile extensions(path(name + ".ext"));
    if (extensions.open(QIODevice::WriteOnly)) {
        extensions.write("subjectAltName=" + names + "\n");
        extensions.close();
    }
    run({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
         path(name + ".key"), "-out", path(name + ".csr"), "-subj", "/CN=" + name});
    run({"x509", "-req", "-in", path(name + ".csr"), "-CA", path(authority + ".pem"), "-CAkey",
         path(authority + ".key"), "-set_serial", QString::number(++m_serial), "-days",
         QString::number(days), "-extfile", extensions.fileName(), "-out", path(name + ".pem")});
}

void TlsCertificates::run(const QStringList& arguments) {
    QProcess openssl;
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start(QStringLiteral("openssl"), arguments);
    if (m_problem.isEmpty() && (!openssl.waitForFinished(20'000) || openssl.exitCode() != 0)) {
        m_problem =
            openssl.errorString() + QLatin1String(": ") + QString::fromUtf8(openssl.readAll());
    }
}

} // namespace ferryman::test
