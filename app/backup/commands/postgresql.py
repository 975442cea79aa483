"""Copy a PostgreSQL database with `pg_dump`, and bring one back with `pg_restore`. No password on a command line."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import DDL, Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.backup.commands.content import Content, content_of
from app.backup.commands.manifest import CHUNK, Refused, open_without_links
from app.restore_lock import MARK_TABLE

DEBIAN = Path("/usr/lib/postgresql")
SECRETS = {"password", "sslpassword"}


def server_version(engine: Engine) -> int:
    """The major version of the server."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def dump_database(engine: Engine, target: Path) -> Content:
    """A copy of one moment, and what that moment holds. Raises Refused."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(select(func.pg_export_snapshot()))
        content = content_of(connection)
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
        _run(engine, "pg_dump", *options)
    return content


def require_readable(engine: Engine, file: Path, version: int) -> None:
    """Can this server take a dump of that version, and this machine's `pg_restore` read it? Raises Refused."""
    if version > server_version(engine):
        raise Refused(f"The copy is of PostgreSQL {version}, and the server is older. Nothing was changed.")
    _run(engine, "pg_restore", "--list", "--file=/dev/null", str(file), connects=False)


def prepare_database(engine: Engine) -> None:
    """What a fresh database needs first, and a dump of one schema does not hold. Raises Refused."""
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError as error:
        raise Refused("The database needs the extension pg_trgm: let its administrator create it.") from error


def is_empty(engine: Engine) -> bool:
    return not set(inspect(engine).get_table_names()) - {MARK_TABLE.name}


def drop_tables(engine: Engine) -> None:
    """All of ours but the mark; what extensions own stays."""
    with engine.begin() as connection:
        quote = connection.dialect.identifier_preparer.quote
        for name in inspect(connection).get_table_names():
            if name != MARK_TABLE.name:
                drop = DDL("DROP TABLE IF EXISTS %(name)s CASCADE", context={"name": quote(name)})  # type: ignore[no-untyped-call]
                connection.execute(drop)


def restore_dump(engine: Engine, source: Path, *, inherited: Sequence[int]) -> None:
    """Bring the dump into the emptied database, all or nothing. Raises Refused.

    It is fed to `pg_restore`, which so ends with this process; `inherited` files stay locked until it has.
    """
    with engine.connect() as connection:
        schema = connection.scalar(select(func.current_schema()))
    options = ("--no-owner", "--no-privileges", "--single-transaction", f"--schema={schema}")
    _run(engine, "pg_restore", *options, source=source, inherited=inherited)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # a dump holds no statistics, and the planner guesses without


def _run(
    engine: Engine,
    name: str,
    *options: str,
    connects: bool = True,
    source: Path | None = None,
    inherited: Sequence[int] = (),
) -> None:
    """Run one of PostgreSQL's programs. Raises Refused with what it said last."""
    command = [str(find_program(name, server_version(engine))), *options]
    environment = os.environ.copy()
    if connects:
        command += ["--no-password", f"--dbname={database_address(engine, environment)}"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  our own words, no shell
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            pass_fds=tuple(inherited),
        )
        try:
            _feed(process, source)
        finally:
            process.wait()
        if process.returncode != 0:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines() or ["it said nothing."]
            raise Refused(f"{name} failed: {lines[0]}")


def _feed(process: "subprocess.Popen[bytes]", source: Path | None) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as stdin:  # one that stops reading says why
        if source is not None:
            with open_without_links(source) as file:
                shutil.copyfileobj(file, stdin, CHUNK)


def database_address(engine: Engine, environment: dict[str, str]) -> str:
    """The database's address for a command line, which every user of the machine can read; the password goes apart."""
    _arguments, given = engine.dialect.create_connect_args(engine.url)
    if password := given.get("password"):
        environment["PGPASSWORD"] = str(password)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - SECRETS
    return make_conninfo(**{name: value for name, value in given.items() if name in known})


def find_program(name: str, server: int) -> Path:
    """The one of the server's version, else one that is newer. Raises Refused."""
    own = DEBIAN / str(server) / "bin" / name
    if own.is_file():
        return own
    found = [Path(path) for path in [shutil.which(name)] if path]
    found += sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parent.parent.name))
    versions = {path: _version_of(path) for path in found}
    for path, version in versions.items():
        if version >= server:
            return path
    has = f"is version {max(versions.values())} here" if versions else "was not found"
    raise Refused(f"The server is PostgreSQL {server}, and {name} {has}: install postgresql-client-{server}.")


def _version_of(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0
