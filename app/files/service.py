"""Attachments: checked and written to disk before the transaction, and made somebody's by a row within it."""

from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.core import clock, guard
from app.core.actor import Actor
from app.core.errors import Denied, Invalid
from app.database import db, is_writing
from app.files import kinds, store
from app.files.names import clean_name, ending_of
from app.models.files import StoredFile
from app.models.followups import Answer, Claim
from app.models.issues import Comment, Issue

LARGEST = 10 * 1024 * 1024
LONGEST_ALT = 300


@dataclass(frozen=True)
class Checked:
    """An upload that was found harmless and lies on the disk; nobody's yet."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


def is_given(upload: FileStorage | None) -> bool:
    """Did the writer choose a file at all? A browser sends an empty one otherwise."""
    return upload is not None and bool(upload.filename)


def prepare(upload: FileStorage) -> Checked:
    """Read, check and store an upload. Slow, so outside the transaction; what is never kept is swept a day later.

    Raises Invalid(field="attachment") with what to do instead.
    """
    if is_writing():
        raise RuntimeError("Files are checked before the transaction: nobody may wait for that.")
    data = upload.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid(_("Filen er for stor. Den kan være høyst 10 MB."), field="attachment")
    if not data:
        raise Invalid(_("Filen er tom."), field="attachment")
    given = upload.filename or ""
    content = kinds.read(data, ending_of(given))
    name = clean_name(given, content.ending)
    key = store.new_key()
    store.write(key, content.data)
    return Checked(key, name, content.content_type, len(content.data), sha256(content.data).hexdigest())


def prepare_with_alt(upload: FileStorage | None, alt: str | None) -> Checked | None:
    """The same for a form's two fields: nothing chosen is nothing, and a picture needs its words before it is kept."""
    if upload is None or not is_given(upload):
        return None
    checked = prepare(upload)
    require_alt(checked, alt)
    return checked


def require_alt(checked: Checked, alt: str | None) -> None:
    """A picture is told in words as well. Raises Invalid(field="alt")."""
    if checked.is_image and not (alt or "").strip():
        raise Invalid(_("Skriv kort hva bildet viser, for dem som ikke ser det. Velg så filen på nytt."), field="alt")
    if len(alt or "") > LONGEST_ALT:
        raise Invalid(_("Skriv kortere hva bildet viser."), field="alt")
    if guard.has_stop(guard.check(alt or "")):
        raise Invalid(_("Teksten inneholder et fødselsnummer eller et kontonummer. Ta det bort."), field="alt")


def keep(
    actor: Actor,
    checked: Checked,
    *,
    issue: Issue,
    comment: Comment | None = None,
    answer: Answer | None = None,
    claim: Claim | None = None,
    alt: str | None = None,
) -> StoredFile:
    """Hang a checked file on an issue's text, or on a comment, an answer or a claim there, in the open transaction.

    Who may write the text may attach to it: the caller has asked.
    """
    if actor.person_id is None:
        raise Denied
    require_alt(checked, alt)
    db.session.flush()  # the text it hangs on needs its id
    stored = StoredFile(
        key=checked.key,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        alt=(alt or "").strip() or None,
        at=clock.now(),
        issue_id=issue.id,
        comment_id=comment.id if comment else None,
        answer_id=answer.id if answer else None,
        claim_id=claim.id if claim else None,
        person_id=actor.person_id,
    )
    db.session.add(stored)
    return stored
