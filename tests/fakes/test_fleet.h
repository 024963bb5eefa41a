// TestFleet: a certificate authority in a temporary directory, a gateway's identity for 127.0.0.1, and handsets.
#pragma once

#include <QTemporaryDir>
#include <chrono>
#include <functional>
#include <thread>

#include "fleet/authority/certificate_authority.h"

struct TestHandset {
    base::HandsetId id;
    std::string certificatePem;
    std::string fingerprint;
    base::Secret privateKeyPem;
};

class TestFleet {
public:
    TestFleet()
        : m_authority(std::move(
              fleet::openCertificateAuthority(*m_fileSystem, m_clock, m_directory.path().toStdString()).value())),
          m_identity(m_authority->issueServer({"127.0.0.1", "localhost"}).value()) {}

    fleet::CertificateAuthority& authority() { return *m_authority; }
    const std::string& authorityPem() const { return m_authority->certificatePem(); }
    const fleet::ServerIdentity& identity() const { return m_identity; }

    TestHandset handset(const std::string& id) {
        auto request = fleet::createCertificateRequest().value();
        const auto issued = m_authority->issueHandset(request.requestPem, base::HandsetId(id)).value();
        return {base::HandsetId(id), issued.pem, issued.fingerprint, request.privateKeyPem};
    }

private:
    QTemporaryDir m_directory;
    base::SystemClock m_clock;
    std::unique_ptr<base::FileSystem> m_fileSystem = base::createPosixFileSystem();
    std::unique_ptr<fleet::CertificateAuthority> m_authority;
    fleet::ServerIdentity m_identity;
};

/// Polls until `condition` holds or 10 s have passed.
inline bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}
