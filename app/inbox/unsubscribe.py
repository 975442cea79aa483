"""The way out of mails that nobody must get: opened, it shows a button; pressed, here or by a mail program, it acts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.database import transaction
from app.extensions import csrf
from app.inbox.views import bp
from app.notices.letters import TOPICS
from app.notices.unsubscribing import read_way_out, stop_mails

__all__ = ["bp"]


@bp.route("/avmeld/<token>", methods=["GET", "POST"])
@csrf.exempt  # a mail program presses the button for its reader (RFC 8058); the token is the proof
def unsubscribe(token: str) -> ResponseReturnValue:
    way_out = read_way_out(token)
    stopped = request.method == "POST"
    if stopped:
        with transaction():
            stop_mails(way_out)
    topics = [str(TOPICS[topic]) for topic in way_out.topics]
    return render_template("inbox/unsubscribe.html", topics=topics, stopped=stopped)
