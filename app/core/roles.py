"""The words for what a person can be; stored by the models and read by the policies."""

from enum import StrEnum


class Side(StrEnum):
    """For whom somebody acts in a council; it follows from seat and office role that day."""

    USER = "user"
    MUNICIPALITY = "municipality"
    NAV = "nav"
    STAFF = "staff"
    OTHER = "other"


class CouncilRoleKind(StrEnum):
    LEADER = "leader"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    OBSERVER = "observer"


LEADS = (CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)


class OfficeRoleKind(StrEnum):
    DIRECTOR = "director"
    STAND_IN = "stand_in"
    ASSISTANT = "assistant"
    MUNICIPAL_DIRECTOR = "municipal_director"
    REGIONAL_DIRECTOR = "regional_director"


class ScopeKind(StrEnum):
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    ORGANISATION_CONTACT = "organisation_contact"
    ADMINISTRATOR = "administrator"
