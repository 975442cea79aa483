"""Every kind of letter as its reader sees it, for whoever designs: HTML at 390 px, light and dark, and the plain text.

`python -m scripts.letters` writes two sheets of pictures and one text to instance/letters.
"""

import os
import shutil
import sys
import tempfile
from html import escape

from flask import Flask
from flask_babel import force_locale
from playwright.sync_api import sync_playwright
from sqlalchemy import select

from app import create_app
from app.core import clock
from app.database import db
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Delivery, Locale
from app.models.states import FollowUpKind
from app.notices.queries.notices import load_notices
from app.notices.service.rendering import Composed, compose_letter, compose_notice
from scripts.screenshots import QUIET, ROOT

ALBUM = ROOT / "instance" / "letters"
WIDTH, HEIGHT, ACROSS = 390, 620, 8
ABOUT_COUNCILS = ("appointment", "council", "representative", "nomination", "members", "proposal", "slip", "scope")


def main() -> int:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        print("No Chromium was found. Install it: apt-get install chromium")
        return 1
    ALBUM.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo_in(folder).app_context(), force_locale("nb"):
        letters = {**of_notices(), **others()}
    frames = "".join(f'<iframe srcdoc="{escape(one.html)}"></iframe>' for one in letters.values())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, chromium_sandbox=False, args=QUIET)
        for scheme, is_dark in (("light", False), ("dark", True)):
            page = browser.new_page(
                viewport={"width": ACROSS * (WIDTH + 6), "height": 900}, color_scheme="dark" if is_dark else "light"
            )
            page.set_content(f"<style>iframe {{ width: {WIDTH}px; height: {HEIGHT}px; border: 0 }}</style>{frames}")
            page.screenshot(path=ALBUM / f"{scheme}.png", full_page=True)
            page.close()
        browser.close()
    rows = (f"{one.subject}\nTil: {one.name}\nSvar til: {one.reply_to}\n\n{one.text}" for one in letters.values())
    (ALBUM / "letters.txt").write_text("\n======\n".join(rows), encoding="utf-8")
    print(f"{len(letters)} letters in {ALBUM.relative_to(ROOT)}")
    return 0


def demo_in(folder: str) -> Flask:
    os.environ.update(MEDVIRK_ENV="demo", INSTANCE_PATH=folder, DATABASE_URL=f"sqlite:///{folder}/demo.db")
    app = create_app()
    for command in (["db", "upgrade"], ["import-registers"], ["demo"]):
        done = app.test_cli_runner().invoke(args=command)
        if done.exit_code:
            raise SystemExit(done.output)
    return app


def of_notices() -> dict[str, Composed]:
    """One letter a kind of event, to whoever is asked to do something, and to whoever is only told."""
    owed = db.session.scalars(select(FollowUp).where(FollowUp.kind == FollowUpKind.ANSWER)).first()
    council = db.session.scalars(select(Council).where(Council.contact_email.is_not(None))).first()
    readers = db.session.scalars(select(Mail.person_id).where(Mail.person_id.is_not(None)).distinct().limit(2)).all()
    if owed is None or council is None or len(readers) < 2:
        raise SystemExit("The demo has no issue, no council or no mail.")
    data = {"kind": "answer", "step": -5, "due": "2026-12-04", "owner": "Nav Tønsberg", "name": "Kari Prøve"}
    ids: list[int] = []
    for kind in EventKind:
        of_council = kind.value.startswith(ABOUT_COUNCILS)
        event = Event(kind=kind, at=clock.now(), council_id=council.id, data={**data, "last_day": "2026-12-31"})
        if not of_council:
            event.issue_id, event.subject, event.subject_id = owed.issue_id, "follow_up", owed.id
        db.session.add(event)
        db.session.flush()
        for person_id, reason in zip(readers, (Reason.OWES, Reason.FOLLOWER), strict=True):
            notice = {"person_id": person_id, "reason": reason, "duty": reason is Reason.OWES}
            db.session.add(Notice(event_id=event.id, delivery=Delivery.NOW, at=event.at, **notice))
            db.session.flush()
        ids += db.session.scalars(select(Notice.id).where(Notice.event_id == event.id)).all()
    mail = Mail(id=1, letter="notice", address="", locale=Locale.NB, data={}, person=None)
    letters = [compose_notice(mail, one, to=one.person) for one in load_notices(ids)]
    return {f"{one.subject} {one.html.partition('</h1>')[0]}": one for one in letters}


def others() -> dict[str, Composed]:
    """The demo's own mails of the other letters, where they still say something."""
    found = {}
    for mail in db.session.scalars(select(Mail).where(Mail.letter != "notice").order_by(Mail.id.desc())):
        if mail.letter in ("digest", "questions") and mail.letter not in found:
            found[mail.letter] = compose_letter(mail.id)
    return found


if __name__ == "__main__":
    sys.exit(main())
