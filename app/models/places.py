"""The real registers: counties, municipalities, Nav regions and Nav offices, each with a from, a to and an heir."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CODE, SHORT, Base, ByName, rel


class County(Base):
    """Fylke. The 15 of 2024; not the same division as the Nav regions."""

    __tablename__ = "county"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(SHORT)
    name_sami: Mapped[str | None] = mapped_column(SHORT)
    name_kven: Mapped[str | None] = mapped_column(SHORT)
    valid_to: Mapped[date | None]


class Municipality(Base):
    """Kommune, with its Norwegian, Sámi and Kven names."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(SHORT)
    display_name: Mapped[str] = mapped_column(SHORT)
    official_name: Mapped[str] = mapped_column(SHORT)
    name_sami: Mapped[str | None] = mapped_column(SHORT)
    name_kven: Mapped[str | None] = mapped_column(SHORT)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    point_place: Mapped[str | None] = mapped_column(SHORT)
    small: Mapped[bool] = mapped_column(default=False)  # few inhabitants: a story may point at a person
    valid_to: Mapped[date | None]
    county_id: Mapped[int] = mapped_column(ForeignKey("county.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))

    county: Mapped[County] = rel()


class NavRegion(Base):
    """Nav-region: Nav's own twelve."""

    __tablename__ = "nav_region"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(SHORT)
    valid_to: Mapped[date | None]


class OfficeMunicipality(Base):
    """Which municipalities an office serves; 64 offices serve two to six. Position 0 is the host."""

    __tablename__ = "office_municipality"

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    basis: Mapped[str | None] = mapped_column(SHORT)

    municipality: Mapped[Municipality] = rel()


class Office(Base):
    """Nav-kontor. Offices merge: a closed office keeps its history and names its successor."""

    __tablename__ = "office"
    __table_args__ = (Index("ix_office_names", "valid_to", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(SHORT)
    slug: Mapped[str] = mapped_column(SHORT, unique=True)
    address: Mapped[str | None] = mapped_column(SHORT)
    postal_code: Mapped[str | None] = mapped_column(CODE)
    emergency_phone: Mapped[str | None] = mapped_column(CODE)
    org_number: Mapped[str | None] = mapped_column(CODE)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    county_id: Mapped[int] = mapped_column(ForeignKey("county.id"), index=True)
    nav_region_id: Mapped[int] = mapped_column(ForeignKey("nav_region.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))

    county: Mapped[County] = rel()
    nav_region: Mapped[NavRegion] = rel()
    places: Mapped[list[OfficeMunicipality]] = rel(order_by=OfficeMunicipality.position, cascade="all, delete-orphan")
    municipalities: Mapped[list[Municipality]] = rel(
        secondary="office_municipality", viewonly=True, collection_class=ByName
    )
