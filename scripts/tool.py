"""Runs one tool of the house, set up and with the demo's settings: python -m scripts.tool ruff format ."""

import os
import sys

from scripts.prepare import House, prepare
from scripts.run import demo_secret
from scripts.terminal import Stop, complain


def main(command: list[str]) -> int:
    house = House()
    try:
        prepare(house, for_tests=True)
        kind = os.environ.get("MEDVIRK_ENV") or "demo"
        settings = {"MEDVIRK_ENV": kind, "INSTANCE_PATH": str(house.instance), "SECRET_KEY": demo_secret(house)}
        os.execvpe(house.program(command[0]), command, house.environment(settings))
    except Stop as stop:
        complain(str(stop))
        return 1
    except OSError as error:
        complain(f"{command[0]} does not start: {error.strerror}.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
