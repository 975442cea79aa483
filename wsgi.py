"""What the server runs. What keeps the house from starting is said in plain sentences, not in a trace."""

import click

from app import create_app, restore_lock
from app.config import ConfigurationError

CANNOT_BOOT = 3  # by this code gunicorn knows that no further worker would fare better, and ends

try:
    app = create_app()
    if click.get_current_context(silent=True) is None:  # a server; a command comes in when it opens the database
        restore_lock.enter_for_good(app)
except (ConfigurationError, restore_lock.Closed) as error:
    click.echo(str(error), err=True)
    raise SystemExit(CANNOT_BOOT) from None
