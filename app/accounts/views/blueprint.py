"""The blueprint that the pages of accounts hang on: signing in (`sign_in`) and one's own pages (`own_account`)."""

from typing import Any

from flask import Blueprint

from app.accounts.service import addresses, link_letters
from app.accounts.views import sessions
from app.notices.service.rendering import register_letter

bp = Blueprint("accounts", __name__)
bp.after_app_request(sessions.keep_alive)


@bp.record_once
def _register_letters(_state: Any) -> None:
    for letter in link_letters.PURPOSE:
        register_letter(letter, link_letters.link_context, writes=link_letters.write_link)
    register_letter(addresses.LETTER, link_letters.new_address_context)
