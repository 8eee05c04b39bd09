from . import relationship_score
from . import portal
from . import portal_manager
from . import portal_plan
from . import portal_feedback
from . import portal_plan_mails
from . import monday_mail
