from . import test_bad_input
from . import test_demo
from . import test_finder
from . import test_finder_planted
from . import test_potential
from . import test_quotation
from . import test_translations
