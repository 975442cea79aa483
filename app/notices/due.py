"""What time asks of the letters: news are folded into digests.

Fifty people in a transaction, so that others who write come in between. Whoever is still left after that, since their
batch failed, is tried alone: one that fails does not keep the others from their letter.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from app.notices.service import digest

UseCase = Callable[[], object]

PEOPLE_AT_ONCE = 50


def due(now: datetime) -> Iterator[UseCase]:
    """Use cases, each idempotent and for a transaction of its own."""
    hours = digest.digest_hours(now)
    if hours:
        for people in batches_of_people(lambda: digest.digest_readers(hours, now)):
            yield partial(digest.make_digests, people, hours, now)
        yield partial(digest.mark_digests_made, hours, now)


def batches_of_people(find: Callable[[], Sequence[int]]) -> Iterator[list[int]]:
    """The people whom `find` finds, fifty at once, and then one by one whom it still finds."""
    people = find()
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        yield list(people[start : start + PEOPLE_AT_ONCE])
    if people:
        for person_id in find():
            yield [person_id]
