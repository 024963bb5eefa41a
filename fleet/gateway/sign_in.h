// SignIn: passwords, sessions and API tokens. Passwords are kept as Argon2id (libsodium), tokens as BLAKE2b digests of
// 32 random bytes. Five wrong passwords for one name within a minute close that name for the rest of it, whether it
// exists or not; an unknown name costs as much time as a wrong password. Any thread; checking a password takes its
// cost.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/catalog/catalog.h"
#include "fleet/catalog/operator_table.h"
#include "fleet/gateway/caller.h"

namespace fleet {

struct PasswordCost {
    unsigned long long operations = 2;  // libsodium's interactive limits
    std::size_t memoryBytes = 64 * 1024 * 1024;
};

struct OpenedSession {
    std::string token;  // shown once
    base::Timestamp expiresAt;
    Role role = kAuditor;
    bool mustChangePassword = false;
};

class SignIn {
public:
    SignIn(catalog::Catalog& catalog, const base::Clock& clock, PasswordCost cost);

    base::Result<OpenedSession> login(const std::string& name, base::BytesView password);
    /// Who holds this token. Denied, saying to log in again, when it is unknown or has expired.
    base::Result<Caller> authenticate(std::string_view token);
    /// Ends the operator's other sessions. Denied for a wrong old password, InvalidInput for a new one that is too
    /// short.
    base::Result<void> changePassword(const Caller& caller, base::BytesView oldPassword, base::BytesView newPassword);
    /// Argon2id in libsodium's string form. Takes its cost: call it outside of transactions.
    base::Result<std::string> hash(base::BytesView password);

private:
    base::Result<void> admitAttempt(const std::string& name);
    void countFailure(const std::string& name);
    bool verify(const std::string& hash, base::BytesView password);

    struct Attempts {
        base::Duration since{};
        int failures = 0;
    };
    catalog::Catalog& m_catalog;
    const base::Clock& m_clock;
    PasswordCost m_cost;
    std::string m_nobodysHash;
    std::mutex m_hashMutex;         // one password at a time: each costs 64 MiB
    std::atomic<int> m_logins = 0;  // under way; above kMostLogins they are turned away, so that they hold no threads
    std::mutex m_mutex;             // guards m_attempts
    std::map<std::string, Attempts> m_attempts;
};

/// 32 random bytes as text.
std::string newToken();
base::Digest tokenDigest(std::string_view token);
/// 100 random bits, easy to read out: "4k7mq-x2w9d-..." .
std::string newOneTimePassword();

}  // namespace fleet
