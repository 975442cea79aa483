"""Read by gunicorn where it is started in this folder: wrong settings are said once, before it listens to anybody."""

import os
import sys

from gunicorn.arbiter import Arbiter

from app.config import ConfigurationError, demo_is_open, load


def on_starting(server: Arbiter) -> None:
    """The settings, and whether the demo would be open to others by the addresses that it is bound to."""
    try:
        load()
    except ConfigurationError as error:
        sys.exit(str(error))
    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else "localhost"  # else the path of a socket
        refusal = demo_is_open(os.environ, str(host))
        if refusal is not None:
            sys.exit(refusal)
