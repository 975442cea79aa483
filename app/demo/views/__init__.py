"""The pages of this room; importing the package registers them all on its blueprint."""

from app.demo.views import doors, postbox
from app.demo.views.doors import bp

__all__ = ["bp", "doors", "postbox"]
