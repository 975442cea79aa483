"""How the commands talk: one plain line a step, one plain sentence when they stop."""

import os
import signal
import sys
from types import FrameType
from typing import Never


class Stop(Exception):
    """The command cannot go on. The message is one sentence for the person at the terminal."""


def say(line: str = "") -> None:
    print(line, flush=True)


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def show_path(path: os.PathLike[str]) -> str:
    """The path as one would type it from the project's folder."""
    return os.path.relpath(path)


def _interrupt(number: int, frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def stop_on_signals() -> None:
    """Being ended from outside, or losing the terminal, is the same as Ctrl-C: everything is put away."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
