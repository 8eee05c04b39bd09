from . import relationship_retention
from . import relationship_retention_purchases
from . import relationship_retention_concentration
from . import relationship_retention_rhythm
from . import relationship_tier
from . import relationship_work
from . import res_company
