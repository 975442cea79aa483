"""No field of any form takes the number of one person, but for those listed here, each with its reason."""

import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module

import pytest
import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectField
from wtforms.fields.core import UnboundField

import app as house
from app.core.roles import Side
from app.web.fields import Address, Day, Line, Number, Pick, PickRow, PickRows, Prose
from app.web.forms import Form

NUMBER = "15908695043"  # of the synthetic series with month + 80
WRITTEN = [NUMBER, "159086 95043", "født 15.90.86, personnummer 95043", f"{NUMBER}@example.no"]
# `*`: in whichever form.
UNREAD = {
    "a password is stored as a hash, and nobody reads it": {
        "accounts.*.password",
        "accounts.*.new_password",
    },
    "it is compared with what is stored, and not stored itself": {
        "accounts.AddressForm.email",
        "accounts.SignInForm.email",
        "issues.FilterForm.q",
        "admin.MailsForm.q",
    },
    "a key or an answer that the page itself carries, never shown; what is unknown counts as none": {
        "*.seen_warnings",
        "*.form_key",
        "*.kept_file",
        "followups.AnswerForm.draft",
        "followups.AnswerForm.seen_same",
        "followups.AnswerForm.to",
        "followups.AnswerForm.without_promise",
        "followups.YesNoForm.answer",
        "councils.EndCouncilForm.seen",
        "councils.MembersForm.seen",
        "issues.SupportForm.instead",
        "issues.*.confirmed",
    },
    "a file: its name and its text are read when it is checked (tests/files)": {"*.attachment"},
    "members from a file: each cell is read when the lines are (tests/councils)": {
        "councils.MembersForm.file",
        "councils.MembersForm.text",
    },
}


def form_classes(of: type[wtforms.Form] = Form) -> Iterator[type[wtforms.Form]]:
    for module in pkgutil.walk_packages(house.__path__, "app."):
        if module.name.rpartition(".")[2].endswith("forms"):
            import_module(module.name)
    for one in of.__subclasses__():
        yield one
        yield from form_classes(one)


def fields() -> dict[str, UnboundField]:
    return {
        f"{form.__module__.split('.')[1]}.{form.__name__}.{name}": getattr(form, name)
        for form in form_classes()
        if form.__module__.startswith("app.")
        for name in dir(form)
        if isinstance(getattr(form, name), UnboundField)
    }


def takes(unbound: UnboundField, text: str) -> bool:
    """Is the field content with this, and does it keep it?"""
    form = type("Bare", (wtforms.Form,), {"field": unbound})(MultiDict({"field": text}))
    if isinstance(form.field, SelectField):
        form.field.choices = form.field.choices or []
    return form.validate() and text in str(form.field.data)


def test_every_field_of_every_form_refuses_the_number_of_a_person(app, clean):
    with app.test_request_context():
        taking = {name for name, unbound in fields().items() if any(takes(unbound, text) for text in WRITTEN)}

    listed = set().union(*UNREAD.values())
    assert {name for name in taking if not any(fnmatch(name, one) for one in listed)} == set()
    assert {one for one in listed if not any(fnmatch(name, one) for name in taking)} == set()


def test_there_are_forms_to_look_at():
    assert len(fields()) > 100


@pytest.mark.parametrize("text", ["Fødselsnummer 11 siffer", "Ring 55 55 33 33"])
def test_ordinary_words_are_not_refused_for_that(app, clean, text):
    with app.test_request_context():
        assert takes(fields()["issues.CommentForm.text"], text)


@pytest.mark.parametrize(
    "field", [Line("Navn"), Prose("Navn"), Day("Navn"), Pick("Navn", Side, []), PickRow("Navn"), PickRows("Navn")]
)
def test_a_required_field_cannot_be_made_without_saying_what_is_missing(app, clean, field):
    form = type("Forgotten", (wtforms.Form,), {"name": field})

    with pytest.raises(TypeError, match="Navn"):
        form()


def test_a_text_that_is_too_long_comes_back_whole_with_how_much_too_long_it_is(app, clean):
    with app.test_request_context():
        for name, unbound in fields().items():
            if not issubclass(unbound.field_class, Line) or issubclass(unbound.field_class, Address | Number):
                continue
            form = type("Bare", (wtforms.Form,), {"field": unbound})
            longest = form().field.longest
            written = "å" * (longest + 7)
            sent = form(MultiDict({"field": written}))

            assert not sent.validate(), name
            assert sent.field.errors == [f"Teksten er 7 tegn for lang. Den kan være høyst {longest} tegn."], name
            assert sent.field._value() == written
            assert "maxlength" not in sent.field(), name
