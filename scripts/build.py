"""make build: packages, assets and translations for a server; touches no data and starts nothing."""

import sys

from scripts.prepare import House, prepare
from scripts.terminal import Stop, complain


def main() -> int:
    try:
        prepare(House(), for_tests=False)
    except Stop as stop:
        complain(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
