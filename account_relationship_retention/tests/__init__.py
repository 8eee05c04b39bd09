from . import test_cdnow
from . import test_movements
from . import test_cohorts
from . import test_concentration
from . import test_retention
from . import test_retention_properties
from . import test_translations
from . import test_uninstall
