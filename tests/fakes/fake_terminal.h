// FakeTerminal: records what the command line prints, answers its questions, and turns the clock instead of waiting.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/terminal.h"
#include "tests/fakes/fake_clock.h"

namespace fakes {

class FakeTerminal final : public cli::Terminal {
public:
    explicit FakeTerminal(FakeClock& clock) : m_clock(clock) {}

    std::string printed, complained;
    std::vector<std::string> prompts;
    std::deque<std::string> answers;  // to ask() and askSecret()
    std::string input;
    bool isTerminal = false;  // standard output and error
    bool asks = false;
    std::size_t columns = 80;
    std::optional<int> interruptAtPause;  // 0: the first one
    bool diskFull = false;
    int pauses = 0;

    void out(std::string_view text) override { printed += text; }
    void err(std::string_view text) override { complained += text; }
    base::Result<void> flush() override {
        if (!diskFull) return {};
        return {base::ErrorCode::Unavailable, "cannot write to standard output: No space left on device"};
    }
    bool canAsk() const override { return asks; }
    bool outIsTerminal() const override { return isTerminal; }
    bool errIsTerminal() const override { return isTerminal; }
    std::size_t width() const override { return columns; }

    base::Result<std::string> ask(std::string_view prompt) override {
        prompts.emplace_back(prompt);
        if (!asks || answers.empty()) return {base::ErrorCode::Unavailable, "there is no terminal to ask on"};
        std::string answer = answers.front();
        answers.pop_front();
        return answer;
    }
    base::Result<base::Secret> askSecret(std::string_view prompt) override {
        TWINSET_ASSIGN(std::string answer, ask(prompt));
        return base::Secret(std::move(answer));
    }
    base::Result<base::Bytes> readInput(std::size_t mostBytes) override {
        if (input.size() > mostBytes) return {base::ErrorCode::InvalidInput, "standard input is too long"};
        return input;
    }
    bool pause(base::Duration duration) override {
        m_clock.advance(duration);
        return !(interruptAtPause && pauses++ >= *interruptAtPause);
    }

private:
    FakeClock& m_clock;
};

}  // namespace fakes
