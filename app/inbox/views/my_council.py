"""Mitt utvalg: the council one sits in, on one page; and the first day there."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.core.actor import Actor
from app.core.errors import NotFound
from app.councils import policy as council_policy
from app.councils.queries import councils
from app.followups.queries import waiting_list
from app.followups.queries.waiting_counts import figures_of, waiting_counts
from app.inbox import policy
from app.inbox.queries import council_people
from app.inbox.views.blueprint import bp
from app.inbox.words import own_part
from app.issues import policy as issue_policy
from app.issues.queries import follows
from app.meetings import policy as meeting_policy
from app.web.actor import current_actor
from app.web.context import NavItem


@bp.route("/mitt-utvalg")
@login_required
def my_council() -> ResponseReturnValue:
    """Members, next meeting, what it waits for, mandate. Raises NotFound for a council that one does not sit in."""
    actor = current_actor()
    council_id = _chosen(actor)
    if council_id is None:
        return redirect(url_for("inbox.home"))
    council = councils.council_page(actor.council_names[council_id].slug)
    return render_template(
        "inbox/my_council.html",
        council=council,
        switch=_switch(actor, council_id, "inbox.my_council"),
        part=own_part(actor, council_id),
        members=council_people.members_of(council_id),
        meeting=councils.next_meeting(council_id),
        waiting=figures_of(
            waiting_counts(actor, waiting_list.of_council(council_id), since=waiting_list.lately_since())
        ),
        followed=follows.offices_followed(actor, [office.id for office in council.offices]),
        may_post=issue_policy.can_post(actor),
        may_plan=meeting_policy.can_plan(actor, council_id),
        may_manage=council_policy.can_manage(actor, council),
        here=request.full_path,
    )


@bp.route("/velkommen")
@login_required
def welcome() -> ResponseReturnValue:
    """The first day in a council: what one is there, how it works, who the others are, when they meet."""
    actor = current_actor()
    council_id = _chosen(actor)
    if council_id is None:
        return redirect(url_for("inbox.home"))
    council = councils.council_page(actor.council_names[council_id].slug)
    return render_template(
        "inbox/welcome.html",
        council=council,
        switch=_switch(actor, council_id, "inbox.welcome"),
        part=own_part(actor, council_id),
        substitute=_is_substitute(actor, council_id),
        for_users=policy.reads_for_users(actor, council_id),
        members=[one for one in council_people.members_of(council_id) if one.person_id != actor.person_id],
        meeting=councils.next_meeting(council_id),
        may_post=issue_policy.can_post(actor),
    )


def _chosen(actor: Actor) -> int | None:
    """The council that is asked for, else the first by name; none for whoever sits in none. Raises NotFound."""
    own = {name.slug: one for one, name in actor.council_names.items() if one in actor.memberships}
    asked = request.args.get("utvalg")
    if asked is not None and asked not in own:
        raise NotFound
    return own[asked] if asked is not None else next(iter(own.values()), None)


def _switch(actor: Actor, council_id: int, endpoint: str) -> list[NavItem]:
    """The councils that one sits in, where there are several."""
    own = [(one, name) for one, name in actor.council_names.items() if one in actor.memberships]
    if len(own) < 2:
        return []
    return [NavItem(name.name, url_for(endpoint, utvalg=name.slug), one == council_id) for one, name in own]


def _is_substitute(actor: Actor, council_id: int) -> bool:
    seats = actor.seats_in(council_id)
    return bool(seats) and not any(seat.is_holder for seat in seats)
