"""`flask sweep-uploads`: the hourly sweep by hand, and the word of the operator that the database is the right one."""

import click
from flask.cli import with_appcontext

from app.core import clock
from app.database import transaction
from app.files.due import note_sweep, sweep_stray_files
from app.files.service import folder_lock


@click.command("sweep-uploads")
@click.option("--anyway", is_flag=True, help="throw away what is unknown although it is most: the database is right")
@with_appcontext
def sweep_uploads(*, anyway: bool) -> None:
    """Bring uploads that the database does not know to the bin, put back what it knows, and delete after 30 days.

    The worker does the same each hour. When most files are unknown it refuses, since the database may be the wrong one.
    """
    now = clock.now()
    with folder_lock.lock_for_sweeping() as is_free:
        if not is_free:
            raise click.ClickException("The uploads are being copied. Run this again when the backup has ended.")
        swept = sweep_stray_files(now, anyway=anyway)
    with transaction():
        note_sweep(swept, now)
    for fault, number in sorted(swept.faults.items()):
        click.echo(f"{number} of {swept.known} files that the database knows: {fault}")
    click.echo(f"{swept.put_back} put back, {swept.binned} to the bin, {swept.deleted} deleted after 30 days")
    if swept.refused:
        raise click.ClickException(
            f"The database does not know {swept.refused} files, most of all. Nothing was thrown away. "
            "If it is the right database, say --anyway."
        )
