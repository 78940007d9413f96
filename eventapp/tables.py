"""All tables of the app, whoever imports them: migrations and tests look here."""

from eventapp.accounts import models as accounts
from eventapp.badges import models as badges
from eventapp.certificates import models as certificates
from eventapp.champion import models as champion
from eventapp.checkin import models as checkin
from eventapp.contacts import models as contacts
from eventapp.doors import models as doors
from eventapp.events import models as events
from eventapp.extensions import Base
from eventapp.mail import models as mail
from eventapp.mailings import models as mailings
from eventapp.network import models as network
from eventapp.prints import models as prints
from eventapp.programme import models as programme
from eventapp.projector import models as projector
from eventapp.registration import models as registration
from eventapp.rounds import models as rounds
from eventapp.stations import models as stations

MODULES = (
    mail,
    accounts,
    events,
    registration,
    programme,
    badges,
    checkin,
    doors,
    prints,
    contacts,
    stations,
    rounds,
    network,
    champion,
    certificates,
    mailings,
    projector,
)
metadata = Base.metadata
