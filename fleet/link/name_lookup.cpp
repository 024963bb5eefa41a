#include "fleet/link/name_lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <mutex>
#include <thread>

namespace fleet {
namespace {

base::Result<std::vector<std::string>> lookUp(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (failure != 0)
        return {base::ErrorCode::Unavailable, "the host name '" + host + "' cannot be resolved: " + ::gai_strerror(failure)};
    std::vector<std::string> addresses;
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
            addresses.emplace_back(text);
    }
    ::freeaddrinfo(found);
    return addresses;
}

}  // namespace

struct NameLookup::Shared {
    std::mutex mutex;
    Answer answer;  // empty when nobody waits any more
};

NameLookup::NameLookup(const std::string& host, Answer answer) : m_shared(std::make_shared<Shared>()) {
    m_shared->answer = std::move(answer);
    std::thread([shared = m_shared, host] {
        auto addresses = lookUp(host);
        const std::lock_guard lock(shared->mutex);
        if (shared->answer) shared->answer(std::move(addresses));
    }).detach();
}

NameLookup::~NameLookup() {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->answer = nullptr;
}

}  // namespace fleet
