"""make run: sets the house up, then runs web, worker and mail catcher as one command that stops as one."""

import errno
import os
import secrets
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from scripts.prepare import STAMP, House, files_under, fingerprint, is_made, prepare, run_step
from scripts.services import Service, serve
from scripts.terminal import Stop, carry_out, say

USUAL_MAIL_PORT = 1025
# The demo people of the whole round, as /demo shows them first.
BEGIN_WITH = (("Randi Oppdikt", "representative"), ("Hanne Figur", "director"), ("Marit Eksempel", "leader"))


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_open_to_others(self) -> bool:
        return not (self.host.startswith("127.") or self.host in {"localhost", "::1"})


def main() -> int:
    house = House()
    address = wanted_address()
    require_free(address)
    environment = demo_environment(house, address)
    require_meant(address, environment)
    started = time.monotonic()
    say("Setting up …")
    prepare(house, for_tests=False)
    environment["SECRET_KEY"] = demo_secret(house)
    bring_database_up(house, environment)
    require_free(address)
    with suppress(KeyboardInterrupt):
        serve(
            services(house, address), f"{address.url}/healthz", folder=house.root, environment=environment,
            ready=lambda: announce(address, time.monotonic() - started),
        )  # fmt: skip
    say("Stopped.")
    return 0


# --- Settings ----------------------------------------------------------------------------------------------------


def wanted_address() -> Address:
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, and is {port!r}.")
    return Address(host, int(port))


def require_free(address: Address) -> None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(place)
    except socket.gaierror as error:
        raise Stop(f"HOST is {address.host!r}, and this machine knows no such address.") from error
    except PermissionError as error:
        raise Stop(f"Port {address.port} is for administrators; choose another: make run PORT=8000") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise Stop(f"HOST is {address.host!r}, and this machine has no such address.") from error
        raise Stop(
            f"Port {address.port} on {address.host} cannot be used ({error.strerror}); "
            f"choose another: make run PORT={address.port + 1 if address.port < 65535 else 8000}"
        ) from error


def require_meant(address: Address, environment: Mapping[str, str]) -> None:
    """Letting others into the demo is said, not slipped into. By hand, the program itself says the same."""
    if address.is_open_to_others and environment.get("DEMO_PUBLIC") != "yes":
        raise Stop(
            f"HOST is {address.host!r}, which lets others than this machine into the demo, and it signs anybody in "
            "without a password: say DEMO_PUBLIC=yes as well if that is meant."
        )


def free_mail_port() -> int:
    """The usual port of a mail catcher, or any other when somebody has it."""
    for wanted in (USUAL_MAIL_PORT, 0):
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", wanted))
            return int(door.getsockname()[1])
    raise Stop("No port is free for the mail catcher on 127.0.0.1.")


def demo_environment(house: House, address: Address) -> dict[str, str]:
    kind = os.environ.get("MEDVIRK_ENV") or "demo"
    if kind != "demo":
        raise Stop(f"make run is the demo, and MEDVIRK_ENV is {kind!r}: unset it, or read docs/operations.md.")
    return house.environment({
        "MEDVIRK_ENV": "demo",
        "INSTANCE_PATH": str(house.instance),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or address.url,
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(free_mail_port()),
        "MAIL_TLS": "none",
        "MAIL_USERNAME": "",
        "MAIL_PASSWORD": "",
        "PYTHONUNBUFFERED": "1",
    })  # fmt: skip


def demo_secret(house: House) -> str:
    """Made once, so that signed links and sessions outlive a restart."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    file = house.instance / "secret_key"
    if not (file.exists() and file.read_text().strip()):
        half = file.with_suffix(".new")
        half.write_text(secrets.token_urlsafe(48))
        half.chmod(0o600)
        half.replace(file)
    return file.read_text().strip()


def bring_database_up(house: House, environment: Mapping[str, str]) -> None:
    """Left alone when the house's own file is there and nothing that it is made from has changed since."""
    made_from = (house.root / "migrations" / "versions", house.root / "app" / "councils" / "data")
    wanted = fingerprint(file for folder in made_from for file in files_under(folder) if file.suffix != ".pyc")
    stamp = house.instance / f"database{STAMP}"
    is_own = not environment.get("DATABASE_URL")
    if is_own and (house.instance / "medvirk.db").exists() and is_made(stamp, wanted):
        return
    run_step(house, "the database", [str(house.python), "-m", "scripts.database"], environment=environment)
    if is_own:
        stamp.write_text(wanted)


# --- The services ------------------------------------------------------------------------------------------------


def services(house: House, address: Address) -> list[Service]:
    bind = f"[{address.host}]:{address.port}" if ":" in address.host else f"{address.host}:{address.port}"
    workers = os.environ.get("WEB_WORKERS") or "2"
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [
        Service("web server", [house.program("gunicorn"), "--bind", bind, "--workers", workers, *quiet, "wsgi:app"]),
        Service("mail catcher", [house.program("flask"), "--app", "wsgi", "catcher"]),
        Service("worker", [house.program("flask"), "--app", "wsgi", "worker"]),
    ]


def announce(address: Address, seconds: float) -> None:
    people = ", ".join(f"{name} ({part})" for name, part in BEGIN_WITH)
    say(f"""
Medvirk is running ({seconds:.1f} s).
  The site          {address.url}
  Demo people       {address.url}/demo             pick one and you are signed in; the round begins with
                    {people}
  The mails         {address.url}/demo/postkasse   every mail the house has sent
Ctrl-C stops it.""")
    if address.is_open_to_others:
        say(f"Note: {address.host} lets everyone on this network in, and /demo signs in without a password.")


if __name__ == "__main__":
    sys.exit(carry_out(main))
