"""Who may fetch an attachment, and how it leaves the house."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.files import queries
from app.files.service import attachments, store
from app.models.comments import Comment
from app.models.files import StoredFile
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.issues import Issue
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason
from tests.files.test_uploads import PDF, picture
from tests.make import Make


def comment_on(issue: Issue, person: Person, audience: CommentAudience) -> Comment:
    comment = Comment(
        issue_id=issue.id,
        person_id=person.id,
        by_title="Representant",
        tag=CommentTag.EXPERIENCE,
        audience=audience,
        text="Slik er det.",
        at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def attached(
    make: Make, issue: Issue, data: bytes = PDF, name: str = "referat.pdf", *, alt: str | None = None, on: Any = None
) -> StoredFile:
    db.session.commit()
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(data), filename=name))
    with transaction():
        actor = make.actor(db.session.get_one(Person, issue.author_id))
        return attachments.attach_upload(actor, checked.told(alt), owner=on or issue)


def test_whoever_reads_the_issue_may_fetch_what_hangs_on_it_and_nobody_else(make: Make, visit: Any) -> None:
    council = make.council()
    issue = make.issue(council)
    stored = attached(make, issue)
    director = make.director(make.office_of(council))
    stranger = make.representative(make.council())
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    moderator = make.scope(ScopeKind.MODERATOR)
    address = f"/filer/{stored.key}"

    assert visit(director).get(address).data == PDF
    for person in (stranger, administrator, moderator):
        assert visit(person).get(address).status_code == 404
    assert visit(None).get(address).status_code in (302, 404)


def test_a_file_leaves_as_something_that_cannot_run(make: Make, visit: Any) -> None:
    council = make.council()
    stored = attached(make, make.issue(council), name='<script>alert("æ")</script>.pdf')

    answer = visit(make.representative(council)).get(f"/filer/{stored.key}")

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/pdf"


def test_a_picture_may_be_looked_at_in_the_page(make: Make, visit: Any) -> None:
    council = make.council()
    stored = attached(make, make.issue(council), picture(), "rampe.jpg", alt="En rampe med snø")

    answer = visit(make.representative(council)).get(f"/filer/{stored.key}")

    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.content_type == "image/jpeg"


def test_a_file_for_the_user_side_is_not_given_to_the_office(make: Make, visit: Any) -> None:
    council = make.council()
    issue = make.issue(council)
    comment = comment_on(issue, make.representative(council), CommentAudience.USER_SIDE)
    stored = attached(make, issue, on=comment)
    address = f"/filer/{stored.key}"

    assert visit(make.representative(council)).get(address).status_code == 200
    assert visit(make.director(make.office_of(council))).get(address).status_code == 404
    assert visit(make.secretary(council)).get(address).status_code == 404


@pytest.mark.parametrize("hide", ["file", "issue", "comment", "withdrawn"])
def test_what_is_hidden_or_withdrawn_takes_its_file_along(make: Make, visit: Any, hide: str) -> None:
    council = make.council()
    issue = make.issue(council)
    comment = comment_on(issue, make.representative(council), CommentAudience.OFFICE)
    stored = attached(make, issue, on=comment if hide in ("comment", "withdrawn") else None)
    with transaction():
        {"file": stored, "issue": issue}.get(hide, comment).hidden_at = None if hide == "withdrawn" else clock.now()
        comment.withdrawn_at = clock.now() if hide == "withdrawn" else None

    assert visit(make.representative(council)).get(f"/filer/{stored.key}").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "../../wsgi.py", "%2e%2e%2fwsgi.py", "a" * 500])
def test_there_is_no_way_to_another_file(make: Make, visit: Any, key: str) -> None:
    assert visit(make.representative(make.council())).get(f"/filer/{key}").status_code == 404


def gone(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def exchanged(path: Path) -> None:
    path.write_bytes(bytes(reversed(path.read_bytes())))


def turned_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (gone, "Filen mangler på serveren"),
        (cut, "Filen er skadet på serveren"),
        (exchanged, "Filen er skadet på serveren"),
        (turned_into_a_folder, "Filen kan ikke leses på serveren"),
    ],
)
def test_a_file_that_the_disk_has_lost_is_told_to_the_reader_and_logged_by_its_id(
    make: Make, visit: Any, caplog: Any, harm: Callable[[Path], None], said: str
) -> None:
    council = make.council()
    issue = make.issue(council)
    stored = attached(make, issue, name="møtebrev.pdf")
    reader = visit(make.representative(council))
    harm(store.path_of(stored.key))

    page = reader.get(f"/filer/{stored.key}")

    assert page.status_code == 500
    assert f"<h1>{said}</h1>" in page.text
    assert "møtebrev.pdf" in page.text
    assert f"filnummer {stored.id}." in page.text
    assert f"/innspill/{issue.reference}" in page.text
    (logged,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert f"File {stored.id} " in logged.getMessage()
    assert "møtebrev" not in logged.getMessage()
    shown = reader.get(f"/innspill/{issue.reference}")
    assert shown.status_code == 200
    assert "møtebrev.pdf" in shown.text


def test_who_may_not_see_a_file_is_not_told_that_it_is_lost(make: Make, visit: Any, caplog: Any) -> None:
    stored = attached(make, make.issue())
    store.path_of(stored.key).unlink()

    assert visit(make.representative(make.council())).get(f"/filer/{stored.key}").status_code == 404
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_whoever_decides_a_report_of_a_lost_file_is_told_without_the_way_to_the_issue(make: Make, visit: Any) -> None:
    moderator = make.scope(ScopeKind.MODERATOR)
    issue = make.issue()
    stored = attached(make, issue)
    db.session.add(
        Report(
            subject=Reported.FILE,
            subject_id=stored.id,
            issue_id=issue.id,
            council_id=issue.council_id,
            reason=ReportReason.OFF_TOPIC,
            at=clock.now(),
            person_id=make.person().id,
            key="file",
        )
    )
    db.session.flush()
    store.path_of(stored.key).unlink()

    page = visit(moderator).get(f"/filer/{stored.key}")

    assert page.status_code == 500
    assert "Til innspillet" not in page.text  # which a moderator may not read


def test_the_files_of_many_issues_come_in_one_question(make: Make, count_queries: Callable[[], Any]) -> None:
    issue, other = make.issue(), make.issue()
    comment = comment_on(issue, make.person(), CommentAudience.OFFICE)
    first, second = attached(make, issue), attached(make, issue, on=comment)

    with count_queries() as statements:
        files = queries.files_of([issue.id, other.id])

    assert len(statements) == 1
    assert [row.id for row in files.to_issue(issue.id)] == [first.id]
    assert [row.id for row in files.to_comment(comment.id)] == [second.id]
    assert files.to_issue(other.id) == []


def test_the_list_of_attachments_shows_names_as_text_and_no_name_of_a_hidden_one(make: Make, app: Any) -> None:
    issue = make.issue()
    shown = attached(make, issue, name="Referat & tider.pdf")
    hidden = attached(make, issue, name="skjult navn.pdf")
    rampe = attached(make, issue, picture(), "rampe.jpg", alt='En rampe "med" <snø>')
    hidden.hidden_at = clock.now()
    page = '{% from "files/_list.html" import file_list %}{{ file_list(files) }}'

    with app.test_request_context():
        html = app.jinja_env.from_string(page).render(files=[shown, hidden, rampe])

    assert "Referat &amp; tider.pdf" in html
    assert "(1 kB)" in html
    assert "&lt;snø&gt;" in html
    assert "skjult navn" not in html
    assert "Vedlegget er skjult" in html
