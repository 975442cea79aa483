"""The pages that belong to nobody in particular: front page, about, privacy, accessibility, health, components."""

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app import search
from app.admin.queries import health as limits
from app.admin.queries import operations as admin_queries
from app.core import clock
from app.core.errors import NotFound
from app.councils.queries import search as council_queries
from app.files import queries as file_queries
from app.files.service.health import CHECKED, health_report
from app.models.people import SEARCH_BEHIND
from app.site import queries
from app.site.words import DECLARED_ON, KNOWN_FAULTS, STORED
from app.summaries import queries as summary_queries
from app.web.public import public

bp = Blueprint("site", __name__)


@public(bp, "/")
def front() -> ResponseReturnValue:
    searched = request.args.get("q", "").strip()[:100]
    return render_template(
        "site/front.html",
        searched=searched,
        found=council_queries.find_councils(searched) if searched else [],
        outcomes=queries.newest_outcomes(),
        summaries=summary_queries.published_summaries(limit=2),
    )


@public(bp, "/om")
def about() -> ResponseReturnValue:
    return render_template("site/about.html")


@public(bp, "/personvern")
def privacy() -> ResponseReturnValue:
    return render_template("site/privacy.html", stored=STORED)


@public(bp, "/tilgjengelighet")
def accessibility() -> ResponseReturnValue:
    return render_template("site/accessibility.html", declared_on=DECLARED_ON, faults=KNOWN_FAULTS)


@bp.route("/komponenter")
def components() -> ResponseReturnValue:
    """Every component with real texts; for those who build, so only outside production.

    Raises NotFound in production.
    """
    if current_app.config["MODE"] == "production":
        raise NotFound
    return render_template("site/components.html")


@bp.route("/healthz")
def health() -> ResponseReturnValue:
    """Database, migrations at head, worker heartbeat, rooms that fail, mails that could leave, uploads, search index.

    503 when one is bad.
    """
    now = clock.now()
    try:
        migration = queries.migration_in_database()
        signs = admin_queries.signs_of_life()
        mails = admin_queries.mail_facts(now)
        uploads = file_queries.upload_facts(signs.get(CHECKED))
        index = search.index_state(signs.get(SEARCH_BEHIND))
    except SQLAlchemyError:
        return jsonify(ok=False, database="unreachable"), 503
    head = ScriptDirectory(str(Path(current_app.root_path).parent / "migrations")).get_current_head()
    seen, oldest = signs.get(limits.Part.WORKER), mails.oldest_due
    goes = limits.worker_runs(signs, now) and limits.rooms_go(signs, now) and limits.mails_leave(mails, now)
    goes = goes and limits.pause_is_meant(signs, now)
    ok = migration == head and goes and uploads.are_well and index is search.IndexState.OK
    facts = {
        "database": "ok",
        "migrations": "at head" if migration == head else f"at {migration}, should be at {head}",
        "worker_seconds_ago": None if seen is None else round((now - seen).total_seconds()),
        "failing_seconds": {
            room: round((now - since).total_seconds()) for room, since in limits.failing_rooms(signs).items()
        },
        "mails_waiting": mails.waiting,
        "oldest_waiting_mail_seconds": 0 if oldest is None else round((now - oldest).total_seconds()),
        "mails_given_up_last_week": mails.given_up,
        **limits.pause_facts(signs, now),
        **health_report(uploads),
        "search": index.value,
        **limits.forwarded_facts(signs, current_app.config["PROXIES"], now),
    }
    return jsonify(ok=ok, **facts), 200 if ok else 503
