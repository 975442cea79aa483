"""The importer: real files twice, newer files, and every kind of bad row."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.councils.commands import import_registers
from app.councils.service.register_files import OWN_FOLDER, Known, read_folder, suggested_organisations
from app.database import db, transaction
from app.followups.service.follow_ups import open_answer
from app.issues.service import posting
from app.models.councils import CouncilOffice, Organisation
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice
from app.models.people import Heartbeat
from app.models.places import County, Municipality, NavRegion, Office, OfficeMunicipality
from app.models.states import DropReason, FollowUpKind

FILES = {
    "counties.csv": ["number,name", "03,Oslo", "11,Rogaland"],
    "municipalities.csv": [
        "number,name,display_name,official_name,county_number,successor",
        "0301,Oslo,Oslo,Oslo,03,",
        "1103,Stavanger,Stavanger,Stavanger,11,",
        "1144,Kvitsøy,Kvitsøy,Kvitsøy,11,",
    ],
    "offices.csv": [
        "number,name,municipality_numbers,county_number,nav_region_number,nav_region_name,successor",
        "0315,Nav Grünerløkka,0301,03,0300,Nav Oslo,",
        "1103,Nav Stavanger,1103;1144,11,1100,Nav Rogaland,",
        "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,",
    ],
    "organisations.csv": ["name,category,status", "Mental Helse,ffo_medlem,bekreftet", "Antatt lag,annen,antatt"],
}


@pytest.fixture
def folder(tmp_path):
    for name, lines in FILES.items():
        write(tmp_path, name, lines)
    return tmp_path


def write(folder: Path, name: str, lines: list[str]) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def run(app, clean):
    def command(*arguments: str):
        db.session.commit()
        result = app.test_cli_runner().invoke(import_registers, [str(argument) for argument in arguments])
        db.session.expire_all()
        return result

    return command


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_house_s_own_registers_are_taken_in_and_the_second_time_nothing_changes(run):
    first, second = run(), run()

    assert first.exit_code == 0, first.output
    assert [count(model) for model in (County, Municipality, NavRegion, Office)] == [15, 357, 12, 248]
    assert count(OfficeMunicipality) == 379
    assert second.output == "No change.\n"


def test_assumed_organisations_are_suggested_and_not_imported(run, folder):
    run(folder)

    assert list(db.session.scalars(select(Organisation.name))) == ["Mental Helse"]
    confirmed = {row.name for row in read_folder(OWN_FOLDER, Known()).organisations if row.confirmed}
    assert confirmed
    assert confirmed.isdisjoint(row.name for row in suggested_organisations())


def test_a_sami_name_is_kept():
    rows = {row.number: row for row in read_folder(OWN_FOLDER, Known()).municipalities}

    assert (rows["1845"].name, rows["1845"].name_sami) == ("Sørfold", "Fuolldá")


def test_a_new_name_is_said_and_the_address_stays(run, folder):
    run(folder)
    change(folder, "offices.csv", "Nav Grünerløkka", "Nav Gamle Oslo")

    output = run(folder).output

    assert "office renamed: 0315 Nav Grünerløkka → Nav Gamle Oslo" in output
    office = db.session.scalar(select(Office).where(Office.number == "0315"))
    assert (office.name, office.slug) == ("Nav Gamle Oslo", "nav-grunerlokka")


def test_what_is_missing_is_closed_and_never_deleted_and_opens_again(run, folder):
    run(folder)
    line = "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,\n"
    change(folder, "offices.csv", line, "")

    closed = run(folder).output
    office = db.session.scalar(select(Office).where(Office.number == "1104"))
    assert "office closed: 1104 Nav Kvitsøy" in closed
    assert office.valid_to == clock.today()
    assert run(folder).output == "No change.\n"

    (folder / "offices.csv").write_text((folder / "offices.csv").read_text() + line)
    assert "office opened again: 1104 Nav Kvitsøy" in run(folder).output
    db.session.refresh(office)
    assert office.valid_to is None


def test_a_merged_office_leaves_what_it_owes_to_its_successor_with_the_dates_as_they_were(run, folder, make):
    run(folder)
    old = db.session.scalar(select(Office).where(Office.number == "1104"))
    new = db.session.scalar(select(Office).where(Office.number == "1103"))
    council = make.council(office=old)
    issue = make.issue(council, office=old)
    running, finished = make.owed(issue), make.owed(issue, FollowUpKind.ACTION)
    finished.state, finished.ended_at = "dropped", clock.now()
    finished.drop_reason = DropReason.CLOSED
    due = running.due
    make.director(new)
    change(
        folder,
        "offices.csv",
        "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,",
        "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,1103",
    )

    output = run(folder).output
    again = run(folder).output

    assert "office merged: 1104 Nav Kvitsøy → 1103 Nav Stavanger, 1 open follow-ups moved" in output
    assert again == "No change.\n"
    assert (running.office_id, running.due) == (new.id, due)
    assert finished.office_id == old.id
    assert list(db.session.scalars(select(CouncilOffice.office_id).where(CouncilOffice.council_id == council.id))) == [
        new.id
    ]
    assert old.successor_id == new.id
    told = db.session.scalars(select(Event).where(Event.kind == EventKind.ISSUE_HANDED_OVER)).one()
    assert (told.issue_id, told.data) == (issue.id, {"from_office": old.id, "to_office": new.id})


def test_a_merged_municipality_leaves_what_it_owes_to_its_successor(run, folder, make):
    run(folder)
    old = db.session.scalar(select(Municipality).where(Municipality.number == "1144"))
    new = db.session.scalar(select(Municipality).where(Municipality.number == "1103"))
    owed = make.owed(make.issue(make.council(offices=[])), municipality_id=old.id)
    change(folder, "municipalities.csv", "1144,Kvitsøy,Kvitsøy,Kvitsøy,11,", "1144,Kvitsøy,Kvitsøy,Kvitsøy,11,1103")
    change(folder, "offices.csv", "1103;1144", "1103")
    change(folder, "offices.csv", "Nav Kvitsøy,1144", "Nav Kvitsøy,1103")

    output = run(folder).output

    assert "municipality merged: 1144 Kvitsøy → 1103 Stavanger, 1 open follow-ups moved" in output
    db.session.refresh(owed)
    assert owed.municipality_id == new.id


def merge(folder: Path, run, number: str, into: str) -> str:
    """The row of an office says that it went up in another."""
    text = (folder / "offices.csv").read_text(encoding="utf-8")
    lines = [f"{line.rsplit(',', 1)[0]},{into}" if line.startswith(number) else line for line in text.splitlines()]
    write(folder, "offices.csv", lines)
    return run(folder).output


def test_after_two_mergers_the_newest_office_answers_for_the_oldest_issue(run, folder, make):
    run(folder)
    first, second, third = (
        db.session.scalar(select(Office).where(Office.number == number)) for number in ("1104", "1103", "0315")
    )
    council = make.council(office=first)
    author = make.representative(council)
    waiting, unsent = (make.issue(council, office=first, author=author) for _n in range(2))
    owed = make.owed(waiting)
    director = make.director(third)

    merge(folder, run, "1104", "1103")
    change(folder, "offices.csv", "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,1103\n", "")
    assert "office merged: 1103 Nav Stavanger → 0315" in merge(folder, run, "1103", "0315")
    with transaction():
        sent = open_answer(db.session.get_one(Issue, unsent.id), days=20)

    db.session.refresh(owed)
    assert owed.office_id == sent.office_id == third.id
    assert first.successor_id == second.successor_id == third.id
    assert first.id in make.actor(director).offices


def test_whoever_answered_for_a_merged_office_does_so_no_more_and_is_told(run, folder, make):
    run(folder)
    old = db.session.scalar(select(Office).where(Office.number == "1104"))
    before, after = make.director(old), make.director(db.session.scalar(select(Office).where(Office.number == "1103")))
    council = make.council(office=old)
    issue = make.issue(council, office=old)

    merge(folder, run, "1104", "1103")
    with transaction():
        posting.send_to_office(make.actor(make.leader(council)), db.session.get_one(Issue, issue.id))

    assert (make.actor(before).offices, make.actor(before).titles) == (frozenset(), {})
    assert told(EventKind.APPOINTMENT_ENDED) == [before.id]
    assert after.id in told(EventKind.ISSUE_SENT)
    assert before.id not in told(EventKind.ISSUE_SENT)


def test_an_office_of_a_later_file_opens_that_day_and_those_of_the_first_have_no_known_day(run, folder):
    run(folder)
    write(folder, "offices.csv", [*FILES["offices.csv"], "0316,Nav Sagene,0301,03,0300,Nav Oslo,"])

    run(folder)

    opened = {office.number: office.valid_from for office in db.session.scalars(select(Office))}
    assert opened == {"0315": None, "1103": None, "1104": None, "0316": clock.today()}


def test_a_region_with_a_new_number_keeps_its_director_its_council_and_what_it_owes(run, folder, make):
    run(folder)
    region = db.session.scalar(select(NavRegion).where(NavRegion.number == "1100"))
    director = make.regional_director(region)
    council = make.council(offices=[], nav_region_id=region.id)
    owed = make.owed(make.issue(council), nav_region_id=region.id)
    change(folder, "offices.csv", ",1100,", ",1150,")

    output = run(folder).output

    assert "nav region renumbered: 1100 → 1150 Nav Rogaland" in output
    assert db.session.scalar(select(NavRegion.id).where(NavRegion.number == "1150")) == region.id
    assert make.actor(director).regions == {region.id} == {owed.nav_region_id}
    assert run(folder).output == "No change.\n"


@pytest.mark.parametrize("what", ["council", "director", "answer"])
def test_a_region_that_is_gone_is_refused_while_somebody_needs_it(run, folder, make, what):
    run(folder)
    region = db.session.scalar(select(NavRegion).where(NavRegion.number == "1100"))
    if what == "council":
        make.council(offices=[], nav_region_id=region.id)
    elif what == "director":
        make.regional_director(region)
    else:
        make.owed(make.issue(make.council(offices=[])), nav_region_id=region.id)
    change(folder, "offices.csv", "1100,Nav Rogaland", "1150,Nav Vest")

    result = run(folder)

    assert result.exit_code == 1
    assert "no office is in region 1100 Nav Rogaland any more" in result.output
    assert "successor" not in result.output


def test_a_region_that_nobody_needs_is_closed(run, folder):
    run(folder)
    change(folder, "offices.csv", "1100,Nav Rogaland", "1150,Nav Vest")

    assert "nav region closed: 1100 Nav Rogaland" in run(folder).output


def test_a_line_is_counted_as_the_file_has_it_after_a_blank_row_and_one_of_two_lines(run, folder):
    header, *rows = FILES["offices.csv"]
    rows[0] = rows[0].replace("Nav Grünerløkka", '"Nav\nGrünerløkka"')
    write(folder, "offices.csv", [header, "", *rows[:2], rows[2] + "4444"])

    merged = run(folder).output
    write(folder, "offices.csv", [header, "", *rows[:2], rows[2].replace("Nav Rogaland", "Nav Rogalan")])
    named_twice = run(folder).output

    assert "offices.csv, line 6: the successor 4444" in merged
    assert "offices.csv, line 6: region 1100 has two names" in named_twice


def told(kind: EventKind) -> list[int]:
    return list(
        db.session.scalars(select(Notice.person_id).join(Event, Event.id == Notice.event_id).where(Event.kind == kind))
    )


def test_closing_what_still_owes_an_answer_or_has_a_council_is_refused(run, folder, make):
    run(folder)
    old = db.session.scalar(select(Office).where(Office.number == "1104"))
    issue = make.issue(make.council(offices=[]), office=old)
    owed = make.owed(issue, office_id=old.id)
    change(folder, "offices.csv", "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,\n", "")

    owing = run(folder)
    owed.state, owed.ended_at = "done", clock.now()
    make.council(office=old)
    serving = run(folder)

    assert owing.exit_code == serving.exit_code == 1
    assert "1104 Nav Kvitsøy is closed but still owes 1" in owing.output
    assert "1104 Nav Kvitsøy is closed but has a council" in serving.output
    db.session.refresh(old)
    assert old.valid_to is None


def test_one_newer_file_alone_is_enough(run, folder):
    run(folder)
    for name in ("counties.csv", "municipalities.csv", "organisations.csv"):
        (folder / name).unlink()
    change(folder, "offices.csv", "1103;1144", "1103")

    assert "office got another area: 1103 Nav Stavanger" in run(folder).output


BAD = [
    ("offices.csv", "0301,03", "9999,03", "offices.csv, line 2: unknown municipality 9999"),
    ("offices.csv", ",11,1100,Nav Rogaland,\n1104", ",77,1100,Nav Rogaland,\n1104", "line 3: unknown county 77"),
    ("offices.csv", "1104,", "1103,", "line 4: 1103 stands on line 3 already"),
    ("offices.csv", "1103;1144", "1103;1103", "line 3: a municipality is named twice"),
    ("offices.csv", "Nav Grünerløkka", "  ", "line 2: name is empty"),
    ("offices.csv", "Nav Rogaland,\n1104", "Nav Rogalan,\n1104", "region 1100 has two names"),
    ("offices.csv", "Nav Oslo,", "Nav Oslo", "line 2: it should have 7 cells"),
    ("offices.csv", "Nav Oslo,", "Nav Oslo,4444", "the successor 4444 of 0315 is not an open row of this file"),
    ("offices.csv", "0315", "315", "line 2: number '315' is not a number of that register"),
    ("offices.csv", "nav_region_name", "region", "line 1: the column nav_region_name is missing"),
    ("offices.csv", "Nav Grünerløkka", "Nav\0", "line 2: a byte that belongs in no text"),
    ("municipalities.csv", "Oslo,03", "Oslo,99", "municipalities.csv, line 2: unknown county 99"),
    ("municipalities.csv", "1144,", "1103,", "line 4: 1103 stands on line 3 already"),
    ("counties.csv", "11,Rogaland", "03,Rogaland", "counties.csv, line 3: 03 stands on line 2 already"),
    ("organisations.csv", "annen,antatt", "klubb,antatt", "organisations.csv, line 3: unknown category klubb"),
    ("organisations.csv", "annen,antatt", "annen,kanskje", "line 3: status 'kanskje' is neither"),
    ("organisations.csv", "Antatt lag", "Mental Helse", "line 3: Mental Helse stands on line 2 already"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BAD)
def test_a_bad_row_stops_the_import_with_file_and_line_and_nothing_is_changed(run, folder, name, old, new, said):
    change(folder, name, old, new)

    result = run(folder)

    assert result.exit_code == 1
    assert said in result.output
    assert result.output.rstrip().endswith("Nothing was changed.")
    assert [count(model) for model in (County, Municipality, Office, Organisation)] == [0, 0, 0, 0]


def test_another_encoding_is_refused_with_its_line(run, folder):
    (folder / "offices.csv").write_bytes("\n".join(FILES["offices.csv"]).encode("cp1252"))

    result = run(folder)

    assert result.exit_code == 1
    assert "offices.csv, line 2: a byte that is not UTF-8" in result.output


def test_an_empty_file_closes_nothing(run, folder):
    run(folder)
    write(folder, "offices.csv", FILES["offices.csv"][:1])

    result = run(folder)

    assert "an empty file would close everything" in result.output
    assert db.session.scalar(select(func.count()).where(Office.valid_to.is_not(None))) == 0


def test_a_folder_without_registers_says_so(run, tmp_path):
    result = run(tmp_path)

    assert result.exit_code == 1
    assert "none of counties.csv" in result.output


def test_the_project_s_files_can_be_read_from_a_copy(run, tmp_path):
    shutil.copytree(OWN_FOLDER, tmp_path / "registers")

    assert run(tmp_path / "registers").exit_code == 0


MORE = [f"110{number},Nav Øy {number},1103,11,1100,Nav Rogaland," for number in range(5, 9)]


@pytest.fixture
def seven(run, folder):
    """A house with seven offices."""
    write(folder, "offices.csv", [*FILES["offices.csv"], *MORE])
    assert run(folder).exit_code == 0
    return folder


def closed() -> int:
    return db.session.scalar(select(func.count()).where(Office.valid_to.is_not(None)))


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    db.session.commit()
    return {table.name: sorted(map(repr, db.session.execute(table.select()))) for table in db.metadata.sorted_tables}


def test_a_dry_run_prints_every_row_that_would_change_and_writes_nothing(run, folder):
    run(folder)
    change(
        folder, "offices.csv", "1104,Nav Kvitsøy,1144,11,1100,Nav Rogaland,", "0316,Nav Sagene,0301,03,0300,Nav Oslo,"
    )
    change(folder, "offices.csv", "1103,Nav Stavanger,1103;1144", "1103,Nav Storby,1103")
    change(folder, "municipalities.csv", "Kvitsøy,Kvitsøy,Kvitsøy,11", "Kvitsøy,Kvitsøy,Kvitsøy kommune,11")
    change(folder, "organisations.csv", "Mental Helse,ffo_medlem", "Mental Helse,annen")
    before = everything()

    dry = run(folder, "--dry-run")

    assert dry.exit_code == 0
    assert everything() == before
    assert dry.output.splitlines() == [
        "municipality: 1 changed",
        "office: 1 added",
        "office: 1 closed",
        "office: 1 got another area",
        "office: 1 renamed",
        "organisation: 1 changed",
        "office renamed: 1103 Nav Stavanger → Nav Storby",
        "office closed: 1104 Nav Kvitsøy",
        "office got another area: 1103 Nav Storby: 1103, 1144 → 1103",
        'municipality changed: 1144 Kvitsøy: official_name "Kvitsøy" → "Kvitsøy kommune"',
        "office added: 0316 Nav Sagene",
        'organisation changed: Mental Helse: category "ffo_medlem" → "annen"',
    ]
    assert run(folder).output.splitlines() == dry.output.splitlines()[:9]
    assert run(folder, "--dry-run").output == "No change.\n"


def test_a_dry_run_of_the_very_first_import_names_every_place(run, folder):
    output = run(folder, "--dry-run").output

    assert "office added: 0315 Nav Grünerløkka" in output
    assert "county added: 03 Oslo" in output
    assert [count(model) for model in (County, Municipality, Office, Heartbeat)] == [0, 0, 0, 0]


def test_a_shortened_file_closes_no_more_than_a_few_and_every_one_is_printed(run, seven):
    write(seven, "offices.csv", FILES["offices.csv"])

    refused = run(seven)

    assert refused.exit_code == 1
    for line in MORE:
        assert f"office closed: {line[:4]} {line.split(',')[1]}" in refused.output
    assert "4 places that stand in the house are missing in the files." in refused.output
    assert refused.output.rstrip().endswith("Nothing was changed.")
    assert closed() == 0

    dry = run(seven, "--dry-run")
    assert dry.exit_code == 0
    assert "The import closes 4 places: it wants --close-missing." in dry.output
    assert closed() == 0

    done = run(seven, "--close-missing")
    assert done.exit_code == 0
    assert done.output.count("office closed: ") == 4
    assert run(seven).output == "No change.\n"


def test_the_closings_of_all_registers_are_counted_together(run, seven):
    write(seven, "offices.csv", [*FILES["offices.csv"][:-1], *MORE[:2]])  # three offices less
    change(seven, "offices.csv", "1103;1144", "1103")
    change(seven, "municipalities.csv", "1144,Kvitsøy,Kvitsøy,Kvitsøy,11,\n", "")

    output = run(seven).output

    assert "municipality closed: 1144 Kvitsøy" in output
    assert "4 places that stand in the house are missing" in output


def test_three_closings_are_made_and_printed(run, seven):
    write(seven, "offices.csv", [*FILES["offices.csv"], MORE[0]])

    result = run(seven)

    assert result.exit_code == 0
    assert result.output.count("office closed: ") == 3


def test_what_hangs_on_a_closed_place_is_named(run, seven, make):
    one, other = (db.session.scalar(select(Office).where(Office.number == number)) for number in ("1105", "1106"))
    make.council(office=one, name="Brukerutvalget på øya")
    director = make.director(one)
    make.owed(make.issue(make.council(offices=[]), office=other), office_id=other.id)
    write(seven, "offices.csv", FILES["offices.csv"])

    refused = run(seven, "--close-missing")

    assert refused.exit_code == 1
    assert "office closed: 1105 Nav Øy 5 (council: Brukerutvalget på øya; director: " in refused.output
    assert director.name in refused.output
    assert "office closed: 1106 Nav Øy 6 (1 open follow-ups)\n" in refused.output
    assert "1106 Nav Øy 6 is closed but still owes 1" in refused.output
    assert "1105 Nav Øy 5 is closed but has a council" in refused.output
    assert closed() == 0


def test_a_county_that_places_lie_in_is_not_closed_by_its_file_alone(run, folder, make):
    run(folder)
    make.coordinator(db.session.scalar(select(County).where(County.number == "11")))
    for name in ("municipalities.csv", "offices.csv", "organisations.csv"):
        (folder / name).unlink()
    change(folder, "counties.csv", "11,Rogaland\n", "")

    refused = run(folder)

    assert refused.exit_code == 1
    assert "county closed: 11 Rogaland (coordinator: " in refused.output
    assert "11 Rogaland is closed but has 2 municipalities" in refused.output
    assert "11 Rogaland is closed but has 2 offices" in refused.output


def test_a_municipality_that_an_office_serves_is_not_closed_by_its_file_alone(run, folder):
    run(folder)
    (folder / "offices.csv").unlink()
    change(folder, "municipalities.csv", "1144,Kvitsøy,Kvitsøy,Kvitsøy,11,\n", "")

    refused = run(folder)

    assert refused.exit_code == 1
    assert "1144 is closed but 1104 Nav Kvitsøy serves it" in refused.output


@pytest.mark.parametrize("name", FILES)
def test_one_file_in_the_place_of_another_is_refused(run, folder, name):
    run(folder)

    for text in [(folder / other).read_bytes() for other in FILES if other != name]:
        (folder / name).write_bytes(text)
        assert run(folder, "--close-missing").exit_code == 1

    assert [count(model) for model in (County, Municipality, Office, Organisation)] == [2, 3, 3, 1]
    assert closed() == 0


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_anywhere_in_its_last_line_is_refused(run, folder, name):
    run(folder)
    whole = (folder / name).read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])

    for less in range(1, last):
        (folder / name).write_bytes(whole[:-less])
        assert run(folder).exit_code == 1, less

    assert [count(model) for model in (County, Municipality, Office, Organisation)] == [2, 3, 3, 1]


def test_the_start_takes_the_same_registers_in_once_so_that_newer_ones_stay(run, folder, tmp_path_factory, make):
    newer = tmp_path_factory.mktemp("newer")
    for name, lines in FILES.items():
        write(newer, name, lines)
    write(newer, "offices.csv", [*FILES["offices.csv"], *MORE])
    assert run(folder, "--if-new").exit_code == 0
    run(newer)
    make.council(office=db.session.scalar(select(Office).where(Office.number == "1105")))

    again = run(folder, "--if-new")

    assert (again.exit_code, again.output) == (0, "These registers were taken in before.\n")
    assert closed() == 0
    change(folder, "offices.csv", "Nav Grünerløkka", "Nav Gamle Oslo")
    assert run(folder, "--if-new").exit_code == 1  # other files, and they lack what stands in the house


def test_the_start_of_the_house_goes_on_when_registers_are_refused():
    unit = (OWN_FOLDER.parents[2] / "deploy" / "medvirk-migrate.service").read_text(encoding="utf-8")

    (line,) = [line for line in unit.splitlines() if "import-registers" in line and line.startswith("ExecStart")]
    assert line.startswith("ExecStart=-")
    assert line.endswith("import-registers --if-new")
