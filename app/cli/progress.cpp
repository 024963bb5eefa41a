#include "app/cli/progress.h"

#include <algorithm>
#include <cmath>

#include "app/cli/text_width.h"

namespace cli {
namespace {

constexpr std::size_t kBarWidth = 24;

std::string barText(double fraction) {
    const auto full = static_cast<std::size_t>(std::lround(fraction * kBarWidth));
    std::string bar = "[";
    for (std::size_t i = 0; i < kBarWidth; ++i) bar += i < full ? '=' : i == full ? '>' : ' ';
    const std::string percent = std::to_string(static_cast<int>(fraction * 100));
    return bar + "] " + paddedLeft(percent, 3) + " %";
}

}  // namespace

Progress::Progress(Terminal& terminal, bool bar, std::string title)
    : m_terminal(terminal), m_bar(bar), m_title(printable(title)) {}

Progress::~Progress() { finish(); }

void Progress::clearLine() {
    if (m_bar && !m_shown.empty()) m_terminal.err("\r\x1b[K");
}

void Progress::update(double fraction, std::string_view step) {
    const std::string safe = printable(step);
    if (!m_bar) {
        if (safe == m_shown || safe.empty()) return;
        m_shown = safe;
        if (std::find(m_done.begin(), m_done.end(), safe) == m_done.end()) m_terminal.err(m_title + ": " + safe + "\n");
        return;
    }
    const std::size_t width = std::max<std::size_t>(m_terminal.width(), 20) - 1;
    const std::string line =
        truncated(barText(std::clamp(fraction, 0.0, 1.0)) + "  " + (safe.empty() ? m_title : safe), width);
    if (line == m_shown) return;
    clearLine();
    m_shown = line;
    m_terminal.err(line);
}

void Progress::stepDone(std::string_view name, bool ok, std::string_view detail) {
    const std::string safe = printable(name);
    if (safe.empty() || std::find(m_done.begin(), m_done.end(), safe) != m_done.end()) return;
    m_done.push_back(safe);
    clearLine();
    if (m_bar) m_shown.clear();
    const std::string what = detail.empty() ? "" : " (" + printable(detail) + ")";
    m_terminal.err(m_bar ? (ok ? "  done    " : "  FAILED  ") + safe + what + "\n"
                         : m_title + ": " + safe + (ok ? ": done" : ": failed") + what + "\n");
}

void Progress::finish() {
    clearLine();
    m_shown.clear();
}

}  // namespace cli
