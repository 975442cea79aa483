"""Makes the house ready from nothing but Python: packages, assets, translations. What is ready is left alone.

Every product carries a stamp with the hash of what it was made from. The stamp is written last, so what was broken off
half-way has none and is made again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.terminal import Stop, say

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20
SPACE_NEEDED = 1_000_000_000
STAMP = ".made-from"

NO_NETWORK = (
    "getaddrinfo", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH",
    "Temporary failure in name resolution", "Name or service not known", "Network is unreachable", "Connection refused",
    "NewConnectionError", "ConnectTimeoutError", "Failed to fetch", "error sending request", "dns error", "timed out",
)  # fmt: skip
NO_SPACE = ("No space left on device", "ENOSPC", "Disk quota exceeded")


@dataclass(frozen=True)
class House:
    """The places that are made, and the environment in which the house's programs run."""

    root: Path = ROOT

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    def program(self, name: str) -> str:
        """A program that the locks brought, by its full path."""
        return str(self.venv / "bin" / name)

    @property
    def instance(self) -> Path:
        return Path(os.environ.get("INSTANCE_PATH") or self.root / "instance").resolve()

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The caller's environment (proxies and certificates included) with the house's own programs first."""
        path = f"{self.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
        return {**inherited, "PATH": path, "VIRTUAL_ENV": str(self.venv), **(extra or {})}


def prepare(house: House, *, for_tests: bool) -> None:
    """Install, build and compile what is missing or older than its sources."""
    if not os.access(house.root, os.W_OK):
        raise Stop(f"The folder {house.root} cannot be written to; clone the project to a folder of your own.")
    install_packages(house, for_tests=for_tests)
    install_frontend(house)
    build_assets(house)
    compile_translations(house)
    make_instance(house)


# --- Python packages ---------------------------------------------------------------------------------------------


def install_packages(house: House, *, for_tests: bool) -> None:
    """Bring .venv to exactly what the locks say. What the tests need stays once it is there."""
    locks = ["requirements.txt", "requirements-build.txt"]
    if for_tests or (house.venv / "bin" / "pytest").exists():
        locks.append("requirements-dev.txt")
    if not node_is_new_enough():
        locks.append("requirements-node.txt")
    wanted = fingerprint([house.root / lock for lock in locks], extra=(*locks, sys.version, str(house.root)))
    stamp = house.venv / STAMP
    if is_made(stamp, wanted) and house.python.exists():
        return
    require_space(house)
    begun = house.root / ".venv-begun"  # beside it, since making it anew empties it
    is_half_made = begun.exists()
    begun.touch()
    if is_half_made or not has_pip(house):
        require_venv()
        run_step(house, "a place for Python packages", [sys.executable, "-m", "venv", "--clear", str(house.venv)])
    stamp.unlink(missing_ok=True)
    with_uv = run_step(house, "the installer", [*pip(house), "-r", "requirements-build.txt"], optional=True)
    files = [part for lock in locks for part in ("-r", lock)]
    uv = [house.program("uv"), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", *locks]
    if not (with_uv and run_step(house, "Python packages", uv, optional=True)):
        run_step(house, "Python packages (with pip)", [*pip(house), *files])
    begun.unlink()
    stamp.write_text(wanted)


def pip(house: House) -> list[str]:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "30"]
    return [str(house.python), "-m", "pip", "install", *quiet, "--require-hashes"]


def has_pip(house: House) -> bool:
    return house.python.exists() and succeeds(
        [str(house.python), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    )


def require_venv() -> None:
    if not succeeds([sys.executable, "-c", "import venv, ensurepip"]):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"Python's venv module is missing; on Debian and Ubuntu it comes with: "
            f"sudo apt-get install python{version}-venv"
        )


# --- The front end -----------------------------------------------------------------------------------------------


def node_is_new_enough() -> bool:
    if not shutil.which("npm"):
        return False
    answer = output_of(["node", "--version"]).removeprefix("v").split(".")[0]
    return answer.isdigit() and int(answer) >= OLDEST_NODE


def install_frontend(house: House) -> None:
    sources = [house.root / name for name in ("package.json", "package-lock.json", ".npmrc")]
    wanted = fingerprint(sources)
    stamp = house.root / "node_modules" / STAMP
    if is_made(stamp, wanted):
        return
    require_space(house)
    retries = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    run_step(house, "front-end packages", ["npm", "ci", "--ignore-scripts", *quiet, *retries])
    stamp.write_text(wanted)


def build_assets(house: House) -> None:
    sources = [*files_under(house.root / "frontend"), house.root / "package-lock.json"]
    wanted = fingerprint(sources)
    stamp = house.root / "app" / "static" / "dist" / STAMP
    if is_made(stamp, wanted):
        return
    run_step(house, "style, scripts and icons", ["node", "frontend/build.mjs"])
    stamp.write_text(wanted)


def compile_translations(house: House) -> None:
    folder = house.root / "app" / "translations"
    texts = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    if all(is_newer(text.with_suffix(".mo"), text) for text in texts):
        return
    run_step(house, "translations", [house.program("pybabel"), "compile", "-d", str(folder)])


def make_instance(house: House) -> None:
    try:
        house.instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"The folder {house.instance} for data cannot be made: {error.strerror}.") from error


# --- What the steps share ----------------------------------------------------------------------------------------


def run_step(
    house: House,
    what: str,
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    optional: bool = False,
) -> bool:
    """Run one step quietly and say what it made. An optional step may fail, unless the next would fail as well."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=house.root, env=environment or house.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        raise Stop(f"Could not make {what}: {command[0]} does not start ({error.strerror}).") from error
    if done.returncode == 0:
        say(f"  made {what} ({time.monotonic() - started:.1f} s)")
        return True
    if any(word in done.stdout for word in NO_SPACE):
        raise Stop(f"The disk is full: could not make {what}. Free about 1 GB and run the same command again.")
    if any(word in done.stdout for word in NO_NETWORK):
        raise Stop(f"No network: could not fetch {what}. Check the connection or proxy and run the same command again.")
    if optional:
        return False
    say(done.stdout.rstrip())
    raise Stop(f"Could not make {what}: {Path(command[0]).name} failed; what it said stands above.")


def require_space(house: House) -> None:
    free = shutil.disk_usage(house.root).free
    if free < SPACE_NEEDED:
        raise Stop(f"The disk is full: {free // 1_000_000} MB are free and the packages need about 1 GB.")


def fingerprint(files: Iterable[Path], *, extra: Sequence[str] = ()) -> str:
    """The hash of what something is made from."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for file in files:
        if not file.is_file():
            raise Stop(f"{file.name} is missing from the project; restore it with: git checkout -- {file.name}")
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def is_made(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def is_newer(product: Path, source: Path) -> bool:
    return product.exists() and product.stat().st_mtime >= source.stat().st_mtime


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def output_of(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
