// A handset whose power and network the test decides.
#pragma once

#include "agent/handset_facts.h"

namespace fakes {

class FakeHandsetFacts final : public agent::HandsetFacts {
public:
    [[nodiscard]] bool charging() override { return onCharger; }
    [[nodiscard]] bool unmetered() override { return onWifi; }
    [[nodiscard]] std::optional<base::ByteCount> freeMemory() override { return memory; }
    std::optional<base::ByteCount> memory;
    bool onCharger = true, onWifi = true;
};

}  // namespace fakes
