"""The same opened form with the same words, sent twice within some minutes, is one sending: it has one answer.

Without scripts nothing holds back the second press, and a network that repeats a request is not seen by anybody. Two at
the very same moment are told apart by the thing itself, where that can stand only once.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, redirect, request, session
from sqlalchemy import delete, select
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.database import db
from app.models.people import KeptForm

LIFE = timedelta(minutes=10)
FLASHES = "_flashes"  # where Flask keeps what the next page says
NOT_TOLD_APART = frozenset({"csrf_token", "opened"})  # they change while the same form stands open


def remember_answer(person_id: int, writer: str, response: Response) -> None:
    """This form was sent, and this was the answer; in the open transaction."""
    key = _key(person_id, writer)
    if key is None:
        return
    said = [list(one) for one in session.get(FLASHES, [])]
    db.session.execute(delete(KeptForm).where(KeptForm.key_hash == key))
    db.session.add(
        KeptForm(
            key_hash=key,
            path=request.path,
            fields={"location": response.headers["Location"], "said": said},
            person_id=person_id,
            created_at=clock.now(),
        )
    )


def remembered_answer(person_id: int, writer: str) -> Answer | None:
    """What was answered when this very form was sent a moment ago; None when it was not."""
    key = _key(person_id, writer)
    now = clock.now()
    found = key and db.session.scalar(
        select(KeptForm.fields).where(
            KeptForm.key_hash == key, KeptForm.created_at > now - LIFE, KeptForm.created_at <= now + LIFE
        )
    )
    if not found:
        return None
    here = session.get(FLASHES, [])
    session[FLASHES] = [*here, *(tuple(one) for one in found["said"] if tuple(one) not in map(tuple, here))]
    return redirect(found["location"], 303)


def _key(person_id: int, writer: str) -> str | None:
    """None where a file was sent: what it holds is not compared."""
    if not writer or any(file.filename for file in request.files.values()):
        return None
    words: Mapping[str, Any] = {name: values for name, values in request.form.lists() if name not in NOT_TOLD_APART}
    told = json.dumps(["sent", person_id, request.path, writer, words], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
