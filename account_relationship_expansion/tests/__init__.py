from . import test_cautions
from . import test_demo
from . import test_finder
from . import test_finder_planted
from . import test_outcome
from . import test_potential
from . import test_quotation
from . import test_translations
