from . import test_cdnow
from . import test_comparisons
from . import test_losses
from . import test_movements
from . import test_retention
from . import test_retention_properties
from . import test_translations
from . import test_uninstall
