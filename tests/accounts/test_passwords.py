"""Which passwords are refused, and that nobody hashes while holding the lock."""

import pytest

from app.accounts.service import passwords
from app.core.errors import Invalid
from app.database import transaction


@pytest.mark.parametrize(
    "password",
    [
        "Passord12345!",
        "P@ssw0rd1234",
        "Sommer2026!!!",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "210987654321",
        "qwertyuiop12",
        "asdfghjkløæ1",
        "Brukerutvalg2026",
        "Velkommen2026!",
        "heiheiheihei1",
        "1qaz2wsx3edc4rfv",
        "correcthorsebatterystaple",
    ],
)
def test_a_common_password_is_refused(clean, password):
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password, name="Kari Nordmann", email="kari@example.org")

    assert refused.value.field == "new_password"


@pytest.mark.parametrize(
    "password", ["tre gule paraplyer", "Xk9#pL2vQz7w", "fjellrev og blåbær", "kontorhund med paraply", "7f3!9$2#Kx81"]
)
def test_a_password_that_is_hard_to_guess_is_taken(clean, password):
    passwords.check_new(password, name="Kari Nordmann", email="kari@example.org")


def test_eleven_characters_are_too_few(clean):
    with pytest.raises(Invalid, match="12"):
        passwords.check_new("Xk9#pL2vQz7", name="Kari", email=None)


@pytest.mark.parametrize("password", ["karinordmann1", "Kari.Nordmann", "kari@example.org", "nordmannKARI99"])
def test_ones_own_name_and_address_are_no_password(clean, password):
    with pytest.raises(Invalid):
        passwords.check_new(password, name="Kari Nordmann", email="kari@example.org")


def test_a_letter_is_itself_however_the_keyboard_made_it():
    hashed = passwords.hash_password("bla\u030aba\u0308r og fløte")

    assert passwords.is_password_right(hashed, "blåbär og fløte")


def test_nobody_can_sign_in_where_there_is_no_password():
    assert not passwords.is_password_right(None, "nobody has this password")


@pytest.mark.parametrize("act", [lambda: passwords.hash_password("x"), lambda: passwords.is_password_right(None, "x")])
def test_hashing_inside_a_transaction_is_an_error(clean, act):
    with pytest.raises(RuntimeError, match="transaction"), transaction():
        act()
