"""The form with a file, read from a page that came back and sent again as a browser would."""

from io import BytesIO

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.database import db
from app.models.files import StoredFile
from tests.files.test_uploads import PDF
from tests.security.reading import PageForm, forms_of

COMES_ALONG = "Vedlegg: referat.pdf (tas med)"
LEFT_TO_THE_READER = ("button", "submit", "checkbox", "file")  # pressed, ticked and chosen anew each time


def a_file(name: str = "referat.pdf", data: bytes = PDF) -> dict[str, tuple[BytesIO, str]]:
    return {"attachment": (BytesIO(data), name)}


def as_it_stands(page: TestResponse) -> dict[str, str]:
    """What the browser sends of the form with the file, when nothing more is filled in."""
    form = _form(page)
    return {one.name: one.value for one in form.fields if one.name and one.kind not in LEFT_TO_THE_READER}


def _form(page: TestResponse) -> PageForm:
    """The one that takes a file; on the page that looks it over, the one that brings it."""
    forms = forms_of(page.text)
    brings = [one for one in forms if any(field.name == "form_key" for field in one.fields)]
    return next((one for one in forms if one.multipart), None) or brings[0]


def buttons(page: TestResponse) -> dict[str, str]:
    """The named buttons of the form: what it asks to have confirmed."""
    form = _form(page)
    return {one.name: one.value for one in form.fields if one.kind == "button"}


def offered(page: TestResponse, name: str) -> dict[str, str]:
    """The button with this name, pressed."""
    return {name: buttons(page)[name]}


def stored() -> list[StoredFile]:
    return list(db.session.scalars(select(StoredFile).order_by(StoredFile.id)))
