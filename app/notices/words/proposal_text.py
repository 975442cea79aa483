"""What a proposal says, in one sentence each: for its page, Min side, letters and paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import (
    CLARIFICATION_DAYS,
    CONFIRMATION_DAYS,
    COUNCIL_LEADER,
    DEPUTY_LEADER,
    JULY_PAUSE,
    MUNICIPALITY_SIDE,
    NAV,
    RAISE_REPLY_DAYS,
    STAFF_SIDE,
    STANDING_MEMBER,
    STATEMENT_DAYS,
    SUBSTITUTE_NUMBERED,
    USER_SIDE,
    WITHDRAWN,
)
from app.models.assents import Proposal, ProposalAct, ProposalState
from app.models.councils import Intake, LedBy

# Called the same on the page of settings.
SETTINGS: dict[str, Any] = {
    "answer_days": _l("Arbeidsdager kontoret har til å svare"),
    "intake": _l("Hvor et nytt innspill går"),
    "led_by": _l("Hvem som leder utvalget"),
    "clarification_days": CLARIFICATION_DAYS,
    "confirmation_days": CONFIRMATION_DAYS,
    "statement_days": STATEMENT_DAYS,
    "raise_reply_days": RAISE_REPLY_DAYS,
    "july_pause": JULY_PAUSE,
}
VALUES: dict[Any, Any] = {
    True: _l("ja"),
    False: _l("nei"),
    Intake.DIRECT.value: _l("rett til kontoret"),
    Intake.AFTER_COUNCIL.value: _l("først til utvalget"),
    LedBy.USERS.value: USER_SIDE,
    LedBy.NAV.value: NAV,
}
STATES: dict[ProposalState, Any] = {
    ProposalState.PROPOSED: _l("Venter på brukersiden"),
    ProposalState.CONFIRMED: _l("Godkjent, gjelder fra en senere dag"),
    ProposalState.IN_FORCE: _l("Godkjent"),
    ProposalState.REFUSED: _l("Ikke godkjent"),
    ProposalState.WITHDRAWN: WITHDRAWN,
    ProposalState.LAPSED: _l("Gikk ut uten svar"),
}
SIDES: dict[str, Any] = {
    "user": USER_SIDE,
    "municipality": MUNICIPALITY_SIDE,
    "nav": "Nav",
    "staff": STAFF_SIDE,
    "other": _l("andre"),
}
ROLES: dict[str, Any] = {"leader": COUNCIL_LEADER, "deputy": DEPUTY_LEADER}


def proposal_sentence(proposal: Proposal) -> str:
    """The whole of it: who, which seat or role, from when."""
    return _SENTENCES[proposal.act](proposal.details)


def proposal_title(proposal: Proposal) -> str:
    """What a heading or a row of a list calls it: the sentence, or how many settings it is about."""
    if proposal.act is not ProposalAct.CHANGE_SETTINGS:
        return proposal_sentence(proposal)
    count = len(proposal.details["before"])
    return ngettext("Endre én innstilling for utvalget", "Endre %(num)d innstillinger for utvalget", count)


def by_whom(proposal: Proposal) -> str:
    """Who proposed it, as what."""
    name, title = proposal.proposed_by_name, proposal.proposed_by_title
    return f"{name}, {title}" if title else name


def changed_settings(details: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each changed setting: its name, what it is, what it would be."""
    return [
        (str(SETTINGS[key]), _value(before), _value(details["changes"][key]))
        for key, before in details["before"].items()
    ]


def _value(value: Any) -> str:
    found = VALUES.get(value) if isinstance(value, bool | str) else None
    return str(found if found is not None else value)


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text), "d. MMMM y")


def _name(details: Mapping[str, Any]) -> str:
    """An address decides who it is: the account's own name stands, whatever name was typed beside it."""
    return str(details.get("known") or details["who"]["name"])


def _new_seat(details: Mapping[str, Any]) -> str:
    return _("Ny plass på brukersiden: %(place)s", place=details["organisation"] or details["title"])


def _remove_seat(details: Mapping[str, Any]) -> str:
    return _("Plassen til %(place)s tas bort", place=details["place"])


