from . import relationship_retention_start
from . import base_partner_merge
from . import relationship_account_loss
from . import relationship_comparison_choice
