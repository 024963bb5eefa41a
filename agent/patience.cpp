#include "agent/patience.h"

#include <algorithm>
#include <thread>

namespace agent {
namespace {

constexpr base::Duration kGlance = std::chrono::milliseconds(100);

class PatientSource final : public images::ChunkSource {
public:
    PatientSource(const StepWork& work, std::unique_ptr<images::ChunkSource> source)
        : m_work(work), m_source(std::move(source)) {}

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        return patiently(m_work, [&] { return m_source->fetch(ids); });
    }

private:
    const StepWork& m_work;
    std::unique_ptr<images::ChunkSource> m_source;
};

class PatientSink final : public images::ChunkSink {
public:
    PatientSink(const StepWork& work, std::unique_ptr<images::ChunkSink> sink)
        : m_work(work), m_sink(std::move(sink)) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        return patiently(m_work, [&] { return m_sink->missing(ids); });
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        return patiently(m_work, [&] { return m_sink->store(chunks); });
    }

private:
    const StepWork& m_work;
    std::unique_ptr<images::ChunkSink> m_sink;
};

}  // namespace

bool rest(const StepWork& work, base::Duration pause) {
    const auto& sleep = work.services.sleep;
    for (; pause.count() > 0 && !work.state->cancelled; pause -= std::min(pause, kGlance)) {
        if (sleep)
            sleep(std::min(pause, kGlance));
        else
            std::this_thread::sleep_for(std::min(pause, kGlance));
    }
    return !work.state->cancelled;
}

std::unique_ptr<images::ChunkSource> patientSource(const StepWork& work, std::unique_ptr<images::ChunkSource> source) {
    return std::make_unique<PatientSource>(work, std::move(source));
}

std::unique_ptr<images::ChunkSink> patientSink(const StepWork& work, std::unique_ptr<images::ChunkSink> sink) {
    return std::make_unique<PatientSink>(work, std::move(sink));
}

}  // namespace agent
