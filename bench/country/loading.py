"""Loads the country in one transaction, on the registers alone."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import click
from sqlalchemy import func, select

from app.core import clock
from app.database import db, transaction
from app.demo.data import story
from app.models.councils import Council
from app.models.issues import Issue
from app.models.places import Office
from app.search import index_all
from bench.country.life import live
from bench.country.people import Body, Country, Dice, settle_country
from bench.country.rows import Rows
from bench.country.texts import Texts
from bench.country.world import World

SEED = 1814
YEARS = 4
BATCH = 1000
SEARCHED = ("id", "reference", "title", "body", "affected", "wanted", "hidden_at")


class NotEmpty(Exception):
    """There are councils already, or no registers yet: the country cannot be laid over them."""


def load(issues: int, *, seed: int = SEED, show: bool = True) -> dict[str, int]:
    """Load the country in one transaction; how many rows of each table were written comes back.

    The same seed on the same day gives the same country. Raises NotEmpty.
    """
    if not db.session.scalar(select(func.count()).select_from(Office)):
        raise NotEmpty("The registers are empty. Run `flask import-registers` first.")
    if db.session.scalar(select(func.count()).select_from(Council)):
        raise NotEmpty("There are councils already. The country needs a database with the registers alone.")
    with transaction():
        rows = Rows()
        world = _world(rows, Dice(seed))
        rows.write()
        _live_through(world, issues, show=show)
        world.finish()
        rows.finish()
    return rows.written


def _world(rows: Rows, dice: Dice) -> World:
    told, now = story.read_story(), clock.now()
    country = settle_country(rows, dice, told, now=now, today=clock.today())
    return World(rows, dice, Texts(told, dice), country, now, clock.today())


def _live_through(world: World, issues: int, *, show: bool) -> None:
    times = _times(world, issues)
    places = _places(world.dice, world.country, issues)
    label = f"{issues} issues"
    with click.progressbar(length=issues, label=label, file=sys.stderr, hidden=not show) as bar:
        for batch in _batches(times):
            posted = [live(world, next(places), at) for at in batch]
            world.rows.write()
            index_all(Issue(**{name: row[name] for name in SEARCHED}) for row in posted)
            bar.update(len(batch))


def _times(world: World, issues: int) -> list[datetime]:
    """Through four years, more of them in the later ones, in office hours and evenings."""
    span = YEARS * 365
    days = sorted(span * (1 - world.dice.random() ** 1.3) for _ in range(issues))
    latest = world.now - timedelta(minutes=5)
    start = clock.start_of(world.today - timedelta(days=span))
    times = [start + timedelta(days=int(day), hours=8 + (day % 1) * 13) for day in days]
    return sorted(min(at, latest) for at in times)


def _places(dice: Dice, country: Country, issues: int) -> Iterator[Body]:
    """Large offices hear more than small ones."""
    weights = [dice.uniform(0.3, 3.0) for _ in country.bodies]
    yield from dice.choices(country.bodies, weights, k=issues)


def _batches(times: Sequence[datetime]) -> Iterator[Sequence[datetime]]:
    for start in range(0, len(times), BATCH):
        yield times[start : start + BATCH]
