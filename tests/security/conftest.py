"""The country, made once for the tests of one file."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.house.country import built
from tests.house.world import World


@pytest.fixture(scope="module")
def country(app: Flask) -> Iterator[World]:
    with built(app) as made:
        yield made


@pytest.fixture
def world(country: World) -> World:
    """The country as it was made, whatever the test before did to it."""
    country.restore()
    return country
