from . import relationship_retention_demo
