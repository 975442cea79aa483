"""The pages of this room; importing the package registers them all on its blueprint."""

from app.accounts.views import blueprint, own_account, sign_in
from app.accounts.views.blueprint import bp

__all__ = ["blueprint", "bp", "own_account", "sign_in"]
