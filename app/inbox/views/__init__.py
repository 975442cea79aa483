"""The pages of this room; importing the package registers them all on its blueprint."""

from app.inbox.views import drafts, home, my_council, notices, print_tasks, unsubscribe
from app.inbox.views.blueprint import bp

__all__ = ["bp", "drafts", "home", "my_council", "notices", "print_tasks", "unsubscribe"]
