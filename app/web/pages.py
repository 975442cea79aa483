"""What most views end with: the page of a form, or a word of what was done and the page that follows it."""

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import LazyString
from werkzeug.wrappers import Response

from app.web.forms import Form, page_status


def form_page(template: str, form: Form, **values: Any) -> tuple[str, int]:
    """The template with its form: 200 when it is fresh, 422 when it came back, 409 when somebody saved meanwhile."""
    return render_template(template, form=form, **values), page_status(form)


def done(text: str | LazyString, address: str, category: str = "success") -> Response:
    """The page at the address, fetched anew (303), says the text above all else."""
    flash(str(text), category)
    return redirect(address, 303)
