from . import relationship_health_opinion
