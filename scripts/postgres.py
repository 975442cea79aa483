"""A PostgreSQL server of our own for a while: in a scratch folder, reached by a unix socket only, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.terminal import Stop

ACCOUNT = "postgres"
FAST_BUT_FORGETFUL = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
# A transaction that is left open makes the next test wait for its locks: that is to fail, and not to stand still.
NO_STANDSTILL = ("-c", "lock_timeout=120s", "-c", "idle_in_transaction_session_timeout=300s")


def find_programs() -> Path | None:
    """The folder of the newest server's programs, or None."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(debian, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def server(programs: Path, databases: Sequence[str]) -> Iterator[str]:
    """Start a server with these empty databases; gives the address without a database's name put in."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path may have 107 letters
    try:
        account = own(folder)
        data = folder / "data"
        run(account, programs / "initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = " ".join(("-c listen_addresses=''", f"-k {folder}", *FAST_BUT_FORGETFUL, *NO_STANDSTILL))
        log = folder / "log"
        run(account, programs / "pg_ctl", "-D", data, "-l", log, "-o", settings, "-w", "start")
        try:
            for name in databases:
                run(account, programs / "createdb", "-h", folder, "-U", ACCOUNT, name)
            yield f"postgresql+psycopg://{ACCOUNT}@/{{database}}?host={folder}"
        finally:
            run(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: give the folder to the account that Debian's package makes."""
    if os.geteuid() != 0:
        return None
    try:
        account = pwd.getpwnam(ACCOUNT)
    except KeyError as error:
        raise Stop(f"PostgreSQL does not run as root, and there is no account named {ACCOUNT}.") from error
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ACCOUNT


def run(account: str | None, *command: str | Path) -> None:
    words = [str(word) for word in command]
    # A server that keeps our pipe open would keep us waiting: its output goes to a file.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            words, user=account, group=account, extra_groups=[] if account else None, cwd="/",
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        said.seek(0)
        if done.returncode != 0:
            last = said.read().decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise Stop(f"PostgreSQL's {Path(words[0]).name} failed: {last[0]}")
