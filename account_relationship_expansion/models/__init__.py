from . import res_company
from . import relationship_retention
from . import relationship_whitespace_finder
