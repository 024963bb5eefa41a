"""What the person who runs the main job sees: numbered steps, lines with their times, and a line that shows progress."""

import sys
import time


class Screen:
    def __init__(self, steps):
        self.steps = steps
        self.number = 0
        self.started = time.monotonic()
        self.mark = self.started
        self.live = sys.stdout.isatty()
        self.summary = []

    def step(self, title):
        self.number += 1
        self.mark = time.monotonic()
        print(f"\n{self.number:2}/{self.steps}  {title}", flush=True)

    def progress(self, text):
        """Overwrites itself on a terminal; not shown in a file."""
        if self.live:
            print(f"\r\033[K       … {text}", end="", flush=True)

    def done(self, text):
        """One fact, with the time since the one before."""
        now = time.monotonic()
        took, self.mark = now - self.mark, now
        clear = "\r\033[K" if self.live else ""
        print(f"{clear}       ✓ {text:<88} {took:6.1f} s", flush=True)

    def detail(self, text):
        for line in text.rstrip().splitlines():
            print(f"           {line}", flush=True)

    def remember(self, text):
        self.summary.append(text)

    def total(self):
        return time.monotonic() - self.started
