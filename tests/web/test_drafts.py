"""One draft an opened form: saved while one writes, found on Min side, gone when sent, never one for two texts."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import delete, select

from app.core import clock, guard
from app.database import db, transaction
from app.inbox import due
from app.models.comments import Comment
from app.models.issues import Issue, IssueAudience, Support
from app.models.notices import Event, EventKind, Notice
from app.models.people import Draft
from app.web import drafts
from tests.filling import as_opened, fill, save

WORDS = {"title": "Åpningstiden", "body": "Kontoret har åpent to timer midt på dagen.", "theme": "apning"}
NEW = "/innspill/nytt"


def standing():
    return db.session.scalars(select(Draft).where(Draft.ended_at.is_(None)).order_by(Draft.id)).all()


def texts():
    return [draft.fields["body"] for draft in standing()]


def opened(browser, path=NEW, field="body"):
    return as_opened(browser.get(path), field)


@pytest.fixture
def writer(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    browser.council = council
    return browser


def test_two_opened_forms_have_two_drafts_and_sending_one_leaves_the_other(writer):
    first, second = opened(writer), opened(writer)

    assert re.fullmatch(r"\d\d\.\d\d", save(writer, first, **{**WORDS, "body": "Tekst A."}).json["saved_at"])
    save(writer, second, **{**WORDS, "body": "Tekst B."})
    save(writer, first, **{**WORDS, "body": "Tekst A, mer."})

    assert texts() == ["Tekst A, mer.", "Tekst B."]
    home = writer.get("/min-side").text
    assert "Du har to utkast" in home
    sent = writer.post(NEW, {**first, **WORDS, "body": "Tekst A, mer.", "act": "send"})
    assert sent.status_code == 303
    assert texts() == ["Tekst B."]
    assert "Du har ett utkast" in writer.get("/min-side").text


def test_a_draft_is_opened_from_min_side_filled_in(writer):
    save(writer, opened(writer), **WORDS, wanted="Åpent til 16.", kind="proposal")

    home = writer.get("/min-side").text
    link = re.search(r'href="(/innspill/nytt\?utkast=[^"]+)"', home).group(1)
    page = writer.get(link)

    assert "Nytt innspill" in home
    assert WORDS["title"] in home
    assert WORDS["body"] in page.text
    assert "Åpent til 16." in page.text
    assert re.search(r'<input checked[^>]*value="proposal"', page.text)


def test_one_draft_opened_in_two_windows_becomes_two_when_both_write(writer):
    save(writer, opened(writer), **WORDS)
    link = f"{NEW}?utkast={standing()[0].key}"
    left, right = opened(writer, link), opened(writer, link)

    save(writer, left, body="Fra venstre.")
    save(writer, right, body="Fra høyre.")
    save(writer, left, body="Fra venstre, mer.")
    save(writer, right, body="Fra høyre, mer.")

    assert sorted(texts()) == ["Fra høyre, mer.", "Fra venstre, mer."]


def test_a_late_save_of_what_was_sent_brings_nothing_back(writer):
    form = opened(writer)
    writer.post(NEW, {**form, **WORDS, "act": "send"})

    save(writer, form, **WORDS)
    assert texts() == []
    save(writer, form, **{**WORDS, "body": "Noe helt nytt etterpå."})

    assert texts() == ["Noe helt nytt etterpå."]


def test_what_is_written_after_pressing_send_is_a_draft_of_its_own_whichever_comes_first(writer):
    form = opened(writer)
    save(writer, form, **WORDS)
    sent = dict(form)

    save(writer, form, **{**WORDS, "body": "Noe mer, mens det sendes."}, after_sending="yes")
    writer.post(NEW, {**sent, **WORDS, "act": "send"})

    assert texts() == ["Noe mer, mens det sendes."]
    save(writer, form, **{**WORDS, "body": "Noe mer, mens det sendes, og litt til."})
    assert texts() == ["Noe mer, mens det sendes, og litt til."]
    assert "after_sending" not in standing()[0].fields


def test_nothing_is_stored_before_the_first_letter_nor_after_the_last_is_taken_away(writer):
    form = opened(writer)

    assert save(writer, form, theme="apning", kind="proposal").json["saved_at"] == ""
    assert standing() == []
    save(writer, form, body="a")
    assert len(standing()) == 1
    save(writer, form, body=" ")

    assert standing() == []


def test_an_identity_number_is_not_stored_and_the_form_is_told(writer):
    form = opened(writer)
    save(writer, form, body="Før tallet.")

    answer = save(writer, form, body="Saken til 13097248022 tar for lang tid.")

    assert answer.status_code == 422
    assert answer.json["error"] == "Utkastet er ikke lagret: teksten inneholder et fødselsnummer."
    assert texts() == ["Før tallet."]
    account = save(writer, form, body="Betal til 1234.56.78903 i dag.")
    assert account.json["error"] == "Utkastet er ikke lagret: teksten inneholder et kontonummer."


def test_what_a_form_says_of_itself_is_no_text_that_the_guard_reads(writer):
    form = opened(writer)

    answer = save(writer, form, **WORDS, base="a39685209660", form_key="15908695043", seen_warnings="15908695043")

    assert answer.status_code == 200
    assert texts() == [WORDS["body"]]


def test_a_warning_whose_fingerprint_looks_like_an_account_can_be_confirmed(writer):
    text = "Ring 90001092 til kontoret."
    confirmed = guard.fingerprint(guard.check_text(text))
    assert guard.has_stop(guard.check_text(confirmed))
    page = writer.post(NEW, {**opened(writer), **WORDS, "body": text})

    assert page.status_code == 422
    answer = writer.post(NEW, {**as_opened(page, "body"), **WORDS, "body": text, "seen_warnings": confirmed})
    assert answer.status_code == 303


def test_there_are_at_most_ten_a_person_and_form_and_the_eleventh_is_told_why(writer, make, visit):
    for number in range(drafts.MOST):
        save(writer, opened(writer), body=f"Tekst {number}")

    answer = save(writer, opened(writer), body="En til")

    assert answer.status_code == 422
    assert "ti utkast" in answer.json["error"]
    assert (answer.json["url"], answer.json["link"]) == ("/min-side#utkast", "Se utkastene")
    assert answer.json["is_kept"] is False
    assert len(standing()) == drafts.MOST
    issue = make.issue(writer.council)
    comment = opened(writer, f"/innspill/{issue.reference}/kommentar", "text")
    assert save(writer, comment, text="En kommentar er et annet skjema.").status_code == 200


def test_the_eleventh_text_comes_back_with_the_way_to_the_ten_and_goes_on_when_one_is_gone(writer):
    for number in range(drafts.MOST):
        save(writer, opened(writer), body=f"Tekst {number}")
    form = opened(writer)

    full = writer.post(NEW, {**form, **WORDS})

    assert full.status_code == 422
    assert WORDS["body"] in full.text
    assert re.search(r'ti utkast[^<]*<a href="/min-side#utkast" target="_blank"[^>]*>Se utkastene', full.text)
    with transaction():
        drafts.throw_away(standing()[0].person_id, standing()[0].key)
    assert writer.post(NEW, {**form, **WORDS}).status_code == 303


def test_a_draft_is_thrown_away_by_its_writer_alone(writer, make, visit):
    save(writer, opened(writer), **WORDS)
    key = standing()[0].key
    other = visit(make.representative(writer.council))

    assert other.get(f"/utkast/{key}").status_code == 404
    other.post(f"/utkast/{key}/kast")
    assert len(standing()) == 1
    assert WORDS["body"] not in other.get(f"{NEW}?utkast={key}").text
    assert WORDS["body"] in writer.get(f"/utkast/{key}").text
    writer.post(f"/utkast/{key}/kast")

    assert standing() == []


def test_nobody_writes_drafts_for_another_with_a_ticket_of_theirs_or_one_made_up(writer, make, visit):
    theirs = opened(writer)
    other = visit(make.representative(writer.council))

    assert other.post("/utkast", {**theirs, **WORDS}, headers={"Accept": "application/json"}).status_code == 422
    made_up = {**opened(other), "opened": "a.b.c"}
    assert other.post("/utkast", {**made_up, **WORDS}, headers={"Accept": "application/json"}).status_code == 422

    assert standing() == []


def test_a_refused_form_is_a_draft_too(writer):
    refused = fill(writer, NEW, **{**WORDS, "theme": ""})

    assert refused.status_code == 422
    assert WORDS["body"] in refused.text
    assert texts() == [WORDS["body"]]


def test_looking_it_over_is_an_address_of_the_draft_and_back_leads_to_the_form(writer):
    answer = fill(writer, NEW, **WORDS, wanted="Åpent til 16.", act="look")
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert re.fullmatch(r"/innspill/utkast/[\w-]+/se-over", address)

    look = writer.get(address)
    assert "Se over innspillet" in look.text
    change = writer.get(re.search(r'href="(/innspill/nytt\?utkast=[^"]+)"', look.text).group(1))
    assert "Åpent til 16." in change.text
    sent = writer.post(NEW, {**as_opened(look, "form_key"), "act": "send"})

    assert urlsplit(sent.headers["Location"]).path.endswith("/sendt")
    assert standing() == []
    assert writer.get(address).headers["Location"] == "/min-side"
    assert db.session.scalars(select(Issue)).one().wanted == "Åpent til 16."


def test_a_draft_whose_form_is_closed_by_now_can_still_be_read(writer, make):
    issue = make.issue(writer.council)
    save(writer, opened(writer, f"/innspill/{issue.reference}/kommentar", "text"), text="Det er rommet.")
    key = standing()[0].key
    with transaction():
        db.session.execute(delete(IssueAudience))
        db.session.get_one(Issue, issue.id).council_id = make.council().id
    assert writer.get(f"/innspill/{issue.reference}/kommentar?utkast={key}").status_code == 404

    page = writer.get(f"/utkast/{key}")

    assert "Det er rommet." in page.text
    assert f"Kommentar, innspill {issue.reference}" in page.text


def test_joining_instead_keeps_every_letter_and_both_drafts_until_one_has_joined(writer, make, visit):
    office = make.office_of(writer.council)
    long = "Lang tekst om køen. " * 30
    other = make.issue(writer.council)
    seat = make.actor(writer.person).seats[0].seat_id
    form = {**opened(writer), **WORDS, "body": long, "wanted": "Åpent til 16.", "act": "instead"}

    answer = writer.post(f"/innspill/{other.reference}/samme-hos-oss", form)
    assert answer.status_code == 303
    page = writer.follow()

    assert long.strip() in page.text
    assert "Åpent til 16." in page.text
    assert len(standing()) == 2
    joined = {**as_opened(page, "example"), "place": f"{seat}-{office.id}"}
    assert writer.post(f"/innspill/{other.reference}/samme-hos-oss", joined).status_code == 303
    example = db.session.scalars(select(Support)).one().example
    assert all(part in example for part in (long.strip(), "Åpent til 16.", WORDS["title"]))
    assert standing() == []
    assert long.strip() in writer.get(f"/innspill/{other.reference}").text


def test_what_is_written_on_after_joining_was_begun_is_not_thrown_away_with_it(writer, make):
    other = make.issue(writer.council)
    office = make.office_of(writer.council)
    seat = make.actor(writer.person).seats[0].seat_id
    form = opened(writer)
    writer.post(f"/innspill/{other.reference}/samme-hos-oss", {**form, **WORDS, "act": "instead"})
    page = writer.follow()
    save(writer, form, **{**WORDS, "body": "Skrevet videre i det første vinduet."})

    joined = {**as_opened(page, "example"), "place": f"{seat}-{office.id}"}
    writer.post(f"/innspill/{other.reference}/samme-hos-oss", joined)

    assert texts() == ["Skrevet videre i det første vinduet."]


@pytest.mark.parametrize("same", [True, False])
def test_a_form_sent_twice_posts_once_and_other_words_are_kept_and_told(writer, same):
    form = opened(writer)
    first = writer.post(NEW, {**form, **WORDS, "act": "send"})
    more = {} if same else {"affected": "Alle som arbeider på dagtid."}

    second = writer.post(NEW, {**form, **WORDS, **more, "act": "send"})

    issue = db.session.scalars(select(Issue)).one()
    if same:
        assert second.headers["Location"] == first.headers["Location"]
        assert standing() == []
        return
    assert second.status_code == 409
    assert f"Fra dette skjemaet er innspill {issue.reference} sendt før" in second.text
    assert "Alle som arbeider på dagtid." in second.text
    assert standing()[0].fields["affected"] == "Alle som arbeider på dagtid."
    as_new = writer.post(NEW, {**as_opened(second, "form_key"), "act": "send"})
    assert as_new.status_code == 303
    assert db.session.query(Issue).count() == 2
    assert standing() == []


def test_other_words_from_a_sent_form_can_become_a_change_of_what_was_sent(writer):
    form = opened(writer)
    writer.post(NEW, {**form, **WORDS, "act": "send"})
    second = writer.post(NEW, {**form, **WORDS, "body": "Kontoret har åpent tre timer.", "act": "send"})

    change = writer.get(re.search(r'href="(/innspill/[\d-]+/rediger\?utkast=[^"]+)"', second.text).group(1))
    saved = writer.post(change.request.path, as_opened(change, "body"))

    assert saved.status_code == 303
    assert db.session.scalars(select(Issue)).one().body == "Kontoret har åpent tre timer."
    assert standing() == []


def test_the_key_of_somebody_elses_form_shows_nothing_of_theirs(writer, make, visit):
    form = opened(writer)
    writer.post(NEW, {**form, **WORDS, "act": "send"})
    other = visit(make.representative(writer.council))

    page = other.post(NEW, {**opened(other), **WORDS, "form_key": form["form_key"], "act": "look"})

    assert page.status_code == 303
    assert "/se-over" in page.headers["Location"]


def test_a_comment_is_kept_from_the_issues_page_and_sent_once(writer, make):
    issue = make.issue(writer.council)
    form = opened(writer, f"/innspill/{issue.reference}", "text")
    save(writer, form, text="Halvferdig")
    page = writer.get(f"/innspill/{issue.reference}/kommentar?utkast={standing()[0].key}")

    assert "Halvferdig" in page.text
    writer.post(
        f"/innspill/{issue.reference}/kommentar", {**form, "text": "Hel", "tag": "experience", "audience": "user_side"}
    )

    assert db.session.scalars(select(Comment)).one().text == "Hel"
    assert standing() == []


def test_after_ninety_days_it_is_gone_and_its_writer_was_told_a_week_before(writer, make):
    save(writer, opened(writer), **WORDS)
    save(writer, opened(writer), **WORDS)
    begun = clock.now()

    def told_after(days):
        now = begun + timedelta(days=days)
        with time_machine.travel(now):
            for act in due.due(now):
                with transaction():
                    act()
        events = db.session.scalars(select(Event).where(Event.kind == EventKind.DRAFT_ENDING)).all()
        return len(events), len(standing())

    assert told_after(82) == (0, 2)
    assert told_after(83.1) == (1, 2)
    assert told_after(84) == (1, 2)
    assert told_after(90) == (1, 2)  # told seven days before, whenever that was
    assert told_after(91) == (1, 0)
    assert db.session.scalars(select(Notice.person_id).join(Event)).all() == [writer.person.id]


def test_what_is_written_on_after_the_warning_lives_on(writer):
    form = opened(writer)
    save(writer, form, **WORDS)
    begun = clock.now()
    with time_machine.travel(begun + timedelta(days=84)):
        for act in due.due(clock.now()):
            with transaction():
                act()
        save(writer, form, **{**WORDS, "body": "Skrevet videre."})
    with time_machine.travel(begun + timedelta(days=95)):
        assert list(due.due(clock.now())) == []

    assert texts() == ["Skrevet videre."]
