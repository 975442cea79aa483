"""What people do with councils: set one up and change its settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.optimistic_lock import require_unchanged
from app.core.text import by_name, slugify, squash
from app.core.words import CHOICE_MISSING, COUNCIL_ENDED
from app.councils import policy
from app.councils.queries.councils import possible_parents
from app.councils.service.contact import require_contact
from app.councils.service.settings import OF_THE_USER_SIDE, Settings, by_profile, standing_settings
from app.councils.service.succession import serve_offices
from app.database import db, hold
from app.models.assents import Proposal, ProposalAct
from app.models.councils import (
    Council,
    CouncilLevel,
    Intake,
    LedBy,
    Mandate,
    Profile,
)
from app.models.notices import EventKind
from app.models.places import NavRegion, Office
from app.notices.policy.addresses import require_addresses_in
from app.notices.service.record import record

# A proposal keeps words; the settings that are words of their own are made of them again.
SETTING_WORDS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {"led_by": LedBy, "intake": Intake, "profile": Profile}
)


def model_mandate(place: str, answer_days: int) -> str:
    """The mandate a council may begin with, and change."""
    return _(
        "Brukerutvalget er et rådgivende organ for %(place)s. Utvalget uttaler seg om planlegging, gjennomføring og "
        "evaluering av tjenestene, formidler erfaringer fra brukerne, og melder fra om utilsiktede virkninger av "
        "regler og rutiner. Utvalget behandler ikke enkeltsaker. %(place)s svarer skriftlig på utvalgets råd innen "
        "%(days)d arbeidsdager og forteller hva som er gjort og hvorfor.",
        place=place,
        days=answer_days,
    )


def set_up_council(
    actor: Actor,
    settings: Settings,
    *,
    office_ids: Sequence[int] = (),
    region_id: int | None = None,
    wide: CouncilLevel | None = None,
    name: str = "",
    mandate: str = "",
) -> Council:
    """A council for one or more offices, for a whole region, or a `wide` one: central, or for a special unit."""
    guard.refuse({"name": name, "mandate": mandate, "contact": settings.contact or ""})
    require_addresses_in(settings.contact or "", field="contact")
    require_contact(settings)
    offices = _offices(office_ids)
    region = db.session.get(NavRegion, region_id) if region_id is not None else None
    _require_place(wide, offices, region, name=name)
    _require_reach(actor, wide, offices, region)
    _require_parent(actor, settings.parent_id)
    place = region.name if region is not None else _listed([office.name for office in offices])
    with force_locale(settings.language):  # what the council is called follows its own language
        called = squash(name) or _("Brukerutvalget i %(place)s", place=place)
        mandate = mandate or model_mandate(place or "Nav", settings.answer_days)
    council = Council(
        slug=_free_slug(place or called, region is not None),
        name=called,
        level=wide or (CouncilLevel.REGION if region is not None else CouncilLevel.OFFICE),
        nav_region_id=region_id,
        valid_from=clock.today(),
        updated_at=clock.now(),
        **asdict(by_profile(settings, Settings())),
    )
    db.session.add(council)
    db.session.flush()
    serve_offices(council.id, [office.id for office in offices])
    _new_mandate(council, mandate, version=1)
    record(EventKind.COUNCIL_STARTED, actor, council_id=council.id, about=council)
    return council


def change_settings(
    actor: Actor,
    council: Council,
    settings: Settings,
    *,
    name: str,
    mandate: str,
    base: str | None = None,
) -> Proposal | None:
    """New settings count from now on; what runs keeps its dates. A changed mandate is a new version.

    The settings that decide the user side's clocks and who leads are proposed to it: the returned row. None: all is
    done. `base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now.
    """
    hold(council)
    require(policy.can_manage(actor, council))
    require_running(council)
    guard.refuse({"name": name, "mandate": mandate, "contact": settings.contact or ""})
    require_addresses_in(settings.contact or "", field="contact")
    require_contact(settings)
    if settings.parent_id != council.parent_id:
        require(policy.can_choose_parent(actor, council))
        _require_parent(actor, settings.parent_id)
        _refuse_circle(council, settings.parent_id)
    _require_as_shown(council, settings, base, name=name, mandate=mandate)
    wished = asdict(by_profile(settings, council))
    changes = {key: wished[key] for key in OF_THE_USER_SIDE if wished[key] != getattr(council, key)}
    proposal = None
    if changes:
        before = {key: getattr(council, key) for key in changes}
        details = {"changes": {**changes, "profile": wished["profile"]}, "before": before}
        proposal = proposals.propose_act(actor, council, ProposalAct.CHANGE_SETTINGS, details)
    waits = {*changes, "profile"} if proposal is not None else set()
    for key, value in wished.items():
        if key not in waits:
            setattr(council, key, value)
    council.name = squash(name) or council.name
    council.updated_at = clock.now()
    _note_mandate(council, mandate)
    return proposal


@proposals.carries_out(ProposalAct.CHANGE_SETTINGS)
def _change_proposed(_actor: Actor, council: Council, details: Details) -> None:
    hold(council)
    require_running(council)
    if any(getattr(council, key) != value for key, value in details["before"].items()):
        raise Conflict(_("Innstillingene er endret siden dette ble foreslått."))
    for key, value in details["changes"].items():
        setattr(council, key, SETTING_WORDS[key](value) if key in SETTING_WORDS else value)
    council.updated_at = clock.now()


def require_running(council: Council) -> None:
    """An ended council is history, also on its last day. Raises Conflict for one."""
    if council.is_ended:
        raise Conflict(str(COUNCIL_ENDED))


def _require_place(
    wide: CouncilLevel | None, offices: Sequence[Office], region: NavRegion | None, *, name: str
) -> None:
    """Offices or a region give a council its place and its name; a wide one is called what somebody calls it."""
    if wide is None and region is None and not offices:
        raise Invalid(_("Velg minst ett kontor."), field="offices")
    if wide is CouncilLevel.CENTRAL and (offices or region is not None):
        raise Invalid(_("Et sentralt utvalg har ikke egne kontorer. La kontor og region stå tomme."), field="wide")
    if wide is not None and not squash(name):
        raise Invalid(_("Skriv hva utvalget heter."), field="name")


def _require_reach(
    actor: Actor, wide: CouncilLevel | None, offices: Sequence[Office], region: NavRegion | None
) -> None:
    if wide is not None:
        require(policy.can_set_up_wide(actor))
    if region is not None:
        inside = frozenset(db.session.scalars(select(Office.county_id).where(Office.nav_region_id == region.id)))
        require(policy.can_set_up_for_region(actor, inside))
    if offices:
        require(policy.can_set_up_in(actor, {office.county_id for office in offices}))


def _require_parent(actor: Actor, parent_id: int | None) -> None:
    if parent_id is not None and parent_id not in dict(possible_parents(actor)):
        raise Invalid(str(CHOICE_MISSING), field="parent")


def _refuse_circle(council: Council, parent_id: int | None) -> None:
    """What a council raises must not come back to it."""
    above, passed = parent_id, set[int]()
    while above is not None and above not in passed:
        if above == council.id:
            raise Invalid(_("Et utvalg kan ikke sende saker videre til seg selv."), field="parent")
        passed.add(above)
        above = db.session.scalar(select(Council.parent_id).where(Council.id == above))


def _offices(ids: Sequence[int]) -> Sequence[Office]:
    offices = by_name(db.session.scalars(select(Office).where(Office.id.in_(list(ids)))))
    if len(offices) < len(set(ids)) or any(office.valid_to is not None for office in offices):
        raise Invalid(_("Velg kontor fra lista."), field="offices")
    return offices


def _listed(names: Sequence[str]) -> str:
    """Nav A, Nav B og Nav C"""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s og %(last)s", most=", ".join(names[:-1]), last=names[-1])


def _free_slug(place: str, is_region: bool) -> str:
    plain = slugify(place)[:80].strip("-") or "utvalg"
    plain = f"{plain}-region" if is_region else plain
    taken = set(db.session.scalars(select(Council.slug).where(Council.slug.startswith(plain))))
    return next(slug for slug in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _require_as_shown(council: Council, settings: Settings, base: str | None, *, name: str, mandate: str) -> None:
    """Raises Changed where something else stands than what the writer was shown."""
    newest = db.session.scalar(
        select(Mandate).where(Mandate.council_id == council.id).order_by(Mandate.version.desc()).limit(1)
    )
    wanted = {**asdict(settings), "parent": settings.parent_id, "name": name, "mandate": mandate}
    standing = standing_settings(council, newest.text if newest is not None else "")
    require_unchanged(base, standing, {key: value for key, value in wanted.items() if key in standing})


def _note_mandate(council: Council, text: str) -> None:
    """A changed mandate is a new version."""
    newest = db.session.scalar(
        select(Mandate).where(Mandate.council_id == council.id).order_by(Mandate.version.desc()).limit(1)
    )
    if newest is None or newest.text != text:
        _new_mandate(council, text, version=newest.version + 1 if newest else 1)


def _new_mandate(council: Council, text: str, *, version: int) -> None:
    db.session.add(Mandate(council_id=council.id, version=version, text=text, valid_from=clock.today()))
    db.session.flush()
