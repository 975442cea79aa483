"""Attachments: checked and written to disk before the transaction, and made somebody's by a row within it."""

import logging
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import exists, select
from werkzeug.datastructures import FileStorage

from app.core import clock, guard
from app.core.actor import Actor
from app.core.errors import Denied, Invalid, NotFound
from app.core.failures import describe_error
from app.core.words import FILE_EMPTY
from app.database import db, is_writing
from app.files.service import file_kinds, store
from app.files.service.file_names import clean_name, ending_of
from app.models.files import FileOwner, StoredFile
from app.notices.service.links import read_token, sign_token

log = logging.getLogger(__name__)

LARGEST = 10 * 1024 * 1024
LONGEST_ALT = 300
WAITS = timedelta(hours=20)  # in a form that came back; less than the day after which what is nobody's is swept
TICKET = "attachment"


@dataclass(frozen=True)
class Checked:
    """An upload that was found harmless and lies on the disk; nobody's yet. `alt`: what a picture shows, in words."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    alt: str | None = None

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    def told(self, alt: str | None) -> Self:
        """The same, with the words for it. A picture needs them, whatever else waits: raises Invalid(field="alt")."""
        told = replace(self, alt=(alt or "").strip() or None)
        require_alt(told)
        return told


def prepare_upload(upload: FileStorage) -> Checked:
    """Read, check and store an upload. Slow, so outside the transaction; what is never kept is swept a day later.

    Raises Invalid(field="attachment") with what to do instead.
    """
    if is_writing():
        raise RuntimeError("Files are checked before the transaction: nobody may wait for that.")
    data = upload.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid(_("Filen er for stor. Den kan være høyst 10 MB."), field="attachment")
    if not data:
        raise Invalid(str(FILE_EMPTY), field="attachment")
    given = upload.filename or ""
    content = file_kinds.read_upload(data, ending_of(given))
    name = clean_name(given, content.ending)
    key = store.new_key()
    try:
        store.write_file(key, content.data)
    except OSError as error:
        log.error("An upload could not be stored: %s", describe_error(error))
        raise Invalid(
            _("Vi får ikke lagret filer akkurat nå. Send uten vedlegg, eller prøv igjen senere."), field="attachment"
        ) from error
    return Checked(key, name, content.content_type, len(content.data), sha256(content.data).hexdigest())


def ticket_of(actor: Actor, checked: Checked) -> str:
    """What the page of a form that comes back carries: whose file waits, and what was found of it, signed."""
    return sign_token(TICKET, {"person": actor.person_id, "file": asdict(checked)})


def waiting_upload(actor: Actor, token: str) -> Checked | None:
    """The file of a ticket. None when it is forged, somebody else's or too old, or the file is swept by now."""
    try:
        data = read_token(TICKET, token, max_age=WAITS)
    except NotFound:
        return None
    checked = Checked(**data["file"])
    is_own = actor.person_id is not None and data["person"] == actor.person_id
    return checked if is_own and store.lies_there(checked.key) else None


def require_alt(checked: Checked) -> None:
    """A picture is told in words as well. Raises Invalid(field="alt")."""
    if checked.is_image and not checked.alt:
        raise Invalid(_("Skriv kort hva bildet viser, for dem som ikke ser det."), field="alt")
    if len(checked.alt or "") > LONGEST_ALT:
        raise Invalid(_("Skriv kortere hva bildet viser."), field="alt")
    guard.refuse({"alt": checked.alt})


def attach_chosen(actor: Actor, upload: Checked | None, *, owner: FileOwner) -> None:
    """`attach`, where a file was chosen at all. Raises what that raises."""
    if upload is not None:
        attach_upload(actor, upload, owner=owner)


def attach_upload(actor: Actor, upload: Checked, *, owner: FileOwner) -> StoredFile:
    """Hang a checked upload on the one thing that it belongs to, in the open transaction.

    Who may write the thing may attach to it: the caller has asked. Sent twice by the same person under the same name,
    it hangs there once. Raises Denied for a visitor, Invalid(field="alt") for a picture without words, and
    Invalid(field="attachment") when the upload hangs on something else already.
    """
    if actor.person_id is None:
        raise Denied
    require_alt(upload)
    db.session.flush()  # what it hangs on needs its id
    on = {
        f"{owner.__tablename__}_id": owner.id,
        "person_id": actor.person_id,
        "name": upload.name,
        "sha256": upload.sha256,
    }
    hanging = db.session.scalar(select(StoredFile).filter_by(**on))
    if hanging is not None:
        return hanging
    if db.session.scalar(select(exists().where(StoredFile.key == upload.key))):
        raise Invalid(_("Vedlegget er sendt med en annen tekst. Velg filen på nytt."), field="attachment")
    stored = StoredFile(
        key=upload.key,
        content_type=upload.content_type,
        size=upload.size,
        alt=upload.alt,
        at=clock.now(),
        **on,
    )
    db.session.add(stored)
    return stored
