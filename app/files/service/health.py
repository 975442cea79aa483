"""Are the uploads well: what the hourly sweep counted, and whether the folder can take a file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.files.service.store import Fault, Folder

# The names of the numbers in the table Counter, and of the sign of life.
KNOWN, REFUSED = "files:known", "files:refused"
FAULTS = {fault: f"files:{fault}" for fault in Fault}
CHECKED = "files_checked"

HANDFUL = 5


def is_most(part: int, whole: int) -> bool:
    """More than a handful, and more than half: no accident of a few files, but a wrong database or a wrong folder."""
    return part > HANDFUL and part * 2 > whole


@dataclass(frozen=True)
class UploadFacts:
    """The uploads in numbers, as of the last sweep; `folder` is as of now."""

    folder: Folder
    known: int = 0
    missing: int = 0
    unreadable: int = 0
    damaged: int = 0
    refused: int = 0  # files that a sweep left lying, since the database does not know most of them
    checked_at: datetime | None = None  # none: no sweep yet

    @property
    def lost(self) -> int:
        return self.missing + self.unreadable + self.damaged

    @property
    def are_well(self) -> bool:
        """A few lost files are told of, but nobody can bring them back: they do not make the house unwell for ever."""
        return self.folder is Folder.OK and not self.refused and not is_most(self.lost, self.known)


def health_report(facts: UploadFacts) -> dict[str, str | int]:
    """For /healthz."""
    return {
        "uploads": facts.folder.value,
        "files_missing": facts.missing,
        "files_unreadable": facts.unreadable,
        "files_damaged": facts.damaged,
        "files_unknown_and_kept": facts.refused,
    }


def facts_of_uploads(folder: Folder, numbers: Mapping[str, int], checked_at: datetime | None) -> UploadFacts:
    """`numbers`: by their names in the table Counter."""
    faults = {fault.value: numbers.get(name, 0) for fault, name in FAULTS.items()}
    return UploadFacts(
        folder, known=numbers.get(KNOWN, 0), refused=numbers.get(REFUSED, 0), checked_at=checked_at, **faults
    )
