"""The issues' addresses hang here."""

from flask import Blueprint

bp = Blueprint("issues", __name__)
