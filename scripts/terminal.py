"""How the commands talk: one plain line a step, one plain sentence when they stop."""

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Never


class Stop(Exception):
    """The command cannot go on. The message is one sentence for the person at the terminal."""


def say(line: str = "") -> None:
    print(line, flush=True)


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def carry_out(command: Callable[[], int]) -> int:
    """Run a command to its exit code; whatever stops it is one sentence."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return command()
    except Stop as stop:
        complain(str(stop))
        return 1
    except KeyboardInterrupt:
        complain("Stopped before the end; the same command goes on from here.")
        return 130


def _interrupt(number: int, frame: FrameType | None) -> Never:
    """Being ended from outside, or losing the terminal, is the same as Ctrl-C: everything is put away."""
    raise KeyboardInterrupt
