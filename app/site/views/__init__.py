"""The pages of this room; importing the package registers them all on its blueprint."""

from app.site.views import pages
from app.site.views.pages import bp

__all__ = ["bp", "pages"]
