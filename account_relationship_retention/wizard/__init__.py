from . import relationship_retention_start
