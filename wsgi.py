"""What the server runs."""

import click

from app import create_app, presence

GUNICORN_STOPS = 3  # a worker that ends with this is not started again

app = create_app()
if click.get_current_context(silent=True) is None:  # a server; a command comes in when it opens the database
    try:
        presence.serve(app)
    except presence.Closed as closed:
        closed.show()
        raise SystemExit(GUNICORN_STOPS) from None
