"""`flask demo`: the demo people and their story, loaded once."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.database import db, transaction
from app.demo.commands.people import seat_everybody
from app.demo.commands.replay import Replay
from app.demo.data import story
from app.models.councils import Council
from app.models.places import Office


@click.command("demo")
@with_appcontext
def load_demo() -> None:
    """Load the demo people and their story, the first time only."""
    if not current_app.config["DEMO"] and not current_app.config["TESTING"]:
        raise click.ClickException("Invented people do not belong in production; MEDVIRK_ENV=demo is for them.")
    if not db.session.scalar(select(func.count()).select_from(Office)):
        raise click.ClickException("The registers are empty. Run `flask import-registers` first.")
    if db.session.scalar(select(func.count()).select_from(Council)):
        click.echo("The demo data is here already.")
        return
    told = story.read_story()
    with transaction():
        cast = seat_everybody(told)
    Replay(told, cast).run()
    click.echo(f"Demo data: {len(told.people)} people, {len(told.councils)} councils, {len(told.issues)} issues.")
