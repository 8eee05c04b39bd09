from . import test_subscription
from . import test_subscription_proposals
from . import test_subscription_uninstall
from . import test_translations
