"""make lock: the newest versions that the .in files and package.json allow, written down with their hashes."""

import sys

from scripts.prepare import House, prepare, run_step
from scripts.terminal import carry_out

# requirements.txt first: the tests' lock keeps to its versions.
LOCKS = ("requirements", "requirements-dev", "requirements-build", "requirements-node")


def main() -> int:
    house = House()
    prepare(house, for_tests=True)
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    quiet = ["--no-annotate", "--no-header", "--quiet"]
    for lock in LOCKS:
        command = [house.program("uv"), "pip", "compile", *how, *quiet]
        run_step(house, f"{lock}.txt", [*command, "-o", f"{lock}.txt", f"{lock}.in"])
    run_step(house, "package-lock.json", ["npm", "update", "--package-lock-only", "--ignore-scripts"])
    return 0


if __name__ == "__main__":
    sys.exit(carry_out(main))
