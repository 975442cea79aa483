"""Read by gunicorn where it is started in this folder: wrong settings are said once, before it listens to anybody.

Its log is written as the app's is. An access log is not needed, since the app logs each request; asked for, it has no
address, no query and nobody's network address in it.
"""

import os
import sys

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger

from app.config import ConfigurationError, demo_is_open, load_settings, logs_are_json
from app.core.logs import JsonLine, ReadableLine

access_log_format = "%(t)s %(m)s %(s)s %(M)s ms %({x-request-id}o)s"


class logger_class(Logger):  # noqa: N801 (gunicorn's name of the setting)
    """What gunicorn says of its own processes and of requests that it cannot read."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLine() if logs_are_json(os.environ) else ReadableLine())


def on_starting(server: Arbiter) -> None:
    """The settings, and whether the demo would be open to others by the addresses that it is bound to."""
    try:
        load_settings()
    except ConfigurationError as error:
        sys.exit(str(error))
    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else "localhost"  # else the path of a socket
        refusal = demo_is_open(os.environ, str(host))
        if refusal is not None:
            sys.exit(refusal)
