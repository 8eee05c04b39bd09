from . import base_partner_merge
from . import relationship_whitespace_dismissal
