"""Pages of champion."""

from flask import Blueprint

bp = Blueprint("champion", __name__)
