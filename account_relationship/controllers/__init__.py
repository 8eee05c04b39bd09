from . import portal
from . import portal_manager
from . import portal_plan
from . import portal_feedback
from . import relationship_score
