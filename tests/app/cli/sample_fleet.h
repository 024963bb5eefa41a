// Objects as the admin API has them (docs/admin-api.md), for tests of what is made of them.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/json.h"

class SampleFleet {
public:
    explicit SampleFleet(base::Timestamp now) : m_now(now) {}

    [[nodiscard]] base::Json handset(const std::string& name, const std::string& id) const;
    [[nodiscard]] base::Json lostHandset() const;
    /// A work phone whose states agree.
    [[nodiscard]] base::Json phone() const;
    /// One that is being updated from 1.0.0 to 1.1.0.
    [[nodiscard]] base::Json updatingPhone() const;
    /// One that went back to 1.0.0.
    [[nodiscard]] base::Json rejectingPhone() const;
    [[nodiscard]] base::Json operation(const std::string& kind, const std::string& state) const;
    [[nodiscard]] base::Json restorePoint() const;
    /// What the schedule comes to for a phone: a backup that is due and waits.
    [[nodiscard]] base::Json backup() const;
    [[nodiscard]] base::Json receipt() const;
    [[nodiscard]] base::Json policy() const;

private:
    [[nodiscard]] std::string ago(base::Duration before) const { return base::formatTimestamp(m_now - before); }
    base::Timestamp m_now;
};
