"""The pages of summaries."""

from flask import Blueprint

bp = Blueprint("summaries", __name__)
