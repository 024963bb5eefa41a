// Progress: shows on standard error how far something is. On a terminal one line is drawn again and again, and finished
// steps stay above it; elsewhere each step is one line, once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/terminal.h"

namespace cli {

class Progress {
public:
    Progress(Terminal& terminal, bool bar, std::string title);
    /// Takes an unfinished bar off the screen.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `fraction` 0 to 1; `step` in words, may be empty.
    void update(double fraction, std::string_view step);
    /// A step that ended; told once for each name.
    void stepDone(std::string_view name, bool ok, std::string_view detail);
    void finish();

private:
    void clearLine();
    Terminal& m_terminal;
    bool m_bar;
    std::string m_title;
    std::string m_shown;  // what stands on the terminal's line, or the last step printed
    std::vector<std::string> m_done;
};

}  // namespace cli
