from . import test_agreement
from . import test_agreement_changes
from . import test_agreement_rights
from . import test_agreement_screens
from . import test_recurring
from . import test_recurring_properties
from . import test_translations
from . import test_uninstall
