from . import relationship_whitespace_dismissal
