"""The pages of this room; importing the package registers them all on its blueprint."""

from app.councils.views import (
    appointments,
    councils,
    departures,
    members_file,
    nominations,
    office,
    proposals,
    roles,
    seats,
)
from app.councils.views.blueprint import bp

__all__ = [
    "appointments",
    "bp",
    "councils",
    "departures",
    "members_file",
    "nominations",
    "office",
    "proposals",
    "roles",
    "seats",
]
