// FleetClient: the GUI thread's way to a FleetService. A call is asked here and answered by a callback on the GUI thread;
// in between it waits for, and runs on, the one call thread. A second thread follows the change feed. Both threads see
// the service, nobody else does; widgets and models never block.
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QVector>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/console/call_thread.h"
#include "app/console/feed_thread.h"
#include "base/json.h"
#include "base/result.h"
#include "fleet/client/fleet_service.h"

namespace console {

/// Members of a call's argument object.
using JsonArgument = std::shared_ptr<const base::Json>;  // never null
using Argument = std::variant<std::string, bool, std::int64_t, JsonArgument>;
using Arguments = std::vector<std::pair<std::string, Argument>>;

class FleetClient : public QObject {
    Q_OBJECT
public:
    explicit FleetClient(std::shared_ptr<fleet::FleetService> service, QObject* parent = nullptr);
    /// Waits for the call that is running, if one is; what only waits is dropped.
    ~FleetClient() override;

    /// Starts to follow the feed; readAnew() comes once the feed's place is known.
    void start();

    /// Calls `verb`, reads the answer with `read` on the call thread, hands it to `done` on this thread. `done` is not
    /// called when `receiver` is gone by then, or after cancel().
    template <typename Row>
    CallId ask(QObject* receiver, std::string verb, Arguments arguments, base::Result<Row> (*read)(const base::Json&),
               std::function<void(base::Result<Row>)> done) {
        return m_calls->submit(receiver, [this, verb = std::move(verb), arguments = std::move(arguments), read,
                                          done = std::move(done)]() mutable -> CallThread::Completion {
            auto answer = std::make_shared<base::Result<Row>>(callAndRead<Row>(verb, arguments, read));
            return [answer, done = std::move(done)] { done(std::move(*answer)); };
        });
    }
    void cancel(CallId call) { m_calls->cancel(call); }

    /// True while nothing is asked for and the feed's place is known.
    [[nodiscard]] bool idle() const { return m_placed && m_calls->idle(); }
    [[nodiscard]] bool connected() const { return m_connected; }

signals:
    void changed(const QVector<console::Change>& changes);
    /// Everything shown may be old: at the start, after a lost connection, after a gap in the feed.
    void readAnew();
    void connectionLost(const QString& reason);
    void connectionRestored();

private:
    base::Result<void> callRaw(const std::string& verb, const Arguments& arguments,
                               const std::function<base::Result<void>(const base::Json&)>& read);
    template <typename Row>
    base::Result<Row> callAndRead(const std::string& verb, const Arguments& arguments,
                                  base::Result<Row> (*read)(const base::Json&)) {
        base::Result<Row> result(base::ErrorCode::Internal, "the call was not answered");
        auto called = callRaw(verb, arguments, [&](const base::Json& answer) -> base::Result<void> {
            result = read(answer);
            return base::success();
        });
        if (!called) return called.error();
        return result;
    }

    std::shared_ptr<fleet::FleetService> m_service;
    bool m_placed = false;
    bool m_connected = true;
    std::unique_ptr<CallThread> m_calls;
    std::unique_ptr<FeedThread> m_feed;
};

}  // namespace console
