"""`python -m bench`: loads the measuring country, and measures pages on it."""

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext

from bench import measuring
from bench.country import loading


@click.group()
def main() -> None:
    """Measure Medvirk."""


@main.command()
@click.option("--issues", type=click.IntRange(min=1), default=100_000, show_default=True, help="how many")
@with_appcontext
def country(issues: int) -> None:
    """Load councils at every office, and years of their history, on a database with the registers alone."""
    if not current_app.config["DEMO"] and not current_app.config["TESTING"]:
        raise click.ClickException("Invented people do not belong in production; MEDVIRK_ENV=demo is for them.")
    try:
        written = loading.load(issues)
    except loading.NotEmpty as error:
        raise click.ClickException(str(error)) from error
    for table, count in sorted(written.items()):
        click.echo(f"{table:<18}{count:>10}")


@main.command()
@click.option("--issues", "sizes", default="1000,10000,100000", show_default=True, help="sizes, with commas between")
@click.option("--requests", type=click.IntRange(min=60), default=60, show_default=True, help="how many a page")
@with_appcontext
def pages(sizes: str, requests: int) -> None:
    """Measure the most used pages, through gunicorn, with real sign-ins.

    Every size gets a scratch database of the kind that DATABASE_URL names, which is gone afterwards.
    """
    counts = [int(size) for size in sizes.split(",") if size.strip().isdigit()]
    if not counts:
        raise click.BadParameter("Say how many issues, such as 1000,10000.", param_hint="--issues")
    for count in counts:
        with measuring.scratch(count) as environment:
            measuring.report(count, measuring.measure_all(environment, requests=requests))


if __name__ == "__main__":
    main(prog_name="python -m bench", obj=ScriptInfo(app_import_path="wsgi"))
