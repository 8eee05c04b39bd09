from . import base_partner_merge
from . import relationship_account_opening
from . import relationship_account_opening_line
from . import relationship_feedback_reroute
from . import relationship_plan_agree
from . import relationship_plan_cancel
