#include "fleet/gateway/sign_in.h"

#include <sodium.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/ids.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr auto kSessionLength = std::chrono::hours(8);
constexpr auto kWindow = std::chrono::minutes(1);
constexpr int kMostFailures = 5;
constexpr int kMostLogins = 4;
constexpr std::size_t kMostNames = 10'000;
constexpr std::size_t kShortestPassword = 12;
constexpr std::size_t kLongestPassword = 1024;

base::Error wrongLogin() { return {ErrorCode::Denied, "the name or the password is wrong: check both and try again"}; }
base::Error logInAgain() {
    return {ErrorCode::Denied, "this session is unknown or has expired: log in again ('twinset login')"};
}

class CountedLogin {
public:
    explicit CountedLogin(std::atomic<int>& count) : m_count(count) { ++m_count; }
    ~CountedLogin() { --m_count; }
    CountedLogin(const CountedLogin&) = delete;
    CountedLogin& operator=(const CountedLogin&) = delete;

private:
    std::atomic<int>& m_count;
};

}  // namespace

std::string newToken() { return base::toBase64Url(base::randomBytes(32)); }

base::Digest tokenDigest(std::string_view token) { return base::Digest::of("twinset token 1 " + std::string(token)); }

std::string newOneTimePassword() {
    const auto text = base::newIdText("p").substr(2) + base::newIdText("p").substr(2, 4);
    std::string grouped;
    for (std::size_t i = 0; i < text.size(); ++i)
        grouped += (i != 0 && i % 5 == 0 ? "-" : "") + std::string(1, text[i]);
    return grouped;
}

SignIn::SignIn(catalog::Catalog& catalog, const base::Clock& clock, PasswordCost cost)
    : m_catalog(catalog), m_clock(clock), m_cost(cost) {
    m_nobodysHash = hash(base::randomBytes(16)).valueOr({});
}

base::Result<std::string> SignIn::hash(base::BytesView password) {
    const std::lock_guard lock(m_hashMutex);
    std::string text(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), m_cost.operations, m_cost.memoryBytes) != 0)
        return {ErrorCode::Unavailable, "not enough memory to check a password: try again"};
    text.resize(std::char_traits<char>::length(text.c_str()));
    return text;
}

bool SignIn::verify(const std::string& hash, base::BytesView password) {
    const std::lock_guard lock(m_hashMutex);
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

base::Result<void> SignIn::admitAttempt(const std::string& name) {
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.monotonic();
    std::erase_if(m_attempts, [&](const auto& entry) { return now - entry.second.since >= kWindow; });
    const auto found = m_attempts.find(name);
    const bool closed =
        found != m_attempts.end() ? found->second.failures >= kMostFailures : m_attempts.size() >= kMostNames;
    if (closed) return {ErrorCode::Denied, "too many wrong passwords: wait a minute and try again"};
    return {};
}

void SignIn::countFailure(const std::string& name) {
    const std::lock_guard lock(m_mutex);
    auto& attempts = m_attempts[name];
    if (attempts.failures++ == 0) attempts.since = m_clock.monotonic();
}

base::Result<OpenedSession> SignIn::login(const std::string& name, base::BytesView password) {
    if (name.size() > 256 || password.size() > kLongestPassword) return wrongLogin();
    TWINSET_TRY(admitAttempt(name));
    const CountedLogin counted(m_logins);
    if (m_logins > kMostLogins) return {ErrorCode::Unavailable, "many people log in just now: try again in a moment"};
    TWINSET_ASSIGN(auto row, m_catalog.read([&](Transaction& t) -> base::Result<std::optional<catalog::OperatorRow>> {
        return catalog::OperatorTable(t).findByName(name);
    }));
    const bool right = verify(row ? row->passwordHash : m_nobodysHash, password);
    if (!right || !row) {
        countFailure(name);
        return wrongLogin();
    }
    OpenedSession session{newToken(), m_clock.now() + kSessionLength, roleFromName(row->role).value_or(kAuditor),
                          row->mustChangePassword};
    TWINSET_TRY(m_catalog.write([&](Transaction& t) -> base::Result<void> {
        row->lastLoginAt = t.now();
        catalog::OperatorTable(t).update(*row);
        catalog::SessionTable(t).removeExpired();
        catalog::SessionTable(t).insert({tokenDigest(session.token), row->id, t.now(), session.expiresAt});
        return {};
    }));
    return session;
}

base::Result<Caller> SignIn::authenticate(std::string_view token) {
    if (token.size() > 256) return logInAgain();
    const auto digest = tokenDigest(token);
    return m_catalog.read([&](Transaction& t) -> base::Result<Caller> {
        if (const auto session = catalog::SessionTable(t).find(digest)) {
            const auto row = catalog::OperatorTable(t).find(session->operatorId);
            if (!row || session->expiresAt <= t.now()) return logInAgain();
            return Caller{row->name, roleFromName(row->role).value_or(kAuditor), row->mustChangePassword, row->id,
                          digest};
        }
        const auto api = catalog::ApiTokenTable(t).find(digest);
        if (!api || api->expiresAt <= t.now()) return logInAgain();
        return Caller{"token:" + api->name, roleFromName(api->role).value_or(kAuditor), false, {}, std::nullopt};
    });
}

base::Result<void> SignIn::changePassword(const Caller& caller, base::BytesView oldPassword,
                                          base::BytesView newPassword) {
    if (caller.operatorId.empty())
        return {ErrorCode::Conflict, "only an operator who logged in has a password to change"};
    if (newPassword.size() < kShortestPassword || newPassword.size() > kLongestPassword)
        return {ErrorCode::InvalidInput,
                "a password has at least " + std::to_string(kShortestPassword) + " characters"};
    if (newPassword == oldPassword) return {ErrorCode::InvalidInput, "the new password is the old one"};
    TWINSET_TRY(admitAttempt(caller.actor));
    TWINSET_ASSIGN(auto row, m_catalog.read([&](Transaction& t) -> base::Result<std::optional<catalog::OperatorRow>> {
        return catalog::OperatorTable(t).find(caller.operatorId);
    }));
    if (!row || !verify(row->passwordHash, oldPassword)) {
        countFailure(caller.actor);
        return {ErrorCode::Denied, "the old password is wrong"};
    }
    TWINSET_ASSIGN(const auto hashed, hash(newPassword));
    return m_catalog.write([&](Transaction& t) -> base::Result<void> {
        row->passwordHash = hashed;
        row->mustChangePassword = false;
        catalog::OperatorTable(t).update(*row);
        catalog::SessionTable(t).removeOthers(row->id, caller.session.value_or(base::Digest()));
        return {};
    });
}

}  // namespace fleet
