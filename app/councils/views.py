"""The pages of councils."""

from flask import Blueprint

bp = Blueprint("councils", __name__)
