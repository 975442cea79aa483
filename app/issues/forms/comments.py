"""The forms of a comment, new or changed."""

from collections.abc import Callable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.core.words import (
    COMMENT,
)
from app.files.forms import AttachmentFields
from app.issues.words.phrases import (
    AUDIENCE_MISSING,
    COMMENT_MISSING,
)
from app.labels import choices, word
from app.models.issue_enums import CommentAudience, CommentTag
from app.web.fields import PickRadio, Prose
from app.web.forms import GuardedForm


class ChangeCommentForm(GuardedForm):
    """An earlier comment, changed."""

    text = Prose(COMMENT, longest=3000, guarded=True, missing=COMMENT_MISSING)
    tag = PickRadio(
        _l("Hva slags kommentar er det?"),
        CommentTag,
        lambda: choices(CommentTag),
        missing=_l("Velg hva slags kommentar det er."),
    )
    audience = PickRadio(_l("Hvem skal lese kommentaren?"), CommentAudience, list, missing=AUDIENCE_MISSING)
    confirmed = HiddenField()

    def offer_audiences(
        self,
        offered: Sequence[CommentAudience],
        read_by: Callable[[CommentAudience], str],
        *,
        narrowest: CommentAudience,
    ) -> None:
        """Each choice says who reads it; any but the narrowest is to be confirmed."""
        self.audience.words = [(one, f"{word(one)}: {read_by(one)}.") for one in offered]
        self.narrowest = narrowest

    @property
    def must_confirm(self) -> bool:
        """More readers than need be are confirmed once, in the page."""
        return self.audience.data is not self.narrowest and self.confirmed.data != self.audience.data.value

    def is_ready(self) -> bool:
        return super().is_ready() and not self.must_confirm


class CommentForm(AttachmentFields, ChangeCommentForm):
    """A new comment."""