def _appoint(details: Mapping[str, Any]) -> str:
    values = {"name": _name(details), "place": details["place"], "start": _day(details["start"])}
    values["n"] = details["rank"]
    if details["end"]:
        values["end"] = _day(details["end"])
        if details["rank"]:
            return _("%(name)s blir vara %(n)d for %(place)s fra %(start)s til %(end)s", **values)
        return _("%(name)s blir medlem for %(place)s fra %(start)s til %(end)s", **values)
    if details["rank"]:
        return _("%(name)s blir vara %(n)d for %(place)s fra %(start)s", **values)
    return _("%(name)s blir medlem for %(place)s fra %(start)s", **values)


def _end_appointment(details: Mapping[str, Any]) -> str:
    values = {"name": details["name"], "place": details["place"], "on": _day(details["on"])}
    if details.get("until") and details["until"] < details["on"]:
        return _("Oppnevningen av %(name)s for %(place)s forlenges til %(on)s", **values)
    return _("Oppnevningen av %(name)s for %(place)s avsluttes %(on)s", **values)


def _give_role(details: Mapping[str, Any]) -> str:
    role = str(ROLES[details["kind"]])
    return _("%(name)s blir %(role)s fra %(start)s", name=_name(details), role=role, start=_day(details["start"]))


def _end_role(details: Mapping[str, Any]) -> str:
    return _("%(name)s slutter som %(role)s", name=details["name"], role=str(ROLES[details["kind"]]))


def _change_address(details: Mapping[str, Any]) -> str:
    return _("%(name)s får en ny e-postadresse i Medvirk", name=details["name"])


def proposed_members(details: Mapping[str, Any]) -> list[str]:
    """Each line of a file of members: whose account it is, where, for which side, as what, and from when."""
    return [_member(line) for line in details["members"]]


def _member(line: Mapping[str, Any]) -> str:
    """The address is shown until it is decided; then the proposal keeps it no longer."""
    address = f" ({line['email']})" if line.get("email") else ""
    part = str(SUBSTITUTE_NUMBERED) % {"n": line["rank"]} if line["rank"] else str(STANDING_MEMBER)
    days = _("fra %(start)s", start=_day(line["start"]))
    if line["end"]:
        days = _("fra %(start)s til %(end)s", start=_day(line["start"]), end=_day(line["end"]))
    return ", ".join((_line_name(line) + address, line["place"], str(SIDES[line["side"]]), part, days))


def _line_name(line: Mapping[str, Any]) -> str:
    return str(line.get("known") or line["name"])


def _add_members(details: Mapping[str, Any]) -> str:
    count = len(details["members"])
    names = ", ".join(_line_name(line) for line in details["members"])
    return ngettext(
        "%(num)d medlem fra en fil: %(names)s", "%(num)d medlemmer fra en fil: %(names)s", count, names=names
    )


def _change_settings(details: Mapping[str, Any]) -> str:
    lines = [
        _("%(setting)s: fra %(before)s til %(after)s", setting=setting, before=before, after=after)
        for setting, before, after in changed_settings(details)
    ]
    return "; ".join(lines)


def _end_council(details: Mapping[str, Any]) -> str:
    return _("Utvalget avsluttes %(on)s, og %(heir)s tar over", on=_day(details["on"]), heir=details["heir_name"])


def _give_advice(details: Mapping[str, Any]) -> str:
    return _("Rådet i sak %(label)s slik det er skrevet", label=details["label"])


def _decline_nomination(details: Mapping[str, Any]) -> str:
    return _("Nei til at %(name)s blir medlem for %(place)s", name=details["name"], place=details["place"])


_SENTENCES = {
    ProposalAct.NEW_SEAT: _new_seat,
    ProposalAct.REMOVE_SEAT: _remove_seat,
    ProposalAct.APPOINT: _appoint,
    ProposalAct.END_APPOINTMENT: _end_appointment,
    ProposalAct.GIVE_ROLE: _give_role,
    ProposalAct.END_ROLE: _end_role,
    ProposalAct.CHANGE_ADDRESS: _change_address,
    ProposalAct.ADD_MEMBERS: _add_members,
    ProposalAct.CHANGE_SETTINGS: _change_settings,
    ProposalAct.END_COUNCIL: _end_council,
    ProposalAct.GIVE_ADVICE: _give_advice,
    ProposalAct.DECLINE_NOMINATION: _decline_nomination,
}
