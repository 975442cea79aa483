"""The page of demo people: pick one, and you are in. Exists in demo mode only."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.views import sessions
from app.core.authz import require_sight
from app.core.errors import NotFound
from app.database import transaction
from app.demo.data import story
from app.demo.queries import doors
from app.web.context import language_of_page

bp = Blueprint("demo", __name__)


@bp.route("/demo", methods=["GET", "POST"])
def people() -> ResponseReturnValue:
    require_sight(current_app.config["DEMO"])
    told = story.read_story()
    if request.method == "POST":
        person = doors.loaded_people(told).get(request.form.get("person", ""))
        if person is None:
            raise NotFound
        with transaction():
            device, token = sessions.new_device(person, remember=False, label=sessions.device_label())
        sessions.start_session(device, token)
        return redirect(url_for("inbox.home"), 303)
    return render_template("demo/people.html", groups=doors.door_groups(told, language_of_page()))
