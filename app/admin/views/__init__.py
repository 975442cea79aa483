"""The pages of this room; importing the package registers them all on its blueprint."""

from app.admin.views import operations, outbox
from app.admin.views.blueprint import bp

__all__ = ["bp", "operations", "outbox"]
