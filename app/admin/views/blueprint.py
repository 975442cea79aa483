"""The blueprint of whoever keeps the house running."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
