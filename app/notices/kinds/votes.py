"""That a vote is open, and what came of it."""

from flask_babel import lazy_gettext as _l

from app.core.words import VOTE_HAS_ENDED
from app.models.notices import EventKind as K
from app.models.votes import Vote, VoteState
from app.notices.kinds.happening import Happening, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic


def _voted(loaded: LoadedNotice) -> bool:
    """Over, or this reader has said something for every seat."""
    vote = loaded.thing
    if not isinstance(vote, Vote) or vote.state is not VoteState.OPEN:
        return True
    return all(entry.choice is not None for entry in vote.roll if entry.person_id == loaded.person.id)


HAPPENINGS: dict[K, Happening] = {
    K.VOTE_OPENED: Happening(
        _l("En avstemning startet"),
        "Handshake",
        tone="accent",
        letter=Letter(
            _l("%(about)s: avstemning"),
            _l("Stem nå. Avstemningen er i gang."),
            button=_l("Gå til avstemningen"),
            page=Page.VOTE,
            asks_everybody=True,
        ),
        topic=Topic.MEETINGS,
        is_done=_voted,
        tells_actor=True,
        known_to_council=True,
    ),
    K.VOTE_CLOSED: Happening(
        _l("En avstemning ble avsluttet"),
        "Handshake",
        tone="accent",
        letter=Letter(
            _l("%(about)s: avstemningen er avsluttet"),
            VOTE_HAS_ENDED,
            button=_l("Se resultatet"),
            page=Page.VOTE,
        ),
        topic=Topic.MEETINGS,
        known_to_council=True,
    ),
}
