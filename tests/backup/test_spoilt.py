"""A copy that is not as it was made, or not for this house, is refused before anything is touched."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.backup.commands.manifest import DATABASES, NAME, File, Refused, read_manifest
from tests.backup.conftest import assert_whole


@pytest.fixture(scope="module")
def house(filled, grounds):
    house = grounds("spoilt")
    house.restore(filled.copy)
    return house


def an_upload(copy: Path) -> Path:
    return sorted((copy / "uploads").glob("*/*"))[0]


def alter_upload(copy):
    an_upload(copy).write_bytes(b"something else")


def alter_database(copy):
    file = copy / read_manifest(copy).database_file.path
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def lose_upload(copy):
    an_upload(copy).unlink()


def lose_database(copy):
    (copy / read_manifest(copy).database_file.path).unlink()


def lose_manifest(copy):
    (copy / NAME).unlink()


def add_file(copy):
    (copy / "uploads" / "secret_key").write_text("x")


def add_wal(copy):
    (copy / "database.sqlite-wal").write_bytes(b"")


def add_link(copy):
    (copy / "more").symlink_to("/etc")


def link_upload(copy):
    path = an_upload(copy)
    path.rename(copy.parent / "elsewhere")
    path.symlink_to(copy.parent / "elsewhere")


def other_count(copy):
    text = (copy / NAME).read_text()
    (copy / NAME).write_text(text.replace('"issue": 1', '"issue": 2'))


def broken_json(copy):
    (copy / NAME).write_text((copy / NAME).read_text()[:-20])


def not_json(copy):
    (copy / NAME).write_bytes(b"\xff\xfe[]")


def a_list(copy):
    (copy / NAME).write_text("[]")


def rewritten(**change):
    """A manifest that says something else, and is in order as such."""

    def spoil(copy):
        manifest = read_manifest(copy)
        (copy / NAME).unlink()
        replace(manifest, **{name: new(manifest) for name, new in change.items()}).write(copy)

    return spoil


def with_file(path):
    return rewritten(files=lambda manifest: [*manifest.files, File(path, 1, "0" * 64)])


def another_kind(copy):
    manifest = read_manifest(copy)
    kind = next(kind for kind in DATABASES if kind != manifest.database)
    (copy / manifest.database_file.path).rename(copy / DATABASES[kind])
    file = replace(manifest.database_file, path=DATABASES[kind])
    (copy / NAME).unlink()
    replace(manifest, database=kind, files=[file, *manifest.uploads]).write(copy)


SPOILT = {
    alter_upload: "is not as it was copied: its checksum differs.",
    alter_database: "is not as it was copied: its checksum differs.",
    lose_upload: "The copy lacks uploads/",
    lose_database: "The copy lacks database.",
    lose_manifest: f"is no copy made by `flask backup`: it holds no {NAME}.",
    add_file: "The copy holds uploads/secret_key, which its manifest does not name.",
    add_wal: "The copy holds database.sqlite-wal, which its manifest does not name.",
    add_link: "more in the copy is no ordinary file.",
    link_upload: "in the copy is no ordinary file.",
    other_count: f"The copy's {NAME} is not as it was written.",
    broken_json: f"The copy's {NAME} cannot be read.",
    not_json: f"The copy's {NAME} cannot be read.",
    a_list: f"The copy's {NAME} cannot be read.",
    with_file("uploads/../../../../etc/cron.d/job"): f"The copy's {NAME} is not as it was written.",
    with_file("/etc/passwd"): f"The copy's {NAME} is not as it was written.",
    with_file("secret_key"): f"The copy's {NAME} is not as it was written.",
    with_file("uploads/aa/bb00"): f"The copy's {NAME} is not as it was written.",
    with_file("uploads/aa/aa00\n"): f"The copy's {NAME} is not as it was written.",
    rewritten(migration=lambda _manifest: "9999"): "The copy was made by a newer version of the program",
    another_kind: "and DATABASE_URL is",
}
IDS = [f"{number} {spoil.__name__}" for number, spoil in enumerate(SPOILT)]


def stands_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT.items(), ids=IDS)
def test_a_spoilt_copy_is_refused_in_one_sentence_and_nothing_is_touched(filled, house, copy, spoil, sentence):
    spoil(copy)
    house.leave()
    before = stands_in(house.folder)

    with pytest.raises(Refused) as caught:
        house.restore(copy)

    assert sentence in caught.value.message
    assert caught.value.message.endswith("Nothing was changed.")
    assert stands_in(house.folder) == before
    assert house.content().rows == {**read_manifest(filled.copy).rows, "heartbeat": 1}


def test_the_command_says_it_and_ends_with_an_error(house, copy):
    alter_upload(copy)
    house.leave()

    done = house.flask("restore", str(copy), "--yes")

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: uploads/")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="a dump is counted when it is restored")
def test_a_count_that_the_database_does_not_hold_is_refused(house, copy):
    rewritten(rows=lambda manifest: {**manifest.rows, "issue": 7})(copy)
    house.leave()

    with pytest.raises(Refused, match="does not hold the rows that the manifest counts"):
        house.restore(copy)


def test_without_a_yes_nothing_is_touched(filled, house):
    house.leave()
    done = house.flask("restore", str(filled.copy))  # nobody answers

    assert done.exit_code == 1
    assert "Replace " in done.output
    assert_whole(house, read_manifest(filled.copy).rows)
