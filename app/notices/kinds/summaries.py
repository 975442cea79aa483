"""That a summary can be read."""

from flask_babel import lazy_gettext as _l

from app.core.words import NEW_SUMMARY
from app.models.notices import EventKind as K
from app.models.summaries import Summary
from app.notices.kinds.happening import Happening, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic


def _is_hidden(loaded: LoadedNotice) -> bool:
    return isinstance(loaded.thing, Summary) and loaded.thing.hidden_at is not None


HAPPENINGS: dict[K, Happening] = {
    K.SUMMARY_PUBLISHED: Happening(
        _l("Innspillet ble med i et sammendrag"),
        "FileText",
        letter=Letter(
            NEW_SUMMARY,
            _l("Det er publisert et nytt sammendrag."),
            button=_l("Les sammendraget"),
            page=Page.SUMMARY,
        ),
        topic=Topic.SUMMARIES,
        is_gone=_is_hidden,
    ),
}
