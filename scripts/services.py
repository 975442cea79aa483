"""Runs several programs as one: they start together, and when one ends, or is told to, all end."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.terminal import Stop

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Service:
    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Running:
    service: Service
    process: subprocess.Popen[bytes]


def serve(
    services: Sequence[Service], health: str, *, folder: Path, environment: Mapping[str, str], ready: Callable[[], None]
) -> None:
    """Run until interrupted. Raises Stop when a service ends by itself.

    The first service has the machine to itself until the health address answers; then the others start, and ready is
    called.
    """
    running: list[Running] = []
    try:
        for service in services:
            running.append(Running(service, start(service, folder, environment)))
            if len(running) == 1:
                wait_until_answering(health, running)
        ready()
        while True:
            require_all(running)
            time.sleep(0.2)
    finally:
        stop(running)


def start(service: Service, folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only us and we end the services in order."""
    try:
        return subprocess.Popen(
            service.command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise Stop(f"The {service.name} does not start: {service.command[0]}: {error.strerror}.") from error


def wait_until_answering(health: str, running: Sequence[Running]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not answers(health):
        require_all(running)
        if time.monotonic() > until:
            raise Stop(f"The {running[0].service.name} did not answer at {health} within {SECONDS_TO_START} seconds.")
        time.sleep(0.1)


def answers(health: str) -> bool:
    """Any answer will do: a house that is up but not well says so on its own page."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(health, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def require_all(running: Sequence[Running]) -> None:
    for one in running:
        code = one.process.poll()
        if code is not None:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise Stop(f"The {one.service.name} stopped by itself ({how}), so everything was stopped.")


def stop(running: Sequence[Running]) -> None:
    """Ask all politely, wait, then insist: nothing is left behind, even when we are interrupted again."""
    try:
        for one in running:
            one.process.terminate()
        until = time.monotonic() + SECONDS_TO_STOP
        for one in running:
            with suppress(subprocess.TimeoutExpired):
                one.process.wait(max(0.1, until - time.monotonic()))
    finally:
        for one in running:
            with suppress(ProcessLookupError):
                os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()
