"""The page that stops mails of interest: opened, it shows a button; pressed, here or by a mail program, it acts."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.database import transaction
from app.extensions import csrf
from app.inbox.views.blueprint import bp
from app.notices.kinds.topics import TOPICS
from app.notices.service.unsubscribe import read_way_out, stop_mails

ONE_CLICK = "List-Unsubscribe"  # the field that a mail program sends


@bp.route("/avmeld/<token>", methods=["GET", "POST"])
@csrf.exempt  # a mail program presses the button for its reader (RFC 8058); the token is the proof
def unsubscribe(token: str) -> ResponseReturnValue:
    way_out = read_way_out(token)
    if request.method == "POST":
        with transaction():
            stop_mails(way_out)
        if ONE_CLICK in request.form:  # RFC 8058, 3.1: no redirect for a program; it shows nothing to anybody
            return Response("OK", mimetype="text/plain")
        return redirect(url_for("inbox.unsubscribe", token=token, ferdig=1), 303)
    topics = [str(TOPICS[topic]) for topic in way_out.topics]
    return render_template("inbox/unsubscribe.html", topics=topics, stopped="ferdig" in request.args)
