from . import relationship_score
