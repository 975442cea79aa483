"""The pages that belong to nobody in particular: front page, about, privacy, accessibility, health, components."""

from datetime import timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.errors import NotFound
from app.councils import queries as council_queries
from app.site import queries
from app.summaries import queries as summary_queries
from app.web.public import public

bp = Blueprint("site", __name__)

QUIET = timedelta(minutes=2)  # a worker that has not been heard of for so long is down
STUCK = timedelta(minutes=15)
RECENTLY = timedelta(days=7)


@public(bp, "/")
def front() -> ResponseReturnValue:
    searched = request.args.get("q", "").strip()[:100]
    return render_template(
        "site/front.html",
        searched=searched,
        found=council_queries.find_councils(searched) if searched else [],
        outcomes=queries.newest_outcomes(),
        summaries=summary_queries.published(limit=2),
    )


@public(bp, "/om")
def about() -> ResponseReturnValue:
    return render_template("site/about.html")


@public(bp, "/personvern")
def privacy() -> ResponseReturnValue:
    return render_template("site/privacy.html", contact=current_app.config["CONTACT_EMAIL"])


@public(bp, "/tilgjengelighet")
def accessibility() -> ResponseReturnValue:
    return render_template("site/accessibility.html", contact=current_app.config["CONTACT_EMAIL"])


@bp.route("/komponenter")
def components() -> ResponseReturnValue:
    """Every component with real texts; for those who build, so only outside production."""
    if current_app.config["MODE"] == "production":
        raise NotFound
    return render_template("site/components.html")


@bp.route("/healthz")
def health() -> ResponseReturnValue:
    """Database, migrations at head, worker heartbeat, age of the oldest waiting mail. 503 when something is wrong."""
    try:
        at = queries.migration_in_database()
        seen = queries.worker_seen()
        waiting = queries.oldest_waiting_mail()
        lost = queries.mails_given_up(clock.now() - RECENTLY)
    except SQLAlchemyError:
        return jsonify(ok=False, database="unreachable"), 503
    now = clock.now()
    head = ScriptDirectory(str(Path(current_app.root_path).parent / "migrations")).get_current_head()
    quiet = None if seen is None else round((now - seen).total_seconds())
    age = 0 if waiting is None else round((now - waiting).total_seconds())
    ok = at == head and quiet is not None and quiet < QUIET.total_seconds() and age < STUCK.total_seconds()
    facts = {
        "database": "ok",
        "migrations": "at head" if at == head else f"at {at}, should be at {head}",
        "worker_seconds_ago": quiet,
        "oldest_waiting_mail_seconds": age,
        "mails_given_up_last_week": lost,
    }
    return jsonify(ok=ok, **facts), 200 if ok else 503
