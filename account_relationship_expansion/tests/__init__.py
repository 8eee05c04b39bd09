from . import test_acquaintance
from . import test_alert_people
from . import test_demo
from . import test_finder
from . import test_finder_planted
from . import test_potential
from . import test_quotation
from . import test_translations
