from . import base_partner_merge
from . import relationship_account_opening
from . import relationship_account_opening_line
