"""The blueprint that the pages of accounts hang on: the doors (views.py) and one's own pages (own.py)."""

from typing import Any

from flask import Blueprint

from app.accounts import addresses, letters, sessions
from app.notices.service.rendering import register

bp = Blueprint("accounts", __name__)
bp.after_app_request(sessions.keep_alive)


@bp.record_once
def _register_letters(_state: Any) -> None:
    for letter in letters.PURPOSE:
        register(letter, letters.context)
    register(addresses.LETTER, letters.new_address_context)
