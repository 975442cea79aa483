"""Measures pages: statements, time and size of the most used pages, on scratch databases of several sizes."""

import gzip
import io
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import click
import psycopg
from flask import current_app
from flask.cli import ScriptInfo
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from bench.country import loading
from bench.pages import AGENT, Page, pages
from bench.plain import PREFIX
from bench.server import HOST, PROCESSOR, STATEMENTS, free_port, serve, the_house

WARM_UPS = 5
PATIENCE = 90  # seconds for the server to come up
COLUMNS = ("page", "statements", "p50 ms", "p95 ms", "cpu ms", "html kB", "gzip kB", "plain")


@dataclass(frozen=True)
class Answer:
    """One answer, as it came over the wire."""

    seconds: float
    statements: int
    processor: float  # seconds that the worker has used in all, this answer included
    body: bytes


@dataclass(frozen=True)
class Measured:
    """One page's figures."""

    page: Page
    statements: int
    p50: float
    p95: float
    processor: float
    html: int
    compressed: int
    plain: float  # processor time of the plain page of its kind and size, asked in turn with this one

    @property
    def line(self) -> str:
        times = f"{self.p50 * 1000:>10.1f}{self.p95 * 1000:>10.1f}{self.processor * 1000:>10.1f}"
        sizes = f"{self.html / 1000:>10.1f}{self.compressed / 1000:>10.1f}"
        return f"{self.page.name:<26}{self.statements:>10}{times}{sizes}{self.plain / self.processor:>10.2f}"


class Failed(click.ClickException):
    """A page did not answer as it should."""


def report(count: int, rows: Sequence[Measured]) -> None:
    head, *others = COLUMNS
    click.echo(f"\n{count} issues")
    click.echo(f"{head:<26}" + "".join(f"{name:>10}" for name in others))
    for row in rows:
        click.echo(row.line)


# The scratch database


@contextmanager
def scratch(count: int) -> Iterator[dict[str, str]]:
    """The environment of a house with a database of its own, loaded with that many issues."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _database(Path(folder), count) as url:
        environment = {
            "DATABASE_URL": url,
            "INSTANCE_PATH": folder,
            "MEDVIRK_ENV": "demo",
            "PUBLIC_URL": f"http://{HOST}",
            "RATE_LIMITS": "off",
            "SECRET_KEY": str(current_app.config["SECRET_KEY"]),
        }
        loader = multiprocessing.get_context("spawn").Process(target=load, args=(environment, count))
        loader.start()
        try:
            loader.join()
        finally:
            loader.terminate()  # when interrupted; one that has ended does not mind
        if loader.exitcode:
            raise Failed("The country could not be loaded.")
        yield environment


@contextmanager
def _database(folder: Path, count: int) -> Iterator[str]:
    given = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if given.get_backend_name() == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    name = f"medvirk_bench_{count}_{os.getpid()}"
    server = given.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield given.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def load(environment: Mapping[str, str], count: int) -> None:
    """Runs in a process of its own: migrations, registers, the country."""
    os.environ.update(environment)
    house = the_house()
    for command in (["db", "upgrade"], ["import-registers"]):
        with redirect_stdout(io.StringIO()):
            house.cli.main(
                args=command,
                prog_name="flask",
                standalone_mode=False,
                obj=ScriptInfo(create_app=lambda: house),
            )
    with house.app_context():
        loading.load(count)


# Measuring


def measure_all(environment: Mapping[str, str], *, requests: int) -> list[Measured]:
    engine = create_engine(environment["DATABASE_URL"])
    found = pages(engine)
    engine.dispose()
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(dict(environment), port))
    server.start()
    try:
        _wait_for(port)
        return [measure(port, page, requests=requests) for page in found]
    finally:
        server.terminate()
        server.join()


def measure(port: int, page: Page, *, requests: int) -> Measured:
    """The page and the plain one in turn, so that whatever else the machine does slows both.

    Processor time is the worker's from one answer to the next: what the server itself does for a page is in it.
    """
    size = len(ask(port, page.path, page.cookie).body)
    plain = f"{PREFIX}/{page.plain}{'&' if '?' in page.plain else '?'}size={size}"
    for _ in range(WARM_UPS):
        ask(port, page.path, page.cookie)
        ask(port, plain)
    asked = [
        ask(port, path, cookie) for _ in range(requests) for path, cookie in ((page.path, page.cookie), (plain, None))
    ]
    spent = [later.processor - before.processor for before, later in pairwise(asked)]
    answers = asked[::2]
    times = [answer.seconds for answer in answers]
    return Measured(
        page=page,
        statements=max(answer.statements for answer in answers),
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        processor=statistics.median(spent[1::2]),
        html=size,
        compressed=len(gzip.compress(answers[-1].body, 6)),
        plain=statistics.median(spent[::2]),
    )


def ask(port: int, path: str, cookie: str | None = None) -> Answer:
    """One request on a connection of its own, timed from connecting to the last byte. Raises Failed but for a 200."""
    headers = {"User-Agent": AGENT, "Accept-Language": "nb", **({"Cookie": cookie} if cookie else {})}
    begun = time.perf_counter()
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", quote(path, safe="/?=&"), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - begun
    connection.close()
    if answer.status != 200:
        raise Failed(f"{path} answered {answer.status}.")
    return Answer(seconds, int(answer.headers[STATEMENTS]), float(answer.headers[PROCESSOR]), body)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            ask(port, "/")
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise Failed("The server did not come up.") from None
            time.sleep(0.2)
        else:
            return
