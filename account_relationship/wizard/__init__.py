from . import base_partner_merge
from . import relationship_account_opening
from . import relationship_account_opening_line
from . import relationship_feedback_tell
from . import relationship_feedback_decline
from . import relationship_feedback_merge
from . import relationship_feedback_reroute
