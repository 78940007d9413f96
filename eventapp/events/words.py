"""What are roles called?"""

from flask_babel import lazy_gettext as _l

from eventapp.accounts.models import Role

ROLE_NAMES = {
    Role.DOOR_HOST: _l("Host at the door"),
    Role.BADGE_HOST: _l("Host at the badges"),
    Role.HOST: _l("Host"),
    Role.VIEWER: _l("Viewer"),
    Role.ORGANISER: _l("Organiser"),
    Role.OWNER: _l("Owner"),
}
"""On pages and in mails."""
