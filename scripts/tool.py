"""Runs one tool of the house, set up and with the demo's settings: python -m scripts.tool ruff format ."""

import os
import sys

from scripts.prepare import House, prepare
from scripts.run import demo_secret
from scripts.terminal import Stop, carry_out


def main() -> int:
    house, command = House(), sys.argv[1:]
    prepare(house, for_tests=True)
    kind = os.environ.get("MEDVIRK_ENV") or "demo"
    settings = {"MEDVIRK_ENV": kind, "INSTANCE_PATH": str(house.instance), "SECRET_KEY": demo_secret(house)}
    try:
        os.execvpe(house.program(command[0]), command, house.environment(settings))
    except OSError as error:
        raise Stop(f"{command[0]} does not start: {error.strerror}.") from error


if __name__ == "__main__":
    sys.exit(carry_out(main))
