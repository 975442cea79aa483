"""make build: packages, assets and translations for a server; touches no data and starts nothing."""

import sys

from scripts.prepare import House, prepare
from scripts.terminal import carry_out


def main() -> int:
    prepare(House(), for_tests=False)
    return 0


if __name__ == "__main__":
    sys.exit(carry_out(main))
