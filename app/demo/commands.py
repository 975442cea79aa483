"""`flask demo`: the demo people and their story, loaded once."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.database import db, transaction
from app.demo import national, story
from app.demo.people import seat_everybody
from app.demo.replay import Replay
from app.models.councils import Council
from app.models.places import Office


@click.command("demo")
@click.option("--size", type=click.Choice(["story", "national"]), default="story", help="a story, or the whole country")
@click.option("--issues", type=click.IntRange(min=1), default=100_000, show_default=True, help="how many, nationally")
@with_appcontext
def load_demo(size: str, issues: int) -> None:
    """Load the demo people and their story, the first time only; or, to try its speed, councils at every office."""
    if not current_app.config["DEMO"] and not current_app.config["TESTING"]:
        raise click.ClickException("Invented people do not belong in production; MEDVIRK_ENV=demo is for them.")
    if size == "national":
        load_country(issues)
        return
    if not db.session.scalar(select(func.count()).select_from(Office)):
        raise click.ClickException("The registers are empty. Run `flask import-registers` first.")
    if db.session.scalar(select(func.count()).select_from(Council)):
        click.echo("The demo data is here already.")
        return
    told = story.read()
    with transaction():
        cast = seat_everybody(told)
    Replay(told, cast).run()
    click.echo(f"Demo data: {len(told.people)} people, {len(told.councils)} councils, {len(told.issues)} issues.")


def load_country(issues: int) -> None:
    try:
        written = national.load(issues)
    except national.NotEmpty as error:
        raise click.ClickException(str(error)) from error
    for table, count in sorted(written.items()):
        click.echo(f"{table:<18}{count:>10}")
