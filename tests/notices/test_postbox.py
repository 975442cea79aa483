"""The demo's postbox shows the mails that the catcher kept, each as its reader would see it."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask

from app.demo.commands.catcher import Keeper
from app.demo.queries.postbox import mail_folder, newest_mails, whole_mail
from app.notices.service.rendering import compose_letter
from app.notices.service.smtp import HouseMessage
from tests.notices.conftest import waiting_letter


@pytest.fixture
def demo(app: Flask, clean: None) -> Iterator[None]:
    app.config["DEMO"] = True
    yield
    app.config["DEMO"] = False
    for file in mail_folder().glob("*"):
        file.unlink()


def keep(to: str, subject: str, html: str = "<html><head></head><body><a href='/x'>Åpne</a></body></html>") -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    message.set_content("Hei på deg.\nhttp://localhost/innspill/2026-0001")
    message.add_alternative(html, subtype="html")
    Keeper(mail_folder()).handle_message(message)


def test_the_newest_stand_first_and_one_can_look_at_one_receiver(demo, visit):
    keep("Kari Eksempel <kari@demo.invalid>", "Den første")
    keep("Ola Døme <ola@demo.invalid>", "Den andre")

    everything = visit().get("/demo/postkasse").text
    only_kari = visit().get("/demo/postkasse?til=kari@demo.invalid").text

    assert everything.index("Den andre") < everything.index("Den første")
    assert "Den første" in only_kari
    assert "Den andre" not in only_kari


def test_a_mail_shows_its_text_its_headers_and_its_html_in_a_frame_that_can_do_nothing(demo, visit):
    keep("kari@demo.invalid", "Nytt svar")
    key = newest_mails()[0].key
    visitor = visit()

    page = visitor.get(f"/demo/postkasse/{key}")
    body = visitor.client.get(f"/demo/postkasse/{key}/innhold")

    assert "Hei på deg." in page.text
    assert 'href="http://localhost/innspill/2026-0001"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'unsafe-inline'" in body.headers["Content-Security-Policy"]
    assert '<base target="_top">' in body.text


@pytest.mark.parametrize("key", ["../../etc/passwd", "20260101T000000000000-000", "x"])
def test_a_name_that_is_none_of_ours_does_not_exist(demo, visit, key):
    assert visit().get(f"/demo/postkasse/{key}").status_code == 404


def test_outside_the_demo_there_is_no_postbox(visit):
    assert visit().get("/demo/postkasse").status_code == 404


def test_a_real_letter_survives_being_kept(demo, make):
    person = make.person("Åse Øverås")
    letter = compose_letter(waiting_letter(make, person).id)
    message = HouseMessage(letter.subject, [(letter.name, letter.address)], letter.text, letter.html)
    message.date = 0
    (mail_folder()).mkdir(exist_ok=True)
    (mail_folder() / "20260101T000000000000-000.eml").write_bytes(message.as_bytes())

    kept = whole_mail("20260101T000000000000-000")

    assert kept.kept.name == "Åse Øverås"
    assert kept.text.splitlines() == letter.text.splitlines()
    assert "Se alle varslene dine" in kept.html
