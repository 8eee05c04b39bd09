from . import base_partner_merge
from . import relationship_agreement_change
from . import relationship_agreement_change_line
from . import relationship_agreement_end
