"""The pages of site."""

from flask import Blueprint

bp = Blueprint("site", __name__)
