from . import contract_contract
from . import contract_line
from . import relationship_agreement_proposal
from . import relationship_recurring
from . import relationship_recurring_line
