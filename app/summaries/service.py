"""What people do with summaries: write, save, publish. A published text is frozen."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.markdown import to_html, to_text
from app.core.optimistic_lock import require_unchanged
from app.core.text import slugify
from app.database import db, hold
from app.models.notices import EventKind, Reason
from app.models.summaries import Summary
from app.notices.service.record import record
from app.summaries import policy, queries


def start_summary(actor: Actor, *, title: str, text: str, period_from: date, period_to: date) -> Summary:
    """A draft over the writer's own counties."""
    require(policy.can_write(actor))
    _check(title=title, text=text, period_from=period_from, period_to=period_to)
    summary = Summary(
        slug=_free_slug(title),
        title=title,
        text=text,
        period_from=period_from,
        period_to=period_to,
        saved_at=clock.now(),
        person_id=actor.person_id,
        counties=list(queries.counties_by_id(actor.counties)),
    )
    db.session.add(summary)
    db.session.flush()
    return summary


def words_of(summary: Summary) -> dict[str, Any]:
    """What the form that changes a summary begins with."""
    return {name: getattr(summary, name) for name in ("title", "text", "period_from", "period_to")}


def save_summary(
    actor: Actor,
    summary: Summary,
    *,
    title: str,
    text: str,
    period_from: date,
    period_to: date,
    base: str | None = None,
) -> None:
    """`base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now."""
    _hold(summary)
    require(policy.can_edit(actor, summary))
    if summary.published_at is not None:
        raise Conflict(_("Sammendraget er publisert, og teksten kan ikke endres lenger."))
    _check(title=title, text=text, period_from=period_from, period_to=period_to)
    wanted = {"title": title, "text": text, "period_from": period_from, "period_to": period_to}
    require_unchanged(base, words_of(summary), wanted)
    summary.title = title
    summary.text = text
    summary.period_from = period_from
    summary.period_to = period_to
    summary.saved_at = clock.now()


def publish_summary(actor: Actor, summary: Summary) -> None:
    """Render once, freeze, and tell the representatives of the counties. Raises Conflict when it is published."""
    _hold(summary)
    require(policy.can_edit(actor, summary))
    if summary.published_at is not None:
        raise Conflict(_("Sammendraget er publisert, og teksten kan ikke endres lenger."))
    summary.html = to_html(summary.text)
    summary.published_at = clock.now()
    record(
        EventKind.SUMMARY_PUBLISHED,
        actor,
        about=summary,
        to=dict.fromkeys(queries.representatives_in([county.id for county in summary.counties]), Reason.MEMBER),
        data={"slug": summary.slug},
    )


def _hold(summary: Summary) -> None:
    """With its counties as they are now: whose it is to edit, and whom it is for."""
    hold(summary)
    queries.summary_page(summary.slug)


def _check(*, title: str, text: str, period_from: date, period_to: date) -> None:
    if period_to < period_from:
        raise Invalid(_("Perioden slutter før den begynner."), field="period_to")
    guard.refuse({"title": title, "text": text})
    guard.refuse({"text": to_text(text)})  # as it will be read


def _free_slug(title: str) -> str:
    base = (slugify(title) or "sammendrag")[:80]
    taken = set(db.session.scalars(select(Summary.slug).where(Summary.slug.startswith(base))))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
